"""The permit checklist of an actor: each kind with its state, the next step, and what waits for what."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import streamlit as st

from data import clock, formats
from data.checklist import Item, steps
from data.queries import Names
from pages._parts.visitor import t

# A small mark beside the word; colour never speaks alone.
MARKS = {
    "terbit": "✓",
    "diajukan": "…",
    "belum": "○",
    "tidak_tercatat": "?",
    "kedaluwarsa": "!",
    "dicabut": "×",
    "tidak_perlu": "–",
}
SOON = 90  # days; an expiry nearer than this is counted in days


def checklist(found: Mapping[str, Any], names: Names, language: str) -> None:
    """The checklist of `queries.actor`'s answer."""
    st.markdown(f"**{t('checklist.title')}**")
    items: list[Item] = found["checklist"]
    recorded = {permit["kind"]: permit for permit in found["permits"]}

    def lines(chosen: Sequence[Item]) -> str:
        drawn = "".join(_line(item, recorded.get(item.kind, {}), names, language) for item in chosen)
        return f'<ul class="damping-check">{drawn}</ul>'

    later = [item for item in items if item.optional and item.status == "tidak_tercatat"]
    apart = [item for item in items if item.apart]
    first = [item for item in items if item not in later and item not in apart]
    st.html(lines(first) + _folded("checklist.if_needed", later, lines) + _folded("checklist.apart", apart, lines))


def _folded(key: str, chosen: Sequence[Item], lines: Any) -> str:
    if not chosen:
        return ""
    summary = escape(t(key, count=len(chosen)))
    return f'<details class="damping-more"><summary>{summary}</summary>{lines(chosen)}</details>'


def _line(item: Item, permit: Mapping[str, Any], names: Names, language: str) -> str:
    name, status = names.permit_kind[item.kind], t(f"status.{item.status}")
    details = [f"<small>{escape(words)}</small>" for words in _details(item, permit, names, language) if words]
    mark = f'<span class="mark" aria-hidden="true">{MARKS[item.status]}</span>'
    words = f"<b>{escape(name)}</b> · {escape(status)}{''.join(details)}{_next(item, language)}"
    return f'<li class="{item.status}">{mark}<div>{words}</div></li>'


def _details(item: Item, permit: Mapping[str, Any], names: Names, language: str) -> list[str]:
    waits = ", ".join(names.permit_kind[kind] for kind in item.blocked_by)
    form = permit.get("form")
    since = formats.day(item.since, language, item.precision) if item.since else ""
    return [
        " · ".join(part for part in (names.legal_form[form] if form else "", since, _expiry(item, language)) if part),
        permit.get("number") or "",
        t("facilitation.after") if permit.get("after_facilitation") else "",
        t("checklist.waits_for", kinds=waits) if waits else "",
    ]


def _expiry(item: Item, language: str) -> str:
    if item.expires_on is None:
        return ""
    left = (item.expires_on - clock.today()).days
    if left < 0:
        return t("checklist.lapsed", day=formats.day(item.expires_on, language))
    if left <= SOON:
        return t("checklist.days_left", days=left)
    return t("actor.valid_until", day=formats.day(item.expires_on, language))


def _next(item: Item, language: str) -> str:
    if not item.next:
        return ""
    step = steps()[item.kind]
    ask = t("checklist.ask_first") if item.status == "tidak_tercatat" else ""
    words = " ".join(part for part in (ask, step.note[language]) if part)
    source = t("checklist.source", source=step.source)
    told = f"{escape(words)}<small>{escape(source)}</small>"
    return f'<span class="next"><b>{escape(t("checklist.next"))}</b>{told}</span>'
