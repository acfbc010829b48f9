"""Whose caseload, its tiles, and the month's visits beside their band."""

from html import escape

import streamlit as st

from data import formats, queries
from data.queries import Names
from data.queries.caseload import Caseload
from pages._parts import draw, targets
from pages._parts.caseload.words import span
from pages._parts.menu import link
from pages._parts.page import Here
from pages._parts.visitor import language, t

VIEWS = ("list", "map")


def whose(here: Here, names: Names) -> str | None:
    """The facilitator to look at: a pendamping's own, whatever the URL says; others choose, and the URL keeps it."""
    if here.who.role == "pendamping":
        return here.who.facilitator
    asked = st.query_params.get("facilitator")
    chosen = asked if asked in names.facilitator else None
    st.session_state["caseload_whose"] = chosen
    st.selectbox(
        t("caseload.whose"),
        list(names.facilitator),
        index=None,
        format_func=lambda one: names.facilitator[one],
        placeholder=t("caseload.whose_none"),
        key="caseload_whose",
        width=420,
        on_change=_whose_chosen,
    )
    return chosen


def _whose_chosen() -> None:
    chosen = st.session_state["caseload_whose"]
    st.query_params.pop("rows", None)
    if chosen:
        st.query_params["facilitator"] = chosen
    else:
        st.query_params.pop("facilitator", None)


def has_work(here: Here, load: Caseload) -> bool:
    """Whether there is a caseload to show; else it says what to do."""
    if load.turns:
        return True
    if load.facilitator_id is None:
        own = here.who.role == "pendamping"
        st.info(t("caseload.unlinked") if own else t("caseload.choose_first"), icon=":material/person_search:")
        return False
    st.info(t("caseload.empty"), icon=":material/flag:")
    link("pelaku", t("screen.pelaku"))
    return False


def numbers(here: Here, load: Caseload) -> None:
    """The five tiles, and the month beside its band, with words."""
    targets.styled()
    with st.container(key="caseload_tiles"):
        told = t("caseload.of_whom", name=load.name, day=formats.day(load.day, here.language))
        st.html(f'<div class="damping-sentence">{escape(told)}</div>')
        draw.tiles([_actors(load), _visits(load), _overdue(load), _never(load), _median(load)])
        _bar(load)


def hint(here: Here, load: Caseload) -> None:
    """What is said after two months outside the band; found last, so that nothing waits for it."""
    if load.facilitator_id and (found := queries.band_hint(here.who, load.facilitator_id)):
        targets.hint(found, own=here.who.role == "pendamping")


def n(value: float) -> str:
    """A number as the reader writes it."""
    return formats.number(value, language())


def _actors(load: Caseload) -> draw.Tile:
    of, change = t("caseload_tile.no_capacity"), ""
    if load.capacity:
        over = len(load.turns) - load.capacity
        of = t("caseload_tile.of_capacity", capacity=n(load.capacity))
        change = t("caseload_tile.over" if over > 0 else "caseload_tile.room", count=n(abs(over)))
    return draw.Tile(t("caseload_tile.actors"), n(len(load.turns)), of, change, t("caseload_means.actors"))


def _visits(load: Caseload) -> draw.Tile:
    of, pace = "", None
    if load.band and load.band.asks:
        of = t("caseload_tile.of_band", range=targets.span(load.band.low, load.band.high))
        pace = load.band.pace(load.month.sessions)
    words = t(f"pace.{pace}") if pace else ""
    return draw.Tile(t("caseload_tile.month"), n(load.month.sessions), of, words, t("caseload_means.month"))


def _overdue(load: Caseload) -> draw.Tile:
    of = t("caseload_tile.of_promises", count=n(load.promised))
    return draw.Tile(t("caseload_tile.overdue"), n(load.overdue), of, "", t("caseload_means.overdue"))


def _never(load: Caseload) -> draw.Tile:
    of = t("caseload_tile.of_actors", count=n(load.observed)) if load.observed else t("tile.no_visits")
    never = n(load.never) if load.observed else None
    return draw.Tile(t("caseload_tile.never"), never, of, "", t("caseload_means.never"))


def _median(load: Caseload) -> draw.Tile:
    days = None if load.median_days is None else span("day", load.median_days)
    of = t("caseload_tile.of_visited", count=n(load.visited))
    return draw.Tile(t("caseload_tile.median"), days, of, "", t("caseload_means.median"))


def _bar(load: Caseload) -> None:
    """The band with the month's sessions as a mark, the words beside it, and why the band is what it is."""
    month, band = load.month, load.band
    beside = f"<div>{escape(t('pace.beside', phone=n(month.phone), attempts=n(month.attempts)))}</div>"
    if band is None or not band.asks:
        st.html(f'<div class="damping-pace"><div>{escape(t("targets.nothing_asked"))}</div>{beside}</div>')
        return
    told = targets.told(month.sessions, band)
    st.html(
        f'<div class="damping-pace"><strong>{escape(told)}</strong>'
        f"{targets.bar(month.sessions, band)}{beside}{targets.why(band)}</div>"
    )


def choose_view() -> str:
    """On a phone the list or the map; wider screens show both. The choice stands in the URL."""
    asked = st.query_params.get("view")
    chosen = asked if asked in VIEWS else VIEWS[0]
    st.session_state["caseload_view"] = chosen
    st.segmented_control(
        t("caseload.view"),
        VIEWS,
        format_func=lambda view: t("caseload.list") if view == "list" else t("caseload.map"),
        key="caseload_view",
        label_visibility="collapsed",
        on_change=_view_chosen,
    )
    return chosen


def _view_chosen() -> None:
    if st.session_state["caseload_view"] == "map":
        st.query_params["view"] = "map"
    else:
        st.query_params.pop("view", None)
