"""Catat kunjungan, from whom to visit to what was saved."""

import streamlit as st

from data import queries
from data.filter import Filter
from data.problem import Problem
from data.queries import Names
from pages._parts.page import Here, part
from pages._parts.visit import choose, form
from pages._parts.visit import sent as visit_sent
from pages._parts.visit.draft import GROUP, opened
from pages._parts.visit.form import Subject
from pages._parts.visitor import t


def show(here: Here) -> None:
    """The form the URL asks for, else the choice of one."""
    if here.who.role == "pendamping" and not here.who.facilitator:
        st.info(t("visit.no_facilitator"), icon=":material/info:")
        return
    names = queries.names(here.who, here.language)
    actor_id = st.query_params.get("actor")
    if actor_id:
        _open(here, _about_actor(here, actor_id, names))
    elif st.query_params.get("group"):
        group = _about_group(here, names)
        if group:
            _open(here, group)
    else:
        choose.show(here, names)


def _about_actor(here: Here, actor_id: str, names: Names) -> Subject:
    """Problem("no_such_actor"), Problem("not_your_actor")."""
    found = queries.actor(here.who, actor_id)
    if not found["personal"]:
        raise Problem("not_your_actor")
    today = found["today"] or {}
    statuses = {permit["kind"]: permit["status"] for permit in found["permits"]}
    kinds = _kinds(here, found["sector"].get("sector"))
    return Subject(
        about=actor_id,
        actors={actor_id: found["business_name"]},
        place=choose.place(names, found["place"]),
        names=names,
        facilitator=today.get("facilitator_id"),
        permits={kind: statuses.get(kind, "tidak_tercatat") for kind in kinds},
        expiring=frozenset(kind for kind, runs_out in kinds.items() if runs_out),
        open_needs=tuple(need["kind"] for need in found["needs"] if need["change"] == "raised"),
        promise=found["promise"],
        last_visit=today.get("last_visit"),
    )


def _kinds(here: Here, sector: str | None) -> dict[str, bool]:
    """The permit kinds for a sector, in the list's order, and whether they run out."""
    rows = queries.reference_list(here.who, "permit_kind").to_dict("records")
    mine = [row for row in rows if {"*", sector} & set(row["sectors"].split())]
    return {row["code"]: bool(row["validity_years"]) for row in mine}


def _about_group(here: Here, names: Names) -> Subject | None:
    """Whoever belongs to one facilitator's caseload may be present; a clerk first says whose (None until then)."""
    mine = here.who.facilitator if here.who.role == "pendamping" else choose.facilitator(names)
    if mine is None:
        return None
    known = queries.actor_list(here.who, Filter(facilitator=(mine,)))
    return Subject(
        about=GROUP,
        actors=choose.words_of(known, names),
        place="",
        names=names,
        facilitator=mine,
        permits={},
        expiring=frozenset(),
        open_needs=(),
    )


@part()
def _open(here: Here, subject: Subject) -> None:
    sent = visit_sent.current(subject.about)
    with st.container(key="visit"):
        if sent:
            visit_sent.card(here, sent, subject)
        else:
            _title(here, subject)
            form.show(here, opened(here.who, subject.about), subject)


def _title(here: Here, subject: Subject) -> None:
    if st.button(t("visit.other"), key="visit_other", icon=":material/arrow_back:", type="tertiary"):
        choose.leave()
    with st.container(key="actor_name"):
        st.text(t("visit.group") if subject.group else subject.names_of(subject.actors))
    if not subject.group:
        st.caption(choose.where_and_when(subject.place, subject.last_visit, here.language))
