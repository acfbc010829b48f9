"""What a file is once read: sheets of rows as the spreadsheet shows them, row 1 first, column A first."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Protocol

Cell = str | int | float | bool | date | datetime | time | timedelta | None
Merge = tuple[tuple[int, int], tuple[int, int]]
"""Top-left and bottom-right cell of a merged range, (row, column) counted from 0."""


class Lines(Protocol):
    """The rows of a sheet: every `iter()` begins again at row 1, `len()` is the number of the last row."""

    def __iter__(self) -> Iterator[list[Cell]]: ...

    def __len__(self) -> int: ...


@dataclass(frozen=True)
class Sheet:
    """One sheet; the first cell of the first row is A1, empty cells are None, and rows may be of unequal length."""

    name: str
    rows: Lines = field(repr=False)
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
