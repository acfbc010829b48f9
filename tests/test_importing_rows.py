"""Whole rows: places on the office's real map, actors and visits, and the real register of 2019."""

import csv
import io
import os
import re
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from data.importing import (
    CODES,
    ActorIndex,
    Against,
    Checked,
    CleanActor,
    CleanVisit,
    Gazetteer,
    Table,
    check_actors,
    check_visits,
    find_table,
    fingerprint,
    place,
    propose,
    read_book,
    rejected_workbook,
    sector_by_prefix,
)

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"
TODAY = date(2026, 11, 24)
FORMS = {"PO": "perorangan", "CV": "cv", "PT": "pt", "UD": "ud", "PD": "pd"}
SECTORS = {str(division): f"sector {division}" for division in range(10, 34)}


def shared(path: str) -> Path:
    """A file of the shared folder; without it the test is skipped, in CI it fails."""
    found = SHARED / path
    if not found.exists():
        assert os.environ.get("CI") != "true", f"{path} is missing"
        pytest.skip(f"{path} is not here")
    return found


@pytest.fixture(scope="module")
def places() -> Gazetteer:
    with (
        (ROOT / "geo/jember/places.csv").open(encoding="utf-8") as rows,
        (ROOT / "data/reference/jember/spelling.csv").open(encoding="utf-8") as spelling,
    ):
        return Gazetteer.from_rows(csv.DictReader(rows), csv.DictReader(spelling), "Kabupaten Jember")


def said(places: Gazetteer, kecamatan: str | None, desa: str | None) -> tuple[str, list[str]]:
    """'Kaliwates/Mangli' and the codes of what was found doubtful."""
    placed = place(places, kecamatan, desa)
    names = [places.names[code] if code else "?" for code in (placed.kecamatan, placed.desa)]
    assert placed.desa is None or places.parents[placed.desa] == placed.kecamatan
    return "/".join(names), [finding.code for finding in placed.findings]


# --- places -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kecamatan", "desa", "understood"),
    [
        ("KALISAT ", "Ajung", "Kalisat/Ajung"),
        ("Kalisat'", " AJUNG", "Kalisat/Ajung"),
        ("Ajung", "Ajung", "Ajung/Ajung"),
        ("Kec. Kalisat", "Sum berjeruk", "Kalisat/Sumberjeruk"),
        ("Kec.Ledok Ombo", "Desa Sumber Salak", "Ledokombo/Sumbersalak"),
        ("Kel.Umbul Sari Kec.Umbulsari", None, "Umbulsari/Umbulsari"),
        ("Kel. Kaliwates Kec. Kaliwates", "-", "Kaliwates/Kaliwates"),
        ("BANGSAL SARI JEMBER", "Sukorejo", "Bangsalsari/Sukorejo"),
        ("Sumberbaru (Sumber Baru)", "Yosorati", "Sumberbaru/Yosorati"),
        ("Sbr. Jambe", "Plereyan", "Sumberjambe/Plerean"),
        ("Sbr Baru", "Yosorati", "Sumberbaru/Yosorati"),
        ("Ambulu./", "Sabrang", "Ambulu/Sabrang"),
        ("rambi puji", "RAMBI GUNDAM", "Rambipuji/Rambigundam"),
        ("MUMBUL SARI", "Tamansari", "Mumbulsari/Tamansari"),
        ("Kec. Ajung Kab. Jember", "Mangaran", "Ajung/Mangaran"),
        ("Jombang, Kabupaten Jember", "Keting", "Jombang/Keting"),
        ("Jengawah", "Seruni", "Jenggawah/Sruni"),
        ("tumperejo", "Pondokrejo", "Tempurejo/Pondokrejo"),
        ("Arjasa", "KEMUNINGLLOR", "Arjasa/Kemuninglor"),
        ("Sumbersari", "Kel. KERANJINGAN", "Sumbersari/Kranjingan"),
    ],
)
def test_what_is_certain_is_placed_without_a_word(
    places: Gazetteer, kecamatan: str, desa: str | None, understood: str
) -> None:
    assert said(places, kecamatan, desa) == (understood, [])


