"""What a column title means, alone and under another one: the dirt of real headers -> the field, or a question."""

import csv
import io
import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from data.importing import (
    Against,
    Gazetteer,
    Kind,
    Table,
    as_values,
    check_actors,
    check_visits,
    find_table,
    propose,
    read_book,
    rejected_workbook,
    unused,
)
from data.importing.reader import without_nik
from data.importing.titles import field_of, is_never_kept

ROOT = Path(__file__).parents[1]
TODAY = date(2026, 11, 24)
NIK = "3509214107800001"


@pytest.fixture(scope="module")
def places() -> Gazetteer:
    with (ROOT / "geo/jember/places.csv").open(encoding="utf-8") as rows:
        return Gazetteer.from_rows(csv.DictReader(rows), (), "Kabupaten Jember")


def table_of(*rows: Sequence[Any]) -> Table:
    out = io.StringIO()
    csv.writer(out, delimiter=";").writerows(rows)
    return find_table(read_book("a.csv", out.getvalue().encode()))


def workbook(*rows: Sequence[Any], merges: Sequence[str] = ()) -> Table:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(list(row))
    for merge in merges:
        book.active.merge_cells(merge)
    stream = io.BytesIO()
    book.save(stream)
    return find_table(read_book("a.xlsx", stream.getvalue()))


def against(places: Gazetteer, **more: Any) -> Against:
    return Against(places=places, today=TODAY, sector_of=lambda code: None, box=(113.2, -8.7, 114.1, -7.9), **more)


# --- one title --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "kind", "field"),
    [
        ("lat", "actors", "lat"),
        ("lon", "actors", "lon"),
        ("Lat", "actors", "lat"),
        ("X", "actors", "lon"),
        ("Y", "actors", "lat"),
        ("Koordinat › Lat", "actors", "lat"),
        ("Koordinat › Lon", "actors", "lon"),
        ("Tenaga Kerja › L", "actors", "workers_m"),
        ("Tenaga Kerja L / P", "actors", None),
        ("Laki-laki / Perempuan", "actors", None),
        ("Nama Usaha / Pemilik", "actors", None),
        ("Desa / Kecamatan", "actors", None),
        ("NIB / NIK", "actors", "nib"),
        ("NIK / NIB", "actors", "nib"),
        ("No. HP / Email", "actors", "phone"),
        ("Perizinan / Jenis", "actors", "permit_type"),
        ("HP Pemilik", "actors", "phone"),
        ("HP Pendamping", "actors", None),
        ("Jenis Kelamin › L", "actors", None),
        ("Jenis Kelamin › P", "actors", None),
        ("Data Pemilik › Nama", "actors", "owner"),
        ("Data Pemilik › Alamat", "actors", None),
        ("Data Pemilik › Desa", "actors", None),
        ("Data Usaha › Desa", "actors", "desa"),
        ("Pemilik dan Usaha › Desa", "actors", "desa"),
        ("Bahan Baku › Satuan", "actors", None),
        ("Daerah Pemasaran › Kecamatan", "actors", None),
        ("Pendamping › Nama Pendamping", "visits", "facilitator"),
        ("Omzet", "actors", "output_value"),
        ("Omzet (Rp)", "actors", "output_value"),
        ("Omzet (per bulan)", "actors", None),
        ("Omzet (Rp/bln)", "actors", None),
        ("Omzet [sebulan]", "actors", None),
        ("Omzet (bulanan)", "actors", None),
        ("Kapasitas (per hari)", "actors", None),
        ("Kapasitas (kg per minggu)", "actors", None),
        ("Kapasitas › Jumlah (per hari)", "actors", None),
        ("Kapasitas (per tahun)", "actors", "capacity"),
        ("Tanggal (hari/bulan/tahun)", "visits", "on"),
    ],
)
def test_a_title_means_one_field_or_is_a_question(title: str, kind: Kind, field: str | None) -> None:
    assert field_of(title, kind) == field


