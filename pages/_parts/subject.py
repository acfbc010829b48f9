"""What an owner may ask of the office: everything held about them as a file, and its erasure (UU 27/2022)."""

from functools import partial

import streamlit as st

from data import commands
from data.access import allows
from data.problem import Problem
from pages._parts import draw
from pages._parts.page import Here, say
from pages._parts.visitor import t


def subject_buttons(here: Here, actor_id: str) -> None:
    """For admins, on the actor's page: the file is made when it is asked for; erasing needs a reason and a word."""
    if not allows(here.who, "subject.export"):
        return
    with draw.card("subject"):
        st.markdown(f"**{t('subject.title')}**")
        st.caption(t("subject.how"))
        with st.container(horizontal=True):
            st.download_button(
                t("subject.export"),
                data=partial(commands.subject_file, here.who, actor_id),
                file_name=f"{actor_id}.json",
                mime="application/json",
                key="subject_export",
                icon=":material/download:",
                on_click="ignore",
            )
            if allows(here.who, "subject.erase") and st.button(
                t("subject.erase"), key="subject_erase", icon=":material/delete_forever:"
            ):
                _erase(here, actor_id)


@st.dialog(" ", width="medium")
def _erase(here: Here, actor_id: str) -> None:
    st.markdown(f"#### {t('subject.erase_title')}")
    st.text(t("subject.what"))
    with st.form("subject_form", border=False):
        reason = st.text_area(t("subject.reason"), help=t("subject.reason_help"), max_chars=300)
        also_name = st.checkbox(t("subject.also_name"))
        word = st.text_input(t("subject.confirm", word=t("subject.word")))
        sent = st.form_submit_button(t("subject.do"), type="primary")
    if not sent:
        return
    if word.strip() != t("subject.word"):
        st.warning(t("subject.wrong_word", word=t("subject.word")), icon=":material/info:")
        return
    try:
        commands.erase_subject(here.who, actor_id, reason, also_name)
    except Problem as problem:
        say(problem)
        return
    st.toast(t("subject.done"), icon=":material/check:")
    st.rerun()
