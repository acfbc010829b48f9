"""Every cleaning step alone: one cell in, one value and at most one complaint out."""

from datetime import date, datetime
from typing import Any

import pytest

from data.importing import fingerprint, sector_by_prefix
from data.importing.clean import (
    clean_count,
    clean_date,
    clean_kbli,
    clean_legal_form,
    clean_nib,
    clean_npwp,
    clean_number,
    clean_phones,
    clean_year,
    tidy,
)
from data.importing.permits import CleanPermit, clean_permits, permit_year
from data.importing.words import TOPIC_WORDS, word_code

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize("cell", [None, "", " ", "-", "--", "—", ".", "tidak ada", "Nihil", "n/a"])
def test_what_says_nothing_is_nothing(cell: Any) -> None:
    assert tidy(cell) is None


def test_words_keep_their_letters() -> None:
    assert tidy("  UD.  Mebél \n Jati ") == "UD. Mebél Jati"
    assert tidy("مجوهرات") == "مجوهرات"


@pytest.mark.parametrize(
    ("cell", "numbers", "code"),
    [
        ("-", (), None),
        (None, (), None),
        ("0899 - 1784017", ("08991784017",), None),
        ("08119) 674734", ("08119674734",), None),
        ("081304287412\n/745186", ("081304287412", "745186"), None),
        ("084463492047/86\n7802", ("084463492047", "867802"), None),
        ("08130428\n7412", ("081304287412",), None),
        ("081304287412\n085662505680", ("081304287412", "085662505680"), None),
        ("081304287412 atau 085662505680", ("081304287412", "085662505680"), None),
        (81304287412, ("081304287412",), None),
        ("+62 813-0428-7412", ("081304287412",), None),
        ("Telp. (0331) 483951", ("0331483951",), None),
        ("0812", ("0812",), "phone_odd"),
        ("081304287412999", ("081304287412999",), "phone_odd"),
        ("nomor istri", ("nomor istri",), "phone_odd"),
        ("081304287412 / istri", ("081304287412", "istri"), "phone_odd"),
    ],
)
def test_phones(cell: Any, numbers: tuple[str, ...], code: str | None) -> None:
    assert clean_phones(cell)[:2] == (numbers, code)


FORMS = {"po": "perorangan", "cv": "cv", "pt": "pt", "ptperorangan": "pt_perorangan", "koperasi": "koperasi"}


@pytest.mark.parametrize(
    ("cell", "form", "code"),
    [
        ("PO", "perorangan", None),
        (" C.V. ", "cv", None),
        ("PT Perorangan", "pt_perorangan", None),
        ("-", None, None),
        ("Firma", None, "legal_form_unknown"),
    ],
)
def test_legal_forms(cell: str, form: str | None, code: str | None) -> None:
    assert clean_legal_form(cell, FORMS)[:2] == (form, code)


@pytest.mark.parametrize(
    ("cell", "value", "code"),
    [
        ("9120001234567", "9120001234567", None),
        (9120001234567, "9120001234567", None),
        ("912 000 123 4567", "9120001234567", None),
        ("120001234567", "120001234567", "nib_length"),
        ("12345", None, "nib_length"),
        ("belum punya", None, "nib_length"),
        ("9,12E+12", None, "nib_broken"),
        ("#####", None, "nib_broken"),
        ("-", None, None),
    ],
)
def test_nib(cell: Any, value: str | None, code: str | None) -> None:
    assert clean_nib(cell)[:2] == (value, code)


@pytest.mark.parametrize(
    ("cell", "value", "code"),
    [
        ("01.234.567.8-626.000", "012345678626000", None),
        ("3509012345678901", "3509012345678901", None),
        (3509012345678900, None, "npwp_broken"),
        (12345678626000, "12345678626000", "npwp_length"),
        ("3,50901E+15", None, "npwp_broken"),
    ],
)
def test_npwp(cell: Any, value: str | None, code: str | None) -> None:
    assert clean_npwp(cell)[:2] == (value, code)


