"""A day's visits on a Leaflet map (folium): numbered stops, joined by a line in the order of the visits."""

import html
from collections.abc import Mapping, Sequence
from typing import Any

import folium
from folium.template import Template
from streamlit_folium import st_folium

from pages._parts.maps.leaflet import base_map, outline
from pages._parts.maps.points import Point
from pages._parts.maps.shapes import PALETTES, Palette, Theme, readable_on


def day_map(
    key: str,
    areas: Sequence[Mapping[str, Any]],
    stops: Sequence[Point],
    start: Point | None,
    *,
    labels: Sequence[Point] = (),
    tiles_url: str | None,
    tiles_attribution: str,
    height: int,
    theme: Theme,
    zoom_words: tuple[str, str],
) -> None:
    """Draw the stops in the order given over the outlines of `areas` (GeoJSON features), named by `labels`; the line
    begins at `start`.

    Call it inside an `st.fragment`: the map is rebuilt in Python at every run.
    """
    palette = PALETTES[theme]
    drawn = base_map(palette, zoom_words, tiles_url=tiles_url, attribution=tiles_attribution)
    if areas:
        folium.GeoJson(
            {"type": "FeatureCollection", "features": [dict(area) for area in areas]},
            style_function=lambda _: outline(palette, weight=1),
            interactive=False,
        ).add_to(drawn)
    path = [(point.lat, point.lon) for point in (*([start] if start else []), *stops)]
    if len(path) > 1:
        folium.PolyLine(path, color=palette.point, weight=3, opacity=0.75, dash_array="1 7", interactive=False).add_to(
            drawn
        )
    marks = [_name(label, palette) for label in labels]
    marks += [_disc(start, palette, 0, len(stops))] if start else []
    marks += [_disc(stop, palette, number, len(stops)) for number, stop in enumerate(stops, 1)]
    drawn.add_child(_Marks(marks))
    drawn.fit_bounds(path, padding=(34, 34), max_zoom=15)
    st_folium(drawn, key=key, height=height, use_container_width=True, returned_objects=[])


class _Marks(folium.MacroElement):
    """Markers of HTML. folium's own are made with Leaflet's picture first, which the browser then asks for in vain."""

    _template = Template(
        """{% macro script(this, kwargs) %}
        {{ this.marks|tojson }}.forEach(mark => {
            const icon = L.divIcon({html: mark.html, iconSize: mark.size, className: mark.kind});
            const made = L.marker(mark.at, {icon, interactive: Boolean(mark.label), zIndexOffset: mark.above});
            if (mark.label) made.bindTooltip(mark.label);
            made.addTo({{ this._parent.get_name() }});
        });
        {% endmacro %}"""
    )

    def __init__(self, marks: Sequence[Mapping[str, Any]]) -> None:
        super().__init__()
        self._name = "Marks"
        self.marks = list(marks)


def _disc(point: Point, palette: Palette, number: int, of: int) -> dict[str, Any]:
    """A numbered disc, the first on top; the start (0) is an empty ring."""
    size, fill, ring = (26, palette.point, palette.hover) if number else (14, palette.hover, palette.point)
    disc = (
        f'<div style="width:{size}px;height:{size}px;box-sizing:border-box;border-radius:50%;background:{fill};'
        f"color:{readable_on(fill)};border:2px solid {ring};font:700 13px/{size - 4}px system-ui,sans-serif;"
        f'text-align:center">{number or ""}</div>'
    )
    above = 100 * (of - number) if number else 0
    # Leaflet puts the label into the page as HTML.
    label = html.escape(point.label)
    kind = "stop" if number else "start"
    drawn = {"html": disc, "size": [size, size], "kind": kind, "above": above, "label": label}
    return {"at": [point.lat, point.lon]} | drawn


def _name(point: Point, palette: Palette) -> dict[str, Any]:
    """The name of an area, centred on its label point, under everything else."""
    words = (
        f'<div style="text-align:center;color:{palette.desa};font:11px/14px system-ui,sans-serif;'
        f'text-shadow:0 0 3px {palette.hover},0 0 3px {palette.hover}">{html.escape(point.label)}</div>'
    )
    return {"at": [point.lat, point.lon], "html": words, "size": [110, 14], "kind": "area", "above": -9000, "label": ""}
