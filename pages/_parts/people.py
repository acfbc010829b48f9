"""The list of people, one of them chosen, and the form that adds or changes one."""

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd
import streamlit as st

from data import clock, commands, queries
from data.access import ALLOWS, GRANTABLE
from data.commands.people import DEMO_IDS
from data.problem import Problem
from pages._parts import draw
from pages._parts.page import Here, say
from pages._parts.screens import BY_NAME, FIRST
from pages._parts.visitor import look_as, t

_FORM_ID = "people.form_id"


def table(everybody: pd.DataFrame) -> None:
    """Everybody, one row each; a row picked stands in the URL by its id."""
    st.caption(t("people.how"))
    shown = everybody.assign(
        role_words=[t(f"role.{role}") for role in everybody["role"]],
        state=[t("people.ended" if ended else "people.active") for ended in everybody["ended"]],
        facilitator=everybody["facilitator"].fillna(""),
    )
    columns = {
        "name": draw.Column(t("people.name")),
        "role_words": draw.Column(t("people.role")),
        "state": draw.Column(t("people.state")),
        "email": draw.Column(t("people.email")),
        "facilitator": draw.Column(t("people.facilitator")),
    }
    draw.table("people", shown, columns, id_column="id", on_pick=lambda one: st.query_params.update(person=one))


def chosen(here: Here, everybody: pd.DataFrame) -> None:
    """The person the URL names, and what can be done about them."""
    rows = everybody[everybody["id"] == st.query_params.get("person")].to_dict("records")
    if not rows:
        return
    person: dict[str, Any] = rows[0]
    with draw.card("person"):
        draw.facts(_facts(person))
        with st.container(horizontal=True):
            _buttons(here, person)
            st.button(t("people.close"), key="person_close", type="tertiary", on_click=_close)


def _close() -> None:
    st.query_params.pop("person", None)


def _facts(person: Mapping[str, Any]) -> list[tuple[str, str | None]]:
    told = [
        (t("people.name"), person["name"]),
        (t("people.role"), t(f"role.{person['role']}")),
        (t("people.email"), person["email"]),
        (t("people.state"), t("people.ended" if person["ended"] else "people.active")),
    ]
    if person["role"] == "pendamping":
        told.append((t("people.facilitator"), person["facilitator"] or t("people.none")))
    if person["also"]:
        told.append((t("people.also"), ", ".join(_granted(deed) for deed in person["also"])))
    return told


def _granted(deed: str) -> str:
    words = deed.replace(".", "_")
    return t(f"grant.{words}")


def _buttons(here: Here, person: dict[str, Any]) -> None:
    words = t("people.again" if person["ended"] else "people.edit")
    if st.button(words, key="person_edit", icon=":material/edit:"):
        _open(here, person)
    if person["ended"]:
        return
    if person["id"] != here.who.id and st.button(
        t("look.start"), key="person_look", icon=":material/visibility:", help=t("look.audited")
    ):
        _look(here, person)
    if person["id"] not in DEMO_IDS:
        with st.popover(t("people.end"), icon=":material/block:", key="person_end"):
            st.text(t("people.end_sure", name=person["name"]))
            if st.button(t("people.end_yes"), key="person_end_yes", type="primary"):
                _done(lambda: commands.end_person(here.who, person["id"]), t("people.ended_now", name=person["name"]))


def _look(here: Here, person: Mapping[str, Any]) -> None:
    try:
        commands.start_view_as(here.who, person["id"])
    except Problem as problem:
        say(problem)
        return
    look_as(person["id"])
    st.switch_page(BY_NAME[FIRST[person["role"]]].file)


def add_button(here: Here) -> None:
    """A button that opens the empty form."""
    if st.button(t("people.add"), key="person_add", icon=":material/person_add:", type="primary"):
        _open(here, {})


def _open(here: Here, person: dict[str, Any]) -> None:
    st.session_state[_FORM_ID] = clock.new_id()
    _form(here, person)


@st.dialog(" ", width="medium")
def _form(here: Here, person: dict[str, Any]) -> None:
    st.markdown(f"#### {t('people.edit' if person else 'people.add')}")
    # Another form has another identity, so that it begins with its own values.
    mark, fixed = st.session_state[_FORM_ID], person.get("id") in DEMO_IDS
    name = st.text_input(t("people.name"), value=person.get("name", ""), max_chars=200, key=f"person_name-{mark}")
    email = st.text_input(
        t("people.email"),
        value=person.get("email", ""),
        max_chars=200,
        help=t("people.email_help"),
        disabled=fixed,
        key=f"person_email-{mark}",
    )
    roles = list(FIRST)
    role = st.selectbox(
        t("people.role"),
        roles,
        index=roles.index(person.get("role", "pendamping")),
        format_func=lambda one: t(f"role.{one}"),
        disabled=fixed,
        key=f"person_role-{mark}",
    )
    facilitator = _facilitator(here, person, mark) if role == "pendamping" else None
    also = _also(role, person.get("also", ()), mark)
    if st.button(t("form.save"), type="primary", key="person_save"):
        given = (person.get("id"), email, name, role, facilitator, also, mark)
        _done(lambda: commands.save_person(here.who, *given), t("form.saved"))


def _facilitator(here: Here, person: Mapping[str, Any], mark: str) -> str | None:
    team = queries.facilitators(here.who)
    names = dict(zip(team["id"], team["name"], strict=True))
    if not names:
        st.info(t("people.no_facilitators"), icon=":material/info:")
        return None
    options, now = [None, *names], person.get("facilitator_id")
    return st.selectbox(
        t("people.facilitator"),
        options,
        index=options.index(now) if now in names else 0,
        format_func=lambda one: names.get(one) or t("form.choose"),
        help=t("people.facilitator_help"),
        key=f"person_facilitator-{mark}",
    )


def _also(role: str, now: tuple[str, ...], mark: str) -> tuple[str, ...]:
    """Deeds beyond the role; what the role may anyway is not asked."""
    offered = [deed for deed in GRANTABLE if deed not in ALLOWS[role]]
    return tuple(
        deed
        for deed in offered
        if st.checkbox(_granted(deed), value=deed in now, key=f"person_also-{deed.replace('.', '_')}-{mark}")
    )


def _done(change: Callable[[], object], words: str) -> None:
    try:
        change()
    except Problem as problem:
        say(problem)
        return
    st.toast(words, icon=":material/check:")
    st.rerun()
