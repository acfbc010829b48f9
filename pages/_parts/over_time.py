"""From month to month: the line of a metric, and two dates beside each other; counted when it is opened."""

from collections.abc import Sequence
from datetime import date

import pandas as pd
import streamlit as st

from data import clock, formats, queries
from data.clock import months_before
from data.colours import TEAL
from data.comparison import Compared, compared, most
from data.filter import Filter
from data.metrics import Metric
from data.months import month_ends
from pages._parts import draw, places
from pages._parts.filter_bar import go
from pages._parts.maps.choropleth import Ready
from pages._parts.page import Here
from pages._parts.visitor import t

MONTHS = 36
SINCE = "since"  # in the URL: the earlier of the two dates


def since_from_url(wanted: Filter) -> date:
    """The earlier date: what the URL names, a year before the filter's day unless it names one before that day."""
    try:
        found = date.fromisoformat(st.query_params.get(SINCE, ""))
    except ValueError:
        found = wanted.day
    return found if date(1990, 1, 1) <= found < wanted.day else months_before(wanted.day, 12)


def over_time(here: Here, wanted: Filter, metric: Metric, by: str, kecamatan: str | None = None) -> None:
    """The closed box under the tiles; `by` are the places that are compared, `kecamatan` that of the desa."""
    box = st.expander(t("over_time.title"), key="over_time", on_change="rerun", icon=":material/timeline:")
    if box.open:
        with box:
            _line(here, wanted, metric)
            _two_dates(here, wanted, metric, by, kecamatan)


def _line(here: Here, wanted: Filter, metric: Metric) -> None:
    days = [*month_ends(wanted.day, MONTHS), wanted.day]
    rows = queries.trend(here.who, wanted, days)
    values = rows[metric.name].tolist()
    known = [(day, value) for day, value in zip(days, values, strict=True) if value is not None]
    name = t(f"metric.{metric.name}")
    if not known or not rows["actors"].any():
        st.caption(t("over_time.nothing", metric=name))
        return
    first, last = known[0], known[-1]
    ends = {
        "first": _written(metric, first[1], here.language),
        "first_day": formats.day(first[0], here.language),
        "last": _written(metric, last[1], here.language),
        "last_day": formats.day(last[0], here.language),
    }
    st.markdown(f"**{name}**")
    st.plotly_chart(
        _figure(days, values, metric, here.language),
        key="over_time_line",
        theme=None,
        alt=t("over_time.alt", metric=name, **ends),
        config={"displayModeBar": False},
    )
    st.caption(t("over_time.method"))
    shown = {"day": t("over_time.day"), "actors": t("metric.actors"), metric.name: name}
    draw.download_csv("over_time", len(rows), rows[list(shown)], shown, t("over_time.file"))


def _figure(days: Sequence[date], values: Sequence[float | None], metric: Metric, tongue: str) -> Ready:
    line = {
        "type": "scatter",
        "mode": "lines+markers",
        "x": [day.isoformat() for day in days],
        "y": values,
        "line": {"color": TEAL[3], "width": 2},
        "marker": {"size": 5},
        "connectgaps": False,
        "customdata": [
            f"{formats.day(day, tongue)}: {_written(metric, value, tongue)}"
            for day, value in zip(days, values, strict=True)
        ],
        "hovertemplate": "%{customdata}<extra></extra>",
    }
    spread = {"tickformat": ".0%"} if metric.unit == "share" else {}
    layout = {
        "template": {},
        "height": 220,
        "margin": {"l": 0, "r": 10, "t": 6, "b": 0},
        "showlegend": False,
        "separators": ",." if tongue == "id" else ".,",
        "xaxis": {"fixedrange": True, "tickformat": "%m/%Y", "showgrid": False, "automargin": True},
        "yaxis": {"fixedrange": True, "rangemode": "tozero", "automargin": True, "gridcolor": "rgba(127,127,127,.25)"}
        | spread,
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": draw.chart_font(),
    }
    return Ready({"data": [line], "layout": layout})


def _written(metric: Metric, value: float | None, tongue: str) -> str:
    return formats.metric(metric.unit, value, tongue) or t("no_data")


