"""Pelaku: search, open, add, edit."""

import streamlit as st

from data.access import allows
from pages._parts import actor, actors
from pages._parts.actor import forms
from pages._parts.filter_bar import filter_bar
from pages._parts.menu import link
from pages._parts.page import page
from pages._parts.visitor import t

with page("pelaku") as here:
    opened = st.query_params.get("actor")
    if opened:
        actor.show(here, opened)
    else:
        actor.leave()
        wanted, names = filter_bar(here)
        forms.add_button(here, names)
        if allows(here.who, "double.review"):
            link("mutu", t("screen.mutu"))
        words = actors.search_box()
        if words:
            actors.found(here, words, names)
        else:
            actors.listed(here, wanted, names)
