"""Columns find their fields by title and by value, what a person corrected is remembered, and no row is ever lost."""

import csv
import dataclasses
import io
import json
from collections.abc import Sequence
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import settings as how
from hypothesis import strategies as st

from data.importing import (
    ActorIndex,
    Against,
    CleanActor,
    CleanPermit,
    CleanVisit,
    Gazetteer,
    Remembered,
    RowProblem,
    Table,
    actor_of,
    as_values,
    because,
    check_actors,
    check_mapping,
    check_visits,
    find_table,
    header_fingerprint,
    iter_actors,
    propose,
    read_book,
    rejected_workbook,
    remember,
    sector_by_prefix,
    unused,
    visit_of,
)
from data.importing.table import Row
from data.problem import Problem

ROOT = Path(__file__).parents[1]
TODAY = date(2026, 11, 24)
HEADER = ["Nama Usaha", "Pemilik", "Desa", "Kecamatan"]
ROWS = [["Mebel Jati", "Siti", "Ajung", "Kalisat"], ["Toko Maju", "Budi", "Mangli", "Kaliwates"]]


@cache
def gazetteer() -> Gazetteer:
    with (ROOT / "geo/jember/places.csv").open(encoding="utf-8") as rows:
        return Gazetteer.from_rows(csv.DictReader(rows), (), "Kabupaten Jember")


@pytest.fixture
def places() -> Gazetteer:
    return gazetteer()


def table_of(*rows: Sequence[Any]) -> Table:
    out = io.StringIO()
    csv.writer(out, delimiter=";").writerows(rows)
    return find_table(read_book("a.csv", out.getvalue().encode()))


def against(places: Gazetteer, **more: Any) -> Against:
    return Against(places=places, today=TODAY, sector_of=sector_by_prefix({"31": "furniture"}), **more)


# --- by title and by value --------------------------------------------------------------------------------------------

VALUES: dict[str, list[str]] = {
    "phone": ["081234567890", "+62 812-3456-7891", "0331 487123", "085212345678", "8123456789"],
    "nib": ["9120001234567", "0220001234568", "8120001234569"],
    "npwp": ["01.234.567.8-626.000", "012345678626001", "01.234.567.8-626.002"],
    "kbli": ["31001", "10794", "16293"],
    "legal_form": ["PO", "CV", "UD."],
    "point": ["-8.1724, 113.7005", "-8.2001,113.6502", "-8.1500, 113.8000"],
    "lon": ["113.7005", "113.65", "113.81"],
    "lat": ["-8.1724", "-8.20", "-8.15"],
    "nik": ["3509214107800001", "3509210112750002", "3509216505900003"],
}


@pytest.mark.parametrize("fields", [*((field,) for field in VALUES if field not in ("lon", "lat")), ("lon", "lat")])
def test_a_silent_title_is_told_by_its_values(fields: tuple[str, ...]) -> None:
    values = zip(*(VALUES[field] for field in fields), strict=True)
    rows = [[f"Mebel {i}", "Siti", "Ajung", "Kalisat", *pair] for i, pair in enumerate(values)]
    proposal = propose(table_of([*HEADER, *[""] * len(fields)], *rows))
    for field, letter in zip(fields, "EF", strict=False):
        assert (proposal.mapping.get(field), proposal.reasons.get(field)) == (letter, "values")


def test_places_are_told_by_their_names_where_the_gazetteer_is_known(places: Gazetteer) -> None:
    written = [("Kalisat", "Sumberjeruk"), ("Kec. Ambulu", "Sabrang"), ("PUGER", "Grenden"), ("Rambipuji", "Rowotamtu")]
    rows = [[f"Mebel {i}", *pair] for i, pair in enumerate(written)]
    table = table_of(["Nama Usaha", "Wilayah", "Lokasi", "Telepon"], *[[*row, "-"] for row in rows])
    assert propose(table, places=places).mapping == {
        "business_name": "A", "kecamatan": "B", "desa": "C", "phone": "D"}  # fmt: skip
    assert "kecamatan" not in propose(table).mapping


