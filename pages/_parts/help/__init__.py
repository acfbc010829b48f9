"""Permintaan: the tabs a person may open."""

import streamlit as st

from data.access import allows
from pages._parts import enquiries, number_reports
from pages._parts.page import Here
from pages._parts.visitor import t

# In their order: the tab, and the deed that opens it.
TABS = {"pendampingan": "help.see", "koreksi": "number.answer", "minat": "enquiry.see"}


def choose_tab(here: Here) -> str:
    """The tab the URL names, else the first; without a choice there is none to make."""
    mine = [name for name, deed in TABS.items() if allows(here.who, deed)]
    asked = st.query_params.get("tab", mine[0])
    chosen = asked if asked in mine else mine[0]
    if len(mine) > 1:
        st.session_state["requests.tab"] = chosen
        st.segmented_control(
            t("help_tab.label"),
            mine,
            format_func=lambda name: t(f"help_tab.{name}"),
            key="requests.tab",
            required=True,
            label_visibility="collapsed",
            on_change=_chosen,
        )
    return chosen


def _chosen() -> None:
    name = st.session_state["requests.tab"]
    st.query_params.pop("minta", None)
    if name == next(iter(TABS)):
        st.query_params.pop("tab", None)
    else:
        st.query_params["tab"] = name


def section(here: Here, tab: str) -> None:
    """What others send in."""
    if tab == "koreksi":
        number_reports.section(here)
    else:
        enquiries.section(here)
