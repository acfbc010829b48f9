"""The three answers to a request: accept it for an actor (there already, or new), hand it over, decline it."""

from typing import Any

import streamlit as st

from data import clock, commands, queries
from data.commands import NewActor
from data.help import REFUSALS, VIA_DESA
from data.problem import Problem
from data.queries import HelpRequest, Like, Names
from pages._parts.actor import forms
from pages._parts.actor.look import place_words
from pages._parts.help import cards
from pages._parts.page import OF_SCREEN, Here, say
from pages._parts.visit.fields import literal
from pages._parts.visitor import t

WAYS = ("accept", "hand_over", "decline")
OFFICE = ""
SOURCE = "permintaan"
_FORM = f"{OF_SCREEN}help_answer"  # (request, form id): the answer's double-submit key
FOUND = 8  # of a search


def choose(here: Here, one: HelpRequest, words: dict[str, Any], names: Names) -> None:
    """One of the three at a time."""
    way = st.segmented_control(
        t("help_answer.label"),
        WAYS,
        default=WAYS[0],
        required=True,
        format_func=lambda name: t(f"help_answer.{name}"),
        key=f"help_way_{one.id}",
        label_visibility="collapsed",
    )
    if way == "accept":
        _accept(here, one, words, names)
    elif way == "hand_over":
        _hand_over(here, one, names)
    else:
        _decline(here, one)


def _form_id(one: HelpRequest) -> str:
    known, form_id = st.session_state.get(_FORM, ("", ""))
    if known != one.id:
        form_id = clock.new_id()
        st.session_state[_FORM] = (one.id, form_id)
    return form_id


def _accept(here: Here, one: HelpRequest, words: dict[str, Any], names: Names) -> None:
    """Businesses that may be the one that asks, a search for others, and the form for a new one."""
    name = words["name"] or ""
    alike = queries.similar(here.who, name, one.kecamatan, name, words["contact"], desa_code=one.desa) if name else []
    if alike:
        st.markdown(f"**{t('help_accept.alike')}**")
        for like in alike:
            _candidate(here, one, like, names)
    with st.expander(t("help_accept.search"), icon=":material/search:"):
        _search(here, one, names)
    with st.expander(t("help_accept.new"), icon=":material/add:", expanded=not alike):
        _new(here, one, words, names)


def _candidate(here: Here, one: HelpRequest, like: Like, names: Names) -> None:
    place = {"kecamatan_code": like.kecamatan_code, "desa_code": like.desa_code}
    told = (
        ", ".join(t(f"alike.{why}") for why in like.why),
        like.product or "",
        place_words(place, names),
        names.facilitator.get(like.facilitator_id or "", t("filter.unassigned")),
        "" if like.active else t("state.closed"),
    )
    _offered(here, one, like.id, like.business_name, " · ".join(part for part in told if part))


def _offered(here: Here, one: HelpRequest, actor_id: str, name: str, told: str) -> None:
    with st.container(border=True, key=f"help_card_{actor_id}"):
        st.text(name)
        st.caption(literal(told))
        if st.button(t("help_accept.this"), key=f"help_this_{actor_id}", icon=":material/check:"):
            _send(lambda: commands.accept_help(here.who, _form_id(one), one.id, actor_id), t("help_accept.done"))


def _search(here: Here, one: HelpRequest, names: Names) -> None:
    typed = st.text_input(
        t("help_accept.search_words"), key=f"help_search_{one.id}", max_chars=80, placeholder=t("search.placeholder")
    )
    if not typed.strip():
        return
    found = queries.search(here.who, typed, limit=FOUND).to_dict("records")
    if not found:
        st.caption(t("help_accept.nothing"))
    for row in found:
        whose = names.facilitator.get(row["facilitator_id"] or "", t("filter.unassigned"))
        told = " · ".join(part for part in (row["product"] or "", place_words(row, names), whose) if part)
        _offered(here, one, row["id"], row["business_name"], told)


def _new(here: Here, one: HelpRequest, words: dict[str, Any], names: Names) -> None:
    """The form of a new actor with what is known already; known since the day it asked."""
    phone = None if words["contact"] == VIA_DESA else words["contact"]
    now = {"business_name": words["name"], "place": one.desa or one.kecamatan, "owner": words["name"], "phone": phone}
    with st.form(f"help_new_{one.id}", border=False, enter_to_submit=False):
        typed = forms.fields(names, now, f"help_{one.id}")
        sent = st.form_submit_button(t("help_accept.save"), type="primary", key="help_save")
    if sent:
        _send(
            lambda: commands.accept_help(here.who, _form_id(one), one.id, new=_actor(one, typed)), t("help_accept.done")
        )


def _actor(one: HelpRequest, typed: dict[str, Any]) -> NewActor:
    place = forms.as_place(typed["place"])
    rest = {name: value for name, value in typed.items() if name not in ("place", "point", "business_name")}
    return NewActor(
        typed["business_name"] or "",
        kecamatan_code=place["kecamatan_code"] or "",
        desa_code=place["desa_code"],
        **rest,
        **forms.as_point(typed["point"]),
        known_since=one.on,
        known_since_source=SOURCE,
    )


def _hand_over(here: Here, one: HelpRequest, names: Names) -> None:
    others = [code for code in (OFFICE, *names.facilitator) if code != (one.facilitator_id or OFFICE)]
    with st.form(f"help_over_{one.id}", border=False):
        chosen = st.selectbox(
            t("help_over.to"),
            others,
            index=None,
            format_func=lambda code: names.facilitator.get(code, t("help_desk.office")),
            placeholder=t("form.choose"),
        )
        sent = st.form_submit_button(t("help_over.do"), type="primary", key="help_over")
    if sent and chosen is not None:
        _send(
            lambda: commands.hand_over_help(here.who, _form_id(one), one.id, chosen or None),
            t("help_over.done"),
            leave=here.who.role == "pendamping",
        )


def _decline(here: Here, one: HelpRequest) -> None:
    with st.form(f"help_decline_{one.id}", border=False):
        reason = st.selectbox(
            t("help_decline.reason"),
            REFUSALS,
            index=None,
            format_func=lambda code: t(f"help_reason.{code}"),
            placeholder=t("form.choose"),
            help=t("help_decline.how"),
        )
        sent = st.form_submit_button(t("help_decline.do"), type="primary", key="help_decline")
    if sent:
        _send(lambda: commands.decline_help(here.who, _form_id(one), one.id, reason or ""), t("help_decline.done"))


def _send(deed: Any, said: str, leave: bool = False) -> None:
    try:
        deed()
    except Problem as problem:
        say(problem)
        return
    st.session_state.pop(_FORM, None)
    if leave:
        cards.close()
    cards.done(said)