@pytest.mark.parametrize(
    ("title", "never"),
    [
        ("NIK", True),
        ("No. HP / Email", True),
        ("HP/Email", True),
        ("Identitas / KTP", True),
        ("Pemilik › NIK", True),
        ("Nama Usaha / Pemilik", False),
        ("KTP › Alamat", False),
    ],
)
def test_what_is_never_kept_is_known_by_any_part_of_its_title(title: str, never: bool) -> None:
    assert is_never_kept(title) is never


# --- columns beside each other ----------------------------------------------------------------------------------------

LIST = ["Nama Usaha", "Desa", "Kecamatan"]
PLACES = [("Ajung", "Kalisat"), ("Sumberjeruk", "Kalisat"), ("Sabrang", "Ambulu")]


def listed(titles: Sequence[str], *values: Sequence[Any]) -> Table:
    rows = [[f"Mebel {i}", *place, *more] for i, (place, more) in enumerate(zip(PLACES, values, strict=True))]
    return table_of([*LIST, *titles], *rows)


OF_THE_LIST = {"business_name": "A", "desa": "B", "kecamatan": "C"}
PHONE = ["081234567890"]


@pytest.mark.parametrize(
    ("title", "values", "more"),
    [
        ("HP Pendamping", [PHONE] * 3, {}),
        ("Kontak Darurat HP", [PHONE] * 3, {}),
        ("Kode Bayar", [PHONE] * 3, {"phone": "D"}),
        ("Bahan Baku", [["singkong"], ["kedelai"], ["kayu"]], {}),
        ("Bahan Baku", [["singkong"], ["5000000"], ["7000000"]], {"materials_value": "D"}),
        ("Latitude", [["-8.1"]] * 3, {}),
        ("Nomor Kartu", [[NIK]] * 3, {"nik": "D"}),
    ],
)
def test_values_alone_take_no_column_that_means_something_else(
    title: str, values: Sequence[Sequence[str]], more: dict[str, str], places: Gazetteer
) -> None:
    table = listed([title], *values)
    proposal = propose(table, places=places)
    assert proposal.mapping == OF_THE_LIST | more
    assert [column.title for column in unused(table, proposal.mapping)] == ([] if more else [title])


@pytest.mark.parametrize("title", ["Tujuan Pemasaran", "Tempat Lahir", "Kecamatan Pemasaran", "Kecamatan", "Rekap"])
def test_names_of_places_are_the_business_s_only_under_a_word_of_place(title: str, places: Gazetteer) -> None:
    rows = [[f"Mebel {i}", "Kalisat", written] for i, written in enumerate(("Sabrang", "Grenden", "Rowotamtu"))]
    table = table_of(["Nama Usaha", "Kecamatan", title], *rows)
    assert propose(table, places=places).mapping == {"business_name": "A", "kecamatan": "B"}
    around = table_of(["Nama Usaha", "Kecamatan", "Wilayah"], *rows)
    assert propose(around, places=places).mapping["desa"] == "C"


OWNER_FIRST = [
    ["Data Pemilik", None, None, None, "Data Usaha", None, None],
    ["Nama", "Alamat", "Desa", "Kecamatan", "Nama", "Desa", "Kecamatan"],
]


def test_the_place_is_that_of_the_business_not_of_its_owner() -> None:
    table = workbook(
        *OWNER_FIRST, ["Siti", "Jl. Mawar", "Ajung", "Ajung", "Mebel", "Sabrang", "Ambulu"], merges=("A1:D1", "E1:G1")
    )
    assert propose(table).mapping == {"owner": "A", "business_name": "E", "desa": "F", "kecamatan": "G"}


