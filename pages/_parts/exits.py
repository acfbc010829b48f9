"""Exits of actors: a proposal from the actor's page, and the list that waits for its second person."""

from datetime import timedelta
from html import escape
from typing import Any

import streamlit as st

from data import clock, commands, formats, queries
from data.access import allows
from data.clock import office_day
from data.commands.exits import EXIT_REASONS, state_of
from data.problem import Problem
from data.text import catalogue
from pages._parts import draw
from pages._parts.menu import link
from pages._parts.page import Here, say
from pages._parts.visitor import language, t

_FORM_ID = "exits.form_id"
_SAID = "exits.said"


def reason_words(code: str) -> str:
    """The words of a reason; older rows hold somebody's own words, which stand as they are."""
    return catalogue(language()).get(f"exit.{code}", code)


def exit_button(here: Here, found: dict[str, Any]) -> None:
    """On the actor's page (`found` is `queries.actor`): propose its exit, or the proposal that waits for it."""
    _toast()
    if not (allows(here.who, "exit.propose") or allows(here.who, "exit.confirm")):
        return
    waiting = [one for one in queries.exit_proposals(here.who) if one["actor_id"] == found["id"]]
    for one in waiting:
        with draw.card("exit"):
            _proposal(here, one, named=False)
    if waiting or found["today"] is None or not (found["personal"] and allows(here.who, "exit.propose")):
        return
    if st.button(t("exits.propose"), key="exit_propose", icon=":material/logout:"):
        st.session_state[_FORM_ID] = clock.new_id()
        _propose(here, found["id"])


@st.dialog(" ", width="medium")
def _propose(here: Here, actor_id: str) -> None:
    st.markdown(f"#### {t('exits.propose')}")
    st.caption(t("exits.how"))
    today, days = clock.today(), queries.exit_backdate_days(here.who)
    with st.form("exit_form", border=False):
        reason = st.selectbox(
            t("exits.reason"), EXIT_REASONS, index=None, format_func=reason_words, placeholder=t("form.choose")
        )
        on = st.date_input(
            t("exits.on"),
            value=today,
            min_value=today - timedelta(days=days),
            max_value=today,
            format="DD/MM/YYYY",
            help=t("exits.on_help", days=days),
        )
        note = st.text_area(t("exits.note"), max_chars=500, help=t("exits.note_help"))
        sent = st.form_submit_button(t("exits.send"), type="primary")
    if sent:
        try:
            commands.propose_exit(
                here.who, st.session_state[_FORM_ID], actor_id, state_of(reason or ""), reason or "", on, note
            )
        except Problem as problem:
            say(problem)
            return
        st.session_state[_SAID] = "exits.sent"
        st.rerun()


def waiting_exits(here: Here) -> None:
    """The proposals that wait, each with the two answers for those who may give them."""
    _toast()
    waiting = queries.exit_proposals(here.who)
    st.markdown(f"**{t('exits.title')}**")
    if not waiting:
        st.caption(t("exits.none"))
    for one in waiting:
        with st.container(border=True, key=f"exit_{one['id']}"):
            _proposal(here, one, named=True)


def _proposal(here: Here, one: dict[str, Any], named: bool) -> None:
    what = "exits.asked_closed" if one["state"] == "closed" else "exits.asked_moved"
    recorded = formats.day(office_day(one["recorded_at"]), here.language)
    since = formats.day(one["on_date"], here.language)
    lines = [
        t(what, reason=reason_words(one["reason"])),
        one["note"] or "",
        t("exits.by", day=since, name=one["by_name"], recorded=recorded),
    ]
    if named:
        st.html(f"<b>{escape(one['business_name'])}</b>")
    st.text("\n".join(line for line in lines if line))
    if named:
        link("pelaku", t("points.open"), actor=one["actor_id"])
    if not one["may_decide"]:
        st.caption(t("exits.second"))
        return
    with st.container(horizontal=True):
        for decision, key, icon in (("confirmed", "confirm", "check"), ("refused", "refuse", "close")):
            st.button(
                t(f"exits.{key}"),
                key=f"exit_{key}_{one['id']}",
                icon=f":material/{icon}:",
                on_click=_decide,
                args=(here, one["id"], decision),
            )


def _decide(here: Here, proposal_id: str, decision: str) -> None:
    try:
        commands.decide_exit(here.who, proposal_id, decision)
    except Problem as problem:
        st.session_state[_SAID] = f"problem.{problem.code}"
        return
    st.session_state[_SAID] = f"exits.{decision}"


def _toast() -> None:
    key = st.session_state.pop(_SAID, None)
    if key:
        st.toast(t(key))