@pytest.mark.parametrize(
    ("kecamatan", "desa", "understood", "codes"),
    [
        ("Balumg", "Tutul", "Balung/Tutul", ["place_spelling"]),
        ("Sumebrsari", "Sumbersari", "Sumbersari/Sumbersari", ["place_spelling"]),
        ("Mumbul Sari-Mumbul-Jember", "Tamansari", "Mumbulsari/Tamansari", ["place_spelling"]),
        ("Kalisat", "Sumberketepa", "Kalisat/Sumberketempa", ["place_spelling"]),
        ("Sumber Baru", "Sempusari", "Sumberbaru/?", ["place_contradiction"]),
        ("Kalisat", "Sukorejo", "Kalisat/?", ["place_contradiction"]),
        ("Kalisat", None, "Kalisat/?", ["desa_missing"]),
        ("Kalisat", "Desa", "Kalisat/?", ["desa_missing"]),
        ("Tanggul", "Tanggul", "Tanggul/?", ["desa_unknown"]),
        ("Kecamatan", "Mangli", "Kaliwates/Mangli", ["kecamatan_from_desa"]),
        ("Jember Kota", "Mangli", "Kaliwates/Mangli", ["kecamatan_from_desa"]),
        ("Jember", "Kel. Jember Lor", "Patrang/Jemberlor", ["kecamatan_from_desa"]),
        ("Kota", "Kebonsari", "Sumbersari/Kebonsari", ["kecamatan_from_desa"]),
        (None, "Mangli", "Kaliwates/Mangli", ["kecamatan_from_desa"]),
        ("tegal gede", None, "Sumbersari/Tegalgede", ["kecamatan_from_desa"]),
        ("tegal gede", "Antirogo", "Sumbersari/Antirogo", ["kecamatan_from_desa"]),
        ("tegal gede", "Mangli", "?/?", ["place_ambiguous"]),
        (None, "Kel. Mangli, Kec. Kaliwates", "Kaliwates/Mangli", []),
        ("Kecamatan", "Ajung", "?/?", ["place_ambiguous"]),
        ("Kecamatan", "Karangrejo", "?/?", ["place_ambiguous"]),
        ("Kecamatan", "Entah", "?/?", ["place_unknown"]),
        ("Jember", None, "?/?", ["place_missing"]),
        (None, None, "?/?", ["place_missing"]),
        ("Kaliwates Kidul", "Kaliwates", "?/?", ["place_unknown"]),
        ("tegal boto", None, "?/?", ["place_unknown"]),
        ("Kota Malang", "Mangli", "?/?", ["place_other_regency"]),
        ("Kab. Jombang", "Keting", "?/?", ["place_other_regency"]),
        ("Kabupaten Jombang", None, "?/?", ["place_other_regency"]),
        ("Ambulu / Wuluhan", "Ambulu", "?/?", ["place_ambiguous"]),
        ("Sumbersaru", "Antirogo", "?/?", ["place_unknown"]),
        ("umbulsarii", "Sukoreno", "?/?", ["place_unknown"]),
        ("3509010", "Kencong", "?/?", ["place_unknown"]),
        ("Puger", "Monosari", "Puger/?", ["desa_unknown"]),
    ],
)
def test_what_is_doubtful_is_said_and_never_guessed(
    places: Gazetteer, kecamatan: str | None, desa: str | None, understood: str, codes: list[str]
) -> None:
    assert said(places, kecamatan, desa) == (understood, codes)


def test_a_person_who_is_asked_is_shown_the_candidates(places: Gazetteer) -> None:
    assert place(places, "Kecamatan", "Ajung").findings[0].details["candidates"] == "Ajung (Ajung), Ajung (Kalisat)"
    assert "Sumberbaru, Sumbersari" in place(places, "Sumbersaru", None).findings[0].details["candidates"]
    assert place(places, "Kaliwates Kidul", "Mangli").findings[0].details["candidates"] == "Kaliwates"


def test_mumbulsari_is_never_umbulsari(places: Gazetteer) -> None:
    for written in ("mumbulsari", "Mumbul Sari", "MUMBULSARI JEMBER", "Kec.Mumbulsari", "Mumbul Sari-Mumbul-Jember"):
        assert said(places, written, None)[0] == "Mumbulsari/?"


