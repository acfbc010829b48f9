"""What was merged, each with the way back; and the pairs somebody has called two businesses."""

import streamlit as st

from data import clock, commands, formats, queries
from data.clock import office_day
from data.problem import Problem
from pages._parts import doubles
from pages._parts.menu import link
from pages._parts.page import Here, say
from pages._parts.visitor import t


def show(here: Here) -> None:
    """Both lists."""
    _merges(here)
    _apart(here)


def _merges(here: Here) -> None:
    st.markdown(f"#### {t('double.merges')}")
    found = queries.merges(here.who)
    st.caption(t("double.merges_how") if found else t("double.merges_none"))
    for one in found:
        with st.container(border=True, key=f"merge_{one.id}"):
            st.text(t("double.merge_words", gone=one.gone_name, kept=one.kept_name))
            day = formats.day(office_day(one.at), here.language)
            st.text(t("double.merge_by", name=one.by, day=day))
            with st.container(horizontal=True):
                st.button(
                    t("double.undo"), key=f"undo_{one.id}", icon=":material/undo:", on_click=_undo, args=(here, one.id)
                )
                link("pelaku", t("points.open"), **doubles.followed(), actor=one.kept_id)


def _undo(here: Here, merge_id: str) -> None:
    try:
        stay = commands.undo_merge(here.who, merge_id, clock.new_id())
    except Problem as problem:
        say(problem)
        return
    words = [t("double.done_undone")]
    if stay:
        words.append(t("double.stay", fields=", ".join(t(f"double.field.{name}") for name in stay)))
    st.session_state[doubles.SAID] = words


def _apart(here: Here) -> None:
    st.markdown(f"#### {t('double.aparts')}")
    rows, _ = queries.doubles(here.who, decision="distinct")
    if not rows:
        st.caption(t("double.aparts_none"))
    for row in rows:
        with st.container(border=True, key=f"apart_{row.left_id}_{row.right_id}"):
            st.text(f"{row.left_name} · {row.right_name}")
            st.button(
                t("double.compare"),
                key=f"apart_open_{row.left_id}_{row.right_id}",
                on_click=doubles.open_pair,
                args=(row.left_id, row.right_id),
            )
