"""The way to say that a published number is wrong, and what the office has answered, in public."""

from datetime import date
from html import escape

import streamlit as st

from data import clock, commands
from data.problem import Problem
from data.public import Answer, answers
from data.public.document import Cell, Document
from pages._parts import draw
from pages._parts.page import Here, say
from pages._parts.public import opened
from pages._parts.public.trap import trap
from pages._parts.public.words import about, day, heading, name_of
from pages._parts.visitor import address, t

_FORM = "screen.report_form"  # the form's id: sent twice it is one report
_SENT = "screen.report_sent"


def told(here: Here, document: Document) -> None:
    """The form, then the answers."""
    st.subheader(t("transparency.report.title"), anchor=False)
    st.html(f'<p class="damping-note">{escape(t("transparency.report.about"))}</p>')
    with st.expander(t("transparency.report.open"), key="report", icon=":material/flag:", on_change="rerun") as box:
        if box.open:
            _ask(here, document)
    _answers(here, document)


def _ask(here: Here, document: Document) -> None:
    if _SENT in st.session_state:
        _thanks(st.session_state[_SENT])
        return
    names = opened.names(document)
    name = st.selectbox(
        t("transparency.report.table"),
        names,
        index=names.index(opened.table_named("buka", document) or names[0]),
        format_func=lambda one: t(f"public.table.{one}"),
        key="report.table",
    )
    table = document.table(name)
    rows = {row.code: name_of(row) for row in table.rows}
    with st.form(f"report_{name}", border=False):
        row = st.selectbox(
            t("transparency.report.row"),
            list(rows),
            index=None,
            format_func=lambda code: rows[code],
            placeholder=t("transparency.report.whole"),
            key=f"report.row.{name}",
        )
        column = st.selectbox(
            t("transparency.report.column"),
            list(table.columns),
            index=None,
            format_func=heading,
            placeholder=t("transparency.report.whole_row"),
            key=f"report.column.{name}",
        )
        words = st.text_area(t("transparency.report.words"), max_chars=1000, key="report.words")
        contact = st.text_input(
            t("transparency.report.contact"),
            max_chars=200,
            help=t("transparency.report.contact_why"),
            key="report.contact",
        )
        caught = trap("report")
        sent = st.form_submit_button(t("transparency.report.send"), type="primary")
    if sent:
        _send(here, document, (name, row, column), words, contact, caught)


def _send(
    here: Here, document: Document, meant: tuple[str, str | None, str | None], words: str, contact: str, caught: str
) -> None:
    """A machine is thanked as a person would be, and nothing is kept."""
    form_id = st.session_state.setdefault(_FORM, clock.new_id())
    if caught:
        st.session_state[_SENT] = ""
        st.rerun()
    try:
        ticket = commands.report_number(here.who, form_id, document.slug, *meant, words, contact, address())
    except Problem as problem:
        say(problem)
        return
    del st.session_state[_FORM]
    st.session_state[_SENT] = ticket
    st.rerun()


def _thanks(ticket: str) -> None:
    st.success(t("transparency.report.sent"), icon=":material/check:")
    if ticket:
        st.text(t("transparency.report.ticket", ticket=ticket))
    st.button(t("transparency.report.again"), key="report_again", on_click=lambda: st.session_state.pop(_SENT))


def _waiting(reports: Cell) -> str:
    if reports.mark:
        return t("transparency.report.waiting_few")
    return t("transparency.report.waiting", count=about(reports))


def _answers(here: Here, document: Document) -> None:
    found = answers(here.who.register)
    waiting = "" if found.waiting.value == 0 else _waiting(found.waiting)
    none = "" if found.answered else t("transparency.report.no_answers")
    said = " ".join(one for one in (none, waiting) if one)
    if said:
        st.html(f'<p class="damping-note">{escape(said)}</p>')
    if found.answered:
        with draw.card("answers"):
            answered = "".join(_answer(document, one) for one in found.answered)
            st.html(f'<dl class="damping-method">{answered}</dl>')


def _answer(document: Document, one: Answer) -> str:
    """What was doubted, then the day, the verdict and the office's words."""
    about_what = [t(f"public.table.{one.table}"), _row(document, one), heading(one.column) if one.column else ""]
    release = t("transparency.report.of_release", release=day(date.fromisoformat(one.release)))
    verdict = t("transparency.report.corrected" if one.corrected else "transparency.report.stands")
    return (
        f"<dt>{escape(' · '.join(part for part in (*about_what, release) if part))}</dt>"
        f"<dd><b>{escape(verdict)}</b> {escape(one.answer)} ({escape(day(one.day))})</dd>"
    )


def _row(document: Document, one: Answer) -> str:
    """The row's name where the open release still has it, else its code."""
    try:
        rows = document.table(one.table).rows
    except KeyError:
        return one.row or ""
    return next((name_of(row) for row in rows if row.code == one.row), one.row or "")