def test_no_single_slip_in_a_kecamatan_leads_to_another_one(places: Gazetteer) -> None:
    for code in [code for code in places.names if code not in places.parents]:
        name = places.names[code].lower()
        slips = {name[:i] + name[i + 1 :] for i in range(len(name))}
        slips |= {name[:i] + letter + name[i + 1 :] for i in range(len(name)) for letter in "aeiou"}
        slips |= {name[:i] + name[i + 1] + name[i] + name[i + 2 :] for i in range(len(name) - 1)}
        for slip in slips:
            placed = place(places, slip, None)
            by_desa = "kecamatan_from_desa" in [finding.code for finding in placed.findings]
            assert placed.kecamatan in (None, code) or slip in map(str.lower, places.names.values()) or by_desa, slip


def test_a_spelling_of_an_unknown_place_is_a_mistake_of_the_list() -> None:
    with pytest.raises(ValueError, match="35.99"):
        Gazetteer.from_rows([], [{"level": "desa", "seen": "x", "code": "35.99"}])


# --- actors -----------------------------------------------------------------------------------------------------------

REGISTER = """\
Nama Usaha;Pemilik;Desa;Kecamatan;Telepon;Badan Usaha;Jenis Izin;No Izin;NIB;KBLI;Tahun Data;Lk;Nilai Investasi
Mebel Jati;Siti;Ajung;Kalisat;0812-3456-7890;PO;TDI;537/1.TDI/2010;9120001234567;31001;2018;2;Rp 5 juta
MEBEL  JATI;siti;Ajung;Kec. Kalisat;-;PO;IUI;537/2.IUI/2012;;31001;2018;2;5000000
Toko Lama;Budi;Mangli;Kaliwates;-;Firma;Belum;x;120001234567;0;0000;-1;2147483647
;Budi;Mangli;Kaliwates;-;PO;Belum;-;;31001;2018;1;1
Toko Baru;Budi;Mangli;Entah;-;PO;Belum;-;;31001;2018;1;1
"""


def table_of(text: str) -> Table:
    return find_table(read_book("a.csv", text.encode()))


def actors_of(text: str, places: Gazetteer, **options: Any) -> Checked[CleanActor]:
    table = table_of(text)
    return check_actors(table, propose(table).mapping, against(places, **options))


def against(places: Gazetteer, **options: Any) -> Against:
    known = {
        "sector_of": sector_by_prefix(SECTORS),
        "legal_forms": FORMS,
        "regency_digits": "3509",
        "today": TODAY,
        "actors": INDEX,
        "facilitators": FACILITATORS,
    }
    return Against(places=places, **known | options)


def test_each_row_is_accepted_warned_or_rejected_with_its_reasons(places: Gazetteer) -> None:
    checked = actors_of(REGISTER, places)
    assert [(row.row, row.verdict, [problem.code for problem in row.problems]) for row in checked.rows] == [
        (2, "accepted", []),
        (3, "warned", ["repeat_in_file"]),
        (4, "warned", ["legal_form_unknown", "permit_number_unreadable", "nib_length", "kbli_unknown",
                       "year_unreadable", "value_negative", "value_clamped"]),
        (5, "rejected", ["business_name_missing"]),
        (6, "rejected", ["place_unknown"]),
    ]  # fmt: skip
    first = checked.rows[0]
    assert (first.phones, first.legal_form, first.nib, first.kbli, first.sector) == (
        ("081234567890",), "perorangan", "9120001234567", "31001", "sector 31",
    )  # fmt: skip
    assert (first.known_since, first.workers_m, first.workers_f, first.investment) == (2018, 2, None, 5000000)
    third = checked.rows[2]
    assert (third.legal_form, third.sector, third.workers_m, third.investment) == (None, None, None, None)
    assert third.raw["Badan Usaha"] == "Firma"


def test_the_report_counts_every_row_once_and_names_titles(places: Gazetteer) -> None:
    report = actors_of(REGISTER, places).as_json()
    assert {key: report[key] for key in ("rows", "accepted", "warned", "rejected")} == {
        "rows": 5, "accepted": 1, "warned": 2, "rejected": 2,
    }  # fmt: skip
    assert report["problems"][0] == {"row": 3, "column": "Nama Usaha", "code": "repeat_in_file", "value": "MEBEL  JATI"}
    assert report["problems"][-1] == {"row": 6, "column": "Kecamatan", "code": "place_unknown", "value": "Entah"}


