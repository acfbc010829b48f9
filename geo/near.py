"""Where a point lies: in which kecamatan and desa, and how many metres outside a stated one.

Distances are those of a plane laid at the middle of the region, within 0.1 % of the geodesic ones. The shapes are
simplified (75 m) and the borders themselves differ between public sources by up to about 300 m (SOURCE.md of a region):
an answer nearer to a border than that is no knowledge.
"""

import json
from functools import cache, cached_property
from math import cos, radians
from typing import Any

import numpy as np
import shapely

from geo.regions import Region, load


class Near:
    """The shapes of a region in metres, prepared to be asked many times."""

    def __init__(self, region: Region) -> None:
        self._region = region
        west, south, east, north = region.mainland_bounds
        self._origin = ((west + east) / 2, (south + north) / 2)
        self._scale = _metres_per_degree(self._origin[1])
        self._kecamatan = self._shapes(region.layer_path())
        self._tree = shapely.STRtree(list(self._kecamatan.values()))

    @cached_property
    def _desa(self) -> dict[str, Any]:
        layers = (self._shapes(self._region.layer_path(code)) for code in self._region.kecamatan)
        return {code: shape for layer in layers for code, shape in layer.items()}

    @cached_property
    def _desa_tree(self) -> Any:
        return shapely.STRtree(list(self._desa.values()))

    def _shapes(self, path: Any) -> dict[str, Any]:
        features = json.loads(path.read_text(encoding="utf-8"))["features"]
        shapes = {feature["id"]: shapely.geometry.shape(feature["geometry"]) for feature in features}
        metres = {code: shapely.transform(shape, self._metres) for code, shape in shapes.items()}
        shapely.prepare(list(metres.values()))
        return metres

    def _metres(self, degrees: Any) -> Any:
        return (np.asarray(degrees) - self._origin) * self._scale

    def _point(self, lon: float, lat: float) -> tuple[float, float]:
        (lon0, lat0), (per_lon, per_lat) = self._origin, self._scale
        return (lon - lon0) * per_lon, (lat - lat0) * per_lat

    def metres_outside(self, code: str, lon: float, lat: float) -> float:
        """Metres from a point (degrees) to a kecamatan or desa, 0 inside; KeyError for a code that is not drawn."""
        shape = self._kecamatan[code] if code in self._kecamatan else self._desa[code]
        x, y = self._point(lon, lat)
        if shapely.intersects_xy(shape, x, y):
            return 0.0
        return float(shapely.distance(shape, shapely.Point(x, y)))

    def kecamatan_at(self, lon: float, lat: float) -> str | None:
        """The kecamatan in which a point lies (on a border the first by code); None outside the region."""
        return min(self.kecamatan_within(lon, lat, 0), default=None)

    def desa_at(self, lon: float, lat: float) -> str | None:
        """The desa in which a point lies; None outside the region."""
        return min(self.desa_within(lon, lat, 0), default=None)

    def kecamatan_within(self, lon: float, lat: float, metres: float) -> frozenset[str]:
        """All kecamatan at most so many metres from a point."""
        return self._within(self._tree, self._kecamatan, lon, lat, metres)

    def desa_within(self, lon: float, lat: float, metres: float) -> frozenset[str]:
        """All desa at most so many metres from a point."""
        return self._within(self._desa_tree, self._desa, lon, lat, metres)

    def _within(self, tree: Any, shapes: dict[str, Any], lon: float, lat: float, metres: float) -> frozenset[str]:
        found = tree.query(shapely.Point(*self._point(lon, lat)), predicate="dwithin", distance=metres)
        codes = list(shapes)
        return frozenset(codes[position] for position in found)


def _metres_per_degree(lat: float) -> tuple[float, float]:
    """Of longitude and of latitude at a latitude on WGS 84, by its usual series."""
    angle = radians(lat)
    per_lon = 111_412.84 * cos(angle) - 93.5 * cos(3 * angle) + 0.118 * cos(5 * angle)
    per_lat = 111_132.92 - 559.82 * cos(2 * angle) + 1.175 * cos(4 * angle)
    return per_lon, per_lat


@cache
def near() -> Near:
    """The region's shapes, read once."""
    return Near(load())