def test_of_two_groups_with_one_field_that_of_the_business_counts_and_else_a_person_is_asked() -> None:
    def mapping(*groups: str) -> dict[str, str]:
        table = workbook(
            ["Nama Usaha", groups[0], None, groups[1], None],
            [None, "Kecamatan", "Omzet", "Kecamatan", "Omzet"],
            ["Mebel", "Ajung", 1, "Kalisat", 2],
            merges=("A1:A2", "B1:C1", "D1:E1"),
        )
        return propose(table).mapping

    assert mapping("Data Gudang", "Data Usaha") == {"business_name": "A", "kecamatan": "D", "output_value": "E"}
    assert mapping("Tahun 2023", "Tahun 2024") == {"business_name": "A"}


def test_rejected_rows_under_two_lines_of_titles_come_back_with_the_same_meaning(places: Gazetteer) -> None:
    table = workbook(
        ["Nama Usaha", "Jenis Kelamin", None, "Tenaga Kerja", None, "Kecamatan", "Desa / Dusun"],
        [None, "L", "P", "L", "P", None, None],
        ["Mebel", "v", None, 2, 1, "Entah", "x"],
        merges=("A1:A2", "B1:C1", "D1:E1", "F1:F2", "G1:G2"),
    )
    proposal = propose(table)
    assert proposal.mapping == {"business_name": "A", "workers_m": "D", "workers_f": "E", "kecamatan": "F"}
    checked = check_actors(table, proposal.mapping, against(places))
    back = rejected_workbook([column.title for column in table.columns], checked.rejected(), table.sheet)
    assert propose(find_table(read_book("b.xlsx", back))).mapping == proposal.mapping


# --- points -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("titles", [("lon", "lat"), ("Long", "Lat"), ("X", "Y")])
def test_a_point_in_two_columns_is_read(titles: tuple[str, str], places: Gazetteer) -> None:
    table = listed(titles, *[["113.8", "-8.1"]] * 3)
    row = check_actors(table, propose(table).mapping, against(places)).rows[0]
    assert (row.lon, row.lat) == (113.8, -8.1)


def test_the_point_of_a_geojson_is_read(places: Gazetteer) -> None:
    feature = {
        "type": "Feature",
        "properties": {"Nama Usaha": "Mebel", "Desa": "Ajung", "Kecamatan": "Kalisat"},
        "geometry": {"type": "Point", "coordinates": [113.8, -8.1]},
    }
    content = json.dumps({"type": "FeatureCollection", "features": [feature]}).encode()
    table = find_table(read_book("a.geojson", content))
    (row,) = check_actors(table, propose(table).mapping, against(places)).rows
    assert (row.lon, row.lat) == (113.8, -8.1)


def test_a_merged_title_over_lat_and_lon_is_no_point_in_one_cell(places: Gazetteer) -> None:
    table = workbook(
        ["Nama Usaha", "Kecamatan", "Koordinat", None],
        [None, None, "Lat", "Lon"],
        ["Mebel", "Kalisat", -8.1, 113.8],
        merges=("A1:A2", "B1:B2", "C1:D1"),
    )
    proposal = propose(table)
    assert proposal.mapping == {"business_name": "A", "kecamatan": "B", "lat": "C", "lon": "D"}


# --- kinds of file ----------------------------------------------------------------------------------------------------


def test_the_state_of_a_permit_stands_in_a_bare_column_status(places: Gazetteer) -> None:
    table = table_of(
        ["Nama Usaha", "Kecamatan", "Jenis Izin", "No Izin", "Status"],
        ["Mebel", "Kalisat", "Merek", "IDM1", "Proses"],
        ["Batik", "Kalisat", "Merek", "IDM2", "Dicabut"],
    )
    proposal = propose(table)
    assert (proposal.preset, proposal.mapping["permit_status"]) == ("permits", "E")
    rows = check_actors(table, proposal.mapping, against(places, options={"new_actors": True})).rows
    assert [permit.status for row in rows for permit in row.permits] == ["diajukan", "dicabut"]


