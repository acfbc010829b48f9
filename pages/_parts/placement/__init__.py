"""What-if placement: a wish, the count with its progress, the plan beside today, and its way into the register."""

import streamlit as st

from data import queries
from data.problem import Problem
from data.queries import Names
from pages._parts.menu import link
from pages._parts.page import Here, say
from pages._parts.placement import applying, asking, counting, letter, marginals, result
from pages._parts.placement.counting import Result
from pages._parts.visitor import t

_KEPT = ("lang", "register")


def show(here: Here) -> None:
    """The whole screen, and below it the letter, which alone goes on paper."""
    names = queries.names(here.who, here.language)
    with st.container(key=letter.SCREEN):
        found = _screen(here, names)
    if found:
        letter.show(here, found, names)


def _screen(here: Here, names: Names) -> Result | None:
    st.caption(t("placing.intro"))
    applying.applied(here)
    members = [one for one in queries.team(here.who) if one.assignable]
    if not members:
        st.info(t("problem.placement_nobody"), icon=":material/flag:")
        params = {key: value for key, value in st.query_params.to_dict().items() if key in _KEPT}
        link("pendamping", t("placing.to_contracts"), tab="kontrak", **params)
        return None
    wish = asking.form(members)
    run = counting.current(here)
    counting.button(here, wish, run)
    if run is None or run.work.running:
        return None
    if isinstance(run.work.fault, Problem):
        say(run.work.fault)
    elif run.work.fault:
        raise run.work.fault
    elif run.work.found:
        if run.wish != wish:
            st.info(t("placing.other_wish"), icon=":material/info:")
        result.show(here, run.work.found, names)
        applying.form(here, run)
        marginals.show(here, run.work.found, names)
        result.unknown(here, run.work.found, names)
    return run.work.found
