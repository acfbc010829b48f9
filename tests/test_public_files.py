"""A release's files: each says exactly the document's numbers, to the byte the same each time, and nothing runs."""

import csv
import hashlib
import io
import json
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from frictionless import Package
from openpyxl import load_workbook
from shapely.geometry import shape

from data.public import files
from data.public.document import Cell, Document, Rules, Table, from_text
from data.public.files.words import heading, licence, meaning
from data.public.tables import STEPS, WINDOW, groups, layout, layouts
from data.settings import region
from data.text import LANGUAGES, catalogue, text
from geo import regions
from tests.published import KALISAT, SUMBERJAMBE, document

FORMULA = '=HYPERLINK("https://example.org";"klik")'
MARKUP = "<script>alert(1)</script><img src=x onerror=alert(1)>"
UNITS = {one.name: {column.name: column.unit for column in one.columns} for one in layouts()}


@pytest.fixture(scope="module")
def made() -> dict[str, bytes]:
    return files.of(document())


def value(written: str, unit: str) -> Cell:
    """The cell that a word of a CSV says."""
    if written in ("ditahan", "tanpa_data", "tidak_berlaku"):
        return Cell(None, written)
    return Cell({"count": int, "money": int, "share": float}.get(unit, str)(written))


def rows_of(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8"))))


# --- the vocabulary ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_table_row_column_and_mark_has_its_words(language: str) -> None:
    said = catalogue(language)
    for one in layouts():
        assert {f"public.{kind}.{one.name}" for kind in ("table", "table_about")} <= set(said)
        assert f"public.rows.{one.rows}" in said
        for column in one.columns:
            assert heading(one.name, column.name, language) and meaning(one.name, column.name, language)
    named = {column.name for one in layouts() for column in one.columns} - {group.code for group in groups()}
    assert {key for key in said if key.startswith("public.column.")} == {f"public.column.{name}" for name in named}
    assert {key for key in said if key.startswith("public.step.")} == {f"public.step.{step}" for step in STEPS}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_words_say_the_rules_as_they_are(language: str) -> None:
    assert str(Rules().threshold) in text("public.withheld_why", language)
    assert str(Rules().base) in text("public.rounded_why", language)
    assert str(WINDOW) in text("public.meaning.terlayani", language)


# --- CSV and the data package --------------------------------------------------------------------------------------


def test_every_csv_says_exactly_its_table(made: Mapping[str, bytes]) -> None:
    one = document()
    assert sorted(name for name in made if name.endswith(".csv")) == sorted(f"{each.name}.csv" for each in layouts())
    for table in one.tables:
        rows = rows_of(made[f"{table.name}.csv"])
        assert list(rows[0]) == ["kode", "nama", *table.columns, "keterangan"]
        assert [row["kode"] for row in rows] == [row.code for row in table.rows]
        assert [row["nama"] for row in rows] == [row.name["id"] for row in table.rows]
        read = [tuple(value(row[name], UNITS[table.name][name]) for name in table.columns) for row in rows]
        assert tuple(read) == table.cells, table.name
    assert b"\r" not in b"".join(content for name, content in made.items() if name.endswith(".csv"))


def test_data_that_are_not_real_say_so_in_every_file() -> None:
    for kind, words in (("contoh", "DATA CONTOH – rekaan"), ("uji", "DATA UJI")):
        for name, content in files.of(document(kind=kind)).items():
            if name.endswith((".csv", ".md", "json")) and name != "document.json":
                assert words in content.decode(), name
        assert words in " ".join(cells(document(kind=kind)))
    real = document(kind="nyata")
    assert not any(b"CONTOH" in content or b"keterangan" in content for content in files.of(real).values())
    assert "CONTOH" not in " ".join(cells(real))


def written(folder: Path, made: Mapping[str, bytes]) -> Package:
    for name, content in made.items():
        (folder / name).write_bytes(content)
    return Package(str(folder / "datapackage.json"))


def test_the_data_package_is_valid_and_notices_a_changed_table(tmp_path: Path, made: Mapping[str, bytes]) -> None:
    package = written(tmp_path, made)
    report = package.validate()
    assert report.valid, report.flatten(["type", "note"])
    assert [one.name for one in package.resources] == [one.name for one in layouts()]
    rows = {row["kode"]: row for row in package.get_resource("cakupan").read_rows()}
    assert (rows[KALISAT]["pelaku"], rows[KALISAT]["terlayani"]) == (85, None)
    before = made["cakupan.csv"]
    for changed, fault in (
        (before.replace(b"Kalisat,85", b"Kalisat,90"), "hash-count"),
        (before.replace(b"Kalisat,85", b"Kalisat,3"), "constraint-error"),
        (before.replace(b"Kalisat,85", b"Kalisat,banyak"), "type-error"),
        (before.replace(b"35.09.17", b"35.09.27"), "primary-key"),
    ):
        assert changed != before
        (tmp_path / "cakupan.csv").write_bytes(changed)
        found = Package(str(tmp_path / "datapackage.json")).validate()
        assert fault in {kind for (kind,) in found.flatten(["type"])}, fault


def test_the_data_package_says_how_numbers_were_protected_and_under_what_licence(made: Mapping[str, bytes]) -> None:
    found = json.loads(made["datapackage.json"])
    assert found["protection"] == {"threshold": 5, "base": 5, "money_base": 100_000_000, "dominance": 20}
    assert found["licenses"][0]["name"] == licence().name
    assert (found["as_of"], found["version"], found["definitions"]) == ("2026-11-24", "2026-11-26", "1")
    assert found["register_kind"] == "contoh"
    for resource in found["resources"]:
        assert resource["schema"]["primaryKey"] == ["kode"] and resource["licenses"]
        assert set(resource["schema"]["missing_values_meaning"]) == set(resource["schema"]["missingValues"])
        assert all(field["title"] and field["description"] for field in resource["schema"]["fields"])


# --- workbook --------------------------------------------------------------------------------------------------------


def cells(one: Document) -> Iterator[str]:
    """Every text of the workbook."""
    book = load_workbook(io.BytesIO(files.of(one)[files.workbook_name(one)]))
    yield from (
        str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None
    )


def test_the_workbook_has_exactly_the_numbers_and_a_grey_word_where_there_is_none(made: Mapping[str, bytes]) -> None:
    one = document()
    book = load_workbook(io.BytesIO(made["damping-2026-11-26.xlsx"]))
    assert book.sheetnames == ["Baca dulu", *(table.name for table in one.tables)]
    for table in one.tables:
        sheet = book[table.name]
        lines = list(sheet.iter_rows())[-len(table.rows) :]
        for line, row, cells_of_row in zip(lines, table.rows, table.cells, strict=True):
            assert (line[0].value, line[0].data_type) == (row.code, "s")
            for shown, column, cell in zip(line[2:], table.columns, cells_of_row, strict=True):
                assert shown.value == expected(cell, UNITS[table.name][column]), (table.name, row.code, column)
                assert bool(cell.mark) == (shown.font.color is not None and shown.font.color.rgb == "006B6B6B")
    assert one.sha256 in " ".join(cells(one))


def expected(cell: Cell, unit: str) -> Any:
    if cell.mark:
        return text(f"public.mark.{cell.mark}")
    if unit == "date":
        return datetime.fromisoformat(str(cell.value))
    return text(f"public.flag.{cell.value}") if unit == "flag" else cell.value


# --- shapes ----------------------------------------------------------------------------------------------------------


def points(coordinates: Any) -> Iterator[tuple[float, float]]:
    if isinstance(coordinates[0], float):
        yield coordinates[0], coordinates[1]
    else:
        for part in coordinates:
            yield from points(part)


def test_the_shapes_are_the_kecamatan_with_the_published_numbers_and_no_place_more(made: Mapping[str, bytes]) -> None:
    one, found = document(), json.loads(made["cakupan.geojson"])
    layer = {
        each["id"]: each for each in json.loads(regions.load().layer_path().read_text(encoding="utf-8"))["features"]
    }
    assert len(found["features"]) == len(layer) == 31 and found["boundary_credit"] == region().boundary_credit
    for feature in found["features"]:
        assert set(points(feature["geometry"]["coordinates"])) <= set(
            points(layer[feature["id"]]["geometry"]["coordinates"])
        )
        polygon = shape(feature["geometry"])
        assert polygon.is_valid and polygon.equals(shape(layer[feature["id"]]["geometry"]))
        assert all(part.exterior.is_ccw for part in getattr(polygon, "geoms", [polygon]))  # as RFC 7946 wants
    properties = {each["id"]: each["properties"] for each in found["features"]}
    for name in ("cakupan", "sektor", "izin", "pendamping"):
        table = one.table(name)
        for row, column in ((row.code, column) for row in table.rows for column in table.columns if row.code in layer):
            cell = table.cell(row, column)
            assert (properties[row][column], properties[row].get(f"{column}_catatan", "")) == (cell.value, cell.mark)
    assert properties[SUMBERJAMBE]["terlayani_catatan"] == "tanpa_data"
    assert properties["35.09.01"]["pelaku"] is None and properties["35.09.01"]["pelaku_catatan"] == "tanpa_data"


# --- metadata card ---------------------------------------------------------------------------------------------------


def test_every_table_has_a_whole_metadata_card(made: Mapping[str, bytes]) -> None:
    found = json.loads(made["satu-data.json"])
    assert [one["nama"] for one in found["dataset"]] == [one.name for one in layouts()]
    page = made["satu-data.md"].decode()
    for one in found["dataset"]:
        for name in ("sumber", "jadwal", "penanggung_jawab", "periode", "cakupan_wilayah", "batasan", "lisensi"):
            assert one[name], (one["nama"], name)
        assert [each["alias"] for each in one["variabel"]] == [column.name for column in layout(one["nama"]).columns]
        for variable in one["variabel"]:
            for name in (
                "konsep",
                "definisi",
                "klasifikasi_penyajian",
                "ukuran",
                "satuan",
                "metode_rumus_penghitungan",
            ):
                assert variable[name] and "{" not in variable[name], (one["nama"], variable["alias"], name)
        title = text(f"public.table.{one['nama']}")
        assert f"## {title}" in page
    units = {each["alias"]: each["satuan"] for one in found["dataset"] for each in one["variabel"]}
    assert (units["pendamping"], units["kunjungan"], units["nilai_produksi"]) == ("orang", "kunjungan", "rupiah")


# --- the same to the byte, whole, harmless ---------------------------------------------------------------------------


def test_the_same_document_is_the_same_bytes_whenever_it_is_written(
    made: Mapping[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("openpyxl.writer.excel.datetime", Later)
    again = files.of(from_text(document().to_text()))
    assert [name for name in made if made[name] != again[name]] == []
    with zipfile.ZipFile(io.BytesIO(made["damping-2026-11-26.xlsx"])) as book:
        assert {one.date_time for one in book.infolist()} == {(2026, 11, 26, 0, 0, 0)}


class Later:
    """The library's clock, some years on."""

    class datetime(datetime):  # noqa: N801
        @classmethod
        def now(cls, tz: Any = None) -> datetime:
            return datetime(2031, 5, 5, tzinfo=tz)

    timezone = __import__("datetime").timezone


def test_the_checksums_are_those_of_the_files_and_of_the_document(made: Mapping[str, bytes]) -> None:
    lines = dict(reversed(line.split("  ")) for line in made["checksums.txt"].decode().splitlines())
    assert set(lines) == set(made) - {"checksums.txt"}
    assert all(hashlib.sha256(made[name]).hexdigest() == said for name, said in lines.items())
    assert lines["document.json"] == document().sha256
    assert from_text(made["document.json"].decode()) == document()


def named(words: str) -> Document:
    """A document whose office, region and every row bear these words."""
    one = document(kind="nyata")
    tables = tuple(
        Table(
            each.name,
            tuple(replace(row, name=dict.fromkeys(LANGUAGES, words)) for row in each.rows),
            each.columns,
            each.cells,
        )
        for each in one.tables
    )
    return replace(one, office=words, region_name=words, tables=tables)


@pytest.mark.parametrize("words", [FORMULA, MARKUP, "@SUM(1)", "-1+1", "[x](javascript:alert(1))"])
def test_names_do_nothing_in_any_file(words: str, tmp_path: Path) -> None:
    found = files.of(named(words))
    for row in rows_of(found["cakupan.csv"]):
        assert row["nama"] == (f"'{words}" if words[0] in "=@-" else words)
    book = load_workbook(io.BytesIO(found["damping-2026-11-26.xlsx"]))
    for cell in (cell for sheet in book for row in sheet.iter_rows() for cell in row):
        assert cell.data_type != "f"
        assert not (cell.value == words and words[0] in "=@-") or cell.quotePrefix
    for name in ("datapackage.json", "satu-data.json", "satu-data.md", "cakupan.geojson"):
        assert b"<script" not in found[name] and b"<img" not in found[name]
    assert not re.search(r"(?<!\\)\[x\]\(", found["satu-data.md"].decode())
    assert json.loads(found["satu-data.json"])["produsen_data"] == words
    assert written(tmp_path, found).validate().valid
    with zipfile.ZipFile(io.BytesIO(found["damping-2026-11-26.xlsx"])) as zipped:
        assert b"<script" not in zipped.read("docProps/core.xml")


def test_a_release_of_another_day_says_its_day() -> None:
    other = document(as_of=date(2027, 1, 31), slug="2027-02-01", published_on=date(2027, 2, 1))
    found = files.of(other)
    assert "damping-2027-02-01.xlsx" in found
    assert json.loads(found["datapackage.json"])["resources"][0]["title"].endswith("31 Januari 2027")