def test_a_repeat_names_its_first_row_and_what_else_it_says(places: Gazetteer) -> None:
    repeat = actors_of(REGISTER, places).rows[1]
    assert repeat.repeat_of == 2
    assert repeat.problems[0].details == {"first": 2, "differs": "permits"}
    assert repeat.problems[0].sentence() == "Sama dengan baris 2; hanya dicatat satu kali."


def test_what_the_register_has_already_is_said(places: Gazetteer) -> None:
    mark = fingerprint("Mebel Jati", "Siti", "35.09.27", "35.09.27.2008")
    first, second = actors_of(REGISTER, places, known={mark: "a1"}).rows[:2]
    assert (first.same_as, first.problems) == ("a1", ()), "an update is no fault of the row"
    assert (second.same_as, second.repeat_of) == ("a1", 2)


def test_a_file_without_a_column_for_desa_is_not_complained_of_in_each_row(places: Gazetteer) -> None:
    checked = actors_of("Nama Usaha;Kecamatan\nA;Kalisat\nB;Kalisat\n", places)
    assert checked.counts() == {"rows": 2, "accepted": 2, "warned": 0, "rejected": 0}


def test_the_form_in_a_name_counts_only_where_its_column_is_silent(places: Gazetteer) -> None:
    text = "Nama Usaha;Kecamatan;Badan Usaha\nUD Maju;Kalisat;\nUD Jaya;Kalisat;CV\n"
    text += "Maju;Kalisat;Perseroan (PT)\nUD A;Kalisat;\n"
    rows = actors_of(text, places).rows
    assert [(row.legal_form, [problem.code for problem in row.problems]) for row in rows] == [
        ("ud", ["legal_form_from_name"]), ("cv", []), ("pt", []), ("ud", []),
    ]  # fmt: skip


def test_rows_under_titles_in_other_places_stay_out(places: Gazetteer) -> None:
    text = "Nama Usaha;Pemilik;Kecamatan\nMebel;Siti;Kalisat\nPemilik;Nama Usaha;Kecamatan\nBudi;Toko;Kalisat\n"
    rows = actors_of(text, places).rows
    assert [(row.row, row.verdict, [problem.code for problem in row.problems]) for row in rows] == [
        (2, "accepted", []), (4, "rejected", ["titles_moved"]),
    ]  # fmt: skip
    visits = "Tanggal;Pendamping;ID Pelaku;Cara;Status\n2026-05-25;Rina W.;a1;kantor;batal\n"
    visits += "Pendamping;Tanggal;ID Pelaku;Cara;Status\n2026-05-26;Rina W.;a1;kantor;batal\n"
    assert [row.verdict for row in visits_of(visits, places).rows] == ["accepted", "rejected"]


def test_a_figure_in_the_place_of_a_name_is_no_business(places: Gazetteer) -> None:
    rows = actors_of("Kecamatan;Nama Usaha\nKalisat;Mebel\nAjung;12\n", places).rows
    assert [(row.verdict, [problem.code for problem in row.problems]) for row in rows] == [
        ("accepted", []), ("rejected", ["name_digits", "business_name_missing"]),
    ]  # fmt: skip


def test_men_and_women_that_are_not_all_workers_are_said(places: Gazetteer) -> None:
    text = "Nama Usaha;Kecamatan;Lk;Pr;Tenaga Kerja\nA;Kalisat;2;3;5\nB;Kalisat;2;3;7\nC;Kalisat;2;;7\n"
    rows = actors_of(text, places).rows
    assert [[problem.code for problem in row.problems] for row in rows] == [[], ["workers_sum_differs"], []]
    assert rows[1].problems[0].details == {"sum": 5}
    assert (rows[1].workers_m, rows[1].workers_f) == (2, 3)


def test_a_permit_that_has_run_out_is_recorded_only_if_its_end_is_past(places: Gazetteer) -> None:
    titles = "Nama Usaha;Kecamatan;Jenis Izin;No Izin;Status Izin;Berlaku Sampai\n"
    text = titles + "A;Kalisat;TDI;1/2015;habis;31/12/2027\nB;Kalisat;TDI;2/2015;habis;31/12/2020\n"
    text += "C;Kalisat;TDI;3/2015;habis;\n"
    rows = actors_of(text, places).rows
    assert [[permit.expires for permit in row.permits] for row in rows] == [[], [date(2020, 12, 31)], []]
    assert all("permit_expired" in [problem.code for problem in row.problems] for row in rows)


