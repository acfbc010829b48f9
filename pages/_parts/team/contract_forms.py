"""The forms of the tab Kontrak, for admins: a facilitator, a contract, its end, a state."""

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from data import clock, commands
from data.commands.team import STATES
from data.queries import Member, Names
from pages._parts.page import Here
from pages._parts.team import done, form_id, fresh_form
from pages._parts.visitor import t


def add_facilitator(here: Here, names: Names) -> None:
    """A button that opens the form of a new facilitator."""
    if st.button(t("contract.add_facilitator"), key="facilitator_add", icon=":material/person_add:"):
        fresh_form()
        _facilitator(here, names, None)


def buttons(here: Here, card: Mapping[str, Any], names: Names) -> None:
    """What an admin may do with the opened facilitator."""
    member: Member = card["member"]
    forms: dict[str, Callable[[], None]] = {
        "edit_facilitator": lambda: _facilitator(here, names, member),
        "add_contract": lambda: _contract(here, member),
        "set_state": lambda: _state(here, member),
    }
    if member.contract:
        forms["end_contract"] = lambda: _end(here, member)
    with st.container(horizontal=True):
        for name, opened in forms.items():
            if st.button(t(f"contract.{name}"), key=f"facilitator_{name}"):
                fresh_form()
                opened()


@st.dialog(" ", width="medium")
def _facilitator(here: Here, names: Names, member: Member | None) -> None:
    st.markdown(f"#### {t('contract.edit_facilitator' if member else 'contract.add_facilitator')}")
    places = {code: f"{desa}, {names.kecamatan[code[:8]]}" for code, desa in names.desa.items()}
    options = [None, *sorted(places, key=lambda code: places[code])]
    home = member.home_desa if member else None
    with st.form("facilitator_form", border=False):
        name = st.text_input(t("contract.name"), value=member.name if member else "", max_chars=120)
        desa = st.selectbox(
            t("contract.home"),
            options,
            index=options.index(home),
            format_func=lambda code: places[code] if code else t("not_known"),
        )
        capacity = st.number_input(
            t("contract.capacity"), 1, 5000, member.capacity if member else None, help=t("contract.capacity_help")
        )
        target = st.number_input(
            t("contract.target"), 1, 200, member.visit_target if member else None, help=t("contract.target_help")
        )
        sent = st.form_submit_button(t("form.save"), type="primary")
    if sent:
        known = member.id if member else None
        done(
            lambda: commands.save_facilitator(here.who, form_id(), known, name, desa, capacity, target),
            t("form.saved"),
        )


@st.dialog(" ", width="medium")
def _contract(here: Here, member: Member) -> None:
    _heading("add_contract", member)
    with st.form("contract_form", border=False):
        begin = st.date_input(t("contract.first_day"), clock.today(), format="DD/MM/YYYY")
        end = st.date_input(t("contract.last_day"), None, format="DD/MM/YYYY", help=t("contract.open_help"))
        sent = st.form_submit_button(t("form.save"), type="primary")
    if sent:
        done(lambda: commands.save_contract(here.who, form_id(), member.id, begin, end), t("form.saved"))


@st.dialog(" ", width="medium")
def _end(here: Here, member: Member) -> None:
    _heading("end_contract", member)
    contract = member.contract or {}
    st.caption(t("contract.end_help"))
    with st.form("contract_end_form", border=False):
        end = st.date_input(t("contract.last_day"), contract["to_on"] or clock.today(), format="DD/MM/YYYY")
        sent = st.form_submit_button(t("form.save"), type="primary")
    if sent:
        done(lambda: commands.end_contract(here.who, form_id(), contract["id"], end), t("form.saved"))


@st.dialog(" ", width="medium")
def _state(here: Here, member: Member) -> None:
    _heading("set_state", member)
    with st.form("state_form", border=False):
        state = st.selectbox(
            t("contract.state"),
            STATES,
            index=STATES.index(member.state) if member.state else 0,
            format_func=lambda name: t(f"facilitator_state.{name}"),
        )
        day = st.date_input(t("contract.state_from"), clock.today(), format="DD/MM/YYYY")
        sent = st.form_submit_button(t("form.save"), type="primary")
    if sent:
        done(lambda: commands.set_facilitator_state(here.who, form_id(), member.id, state, day), t("form.saved"))


def _heading(name: str, member: Member) -> None:
    st.markdown(f"#### {t(f'contract.{name}')}")
    st.text(member.name)
