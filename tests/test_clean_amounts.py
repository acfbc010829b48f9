"""Quantities, people and money: the table of what a cell holds and what becomes of it."""

from typing import Any

import pytest

from data.importing.clean import clean_count, clean_money, clean_number, money_unit


@pytest.mark.parametrize(
    ("cell", "value", "code"),
    [
        (12, 12, None),
        (12.5, 12.5, None),
        ("1.300.000", 1300000, None),
        ("1.300.000,50", 1300000.5, None),
        ("1,300,000", 1300000, None),
        ("1,300,000.50", 1300000.5, None),
        ("Rp5.000.000,00", 5000000, None),
        ("Rp 5 juta", 5000000, None),
        ("5jt", 5000000, None),
        ("500 rb", 500000, None),
        ("Rp. 1,5 jt", 1500000, None),
        ("Rp. 1,5 M", 1500000000, None),
        ("1,5 milyar", 1500000000, None),
        ("Rp 5.000.000,-", 5000000, None),
        ("3 orang", 3, None),
        ("1.5", 1.5, None),
        ("1.300", 1300, None),
        # read two ways: not at all
        ("1,300", None, "number_unreadable"),
        ("5 M", None, "number_unreadable"),
        ("1.300.00", None, "number_unreadable"),
        ("banyak", None, "number_unreadable"),
        (True, None, "number_unreadable"),
        (float("nan"), None, "number_unreadable"),
        (float("inf"), None, "number_unreadable"),
        ("9" * 400, None, "number_unreadable"),
        ("5-10 juta", None, "number_range"),
        ("Rp 5 juta - Rp 10 juta", None, "number_range"),
        ("5 s/d 10 juta", None, "number_range"),
        ("1.000.000 sampai 2.000.000", None, "number_range"),
        (2147483647, None, "value_clamped"),
        ("2147483647", None, "value_clamped"),
        ("2.147.483.647", None, "value_clamped"),
        (2147483647000, None, "value_clamped"),
        (-3, None, "value_negative"),
        ("-3", None, "value_negative"),
        (0, 0, None),
        ("-", None, None),
        (None, None, None),
    ],
)
def test_numbers(cell: Any, value: float | None, code: str | None) -> None:
    assert clean_number(cell)[:2] == (value, code)


@pytest.mark.parametrize(
    ("cell", "unit", "value", "code"),
    [
        (5000, 1000, 5000000, None),
        ("5.000", 1000, 5000000, None),
        (2.5, 1000000, 2500000, None),
        ("1.300.000", 1, 1300000, None),
        (2147483647, 1000, None, "value_clamped"),
        (2147483.647, 1000, None, "value_clamped"),
        ("Rp 5 juta", 1000, 5000000, "money_unit_twice"),
        ("Rp 5 juta", 1, 5000000, None),
        (-5, 1000, None, "value_negative"),
        (1e308, 1000, None, "number_unreadable"),
        ("-", 1000, None, None),
        # rupiah in full under a title that counts in millions
        ("Rp. 5.000.000", 1000000, None, "money_unit_doubtful"),
        (5000000, 1000000, None, "money_unit_doubtful"),
        ("5.000.000", 1000, None, "money_unit_doubtful"),
        ("Rp 5", 1000000, None, "money_unit_doubtful"),
        (999999, 1000, 999999000, None),
        ("Rp. 5.000.000", 1, 5000000, None),
    ],
)
def test_money_under_a_title_that_counts_in_thousands(
    cell: Any, unit: int, value: float | None, code: str | None
) -> None:
    assert clean_money(cell, unit)[:2] == (value, code)


@pytest.mark.parametrize(
    ("title", "unit"),
    [
        ("Nilai Investasi (Rp.000)", 1000),
        ("Nilai Investasi (Rp. 000)", 1000),
        ("Nilai Investasi (Rp.000,-)", 1000),
        ("Nilai Investasi (000)", 1000),
        ("Nilai Investasi Rp 000", 1000),
        ("Investasi (Rp 1.000)", 1000),
        ("Investasi dalam ribuan rupiah", 1000),
        ("Investasi (Ribu Rp)", 1000),
        ("Investasi (Rp juta)", 1000000),
        ("Investasi (jt)", 1000000),
        ("Investasi dalam jutaan", 1000000),
        ("Investasi (Rp.000.000)", 1000000),
        ("Investasi (Rp 1.000.000)", 1000000),
        ("Investasi (Rp miliar)", 1000000000),
        ("Investasi (milyar)", 1000000000),
        ("Nilai Investasi (Rp)", 1),
        ("Nilai Investasi / Rp", 1),
        ("Nilai Produksi 2000", 1),
        ("Modal < 50.000.000", 1),
        ("Modal di bawah 50 juta", 1),
        ("Omzet per 1000 buah", 1),
        ("", 1),
    ],
)
def test_the_unit_that_a_title_says(title: str, unit: int) -> None:
    assert money_unit(title) == unit


@pytest.mark.parametrize(
    ("cell", "value", "code"),
    [
        ("12 orang", 12, None),
        ("3 org", 3, None),
        (3.0, 3, None),
        (2.5, None, "number_unreadable"),
        ("2 L 1 P", None, "number_unreadable"),
        ("2 - 3 orang", None, "number_range"),
        ("-", None, None),
    ],
)
def test_people_are_whole(cell: Any, value: int | None, code: str | None) -> None:
    assert clean_count(cell)[:2] == (value, code)
