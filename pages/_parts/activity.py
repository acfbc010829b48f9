"""A facilitator's own activity report of a month: to download, and to print."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from html import escape
from typing import Any

import streamlit as st

from data import commands, formats
from data.commands.reports import Activity, frame_words, month_words
from data.months import NUMBERS, MonthRow
from data.people import NOT_REAL
from data.settings import region
from pages._parts import months, printing, style
from pages._parts.page import Here
from pages._parts.team.bands import XLSX
from pages._parts.visitor import t

# Of this screen only the sheet goes to paper.
_CSS = """
<style>
.sheet-sign {display: grid; grid-template-columns: 1fr 1fr; gap: 2rem; margin-top: 1.2rem; font-size: .85rem;
  break-inside: avoid}
.sheet-sign i {display: block; height: 3.4rem; border-bottom: 1px solid currentColor; max-width: 15rem}
.sheet-wide {overflow-x: auto}
.sheet-numbers {columns: 2; column-gap: 1.5rem}
.sheet-numbers table {break-inside: auto}
@media (max-width: 640px) {
  .sheet-numbers {columns: 1}
}
@media print {
  .sheet-wide {overflow: visible}
  .sheet-numbers {columns: 2}
  .stMainBlockContainer *:not(:has(.st-key-sheet)):not(.st-key-sheet):not(.st-key-sheet *) {display: none !important}
}
</style>
"""
# Columns, each of one value under another; the first names it.
_SHOWN = (
    ("on_date",),
    ("business_name", "desa"),
    ("outcome", "mode"),
    ("topics",),
    ("result",),
    ("next_step", "next_due"),
)
_PROMISED = (("business_name", "desa"), ("next_step",), ("due",), ("postponed",))


def report_section(here: Here, facilitator_id: str) -> None:
    """Choice of the month, the Excel file, and on request the sheet to print; each look is audited."""
    st.markdown(f"**{t('monthly.report')}**")
    if here.who.seen_by:
        st.caption(t("monthly.only_looking"))
        return
    month = months.choose("activity_month")
    st.caption(t("monthly.report_audited"))
    with st.container(horizontal=True, key="activity_buttons"):
        st.download_button(
            t("monthly.report_download"),
            data=partial(commands.activity_report, here.who, facilitator_id, month.first, here.language),
            file_name=t("monthly.report_file", month=f"{month.first:%Y-%m}") + ".xlsx",
            mime=XLSX,
            key="activity_download",
            icon=":material/download:",
            on_click="ignore",
        )
        opened = st.button(t("monthly.report_open"), key="activity_open", icon=":material/print:")
    if opened:
        activity_sheet(here, facilitator_id, month.first)


def activity_sheet(here: Here, facilitator_id: str, month: date) -> None:
    """The month (a date in it) of one facilitator as a sheet to print and sign; a look that is audited."""
    found = commands.open_activity(here.who, facilitator_id, month, here.language)
    printing.button()
    st.html(_CSS)
    with st.container(key="sheet"):
        if here.kind in NOT_REAL:
            style.banner(t(f"banner.{here.kind}"))
        st.html(_sheet(found, here.language))


def _sheet(found: Activity, tongue: str) -> str:
    title = t("monthly.report_of", name=found.row.name, month=month_words(found.month.month.first, tongue))
    contacts = _table(found.contacts, _SHOWN, tongue) or _plain(t("monthly.contacts_none"))
    promises = _table(found.promises, _PROMISED, tongue) or _plain(t("monthly.promises_none"))
    return (
        f"<h3>{escape(title)}</h3>{_plain(region().office)}"
        f'<div class="sheet-numbers">{_numbers(found.row, tongue)}</div>'
        f"<h4>{escape(t('monthly.contacts'))}</h4>{contacts}"
        f"<h4>{escape(t('monthly.promises'))}</h4>{promises}"
        f"{_plain(frame_words(found.month, tongue))}{_signatures(found.row.name)}"
    )


def _plain(words: str) -> str:
    return f"<div>{escape(words)}</div>"


def _signatures(name: str) -> str:
    left = f"<div>{_plain(t('monthly.signed_by'))}<i></i>{_plain(name)}</div>"
    return (
        f'<div class="sheet-sign">{left}<div>{_plain(t("monthly.seen_by", office=region().office))}<i></i></div></div>'
    )


def _numbers(row: MonthRow, tongue: str) -> str:
    lines = "".join(
        f'<tr><th scope="row">{escape(t(f"monthly.field.{name}"))}</th>'
        f'<td class="num">{escape(_number(getattr(row, name), reads, tongue))}</td></tr>'
        for name, reads in NUMBERS.items()
    )
    return f'<table class="damping-table"><tbody>{lines}</tbody></table>'


def _number(value: float | None, reads: str, tongue: str) -> str:
    if value is None:
        return t("no_data")
    if reads == "share":
        return formats.share(value, tongue) or ""
    return formats.number(value, tongue, 1 if reads == "decimal" else 0)


def _table(rows: Sequence[Mapping[str, Any]], columns: Sequence[Sequence[str]], tongue: str) -> str:
    """A plain table of these columns; nothing for no rows."""
    if not rows:
        return ""
    heads = "".join(f'<th scope="col">{escape(t(f"monthly.field.{names[0]}"))}</th>' for names in columns)
    lines = "".join(
        "<tr>" + "".join(f"<td>{_cell([row[name] for name in names], tongue)}</td>" for names in columns) + "</tr>"
        for row in rows
    )
    table = f'<table class="damping-table"><thead><tr>{heads}</tr></thead><tbody>{lines}</tbody></table>'
    return f'<div class="sheet-wide">{table}</div>'


def _cell(values: Sequence[Any], tongue: str) -> str:
    lines = [escape(_written(value, tongue)) for value in values if value not in (None, "")]
    return "<br>".join(lines) or "–"


def _written(value: Any, tongue: str) -> str:
    return formats.day(value, tongue) if isinstance(value, date) else str(value)
