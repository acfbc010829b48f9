"""First response: how long until the first visit, those who still wait included; counted when it is opened."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from data import formats, queries
from data.colours import TEAL
from data.filter import Filter
from data.queries import Names
from pages._parts import draw
from pages._parts.maps.choropleth import Ready
from pages._parts.page import Here
from pages._parts.visitor import t

if TYPE_CHECKING:  # what counts it is loaded when the box is opened
    from data.queries import Response

BY = ("kecamatan", "sector", "facilitator")
DAYS_A_MONTH = 30.44


def first_response(here: Here, wanted: Filter, names: Names) -> None:
    """The closed box under the tiles."""
    box = st.expander(t("response.title"), key="response", on_change="rerun", icon=":material/hourglass_top:")
    if box.open:
        with box:
            _opened(here, wanted, names)


def _opened(here: Here, wanted: Filter, names: Names) -> None:
    by = st.segmented_control(
        t("response.by"),
        BY,
        default=BY[0],
        format_func=lambda name: t(f"filter.{name}"),
        key="response_by",
        label_visibility="collapsed",
    )
    found = queries.first_response(here.who, wanted, by or BY[0])
    if not found.whole.actors:
        st.caption(t("response.nothing"))
        return
    st.markdown(_sentence(found, here.language))
    left, right = st.columns(2, gap="large")
    with left:
        _curve(found, here.language)
    with right:
        _table(found, _words(by or BY[0], names), here.language)
    st.caption(t("response.method"))
    if found.undated:
        st.caption(t("response.undated", count=formats.number(found.undated, here.language)))


def _words(by: str, names: Names) -> Mapping[str, str]:
    words: Mapping[str, str] = getattr(names, by)
    return words


def _sentence(found: "Response", tongue: str) -> str:
    counts = {
        "visited": formats.number(found.whole.visited, tongue),
        "actors": formats.number(found.whole.actors, tongue),
    }
    if found.whole.median is None:
        return t("response.not_reached", **counts)
    return t("response.reached", days=formats.number(found.whole.median, tongue), **counts)


def _curve(found: "Response", tongue: str) -> None:
    """The share of those still waiting, by months."""
    line = {
        "type": "scatter",
        "mode": "lines",
        "x": [round(day / DAYS_A_MONTH, 2) for day, _ in found.curve],
        "y": [round(share, 4) for _, share in found.curve],
        "line": {"color": TEAL[3], "width": 2, "shape": "hv"},
        "hovertemplate": f"%{{x:.0f}} {t('response.months')}: %{{y:.0%}}<extra></extra>",
    }
    half = {
        "type": "line",
        "xref": "paper",
        "x0": 0,
        "x1": 1,
        "y0": 0.5,
        "y1": 0.5,
        "line": {"dash": "dot", "width": 1, "color": "#888"},
    }
    layout = {
        "template": {},
        "height": 260,
        "margin": {"l": 0, "r": 10, "t": 6, "b": 0},
        "showlegend": False,
        "shapes": [half],
        "separators": ",." if tongue == "id" else ".,",
        "xaxis": {"fixedrange": True, "title": {"text": t("response.months")}, "showgrid": False, "automargin": True},
        "yaxis": {"fixedrange": True, "range": [0, 1.02], "tickformat": ".0%", "automargin": True},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": draw.chart_font(),
    }
    st.markdown(f"**{t('response.curve')}**")
    figure = Ready({"data": [line], "layout": layout})
    st.plotly_chart(figure, key="response_curve", theme=None, alt=t("response.alt"), config={"displayModeBar": False})


def _table(found: "Response", words: Mapping[str, str], tongue: str) -> None:
    rows = [
        {
            "code": part.code or "",
            "name": words.get(part.code, part.code) if part.code else t("filter.unassigned"),
            "actors": part.actors,
            "visited": part.visited,
            "median": t("response.no_median")
            if part.median is None
            else t("response.days", days=formats.number(part.median, tongue)),
        }
        for part in found.parts
    ]
    columns = {
        "name": draw.Column(t("response.name")),
        "actors": draw.Column(t("response.actors"), "count"),
        "visited": draw.Column(t("response.visited"), "count"),
        "median": draw.Column(t("response.median"), "right"),
    }
    frame = pd.DataFrame(rows)
    draw.table("response_parts", frame, columns, height=300, download=t("response.file"))
