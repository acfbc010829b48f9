"""The kinds of file that many offices have: recognised by their titles, read without a click."""

import csv
import io
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from data.importing import (
    PRESETS,
    ActorIndex,
    Against,
    Gazetteer,
    Table,
    check_actors,
    check_mapping,
    check_visits,
    find_table,
    lines_above,
    propose,
    read_book,
    sector_by_prefix,
    unused,
)
from data.problem import Problem

ROOT = Path(__file__).parents[1]
TODAY = date(2026, 11, 24)
KALISAT, AMBULU = "35.09.27", "35.09.12"
INDEX = ActorIndex(
    [
        ("a1", "Mebel Jati", "Siti", KALISAT, None),
        ("a2", "Batik Rolla", "Budi", AMBULU, None),
        ("a3", "Batik Rolla", "Amir", AMBULU, None),
    ],
    [("9120001234567", "a1"), ("9120009999999", "a2"), ("9120009999999", "a3")],
)


@pytest.fixture(scope="module")
def places() -> Gazetteer:
    with (ROOT / "geo/jember/places.csv").open(encoding="utf-8") as rows:
        return Gazetteer.from_rows(csv.DictReader(rows), (), "Kabupaten Jember")


def table_of(*rows: Sequence[Any]) -> Table:
    out = io.StringIO()
    csv.writer(out, delimiter=";").writerows(rows)
    return find_table(read_book("a.csv", out.getvalue().encode()))


def against(places: Gazetteer, **more: Any) -> Against:
    known: dict[str, Any] = {
        "sector_of": sector_by_prefix({str(division): "industry" for division in range(10, 34)}),
        "legal_forms": {"Perorangan": "perorangan", "CV": "cv", "PT": "pt", "UD": "ud"},
        "actors": INDEX,
        "facilitators": {"Rina W.": "f1"},
        "box": (113.2, -8.7, 114.1, -7.9),
    }
    return Against(places=places, today=TODAY, **known | more)


def codes(rows: Sequence[Any]) -> list[tuple[str, list[str]]]:
    return [(row.verdict, [problem.code for problem in row.problems]) for row in rows]


# --- OSS --------------------------------------------------------------------------------------------------------------

OSS = list(csv.reader([
    "No.|Id Proyek|Uraian_Jenis_Proyek|Nib|Nama Perusahaan|Tanggal Terbit Oss|Uraian Status Penanaman Modal"
    "|Uraian Jenis Perusahaan|Uraian Risiko Proyek|nama_proyek|Uraian Skala Usaha|Alamat Usaha|Kab Kota Usaha"
    "|kecamatan_usaha|kelurahan_usaha|longitude|latitude|Kbli|Judul Kbli|KL/Sektor Pembina|Nama User"
    "|Nomor Identitas User|Email|Nomor Telp|luas_tanah|satuan_tanah|Mesin Peralatan|Mesin Peralatan Impor"
    "|Pembelian Pematangan Tanah|Bangunan Gedung|Modal Kerja|Lain Lain|Jumlah Investasi|TKI"
], delimiter="|"))[0]  # fmt: skip
SPACED = [title.replace("_", " ").upper() for title in OSS]


def project(**facts: Any) -> list[Any]:
    usual: dict[str, Any] = {
        "Id Proyek": "R-1", "Nib": "0220001234567", "Nama Perusahaan": "MAKMUR JAYA",
        "Tanggal Terbit Oss": "13 Agustus 2021",
        "Uraian Jenis Perusahaan": "Persekutuan Komanditer (CV)", "Uraian Risiko Proyek": "Rendah",
        "Alamat Usaha": "Jl. Mawar", "Kab Kota Usaha": "Kab. Jember", "kecamatan_usaha": "Kalisat",
        "kelurahan_usaha": "Sumberjeruk", "Kbli": "31001", "Judul Kbli": "Industri Furnitur Dari Kayu",
        "Nama User": "Siti", "Nomor Identitas User": "3509214107800001", "Email": "siti@contoh.id",
        "Nomor Telp": "081234567890", "Jumlah Investasi": "5000000", "TKI": "2",
    }  # fmt: skip
    return [(usual | facts).get(title, "") for title in OSS]


