"""Binaan saya: whom to go to next and why, the month beside its band, today's visits on a map."""

import streamlit as st

from data import queries
from pages._parts import caseload, draw
from pages._parts.caseload import cards, day, more, offline, requests, words
from pages._parts.enumeration import listings
from pages._parts.page import page
from pages._parts.visitor import t

with page("binaan") as here:
    words.apply()
    if not requests.opened(here):
        names = queries.names(here.who, here.language)
        load = queries.caseload_today(here.who, caseload.whose(here, names))
        more.drafts(here, load)
        requests.section(here, load.facilitator_id, names)
        if caseload.has_work(here, load):
            caseload.numbers(here, load)
            hint = st.container()
            view = caseload.choose_view()
            left, right = st.columns([11, 9], gap="medium")
            with left, st.container(key=f"caseload_list_{'shown' if view == 'list' else 'hidden'}"):
                cards.turns(here, load, names)
            with right, st.container(key=f"caseload_map_{'shown' if view == 'map' else 'hidden'}"), draw.card("day"):
                day.visits(here, load, names)
            more.to_repair(here, load, names)
            offline.section(here, load)
            more.report(here, load)
            st.caption(t("caseload.how"))
            st.caption(t("caseload.clocks"))
            with hint:
                caseload.hint(here, load)
        listings.box(here)
        requests.to_desk(here)
