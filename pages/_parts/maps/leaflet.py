"""What every Leaflet map here shares: Leaflet served by the app itself, zoom words, scale, colours, optional tiles."""

from typing import Any

import folium
from folium.template import Template

from pages._parts import assets
from pages._parts.maps.shapes import Palette


def base_map(palette: Palette, zoom_words: tuple[str, str], *, tiles_url: str | None, attribution: str) -> folium.Map:
    """An empty map; without `tiles_url` it asks nobody but the app."""
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
    drawn.add_child(_Controls(*zoom_words))
    return drawn


def outline(palette: Palette, *, weight: float = 2) -> dict[str, Any]:
    """How the border of an area is drawn."""
    return {"color": palette.desa, "weight": weight, "fillColor": palette.hover, "fillOpacity": 0.35}


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