def _two_dates(here: Here, wanted: Filter, metric: Metric, by: str, kecamatan: str | None) -> None:
    st.markdown(f"**{t('over_time.two_dates')}**")
    since = _choose_dates(here, wanted)
    then = queries.figures(here.who, wanted.with_(as_of=since), by)
    now = queries.figures(here.who, wanted, by)
    found = compared(then, now, metric)
    if all(one.difference is None for one in found):
        st.caption(t("over_time.no_comparison"))
        return
    _sentences(found, here.language)
    if by != "sector":
        for side, answer, day in zip(st.columns(2), (then, now), (since, wanted.day), strict=True):
            with side:
                st.markdown(t("over_time.at", day=formats.day(day, here.language)))
                numbers = places.Plain.of(answer)
                places.figure_map(f"map-{day.isoformat()}-{by}", numbers, metric, kecamatan, selected=None, height=340)
    _table(
        found, metric, (since, wanted.day), t("filter.sector" if by == "sector" else "over_time.name"), here.language
    )


def _choose_dates(here: Here, wanted: Filter) -> date:
    """Both dates, and a slider over the month ends for the earlier; they stand in the URL."""
    since, ends = since_from_url(wanted), month_ends(wanted.day, MONTHS)
    st.session_state["over_time.since"] = since
    st.session_state["over_time.day"] = wanted.day
    st.session_state["over_time.month"] = min(ends, key=lambda end: abs((end - since).days))
    first, second, third = st.columns([2, 2, 5], vertical_alignment="bottom")
    with first:
        st.date_input(
            t("over_time.since"),
            key="over_time.since",
            format="DD/MM/YYYY",
            on_change=lambda: _set_since(here, st.session_state["over_time.since"]),
        )
    with second:
        st.date_input(
            t("over_time.until"),
            key="over_time.day",
            format="DD/MM/YYYY",
            on_change=lambda: _set_day(here, wanted, st.session_state["over_time.day"]),
        )
    with third:
        st.select_slider(
            t("over_time.month"),
            ends,
            key="over_time.month",
            format_func=lambda end: formats.day(end, here.language, "month"),
            on_change=lambda: _set_since(here, st.session_state["over_time.month"]),
        )
    return since


def _set_since(here: Here, since: date) -> None:
    st.query_params[SINCE] = since.isoformat()
    st.rerun(scope=here.redraws)


def _set_day(here: Here, wanted: Filter, day: date) -> None:
    go(wanted.with_(as_of=None if day == clock.today() else day))
    st.rerun(scope=here.redraws)


def _sentences(found: Sequence[Compared], tongue: str) -> None:
    """What became worse and what became better most, by place."""

    def listed(some: Sequence[Compared]) -> str:
        return "; ".join(
            t("over_time.place", name=one.name, then=one.words(one.before, tongue), now=one.words(one.after, tongue))
            for one in some
        )

    down, up = most(found)
    if down:
        st.text(t("over_time.worse", places=listed(down)))
    if up:
        st.text(t("over_time.better", places=listed(up)))
    if not down and not up:
        st.caption(t("over_time.unchanged"))
    if any(one.few for one in found):
        st.caption(t("over_time.few"))


def _table(found: Sequence[Compared], metric: Metric, days: tuple[date, date], whose: str, tongue: str) -> None:
    frame = pd.DataFrame(
        [
            {
                "code": one.code,
                "name": one.name,
                "then": one.words(one.before, tongue),
                "now": one.words(one.after, tongue),
                "change": _difference(one, metric, tongue),
            }
            for one in found
        ],
        dtype=object,
    )
    columns = {
        "name": draw.Column(whose),
        "then": draw.Column(formats.day(days[0], tongue), "right"),
        "now": draw.Column(formats.day(days[1], tongue), "right"),
        "change": draw.Column(t("over_time.change"), "right"),
    }
    height = min(320, 38 + 35 * len(found))
    draw.table("over_time_places", frame, columns, height=height, download=t("over_time.places_file"))


def _difference(place: Compared, metric: Metric, tongue: str) -> str:
    if place.difference is None or place.few:
        return "–"
    if metric.unit == "share":
        points = round(place.difference * 100)
        return t("over_time.points", count=_signed(points, tongue))
    digits = 2 if metric.unit == "ratio" else 0
    return _signed(round(place.difference, digits), tongue, digits)


def _signed(value: float, tongue: str, digits: int = 0) -> str:
    written = formats.number(abs(value), tongue, digits)
    return f"+{written}" if value > 0 else f"−{written}" if value < 0 else written