@pytest.mark.parametrize(
    ("cell", "value", "code"),
    [
        ("31001", "31001", None),
        (31001, "31001", None),
        ("31001 - Furnitur", "31001", None),
        ("KBLI 31001", "31001", None),
        ("0", None, "kbli_unknown"),
        ("310", None, "kbli_unknown"),
        ("-", None, None),
    ],
)
def test_kbli(cell: Any, value: str | None, code: str | None) -> None:
    assert clean_kbli(cell)[:2] == (value, code)


def test_the_sector_of_the_longest_prefix() -> None:
    sector = sector_by_prefix({"31": "other furniture", "3100": "furniture"})
    assert (sector("31001"), sector("31100"), sector("10710")) == ("furniture", "other furniture", None)


@pytest.mark.parametrize(
    ("cell", "value", "code"),
    [
        (12, 12, None),
        (12.5, 12.5, None),
        ("1.300.000", 1300000, None),
        ("1.300.000,50", 1300000.5, None),
        ("1,300,000", 1300000, None),
        ("Rp 5 juta", 5000000, None),
        ("Rp. 1,5 jt", 1500000, None),
        ("Rp 1,2 M", 1200000000, None),
        ("Rp 5.000.000,-", 5000000, None),
        ("3 orang", 3, None),
        ("1.5", 1.5, None),
        ("1.300", 1300, None),
        ("1,300", None, "number_unreadable"),
        ("5 M", None, "number_unreadable"),
        ("banyak", None, "number_unreadable"),
        (True, None, "number_unreadable"),
        (2147483647, None, "value_clamped"),
        ("2147483647", None, "value_clamped"),
        (-3, None, "value_negative"),
        ("-3", None, "value_negative"),
        ("-", None, None),
        (None, None, None),
    ],
)
def test_numbers(cell: Any, value: float | None, code: str | None) -> None:
    assert clean_number(cell)[:2] == (value, code)


def test_people_are_whole() -> None:
    assert clean_count("12 orang")[:2] == (12, None)
    assert clean_count(2.5)[:2] == (None, "number_unreadable")


@pytest.mark.parametrize(
    ("cell", "year"),
    [
        ("2019", 2019),
        (2018, 2018),
        (date(2017, 3, 1), 2017),
        ("0000", None),
        (None, None),
        ("2027", None),
        (1949, None),
        ("201", None),
    ],  # fmt: skip
)
def test_years(cell: Any, year: int | None) -> None:
    assert clean_year(cell, TODAY)[:2] == (year, None if year else "year_unreadable")


@pytest.mark.parametrize(
    ("cell", "day", "code"),
    [
        (datetime(2023, 12, 13, 9, 30), date(2023, 12, 13), None),
        (date(2023, 12, 13), date(2023, 12, 13), None),
        (45273, date(2023, 12, 13), None),
        ("2023-12-13", date(2023, 12, 13), None),
        ("2023-12-13 09:30:00", date(2023, 12, 13), None),
        ("25/5/2016", date(2016, 5, 25), None),
        ("25-05-16", date(2016, 5, 25), None),
        ("13 Des 2023", date(2023, 12, 13), None),
        ("13 Desember 2023", date(2023, 12, 13), None),
        ("Rabu, 13 Desember 2023", date(2023, 12, 13), None),
        ("17 Agustus 2023", date(2023, 8, 17), None),
        ("1 Nop 2023", date(2023, 11, 1), None),
        ("24/11/2026", date(2026, 11, 24), None),
        ("25/11/2026", None, "date_in_future"),
        ("5/25/2016", None, "date_unreadable"),
        ("31/2/2016", None, "date_unreadable"),
        ("kemarin", None, "date_unreadable"),
        (7, None, "date_unreadable"),
        ("1/1/1899", None, "date_unreadable"),
        ("-", None, "date_missing"),
        (None, None, "date_missing"),
    ],
)
def test_dates(cell: Any, day: date | None, code: str | None) -> None:
    assert clean_date(cell, TODAY)[:2] == (day, code)


# --- permits ----------------------------------------------------------------------------------------------------------


def codes(kind: Any, number: Any) -> list[str]:
    return [finding.code for finding in clean_permits(kind, number, "3509")[1]]


