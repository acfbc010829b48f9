"""The public side: the form, the ticket it becomes, and where a ticket's request stands."""

import streamlit as st

from data.public import tickets
from pages._parts.help import form, look, slip, ticket
from pages._parts.page import Here
from pages._parts.visitor import t


def show(here: Here) -> None:
    """The ticket of the URL, else the form."""
    look.apply()
    typed = st.query_params.get(ticket.TICKET)
    sent = st.session_state.get(form.SENT)
    if sent and not typed:
        _sent(here, *sent)
    elif typed is not None:
        ticket.show(here, typed)
    else:
        _ask(here)


def _ask(here: Here) -> None:
    choices = tickets.choices(here.who.register, here.language)
    with st.container(key="help_intro"):
        st.markdown(t("help.intro", days=choices.within_days))
        with st.expander(t("help.have_ticket"), icon=":material/confirmation_number:"):
            ticket.field()
    form.show(here, choices, staff=False, sent=lambda: None)


def _sent(here: Here, given: str, on: object) -> None:
    """The ticket in big letters, and what happens next; the same for whom nothing was written."""
    choices = tickets.choices(here.who.register, here.language)
    with st.container(key="help_ticket"):
        with st.container(key="help_screen"):
            st.success(t("help.sent"), icon=":material/check_circle:")
            st.text(t("help.keep"))
        slip.card(given, on, choices.within_days, choices.phone)
        with st.container(key="visit_next"), st.container(horizontal=True):
            st.button(
                t("help.look"), key="help_look", icon=":material/search:", on_click=ticket.open_ticket, args=(given,)
            )
            st.button(t("help.another"), key="help_another", icon=":material/add:", on_click=_again)


def _again() -> None:
    st.session_state.pop(form.SENT, None)
