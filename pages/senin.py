"""Hari Senin: the one page to print for the meeting, with the coverage map, the tiles and the ranking."""

import streamlit as st

from data import formats, queries
from data.settings import region
from pages._parts import coverage, places, printing, report
from pages._parts.filter_bar import filter_bar
from pages._parts.page import Here, body, page


@body
def screen(here: Here) -> None:
    wanted, names = filter_bar(here)
    printing.button()
    level, kecamatan = coverage.level_of(wanted)
    answer = queries.figures(here.who, wanted, level)
    metric = coverage.metric_from_url()
    with st.container(key="sheet"):
        st.markdown(f"#### {region().office} · {formats.day(wanted.day, here.language)}")
        coverage.coverage_tiles(here, answer, wanted)
        places.figure_map("sheet-map", places.Plain.of(answer), metric, kecamatan, selected=None, height=285)
        printing.ranking(answer, metric, level)
        coverage.method_note(answer, wanted, here.language)
    report.downloads(here, wanted, names, metric)


with page("senin") as here:
    screen(here)
