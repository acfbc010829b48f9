"""Which labels a map of a given width can bear, and where each one stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pages._parts.maps.shapes import Bounds, Shape, readable_on

SIZE = 11  # px
BOLD, PLAIN = 6.2, 5.4  # width of a letter of the first line and of the others, in px at that size
OVERHANG = 1.12  # a label may stick out of its shape by so little
HALF_HEIGHT = 14  # px, of two lines
# A label appears when the map is at least as wide (px) as the first of these at which it fits.
WIDTHS = (320, 440, 560, 680, 820)
ROWS = 40


@dataclass(frozen=True)
class Spot:
    """The place in a shape with the most room for two lines of text: its middle and its width, in degrees."""

    lon: float
    lat: float
    room: float


Spots = tuple[Spot, ...]  # one for each of WIDTHS: the same text covers more ground on a narrower map


@dataclass(frozen=True)
class Tier:
    """Labels of one colour that appear at the same width of the map."""

    width: int
    colour: str
    labels: tuple[tuple[str, Spot], ...]


def spots(layer: Mapping[str, Any], bounds: Bounds) -> dict[str, Spots]:
    """For each feature of a GeoJSON layer, where its label can stand. Takes 0.2 s: keep the answer."""
    halves = [HALF_HEIGHT * (bounds[2] - bounds[0]) / width for width in WIDTHS]
    return {
        feature["id"]: tuple(_widest(edges, half) for half in halves)
        for feature in layer["features"]
        for edges in [_mainland(feature["geometry"])]
    }


def tiers(shapes: Sequence[Shape], places: Mapping[str, Spots], bounds: Bounds, height: int) -> list[Tier]:
    """The labels that fit at some width, those of narrow maps first."""
    groups: dict[tuple[int, str], list[tuple[str, Spot]]] = {}
    for shape in shapes:
        for width, spot in zip(WIDTHS, places.get(shape.code, ()), strict=False):
            if shape.label and _fits(shape.label, spot, width, bounds, height):
                groups.setdefault((width, readable_on(shape.fill)), []).append((shape.label, spot))
                break
    return [Tier(width, colour, tuple(labels)) for (width, colour), labels in sorted(groups.items())]


def _fits(label: str, spot: Spot, width: int, bounds: Bounds, height: int) -> bool:
    west, south, east, north = bounds
    pixels_per_degree = min(width / (east - west), height / (north - south))
    first, *rest = label.split("\n")
    text = max(BOLD * len(first), *(PLAIN * len(line) for line in rest), 0.0)
    return spot.room * pixels_per_degree * OVERHANG >= text


Edge = tuple[float, float, float, float]
Span = tuple[float, float]


def _mainland(geometry: Mapping[str, Any]) -> list[Edge]:
    """The edges of the largest part only: a label on an island would name the sea around it."""
    polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    return max((_edges(polygon) for polygon in polygons), key=_area)


def _widest(edges: Sequence[Edge], half: float) -> Spot:
    south, north = min(edge[1] for edge in edges), max(edge[1] for edge in edges)
    best = Spot(edges[0][0], edges[0][1], 0.0)
    for row in range(1, ROWS):
        lat = south + (north - south) * row / ROWS
        for left, right in _free(edges, lat, half):
            if right - left > best.room * 1.02:
                best = Spot(round((left + right) / 2, 4), round(lat, 4), right - left)
    return best


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
