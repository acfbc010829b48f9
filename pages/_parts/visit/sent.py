"""After saving: what was saved, what it means for coverage, and the slip for the maker."""

from datetime import date

import streamlit as st

from data import formats, queries
from pages._parts.menu import link
from pages._parts.page import Here
from pages._parts.visit import choose, keeper, slip
from pages._parts.visit.draft import SENT, begin_anew
from pages._parts.visit.form import Sent, Subject
from pages._parts.visitor import t


def current(about: str) -> Sent | None:
    """The visit just saved on this screen."""
    sent: Sent | None = st.session_state.get(SENT)
    return sent if sent and sent.form.about == about else None


def card(here: Here, sent: Sent, subject: Subject) -> None:
    """A calm word, the slip, and where to go from here."""
    keeper.let_go(sent.form)
    visit = sent.visit
    with st.container(key="visit_saved"):
        st.success(t("visit.saved"), icon=":material/check_circle:")
        st.text(_summary(sent, subject, here.language))
        st.text(_effect(sent))
    step, due = _agreed(sent, subject)
    slip.show(
        slip.Slip(
            business=_business(sent, subject),
            on=visit.on,
            step=step,
            due=due,
            facilitator=subject.names.facilitator.get(visit.facilitator_id or "", here.who.name),
            phone=_office_phone(here),
        ),
        here.language,
    )
    with st.container(key="visit_next"), st.container(horizontal=True, vertical_alignment="center"):
        if st.button(t("visit.again"), key="visit_again", icon=":material/add:"):
            begin_anew(sent.form)
            choose.leave()
        _back(here, visit.actor_ids)


def _agreed(sent: Sent, subject: Subject) -> tuple[str | None, date | None]:
    """What stands between both from now on: the next step, else the promise that was postponed."""
    visit, old = sent.visit, sent.visit.promise
    if old and old.due:
        return visit.next_step or (subject.promise.step if subject.promise else None), old.due
    return visit.next_step, visit.next_due


def _office_phone(here: Here) -> str:
    return next(setting.value for setting in queries.office_settings(here.who) if setting.name == "office_phone")


def _back(here: Here, actor_ids: tuple[str, ...]) -> None:
    params = {name: value for name, value in st.query_params.to_dict().items() if name in ("register", "lang")}
    if here.who.role == "pendamping":
        link("binaan", t("visit.back"), **params)
    else:
        link("pelaku", t("visit.back_actor"), **params, actor=actor_ids[0])


def _business(sent: Sent, subject: Subject) -> str:
    if subject.group:
        return sent.visit.session_title or t("visit.group")
    return subject.names_of(sent.visit.actor_ids)


def _summary(sent: Sent, subject: Subject, language: str) -> str:
    visit = sent.visit
    who = t("visit.present", count=len(visit.actor_ids)) if subject.group else subject.names_of(visit.actor_ids)
    parts = [who, formats.day(visit.on, language), t(f"mode.{visit.mode}"), t(f"outcome.{visit.outcome}")]
    return " · ".join(parts)


def _effect(sent: Sent) -> str:
    """What the visit does to coverage, in words."""
    if sent.visit.outcome != "bertemu":
        return t("visit.effect_missed")
    if sent.visit.mode == "telepon":
        return t("visit.effect_phone")
    if len(sent.visit.actor_ids) > 1:
        return t("visit.effect_group", count=len(sent.visit.actor_ids))
    return t("visit.effect_counts")
