"""The door to asking for help, on every public screen the same."""

import streamlit as st

from pages._parts.public.opened import link_params
from pages._parts.screens import BY_NAME
from pages._parts.visitor import t


def link() -> None:
    """A link that looks like the one thing to press."""
    screen = BY_NAME["minta"]
    with st.container(key="ask_help"):
        st.page_link(screen.file, label=t("transparency.ask"), icon=screen.icon, query_params=link_params({}))