def test_a_title_that_its_values_contradict_is_not_believed() -> None:
    phones = ["0812345678901", "085212345678", "+6281234567890"]
    rows = [[f"Mebel {i}", "Kalisat", *pair] for i, pair in enumerate(zip(phones, VALUES["nib"], strict=True))]
    proposal = propose(table_of(["Nama Usaha", "Kecamatan", "NIB", "No HP"], *rows))
    assert (proposal.mapping["phone"], proposal.mapping["nib"]) == ("C", "D")
    assert (proposal.reasons["phone"], proposal.reasons["nib"]) == ("values", "values")
    many = [["A", "Kalisat", f"08123456789{i:02}"] for i in range(3)]
    assert propose(table_of(["Nama Usaha", "Kecamatan", "NIB"], *many)).mapping.get("nib") is None


@pytest.mark.parametrize(
    ("header", "names", "field"),
    [
        (["Nama", "Kecamatan", "Telepon"], ["UD Sumber Rejeki", "Toko Maju", "CV Jati"], "business_name"),
        (["Nama", "Kecamatan", "Telepon"], ["Siti Aminah", "Budi Santoso", "Amir"], None),
        (["Nama", "Nama Usaha", "Kecamatan"], ["Siti Aminah", "Budi Santoso", "Amir"], "owner"),
    ],
)
def test_a_bare_name_is_the_business_or_its_owner_or_a_question(
    header: list[str], names: list[str], field: str | None
) -> None:
    table = table_of(header, *[[name, "Mebel", "Kalisat"] for name in names])
    found = {letter: name for name, letter in propose(table).mapping.items()}
    assert found.get("A") == field


def test_thirteen_digits_under_a_title_that_nobody_knows_are_no_nib() -> None:
    table = table_of([*HEADER, "Rekening"], *[["A", "B", "Ajung", "Kalisat", nib] for nib in VALUES["nib"]])
    proposal = propose(table)
    assert "nib" not in proposal.mapping
    assert [column.title for column in unused(table, proposal.mapping)] == ["Rekening"]


def test_every_reason_can_be_said() -> None:
    for reason in ("title", "values", "remembered", "preset"):
        assert because(reason, "id") != because(reason, "en")  # type: ignore[arg-type]


# --- what a person corrected is remembered ----------------------------------------------------------------------------


def test_the_fingerprint_is_that_of_the_titles() -> None:
    plain = header_fingerprint(table_of(HEADER, *ROWS))
    shouted = table_of(["DAFTAR IKM 2026"], [], ["NAMA  USAHA", " pemilik", "Desa.", "KECAMATAN"], *ROWS[:1])
    assert header_fingerprint(shouted) == plain
    assert header_fingerprint(table_of(["", *HEADER], *[["", *row] for row in ROWS])) == plain
    assert header_fingerprint(table_of([*HEADER, ""], *[[*row, "x"] for row in ROWS])) == plain
    assert header_fingerprint(table_of(HEADER[::-1], *ROWS)) == plain
    for other in ([*HEADER, "Ket"], HEADER[:3]):
        assert header_fingerprint(table_of(other, *ROWS)) != plain


def test_the_second_file_of_a_kind_needs_no_click(places: Gazetteer) -> None:
    header = ["Nama", "Siapa", "Wilayah", "Ket", "Ket", "NIB"]
    first = table_of(header, ["Siti", "UD A", "Kalisat", "", "mebel", ""], ["Budi", "UD B", "Ambulu", "", "batik", ""])
    corrected = {"owner": "A", "business_name": "B", "kecamatan": "C", "product": "E"}
    learnt = remember(first, "actors", corrected, {"industry_only": True})
    kept = Remembered.from_json(json.loads(json.dumps(learnt.as_json())))
    assert kept == learnt

    second = table_of(["", *header], ["", "Amir", "UD C", "Puger", "lama", "tahu", "x"])
    assert header_fingerprint(second) == header_fingerprint(first)
    proposal = propose(second, kept)
    assert proposal.mapping == {"owner": "B", "business_name": "C", "kecamatan": "D", "product": "F"}
    assert set(proposal.reasons.values()) == {"remembered"}
    assert proposal.options == {"industry_only": True}
    (row,) = iter_actors(second, proposal.mapping, against(places))
    assert (row.business_name, row.owner, row.product, row.verdict) == ("UD C", "Amir", "tahu", "accepted")