def test_an_old_licence_with_its_year() -> None:
    permits, findings = clean_permits("TDI", "535/796.TDI-Diperindag/ 2002")
    assert findings == ()
    assert permits == (
        CleanPermit(
            "tdi", "terbit", "535/796.TDI-Diperindag/ 2002", date(2002, 1, 1),
            raw="TDI · 535/796.TDI-Diperindag/ 2002",
        ),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("number", "year"),
    [
        ("a/1980", 1980),
        ("a/2035", 2035),
        ("a/1979", None),
        ("a/2036", None),
        ("a/201", None),
        ("a/202", None),
        ("535/1315-Eksosbud", None),
        ("IX2009", 2009),
        ("120092", None),
    ],  # fmt: skip
)
def test_the_year_at_the_end_of_a_number(number: str, year: int | None) -> None:
    assert permit_year(number) == year


def test_belum_beside_a_pirt_number_is_two_permits() -> None:
    raw = "Belum · 2063509008637 - 22/2017"
    permits, findings = clean_permits("Belum", "2063509008637 - 22/2017", "3509")
    assert findings == ()
    assert permits == (
        CleanPermit("tdi", "belum", raw=raw),
        CleanPermit("pirt", "terbit", "2063509008637-22", date(2017, 1, 1), "year", date(2022, 12, 31), raw),
    )


@pytest.mark.parametrize(
    ("kind", "number", "found", "complaints"),
    [
        ("Belum", "-", [("tdi", "belum")], []),
        ("Belum", None, [("tdi", "belum")], []),
        ("Belum", "211327101718 - 22/2017", [("tdi", "belum")], ["permit_number_unreadable"]),
        ("Belum", "2023271010 646-22/2017", [("tdi", "belum"), ("pirt", "terbit")], ["pirt_regency_mismatch"]),
        ("Belum", "2153509463302 - 21/2017", [("tdi", "belum"), ("pirt", "terbit")], ["pirt_expiry_mismatch"]),
        ("P-IRT", "2063509008637-22", [("pirt", "terbit")], []),
        ("TDI", "536/656.IUI-Diperindag/ 2002", [("tdi", "terbit")], ["permit_kind_conflict"]),
        ("IUI", "531/04-IUI/BPPTPM-III/201", [("iui", "terbit")], ["permit_year_unreadable"]),
        ("TDI", "-", [("tdi", "terbit")], ["permit_number_missing"]),
        (None, "536/656.IUI-Diperindag/ 2002", [("iui", "terbit")], []),
        ("Amdal", "1", [], ["permit_type_unknown"]),
        ("NIB", "9120001234567", [("nib", "terbit")], []),
        (None, None, [], []),
    ],
)
def test_permits(kind: Any, number: Any, found: list[tuple[str, str]], complaints: list[str]) -> None:
    permits, findings = clean_permits(kind, number, "3509")
    assert [(permit.kind, permit.status) for permit in permits] == found
    assert [finding.code for finding in findings] == complaints


def test_a_regency_is_checked_only_where_its_digits_are_given() -> None:
    assert clean_permits("Belum", "2063271008637 - 22/2017")[1] == ()


# --- names and words --------------------------------------------------------------------------------------------------


def test_a_fingerprint_sees_through_case_spaces_and_dashes_and_holds_no_name() -> None:
    one = fingerprint("UD. Mebel  JATI", "Siti", "35.09.27", "35.09.27.2008")
    assert one == fingerprint("ud mebel jati", "SITI ", "35.09.27", "35.09.27.2008")
    assert one != fingerprint("ud mebel jati", "SITI", "35.09.27", None)
    assert one != fingerprint("ud mebel jati", "Budi", "35.09.27", "35.09.27.2008")
    assert fingerprint("Mebel", "-", "1", None) == fingerprint("Mebel", None, "1", None)
    assert fingerprint("ab", "c", "1", None) != fingerprint("a", "bc", "1", None)
    assert len(one) == 64
    assert "mebel" not in one


@pytest.mark.parametrize(
    ("word", "topic"),
    [
        ("Manajemen/Pembukuan", "pembukuan"),
        ("izin", "perizinan"),
        ("akses_pasar", "akses_pasar"),
        ("Literasi Digital", "literasi_digital"),
        ("cuaca", None),
    ],  # fmt: skip
)
def test_topics(word: str, topic: str | None) -> None:
    assert word_code(word, TOPIC_WORDS) == topic
