"""The places of a region by code, and where its layers lie; nothing heavy is imported here."""

import csv
import json
import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
Lines = list[list[list[float]]]
Bounds = tuple[float, float, float, float]  # west, south, east, north in degrees


@dataclass(frozen=True)
class Place:
    """A kecamatan or desa; `label` and `bounds` (of the mainland part) in degrees."""

    code: str
    level: str
    name: str
    kind: str
    parent: str
    bps_code: str
    area_km2: float
    label: tuple[float, float]
    neighbours: tuple[str, ...]
    bounds: Bounds


class Region:
    """One folder of `geo/`: its places and layers."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with (folder / "places.csv").open(encoding="utf-8", newline="") as file:
            places = [_place(row) for row in csv.DictReader(file)]
        self.kecamatan = {place.code: place for place in places if place.level == "kecamatan"}
        self.desa = {place.code: place for place in places if place.level == "desa"}

    def place(self, code: str) -> Place:
        """The kecamatan or desa of this code; KeyError when there is none."""
        return self.kecamatan.get(code) or self.desa[code]

    def desa_of(self, kecamatan: str) -> list[Place]:
        """The desa of one kecamatan, by code."""
        return [place for place in self.desa.values() if place.parent == kecamatan]

    def layer_path(self, kecamatan: str | None = None) -> Path:
        """The GeoJSON of all kecamatan, or of the desa of one."""
        return self.folder / ("kecamatan.geojson" if kecamatan is None else f"desa/{kecamatan}.geojson")

    def feature(self, desa: str) -> dict[str, Any]:
        """The GeoJSON feature of one desa."""
        layer = json.loads(self.layer_path(self.desa[desa].parent).read_text(encoding="utf-8"))
        found: dict[str, Any] = next(feature for feature in layer["features"] if feature["id"] == desa)
        return found

    @property
    def mainland_bounds(self) -> Bounds:
        """The bounds of all kecamatan without islands."""
        west, south, east, north = zip(*(place.bounds for place in self.kecamatan.values()), strict=True)
        return min(west), min(south), max(east), max(north)

    def bounds_of(self, code: str) -> Bounds:
        """The mainland bounds of one place."""
        return self.place(code).bounds

    def hatch(self, kecamatan: str | None = None) -> dict[str, Lines]:
        """Code -> strokes of the hatch for "belum ada data"."""
        return _hatch(self.folder / ("hatch.json" if kecamatan is None else f"desa/{kecamatan}.hatch.json"))


def _place(row: dict[str, str]) -> Place:
    west, south, east, north = (float(row[f"mainland_{side}"]) for side in ("west", "south", "east", "north"))
    return Place(
        code=row["code"],
        level=row["level"],
        name=row["name"],
        kind=row["kind"],
        parent=row["parent"],
        bps_code=row["bps_code"],
        area_km2=float(row["area_km2"]),
        label=(float(row["label_lon"]), float(row["label_lat"])),
        neighbours=tuple(row["neighbours"].split()),
        bounds=(west, south, east, north),
    )


@cache
def _hatch(path: Path) -> dict[str, Lines]:
    found: dict[str, Lines] = json.loads(path.read_text(encoding="utf-8"))
    return found


@cache
def load(region: str | None = None) -> Region:
    """The region named here or by DAMPING_REGION, else the only one there is; ValueError when that is not clear."""
    wanted = region or os.environ.get("DAMPING_REGION")
    folders = sorted(path.parent for path in HERE.glob("*/places.csv") if wanted in (None, path.parent.name))
    if len(folders) != 1:
        raise ValueError(f"DAMPING_REGION must name one of {[path.name for path in folders]}")
    return Region(folders[0])
