"""Where in a shape a line or two of text find the most room."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

ROWS = 40  # so many heights of a shape are tried

Edges = np.ndarray[Any, np.dtype[np.float64]]  # a row per edge: x, y of its start and of its end
Span = tuple[float, float]


@dataclass(frozen=True)
class Spot:
    """The place in a shape with the most room for two lines of text: its middle and its width, in degrees."""

    lon: float
    lat: float
    room: float


def widest(geometry: Mapping[str, Any], half: float) -> Spot:
    """The spot in a GeoJSON (multi)polygon for a text of twice the half height, in degrees."""
    return widest_of_each(geometry, (half,))[0]


def widest_of_each(geometry: Mapping[str, Any], halves: Sequence[float]) -> list[Spot]:
    """The spot for each of these half heights; 0.5 ms for a kecamatan and five of them."""
    edges = _mainland(geometry)
    south, north = float(edges[:, 1].min()), float(edges[:, 1].max())
    lats = [south + (north - south) * row / ROWS for row in range(1, ROWS)]
    offsets = [0.0, *(off for half in halves for off in (-half, -half / 2, half / 2, half))]
    lines = _inside(edges, [lat + off for off in offsets for lat in lats])
    start = float(edges[0, 0]), float(edges[0, 1])
    each = [lines[at : at + len(lats)] for at in range(0, len(lines), len(lats))]
    return [_widest(start, lats, each[0], each[at : at + 4]) for at in range(1, len(each), 4)]


def _widest(
    start: Span, lats: Sequence[float], middle: Sequence[list[Span]], around: Sequence[Sequence[list[Span]]]
) -> Spot:
    best = Spot(*start, 0.0)
    for row, lat in enumerate(lats):
        free = middle[row]  # what is left of it is the room in which the whole text lies inside the shape
        for other in around:
            free = [span for span in free if span[1] - span[0] > best.room * 1.02]
            free = _common(free, other[row]) if free else free
        for left, right in free:
            if right - left > best.room * 1.02:
                best = Spot(round((left + right) / 2, 4), round(lat, 4), right - left)
    return best


def _mainland(geometry: Mapping[str, Any]) -> Edges:
    """The edges of the largest part only: a label on an island would name the sea around it."""
    polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    return max((_edges(polygon) for polygon in polygons), key=_area)


def _edges(polygon: Sequence[Sequence[Sequence[float]]]) -> Edges:
    rings = [np.asarray(ring, dtype=np.float64)[:, :2] for ring in polygon]
    return np.concatenate([np.hstack([ring[:-1], ring[1:]]) for ring in rings])


def _area(edges: Edges) -> float:
    x, y, x2, y2 = edges.T
    return abs(float((x * y2 - x2 * y).sum()))


def _inside(edges: Edges, lats: Sequence[float]) -> list[list[Span]]:
    """The parts of each line of latitude that lie inside the shape."""
    x, y, x2, y2 = edges.T
    heights = np.asarray(lats)[:, None]
    line, edge = np.nonzero((y > heights) != (y2 > heights))
    found = x[edge] + (heights[line, 0] - y[edge]) * (x2[edge] - x[edge]) / (y2[edge] - y[edge])
    cuts = found[np.lexsort((found, line))].tolist()
    ends = np.searchsorted(line, np.arange(len(lats) + 1)).tolist()
    return [list(zip(cuts[begin:end:2], cuts[begin + 1 : end : 2], strict=True)) for begin, end in pairwise(ends)]


def _common(some: Sequence[Span], others: Sequence[Span]) -> list[Span]:
    pairs = [(max(a, c), min(b, d)) for a, b in some for c, d in others]
    return [(left, right) for left, right in pairs if left < right]
