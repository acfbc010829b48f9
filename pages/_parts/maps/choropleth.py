"""Areas filled by class, drawn by plotly as SVG; a click on an area is handed back as its code.

plotly's `geo` traces ask for a world map even when none is shown: the app serves an empty one (`assets`).
"""

import html
import math
import struct
from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from time import monotonic
from typing import Any

import streamlit as st
from plotly.basedatatypes import BaseFigure

from pages._parts import assets
from pages._parts.maps.labels import SIZE, Spots, Tier, tiers
from pages._parts.maps.shapes import PALETTES, Bounds, Palette, Shape, Theme

Trace = dict[str, Any]
Lines = Sequence[Sequence[Sequence[float]]]  # of [longitude, latitude]

DOTS = 0.009  # degrees between the dots
DOUBLE_CLICK = 0.4  # seconds: people who click twice mean one click
CLEAR = "rgba(0,0,0,0)"
ALWAYS = {"marker": {"opacity": 1}}  # without this every other shape fades after a click


@dataclass(frozen=True)
class Drawing:
    """A map ready to be sent; it holds nothing of the place on the screen or the viewer, and is never changed."""

    spec: dict[str, Any]
    labels: tuple[Tier, ...]
    bounds: Bounds
    height: int


def drawing(
    shapes: Sequence[Shape],
    layer_url: str,
    hatch: Mapping[str, Lines],
    spots: Mapping[str, Spots],
    bounds: Bounds,
    *,
    selected: str | None,
    height: int,
    theme: Theme,
) -> Drawing:
    """Shapes on their layer; `height` is the greatest height in px, a narrower map is lower."""
    labels = tuple(tiers(shapes, spots, bounds, height))
    spec = figure(shapes, layer_url, hatch, labels, bounds, selected=selected, height=height, theme=theme)
    return Drawing(spec, labels, bounds, height)


def patchwork(
    layers: Mapping[str, Sequence[Shape]],
    around: Sequence[Shape],
    around_url: str,
    hatch: Mapping[str, Lines],
    spots: Mapping[str, Spots],
    bounds: Bounds,
    *,
    height: int,
    theme: Theme,
) -> Drawing:
    """Shapes by the address of their layer, below the borders and labels of those `around` them."""
    palette, labels = PALETTES[theme], tuple(tiers(around, spots, bounds, height))
    every = [shape for shapes in layers.values() for shape in shapes]
    fills = _fills(every)
    traces = [_areas(shapes, url, palette.border, fills, 0.4) for url, shapes in layers.items()]
    traces += [*_marks(every, hatch, palette), _borders(around, around_url, palette.border)]
    return Drawing(_spec(traces, labels, bounds, height, palette), labels, bounds, height)


def choropleth(key: str, drawn: Drawing, *, alt: str, on_pick: Callable[[str], None] | None = None) -> None:
    """Draw the map; a click or tap on a shape calls `on_pick(code)` before the rerun.

    `key` names the place on the screen (letters, digits, hyphens). Shapes cannot be reached by keyboard: the table
    beside the map must offer the same choice.
    """
    # A fresh identity after each pick: otherwise the browser remembers the old selection and swallows a repeated click.
    chart = f"{key}-map-{_picks(key)}"
    st.html(_style(key, drawn.labels, drawn.bounds, drawn.height))
    with st.container(key=key):
        st.plotly_chart(
            Ready(drawn.spec),
            key=chart,
            height=drawn.height,
            alt=alt,
            on_select=partial(_picked, key, chart, on_pick) if on_pick else "ignore",
            selection_mode="points",
            config={"displayModeBar": False, "topojsonURL": assets.folder_url("plotly/world_110m.json")},
        )


def _picks(key: str) -> int:
    return int(st.session_state.get(f"{key}-picks", 0))


def _picked(key: str, chart: str, on_pick: Callable[[str], None]) -> None:
    state: Any = st.session_state.get(chart)
    points = state.selection.points if state else []
    # While the map is redrawn the browser still reports the one before it: that pick has been answered.
    if not points or chart != f"{key}-map-{_picks(key)}":
        return
    code = str(points[0]["location"])
    before, then = st.session_state.get(f"{key}-last", ("", 0.0))
    st.session_state[f"{key}-picks"] = _picks(key) + 1
    st.session_state[f"{key}-last"] = (code, monotonic())
    if code != before or monotonic() - then > DOUBLE_CLICK:
        on_pick(code)


