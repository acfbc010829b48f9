"""Spellings of places: found, added and taken away by those who bring files in, read by the others."""

import pandas as pd
import streamlit as st

from data import clock, commands, formats, queries
from data.access import allows
from data.normal import plain
from data.problem import Problem
from pages._parts import draw
from pages._parts.page import OF_SCREEN, Here, say
from pages._parts.visitor import t

LEVELS = ("kecamatan", "desa")
_FORM_ID = f"{OF_SCREEN}alias.form_id"
_PICKED = f"{OF_SCREEN}alias.picked"
_SAID = f"{OF_SCREEN}alias.said"


def show(here: Here) -> None:
    """The list with its search; above it the form, where the visitor may change it."""
    if words := st.session_state.pop(_SAID, None):
        st.toast(words, icon=":material/check:")
    may_edit = allows(here.who, "alias.edit")
    st.caption(t("alias.how") if may_edit else f"{t('alias.how')} {t('reference.read_only')}")
    if may_edit:
        _form(here)
    frame = queries.aliases(here.who)
    if frame.empty:
        st.info(t("alias.none"), icon=":material/spellcheck:")
        return
    if may_edit:
        _chosen(here, frame)
    _table(here, frame, may_edit)


def _form(here: Here) -> None:
    # Another form has another identity, so that it begins empty.
    mark = st.session_state.setdefault(_FORM_ID, clock.new_id())
    with draw.card("alias"):
        kind, written, meant, go = st.columns([3, 4, 4, 2], vertical_alignment="bottom")
        level = kind.segmented_control(
            t("alias.level"),
            LEVELS,
            default=LEVELS[0],
            required=True,
            format_func=lambda one: t(f"level.{one}"),
            key=f"alias_level-{mark}",
        )
        seen = written.text_input(
            t("alias.seen"), placeholder=t("alias.seen_example"), max_chars=100, key=f"alias_seen-{mark}"
        )
        places = queries.alias_places(here.who)[level]
        code = meant.selectbox(
            t("alias.place"),
            list(places),
            index=None,
            format_func=lambda one: places[one],
            placeholder=t("form.choose"),
            key=f"alias_place-{level}-{mark}",
        )
        if go.button(t("alias.add"), type="primary", key="alias_add", width="stretch"):
            _add(here, level, seen, code or "", mark)


def _add(here: Here, level: str, seen: str, code: str, mark: str) -> None:
    try:
        commands.save_alias(here.who, level, seen, code, mark)
    except Problem as problem:
        say(problem)
        return
    del st.session_state[_FORM_ID]
    st.session_state[_SAID] = t("alias.added", seen=seen.strip())
    st.rerun()


def _chosen(here: Here, frame: pd.DataFrame) -> None:
    rows = frame[frame["id"] == st.session_state.get(_PICKED)].to_dict("records")
    if not rows:
        return
    with draw.card("alias_one"), st.container(horizontal=True, vertical_alignment="center"):
        st.text(t("alias.one", seen=rows[0]["seen"], place=rows[0]["place"]))
        if st.button(t("alias.remove"), key="alias_remove", icon=":material/delete:"):
            _remove(here, rows[0]["id"], rows[0]["seen"])
        st.button(t("alias.close"), key="alias_close", type="tertiary", on_click=lambda: st.session_state.pop(_PICKED))


def _remove(here: Here, alias_id: str, seen: str) -> None:
    try:
        commands.drop_alias(here.who, alias_id)
    except Problem as problem:
        say(problem)
        return
    st.session_state.pop(_PICKED, None)
    st.session_state[_SAID] = t("alias.removed", seen=seen)
    st.rerun()


def _table(here: Here, frame: pd.DataFrame, may_edit: bool) -> None:
    wanted = plain(
        st.text_input(
            t("alias.find"),
            placeholder=t("alias.find_example"),
            icon=":material/search:",
            max_chars=80,
            key=f"{OF_SCREEN}alias.find",
        )
    )
    words = [plain(f"{seen} {place}") for seen, place in zip(frame["seen"], frame["place"], strict=True)]
    shown = frame[[wanted in one for one in words]]
    if shown.empty:
        st.info(t("alias.not_found"), icon=":material/search_off:")
        return
    count = t("alias.count", count=formats.number(len(shown), here.language))
    st.caption(f"{count} {t('alias.pick')}" if may_edit else count)
    draw.table(
        "aliases",
        shown.assign(
            level=shown["level"].map(lambda one: t(f"level.{one}")),
            source=shown["shipped"].map({True: t("alias.shipped"), False: t("alias.office")}),
        ),
        {
            "seen": draw.Column(t("alias.seen"), width="medium"),
            "place": draw.Column(t("alias.place"), width="medium"),
            "level": draw.Column(t("alias.level"), width="small"),
            "source": draw.Column(t("alias.source"), width="small"),
        },
        id_column="id",
        on_pick=_pick if may_edit else None,
    )


def _pick(alias_id: str) -> None:
    st.session_state[_PICKED] = alias_id
