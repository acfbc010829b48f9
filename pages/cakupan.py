"""Peta cakupan: where are we not reaching people; one click to the kecamatan, one to the desa, one to print it."""

import streamlit as st

from data import queries
from data.metrics import METRICS
from pages._parts import actors, alerts, coverage, draw, places
from pages._parts.boxes import boxes
from pages._parts.enumeration import view as known_view
from pages._parts.filter_bar import filter_bar, go
from pages._parts.menu import link
from pages._parts.page import Here, body, page
from pages._parts.visitor import t


@body
def screen(here: Here) -> None:
    wanted, names = filter_bar(here)
    level, kecamatan = coverage.level_of(wanted)
    answer = queries.figures(here.who, wanted, level)
    around = queries.figures(here.who, wanted.with_(desa=()), level) if wanted.desa else answer
    alerts.feed(here, names)
    coverage.coverage_tiles(here, answer, wanted)
    coverage.first_steps(answer, wanted)

    def pick(code: str) -> None:
        """A shape or a row: a kecamatan opens, a desa is chosen or, when it was, let go."""
        if level == "kecamatan":
            go(wanted.with_(kecamatan=(code,), desa=()))
        else:
            go(wanted.with_(desa=() if wanted.desa == (code,) else (code,)))

    left, right = st.columns([11, 9], gap="medium")
    with left, draw.card("map"):
        view = coverage.choose_view()
        metric = METRICS.get(view, METRICS["coverage"])
        if kecamatan:
            back = wanted.with_(kecamatan=(), desa=())
            st.button(t("map.back"), key="map_back", icon=":material/arrow_back:", on_click=go, args=(back,))
        selected = wanted.desa[0] if len(wanted.desa) == 1 else None
        numbers = places.Plain.of(around)
        known = known_view.known(here, wanted, view, level, kecamatan) if view in coverage.VIEWS else None
        if known:
            known_view.known_map(here, known, selected=selected, on_pick=pick)
        else:
            places.figure_map(f"map-{level}", numbers, metric, kecamatan, selected=selected, on_pick=pick)
    with right, draw.card("ranking"):
        if known:
            known_view.known_table(here, known, on_pick=pick)
        else:
            places.ranking("ranking", numbers, metric, level, around.as_of, on_pick=pick)
    if known:
        known_view.below(here, known)
    boxes(here, wanted, names, metric, level, kecamatan)
    coverage.method_note(answer, wanted, here.language)
    link("senin", t("screen.senin"), **st.query_params.to_dict())
    if kecamatan:
        actors.desa_points(here, wanted)
        actors.folded(here, wanted, names, answer.total["actors"])


with page("cakupan") as here:
    screen(here)
