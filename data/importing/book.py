"""What a file is once read: sheets of rows as the spreadsheet shows them, row 1 first, column A first."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

Cell = str | int | float | bool | date | datetime | time | timedelta | None
Merge = tuple[tuple[int, int], tuple[int, int]]
"""Top-left and bottom-right cell of a merged range, (row, column) counted from 0."""


@dataclass(frozen=True)
class Sheet:
    """One sheet; `rows[0][0]` is A1, empty cells are None, and rows may be of unequal length."""

    name: str
    rows: list[list[Cell]] = field(repr=False)
    merged: tuple[Merge, ...] | None = None
    """None where the format does not say (ods, csv)."""


@dataclass(frozen=True)
class Book:
    """One file: its visible sheets, in order."""

    name: str = field(repr=False)
    sheets: list[Sheet]


def letter(index: int) -> str:
    """Column letters of a column counted from 0: 0 -> A, 26 -> AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
