"""Rilis: what the next release would say, publishing it, its calendar, and everything published so far."""

import streamlit as st

from data import queries
from pages._parts import release
from pages._parts.page import page

with page("rilis") as here:
    ledger = queries.release_ledger(here.who)
    release.just_published(here)
    left, right = st.columns([13, 7], gap="medium")
    with left:
        release.next_one(here, ledger)
    with right:
        release.calendar(here)
    release.listed(here, ledger)
    release.elsewhere(here)
