"""Writing down that an actor asked for help, whichever way it came."""

import streamlit as st

from data import clock, commands
from data.problem import Problem
from data.queries import Names
from data.queries.history import CHANNELS
from pages._parts.page import Here, say
from pages._parts.visitor import t

_FORM_ID = "request.form_id"


def request_button(here: Here, actor_id: str, names: Names) -> None:
    """A button that opens the form; its form id is its double-submit key."""
    if st.button(t("request.log"), key="actor_request", icon=":material/contact_support:"):
        st.session_state[_FORM_ID] = clock.new_id()
        _form(here, actor_id, names)


@st.dialog(" ", width="medium", dismissible=False)
def _form(here: Here, actor_id: str, names: Names) -> None:
    st.markdown(f"#### {t('request.log')}")
    today = clock.today()
    with st.form("request_form", border=False, enter_to_submit=False):
        on = st.date_input(t("request.on"), value=today, max_value=today, format="DD/MM/YYYY")
        channel = st.selectbox(t("request.channel"), CHANNELS, format_func=lambda code: t(f"channel.{code}"))
        topics = st.multiselect(
            t("request.topics"), list(names.need_kind), format_func=names.need_kind.get, placeholder=t("form.choose")
        )
        note = st.text_area(t("request.note"), max_chars=1000, help=t("request.note_help"))
        with st.container(horizontal=True):
            sent = st.form_submit_button(t("request.save"), type="primary", key="request_save")
            dropped = st.form_submit_button(t("form.cancel"), key="request_cancel")
    if dropped:
        st.rerun()
    if sent:
        try:
            commands.log_request(
                here.who, st.session_state[_FORM_ID], actor_id, on, channel, tuple(topics), note.strip() or None
            )
        except Problem as problem:
            say(problem)
            return
        st.toast(t("form.saved"), icon=":material/check:")
        st.rerun()