def test_a_remembered_title_that_is_gone_is_guessed_anew() -> None:
    first = table_of(["Nama Usaha", "Tempat Usaha", "Kec"], ["A", "B", "Kalisat"])
    learnt = remember(first, "actors", {"business_name": "A", "address": "B", "kecamatan": "C"}, {})
    later = table_of(["Kec", "Alamat", "Nama Usaha"], ["Kalisat", "B", "A"])
    proposal = propose(later, learnt)
    assert proposal.mapping == {"kecamatan": "A", "address": "B", "business_name": "C"}
    assert proposal.reasons == {"kecamatan": "remembered", "address": "title", "business_name": "remembered"}


def test_a_column_that_a_person_took_away_stays_away() -> None:
    table = table_of([*HEADER, "Ket"], *[[*row, "rahasia"] for row in ROWS])
    mapping = {name: letter for name, letter in propose(table).mapping.items() if name != "note"}
    assert "note" in propose(table).mapping
    assert "note" not in propose(table, remember(table, "actors", mapping, {})).mapping


def test_the_day_of_one_file_is_not_that_of_the_next() -> None:
    table = table_of(["No", "Nama Usaha", "Kecamatan", "Hadir"], ["1", "A", "Kalisat", "hadir"])
    chosen = {"mode": "kelompok", "outcome": "bertemu", "on": "2026-05-25", "facilitator": "f1", "session_title": "x"}
    learnt = remember(table, "visits", propose(table).mapping, chosen)
    assert propose(table, learnt).options == {"mode": "kelompok", "outcome": "bertemu"}
    above = [["Tanggal: 26 Mei 2026"]]
    assert propose(table, learnt, above=above).options["on"] == "2026-05-26"


def test_a_kind_that_a_person_chose_overrules_what_is_remembered() -> None:
    table = table_of(["Tanggal", "Nama Usaha", "Kecamatan", "Pendamping"], ["25/5/2026", "A", "Kalisat", "Rina"])
    learnt = remember(table, "visits", propose(table).mapping, {"mode": "kelompok"})
    assert propose(table, learnt).options == {"mode": "kelompok"}
    as_actors = propose(table, learnt, kind="actors")
    assert (as_actors.kind, as_actors.options) == ("actors", {})
    assert as_actors.mapping == {"business_name": "B", "kecamatan": "C"}


# --- a row waits as JSON ----------------------------------------------------------------------------------------------


def test_a_row_comes_back_from_json_as_it_was() -> None:
    problem = RowProblem(3, "NIB", "E", "nib_length", "123", {"length": 3})
    permit = CleanPermit("pirt", "terbit", "2063509010001-29", date(2024, 1, 1), "year", date(2029, 12, 31), "x")
    actor = CleanActor(
        row=3, verdict="warned", problems=(problem,), raw={"NIB": "123", "Lk": 2, "Tgl": "2024-01-01"}, repeat_of=2,
        actor_id="7", same_as="a", business_name="Mebel", kecamatan="35.09.27", lon=113.7, lat=-8.1, phones=("0812",),
        permits=(permit, CleanPermit("nib", "belum")), workers_m=0, investment=1.5,
    )  # fmt: skip
    visit = CleanVisit(row=4, verdict="accepted", on=date(2026, 5, 25), next_due=date(2027, 1, 2), topics=("modal",))
    for row, back in ((actor, actor_of), (visit, visit_of), (CleanActor(row=1, verdict="rejected"), actor_of)):
        assert back(json.loads(json.dumps(as_values(row))), row.raw) == row


