"""Numbers -> map features: distances, the frame of a map, classes, and which kecamatan a point lies in."""

import json
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from math import asin, asinh, atan, cos, degrees, hypot, radians, sin, sinh, sqrt, tan
from pathlib import Path
from typing import Any

from geo.regions import Bounds, Region

EARTH_KM = 6371.0088  # mean radius
Point = tuple[float, float]  # lon, lat in degrees


@dataclass(frozen=True)
class View:
    """What a mercator map shows: its centre, pixels per degree of longitude, and the degrees from edge to edge.

    Give plotly the two ranges (`lonaxis.range`, `lataxis.range`). Its `projection.scale` would do too, but plotly then
    cuts the map off at the square in the middle of the frame.
    """

    centre: Point
    scale: float
    lon_range: tuple[float, float]
    lat_range: tuple[float, float]


def distance_km(a: Point, b: Point) -> float:
    """Great-circle distance in km between two points."""
    east, north = radians(b[0] - a[0]) / 2, radians(b[1] - a[1]) / 2
    half_chord = hypot(sin(north), sqrt(cos(radians(a[1])) * cos(radians(b[1]))) * sin(east))
    return 2 * EARTH_KM * asin(min(1.0, half_chord))


def fit(bounds: Bounds, width: float, height: float, margin: float = 8) -> View:
    """The closest view of `bounds` in a frame of width x height pixels, `margin` pixels free on every side."""
    west, south, east, north = bounds
    bottom, top = (asinh(tan(radians(lat))) for lat in (south, north))  # mercator, in radians of longitude
    scale = min((width - 2 * margin) / radians(east - west), (height - 2 * margin) / (top - bottom))
    lon, middle = (west + east) / 2, (bottom + top) / 2
    aside, (down, mid, up) = (
        degrees(width / scale / 2),
        (degrees(atan(sinh(middle + step * height / scale / 2))) for step in (-1, 0, 1)),
    )
    return View((lon, mid), radians(scale), (lon - aside, lon + aside), (down, up))


def natural_breaks(values: Sequence[float], classes: int) -> list[float]:
    """Upper bounds of at most `classes` natural classes (Fisher–Jenks), rising; empty for no values."""
    import mapclassify

    unique = sorted(set(values))
    if len(unique) <= classes:
        return unique
    with warnings.catch_warnings():  # it recommends numba, which 31 values do not need
        warnings.filterwarnings("ignore", message="Numba not installed")
        return [float(bound) for bound in mapclassify.FisherJenks(values, k=classes).bins]


def kecamatan_at(region: Region, lon: float, lat: float) -> str | None:
    """The code of the kecamatan this point lies in, None outside the region; on a border the lower code.

    The borders are the drawn ones: within some 300 m of one, a disagreement is a warning and not an error.
    """
    import shapely

    codes, tree = _kecamatan(region.layer_path())
    return min((codes[index] for index in tree.query(shapely.Point(lon, lat), predicate="intersects")), default=None)


def in_region(region: Region, lon: float, lat: float) -> bool:
    """Whether this point lies in the region, its islands included."""
    return kecamatan_at(region, lon, lat) is not None


@cache
def _kecamatan(layer: Path) -> tuple[list[str], Any]:
    import shapely

    features = json.loads(layer.read_text(encoding="utf-8"))["features"]
    shapes = [shapely.geometry.shape(feature["geometry"]) for feature in features]
    return [feature["id"] for feature in features], shapely.STRtree(shapes)
