"""NIB, NPWP, NIK, KBLI: the table of what a cell holds and what becomes of it."""

from typing import Any

import pytest

from data.importing.clean import clean_kbli, clean_nib, clean_nik, clean_npwp, kbli_version

NIB, OTHER = "9120001234567", "0220301234568"


@pytest.mark.parametrize(
    ("cell", "value", "code"),
    [
        (NIB, NIB, None),
        (9120001234567, NIB, None),
        (9120001234567.0, NIB, None),
        ("9120001234567.0", NIB, None),
        ("912 000 123 4567", NIB, None),
        ("912.000.123.4567", NIB, None),
        ("912-000-123-4567", NIB, None),
        ("'9120001234567", NIB, None),
        ("`9120001234567’", NIB, None),
        ("NIB: 9120001234567", NIB, None),
        ("NIB. 9120001234567 tgl 12-03-2020", NIB, None),
        ("0220301234568", OTHER, None),
        # a zero lost in front is asked about, never put back
        ("220301234568", "220301234568", "nib_length"),
        (220301234568, "220301234568", "nib_length"),
        ("12345", None, "nib_length"),
        ("91200012345678", None, "nib_length"),
        ("ada", None, "number_missing"),
        ("sudah", None, "number_missing"),
        ("v", None, "number_missing"),
        (True, None, "number_missing"),
        # several
        (f"{NIB} / {OTHER}", NIB, "nib_several"),
        (f"{NIB}\n{OTHER}", NIB, "nib_several"),
        (f"{NIB} {OTHER}", NIB, "nib_several"),
        (f"{NIB} dan {OTHER}", NIB, "nib_several"),
        (f"{NIB} / {NIB}", NIB, None),
        # what a spreadsheet destroyed
        ("9.12032E+12", None, "nib_broken"),
        ("9,12E+12", None, "nib_broken"),
        ("NIB 9,12032E+12", None, "nib_broken"),
        (9.12032e12, None, "nib_broken"),
        (9120320000000, None, "nib_broken"),
        ("9120320000000", None, "nib_broken"),
        (220300000000, None, "nib_broken"),
        ("9120321000000", "9120321000000", None),
        ("#####", None, "nib_broken"),
        ("#REF!", None, "nib_broken"),
        # what is no NIB
        ("0000000000000", None, "nib_placeholder"),
        ("9999999999999", None, "nib_placeholder"),
        ("1234567890123", None, "nib_placeholder"),
        ("0", None, "nib_placeholder"),
        (0, None, "nib_placeholder"),
        ("081304287412", None, "nib_is_phone"),
        ("0813 0428 7412", None, "nib_is_phone"),
        ("0813042874123", None, "nib_is_phone"),
        ("6281304287412", None, "nib_is_phone"),
        ("+62 813-0428-7412", None, "nib_is_phone"),
        (f"081304287412 / {NIB}", NIB, None),
        ("813042874123", None, "nib_is_phone"),
        # what is no number yet
        ("belum", None, "nib_pending"),
        ("Belum punya", None, "nib_pending"),
        ("belum ada", None, "nib_pending"),
        ("proses", None, "nib_pending"),
        ("Dalam Proses", None, "nib_pending"),
        ("-", None, None),
        ("tidak ada", None, None),
        (None, None, None),
    ],
)
def test_nib(cell: Any, value: str | None, code: str | None) -> None:
    assert clean_nib(cell)[:2] == (value, code)


def test_a_nib_that_is_not_there_yet_says_how_far_it_is() -> None:
    assert clean_nib("belum punya").details == {"status": "belum"}
    assert clean_nib("sedang diurus").details == {"status": "diajukan"}
    assert clean_npwp("proses").details == {"status": "diajukan"}


