"""Reports of wrong numbers, for those who answer them: the waiting ones each with its form, then the answered ones."""

from collections.abc import Callable, Mapping
from datetime import date

import streamlit as st

from data import clock, commands, formats, queries
from data.access import allows
from data.clock import office_day
from data.commands.number_reports import LONGEST, SHORTEST
from data.problem import Problem
from data.public import Document, release
from data.queries import NumberReport
from pages._parts.page import OF_SCREEN, Here, say
from pages._parts.public.words import column_of, heading, name_of, value, written
from pages._parts.visitor import t

_FORM_ID = f"{OF_SCREEN}number.form."  # and the report's id, as the next
_CONTACT = f"{OF_SCREEN}number.contact."
_SAID = f"{OF_SCREEN}number.said"
SHOWN_ANSWERED = 20


def section(here: Here) -> None:
    """Every report, for those who may answer."""
    if said := st.session_state.pop(_SAID, None):
        st.toast(t(said), icon=":material/check:")
    reports = queries.number_reports(here.who)
    st.caption(t("number.how"))
    waiting = [one for one in reports if one.answer is None]
    answered = [one for one in reports if one.answer is not None]
    if not waiting:
        st.info(t("number.none_waiting" if reports else "number.none"), icon=":material/check_circle:")
    else:
        st.markdown(f"**{t('number.waiting', count=formats.number(len(waiting), here.language))}**")
    published = {slug: _opened(here, slug) for slug in {one.release for one in reports}}
    for one in waiting:
        with st.container(border=True, key=f"card_number_{one.id}"):
            _report(here, one, published)
            _form(here, one)
    if answered:
        with st.expander(t("number.answered", count=formats.number(len(answered), here.language))):
            for one in answered[:SHOWN_ANSWERED]:
                with st.container(border=True, key=f"card_number_{one.id}"):
                    _report(here, one, published)
                    _answered(here, one)


def _opened(here: Here, slug: str) -> Document | None:
    try:
        return release(here.who.register, slug)
    except Problem:
        return None  # damaged: the report still stands, with a code for its row


def _report(here: Here, one: NumberReport, published: Mapping[str, Document | None]) -> None:
    """Which number is meant, what was published there, and what the reader says of it."""
    document = published[one.release]
    row = _row(one, document) if one.row else t("number.whole_table")
    column = heading(one.column) if one.column else t("number.whole_row") if one.row else ""
    day = formats.day(date.fromisoformat(one.release), here.language)
    told = (t(f"public.table.{one.table}"), row, column)
    st.markdown(f"**{' · '.join(part for part in told if part)}**")
    said = [t("number.release", day=day)]
    cell = value(document, one.table, one.row, one.column) if document and one.row and one.column else None
    if cell and one.column:
        said.append(t("number.published", value=written(cell, column_of(one.table, one.column).unit)))
    said.append(t("number.asked", day=formats.day(office_day(one.at), here.language), ticket=one.ticket))
    st.caption(" · ".join(said))
    st.text(one.words if one.words is not None else t("number.erased"))
    with st.container(horizontal=True, vertical_alignment="center"):
        _contact(here, one)
        _erase(here, one)


def _row(one: NumberReport, document: Document | None) -> str:
    rows = document.table(one.table).rows if document else ()
    return next((name_of(row) for row in rows if row.code == one.row), one.row or "")


def _contact(here: Here, one: NumberReport) -> None:
    key = f"{_CONTACT}{one.id}"
    if one.reachable and key not in st.session_state:
        st.button(
            t("number.contact"),
            key=f"number_contact_{one.id}",
            icon=":material/visibility:",
            help=t("number.contact_why"),
            disabled=bool(here.who.seen_by),
            on_click=_open_contact,
            args=(here, one.id),
        )
    elif key in st.session_state:
        st.text(t("number.contact_is", contact=st.session_state[key]))


def _open_contact(here: Here, report_id: str) -> None:
    try:
        st.session_state[f"{_CONTACT}{report_id}"] = commands.open_reporter(here.who, report_id) or "–"
    except Problem as problem:
        st.session_state[_SAID] = f"problem.{problem.code}"


def _erase(here: Here, one: NumberReport) -> None:
    if one.words is None or not allows(here.who, "subject.erase"):
        return
    with st.popover(t("number.erase"), icon=":material/delete_forever:", type="tertiary", key=f"number_erase_{one.id}"):
        st.text(t("number.erase_sure"))
        if st.button(t("number.erase_yes"), key=f"number_erase_yes_{one.id}", type="primary"):
            _do(lambda: commands.erase_report(here.who, one.id), "number.erased_now")


def _form(here: Here, one: NumberReport) -> None:
    form_id = st.session_state.setdefault(f"{_FORM_ID}{one.id}", clock.new_id())
    with st.form(f"number_form_{one.id}", border=False):
        answer = st.text_area(t("number.answer"), max_chars=LONGEST, key=f"number_answer_{one.id}")
        st.caption(t("number.answer_help"))
        verdict = st.radio(
            t("number.verdict"),
            ("stands", "corrected"),
            index=None,
            format_func=lambda name: t(f"number.{name}"),
            horizontal=True,
            key=f"number_verdict_{one.id}",
        )
        sent = st.form_submit_button(t("number.send"), type="primary", disabled=bool(here.who.seen_by))
    if sent and len(answer.strip()) >= SHORTEST and verdict is None:
        say(Problem("answer_verdict"))
    elif sent:
        _do(
            lambda: commands.answer_number(here.who, form_id, one.id, answer, verdict == "corrected"),
            "number.sent",
        )


def _do(change: Callable[[], None], said: str) -> None:
    try:
        change()
    except Problem as problem:
        say(problem)
        return
    st.session_state[_SAID] = said
    st.rerun()


def _answered(here: Here, one: NumberReport) -> None:
    st.markdown(f"**{t('number.corrected' if one.corrected else 'number.stands')}**")
    st.text(one.answer or "")
    if one.answered_at:
        day = formats.day(office_day(one.answered_at), here.language)
        st.caption(t("number.by", name=one.answered_by, day=day))