@pytest.mark.parametrize(("said", "field"), [("bertemu", "outcome"), ("minta label halal", "result")])
def test_one_value_is_enough_to_tell_what_a_column_hasil_says(said: str, field: str) -> None:
    table = table_of(["Tanggal", "Nama Usaha", "Pendamping", "Hasil"], ["25/5/2026", "A", "Rina", said])
    assert propose(table).mapping[field] == "D"


# --- a NIK is kept nowhere --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("written", [NIK, "3509 2141 0780 0001", f"'{NIK}", f"9120001234567 / {NIK}", f"NIK {NIK}"])
@pytest.mark.parametrize("title", ["NIB", "NIK / NIB", "Nomor Induk Berusaha"])
def test_a_nik_in_a_column_of_nib_is_kept_nowhere(title: str, written: str, places: Gazetteer) -> None:
    table = listed([title], ["9120001234567"], ["0220001234568"], [written])
    rows = check_actors(table, propose(table, places=places).mapping, against(places)).rows
    staged = [json.dumps([as_values(row), row.raw, [repr(vars(p)) for p in row.problems]], default=str) for row in rows]
    assert not any(part in text for text in staged for part in (NIK, "2141 0780", written if NIK in written else NIK))
    assert rows[0].raw[title] == "9120001234567", "the NIB beside it is kept"
    problems = [(problem.code, problem.value) for problem in rows[2].problems]
    if "9120001234567" in written:
        assert (rows[2].nib, rows[2].raw[title]) == ("9120001234567", "9120001234567 /")
    else:
        assert (rows[2].nib, [code for code, _ in problems]) == (None, ["nib_is_nik"])


def test_a_nik_in_a_column_of_nib_of_a_list_of_visits_is_kept_nowhere(places: Gazetteer) -> None:
    table = table_of(["Tanggal", "NIB", "Pendamping", "Cara", "Status"], ["25/5/2026", NIK, "Rina", "WA", "bertemu"])
    (row,) = check_visits(table, propose(table).mapping, against(places)).rows
    assert "nib_is_nik" in [problem.code for problem in row.problems]
    assert NIK not in json.dumps([as_values(row), row.raw, [repr(vars(p)) for p in row.problems]], default=str)


def test_a_visit_to_nobody_known_stays_out_though_a_nik_stands_beside_the_nib(places: Gazetteer) -> None:
    table = table_of(["Tanggal", "NIB", "Pendamping"], ["25/5/2026", f"9120001234567 / {NIK}", "Rina"])
    (row,) = check_visits(table, propose(table).mapping, against(places)).rows
    assert [problem.value for problem in row.problems if problem.code == "actor_unknown"] == ["9120001234567 /"]


def test_a_nik_among_other_words_is_left_out_and_said_once(places: Gazetteer) -> None:
    table = listed(["Pemilik", "Ket"], *[[f"Siti {NIK}", f"KTP {NIK}, lama"]] * 3)
    rows = check_actors(table, propose(table).mapping, against(places)).rows
    assert [(row.owner, row.note) for row in rows] == [("Siti", "KTP , lama")] * 3
    assert [problem.code for row in rows for problem in row.problems] == ["nik_in_file"]
    assert all(NIK not in json.dumps([as_values(row), row.raw], default=str) for row in rows)


@pytest.mark.parametrize(
    ("cell", "kept"),
    [
        (NIK, None),
        (int(NIK), None),
        (float(NIK), None),
        (f"Siti, {NIK}", "Siti,"),
        ("9999999999999999", "9999999999999999"),
        ("081234567890 081234567891", "081234567890 081234567891"),
        ("ID35110000123456789", "ID35110000123456789"),
        ("2063509010001-29/2024", "2063509010001-29/2024"),
        (5_000_000, 5_000_000),
        (float("inf"), float("inf")),
        (True, True),
        (None, None),
    ],
)
def test_only_a_nik_is_left_out_of_a_cell(cell: Any, kept: Any) -> None:
    assert without_nik(cell) == kept
