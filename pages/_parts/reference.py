"""One reference list as a table; an admin may change its words, rules and sources, a clerk the spellings of places."""

import pandas as pd
import streamlit as st

from data import commands, queries
from data.access import allows
from data.commands.reference import EDITABLE
from data.problem import Problem
from data.queries.reference import LISTS
from pages._parts import aliases, settings
from pages._parts.enumeration import listings, sources
from pages._parts.page import Here, say
from pages._parts.visitor import t

ALIASES = "place_alias"
SETTINGS = "setting"
# Lists that are kept in a way of their own.
OWN_WAY = {ALIASES: aliases, "outside_source": sources, "enumeration": listings, SETTINGS: settings}


def choose() -> str:
    """The list the URL names, those kept in a way of their own among them; the choice stands in the URL."""
    asked = st.query_params.get("list", "permit_kind")
    lists = (*LISTS, *OWN_WAY)
    chosen = asked if asked in lists else "permit_kind"
    st.session_state["reference.list"] = chosen
    st.selectbox(
        t("reference.choose"),
        lists,
        format_func=lambda name: t(f"reference.{name}"),
        key="reference.list",
        on_change=lambda: st.query_params.update(list=st.session_state["reference.list"]),
    )
    return chosen


def show(here: Here, name: str) -> None:
    """The list; editable where the office may change it and the visitor is its admin."""
    if name in OWN_WAY:
        OWN_WAY[name].show(here)
        return
    frame = queries.reference_list(here.who, name)
    words = {column: st.column_config.Column(t(f"reference.column.{column}")) for column in frame.columns}
    may_edit = name in EDITABLE and allows(here.who, "reference.edit")
    st.caption(t("reference.may_edit" if may_edit else "reference.read_only"))
    if not may_edit:
        st.dataframe(frame, hide_index=True, column_config=words, height=520)
        return
    fixed = [column for column in frame.columns if column not in EDITABLE[name][1]]
    edited = st.data_editor(
        frame, hide_index=True, column_config=words, disabled=fixed, num_rows="fixed", key=f"edit-{name}", height=520
    )
    if st.button(t("reference.save"), type="primary", key="reference_save"):
        _save(here, name, frame, edited)


def _save(here: Here, name: str, before: pd.DataFrame, after: pd.DataFrame) -> None:
    saved = 0
    for old, new in zip(before.to_dict("records"), after.to_dict("records"), strict=True):
        changes = {str(column): _plain(new[column]) for column in old if not _same(old[column], new[column])}
        if changes:
            try:
                commands.edit_reference(here.who, name, old["code"], changes)
            except Problem as problem:
                say(problem)
                return
            saved += 1
    st.success(t("reference.saved", rows=saved), icon=":material/check:")


def _same(one: object, other: object) -> bool:
    return (pd.isna(one) and pd.isna(other)) or one == other


def _plain(value: object) -> object:
    """A cell of an editor as the database takes it."""
    if pd.isna(value):
        return None
    return int(value) if isinstance(value, float) else value