def test_the_file_s_own_cells_are_kept_as_they_are_but_nothing_that_is_never_kept(places: Gazetteer) -> None:
    book = openpyxl.Workbook()
    book.active.append([*HEADER, "Tahun Data", "Lk", "Aktif", "Didata", "NIK", "Email"])
    book.active.append(["Mebel", "Siti", "Ajung", "Kalisat", 2018, 2.5, True, datetime(2024, 3, 1, 8, 30),
                        "3509214107800001", "siti@contoh.id"])  # fmt: skip
    stream = io.BytesIO()
    book.save(stream)
    table = find_table(read_book("a.xlsx", stream.getvalue()))
    row = check_actors(table, propose(table).mapping, against(places)).rows[0]
    assert json.loads(json.dumps(row.raw)) == {
        "Nama Usaha": "Mebel", "Pemilik": "Siti", "Desa": "Ajung", "Kecamatan": "Kalisat", "Tahun Data": 2018,
        "Lk": 2.5, "Aktif": True, "Didata": "2024-03-01 08:30:00",
    }  # fmt: skip
    assert [problem.code for problem in row.problems if problem.code == "nik_in_file"] == ["nik_in_file"]
    assert "3509214107800001" not in json.dumps(as_values(row)) + repr(row.problems)


def test_a_sign_that_no_database_holds_is_left_out(places: Gazetteer) -> None:
    table = table_of(HEADER, *ROWS)
    table = dataclasses.replace(table, rows=[Row(2, ["Me\0bel", "Siti\0", "Ajung", "Kalisat"])])
    (row,) = iter_actors(table, propose(table).mapping, against(places))
    assert (row.business_name, row.owner, row.raw["Nama Usaha"]) == ("Mebel", "Siti", "Mebel")


@pytest.mark.parametrize(
    "titles", [("NIK", "NIK"), ("Identitas / KTP", "No KK"), ("Nomor Kartu", ""), ("E-mail", "Surel")]
)
def test_no_title_hides_what_is_never_kept(titles: tuple[str, str], places: Gazetteer) -> None:
    rows = [["Mebel", "Siti", "Ajung", "Kalisat", nik, nik] for nik in VALUES["nik"]]
    table = table_of([*HEADER, *titles], *rows)
    for row in check_actors(table, propose(table).mapping, against(places)).rows:
        assert set(row.raw) == set(HEADER)


# --- the rejected rows ------------------------------------------------------------------------------------------------


def test_rejected_rows_come_back_and_are_rejected_the_same_way_again(places: Gazetteer) -> None:
    table = table_of(
        [*HEADER, "Ket", "Ket", ""],
        ["=1+1", "Siti", "Ajung", "Entah", "a", "b", "081234567890"],
        ["", "-Budi", "Mangli", "Kaliwates", "@c", "", "081234567891"],
        ["Mebel Jati", "Siti", "Ajung", "Kalisat", "", "", "081234567892"],
        ["Toko", "Siti", "Ajung", "Kab. Malang", "", "", "081234567893"],
    )

    def round_of(table: Table) -> tuple[bytes, list[Any], list[str]]:
        checked = check_actors(table, propose(table).mapping, against(places))
        content = rejected_workbook([c.title for c in table.columns], checked.rejected(), table.sheet)
        return content, [row.raw for row in checked.of("rejected")], [p.code for p in checked.problems()]

    first, raw, codes = round_of(table)
    back = find_table(read_book("kembali.xlsx", first))
    assert propose(back).mapping == propose(table).mapping
    second, again, codes_again = round_of(back)
    bare = [{title: value for title, value in row.items() if title not in ("Baris asal", "Alasan")} for row in again]
    assert (bare, codes_again) == (raw, codes)
    assert raw[0]["Nama Usaha"] == "=1+1"
    cells = [[cell.value for cell in row] for row in openpyxl.load_workbook(io.BytesIO(second)).active]
    assert [row[:-2] for row in cells] == [
        row[:-2] for row in [[cell.value for cell in row] for row in openpyxl.load_workbook(io.BytesIO(first)).active]
    ]
    risky = openpyxl.load_workbook(io.BytesIO(first)).active
    assert [(risky[at].data_type, risky[at].quotePrefix) for at in ("A2", "B3", "E3")] == [("s", True)] * 3


