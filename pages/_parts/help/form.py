"""A form that is open: what is wrong with it, sending it once, and the ticket it became."""

from collections.abc import Callable

import streamlit as st

from data import clock, commands
from data.help import NewHelp, faults
from data.problem import Problem
from data.public.tickets import HelpChoices
from data.text import sentence
from pages._parts.help import fields
from pages._parts.page import OF_SCREEN, Here, say
from pages._parts.visitor import address, language, t

_FORM = f"{OF_SCREEN}help_form"  # the id of the open form, which is its double-submit key
_TRIED = f"{OF_SCREEN}help_tried"  # it was sent once, so that it says what is wrong
SENT = f"{OF_SCREEN}help_sent"  # ticket and day of the request just sent


def show(here: Here, choices: HelpChoices, staff: bool, sent: Callable[[], None]) -> None:
    """The form; `sent` is called when it has become a ticket, which then stands in the session under SENT."""
    form_id = st.session_state.setdefault(_FORM, clock.new_id())
    with st.container(key="help_form"):
        new = fields.ask(choices, form_id, staff)
        tried = st.session_state.get(_TRIED) == form_id
        told = st.container()
        if st.button(
            t("help.save" if staff else "help.send"),
            key="help_send",
            type="primary",
            icon=":material/send:",
            width="stretch",
        ):
            st.session_state[_TRIED], tried = form_id, True
            if _send(here, form_id, new):
                sent()
                st.rerun()
        if tried:
            with told:
                _faults(new)


def _send(here: Here, form_id: str, new: NewHelp) -> bool:
    if faults(new, clock.today()) and not new.trap:
        return False
    try:
        ticket = commands.ask_help(here.who, form_id, new, address())
    except Problem as problem:
        say(problem)
        return False
    st.session_state[SENT] = (ticket, new.on or clock.today())
    del st.session_state[_FORM]
    return True


def _faults(new: NewHelp) -> None:
    """One sentence per fault, as long as it is there."""
    wrong = faults(new, clock.today())
    if wrong:
        st.warning("\n".join(f"- {sentence(problem, language())}" for problem in wrong), icon=":material/info:")
