"""Usul sesi kelompok: where a few sessions would reach most of those who wait for one thing, and whom to invite."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from data import formats, queries
from data.clinics.wish import MOST, PERMITS, SIZES, WITHIN, Topic, Wish
from data.filter import Filter
from data.queries import Names
from pages._parts import draw
from pages._parts.page import Here
from pages._parts.screens import BY_NAME
from pages._parts.services import needs_served
from pages._parts.visitor import t

if TYPE_CHECKING:  # what solves it is loaded when the box is opened
    from data.queries import Clinics, Session

NAMED = 3  # places named in a sentence; more are counted
_OPEN = "clinics.open"


@st.fragment
def needs_and_sessions(here: Here, wanted: Filter, names: Names) -> None:
    """The two closed boxes at the end; counted when one is opened."""
    needs_served(here, wanted, names)
    box = st.expander(t("clinics.title"), key="clinics", on_change="rerun", icon=":material/groups:")
    if box.open:
        with box:
            _opened(here, wanted, names)


def _opened(here: Here, wanted: Filter, names: Names) -> None:
    topic, wish = _chosen(wanted, names)
    with st.spinner(t("clinics.counting")):
        found = queries.group_sessions(here.who, wanted, topic, wish)
    about = t(f"clinics.about_{topic.source}", kind=_words(topic, names))
    if found.waiting:
        st.markdown(_sentence(found, wanted, names, about, here.language))
        if found.sessions:
            _sessions(found.sessions, names, here.language)
            _invitations(found.sessions, names, here.language)
        _proof(found, wish, here.language)
    else:
        st.caption(t("clinics.nothing", about=about))
    _beside(here, found, wanted, about)


def _chosen(wanted: Filter, names: Names) -> tuple[Topic, Wish]:
    """What is chosen in the row of choices; it begins with a permit that the filter says is missing."""
    topics = {
        **{Topic("permit", kind): names.permit_kind[kind] for kind in PERMITS if kind in names.permit_kind},
        **{Topic("need", kind): words for kind, words in names.need_kind.items()},
    }
    missing = [Topic("permit", kind) for kind in (*wanted.lacks, "npwp")]
    first = next((one for one in missing if one in topics), next(iter(topics)))
    usual = Wish()
    with st.container(horizontal=True, key="clinics_choices"):
        topic = st.selectbox(
            t("clinics.topic"),
            list(topics),
            index=list(topics).index(first),
            format_func=lambda one: t(f"clinics.topic_{one.source}", kind=topics[one]),
            key="clinics_topic",
            width=280,
        )
        within = st.selectbox(
            t("clinics.within"),
            WITHIN,
            index=WITHIN.index(usual.within),
            format_func=lambda km: t("clinics.km", km=km),
            key="clinics_within",
            width=120,
        )
        least = st.selectbox(t("clinics.least"), SIZES, index=SIZES.index(usual.least), key="clinics_least", width=150)
        sizes = [size for size in SIZES if size >= least]
        begin = sizes.index(usual.capacity) if usual.capacity in sizes else 0
        capacity = st.selectbox(t("clinics.capacity"), sizes, index=begin, key=f"clinics_capacity_{least}", width=150)
        most = st.selectbox(t("clinics.most"), MOST, index=MOST.index(usual.most), key="clinics_most", width=150)
    return topic, Wish(within, least, capacity, most)


def _words(topic: Topic, names: Names) -> str:
    known = names.permit_kind if topic.source == "permit" else names.need_kind
    return known.get(topic.kind, topic.kind)


def _sentence(found: "Clinics", wanted: Filter, names: Names, about: str, tongue: str) -> str:
    """Who waits where, and what the sessions make of it."""
    sectors = [names.sector[code] for code in wanted.sector if code in names.sector]
    actors = t("clinics.actors_of", sectors=", ".join(sectors)) if 0 < len(sectors) <= NAMED else t("clinics.actors")
    waiting = t(
        "clinics.waiting",
        count=formats.number(found.waiting, tongue),
        actors=actors,
        places=_places([names.kecamatan.get(code, code) for code in found.kecamatan], "clinics.kecamatan", tongue),
        about=about,
    )
    if not found.sessions:
        return f"{waiting} {t('clinics.no_session')}"
    plan = found.proposal.plan
    desa = [names.desa.get(code, code) for code, _ in plan.held]
    held = t(
        "clinics.one_session" if plan.sessions == 1 else "clinics.sessions",
        count=formats.number(plan.sessions, tongue),
        places=_places(desa, "clinics.desa", tongue),
    )
    reached = "clinics.all_reached" if plan.people == found.waiting else "clinics.reached"
    km = formats.number(plan.km / plan.people, tongue, 1)
    return f"{waiting} {t(reached, sessions=held, people=formats.number(plan.people, tongue), km=km)}"


def _places(names: Sequence[str], many: str, tongue: str) -> str:
    """Up to three by name, "A, B dan C"; of more their number."""
    if len(names) > NAMED:
        return t(many, count=formats.number(len(names), tongue))
    return t("clinics.and", before=", ".join(names[:-1]), last=names[-1]) if len(names) > 1 else names[0]


def _proof(found: "Clinics", wish: Wish, tongue: str) -> None:
    """How good it is: what is proven, and what the simple rule would have given."""
    proposal = found.proposal
    plan, simple = proposal.plan, proposal.simple
    if proposal.proven:
        st.caption(t("clinics.proven", least=wish.least, capacity=wish.capacity, within=wish.within, most=wish.most))
    elif plan.people < proposal.people:
        st.caption(t("clinics.more_people", count=formats.number(proposal.people, tongue)))
    elif plan.sessions > proposal.sessions:
        st.caption(t("clinics.fewer_sessions", count=formats.number(proposal.sessions, tongue)))
    else:
        st.caption(t("clinics.shorter", share=formats.share(1 - proposal.km / plan.km, tongue)))
    if found.sessions:
        st.caption(
            t(
                "clinics.simple",
                people=formats.number(simple.people, tongue),
                sessions=formats.number(simple.sessions, tongue),
                km=formats.number(simple.km / max(simple.people, 1), tongue, 1),
            )
        )


def _beside(here: Here, found: "Clinics", wanted: Filter, about: str) -> None:
    """Who is not in it, and why."""
    if found.unplaced:
        st.caption(t("clinics.unplaced", count=formats.number(found.unplaced, here.language), about=about))
    if found.unrecorded:
        st.caption(t("clinics.unrecorded", count=formats.number(found.unrecorded, here.language)))
    if here.who.role == "pendamping":
        st.caption(t("clinics.own"))
    if wanted.as_of or wanted.known_at:
        st.caption(t("clinics.today"))


def _named(sessions: Sequence["Session"], names: Names) -> list[str]:
    """ "1 · Sumberjeruk"."""
    return [f"{nth} · {names.desa.get(session.desa, session.desa)}" for nth, session in enumerate(sessions, 1)]


def _sessions(sessions: Sequence["Session"], names: Names, tongue: str) -> None:
    """One row each."""
    rows = [
        {
            "code": session.desa,
            "session": name,
            "kecamatan": names.kecamatan.get(session.desa[:8], ""),
            "people": len(session.invited),
            "mean": formats.number(session.km / len(session.invited), tongue, 1),
            "far": formats.number(max(one.km for one in session.invited), tongue, 1),
        }
        for session, name in zip(sessions, _named(sessions, names), strict=True)
    ]
    columns = {
        "session": draw.Column(t("clinics.session")),
        "kecamatan": draw.Column(t("level.kecamatan")),
        "people": draw.Column(t("clinics.people"), "count"),
        "mean": draw.Column(t("clinics.mean_km"), "right"),
        "far": draw.Column(t("clinics.far_km"), "right"),
    }
    draw.table("clinics_sessions", pd.DataFrame(rows), columns, height=min(320, 38 + 35 * len(rows)))


def _invitations(sessions: Sequence["Session"], names: Names, tongue: str) -> None:
    """Everybody who is invited; a row opens the actor."""
    st.markdown(f"**{t('clinics.invitations')}**")
    rows = [
        {
            "id": one.id,
            "business_name": one.business_name,
            "desa": names.desa.get(one.desa, one.desa),
            "kecamatan": names.kecamatan.get(one.desa[:8], ""),
            "session": name,
            "km": formats.number(one.km, tongue, 1),
            "facilitator": names.facilitator.get(one.facilitator_id or "", t("filter.unassigned")),
        }
        for session, name in zip(sessions, _named(sessions, names), strict=True)
        for one in session.invited
    ]
    columns = {
        "business_name": draw.Column(t("list.business_name"), width="medium"),
        "desa": draw.Column(t("level.desa")),
        "kecamatan": draw.Column(t("level.kecamatan")),
        "session": draw.Column(t("clinics.session")),
        "km": draw.Column(t("clinics.km_away"), "right"),
        "facilitator": draw.Column(t("filter.facilitator")),
    }
    draw.table(
        "clinics_invited",
        pd.DataFrame(rows),
        columns,
        height=min(420, 38 + 35 * len(rows)),
        id_column="id",
        on_pick=_remember,
        download=t("clinics.file"),
    )
    # A page cannot be switched inside a callback: it is remembered there and opened here.
    actor_id = st.session_state.pop(_OPEN, None)
    if actor_id:
        st.switch_page(BY_NAME["pelaku"].file, query_params=st.query_params.to_dict() | {"actor": actor_id})


def _remember(actor_id: str) -> None:
    st.session_state[_OPEN] = actor_id
