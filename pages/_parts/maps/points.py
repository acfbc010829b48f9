"""The actors of one desa as points on a Leaflet map (folium), Leaflet being served by the app itself."""

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import folium
from streamlit_folium import st_folium

from pages._parts.maps.leaflet import base_map, outline
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
    drawn = _map(desa, points, tiles_url, tiles_attribution, PALETTES[theme], zoom_words)
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


def _map(
    desa: Mapping[str, Any],
    points: Sequence[Point],
    tiles_url: str | None,
    attribution: str,
    palette: Palette,
    zoom_words: tuple[str, str],
) -> folium.Map:
    drawn = base_map(palette, zoom_words, tiles_url=tiles_url, attribution=attribution)
    folium.GeoJson(
        dict(desa),
        style_function=lambda _: outline(palette),
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