@pytest.mark.parametrize("titles", [OSS, SPACED])
def test_the_project_export_of_oss_is_recognised_and_its_34_columns_are_read(
    titles: list[str], places: Gazetteer
) -> None:
    assert len(titles) == 34
    table = table_of(titles, project())
    proposal = propose(table, places=places)
    assert (proposal.preset, proposal.kind, proposal.options) == ("oss", "actors", {"industry_only": True})
    assert set(proposal.reasons.values()) == {"preset"}
    row = check_actors(table, proposal.mapping, against(places, options=proposal.options)).rows[0]
    assert (row.business_name, row.owner, row.nib, row.kbli, row.sector, row.legal_form, row.known_since) == (
        "MAKMUR JAYA", "Siti", "0220001234567", "31001", "industry", "cv", 2021,
    )  # fmt: skip
    assert (row.kecamatan, row.investment, row.workers, row.commodity) == (
        KALISAT, 5_000_000, 2, "Industri Furnitur Dari Kayu",
    )  # fmt: skip
    assert "Nama Proyek" in {column.title.replace("_", " ").title() for column in unused(table, proposal.mapping)}
    kept = str(row.raw)
    assert "3509214107800001" not in kept and "siti@contoh.id" not in kept


def test_one_nib_on_many_project_rows_is_one_actor_and_nothing_is_dropped_in_silence(places: Gazetteer) -> None:
    table = table_of(
        OSS,
        project(Kbli="47111", **{"Judul Kbli": "Perdagangan Eceran"}),
        project(),
        project(Kbli="16293", **{"Jumlah Investasi": "7000000", "Nama Perusahaan": "Makmur Jaya Abadi"}),
        project(kecamatan_usaha="Ambulu", kelurahan_usaha="Sabrang"),
        project(Nib="0220007654321", **{"Kab Kota Usaha": "Kab. Bondowoso", "Nama Perusahaan": "Lain"}),
        project(Nib="0220007654322", **{"Kab Kota Usaha": "Kabupaten Jember", "Nama Perusahaan": "Ketiga"}),
        project(Nib="9.12032E+12", **{"Nama Perusahaan": "Keempat", "kecamatan_usaha": "Puger", "kelurahan_usaha": ""}),
    )
    proposal = propose(table)
    checked = check_actors(table, proposal.mapping, against(places, options=proposal.options))
    assert codes(checked.rows) == [
        ("rejected", ["kbli_not_industry", "nik_in_file"]),
        ("accepted", []),
        ("warned", ["same_nib_in_file"]),
        ("warned", ["same_nib_other_place"]),
        ("rejected", ["place_other_regency"]),
        ("accepted", []),
        ("warned", ["desa_missing", "nib_broken"]),
    ]
    assert [row.repeat_of for row in checked.rows] == [None, None, 3, 3, None, None, None]
    assert checked.rows[2].problems[0].details == {"first": 3, "differs": "investment, kbli"}
    assert "baris 3" in checked.rows[2].problems[0].sentence()
    assert checked.problems()[1].value is None, "a NIK is not even kept in a complaint"


def test_the_same_nib_in_the_register_is_the_same_actor(places: Gazetteer) -> None:
    table = table_of(OSS, project(Nib="9120001234567"), project(Nib="9120009999999", **{"Nama Perusahaan": "B"}))
    first, second = check_actors(table, propose(table).mapping, against(places)).rows
    assert first.same_as == "a1"
    assert second.same_as is None, "two actors have this NIB: it tells neither"


# --- the office's own lists -------------------------------------------------------------------------------------------


def test_the_register_of_2019_and_a_visit_log_are_recognised(shared: Path) -> None:
    table = find_table(read_book("a.xlsx", (shared / "input/data_ikm_2019.xlsx").read_bytes()))
    assert (propose(table).preset, propose(table).kind) == ("register", "actors")
    visits = table_of(
        ["Tanggal", "Nama Usaha", "Kecamatan", "Pendamping", "Hasil"], ["25/5/2026", "A", "Kalisat", "R", "x"]
    )
    assert (propose(visits).preset, propose(visits).kind) == ("visits", "visits")
    plain = table_of(["Nama Usaha", "Kecamatan"], ["A", "Kalisat"])
    assert propose(plain).preset is None


