"""What-if placement: a wish, the count with its progress, the plan beside today, and its way into the register.

The URL says what is open: nothing (the count), `rancangan` (a draft that was kept) or `banding` (drafts compared).
"""

import streamlit as st

from data import queries
from data.placement.plan import Counted, Plan
from data.problem import Problem
from data.queries import Names
from pages._parts.audit import moment
from pages._parts.menu import link
from pages._parts.page import Here, say
from pages._parts.placement import applying, asking, beside, counting, drafts, keeping, letter, marginals, result
from pages._parts.visitor import t

_KEPT = ("lang", "register")


def show(here: Here) -> None:
    """The whole screen, and below it the letter, which alone goes on paper."""
    names = queries.names(here.who, here.language)
    with st.container(key=letter.SCREEN):
        found = _screen(here, names)
    if found:
        letter.show(here, *found, names)


def _screen(here: Here, names: Names) -> tuple[Plan, Counted] | None:
    st.caption(t("placing.intro"))
    applying.applied(here)
    keeping.box(here)
    if compared := keeping.compared():
        beside.show(here, compared, names)
        return None
    if draft_id := keeping.opened():
        return drafts.show(here, draft_id, names)
    return _count(here, names)


def _count(here: Here, names: Names) -> tuple[Plan, Counted] | None:
    members = [one for one in queries.team(here.who) if one.assignable]
    if not members:
        st.info(t("problem.placement_nobody"), icon=":material/flag:")
        params = {key: value for key, value in st.query_params.to_dict().items() if key in _KEPT}
        link("pendamping", t("placing.to_contracts"), tab="kontrak", **params)
        return None
    wish = asking.form(members)
    run = counting.current(here.who)
    counting.button(here, wish, run)
    if run is None or run.work.running:
        return None
    if isinstance(run.work.fault, Problem):
        say(run.work.fault)
    elif run.work.fault:
        raise run.work.fault
    found = run.work.found
    if found is None:
        return None
    if run.wish != wish:
        st.info(t("placing.other_wish"), icon=":material/info:")
    st.markdown(f"### {t('placing.title')}")
    result.show(found.plan, names)
    st.caption(t("placing.counted_at", at=moment(run.counted.known_at, here.language)))
    keeping.form(here, found.plan, run.counted)
    applying.form(here, found.plan, run.counted)
    marginals.show(here, found, names)
    result.unknown(found.plan, names)
    return found.plan, run.counted
