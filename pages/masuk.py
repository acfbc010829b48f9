"""The front door: sends a signed-in visitor to the first screen of their role, the public to what was published.

Who works here says so with `?masuk=1`; before the first release there is nothing else to see.
"""

import streamlit as st

from data.people import NOT_REAL
from data.public import releases
from pages._parts.page import page
from pages._parts.screens import BY_NAME, FIRST
from pages._parts.signing import sign_in
from pages._parts.visitor import refusal, t
from pages._parts.wanted import taken

with page("masuk") as here:
    if here.who.role in FIRST:
        wanted = taken(here.who) if here.kind not in NOT_REAL else None
        if wanted:
            st.switch_page(wanted[0], query_params=wanted[1])
        st.switch_page(BY_NAME[FIRST[here.who.role]].file, query_params=st.query_params.to_dict())
    # Who signed in and was refused is told why; in `uji` nothing is public.
    nobody = here.kind == "contoh" or (here.kind not in NOT_REAL and refusal() == "missing")
    if nobody and "masuk" not in st.query_params and releases(here.who.register):
        st.switch_page(BY_NAME["transparansi"].file, query_params=st.query_params.to_dict())
    st.markdown(t("front.welcome"))
    sign_in(here.kind)
