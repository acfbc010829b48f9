"""The kecamatan as GeoJSON with the published numbers about them: shapes as they ship, no points, no desa."""

import json
from collections.abc import Iterator
from typing import Any

from data import formats
from data.public.document import NO_DATA, Cell, Document
from data.public.files.words import as_json, invented, licence, release_title
from data.settings import region
from data.text import text
from geo import regions

TABLES = ("cakupan", "sektor", "izin", "pendamping")


def to_geojson(document: Document) -> bytes:
    """A FeatureCollection of every kecamatan. A number that is not published is null, `<column>_catatan` says why."""
    layer = json.loads(regions.load().layer_path().read_text(encoding="utf-8"))
    found = {
        "type": "FeatureCollection",
        "name": f"damping-{document.slug}",
        "title": release_title(document),
        "title_en": release_title(document, "en"),
        "description": text("opendata.shapes", day=formats.day(document.as_of)),
        "coordinate_reference_system": "WGS 84 (urn:ogc:def:crs:OGC:1.3:CRS84)",
        "boundary_credit": region().boundary_credit,
        "license": licence().name,
        "features": [_feature(document, feature) for feature in layer["features"]],
    }
    return as_json(found, indent=0)


def _feature(document: Document, feature: dict[str, Any]) -> dict[str, Any]:
    code = feature["id"]
    properties = {"kode": code, "nama": feature["properties"]["name"], "per_tanggal": document.as_of.isoformat()}
    if invented(document):
        properties["keterangan"] = invented(document)
    geometry = feature["geometry"]
    return {
        "type": "Feature",
        "id": code,
        "properties": properties | dict(_numbers(document, code)),
        "geometry": {"type": geometry["type"], "coordinates": _turned(geometry["coordinates"])},
    }


def _numbers(document: Document, code: str) -> Iterator[tuple[str, Any]]:
    for name in TABLES:
        table = document.table(name)
        known = {row.code for row in table.rows}
        for column in table.columns:
            cell = table.cell(code, column) if code in known else Cell(None, NO_DATA)
            yield column, cell.value
            if cell.mark:
                yield f"{column}_catatan", cell.mark


def _turned(coordinates: list[Any]) -> list[Any]:
    """Rings the other way round: the shipped layer draws them as d3 wants, RFC 7946 wants the opposite."""
    if isinstance(coordinates[0][0], list):
        return [_turned(part) for part in coordinates]
    return coordinates[::-1]
