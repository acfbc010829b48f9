"""The drawings of the site as numbers for its templates: the map's outlines and labels, and a trend's line."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import cos, radians
from typing import Any

from geo import regions
from geo.labels import widest

WIDTH = 1000  # of the drawing, in its own units; one is about 80 m
PAD = 6
LETTER = 0.58  # width of a letter, of its height
OVERHANG = 1.08  # a label may stick out of its shape by so little
# Height of a letter and lines of a label, as many as fit: on a wide map, and on a phone's, which is half as large.
SIZES = {"wide": ((17, 2), (17, 1)), "narrow": ((28, 1),)}
NEAR = 0.06  # an island so near, in widths of the mainland, is not cut at the edge

Point = tuple[int, int]


@dataclass(frozen=True)
class Label:
    """Where a name stands, its middle; `lines` of text of this height."""

    x: int
    y: int
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Outline:
    """A place as an SVG path; for each entry of SIZES the middle and the room of its widest part."""

    path: str
    spots: Mapping[str, Sequence[tuple[int, int, float]]]


@dataclass(frozen=True)
class Ground:
    """All outlines by code, in a drawing of WIDTH by `height`."""

    height: int
    outlines: Mapping[str, Outline]


@cache
def ground() -> Ground:
    """The kecamatan of the region; the mainland fills the drawing."""
    region = regions.load()
    layer = json.loads(region.layer_path().read_text(encoding="utf-8"))
    projection = _Projection(_frame(region.mainland_bounds, layer))
    outlines = {
        feature["id"]: Outline(projection.path(feature["geometry"]), projection.spots(feature["geometry"]))
        for feature in layer["features"]
    }
    return Ground(projection.height, outlines)


def _frame(mainland: regions.Bounds, layer: Mapping[str, Any]) -> regions.Bounds:
    """The mainland, and as much of what lies off it as is near."""
    west, south, east, north = mainland
    parts = [part for feature in layer["features"] for part in _polygons(feature["geometry"])]
    lons, lats = zip(*(place for part in parts for place in part[0]), strict=True)
    near = NEAR * (east - west)
    return (
        max(min(lons), west - near),
        max(min(lats), south - near),
        min(max(lons), east + near),
        min(max(lats), north + near),
    )


def _polygons(geometry: Mapping[str, Any]) -> Sequence[Any]:
    return geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]


def label(code: str, name: str, value: str, size: str) -> Label | None:
    """The label of a place on a map of this size: name and value, else the name; None where not even that fits."""
    for (height, count), (x, y, room) in zip(SIZES[size], ground().outlines[code].spots[size], strict=True):
        lines = (name, value)[:count]
        if room * OVERHANG >= max(map(len, lines)) * LETTER * height:
            return Label(x, y if count == 2 else y + height // 3, lines)
    return None


@dataclass(frozen=True)
class _Projection:
    """Degrees -> the drawing: as far north as east is drawn, at the middle of the region."""

    bounds: regions.Bounds

    @property
    def per_degree(self) -> float:
        west, south, east, north = self.bounds
        return (WIDTH - 2 * PAD) / ((east - west) * self.narrowing)

    @property
    def narrowing(self) -> float:
        return cos(radians((self.bounds[1] + self.bounds[3]) / 2))

    @property
    def height(self) -> int:
        return round((self.bounds[3] - self.bounds[1]) * self.per_degree) + 2 * PAD

    def point(self, lon: float, lat: float) -> Point:
        x = (lon - self.bounds[0]) * self.narrowing * self.per_degree
        return round(x) + PAD, round((self.bounds[3] - lat) * self.per_degree) + PAD

    def path(self, geometry: Mapping[str, Any]) -> str:
        rings = (ring for polygon in _polygons(geometry) for ring in polygon)
        return "".join(_ring([self.point(*place) for place in ring]) for ring in rings)

    def spots(self, geometry: Mapping[str, Any]) -> dict[str, list[tuple[int, int, float]]]:
        return {name: [self.spot(geometry, *one) for one in tries] for name, tries in SIZES.items()}

    def spot(self, geometry: Mapping[str, Any], size: int, lines: int) -> tuple[int, int, float]:
        found = widest(geometry, 0.58 * lines * size / self.per_degree)
        return (*self.point(found.lon, found.lat), found.room * self.narrowing * self.per_degree)


def _ring(points: Sequence[Point]) -> str:
    """A closed line in steps, which are shorter to write than places; a minus parts two numbers by itself.

    Nothing for an islet smaller than a point.
    """
    (x, y), steps = points[0], list(_steps(points))
    if len(steps) < 4:
        return ""
    return f"M{x} {y}l{''.join(steps).lstrip()}z"


def _steps(points: Sequence[Point]) -> Iterator[str]:
    here = points[0]
    for x, y in points[1:-1]:
        for step in (x - here[0], y - here[1]) if (x, y) != here else ():
            yield f" {step}" if step >= 0 else str(step)
        here = (x, y)


LINE = (120, 32)  # width and height of a trend


def line(values: Sequence[float | None]) -> str:
    """An SVG path of a trend, first value left, last one right; where there is no value the line is broken."""
    known = [value for value in values if value is not None]
    if len(known) < 2:
        return ""
    width, height = LINE
    low, span = min(known), (max(known) - min(known)) or 1.0
    flat = max(known) == min(known)
    path, pen = "", "M"
    for index, value in enumerate(values):
        if value is None:
            pen = "M"
            continue
        up = 0.5 if flat else (value - low) / span
        path += f"{pen}{2 + index * (width - 4) / (len(values) - 1):.0f} {height - 2 - up * (height - 4):.0f}"
        pen = "L"
    return path