class Ready(BaseFigure):
    """A figure that is sent as it stands: plotly would check it (7 ms) and copy it twice (3 ms) at every rerun."""

    def __init__(self, spec: dict[str, Any]) -> None:
        self._spec = spec

    def to_dict(self) -> dict[str, Any]:
        return self._spec


def figure(
    shapes: Sequence[Shape],
    layer_url: str,
    hatch: Mapping[str, Lines],
    labels: Sequence[Tier],
    bounds: Bounds,
    *,
    selected: str | None = None,
    height: int = 560,
    theme: Theme = "light",
) -> dict[str, Any]:
    """The choropleth as plotly reads it (a test asks it): areas, outline of the selected area, hatch, labels."""
    palette = PALETTES[theme]
    traces = [_areas(shapes, layer_url, palette.border, _fills(shapes))]
    chosen = [shape.code for shape in shapes if shape.code == selected]
    if chosen:
        traces += [_outline(chosen, layer_url, palette.border, 5), _outline(chosen, layer_url, palette.outline, 2)]
    return _spec([*traces, *_marks(shapes, hatch, palette)], labels, bounds, height, palette)


def _marks(shapes: Sequence[Shape], hatch: Mapping[str, Lines], palette: Palette) -> list[Trace]:
    """What is on the shapes beside their colour."""
    hatched = [line for shape in shapes if shape.no_data for line in hatch.get(shape.code, ())]
    dotted = [line for shape in shapes if shape.dots for line in hatch.get(shape.code, ())]
    return [*([_hatch(hatched, palette.hatch)] if hatched else []), *([_dots(dotted, palette.desa)] if dotted else [])]


def _spec(
    traces: Sequence[Trace], labels: Sequence[Tier], bounds: Bounds, height: int, palette: Palette
) -> dict[str, Any]:
    return {
        "data": [*traces, *(_labels(tier) for tier in labels)],
        "layout": {
            "template": {},  # plotly's own adds 6 kB to every change
            "height": height,
            "margin": {"l": 0, "r": 0, "t": 0, "b": 0},
            "paper_bgcolor": CLEAR,
            "showlegend": False,
            "hovermode": "closest",
            # No "off" survives Streamlit (it turns False into "pan"). "orbit" does nothing on a flat map: nothing can
            # be dragged away, and a finger on the map still scrolls the page.
            "dragmode": "orbit",
            "hoverlabel": {
                "bgcolor": palette.hover,
                "bordercolor": palette.hatch,
                "font": {"color": palette.ink, "size": 13},
                "align": "left",
            },
            "geo": _ground(bounds),
        },
    }


def _ground(bounds: Bounds) -> dict[str, Any]:
    west, south, east, north = bounds
    pad = (north - south) / 100  # so that a border or an outline at the edge is not cut
    return {
        "visible": False,
        "bgcolor": CLEAR,
        "projection": {"type": "mercator"},
        "lonaxis": {"range": [west - pad, east + pad]},
        "lataxis": {"range": [south - pad, north + pad]},
    }


def _trace(kind: str, **values: Any) -> Trace:
    return {"type": kind, **values}


def _fills(shapes: Sequence[Shape]) -> list[str]:
    return list(dict.fromkeys(shape.fill for shape in shapes)) or [CLEAR]


def _areas(
    shapes: Sequence[Shape], layer_url: str, border: str, fills: Sequence[str], border_width: float = 1
) -> Trace:
    return _trace(
        "choropleth",
        geojson=layer_url,
        locations=[shape.code for shape in shapes],
        z=[fills.index(shape.fill) for shape in shapes],
        zmin=-0.5,
        zmax=len(fills) - 0.5,
        colorscale=[[(index + side) / len(fills), fill] for index, fill in enumerate(fills) for side in (0, 1)],
        showscale=False,
        hoverinfo="text",
        hovertext=[_marked_up(shape.hover or shape.name) for shape in shapes],
        marker={"line": {"color": border, "width": border_width}},
        selected=ALWAYS,
        unselected=ALWAYS,
    )


