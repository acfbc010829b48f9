"""The front door: sends a signed-in visitor to the first screen of their role, lets the others say who they are."""

import streamlit as st

from data.people import NOT_REAL
from pages._parts.page import page, sign_in
from pages._parts.screens import BY_NAME, FIRST
from pages._parts.visitor import t
from pages._parts.wanted import taken

with page("masuk") as here:
    if here.who.role in FIRST:
        wanted = taken(here.who) if here.kind not in NOT_REAL else None
        if wanted:
            st.switch_page(wanted[0], query_params=wanted[1])
        st.switch_page(BY_NAME[FIRST[here.who.role]].file, query_params=st.query_params.to_dict())
    st.markdown(t("front.welcome"))
    sign_in(here)