def test_a_place_that_is_like_none_names_no_candidate(places: Gazetteer) -> None:
    (row,) = actors_of("Nama Usaha;Kecamatan;Desa\nA;Kalisat;Qqqq\n", places).rows
    assert row.problems[0].sentence() == (
        'Desa "Qqqq" belum dikenal di Kecamatan Kalisat; dicatat sebagai belum diketahui.'
    )
    (row,) = actors_of("Nama Usaha;Kecamatan;Desa\nA;Qqqq;\n", places).rows
    assert row.problems[0].sentence() == 'Tempat "Qqqq" belum dikenal sebagai kecamatan.'


def test_a_paper_that_is_applied_for_is_an_event_without_a_number(places: Gazetteer) -> None:
    (row,) = actors_of("Nama Usaha;Kecamatan;NIB\nMebel;Kalisat;masih proses\n", places).rows
    assert (row.nib, [(permit.kind, permit.status) for permit in row.permits]) == (None, [("nib", "diajukan")])
    assert row.verdict == "accepted"


def test_an_id_of_this_register_names_its_actor_and_another_list_s_number_nobody(places: Gazetteer) -> None:
    unknown = "01890000-0000-7000-8000-000000000000"
    text = f"ID Pelaku;Nama Usaha;Kecamatan\na1;Mebel;Kalisat\n{unknown};Toko;Kalisat\n17;Batik;Kalisat\n"
    rows = actors_of(text, places).rows
    assert [(row.actor_id, row.same_as, row.verdict) for row in rows] == [
        ("a1", "a1", "accepted"), (unknown, None, "rejected"), ("17", None, "accepted"),
    ]  # fmt: skip


def test_a_point_far_from_the_written_kecamatan_is_kept_and_said(places: Gazetteer) -> None:
    text = "Nama Usaha;Kecamatan;Longitude;Latitude\nA;Kalisat;113.8171;-8.1332\nB;Puger;113.8171;-8.1332\nC;Puger;x;\n"
    rows = actors_of(text, places, box=(113.2, -8.7, 114.1, -7.9)).rows
    assert [(row.lon, row.lat) for row in rows] == [(113.8171, -8.1332), (113.8171, -8.1332), (None, None)]
    assert [[problem.code for problem in row.problems] for row in rows] == [
        [], ["point_far_from_place"], ["point_unreadable"],
    ]  # fmt: skip


def test_the_version_of_a_kbli_is_what_its_title_or_its_code_alone_says(places: Gazetteer) -> None:
    lists = {"codes2020": {"31001", "16293"}, "codes2025": {"31001", "31002"}}
    text = "Nama Usaha;Kecamatan;{}\nA;Kalisat;31001\nB;Kalisat;16293\nC;Kalisat;31002\nD;Kalisat;31001\n"
    plain = actors_of(text.format("KBLI"), places, **lists)
    assert [row.kbli_version for row in plain.rows] == [None, "2020", "2025", None]
    assert plain.by_code() == {"kbli_version_unknown": 1}, "said once: it is so of the whole file"
    titled = actors_of(text.format("KBLI 2025"), places, **lists)
    assert ({row.kbli_version for row in titled.rows}, titled.problems()) == ({"2025"}, [])


def test_money_under_a_title_in_thousands_is_multiplied(places: Gazetteer) -> None:
    (row,) = actors_of("Nama Usaha;Kecamatan;Nilai Investasi (Rp.000)\nMebel;Kalisat;1.300\n", places).rows
    assert row.investment == 1_300_000


def test_a_line_under_the_titles_may_say_the_unit(places: Gazetteer) -> None:
    text = "Nama Usaha;Kecamatan;Nilai Investasi\n;;(Rp juta)\nMebel;Kalisat;50\n"
    assert [(row.verdict, row.investment) for row in actors_of(text, places).rows][1] == ("accepted", 50_000_000)