def test_visits_carry_what_was_promised_and_find_their_actor_by_nib(places: Gazetteer) -> None:
    table = table_of(
        ["Tanggal", "NIB", "Nama Usaha", "Pendamping", "Cara", "Status", "Tindak Lanjut", "Tenggat"],
        ["25/5/2026", "9120001234567", "", "Rina W.", "kunjungan", "bertemu", "Urus merek", "1/2/2027"],
        ["26/5/2026", "", "Batik Rolla", "Rina W.", "WA", "bertemu", "", ""],
        ["27/5/2026", "9120005555555", "", "Rina W.", "WA", "bertemu", "", ""],
    )
    rows = check_visits(table, propose(table).mapping, against(places)).rows
    assert codes(rows) == [("accepted", []), ("rejected", ["actor_ambiguous"]), ("rejected", ["actor_unknown"])]
    assert (rows[0].actor_id, rows[0].next_step, rows[0].next_due) == ("a1", "Urus merek", date(2027, 2, 1))


# --- attendance -------------------------------------------------------------------------------------------------------

PRESENT = [
    ["No", "Nama", "Nama Usaha", "Kecamatan", "Hadir"],
    [1, "Siti", "Mebel Jati", "Kalisat", "✓"],
    [2, "Amir", "Batik Rolla", "Ambulu", "hadir"],
    [3, "Budi", "Batik Rolla", "Ambulu", "tidak hadir"],
    [4, "Siti", "Mebel Jati", "Kalisat", ""],
]


