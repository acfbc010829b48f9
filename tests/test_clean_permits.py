"""Permits: the words of kinds and states, numbers of each kind, and the table of what two cells say together."""

from datetime import date
from typing import Any

import pytest

from data.importing.clean import clean_permit_status, permit_kind
from data.importing.permits import CleanPermit, clean_permit_number, clean_permits, permit_year
from data.schema import PERMIT_STATUSES


@pytest.mark.parametrize(
    ("cell", "status", "code"),
    [
        ("Terbit", "terbit", None),
        ("AKTIF", "terbit", None),
        ("masih berlaku", "terbit", None),
        ("Sudah", "terbit", None),
        ("ada", "terbit", None),
        ("dalam proses", "diajukan", None),
        ("Diajukan", "diajukan", None),
        ("sedang diurus", "diajukan", None),
        ("Belum", "belum", None),
        ("blm punya", "belum", None),
        ("tidak ada", "belum", None),
        ("Tidak perlu", "tidak_perlu", None),
        ("dicabut", "dicabut", None),
        ("kedaluwarsa", "terbit", "permit_expired"),
        ("Kadaluarsa", "terbit", "permit_expired"),
        ("habis masa berlaku", "terbit", "permit_expired"),
        ("expired", "terbit", "permit_expired"),
        ("tidak berlaku", "terbit", "permit_expired"),
        ("entah", None, "permit_status_unknown"),
        ("-", None, None),
        (None, None, None),
    ],
)
def test_states(cell: Any, status: str | None, code: str | None) -> None:
    assert clean_permit_status(cell)[:2] == (status, code)
    assert status is None or status in PERMIT_STATUSES


def test_every_state_of_the_register_reads_as_itself() -> None:
    assert [clean_permit_status(status).value for status in PERMIT_STATUSES] == list(PERMIT_STATUSES)


@pytest.mark.parametrize(
    ("cell", "kind"),
    [
        ("NIB", "nib"),
        ("NIB (Nomor Induk Berusaha)", "nib"),
        ("Nomor Induk Berusaha", "nib"),
        ("PIRT", "pirt"),
        ("P-IRT", "pirt"),
        ("SPP-PIRT", "pirt"),
        ("SPP PIRT Dinkes", "pirt"),
        ("Halal", "halal"),
        ("Sertifikat Halal MUI", "halal"),
        ("Merk", "merek"),
        ("Sertifikat Merek", "merek"),
        ("BPOM MD", "bpom_md"),
        ("Izin edar BPOM", "bpom_md"),
        ("MD", "bpom_md"),
        ("SNI", "sni"),
        ("SVLK", "svlk"),
        ("TKDN", "tkdn_ik"),
        ("TKDN-IK", "tkdn_ik"),
        ("Akun SIINas", "siinas"),
        ("IUMK", "iumk"),
        ("TDI", "tdi"),
        ("Tanda Daftar Industri", "tdi"),
        ("Izin Usaha Industri", "iui"),
        ("SIUP Mikro", "siup"),
        ("Badan Usaha", "badan_usaha"),
        ("Akta Pendirian", "badan_usaha"),
        ("NPWP", "npwp"),
        ("NIB/IUMK", None),
        ("Madu", None),
        ("Amdal", None),
        ("-", None),
        (None, None),
    ],
)
def test_kinds(cell: Any, kind: str | None) -> None:
    assert permit_kind(cell) == kind


HALAL = "ID35110000123456789"


@pytest.mark.parametrize(
    ("kind", "cell", "number", "code"),
    [
        ("halal", HALAL, HALAL, None),
        ("halal", "ID 3511 0000 1234 56789", HALAL, None),
        ("halal", "id35110000123456789", HALAL, None),
        ("halal", "07120012340512", "07120012340512", "permit_number_form"),
        ("halal", "LPPOM 123", "LPPOM 123", "permit_number_form"),
        ("bpom_md", "MD 123456789012", "MD123456789012", None),
        ("bpom_md", "BPOM RI MD 123456789012", "MD123456789012", None),
        ("bpom_md", "123456789012", "123456789012", "permit_number_form"),
        ("bpom_md", "ML 123456789012", "ML 123456789012", "permit_number_form"),
        ("pirt", "206350901001225", "2063509010012-25", None),
        ("pirt", "P-IRT No. 2063509010012-25", "2063509010012-25", None),
        ("pirt", "206 3509 01 0012 - 25", "2063509010012-25", None),
        ("pirt", "2063509010012-25 / 2063509020012-26", "2063509010012-25", "permit_several"),
        ("pirt", "P-IRT 211327101718", "211327101718", "pirt_old_form"),
        ("pirt", "123", "123", "permit_number_unreadable"),
        ("pirt", "lama 2063509010012-25", "lama 2063509010012-25", "permit_number_unreadable"),
        ("nib", "9120001234567", "9120001234567", None),
        ("nib", "120001234567", None, "nib_length"),
        ("nib", "9,12E+12", None, "nib_broken"),
        ("npwp", "09.254.294.3-407.000", "092542943407000", None),
        ("merek", " IDM  000123 ", "IDM 000123", None),
        ("sni", None, None, None),
    ],
)
def test_numbers_of_a_kind(kind: str, cell: Any, number: str | None, code: str | None) -> None:
    assert clean_permit_number(kind, cell)[:2] == (number, code)


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
        ("NIB", "9,12E+12", [("nib", "terbit")], ["nib_broken"]),
        ("NIB", "proses", [("nib", "diajukan")], []),
        ("Halal", "belum", [("halal", "belum")], []),
        ("Halal", "ada", [("halal", "terbit")], ["permit_number_missing"]),
        ("PIRT", "kadaluarsa", [], ["permit_expired"]),
        ("PIRT", "123", [("pirt", "terbit")], ["permit_number_unreadable"]),
        ("PIRT", "211327101718", [("pirt", "terbit")], ["pirt_old_form"]),
        ("PIRT", "2063509010012-25 / 2063509020012-26", [("pirt", "terbit"), ("pirt", "terbit")], []),
        ("PIRT", "2063509010012-25\n2063271020012-26", [("pirt", "terbit")] * 2, ["pirt_regency_mismatch"]),
        ("PIRT", "2063509010012-25 dan 2063509010012-25", [("pirt", "terbit")], []),
        (None, "PIRT No. 206350901001225", [("pirt", "terbit")], []),
        ("Belum punya", "PIRT No. 2063509010012-25", [("tdi", "belum"), ("pirt", "terbit")], []),
        (None, None, [], []),
    ],
)
def test_permits(kind: Any, number: Any, found: list[tuple[str, str]], complaints: list[str]) -> None:
    permits, findings = clean_permits(kind, number, "3509")
    assert [(permit.kind, permit.status) for permit in permits] == found
    assert [finding.code for finding in findings] == complaints


def test_a_regency_is_checked_only_where_its_digits_are_given() -> None:
    assert clean_permits("Belum", "2063271008637 - 22/2017")[1] == ()


def test_several_numbers_in_a_cell_are_as_many_permits() -> None:
    permits, _ = clean_permits("PIRT", "PIRT No. 2063509010012-25 dan 206350902001226", "3509")
    assert [(permit.number, permit.expires) for permit in permits] == [
        ("2063509010012-25", date(2025, 12, 31)),
        ("2063509020012-26", date(2026, 12, 31)),
    ]
