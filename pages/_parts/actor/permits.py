"""The permit checklist of an actor: each kind with its state, the next step, and what waits for what."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from html import escape
from typing import Any

import streamlit as st

from data import clock, formats
from data.checklist import Item, all_of, following, goals, overdue, steps
from data.queries import Names
from pages._parts import draw
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
AHEAD = 3  # of the permits that end, the next ones are named
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
    draw.facts(_path(items, names, language))
    st.html(lines(first) + _folded("checklist.if_needed", later, lines) + _folded("checklist.apart", apart, lines))


def _path(items: Sequence[Item], names: Names, language: str) -> list[tuple[str, str | None]]:
    """What is next, by when basic legality and all that is always needed could be there, and what ends next."""
    step = following(items)
    rows = [(t("permit_path.next"), names.permit_kind.get(step) or t(f"permit_path.{step}"))]
    rows += [(t(f"permit_path.goal_{goal}"), _by_when(some, names, language)) for goal, some in goals(items).items()]
    ends = sorted(
        (item.expires_on, names.permit_kind[item.kind])
        for item in items
        if item.status == "terbit" and item.expires_on is not None
    )
    words = [f"{kind} {_ending(day, language)}" for day, kind in ends[:AHEAD]]
    return [*rows, (t("permit_path.ends_ahead"), "; ".join(words))] if words else [*rows]


def _ending(day: date, language: str) -> str:
    left, words = (day - clock.today()).days, formats.day(day, language)
    return words if left > SOON else t("permit_path.in_days", day=words, days=left)


def _by_when(items: Sequence[Item], names: Names, language: str) -> str:
    """The earliest day on which all of these can be there, in words."""
    if all(item.settled for item in items):
        return t("permit_path.complete")
    ahead = all_of(items)
    if ahead.days is None:
        return t("permit_path.unknown", kinds=", ".join(names.permit_kind[kind] for kind in ahead.unknown))
    if overdue(items):
        return t("permit_path.overdue")
    if ahead.days == 0:
        return t("permit_path.today")
    return t("permit_path.by_when", day=formats.day(clock.today() + timedelta(days=ahead.days), language))


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
        "" if item.settled or item.apart or item.optional else _by_when([item], names, language),
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