def test_a_number_that_no_column_can_hold_is_left_out_and_said(places: Gazetteer) -> None:
    digits = "9" * 20
    (row,) = actors_of(f"Nama Usaha;Kecamatan;Lk;Modal\nMebel;Kalisat;{digits};{digits}\n", places).rows
    assert (row.workers_m, row.investment) == (None, None)
    assert [problem.code for problem in row.problems] == ["number_unreadable"] * 2


def test_every_sentence_can_be_said_in_both_languages(places: Gazetteer) -> None:
    for problem in [*actors_of(REGISTER, places).problems(), *visits_of(VISITS, places).problems()]:
        for language in ("id", "en"):
            assert "{" not in problem.sentence(language)
    nib = next(problem for problem in actors_of(REGISTER, places).problems() if problem.code == "nib_length")
    assert nib.sentence() == (
        "Kolom NIB berisi 12 angka; NIB terdiri dari 13 angka. Angka nol di depan mungkin hilang."
    )


# --- visits -----------------------------------------------------------------------------------------------------------

VISITS = """\
Tanggal;Nama Usaha;Pemilik;Desa;Kecamatan;Pendamping;Cara;Status;Topik;Hasil
25/5/2026;Mebel Jati;;Ajung;Kalisat;Rina W.;kunjungan;bertemu;"Manajemen/Pembukuan, izin; cuaca";Mulai catat kas
13 Mei 2026;mebel jati;;;Kec. Kalisat;RINA W;WA;tidak ada;;
25/5/2026;Mebel Jati;;Ajung;Kalisat;Rina W.;kunjungan;bertemu;;
25/5/2027;Toko Kembar;;;Kaliwates;Rina W.;kunjungan;bertemu;;
kemarin;Toko Kembar;Budi;;Kaliwates;Rina W.;kunjungan;bertemu;;
25/5/2026;Toko Kembar;Budi;;Kaliwates;Rina W.;kantor;batal;;
25/5/2026;Tidak Terdaftar;;;Kaliwates;Rina W.;kantor;bertemu;;
25/5/2026;Mebel Jati;;;Entah;Rina W.;kantor;bertemu;;
25/5/2026;Mebel Jati;;;Kalisat;Siapa;terbang;mungkin;;
;;;;Kalisat;;;;npwp;x
"""
INDEX = ActorIndex(
    [
        ("a1", "Mebel Jati", "Siti", "35.09.27", "35.09.27.2008"),
        ("a2", "Toko Kembar", "Budi", "35.09.19", None),
        ("a3", "TOKO KEMBAR", "Amir", "35.09.19", None),
        ("a4", "Mebel Jati", "Siti", "35.09.12", None),
    ]
)
FACILITATORS = {"Rina W.": "f1"}


def rejected_of(table: Table, checked: Checked[Any]) -> bytes:
    return rejected_workbook([column.title for column in table.columns], checked.rejected(), table.sheet)


def visits_of(text: str, places: Gazetteer, **options: Any) -> Checked[CleanVisit]:
    table = table_of(text)
    proposal = propose(table)
    assert proposal.kind == "visits"
    return check_visits(table, proposal.mapping, against(places, **options))


def test_visits(places: Gazetteer) -> None:
    rows = visits_of(VISITS, places).rows
    assert [(row.verdict, [problem.code for problem in row.problems]) for row in rows] == [
        ("warned", ["topic_unknown"]),
        ("accepted", []),
        ("warned", ["repeat_in_file"]),
        ("rejected", ["actor_ambiguous", "date_in_future"]),
        ("rejected", ["date_unreadable"]),
        ("accepted", []),
        ("rejected", ["actor_unknown"]),
        ("rejected", ["place_unknown"]),
        ("rejected", ["facilitator_unknown", "mode_unknown", "outcome_unknown"]),
        ("rejected", ["actor_missing", "facilitator_missing", "date_missing", "mode_missing", "outcome_missing"]),
    ]
    first = rows[0]
    assert (first.actor_id, first.facilitator_id, first.on, first.mode, first.outcome, first.topics, first.result) == (
        "a1", "f1", date(2026, 5, 25), "di_tempat", "bertemu", ("pembukuan", "perizinan"), "Mulai catat kas",
    )  # fmt: skip
    assert (rows[1].mode, rows[1].outcome) == ("telepon", "tidak_bertemu")
    assert rows[2].repeat_of == 2
    assert (rows[5].actor_id, rows[5].mode, rows[5].outcome) == ("a2", "di_kantor", "batal")


