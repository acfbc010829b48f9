"""The parts of Peta cakupan that Hari Senin prints as well: the five tiles and the metric's choice."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from data import formats, queries
from data.clock import months_before
from data.filter import Filter
from data.metrics import METRICS, Metric
from data.queries import Figures
from pages._parts import draw
from pages._parts.page import Here
from pages._parts.visitor import t


def level_of(wanted: Filter) -> tuple[str, str | None]:
    """("desa", code) once exactly one kecamatan is chosen, else ("kecamatan", None)."""
    return ("desa", wanted.kecamatan[0]) if len(wanted.kecamatan) == 1 else ("kecamatan", None)


def metric_from_url() -> Metric:
    """The metric the URL names, coverage unless it names one."""
    return METRICS.get(st.query_params.get("metric", "coverage"), METRICS["coverage"])


def choose_metric() -> Metric:
    """The metric selector; its choice stands in the URL."""
    chosen = metric_from_url()
    st.session_state["metric"] = chosen.name
    st.segmented_control(
        t("map.metric"),
        list(METRICS),
        format_func=lambda name: t(f"metric_short.{name}"),
        key="metric",
        label_visibility="collapsed",
        on_change=_metric_chosen,
    )
    return chosen


def _metric_chosen() -> None:
    name = st.session_state["metric"]
    if name and name != "coverage":
        st.query_params["metric"] = name
    else:
        st.query_params.pop("metric", None)


def coverage_tiles(here: Here, answer: Figures, wanted: Filter) -> None:
    """Actors, coverage, waiting over two years, never visited, assigned: each beside the same day a year before."""
    before = queries.figures(here.who, wanted.with_(as_of=months_before(wanted.day, 12))).total
    now, tongue = answer.total, here.language
    seen = formats.number(now["observed"], tongue)
    draw.tiles(
        [
            _count("actors", now, before, t("tile.of_actors"), tongue),
            draw.Tile(
                t("tile.coverage"),
                formats.share(now["coverage"], tongue),
                t("map.of", count=formats.number(now["served"], tongue), of=seen)
                if now["observed"]
                else t("tile.no_visits"),
                _points(now["coverage"], before["coverage"], tongue),
                t("meaning.coverage", months=wanted.window),
            ),
            _count("over_24", now, before, t("tile.of_visited", of=seen), tongue, about_visits=True),
            _count("never", now, before, t("tile.of_visited", of=seen), tongue, about_visits=True),
            _count("assigned", now, before, _assigned_of(now, tongue), tongue),
        ]
    )


def first_steps(answer: Figures, wanted: Filter) -> None:
    """What to do next while the register is empty."""
    if not answer.total["actors"] and not wanted.chosen:
        st.info(t("first.steps"), icon=":material/flag:")


def _assigned_of(now: Mapping[str, Any], tongue: str) -> str:
    part = formats.share(now["assigned"] / now["actors"], tongue) if now["actors"] else "–"
    return t("tile.of_assigned", share=part, orphaned=formats.number(now["orphaned"], tongue))


def _count(
    name: str, now: Mapping[str, Any], before: Mapping[str, Any], of: str, tongue: str, about_visits: bool = False
) -> draw.Tile:
    answered = not about_visits or now["observed"]
    comparable = answered and (not about_visits or before["observed"]) and before["actors"]
    change = _change(now[name] - before[name], tongue) if comparable else t("tile.no_comparison")
    number = formats.number(now[name], tongue) if answered else None
    return draw.Tile(t(f"tile.{name}"), number, of if answered else t("tile.no_visits"), change, t(f"meaning.{name}"))


def _change(difference: int, tongue: str) -> str:
    if not difference:
        return t("tile.unchanged")
    return t("tile.more" if difference > 0 else "tile.fewer", count=formats.number(abs(difference), tongue))


def _points(now: float | None, before: float | None, tongue: str) -> str:
    if now is None or before is None:
        return t("tile.no_comparison")
    points = round(now * 100) - round(before * 100)
    if not points:
        return t("tile.unchanged")
    return t("tile.points_more" if points > 0 else "tile.points_fewer", count=formats.number(abs(points), tongue))


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