def workbook(*rows: Sequence[Any]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(list(row))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_an_attendance_list_says_above_its_table_when_it_was_and_who_held_it(places: Gazetteer) -> None:
    book = read_book("hadir.xlsx", workbook(
        ["DAFTAR HADIR PELATIHAN KEMASAN"], ["Hari/Tanggal : Senin, 25 Mei 2026"], ["Pendamping", ":", "Rina W."], [],
        *PRESENT,
    ))  # fmt: skip
    table = find_table(book)
    proposal = propose(table, above=lines_above(book, table))
    assert (proposal.preset, proposal.kind) == ("attendance", "visits")
    assert proposal.options == {
        "mode": "kelompok", "outcome": "bertemu", "on": "2026-05-25", "facilitator": "Rina W.",
        "session_title": "PELATIHAN KEMASAN",
    }  # fmt: skip
    check_mapping(table, "visits", proposal.mapping, proposal.options)
    rows = check_visits(table, proposal.mapping, against(places, options=proposal.options)).rows
    assert [(row.actor_id, row.outcome, row.mode, row.on, row.facilitator_id) for row in rows] == [
        ("a1", "bertemu", "kelompok", date(2026, 5, 25), "f1"),
        ("a3", "bertemu", "kelompok", date(2026, 5, 25), "f1"),
        ("a2", "tidak_bertemu", "kelompok", date(2026, 5, 25), "f1"),
        ("a1", None, "kelompok", date(2026, 5, 25), "f1"),
    ]
    assert codes(rows)[3] == ("rejected", ["outcome_missing"]), "an empty tick is nobody's presence"
    assert rows[0].session_title == "PELATIHAN KEMASAN"


def test_without_a_day_above_a_person_is_asked_for_it(places: Gazetteer) -> None:
    signed = [[*row[:4], ""] for row in PRESENT[1:]]
    table = table_of([*PRESENT[0][:4], "Tanda Tangan"], *signed)
    proposal = propose(table)
    assert (proposal.preset, "outcome" in proposal.mapping) == ("attendance", False)
    with pytest.raises(Problem) as caught:
        check_mapping(table, "visits", proposal.mapping, proposal.options)
    assert caught.value.code == "column_missing_on"
    chosen = proposal.options | {"on": "2026-05-25", "facilitator": "f1"}
    rows = check_visits(table, proposal.mapping, against(places, options=chosen)).rows
    assert codes(rows) == [("accepted", [])] * 3 + [("warned", ["repeat_in_file"])]


def test_a_column_for_signatures_counts_only_where_somebody_ticked_it() -> None:
    for given, counts in (("v", True), ("1.", False)):
        table = table_of([*PRESENT[0][:4], "TTD"], *[[*row[:4], given] for row in PRESENT[1:]])
        assert ("outcome" in propose(table).mapping) is counts


# --- permits ----------------------------------------------------------------------------------------------------------

PERMITS = [
    ["Nama Usaha", "NIB", "Kecamatan", "Jenis Izin", "Nomor Izin", "Status Izin", "Tanggal Terbit", "Berlaku Sampai"],
    ["Mebel Jati", "", "Kalisat", "Merek", "IDM0001", "terbit", "3/2/2024", "3/2/2034"],
    ["", "9120001234567", "", "SNI", "", "proses", "", ""],
    ["", "9120001234567", "", "SNI", "", "proses", "", ""],
    ["Batik Rolla", "", "Ambulu", "Merek", "IDM0002", "", "1/1/2030", ""],
    ["Tidak Terdaftar", "", "Kalisat", "Merek", "IDM0003", "", "31/12/2023", "nanti"],
]


def test_a_permit_list_adds_to_who_is_there_and_makes_nobody(places: Gazetteer) -> None:
    table = table_of(*PERMITS)
    proposal = propose(table)
    assert (proposal.preset, proposal.kind, proposal.options) == ("permits", "actors", {"new_actors": False})
    rows = check_actors(table, proposal.mapping, against(places, options=proposal.options)).rows
    assert codes(rows) == [
        ("accepted", []),
        ("accepted", []),
        ("warned", ["repeat_in_file"]),
        ("rejected", ["permit_date_in_future", "actor_ambiguous"]),
        ("rejected", ["day_unreadable", "actor_unknown"]),
    ]
    assert [row.same_as for row in rows] == ["a1", "a1", "a1", None, None]
    permit = rows[0].permits[0]
    assert (permit.kind, permit.status, permit.number, permit.on, permit.precision, permit.expires) == (
        "merek", "terbit", "IDM0001", date(2024, 2, 3), "day", date(2034, 2, 3),
    )  # fmt: skip
    assert [(one.kind, one.status, one.number) for one in rows[1].permits] == [("sni", "diajukan", None)]


def test_a_permit_list_may_make_actors_where_a_person_says_so(places: Gazetteer) -> None:
    table = table_of(*PERMITS)
    rows = check_actors(table, propose(table).mapping, against(places, options={"new_actors": True})).rows
    assert codes(rows)[4][0] == "warned"
    assert (rows[4].same_as, rows[4].business_name, rows[4].kecamatan) == (None, "Tidak Terdaftar", KALISAT)
    assert codes(rows)[1] == ("rejected", ["business_name_missing", "place_missing"])


def test_what_has_run_out_nobody_knows_when_is_not_recorded_as_valid(places: Gazetteer) -> None:
    table = table_of(PERMITS[0], ["Mebel Jati", "", "Kalisat", "Merek", "IDM1", "kedaluwarsa", "", ""],
                     ["Mebel Jati", "", "Kalisat", "Merek", "IDM2", "kedaluwarsa", "", "1/1/2020"])  # fmt: skip
    rows = check_actors(table, propose(table).mapping, against(places, options={"new_actors": False})).rows
    assert [[(one.number, one.expires) for one in row.permits] for row in rows] == [[], [("IDM2", date(2020, 1, 1))]]
    assert codes(rows) == [("warned", ["permit_expired"])] * 2


def test_a_list_of_one_kind_needs_no_column_for_the_kind(places: Gazetteer) -> None:
    table = table_of(
        ["Nama Usaha", "Kecamatan", "No PIRT", "Berlaku Sampai"], ["Mebel Jati", "Kalisat", "2063509010001-29", ""]
    )
    proposal = propose(table)
    known = against(places, options=proposal.options | {"permit_type": "pirt"})
    (row,) = check_actors(table, proposal.mapping, known).rows
    assert [(one.kind, one.number) for one in row.permits] == [("pirt", "2063509010001-29")]


# --- forms of ODK and Kobo --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("titles", "values", "on"),
    [
        (["SubmissionDate", "kunjungan-actor_id", "kunjungan-facilitator", "kunjungan-on", "kunjungan-mode",
          "kunjungan-outcome", "kunjungan-topics", "kunjungan-next_step", "meta-instanceID", "KEY"],
         ["2026-05-26T01:00:00.123Z", "a1", "Rina W.", "2026-05-25", "di_tempat", "bertemu", "perizinan akses_pasar",
          "Urus merek", "uuid:11-22", "uuid:11-22"], date(2026, 5, 25)),
        (["start", "kunjungan/actor_id", "kunjungan/mode", "kunjungan/outcome", "kunjungan/topics/perizinan",
          "kunjungan/topics/akses_pasar", "kunjungan/topics/modal", "kunjungan/next_step", "_uuid", "_submission_time",
          "_submitted_by"],
         ["2026-05-25T21:00:00.000+07:00", "a1", "di_tempat", "bertemu", "1", "1", "0", "Urus merek", "11-22",
          "2026-05-25T18:30:00", "Rina W."], date(2026, 5, 25)),
        (["SubmissionDate", "actor_id", "facilitator", "mode", "outcome", "topics", "topics/perizinan",
          "topics/akses_pasar", "next_step", "meta-instanceID", "KEY"],
         ["2026-05-25T18:30:00.000Z", "a1", "Rina W.", "di_tempat", "bertemu", "perizinan akses_pasar", "1", "1",
          "Urus merek", "uuid:11-22", "uuid:11-22"], date(2026, 5, 26)),
    ],
    ids=["central", "kobo", "both"],
)  # fmt: skip
def test_a_form_s_export_comes_in_through_the_same_door(
    titles: list[str], values: list[str], on: date, places: Gazetteer
) -> None:
    table = table_of(titles, values, values)
    proposal = propose(table)
    assert (proposal.preset, proposal.kind) == ("odk", "visits")
    check_mapping(table, "visits", proposal.mapping, proposal.options)
    rows = check_visits(table, proposal.mapping, against(places)).rows
    assert codes(rows) == [("accepted", []), ("warned", ["repeat_in_file"])]
    row = rows[0]
    assert (row.actor_id, row.facilitator_id, row.on, row.form_id) == ("a1", "f1", on, "11-22")
    assert (row.mode, row.outcome, row.topics, row.next_step) == (
        "di_tempat", "bertemu", ("perizinan", "akses_pasar"), "Urus merek",
    )  # fmt: skip