# --- whatever a file holds --------------------------------------------------------------------------------------------

ODD = st.one_of(
    st.none(),
    st.text(max_size=20),
    st.integers(-(10**20), 10**20),
    st.floats(),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.sampled_from(
        ["-", "x", "Kalisat", "Ajung", "Kec. Ambulu", "9120001234567", "9.12032E+12", "0812-3456-7890", "8.52348e+010",
         "Rp 5 juta", "31.12.2023", "0000-00-00", "TDI", "2063509010001-29", "✓", "hadir", "Rina", "#REF!", "{x}", "\0"]
    ),
)  # fmt: skip
TITLES = [
    "Nama Usaha", "Kecamatan", "Desa", "NIB", "NPWP", "KBLI", "Telepon", "Jenis Izin", "No Izin", "Tanggal Terbit",
    "Masa Berlaku", "Koordinat", "Longitude", "Latitude", "Tahun Data", "Lk", "Nilai Investasi (Rp.000)", "NIK", "Kab",
    "Tanggal", "Pendamping", "Cara", "Status", "Topik", "ID Pelaku", "Tindak Lanjut", "Tenggat", "Nama", "Hadir", "",
]  # fmt: skip


@st.composite
def workbooks(draw: st.DrawFn) -> bytes:
    titles = ["Nama Usaha", "Kecamatan", *draw(st.lists(st.sampled_from(TITLES), max_size=9))]
    rows = draw(st.lists(st.lists(ODD, min_size=1, max_size=len(titles)), max_size=8))
    book = openpyxl.Workbook()
    for r, row in enumerate([titles, *rows], 1):
        for c, value in enumerate(row, 1):
            if isinstance(value, str):
                value = openpyxl.cell.cell.ILLEGAL_CHARACTERS_RE.sub("", value)
            if isinstance(value, date) and value.year < 1901:
                value = str(value)
            book.active.cell(r, c).value = str(value) if isinstance(value, float) and value != value else value
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@how(max_examples=80, deadline=None)
@given(workbooks(), st.booleans(), st.booleans())
def test_no_row_is_lost_and_only_problems_are_raised(content: bytes, new: bool, only: bool) -> None:
    try:
        table = find_table(read_book("a.xlsx", content))
        proposal = propose(table, places=gazetteer())
        check_mapping(table, proposal.kind, proposal.mapping, proposal.options)
        options = {
            **proposal.options,
            "new_actors": new,
            "industry_only": only,
            "permit_type": "pirt" if only else None,
        }
        known = against(
            gazetteer(), box=(113, -9, 114.5, -7.5), actors=ActorIndex([("a", "x", None, "35.09.27", None)]),
            facilitators={"Rina": "f"}, options=options,
        )  # fmt: skip
        check, back = (check_actors, actor_of) if proposal.kind == "actors" else (check_visits, visit_of)
        checked: Any = check(table, proposal.mapping, known)
    except Problem:
        return
    counts = checked.counts()
    assert counts["rows"] == counts["accepted"] + counts["warned"] + counts["rejected"] == len(list(table.rows))
    for row in checked.rows:
        assert back(json.loads(json.dumps(as_values(row), allow_nan=False)), row.raw) == row
        assert "\0" not in json.dumps(row.raw, allow_nan=False)
        for problem in row.problems:
            assert problem.sentence("id") and problem.sentence("en")
    content = rejected_workbook([c.title for c in table.columns], checked.rejected(), table.sheet)
    assert openpyxl.load_workbook(io.BytesIO(content)).active.max_row == 1 + counts["rejected"]
