"""Where in a shape a line or two of text find the most room."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

ROWS = 40  # so many heights of a shape are tried

Edge = tuple[float, float, float, float]
Span = tuple[float, float]


@dataclass(frozen=True)
class Spot:
    """The place in a shape with the most room for two lines of text: its middle and its width, in degrees."""

    lon: float
    lat: float
    room: float


def widest(geometry: Mapping[str, Any], half: float) -> Spot:
    """The spot in a GeoJSON (multi)polygon for a text of twice the half height, in degrees."""
    edges = _mainland(geometry)
    south, north = min(edge[1] for edge in edges), max(edge[1] for edge in edges)
    best = Spot(edges[0][0], edges[0][1], 0.0)
    for row in range(1, ROWS):
        lat = south + (north - south) * row / ROWS
        for left, right in _free(edges, lat, half):
            if right - left > best.room * 1.02:
                best = Spot(round((left + right) / 2, 4), round(lat, 4), right - left)
    return best


def _mainland(geometry: Mapping[str, Any]) -> list[Edge]:
    """The edges of the largest part only: a label on an island would name the sea around it."""
    polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    return max((_edges(polygon) for polygon in polygons), key=_area)


def _edges(polygon: Sequence[Sequence[Sequence[float]]]) -> list[Edge]:
    return [(a[0], a[1], b[0], b[1]) for ring in polygon for a, b in zip(ring, ring[1:], strict=False)]


def _area(edges: Sequence[Edge]) -> float:
    return abs(sum(x * y2 - x2 * y for x, y, x2, y2 in edges))


def _free(edges: Sequence[Edge], lat: float, half: float) -> list[Span]:
    """The parts of a line of latitude around which a text of twice the half height lies inside the shape."""
    spans = _inside(edges, lat)
    for other in (lat - half, lat - half / 2, lat + half / 2, lat + half):
        spans = _common(spans, _inside(edges, other)) if spans else spans
    return spans


def _inside(edges: Sequence[Edge], lat: float) -> list[Span]:
    cuts = sorted(x + (lat - y) * (x2 - x) / (y2 - y) for x, y, x2, y2 in edges if (y > lat) != (y2 > lat))
    return list(zip(cuts[::2], cuts[1::2], strict=True))


def _common(some: Sequence[Span], others: Sequence[Span]) -> list[Span]:
    pairs = [(max(a, c), min(b, d)) for a, b in some for c, d in others]
    return [(left, right) for left, right in pairs if left < right]
