"""A turn in words and colours: each reason as a small chip whose dot has the one meaning of its colour."""

from html import escape

import streamlit as st

from data import formats
from data.queries import Names
from data.turns import Case, Reason
from pages._parts import style
from pages._parts.visitor import language, t

IN_DAYS, MONTH = 120, 30.4375  # days told as such; the mean days of a month
# Duties with a date are ink, waiting and permits keep the colours they have on every screen.
_DUTY, _DUTY_SOON = "#3d5a80", "#8aa1bd"
_COLOUR = {
    "promise_overdue": _DUTY,
    "request_late": _DUTY,
    "request": _DUTY_SOON,
    "promise_soon": _DUTY_SOON,
    "never": style.WAITING["never"],
    "permit_lapsed": style.STATUS["kedaluwarsa"],
    "permit_soon": style.STATUS["belum"],
    "visited": style.WAITING["under_6"],
}
_CSS = """
<style>
[class*="st-key-turn_"] {background: var(--damping-card); gap: .55rem}
.damping-turn b {font-size: 1.02rem; line-height: 1.3; overflow-wrap: anywhere}
.damping-turn p {margin: .1rem 0 0; font-size: .86rem; opacity: .82; overflow-wrap: anywhere}
.damping-chips {display: flex; flex-wrap: wrap; gap: .3rem; margin: .4rem 0 .35rem}
.damping-chips span {display: inline-flex; align-items: baseline; gap: .4rem; border-radius: .5rem;
  padding: .12rem .55rem; font-size: .82rem; line-height: 1.35;
  background: color-mix(in srgb, var(--meaning) 13%, transparent);
  border: 1px solid color-mix(in srgb, var(--meaning) 40%, transparent)}
.damping-chips span:first-child {font-weight: 650}
.damping-chips i {flex: none; width: .55rem; height: .55rem; border-radius: 50%; background: var(--meaning)}
.damping-pace {margin-top: .1rem; font-size: .84rem}
.damping-pace strong {font-size: .9rem}
[class*="st-key-day_stop_"] {flex-wrap: nowrap; gap: .5rem}
.damping-stop p {margin: 0; font-size: .84rem; opacity: .82}
.st-key-caseload_view {display: none}
.st-key-caseload_drafts {background: var(--damping-card); gap: .3rem}
@media (max-width: 640px) {
  .st-key-caseload_view {display: block; width: auto}
  .st-key-caseload_show [data-testid="stButtonGroup"] > div, .st-key-caseload_show [role="radiogroup"] {
    flex-wrap: nowrap; overflow-x: auto; scrollbar-width: none}
  .st-key-caseload_show button {flex: none; max-width: none; width: max-content}
  .st-key-caseload_list_hidden, .st-key-caseload_map_hidden {display: none}
  .st-key-caseload_tiles {gap: .6rem}
  .damping-pace strong {font-size: .8rem}
  .st-key-caseload_tiles .damping-tiles {gap: .45rem; grid-template-columns: repeat(6, 1fr); position: relative}
  .st-key-caseload_tiles .damping-tile {padding: .4rem .55rem; grid-column: span 2}
  .st-key-caseload_tiles .damping-tile:nth-child(-n+2) {grid-column: span 3}
  .st-key-caseload_tiles .damping-tile .name {line-height: 1.2; font-size: .8rem; opacity: 1}
  .st-key-caseload_tiles .damping-tile .name > span {opacity: .8}
  .st-key-caseload_tiles .damping-tile .number {line-height: 1.3; font-size: 1.25rem}
  .st-key-caseload_tiles .damping-tile .of, .st-key-caseload_tiles .damping-tile .change {font-size: .76rem;
    line-height: 1.25}
  .st-key-caseload_tiles .damping-tile details {position: static}
  .st-key-caseload_tiles .damping-tile details[open] p {left: 0; right: 0; top: auto; width: auto; margin-top: .3rem;
    font-size: .86rem}
}
</style>
"""


def apply() -> None:
    """The style of this screen's cards, once a page."""
    st.html(_CSS)


def span(unit: str, count: float) -> str:
    """ "1 hari", "27 bulan": `unit` is "day" or "month"."""
    plural = unit if count == 1 else f"{unit}s"
    return t(f"span.{plural}", count=formats.number(count, language()))


def past(days: int | None) -> str:
    """How long ago, or how late: days as long as they say something, then months."""
    given = days or 0
    return span("day", given) if given < IN_DAYS else span("month", int(given / MONTH))


def chips(reasons: tuple[Reason, ...], case: Case, names: Names) -> str:
    """The reasons as HTML, the deciding one first."""
    each = [
        f'<span style="--meaning:{_colour(reason)}"><i></i>{escape(words(reason, case, names))}</span>'
        for reason in reasons
    ]
    return f'<div class="damping-chips">{"".join(each)}</div>'


def words(reason: Reason, case: Case, names: Names) -> str:
    """One reason as a person says it: "janji 3 hari lewat, ditunda 2×"."""
    return _SAID[reason.kind](reason, case, names)


def _colour(reason: Reason) -> str:
    if reason.kind != "waiting":
        return _COLOUR[reason.kind]
    band = "over_24" if reason.count >= 24 else "12_24" if reason.count >= 12 else "6_12"
    return style.WAITING[band]


def _overdue(reason: Reason, _case: Case, _names: Names) -> str:
    days = past(reason.days)
    if reason.count:
        return t("reason.promise_postponed", days=days, count=reason.count)
    return t("reason.promise_overdue", days=days)


def _soon(reason: Reason, _case: Case, _names: Names) -> str:
    return t("reason.promise_soon", days=span("day", reason.days)) if reason.days else t("reason.promise_today")


def _request(reason: Reason, _case: Case, _names: Names) -> str:
    return t("reason.request", days=past(reason.days)) if reason.days else t("reason.request_today")


def _never(_reason: Reason, case: Case, _names: Names) -> str:
    if case.known_since is None:
        return t("reason.never" if case.observed else "reason.unobserved")
    since = formats.day(case.known_since, language(), case.known_since_precision)
    return t("reason.never_since" if case.observed else "reason.unobserved_since", since=since)


def _permit_soon(reason: Reason, _case: Case, names: Names) -> str:
    kind = names.permit_kind.get(reason.of, reason.of)
    if not reason.days:
        return t("reason.permit_today", kind=kind)
    return t("reason.permit_soon", kind=kind, days=span("day", reason.days))


def _permit_lapsed(reason: Reason, _case: Case, names: Names) -> str:
    kind = names.permit_kind.get(reason.of, reason.of)
    return t("reason.permit_lapsed", kind=kind, days=span("day", reason.days or 0))


def _visited(reason: Reason, _case: Case, _names: Names) -> str:
    return t("reason.visited", days=past(reason.days)) if reason.days else t("reason.visited_today")


_SAID = {
    "promise_overdue": _overdue,
    "promise_soon": _soon,
    "request": _request,
    "request_late": lambda reason, _case, _names: t("reason.request_late", days=past(reason.days)),
    "never": _never,
    "waiting": lambda reason, _case, _names: t("reason.waiting", months=span("month", reason.count)),
    "permit_soon": _permit_soon,
    "permit_lapsed": _permit_lapsed,
    "visited": _visited,
}