def test_visits_by_id_need_no_place_and_a_person_may_choose_defaults(places: Gazetteer) -> None:
    text = "ID Pelaku;Tanggal;Pendamping\na3;2026-05-25;rina w\nzz;2026-05-25;rina w\n"
    table = table_of(text)
    mapping = {"actor_id": "A", "on": "B", "facilitator": "C"}
    chosen = {"mode": "di_tempat", "outcome": "bertemu"}
    rows = check_visits(table, mapping, against(places, options=chosen)).rows
    assert [(row.verdict, row.actor_id, row.mode, row.outcome) for row in rows] == [
        ("accepted", "a3", "di_tempat", "bertemu"),
        ("rejected", None, "di_tempat", "bertemu"),
    ]
    without = check_visits(table, mapping, against(places))
    assert without.by_code() == {"mode_missing": 2, "outcome_missing": 2, "actor_unknown": 1}


def dated(*days: Any) -> Table:
    """Visits on these days, as a workbook holds them: texts, or a spreadsheet's own dates."""
    book = openpyxl.Workbook()
    book.active.append(["Tanggal", "ID Pelaku", "Pendamping", "Cara", "Status"])
    for day in days:
        book.active.append([day, "a1", "Rina W.", "kantor", "batal"])
    content = io.BytesIO()
    book.save(content)
    return find_table(read_book("a.xlsx", content.getvalue()))


def test_the_last_row_may_prove_how_days_are_written(places: Gazetteer) -> None:
    table = dated(*(f"01/{day:02}/2024" for day in range(1, 13)), *["01/01/2024"] * 300, "01/25/2024")
    rows = check_visits(table, propose(table).mapping, against(places)).rows
    assert rows[4].on == date(2024, 1, 5)
    assert rows[-1].on == date(2024, 1, 25)
    permits = "Nama Usaha;Kecamatan;Jenis Izin;No Izin;Tanggal Izin\n"
    permits += "A;Kalisat;TDI;1/2015;01/05/2024\n" * 60 + "A;Kalisat;TDI;1/2015;01/25/2024\n"
    assert actors_of(permits, places).rows[0].permits[0].on == date(2024, 1, 5)


def test_days_that_a_spreadsheet_has_swapped_are_doubted(places: Gazetteer) -> None:
    days = (date(2024, 5, 6), "25/06/2024", date(2024, 12, 1), "13/02/2024", date(2024, 5, 5))
    table = dated(*days)
    rows = check_visits(table, propose(table).mapping, against(places)).rows
    assert [[problem.code for problem in row.problems] for row in rows] == [
        ["date_order_mixed"], [], ["date_order_mixed"], [], [],
    ]  # fmt: skip
    table = dated(*days, date(2024, 5, 13))
    assert check_visits(table, propose(table).mapping, against(places)).counts()["accepted"] == 6


def test_two_contacts_of_one_day_are_two_unless_nothing_tells_them_apart(places: Gazetteer) -> None:
    day = "2026-05-25;Rina W.;a1;"
    lines = ("telepon;tidak bertemu", "kunjungan;bertemu", "telepon;bertemu", "telepon;bertemu")
    text = "Tanggal;Pendamping;ID Pelaku;Cara;Status\n" + "".join(f"{day}{line}\n" for line in lines)
    rows = visits_of(text, places).rows
    noted = [[(problem.code, problem.details["first"]) for problem in row.problems] for row in rows]
    assert list(zip((row.repeat_of for row in rows), noted, strict=True)) == [
        (None, []), (None, []), (None, [("visit_other_outcome", 2)]), (4, [("repeat_in_file", 4)]),
    ]  # fmt: skip


def test_rejected_visits_can_be_brought_back(places: Gazetteer) -> None:
    table = table_of(VISITS)
    back = find_table(read_book("a.xlsx", rejected_of(table, visits_of(VISITS, places))))
    assert (propose(back).kind, len(list(back.rows))) == ("visits", 7 - 1)


# --- the register of 2019 ---------------------------------------------------------------------------------------------

