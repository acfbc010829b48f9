"""The parts of Peta cakupan that Hari Senin prints as well: the five tiles and the choice of what the map shows."""

import streamlit as st

from data import formats, headline, queries
from data.clock import months_before
from data.filter import Filter
from data.metrics import METRICS, Metric
from data.queries import Figures
from pages._parts import draw
from pages._parts.page import Here
from pages._parts.visitor import t

VIEWS = ("listed", "states")  # what the map can show beside the metrics; they follow no month and no report


def level_of(wanted: Filter) -> tuple[str, str | None]:
    """("desa", code) once exactly one kecamatan is chosen, else ("kecamatan", None)."""
    return ("desa", wanted.kecamatan[0]) if len(wanted.kecamatan) == 1 else ("kecamatan", None)


def metric_from_url() -> Metric:
    """The metric the URL names, coverage unless it names one."""
    return METRICS.get(st.query_params.get("metric", "coverage"), METRICS["coverage"])


def choose_view() -> str:
    """The selector: the name of a metric or one of `VIEWS`; the choice stands in the URL."""
    asked = st.query_params.get("metric", "coverage")
    chosen = asked if asked in (*METRICS, *VIEWS) else "coverage"
    st.session_state["metric"] = chosen
    st.pills(  # seven of them: they stand in two rows, which a segmented control was not made for
        t("map.metric"),
        (*METRICS, *VIEWS),
        format_func=lambda name: t(f"known_view.{name}" if name in VIEWS else f"metric_short.{name}"),
        key="metric",
        label_visibility="collapsed",
        on_change=_view_chosen,
    )
    return chosen


def _view_chosen() -> None:
    name = st.session_state["metric"]
    if name and name != "coverage":
        st.query_params["metric"] = name
    else:
        st.query_params.pop("metric", None)


def coverage_tiles(here: Here, answer: Figures, wanted: Filter) -> None:
    """Actors, coverage, waiting over two years, never visited, assigned: each beside the same day a year before."""
    before = queries.figures(here.who, wanted.with_(as_of=months_before(wanted.day, 12))).total
    draw.tiles(headline.coverage_tiles(answer.total, before, wanted.window, here.language))


def first_steps(answer: Figures, wanted: Filter) -> None:
    """What to do next while the register is empty."""
    if not answer.total["actors"] and not wanted.chosen:
        st.info(t("first.steps"), icon=":material/flag:")


def method_note(answer: Figures, wanted: Filter, tongue: str) -> None:
    """Definition, source, date and version under the numbers."""
    st.caption(
        t(
            "foot.method",
            months=wanted.window,
            day=formats.day(answer.as_of, tongue),
            version=formats.number(answer.version, tongue),
        )
    )
