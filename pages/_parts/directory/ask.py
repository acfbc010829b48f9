"""A buyer asks about a business through the office, and is told a ticket."""

from html import escape

import streamlit as st

from data import clock, commands
from data.buyers import buyers
from data.commands import NewEnquiry
from data.problem import Problem
from data.public.directory import Entry
from pages._parts.page import Here, say
from pages._parts.public.trap import trap
from pages._parts.visitor import address, t

_FORM_ID = "screen.ask_form"  # the form's id: sent twice it is one enquiry
_SENT = "screen.ask_sent"


def begin(here: Here, entry: Entry) -> None:
    """Open a fresh form about a business."""
    st.session_state[_FORM_ID] = clock.new_id()
    st.session_state.pop(_SENT, None)
    st.dialog(t("directory.ask"), width="medium", dismissible=False)(_form)(here, entry)


def _form(here: Here, entry: Entry) -> None:
    if _SENT in st.session_state:
        _thanks(st.session_state[_SENT])
        return
    st.html(
        f'<div class="damping-supply"><h3>{escape(entry.business_name)}</h3>'
        f'<p class="product">{escape(entry.product)}</p></div>'
    )
    st.caption(t("ask.how"))
    kinds = buyers()
    with st.form("ask_form", border=False, enter_to_submit=False):
        buyer = st.selectbox(
            t("ask.buyer"),
            list(kinds),
            index=None,
            format_func=lambda code: kinds[code].name[here.language],
            placeholder=t("form.choose"),
            key="ask.buyer",
        )
        name = st.text_input(t("ask.name"), max_chars=120, key="ask.name")
        contact = st.text_input(t("ask.contact"), max_chars=120, key="ask.contact")
        words = st.text_area(t("ask.words"), max_chars=1000, placeholder=t("ask.words_hint"), key="ask.words")
        consent = st.checkbox(t("ask.consent"), key="ask.consent")
        caught = trap("ask")
        with st.container(horizontal=True):
            sent = st.form_submit_button(t("ask.send"), type="primary", key="ask_send")
            dropped = st.form_submit_button(t("form.cancel"), key="ask_cancel")
    if dropped:
        st.rerun()
    if sent:
        _send(here, entry, NewEnquiry(buyer or "", name, contact, words, consent, caught))


def _send(here: Here, entry: Entry, new: NewEnquiry) -> None:
    form_id = st.session_state[_FORM_ID]
    try:
        ticket = commands.send_enquiry(here.who, form_id, entry.actor_id, new, address())
    except Problem as problem:
        say(problem)
        return
    st.session_state[_SENT] = ticket
    st.rerun(scope="fragment")


def _thanks(ticket: str) -> None:
    st.success(t("ask.sent"), icon=":material/check:")
    st.html(f'<p class="damping-ticket">{escape(ticket)}</p>')
    st.text(t("ask.sent_how"))
    if st.button(t("ask.close"), key="ask_close", type="primary"):
        st.rerun()