# What the sixteen rows mean whose pair of names does not match after mere normalisation, read by a person.
BY_HAND = {
    8: ("Kaliwates", "Mangli"),
    277: ("Kalisat", "Sumberjeruk"),
    312: ("Kalisat", "Sumberketempa"),
    350: ("Balung", "Tutul"),
    354: ("Balung", "Karang Semanding"),
    366: ("Kalisat", "Ajung"),
    384: ("Kalisat", "Ajung"),
    414: ("Sumbersari", "Sumbersari"),
    568: ("Kaliwates", "Kaliwates"),
    726: ("Ledokombo", None),
    1091: ("Kalisat", "Sukoreno"),
    1112: ("Kalisat", "Gumuksari"),
    1154: ("Kalisat", "Glagahwero"),
    1201: ("Sumberbaru", None),  # Sempusari is a kelurahan of Kaliwates: both are shown, none is chosen
    1274: ("Sumbersari", None),
    1275: ("Sumbersari", None),
}


@pytest.fixture(scope="module")
def register_of_2019(places: Gazetteer) -> tuple[Table, Checked[CleanActor]]:
    table = find_table(read_book("data.xlsx", shared("input/data_ikm_2019.xlsx").read_bytes()))
    return table, check_actors(table, propose(table).mapping, against(places))


def test_1301_rows_are_read_and_at_least_97_percent_can_go_in(register_of_2019: Any) -> None:
    table, checked = register_of_2019
    counts = checked.counts()
    assert counts["rows"] == 1301 == counts["accepted"] + counts["warned"] + counts["rejected"]
    assert counts["accepted"] + counts["warned"] >= 0.97 * 1301
    assert table.skipped == {"blank": [320, 809], "total": [1310], "header": [], "note": []}
    assert [row.row for row in checked.of("rejected")] == [217, 745]
    assert {problem.code for problem in checked.problems()} <= set(CODES)


def test_no_row_is_wrongly_placed(places: Gazetteer, register_of_2019: Any) -> None:
    def plain(words: str | None) -> str:
        return re.sub(r"[^a-z]", "", (words or "").lower())

    pairs = {(plain(places.names[above]), plain(places.names[code])): code for code, above in places.parents.items()}
    _, checked = register_of_2019
    for row in checked.rows:
        if row.row in BY_HAND:
            names = (places.names.get(row.kecamatan), places.names.get(row.desa) if row.desa else None)
            assert names == BY_HAND[row.row], row.row
        else:
            written = (row.raw["Alamat Perusahaan › Kecamatan"], row.raw["Alamat Perusahaan › Kelurahan/Desa"])
            expected = pairs[plain(written[0]), plain(written[1])]
            assert (row.kecamatan, row.desa) == (places.parents[expected], expected), row.row


def test_what_the_register_of_2019_complains_of(register_of_2019: Any) -> None:
    _, checked = register_of_2019
    assert checked.by_code() == {
        "value_clamped": 280, "kbli_unknown": 23, "repeat_in_file": 20, "permit_number_missing": 17,
        "permit_year_unreadable": 11, "pirt_expiry_mismatch": 5, "permit_kind_conflict": 5, "place_spelling": 4,
        "desa_missing": 3, "business_name_missing": 2, "kecamatan_from_desa": 1, "year_unreadable": 1,
        "pirt_regency_mismatch": 1, "permit_number_unreadable": 1, "place_contradiction": 1,
    }  # fmt: skip
    permits = Counter((permit.kind, permit.status) for row in checked.rows for permit in row.permits)
    assert permits == {("tdi", "terbit"): 585, ("iui", "terbit"): 188, ("tdi", "belum"): 528, ("pirt", "terbit"): 496}


def test_the_register_of_2019_is_checked_whole_and_comes_back(places: Gazetteer) -> None:
    content = shared("input/data_ikm_2019.xlsx").read_bytes()
    table = find_table(read_book("data.xlsx", content))
    checked = check_actors(table, propose(table).mapping, against(places))
    back = find_table(read_book("kembali.xlsx", rejected_of(table, checked)))
    assert len(list(back.rows)) == 2
    assert propose(back).mapping == {field: chr(ord(column) - 1) for field, column in propose(table).mapping.items()}
    assert io.BytesIO(rejected_of(table, checked)).read(2) == b"PK"