def _borders(shapes: Sequence[Shape], layer_url: str, colour: str) -> Trace:
    """Borders alone: what lies below them is hovered over and clicked."""
    return _outline([shape.code for shape in shapes], layer_url, colour, 1.8)


def _outline(codes: Sequence[str], layer_url: str, colour: str, width: float) -> Trace:
    """Shapes drawn again on top, because in the first drawing neighbours cover half of a border."""
    return _trace(
        "choropleth",
        geojson=layer_url,
        locations=list(codes),
        z=[0] * len(codes),
        colorscale=[[0, CLEAR], [1, CLEAR]],
        showscale=False,
        hoverinfo="skip",
        marker={"line": {"color": colour, "width": width}},
        selected=ALWAYS,
        unselected=ALWAYS,
    )


def _hatch(lines: Lines, colour: str) -> Trace:
    gap = (math.nan, math.nan)
    places = [point for line in lines for point in (*line, gap)]
    lons, lats = (_packed([point[axis] for point in places]) for axis in (0, 1))
    stroke = {"color": colour, "width": 1}
    return _trace("scattergeo", lon=lons, lat=lats, mode="lines", line=stroke, hoverinfo="skip")


def _packed(numbers: Sequence[float]) -> dict[str, str]:
    """Degrees as plotly reads them from base64: single precision is 1 m here, and half the bytes of digits."""
    return {"dtype": "f4", "bdata": b64encode(struct.pack(f"<{len(numbers)}f", *numbers)).decode()}


def _dots(lines: Lines, colour: str) -> Trace:
    """Dots along the strokes of the hatch: they lie inside the shape as those do."""
    lons: list[float] = []
    lats: list[float] = []
    for (west, south), (east, north) in lines:
        count = max(1, int((east - west) / DOTS))
        lons += [west + (east - west) * (place + 0.5) / count for place in range(count)]
        lats += [south + (north - south) * (place + 0.5) / count for place in range(count)]
    marker = {"color": colour, "size": 2.5, "opacity": 0.7}
    return _trace(
        "scattergeo",
        lon=_packed(lons),
        lat=_packed(lats),
        mode="markers",
        marker=marker,
        hoverinfo="skip",
        selected={"marker": {"opacity": 0.7}},
        unselected={"marker": {"opacity": 0.7}},
    )


def _labels(tier: Tier) -> Trace:
    ink = {"textfont": {"color": tier.colour}}
    return _trace(
        "scattergeo",
        lon=[spot.lon for _, spot in tier.labels],
        lat=[spot.lat for _, spot in tier.labels],
        text=[_marked_up(label) for label, _ in tier.labels],
        mode="text",
        hoverinfo="skip",
        textfont={"color": tier.colour, "size": SIZE},
        selected=ink,
        unselected=ink,
    )


def _marked_up(text: str) -> str:
    """First line bold. plotly reads a little HTML in its texts; names come from lists people edit, so: escaped."""
    first, *rest = (html.escape(line, quote=False) for line in text.split("\n"))
    return "<br>".join([f"<b>{first}</b>", *rest])


def _style(key: str, tiers_: Sequence[Tier], bounds: Bounds, height: int) -> str:
    """Only the browser knows how wide the map is: container queries set its height and which labels are drawn."""
    west, south, east, north = bounds
    box = f".st-key-{key}"
    tall = f"min({height}px,{100 * (north - south) / (east - west):.1f}cqw)"
    rules = [
        f"{box}{{container-type:inline-size}}",
        f"{box} [data-testid=stElementContainer]{{height:{tall}!important;flex:none!important}}",
        f"{box} [data-testid=stFullScreenFrame],{box} .stPlotlyChart{{height:100%!important}}",
    ]
    for place, tier in enumerate(reversed(tiers_), start=1):  # labels are the last traces, so count from the end
        hidden = f"{box} .scatterlayer>.trace:nth-last-child({place}){{display:none}}"
        rules.append(f"@container (max-width:{tier.width - 1}px){{{hidden}}}")
    return f"<style>{''.join(rules)}</style>"