@pytest.mark.parametrize(
    ("cell", "value", "code"),
    [
        ("09.254.294.3-407.000", "092542943407000", None),
        ("092542943407000", "092542943407000", None),
        ("NPWP : 09.254.294.3-407.000", "092542943407000", None),
        ("09 254 294 3 407 000", "092542943407000", None),
        ("0092542943407000", "0092542943407000", None),
        ("3509016308900001", "3509016308900001", None),
        ("'3509016308900001", "3509016308900001", None),
        # day 23 of month 45: no resident has this number
        ("3509012345678901", "3509012345678901", "npwp_doubtful"),
        ("9909016308900001", "9909016308900001", "npwp_doubtful"),
        (92542943407000, "92542943407000", "npwp_length"),
        ("9.254.294.3-407.000", "92542943407000", "npwp_length"),
        ("9120001234567", None, "npwp_length"),
        ("081304287412", None, "npwp_length"),
        ("09.254.294.3-407.000 / 01.234.567.8-626.000", "092542943407000", "npwp_several"),
        (3509016308900000, None, "npwp_broken"),
        ("3,50902E+15", None, "npwp_broken"),
        (9.25429e13, None, "npwp_broken"),
        ("00.000.000.0-000.000", None, "npwp_placeholder"),
        ("belum", None, "npwp_pending"),
        ("-", None, None),
    ],
)
def test_npwp(cell: Any, value: str | None, code: str | None) -> None:
    assert clean_npwp(cell)[:2] == (value, code)


@pytest.mark.parametrize(
    ("cell", "value", "code"),
    [
        ("3509016308900001", "3509016308900001", None),
        ("35.09.01.630890.0001", "3509016308900001", None),
        ("NIK 3509 0163 0890 0001", "3509016308900001", None),
        ("3509013013900001", "3509013013900001", "nik_doubtful"),
        ("9909016308900001", "9909016308900001", "nik_doubtful"),
        ("350901630890000", None, "nik_length"),
        ("belum", None, "number_missing"),
        (3509016308900000, None, "nik_broken"),
        ("3.50902E+15", None, "nik_broken"),
        ("0000000000000000", None, "nik_placeholder"),
        (None, None, None),
    ],
)
def test_nik(cell: Any, value: str | None, code: str | None) -> None:
    assert clean_nik(cell)[:2] == (value, code)


def test_no_complaint_repeats_a_number() -> None:
    for found in (clean_nib("12345"), clean_npwp("3509012345678901"), clean_nik("3509013013900001")):
        assert found.code
        assert all(isinstance(value, int) and value < 100 for value in found.details.values())


@pytest.mark.parametrize(
    ("cell", "value", "code"),
    [
        ("31001", "31001", None),
        (31001, "31001", None),
        (31001.0, "31001", None),
        ("31001.0", "31001", None),
        ("31001 - Furnitur", "31001", None),
        ("KBLI 31001", "31001", None),
        ("KBLI 31001 - Industri Furnitur", "31001", None),
        ("KBLI 2020: 31001", "31001", None),
        ("Industri Furnitur (31001)", "31001", None),
        ("31.00.1", "31001", None),
        ("31001, 16221", "31001", "kbli_several"),
        ("31001/16221", "31001", "kbli_several"),
        ("31001; 31001", "31001", None),
        ("1622", None, "kbli_length"),
        (1622, None, "kbli_length"),
        ("0", None, "kbli_unknown"),
        ("310", None, "kbli_unknown"),
        ("310012", None, "kbli_unknown"),
        ("mebel", None, "kbli_unknown"),
        ("-", None, None),
    ],
)
def test_kbli(cell: Any, value: str | None, code: str | None) -> None:
    assert clean_kbli(cell)[:2] == (value, code)


@pytest.mark.parametrize(
    ("code", "version"), [("31001", "2020"), ("31011", "2025"), ("16101", None), ("99999", None)]
)  # fmt: skip
def test_the_version_of_a_kbli(code: str, version: str | None) -> None:
    assert kbli_version(code, {"31001", "16101"}, {"31011", "16101"}) == version
