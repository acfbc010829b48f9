"""Usul sesi kelompok: where a few sessions would reach most of those who wait for one thing, and whom to invite."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from data import formats, queries
from data.clinics.wish import MOST, PARAMS, PERMITS, SIZES, TOPIC, WITHIN, Topic, Wish, from_params, to_params
from data.filter import Filter
from data.queries import Names
from pages._parts import draw
from pages._parts.invitations import INVITED, invitations, named
from pages._parts.needs_matrix import NEED
from pages._parts.page import Here, part
from pages._parts.services import needs_served
from pages._parts.visitor import t

if TYPE_CHECKING:  # what solves it is loaded when the box is opened
    from data.queries import Clinics, Session

NAMED = 3  # places named in a sentence; more are counted
_BOX = "clinics"
_KEYS = ("within", "least", "capacity", "most")


@part()
def needs_and_sessions(here: Here, wanted: Filter, names: Names) -> None:
    """The two closed boxes at the end; counted when one is opened, and open where a link says what is in them."""
    needs_served(here, wanted, names)
    if _BOX not in st.session_state:
        st.session_state[_BOX] = TOPIC in st.query_params
    box = st.expander(t("clinics.title"), key=_BOX, on_change="rerun", icon=":material/groups:")
    if box.open:
        with box:
            _opened(here, wanted, names)
    else:
        _put({})


def _opened(here: Here, wanted: Filter, names: Names) -> None:
    topic, wish = _chosen(wanted, names)
    with st.spinner(t("clinics.counting")):
        found = queries.group_sessions(here.who, wanted, topic, wish)
    about = t(f"clinics.about_{topic.source}", kind=_words(topic, names))
    if found.waiting:
        st.markdown(_sentence(found, wanted, names, about, here.language))
        if found.sessions:
            _sessions(found.sessions, names, here.language)
            invitations(here, found.sessions, names, about)
        _proof(found, wish, here.language)
    else:
        st.caption(t("clinics.nothing", about=about))
    _beside(here, found, wanted, about)


def _put(params: dict[str, str]) -> None:
    """What is chosen, in the URL; the rest of it stays."""
    kept = {key: value for key, value in st.query_params.to_dict().items() if key not in PARAMS}
    if not params:
        kept.pop(INVITED, None)
    if kept | params != st.query_params.to_dict():
        st.query_params.from_dict(kept | params)


def _chosen(wanted: Filter, names: Names) -> tuple[Topic, Wish]:
    """What the row of choices says, and the URL with it; it begins with the need that is looked at above, else with a
    permit that the filter says is missing."""
    topics = {
        **{Topic("permit", kind): names.permit_kind[kind] for kind in PERMITS if kind in names.permit_kind},
        **{Topic("need", kind): words for kind, words in names.need_kind.items()},
    }
    likely = [
        Topic("need", st.query_params.get(NEED, "")),
        *(Topic("permit", kind) for kind in (*wanted.lacks, "npwp")),
    ]
    first = next((one for one in likely if one in topics), next(iter(topics)))
    asked, wish = from_params(st.query_params.to_dict(), topics)
    topic = asked or first
    _put(to_params(topic, wish))
    st.session_state["clinics_topic"] = topic
    for name in _KEYS:
        st.session_state[f"clinics_{name}"] = getattr(wish, name)
    choices = {"within": WITHIN, "least": SIZES, "capacity": [one for one in SIZES if one >= wish.least], "most": MOST}
    with st.container(horizontal=True, key="clinics_choices"):
        st.selectbox(
            t("clinics.topic"),
            list(topics),
            format_func=lambda one: t(f"clinics.topic_{one.source}", kind=topics[one]),
            key="clinics_topic",
            width=280,
            on_change=_changed,
        )
        for name, options in choices.items():
            st.selectbox(
                t(f"clinics.{name}"),
                options,
                format_func=(lambda km: t("clinics.km", km=km)) if name == "within" else str,
                key=f"clinics_{name}",
                width=150,
                on_change=_changed,
            )
    return topic, wish


def _changed() -> None:
    wish = Wish(**{name: st.session_state[f"clinics_{name}"] for name in _KEYS})
    _put(to_params(st.session_state["clinics_topic"], wish))


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
        for session, name in zip(sessions, named(sessions, names), strict=True)
    ]
    columns = {
        "session": draw.Column(t("clinics.session")),
        "kecamatan": draw.Column(t("level.kecamatan")),
        "people": draw.Column(t("clinics.people"), "count"),
        "mean": draw.Column(t("clinics.mean_km"), "right"),
        "far": draw.Column(t("clinics.far_km"), "right"),
    }
    draw.table("clinics_sessions", pd.DataFrame(rows), columns, height=min(320, 38 + 35 * len(rows)))
