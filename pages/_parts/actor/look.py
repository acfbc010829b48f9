"""How an actor's page is drawn on a phone: notices, checklist, timeline; every word of a user is escaped."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import streamlit as st

from data.queries import Names
from pages._parts.visitor import t

_CSS = """
<style>
.damping-notice {border-left: 4px solid #e5a23d; background: rgba(229,162,61,.13); border-radius: .3rem;
  padding: .45rem .7rem; margin: 0 0 .4rem; overflow-wrap: anywhere}
.damping-notice b {display: block; font-size: .8rem; opacity: .85}
.damping-check, .damping-line {list-style: none; margin: 0 !important; padding: 0 !important; font-size: .9rem;
  overflow-wrap: anywhere}
.damping-check li {display: grid; grid-template-columns: 1.7rem 1fr; gap: 0 .3rem; padding: .45rem 0 !important;
  margin: 0 !important;
  border-bottom: 1px solid var(--damping-line)}
.damping-check .mark {display: inline-block; width: 1.35rem; height: 1.35rem; line-height: 1.3rem; border-radius: 50%;
  text-align: center; font-weight: 700; font-size: .8rem; border: 1px solid currentColor}
.damping-check li.terbit .mark {background: #0f6e66; color: #fff}
.damping-check li.kedaluwarsa .mark, .damping-check li.dicabut .mark {background: #8a4b12; color: #fff}
.damping-check small, .damping-line small {display: block; opacity: .8; font-size: .82rem}
.damping-check .next {display: block; margin-top: .25rem; padding: .35rem .5rem; border-radius: .3rem;
  background: rgba(15,110,102,.12); font-size: .85rem}
.damping-check .next b {display: block}
.damping-more {margin-top: .5rem; font-size: .9rem}
.damping-more summary {cursor: pointer; padding: .5rem 0; font-weight: 600}
.damping-line li {display: grid; grid-template-columns: 5.6rem 1fr; gap: 0 .5rem; padding: .4rem 0 !important;
  margin: 0 !important;
  border-bottom: 1px solid var(--damping-line)}
.damping-line time {opacity: .8; font-size: .82rem}
.damping-line p {margin: 0 0 .25rem; font-size: .9rem}
.damping-line p:first-letter {text-transform: uppercase}
.damping-line p.visit {font-weight: 600}
.st-key-actor_reach a, .st-key-actor_do button {min-height: 2.75rem}
</style>
"""


def apply() -> None:
    """The style sheet of this page, once."""
    st.html(_CSS)


def place_words(place: Mapping[str, Any], names: Names) -> str:
    """'Ajung, Kalisat'; a desa not yet known says so."""
    desa = names.desa.get(place.get("desa_code") or "", t("place.desa_unknown"))
    return f"{desa}, {names.kecamatan[place['kecamatan_code']]}"


def notices(lines: Sequence[tuple[str, str]]) -> None:
    """What is open: a heading and its words."""
    if lines:
        st.html(
            "".join(f'<div class="damping-notice"><b>{escape(head)}</b>{escape(words)}</div>' for head, words in lines)
        )
