"""Which desa were listed: the list with its form in *Rujukan*, and a small box for a facilitator's own territory."""

import pandas as pd
import streamlit as st

from data import clock, commands, formats, queries
from data.access import allows
from data.problem import Problem
from pages._parts import draw
from pages._parts.page import OF_SCREEN, Here, part, say
from pages._parts.visitor import t

_FORM_ID = f"{OF_SCREEN}enumeration.form_id"
_PICKED = f"{OF_SCREEN}enumeration.picked"
_SAID = f"{OF_SCREEN}enumeration.said"


def show(here: Here) -> None:
    """The list, newest first; above it the form for those who may record."""
    _toast()
    may_record = allows(here.who, "enumeration.record")
    st.caption(t("enumeration.how") if may_record else f"{t('enumeration.how')} {t('reference.read_only')}")
    if may_record:
        with draw.card("enumeration"):
            _form(here)
    frame = queries.enumerations(here.who)
    if frame.empty:
        st.info(t("enumeration.none"), icon=":material/holiday_village:")
        return
    if may_record:
        _chosen(here, frame)
    _table(here, frame, may_record)


@part()
def box(here: Here) -> None:
    """For a facilitator, closed: the form for desa of the own territory. Read when it is opened."""
    if here.who.role != "pendamping":
        return
    opened = st.expander(
        t("enumeration.box"), key="enumeration_box", on_change="rerun", icon=":material/where_to_vote:"
    )
    if opened.open:
        with opened:
            _toast()
            st.caption(t("enumeration.box_how"))
            _form(here)


def _toast() -> None:
    if words := st.session_state.pop(_SAID, None):
        st.toast(words, icon=":material/check:")


def _form(here: Here) -> None:
    places = queries.desa_i_list(here.who)
    if not places:
        st.info(t("enumeration.no_territory"), icon=":material/info:")
        return
    # Another form has another identity, so that it begins empty.
    mark = st.session_state.setdefault(_FORM_ID, clock.new_id())
    first, second, third = st.columns([3, 2, 2], vertical_alignment="bottom")
    code = first.selectbox(
        t("enumeration.desa"),
        list(places),
        index=None,
        format_func=lambda one: places[one],
        placeholder=t("form.choose"),
        key=f"enumeration_desa-{mark}",
    )
    day = second.date_input(
        t("enumeration.day"),
        clock.today(),
        max_value=clock.today(),
        format="DD/MM/YYYY",
        key=f"enumeration_day-{mark}",
    )
    found = third.number_input(t("enumeration.businesses"), 0, 1_000_000, 0, 1, key=f"enumeration_found-{mark}")
    by = None if here.who.role == "pendamping" else _by(here, mark)
    if st.button(t("enumeration.record"), type="primary", key="enumeration_record"):
        try:
            commands.record_enumeration(here.who, code or "", day or clock.today(), int(found), by, mark)
        except Problem as problem:
            say(problem)
            return
        del st.session_state[_FORM_ID]
        st.session_state[_SAID] = t("enumeration.recorded", desa=places[code or ""])
        st.rerun()


def _by(here: Here, mark: str) -> str | None:
    people = queries.names(here.who, here.language).facilitator
    chosen: str = st.selectbox(
        t("enumeration.by"),
        ("", *people),
        format_func=lambda one: people.get(one) or t("enumeration.nobody"),
        key=f"enumeration_by-{mark}",
    )
    return chosen or None


def _chosen(here: Here, frame: pd.DataFrame) -> None:
    picked = frame[(frame["id"] == st.session_state.get(_PICKED)) & frame["mine"] & ~frame["withdrawn"].astype(bool)]
    for row in picked.to_dict("records"):
        with draw.card("enumeration_one"), st.container(horizontal=True, vertical_alignment="center"):
            day = formats.day(row["on"], here.language, row["precision"])
            count = formats.number(row["businesses"], here.language)
            st.text(t("enumeration.one", desa=row["desa"], day=day, count=count))
            if st.button(t("enumeration.withdraw"), key="enumeration_withdraw", icon=":material/undo:"):
                _withdraw(here, row["id"])
            close = {"key": "enumeration_close", "type": "tertiary"}
            st.button(t("enumeration.close"), on_click=lambda: st.session_state.pop(_PICKED, None), **close)


def _withdraw(here: Here, enumeration_id: str) -> None:
    try:
        commands.withdraw_enumeration(here.who, enumeration_id)
    except Problem as problem:
        say(problem)
        return
    st.session_state.pop(_PICKED, None)
    st.session_state[_SAID] = t("enumeration.withdraw_done")
    st.rerun()


def _table(here: Here, frame: pd.DataFrame, may_record: bool) -> None:
    if may_record:
        st.caption(t("enumeration.pick"))
    shown = frame.assign(
        on=[formats.day(on, here.language, as_) for on, as_ in zip(frame["on"], frame["precision"], strict=True)],
        by=[name or t("enumeration.nobody") for name in frame["by"]],
        state=[t("enumeration.withdrawn" if gone else "enumeration.stands") for gone in frame["withdrawn"]],
    )
    columns = {
        "desa": draw.Column(t("enumeration.desa"), width="medium"),
        "on": draw.Column(t("enumeration.day")),
        "businesses": draw.Column(t("enumeration.businesses"), "count"),
        "by": draw.Column(t("enumeration.by")),
        "state": draw.Column(t("enumeration.state"), width="small"),
    }
    draw.table(
        "enumerations",
        shown,
        columns,
        id_column="id",
        on_pick=_pick if may_record else None,
        download=t("enumeration.file"),
        csv_columns={"desa_code": t("outside.code")} | {name: column.words for name, column in columns.items()},
    )


def _pick(enumeration_id: str) -> None:
    st.session_state[_PICKED] = enumeration_id
