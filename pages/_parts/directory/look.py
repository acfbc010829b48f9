"""How the directory is drawn: cards in a grid that is one column on a phone, chips with marks, folds."""

from html import escape

import streamlit as st

from pages._parts import style

_CSS = """
<style>
.damping-intro {max-width: 46rem; margin: 0 0 .3rem}
.st-key-directory_fields {max-width: 46rem}
.st-key-directory_cards {display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 25rem), 1fr));
  gap: 1rem; align-items: start}
.st-key-directory_cards > * {min-width: 0; width: 100%}
[class*="st-key-card_supply_"] button {min-height: 2.75rem}
.damping-supply {overflow-wrap: anywhere; font-size: .92rem}
.damping-supply h3 {font-size: 1.1rem; margin: 0; padding: 0; font-weight: 650; line-height: 1.3}
.damping-supply h4 {font-size: .82rem; margin: .7rem 0 .3rem; padding: 0; font-weight: 600; opacity: .8}
.damping-supply p {margin: 0}
.damping-supply > details {margin: .3rem 0 -.6rem}
.damping-supply .where {font-size: .85rem; opacity: .8}
.damping-supply .product {margin: .45rem 0 .2rem}
.damping-supply .none {font-size: .85rem; opacity: .8}
.damping-supply dl {display: grid; grid-template-columns: max-content 1fr; gap: .1rem .8rem;
  margin: .4rem 0 0; padding: 0}
.damping-supply dt {font-weight: 400; opacity: .75; font-size: .85rem}
.damping-supply dd {margin: 0 !important; font-weight: 600; font-size: .92rem}
.damping-supply summary, .damping-needs summary {cursor: pointer; font-weight: 600; padding: .55rem 0}
.damping-chips {list-style: none; margin: 0 !important; padding: 0 !important; display: flex; flex-wrap: wrap;
  gap: .3rem}
.damping-chips li {border: 1px solid var(--damping-line); border-radius: 99px; padding: .1rem .65rem !important;
  margin: 0 !important; font-size: .85rem}
.damping-chips li.met {border-color: PRIMARY; background: MET}
.damping-chips li.met > span:first-child {color: PRIMARY; font-weight: 700}
.damping-chips li.lacking, .damping-chips li.unknown {border-style: dashed; border-color: currentColor}
.damping-chips small {opacity: .8}
.damping-read {position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%);
  white-space: nowrap}
.damping-offers {list-style: none; margin: 0 !important; padding: 0 !important; font-size: .87rem}
.damping-offers li {margin: 0 0 .3rem !important; padding: 0 !important}
.damping-needs details {border-bottom: 1px solid var(--damping-line); max-width: 60rem}
.damping-needs p {margin: 0 0 .5rem; font-size: .9rem}
.damping-needs small {display: block; opacity: .8; font-weight: 400}
.damping-needs table {margin-bottom: .8rem}
.damping-needs td, .damping-needs th {vertical-align: top; overflow-wrap: anywhere}
.damping-needs tbody th {width: 45%; font-weight: 600}
.damping-ticket {font-size: 1.6rem; font-weight: 700; letter-spacing: .06em; text-align: center; margin: .2rem 0;
  font-variant-numeric: tabular-nums}
.damping-empty {border: 1px dashed currentColor; border-radius: .6rem; padding: 1.2rem; max-width: 46rem; opacity: .85}
.damping-empty b {display: block}
</style>
"""


def apply() -> None:
    """The style sheet, once a screen."""
    primary, met = ("#4fb3a7", "rgba(79,179,167,.16)") if style.dark() else ("#0f6e66", "rgba(15,110,102,.08)")
    st.html(_CSS.replace("PRIMARY", primary).replace("MET", met))


def empty(title: str, how: str) -> None:
    """Nothing is here, and why."""
    st.html(f'<div class="damping-empty" role="status"><b>{escape(title)}</b>{escape(how)}</div>')
