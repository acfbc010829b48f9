"""Today's visits: a few stops, nearest first, on a map and as a list; opening their points is written down."""

import json
from collections.abc import Sequence
from functools import cache
from html import escape
from typing import Any

import streamlit as st

from data import commands, formats
from data.commands.route import MOST, Stop
from data.problem import Problem
from data.queries import Names
from data.queries.caseload import Caseload
from data.route import Route, plan
from data.settings import settings
from data.turns import Turn
from geo.regions import load as region
from pages._parts import maps, style
from pages._parts.caseload import n
from pages._parts.caseload.cards import where
from pages._parts.page import Here, part, say
from pages._parts.visitor import language, t

COUNTS = (4, 6, 8)


@part()
def visits(here: Here, load: Caseload, names: Names) -> None:
    """Choose the stops; their points are opened by a switch, because each look is audited."""
    st.markdown(f"#### {t('day.title')}")
    chosen = _choose_stops(load)
    if st.toggle(t("day.show"), key="day_show"):
        st.caption(t("day.audited"))
        try:
            found = commands.open_route(here.who, [turn.case.actor_id for turn in chosen])
        except Problem as problem:
            say(problem)
            return
        _drawn(found, chosen, load, names)
    else:
        st.caption(t("day.audited"))
        for turn in chosen:
            _line(f"{turn.case.business_name}", where(turn.case, names))


def _choose_stops(load: Caseload) -> list[Turn]:
    """The first of the list, or the ones named."""
    above = st.container()
    named = st.multiselect(
        t("day.chosen"),
        list(load.business_names),
        format_func=load.business_names.__getitem__,
        key="day_chosen",
        placeholder=t("day.chosen_none"),
        max_selections=MOST,
    )
    if named:
        return [load.by_id[actor_id] for actor_id in named]
    count = above.segmented_control(
        t("day.stops"), COUNTS, default=6, format_func=lambda count: t("day.first", count=n(count)), key="day_count"
    )
    return list(load.turns[: count or 6])


def _drawn(found: Sequence[Stop], chosen: Sequence[Turn], load: Caseload, names: Names) -> None:
    placed = [stop for stop in found if stop.point]
    cases = {turn.case.actor_id: turn.case for turn in chosen}
    if not placed:
        st.info(t("day.none"), icon=":material/location_off:")
        return
    home = region().desa.get(load.home_desa or "")
    start = None if home is None else maps.Point("start", *home.label, home.name)
    route = plan([stop.point for stop in placed if stop.point], home.label if home else None)
    stops = [placed[at] for at in route.order]
    around = sorted({cases[stop.actor_id].kecamatan_code for stop in stops})
    maps.day_map(
        "day-map",
        [area for code in around for area in _desa_of(code)],
        [maps.Point(stop.actor_id, *stop.point, stop.business_name) for stop in stops if stop.point],
        start,
        labels=[maps.Point(desa.code, *desa.label, desa.name) for code in around for desa in region().desa_of(code)],
        tiles_url=settings().tiles_url,
        tiles_attribution=settings().tiles_credit,
        height=360,
        theme="dark" if style.dark() else "light",
        zoom_words=(t("points.zoom_in"), t("points.zoom_out")),
    )
    begun = home.name if home else t("day.start_first")
    st.caption(t("day.total", km=_km(route.total), start=begun))
    _list(stops, route, cases, names, home.name if home else None)
    unplaced = [stop.business_name for stop in found if stop.point is None]
    if unplaced:
        st.caption(t("day.no_point"))
        st.text(" · ".join(unplaced))


def _list(stops: Sequence[Stop], route: Route, cases: dict[str, Any], names: Names, start: str | None) -> None:
    for number, (stop, leg) in enumerate(zip(stops, route.legs, strict=True), 1):
        told = where(cases[stop.actor_id], names)
        if number > 1:
            told = f"{told} · {t('day.leg', km=_km(leg))}"
        elif start:
            told = f"{told} · {t('day.leg_start', km=_km(leg), start=start)}"
        row = st.container(
            horizontal=True,
            vertical_alignment="center",
            horizontal_alignment="distribute",
            key=f"day_stop_{number}",
        )
        with row:
            _line(f"{number}. {stop.business_name}", told)
            if stop.point:
                lon, lat = stop.point
                # The phone's own map application opens it; no server is asked.
                address = f"geo:{lat:.6f},{lon:.6f}?q={lat:.6f},{lon:.6f}"
                st.link_button(t("day.geo"), address, icon=":material/near_me:", width="content")


def _line(name: str, told: str) -> None:
    st.html(f'<div class="damping-stop"><b>{escape(name)}</b><p>{escape(told)}</p></div>')


def _km(value: float) -> str:
    return formats.number(value, language(), 1)


@cache
def _desa_of(kecamatan: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(region().layer_path(kecamatan).read_text(encoding="utf-8"))["features"]
    return found