def test_the_same_form_sent_twice_is_one_contact(places: Gazetteer) -> None:
    titles = ["SubmissionDate", "actor_id", "facilitator", "on", "mode", "outcome", "KEY"]
    table = table_of(titles, ["2026-05-26", "a1", "Rina W.", "2026-05-25", "di_tempat", "bertemu", "uuid:1"],
                     ["2026-05-27", "a1", "Rina W.", "2026-05-24", "di_tempat", "bertemu", "uuid:1"])  # fmt: skip
    assert [row.repeat_of for row in check_visits(table, propose(table).mapping, against(places)).rows] == [None, 2]


# --- all of them ------------------------------------------------------------------------------------------------------


def test_every_preset_has_its_name_in_both_languages_and_fields_that_exist() -> None:
    from data.importing import FIELDS, OPTIONS

    assert [preset.name for preset in PRESETS] == ["oss", "odk", "attendance", "visits", "register", "permits"]
    for preset in PRESETS:
        assert preset.title("id") != preset.title("en")
        assert set(preset.columns) <= set(FIELDS[preset.kind])
        assert set(preset.options) <= set(OPTIONS[preset.kind])


def test_a_permit_list_that_may_add_businesses_adds_none_that_is_there(places: Gazetteer) -> None:
    rows = [["Nama Usaha", "Kecamatan", "Jenis Izin", "No Izin"], ["Mebel Jati", "Kalisat", "TDI", "530/1/TDI/2015"]]
    table = table_of(*rows, ["Mebel Baru", "Kalisat", "TDI", "530/2/TDI/2015"])
    index = ActorIndex([("a1", "Mebel Jati", "Siti", "35.09.27", None)])
    known = against(places, actors=index, options={"new_actors": True})
    assert [row.same_as for row in check_actors(table, propose(table).mapping, known).rows] == ["a1", None]
