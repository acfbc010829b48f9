"""The map layers: complete, nested, honest about their error, drawn the right way round, and rebuilt byte for byte."""

import csv
import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import pytest
import shapely

from geo import build, layers
from geo.regions import HERE, Place, load

REGION = load()
METRES = "EPSG:32749"
PUGER, PUGER_KULON = "35.09.08", "35.09.08.2004"


def features(path: Path) -> list[dict[str, Any]]:
    return json.loads(path.read_text(encoding="utf-8"))["features"]


def shapes(found: list[dict[str, Any]]) -> dict[str, Any]:
    return {one["id"]: shapely.geometry.shape(one["geometry"]) for one in found}


KECAMATAN_FEATURES = features(REGION.layer_path())
DESA_FEATURES = [one for code in REGION.kecamatan for one in features(REGION.layer_path(code))]
KECAMATAN, DESA = shapes(KECAMATAN_FEATURES), shapes(DESA_FEATURES)
PLACES = [*REGION.kecamatan.values(), *REGION.desa.values()]
every_place = pytest.mark.parametrize("places", [REGION.kecamatan, REGION.desa], ids=["kecamatan", "desa"])


def in_metres(found: dict[str, Any]) -> Any:
    return geopandas.GeoSeries(list(found.values()), crs=build.DEGREES).to_crs(METRES).to_numpy()


def inside(point: tuple[float, float], place: Place) -> bool:
    west, south, east, north = place.bounds
    return west < point[0] < east and south < point[1] < north


# The layers


def test_every_place_is_drawn_once_and_every_shape_is_a_place() -> None:
    assert (len(KECAMATAN_FEATURES), len(DESA_FEATURES)) == (31, 248)
    assert [one["id"] for one in KECAMATAN_FEATURES] == list(REGION.kecamatan) == sorted(REGION.kecamatan)
    assert [one["id"] for one in DESA_FEATURES] == list(REGION.desa) == sorted(REGION.desa)
    for one in KECAMATAN_FEATURES + DESA_FEATURES:
        assert one["properties"] == {"code": one["id"], "name": REGION.place(one["id"]).name}
    assert len(list((REGION.folder / "desa").glob("*.geojson"))) == 31


def test_a_desa_file_holds_the_desa_of_its_kecamatan() -> None:
    for code in REGION.kecamatan:
        own = [place.code for place in REGION.desa_of(code)]
        assert [one["id"] for one in features(REGION.layer_path(code))] == own
        assert own and all(desa.startswith(f"{code}.") for desa in own)


@pytest.mark.parametrize("layer", [KECAMATAN, DESA], ids=["kecamatan", "desa"])
def test_a_layer_has_no_gap_and_no_overlap(layer: dict[str, Any]) -> None:
    drawn = np.array(list(layer.values()))
    assert shapely.is_valid(drawn).all()
    assert shapely.coverage_is_valid(drawn)
    points = shapely.get_coordinates(drawn)
    assert (points == points.round(5)).all()


def test_a_kecamatan_is_the_union_of_its_desa() -> None:
    for code, drawn in KECAMATAN.items():
        union = shapely.union_all([DESA[place.code] for place in REGION.desa_of(code)])
        assert in_metres({code: shapely.symmetric_difference(drawn, union)})[0].area < 1


def test_exterior_rings_run_clockwise_as_d3_wants_them() -> None:
    parts = shapely.get_parts([*KECAMATAN.values(), *DESA.values()])
    assert not shapely.is_ccw(shapely.get_exterior_ring(parts)).any()
    assert all(shapely.is_ccw(hole) for part in parts for hole in part.interiors)


# Areas, labels, neighbours


def test_areas_are_those_of_the_source_and_the_drawn_ones_within_the_error_of_source_md() -> None:
    assert sum(place.area_km2 for place in REGION.desa.values()) == pytest.approx(3310.8, rel=0.001)
    note = (REGION.folder / "SOURCE.md").read_text(encoding="utf-8")
    tolerance = re.search(r"--tolerance (\S+)`", note)
    assert tolerance
    row = re.search(rf"^\| {tolerance[1]} m \|(.*)\|$", note, re.MULTILINE)
    assert row
    percents = [float(cell.rstrip("% ")) / 100 for cell in row[1].split("|") if "%" in cell]
    for layer, places, worst in ((KECAMATAN, REGION.kecamatan, percents[0]), (DESA, REGION.desa, percents[1])):
        drawn, true = shapely.area(in_metres(layer)) / 1e6, np.array([place.area_km2 for place in places.values()])
        assert np.abs(drawn / true - 1).max() == pytest.approx(worst, abs=0.0001)
        assert abs(drawn.sum() / true.sum() - 1 - percents[2]) < 0.00001


