"""The maps: a choropleth drawn as SVG by plotly, the points of one desa and a day's visits drawn by folium.

None asks a foreign host, and the choropleth's shapes travel once: the browser fetches them from `static/` and keeps
them, so that a change of filter sends only values. plotly's SVG traces were chosen over its WebGL map because they
print as vectors, need no glyph server for labels and can be found in a browser test.
"""

from typing import TYPE_CHECKING

from data.later import later
from pages._parts.maps.choropleth import Drawing, choropleth, drawing, figure, patchwork
from pages._parts.maps.labels import Spots, spots
from pages._parts.maps.shapes import Bounds, Shape, Theme, readable_on

if TYPE_CHECKING:  # folium takes half a second to load, and the first screens draw no points
    from pages._parts.maps.day_map import day_map
    from pages._parts.maps.points import Point, desa_map

__getattr__ = later(__name__, __file__)

__all__ = [
    "Bounds",
    "Drawing",
    "Point",
    "Shape",
    "Spots",
    "Theme",
    "choropleth",
    "day_map",
    "desa_map",
    "drawing",
    "figure",
    "patchwork",
    "readable_on",
    "spots",
]
