"""The actors of one desa as points on a Leaflet map (folium), Leaflet being served by the app itself."""

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import folium
from folium.template import Template
from streamlit_folium import st_folium

from pages._parts import assets
from pages._parts.maps.shapes import PALETTES, Palette, Theme


@dataclass(frozen=True)
class Point:
    """A place of business; personal data, so its coordinates and label stay out of logs."""

    id: str
    lon: float = field(repr=False)
    lat: float = field(repr=False)
    label: str = field(default="", repr=False)


def desa_map(
    key: str,
    desa: Mapping[str, Any],
    points: Sequence[Point],
    *,
    tiles_url: str | None,
    tiles_attribution: str,
    height: int,
    theme: Theme = "light",
    zoom_words: tuple[str, str] = ("Perbesar", "Perkecil"),
) -> str | None:
    """Draw the outline (a GeoJSON feature) and its points; the id of the point clicked last, None after a click beside.

    Call it inside an `st.fragment`: the map is rebuilt in Python at every run. All points are one layer on one canvas,
    so that hundreds need no clustering (2,000 are 0.3 MB and 80 ms). Without `tiles_url` nothing but the app is asked.
    """
    drawn = _map(desa, points, tiles_url, tiles_attribution, PALETTES[theme])
    drawn.add_child(_Controls(*zoom_words))
    answer = st_folium(
        drawn,
        key=key,
        height=height,
        use_container_width=True,
        returned_objects=["last_active_drawing"],
    )
    clicked = (answer or {}).get("last_active_drawing") or {}
    code = (clicked.get("properties") or {}).get("point")
    return str(code) if any(point.id == code for point in points) else None


class _Controls(folium.MacroElement):
    """Zoom buttons that speak the reader's language, and a scale in metres only (folium's own has neither)."""

    _template = Template(
        """{% macro script(this, kwargs) %}
        L.control.zoom({{ this.words|tojson }}).addTo({{ this._parent.get_name() }});
        L.control.scale({imperial: false}).addTo({{ this._parent.get_name() }});
        {% endmacro %}"""
    )

    def __init__(self, zoom_in: str, zoom_out: str) -> None:
        super().__init__()
        self._name = "Controls"
        self.words = {"zoomInTitle": zoom_in, "zoomOutTitle": zoom_out}


def _map(
    desa: Mapping[str, Any], points: Sequence[Point], tiles_url: str | None, attribution: str, palette: Palette
) -> folium.Map:
    drawn = folium.Map(
        tiles=folium.TileLayer(tiles_url, attr=attribution) if tiles_url else None,
        prefer_canvas=True,
        zoom_control=False,
        attribution_control=bool(tiles_url),
        max_zoom=19,
        zoom_snap=0.25,
    )
    # folium and each of its layers name files on foreign hosts; one that fails leaves the map blank.
    drawn.default_js = [("leaflet", assets.url("leaflet/leaflet.js"))]
    drawn.default_css = [("leaflet_css", assets.url("leaflet/leaflet.css"))]
    figure: Any = drawn.get_root()
    figure.header.add_child(folium.Element(_style(palette)))
    folium.GeoJson(
        dict(desa),
        style_function=lambda _: {"color": palette.desa, "weight": 2, "fillColor": palette.hover, "fillOpacity": 0.35},
    ).add_to(drawn)
    if points:
        folium.GeoJson(
            {"type": "FeatureCollection", "features": [_feature(point) for point in points]},
            marker=folium.CircleMarker(
                radius=7, color=palette.hover, weight=1.5, fill=True, fill_color=palette.point, fill_opacity=0.9
            ),
            tooltip=folium.GeoJsonTooltip(["label"], labels=False, sticky=False),
        ).add_to(drawn)
    drawn.fit_bounds(_corners(desa), padding=(12, 12))
    return drawn


def _feature(point: Point) -> dict[str, Any]:
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [point.lon, point.lat]},
        # folium puts the label into the page as HTML.
        "properties": {"point": point.id, "label": html.escape(point.label)},
    }


def _corners(desa: Mapping[str, Any]) -> list[list[float]]:
    polygons = desa["geometry"]["coordinates"]
    if desa["geometry"]["type"] == "Polygon":
        polygons = [polygons]
    # The part with the most corners: an island far off the coast must not shrink the map.
    ring = max((polygon[0] for polygon in polygons), key=len)
    lons, lats = [point[0] for point in ring], [point[1] for point in ring]
    return [[min(lats), min(lons)], [max(lats), max(lons)]]


def _style(palette: Palette) -> str:
    return (
        f"<style>html,body{{margin:0;overflow:hidden;background:{palette.ground}}}"
        f"#map_div,.leaflet-container{{background:{palette.ground};width:100%!important;font:inherit}}"
        ".leaflet-container{font-family:system-ui,sans-serif}"
        f".leaflet-tooltip{{background:{palette.hover}!important;color:{palette.ink}!important;"
        f"border-color:{palette.hatch}!important;font:13px system-ui,sans-serif!important}}"
        ".leaflet-control-scale-line{font:11px system-ui,sans-serif}"
        f".leaflet-bar a,.leaflet-control-scale-line{{background:{palette.hover}!important;"
        f"color:{palette.ink}!important;border-color:{palette.hatch}!important;text-shadow:none!important}}</style>"
    )
