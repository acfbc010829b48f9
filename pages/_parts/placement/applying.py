"""A plan into the register: what will change is said before, and the last one applied can be taken back."""

from datetime import date

import streamlit as st

from data import clock, commands, formats, queries
from data.access import allows
from data.placement.plan import Counted, Plan
from data.queries import Applied
from pages._parts import draw
from pages._parts.audit import moment
from pages._parts.page import Here
from pages._parts.placement.counting import let_go
from pages._parts.team import count, done, form_id, fresh_form, tell_done
from pages._parts.visitor import t


def applied(here: Here) -> None:
    """What was just done, and the plan in force with the way back."""
    tell_done()
    found = queries.applied_placement(here.who)
    if found is None:
        return
    with draw.card("placing_applied"):
        said = {"at": moment(found.at, here.language), "day": formats.day(found.from_on, here.language)}
        st.markdown(f"**{t('placing.applied', **said)}**")
        if found.draft:
            st.text(t("draft.applied_from", name=found.draft))
        st.text(t("placing.applied_says", places=count(found.places)))
        if not found.intact:
            st.caption(t("placing.applied_touched"))
            return
        may = allows(here.who, "assignment.edit")
        if may and st.button(t("placing.undo"), key="placing_undo", icon=":material/undo:"):
            fresh_form()
            _take_back(here, found)


@st.dialog(" ", width="medium")
def _take_back(here: Here, found: Applied) -> None:
    st.markdown(f"#### {t('placing.undo')}")
    st.text(t("placing.undo_says", places=count(found.places)))
    if st.button(t("placing.undo_yes"), key="placing_undo_yes", type="primary"):
        done(lambda: _undo(here, found), t("placing.undone"))


def _undo(here: Here, found: Applied) -> None:
    commands.undo_placement(here.who, form_id(), found.id)
    let_go(here.who)


def form(here: Here, plan: Plan, counted: Counted, draft_id: str | None = None) -> None:
    """The button for those who assign; the others read who they are."""
    with draw.card("placing_apply"):
        st.markdown(f"**{t('placing.apply_title')}**")
        if not allows(here.who, "assignment.edit"):
            st.caption(t("placing.apply_not_yours"))
            return
        with st.container(horizontal=True, vertical_alignment="bottom"):
            today = clock.today()
            day = st.date_input(
                t("assign.from"), today, min_value=today, format="DD/MM/YYYY", key="placing_from", width=180
            )
            if st.button(t("placing.apply"), key="placing_apply", icon=":material/done_all:", disabled=not plan.moves):
                fresh_form()
                _confirm(here, plan, counted, draft_id, day)
        st.caption(t("placing.apply_says"))


@st.dialog(" ", width="medium")
def _confirm(here: Here, plan: Plan, counted: Counted, draft_id: str | None, day: date) -> None:
    st.markdown(f"#### {t('assign.confirm')}")
    then = plan.compared.plan
    new = sum(one.come for one in then.loads) - then.changes
    for key, number in (("changing", then.changes), ("getting", new), ("losing", then.losing)):
        if number:
            st.text(t(f"placing.{key}", count=count(number)))
    st.text(t("placing.in_places", count=count(len(plan.moves))))
    st.caption(t("assign.from_words", day=formats.day(day, here.language)))
    if st.button(t("placing.apply_yes"), key="placing_apply_yes", type="primary"):
        done(lambda: _apply(here, plan, counted, draft_id, day), t("placing.done"))


def _apply(here: Here, plan: Plan, counted: Counted, draft_id: str | None, day: date) -> None:
    commands.apply_placement(here.who, form_id(), plan.compared.of, day, counted.mark, draft_id)
    let_go(here.who)
