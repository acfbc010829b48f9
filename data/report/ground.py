"""The map of a report as plain lines: outlines, hatch and the best spots for labels, in a drawing of a given size."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import cos, radians
from typing import Any

from geo import regions
from geo.labels import widest

NEAR = 0.06  # an island so near, in widths of the mainland, is not cut at the edge

Point = tuple[float, float]
Line = tuple[Point, ...]


@dataclass(frozen=True)
class Spot:
    """Where a label stands: its middle, and the room around it."""

    x: float
    y: float
    room: float


@dataclass(frozen=True)
class Outline:
    """One place: its rings, the strokes of its hatch, and for each number of lines of text its best spot."""

    code: str
    name: str
    rings: tuple[Line, ...]
    hatch: tuple[Line, ...]
    spots: Mapping[int, Spot]


@dataclass(frozen=True)
class Ground:
    """All places, in a drawing of `width` by `height`, y downwards."""

    width: float
    height: float
    places: tuple[Outline, ...]


@cache
def ground(kecamatan: str | None, width: float, height: float, line: float) -> Ground:
    """The kecamatan of the region, or the desa of one, as large as they fit; `line` is the height of a line of text.

    Takes 0.2 s, once.
    """
    region = regions.load()
    layer = json.loads(region.layer_path(kecamatan).read_text(encoding="utf-8"))
    frame = region.bounds_of(kecamatan) if kecamatan else _with_islands(region.mainland_bounds, layer)
    projection = _Projection.fitting(frame, width, height)
    hatch = region.hatch(kecamatan)
    places = tuple(
        Outline(
            code=feature["id"],
            name=region.place(feature["id"]).name,
            rings=tuple(projection.line(ring) for part in _parts(feature["geometry"]) for ring in part),
            hatch=tuple(projection.line(stroke) for stroke in hatch.get(feature["id"], ())),
            spots={lines: projection.spot(feature["geometry"], line * lines / 2) for lines in (1, 2)},
        )
        for feature in layer["features"]
    )
    return Ground(projection.width, projection.height, places)


def _with_islands(mainland: regions.Bounds, layer: Mapping[str, Any]) -> regions.Bounds:
    """The mainland, and as much of what lies off it as is near."""
    west, south, east, north = mainland
    near = NEAR * (east - west)
    lons, lats = zip(*_places(layer), strict=True)
    return (
        max(min(lons), west - near),
        max(min(lats), south - near),
        min(max(lons), east + near),
        min(max(lats), north + near),
    )


def _places(layer: Mapping[str, Any]) -> Iterator[Point]:
    for feature in layer["features"]:
        for part in _parts(feature["geometry"]):
            yield from ((lon, lat) for lon, lat, *_ in part[0])


def _parts(geometry: Mapping[str, Any]) -> Sequence[Any]:
    found: Sequence[Any] = geometry["coordinates"]
    return found if geometry["type"] == "MultiPolygon" else [found]


@dataclass(frozen=True)
class _Projection:
    """Degrees -> the drawing: as far north as east is drawn, at the middle of the region."""

    west: float
    north: float
    narrowing: float
    scale: float  # of the drawing, to a degree of latitude
    width: float
    height: float

    @classmethod
    def fitting(cls, frame: regions.Bounds, width: float, height: float) -> "_Projection":
        west, south, east, north = frame
        narrowing = cos(radians((south + north) / 2))
        scale = min(width / ((east - west) * narrowing), height / (north - south))
        return cls(west, north, narrowing, scale, (east - west) * narrowing * scale, (north - south) * scale)

    def line(self, places: Sequence[Sequence[float]]) -> Line:
        return tuple(self.point(place[0], place[1]) for place in places)

    def point(self, lon: float, lat: float) -> Point:
        return (lon - self.west) * self.narrowing * self.scale, (self.north - lat) * self.scale

    def spot(self, geometry: Mapping[str, Any], half: float) -> Spot:
        found = widest(geometry, half / self.scale)
        x, y = self.point(found.lon, found.lat)
        return Spot(x, y, found.room * self.narrowing * self.scale)