@every_place
def test_a_label_lies_in_its_place_and_on_the_mainland(places: dict[str, Place]) -> None:
    drawn = KECAMATAN | DESA
    for code, place in places.items():
        assert shapely.contains_xy(drawn[code], *place.label), place.name
        assert inside(place.label, place), place.name


@pytest.mark.parametrize("code", [PUGER, PUGER_KULON])
def test_the_island_moves_neither_label_nor_frame_of_its_place(code: str) -> None:
    island = max(shapely.get_parts((KECAMATAN | DESA)[code]), key=lambda part: -part.bounds[1])
    assert in_metres({code: island})[0].area > 70e6, "Nusa Barong"
    west, south, east, north = REGION.bounds_of(code)
    assert not shapely.box(west, south, east, north).intersects(island)
    assert not shapely.contains_xy(island, *REGION.place(code).label)


@every_place
def test_neighbours_are_mutual_and_of_the_same_level(places: dict[str, Place]) -> None:
    for code, place in places.items():
        assert place.neighbours and code not in place.neighbours
        assert all(code in places[other].neighbours for other in place.neighbours)


def test_neighbours_of_kecamatan_are_those_known(shared: Path) -> None:
    with (shared / "geo" / "kecamatan_facts.csv").open(encoding="utf-8", newline="") as file:
        known = {row["kemendagri_kecamatan"]: set(row["neighbours"].split("; ")) for row in csv.DictReader(file)}
    found = {
        code: {REGION.kecamatan[other].name for other in place.neighbours} for code, place in REGION.kecamatan.items()
    }
    assert found == known


def test_hatches_lie_inside_their_places_and_leave_none_bare() -> None:
    for layer in (None, *REGION.kecamatan):
        strokes = REGION.hatch(layer)
        assert list(strokes) == (list(REGION.kecamatan) if layer is None else [p.code for p in REGION.desa_of(layer)])
        for code, lines in strokes.items():
            assert lines, code
            outline = shapely.buffer((KECAMATAN | DESA)[code], 0.0002)
            assert shapely.contains(outline, shapely.multilinestrings(lines)), code


# The build


