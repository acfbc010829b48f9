"""GeoJSON points (RFC 7946) -> one sheet: the names of the properties, then `lon` and `lat` in WGS84 degrees."""

import json
from collections.abc import Iterator
from typing import Any

from data.importing.book import Cell, Sheet
from data.importing.guard import Source, open_source
from data.importing.guard.limits import refuse_area
from data.problem import Problem

_WGS84 = ("CRS84", "4326")
_MOST_CONTAINERS = 2_000_000


def read_geojson(source: Source) -> Sheet:
    """The features of a FeatureCollection of points as rows from row 2 on; row 1 holds the titles."""
    document = _parse(source)
    features = document.get("features")
    if document.get("type") != "FeatureCollection" or not isinstance(features, list):
        raise Problem("geojson_not_points")
    _refuse_other_crs(document.get("crs"))
    names: dict[str, None] = {}
    for feature in features:
        _check_point(feature)
        names.update(dict.fromkeys(feature.get("properties") or {}))
        refuse_area(len(features), len(names) + 2)
    return Sheet("geojson", _Rows(list(names), features))


class _Rows:
    def __init__(self, names: list[str], features: list[dict[str, Any]]) -> None:
        self._names, self._features = names, features

    def __iter__(self) -> Iterator[list[Cell]]:
        yield [*map(_cell, self._names), "lon", "lat"]
        for feature in self._features:
            properties = feature.get("properties") or {}
            lon, lat = (feature["geometry"] or {}).get("coordinates", (None, None))[:2]
            yield [*(_cell(properties.get(name)) for name in self._names), lon, lat]

    def __len__(self) -> int:
        return len(self._features) + 1


def _parse(source: Source) -> dict[str, Any]:
    with open_source(source) as stream:
        content = stream.read()
    # Every list and object takes fifty bytes of memory where the file may spend three on it.
    if content.count(b"[") + content.count(b"{") > _MOST_CONTAINERS:
        raise Problem("file_broken")
    try:
        document = json.loads(content.decode("utf-8-sig"), parse_constant=lambda _: None)
    except (ValueError, RecursionError) as broken:
        raise Problem("file_broken") from broken
    return document if isinstance(document, dict) else {}


def _refuse_other_crs(crs: object) -> None:
    """Older files name their reference system; without a name it is WGS84."""
    if crs is not None and not str(crs).rstrip("}'\" ").endswith(_WGS84):
        raise Problem("geojson_crs")


def _check_point(feature: object) -> None:
    if not isinstance(feature, dict) or feature.get("type") != "Feature":
        raise Problem("geojson_not_points")
    geometry, properties = feature.setdefault("geometry", None), feature.get("properties")
    if not isinstance(properties, dict | None) or not isinstance(geometry, dict | None):
        raise Problem("geojson_not_points")
    if geometry is None:  # a feature without a place is allowed
        return
    position = geometry.get("coordinates")
    if geometry.get("type") != "Point" or not isinstance(position, list) or len(position) < 2:
        raise Problem("geojson_not_points")
    if not all(isinstance(value, int | float) and not isinstance(value, bool) for value in position[:2]):
        raise Problem("geojson_not_points")
    if abs(position[0]) > 180 or abs(position[1]) > 90:  # metres of some other reference system
        raise Problem("geojson_crs")


def _cell(value: Any) -> Cell:
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, str):
        # Half a surrogate pair may be escaped in JSON, but no database takes it.
        value = value.replace("\0", "").encode("utf-8", errors="replace").decode("utf-8")
        return value if value.strip() else None
    if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) >= 1e18:
        return str(value)
    return value  # type: ignore[no-any-return]
