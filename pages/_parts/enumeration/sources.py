"""Outside counts in *Rujukan*: sources are added, filled with numbers, and withdrawn by those who keep the records."""

from datetime import date

import streamlit as st

from data import clock, commands, formats, queries
from data.access import allows
from data.clock import office_day
from data.outside import NewSource
from data.problem import Problem
from data.queries import Source
from pages._parts import draw
from pages._parts.enumeration import numbers
from pages._parts.page import OF_SCREEN, Here, say
from pages._parts.visit.fields import literal
from pages._parts.visitor import t

SOURCE = "sumber"  # in the URL: the source that is open
_FORM_ID = f"{OF_SCREEN}outside.form_id"
_SAID = f"{OF_SCREEN}outside.said"
_CHOSEN = f"{OF_SCREEN}outside.source"


def show(here: Here) -> None:
    """The sources, one of them open with its numbers."""
    if words := st.session_state.pop(_SAID, None):
        st.toast(words, icon=":material/check:")
    may_edit = allows(here.who, "outside.edit")
    st.caption(t("outside.how") if may_edit else f"{t('outside.how')} {t('reference.read_only')}")
    found = queries.outside_sources(here.who)
    if may_edit:
        with st.expander(t("outside.new"), expanded=not found, icon=":material/add:"):
            _form(here)
    if not found:
        st.info(t("outside.none"), icon=":material/functions:")
        return
    one = _choose(found)
    with draw.card("outside"):
        _told(here, one)
        numbers.show(here, one, may_edit=may_edit and one.withdrawn_at is None)
        if may_edit and one.withdrawn_at is None:
            _withdrawal(here, one)


def _choose(found: list[Source]) -> Source:
    by_id = {one.id: one for one in found}
    asked = st.query_params.get(SOURCE, "")
    st.session_state[_CHOSEN] = asked if asked in by_id else found[0].id

    def words(source_id: str) -> str:
        one = by_id.get(source_id, found[0])
        return t("outside.withdrawn_option", title=one.title) if one.withdrawn_at else one.title

    st.selectbox(
        t("outside.choose"),
        list(by_id),
        format_func=words,
        key=_CHOSEN,
        on_change=lambda: st.query_params.update({SOURCE: st.session_state[_CHOSEN]}),
    )
    return by_id[st.session_state[_CHOSEN]]


def _told(here: Here, one: Source) -> None:
    day = formats.day(one.on, here.language, one.precision)
    st.text(t("outside.told", counts=one.counts, day=day, reference=one.reference))
    if one.withdrawn_at:
        withdrawn = formats.day(office_day(one.withdrawn_at), here.language)
        st.info(t("outside.withdrawn", day=withdrawn), icon=":material/block:")


def _form(here: Here) -> None:
    # Another form has another identity, so that it begins empty.
    mark = st.session_state.setdefault(_FORM_ID, clock.new_id())
    title = st.text_input(
        t("outside.title"), placeholder=t("outside.title_example"), max_chars=120, key=f"outside_title-{mark}"
    )
    kind, when = st.columns([1, 2], vertical_alignment="bottom")
    precision = kind.segmented_control(
        t("outside.when"),
        ("year", "day"),
        default="year",
        required=True,
        format_func=lambda one: t(f"outside.by_{one}"),
        key=f"outside_precision-{mark}",
    )
    with when:
        on = _when(precision, mark)
    counts = st.text_input(
        t("outside.counts"), placeholder=t("outside.counts_example"), max_chars=300, key=f"outside_counts-{mark}"
    )
    reference = st.text_input(
        t("outside.reference"),
        placeholder=t("outside.reference_example"),
        max_chars=300,
        key=f"outside_reference-{mark}",
    )
    if st.button(t("outside.add"), type="primary", key="outside_add"):
        _add(here, NewSource(title, on, precision, counts, reference), mark)


def _when(precision: str, mark: str) -> date:
    """A day, or the first of a year of which no more is known."""
    today = clock.today()
    if precision == "day":
        day = st.date_input(
            t("outside.day"),
            today,
            min_value=date(1950, 1, 1),
            max_value=today,
            format="DD/MM/YYYY",
            key=f"outside_day-{mark}",
        )
        return day or today
    year = st.number_input(t("outside.year"), 1950, today.year, today.year - 1, 1, key=f"outside_year-{mark}")
    return date(int(year), 1, 1)


def _add(here: Here, new: NewSource, mark: str) -> None:
    try:
        commands.add_source(here.who, new, mark)
    except Problem as problem:
        say(problem)
        return
    del st.session_state[_FORM_ID]
    st.query_params[SOURCE] = mark
    st.session_state[_SAID] = t("outside.added", title=literal(new.title.strip()))
    st.rerun()


def _withdrawal(here: Here, one: Source) -> None:
    with st.popover(t("outside.withdraw"), icon=":material/block:"):
        st.caption(t("outside.withdraw_how"))
        if st.button(t("outside.withdraw"), key="outside_withdraw"):
            try:
                commands.withdraw_source(here.who, one.id)
            except Problem as problem:
                say(problem)
                return
            st.session_state[_SAID] = t("outside.withdraw_done")
            st.rerun()