def test_the_build_gives_the_committed_files(shared: Path, tmp_path: Path) -> None:
    source = next((shared / "geo").glob("hdx_*_desa.geojson"))
    assert build.main([str(source), str(shared / "geo" / "crosswalk_bps_kemendagri.csv"), "--out", str(tmp_path)]) == 0
    made, kept = (
        {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
        for folder in (tmp_path, REGION.folder)
    )
    assert sorted(made) == sorted(kept)
    assert [path for path in made if made[path] != kept[path]] == []


def square(x: int, y: int) -> list[tuple[float, float]]:
    """A ring of 0.02 degrees, far enough south and east to lie in UTM 49 south."""
    west, south = 113 + x / 50, -8 + y / 50
    return [(west, south), (west + 0.02, south), (west + 0.02, south + 0.02), (west, south + 0.02), (west, south)]


Small = tuple[geopandas.GeoDataFrame, list[dict[str, str]]]


def small() -> Small:
    """Four square desa in two kecamatan, and their codes."""
    numbers = range(4)
    frame = geopandas.GeoDataFrame(
        {"village_code": [f"id990100{n}" for n in numbers], "regency": "Contoh", "date": "2020", "valid_on": "2020"},
        geometry=[shapely.Polygon(square(n // 2, n % 2)) for n in numbers],
        crs=build.DEGREES,
    )
    codes = [
        {
            "kemendagri_kecamatan": f"99.01.0{n // 2}",
            "kecamatan_kemendagri": f"Kecamatan {n // 2}",
            "kemendagri_desa": f"99.01.0{n // 2}.200{n % 2}",
            "name_kemendagri": f"Desa {n}",
            "kind": "desa",
            "postal_code": "",
            "bps_kecamatan": f"99010{n // 2}",
            "bps_desa": f"990100{n}",
        }
        for n in numbers
    ]
    return frame, codes


def run(folder: Path, source: geopandas.GeoDataFrame, codes: list[dict[str, str]], *more: str) -> int:
    source.to_file(folder / "source.geojson")
    with (folder / "codes.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, codes[0])
        writer.writeheader()
        writer.writerows(codes)
    return build.main([str(folder / "source.geojson"), str(folder / "codes.csv"), "--out", str(folder / "out"), *more])


def without_column(frame: geopandas.GeoDataFrame, codes: list[dict[str, str]]) -> Small:
    return frame.drop(columns="village_code"), codes


def without_code_column(frame: geopandas.GeoDataFrame, codes: list[dict[str, str]]) -> Small:
    return frame, [{name: row[name] for name in row if name != "kind"} for row in codes]


def without_code(frame: geopandas.GeoDataFrame, codes: list[dict[str, str]]) -> Small:
    return frame, codes[:-1]


def without_shape(frame: geopandas.GeoDataFrame, codes: list[dict[str, str]]) -> Small:
    return frame.iloc[:-1], codes


def twice(frame: geopandas.GeoDataFrame, codes: list[dict[str, str]]) -> Small:
    return frame, [*codes, codes[-1]]


def overlapping(frame: geopandas.GeoDataFrame, codes: list[dict[str, str]]) -> Small:
    frame.loc[3, "geometry"] = shapely.affinity.translate(frame.geometry[3], 0, -0.005)
    return frame, codes


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (without_column, "source.geojson tidak memuat kolom yang diperlukan: village_code."),
        (without_code_column, "codes.csv tidak memuat kolom yang diperlukan: kind."),
        (without_code, "hanya ada dalam berkas batas wilayah, tidak dalam yang lain: 9901003."),
        (without_shape, "hanya ada dalam berkas padanan kode, tidak dalam yang lain: 9901003."),
        (twice, "berulang dalam berkas padanan kode: 9901003."),
        (overlapping, "Batas desa saling bertumpuk atau tidak bertemu tepat: Desa 1, Desa 2, Desa 3."),
    ],
)
def test_a_wrong_source_is_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], fault: Callable[..., Small], said: str
) -> None:
    assert run(tmp_path, *fault(*small())) == 2
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert error.strip().endswith(said)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("tolerance", [0, -5])
def test_a_tolerance_must_be_above_zero(tmp_path: Path, capsys: pytest.CaptureFixture[str], tolerance: float) -> None:
    assert run(tmp_path, *small(), "--tolerance", str(tolerance)) == 2
    assert capsys.readouterr().err.startswith(f"Toleransi {tolerance} m tidak menghasilkan batas desa yang utuh")


def test_a_missing_file_is_one_sentence_from_the_command_line(tmp_path: Path) -> None:
    command = [sys.executable, str(HERE / "build.py"), str(tmp_path / "none.geojson"), str(tmp_path / "none.csv")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"Berkas {tmp_path / 'none.csv'} tidak ada atau tidak dapat dibaca.\n"


def test_a_broken_shape_is_repaired_and_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    frame, codes = small()
    west, south, east, north = frame.geometry[3].bounds
    spike = [(east, north), (east + 0.01, north + 0.01), (east, north)]  # out and back: no area, but not valid
    frame.loc[3, "geometry"] = shapely.Polygon([(west, south), (east, south), *spike, (west, north)])
    assert not frame.geometry[3].is_valid
    assert run(tmp_path, frame, codes) == 0
    assert "Diperbaiki: 99.01.01.2001." in capsys.readouterr().out
    assert "| repaired on reading | 99.01.01.2001 |" in (tmp_path / "out" / "SOURCE.md").read_text(encoding="utf-8")


def test_squares_that_meet_in_a_corner_are_no_neighbours(tmp_path: Path) -> None:
    assert run(tmp_path, *small()) == 0
    with (tmp_path / "out" / "places.csv").open(encoding="utf-8", newline="") as file:
        beside = {row["code"]: row["neighbours"] for row in csv.DictReader(file)}
    assert beside["99.01.00.2000"] == "99.01.00.2001 99.01.01.2000"
    assert beside["99.01.00"] == "99.01.01"


# Regions and features at run time


def test_a_region_is_named_or_the_only_one(monkeypatch: pytest.MonkeyPatch) -> None:
    assert load(REGION.folder.name).folder == REGION.folder
    with pytest.raises(ValueError, match="DAMPING_REGION must name one of"):
        load("atlantis")


def test_starting_up_loads_no_geometry_library() -> None:
    code = (
        "import sys, geo.regions as r, geo.layers; r.load(); print({'shapely', 'pandas', 'geopandas'} & {*sys.modules})"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=HERE.parent)
    assert done.stdout == "set()\n"


def test_no_module_names_the_region() -> None:
    assert not [path for path in HERE.glob("*.py") if REGION.folder.name in path.read_text(encoding="utf-8").lower()]


def test_natural_breaks_follow_the_gaps_and_take_few_values() -> None:
    assert layers.natural_breaks([1, 2, 3, 50, 52, 90, 91], 3) == [3, 52, 91]
    assert layers.natural_breaks([5, 5, 1, 1, 1], 4) == [1, 5]
    assert layers.natural_breaks([], 4) == []
