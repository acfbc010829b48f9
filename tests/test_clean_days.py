"""Days and years: the table of what a cell holds and what becomes of it."""

from datetime import date, datetime
from typing import Any

import pytest

from data.importing.clean import clean_date, clean_day, clean_year, date_order

TODAY = date(2026, 11, 24)
DAY = date(2023, 12, 13)


@pytest.mark.parametrize(
    ("cell", "year"),
    [
        ("2019", 2019),
        (2018, 2018),
        (2018.0, 2018),
        (date(2017, 3, 1), 2017),
        ("0000", None),
        ("2027", None),
        (1949, None),
        ("201", None),
    ],
)
def test_years(cell: Any, year: int | None) -> None:
    assert clean_year(cell, TODAY)[:2] == (year, None if year else "year_unreadable")


@pytest.mark.parametrize("cell", [None, "", "-"])
def test_an_empty_year_is_no_complaint(cell: Any) -> None:
    assert clean_year(cell, TODAY)[:2] == (None, None)


@pytest.mark.parametrize(
    ("cell", "day", "code"),
    [
        (datetime(2023, 12, 13, 9, 30), DAY, None),
        (DAY, DAY, None),
        (45273, DAY, None),
        (45273.4, DAY, None),
        ("45273", DAY, None),
        ("2023-12-13", DAY, None),
        ("2023/12/13", DAY, None),
        ("2023-12-13 09:30:00", DAY, None),
        ("2026-11-24T10:00:00.000+07:00", TODAY, None),
        # universal time: in the office's own zone it is the next day already
        ("2026-11-23T20:00:00.000Z", TODAY, None),
        ("2026-11-23T20:00:00+00:00", TODAY, None),
        ("25/5/2016", date(2016, 5, 25), None),
        ("25-05-16", date(2016, 5, 25), None),
        ("25.05.2016", date(2016, 5, 25), None),
        ("25 / 5 / 2016", date(2016, 5, 25), None),
        ("25/5/2016 10:30", date(2016, 5, 25), None),
        ("25/5/2016 jam 10.30 WIB", date(2016, 5, 25), None),
        ("'25/5/2016", date(2016, 5, 25), None),
        ("03/04/2024", date(2024, 4, 3), None),
        ("1/2/98", date(1998, 2, 1), None),
        ("13 Des 2023", DAY, None),
        ("13 Desember 2023", DAY, None),
        ("13-Des-23", DAY, None),
        ("13 Dec. 2023", DAY, None),
        ("December 13, 2023", DAY, None),
        ("Jumat, 13 Des 2023", DAY, None),
        ("Jum'at, 13 Des 2023", DAY, None),
        ("Rabu, 13 Desember 2023", DAY, None),
        ("Tgl. 13 Desember 2023", DAY, None),
        ("17 Agust 2023", date(2023, 8, 17), None),
        ("17 Agt 2023", date(2023, 8, 17), None),
        ("1 Nopember 2023", date(2023, 11, 1), None),
        ("1 Nop 2023", date(2023, 11, 1), None),
        ("1 Pebruari 2023", date(2023, 2, 1), None),
        ("1 Peb 2023", date(2023, 2, 1), None),
        ("1 October 2023", date(2023, 10, 1), None),
        ("1 Maret 2023", date(2023, 3, 1), None),
        ("24/11/2026", TODAY, None),
        ("25/11/2026", None, "date_in_future"),
        ("5/25/2016", None, "date_unreadable"),
        ("31/2/2016", None, "date_unreadable"),
        ("13 Marbun 2023", None, "date_unreadable"),
        ("kemarin", None, "date_unreadable"),
        ("Des 2023", None, "date_unreadable"),
        ("2023", None, "date_unreadable"),
        ("13/12/0000", None, "date_unreadable"),
        (7, None, "date_unreadable"),
        (float("nan"), None, "date_unreadable"),
        ("1/1/1899", None, "date_unreadable"),
        ("00/00/0000", None, "date_missing"),
        ("0000-00-00", None, "date_missing"),
        ("0000-00-00 00:00:00", None, "date_missing"),
        (0, None, "date_missing"),
        ("-", None, "date_missing"),
        (None, None, "date_missing"),
    ],
)
def test_dates(cell: Any, day: date | None, code: str | None) -> None:
    assert clean_date(cell, TODAY)[:2] == (day, code)


@pytest.mark.parametrize(
    ("samples", "order"),
    [
        (["13/12/2023", "03/04/2024"], "dmy"),
        (["12/13/2023", "03/04/2024"], "mdy"),
        (["12/13/2023 0:00", "3/4/24"], "mdy"),
        (["13/12/2023", "12/13/2023"], "mixed"),
        (["03/04/2024", "2024-04-13", DAY, 45273, None], None),
        (["13/13/2023"], None),
        ([date(2024, 5, 6), "25/06/2024", datetime(2024, 12, 1)], "swapped"),
        ([date(2024, 5, 6), "06/25/2024"], "mixed"),
        ([date(2024, 5, 6), "25/06/2024", date(2024, 5, 13)], "dmy"),
        ([date(2024, 5, 6), "03/04/2024"], None),
        ([], None),
    ],
)
def test_the_order_that_a_column_proves(samples: list[Any], order: str | None) -> None:
    assert date_order(samples) == order


@pytest.mark.parametrize(
    ("cell", "order", "day", "code"),
    [
        ("12/13/2023", "mdy", DAY, None),
        ("03/04/2024", "mdy", date(2024, 3, 4), None),
        ("13/12/2023", "mdy", None, "date_unreadable"),
        ("2024-04-03", "mdy", date(2024, 4, 3), None),
        ("13 Des 2023", "mdy", DAY, None),
        ("12/13/2023", "mixed", DAY, None),
        ("13/12/2023", "mixed", DAY, None),
        ("03/04/2024", "mixed", date(2024, 4, 3), "date_order_mixed"),
        ("04/04/2024", "mixed", date(2024, 4, 4), None),
        (date(2024, 5, 6), "swapped", date(2024, 5, 6), "date_order_mixed"),
        (datetime(2024, 5, 6), "mixed", date(2024, 5, 6), "date_order_mixed"),
        (date(2024, 5, 5), "swapped", date(2024, 5, 5), None),
        (date(2024, 5, 13), "mixed", date(2024, 5, 13), None),
        (date(2024, 5, 6), "dmy", date(2024, 5, 6), None),
        ("03/04/2024", "swapped", date(2024, 4, 3), None),
    ],
)
def test_dates_of_a_column_in_another_order(cell: Any, order: Any, day: date | None, code: str | None) -> None:
    assert clean_date(cell, TODAY, order)[:2] == (day, code)


@pytest.mark.parametrize(
    ("cell", "day", "code"),
    [
        ("31/12/2031", date(2031, 12, 31), None),
        ("13 Des 1987", date(1987, 12, 13), None),
        (None, None, None),
        ("-", None, None),
        ("00/00/0000", None, None),
        ("seumur hidup", None, "day_unreadable"),
        (20000, None, "day_unreadable"),
        ("1/1/1899", None, "day_unreadable"),
        (datetime(2150, 1, 1), None, "day_unreadable"),
    ],
)
def test_days_of_permits_may_be_missing_or_lie_ahead(cell: Any, day: date | None, code: str | None) -> None:
    assert clean_day(cell)[:2] == (day, code)
    assert clean_day("03/04/2024", "mixed").code == "date_order_mixed"
