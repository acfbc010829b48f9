"""Properties of all cleaners: none raises for any cell, and what is clean stays as it is."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from data.importing.clean import (
    Cleaned,
    as_text,
    clean_business_name,
    clean_count,
    clean_date,
    clean_day,
    clean_kbli,
    clean_legal_form,
    clean_money,
    clean_nib,
    clean_nik,
    clean_npwp,
    clean_number,
    clean_owner,
    clean_permit_status,
    clean_phones,
    clean_point,
    clean_point_text,
    clean_text,
    clean_year,
    date_order,
    legal_form_in_name,
    money_unit,
    permit_kind,
)
from data.importing.codes import CODES
from data.importing.permits import clean_permit_number, clean_permits
from data.schema import PERMIT_STATUSES

TODAY = date(2026, 11, 24)
BOX = (113.0, -8.8, 114.2, -7.9)
FORMS = {"ud": "ud", "cv": "cv"}
CLEANERS: dict[str, Callable[[Any], Cleaned[Any]]] = {
    "text": clean_text,
    "nib": clean_nib,
    "npwp": clean_npwp,
    "nik": clean_nik,
    "kbli": clean_kbli,
    "phones": clean_phones,
    "number": clean_number,
    "count": clean_count,
    "money": lambda cell: clean_money(cell, 1),
    "year": lambda cell: clean_year(cell, TODAY),
    "date": lambda cell: clean_date(cell, TODAY),
    "date of a mixed column": lambda cell: clean_date(cell, TODAY, "mixed"),
    "day": clean_day,
    "day, month first": lambda cell: clean_day(cell, "mdy"),
    "business name": clean_business_name,
    "owner": clean_owner,
    "legal form": lambda cell: clean_legal_form(cell, FORMS),
    "permit status": clean_permit_status,
    "halal number": lambda cell: clean_permit_number("halal", cell),
    "PIRT number": lambda cell: clean_permit_number("pirt", cell),
    "NIB as a permit": lambda cell: clean_permit_number("nib", cell),
    "point": lambda cell: (
        clean_point(cell[0], cell[1], BOX) if isinstance(cell, tuple) else clean_point(cell, cell, BOX)
    ),
    "point of one cell": lambda cell: clean_point_text(
        f"{cell[1]:.6f}, {cell[0]:.6f}" if isinstance(cell, tuple) else cell, BOX
    ),
}

# Pieces of which dirt is made, so that text comes near to what the cleaners look for.
PIECES = (
    *"0123456789", *" .,-/:'’\n&()+#", "e+", "E+12", "08", "628", "+62", "912", "206", "3509", "31001", "0000000",
    "rp", "juta", "m", "dan", "wa", "ID", "MD", "NIB", "PIRT", "Des", "Nop", "2023", "00", "12", "13", "-8.17", "113.7",
    "°", '"', "S", "E", "LS", "BT", "A", "O", "  ", "&amp;", "&#65;", "xx", "UD", "belum", "proses", "T10:00", "Z",
    "²", "٣",
)  # fmt: skip
DIRT = st.lists(st.sampled_from(PIECES), max_size=14).map("".join)
CELLS = st.one_of(
    DIRT,
    st.text(max_size=25),
    st.integers(),
    st.integers(min_value=0, max_value=10**17),
    st.floats(allow_nan=True, allow_infinity=True),
    st.booleans(),
    st.none(),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.timedeltas(),
)
QUICK = settings(max_examples=150, deadline=None)


@pytest.mark.parametrize("name", CLEANERS)
@QUICK
@given(cell=CELLS)
@example(cell=float("inf"))
@example(cell=float("nan"))
@example(cell=datetime.max)
@example(cell=time(1, 2))
@example(cell=timedelta(1))
@example(cell="9" * 5000)
def test_no_cell_breaks_a_cleaner_and_clean_stays_clean(name: str, cell: Any) -> None:
    clean = CLEANERS[name]
    found = clean(cell)
    assert found.code is None or found.code in CODES
    if found.value is not None:
        again = " / ".join(found.value) if name == "phones" else found.value
        assert clean(again).value == found.value
        assert found.code is not None or clean(again).code is None


@QUICK
@given(kind=CELLS, number=CELLS)
def test_no_two_cells_break_the_permits(kind: Any, number: Any) -> None:
    permits, findings = clean_permits(kind, number, "3509")
    assert {finding.code for finding in findings} <= set(CODES)
    for permit in permits:
        assert permit.status in PERMIT_STATUSES
        assert permit.kind != "nib" or permit.number is None or len(permit.number) == 13
        assert permit.kind != "npwp" or permit.number is None or len(permit.number) in (15, 16)


@QUICK
@given(cells=st.lists(CELLS, max_size=6))
def test_nothing_breaks_what_reads_columns_and_words(cells: list[Any]) -> None:
    assert date_order(cells) in (None, "dmy", "mdy", "mixed", "swapped")
    for cell in cells:
        text = as_text(cell)
        assert money_unit(text) in (1, 10**3, 10**6, 10**9)
        assert permit_kind(cell) is None or permit_kind(cell) == permit_kind(text)
        assert legal_form_in_name(text) == legal_form_in_name(text.upper())
