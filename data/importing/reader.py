"""Reads the mapped cells of one row and remembers each complaint with its column."""

import math
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from typing import Any, TypeVar

from data.importing.book import Cell
from data.importing.clean import Cleaned, as_text, clean_nik, tidy
from data.importing.looks import NIK, mostly
from data.importing.result import RowProblem
from data.importing.table import Column, Row, Table
from data.importing.titles import bare_title, is_never_kept, split_title

T = TypeVar("T")
_SIXTEEN = re.compile(r"(?<![0-9])[0-9](?:[\s.-]?[0-9]){15}(?![0-9])")
_YES = frozenset(("1", "true", "ya", "yes", "benar"))


class Reader:
    """A table under a mapping; `at(row)` gives the reader of one row."""

    def __init__(self, table: Table, mapping: Mapping[str, str]) -> None:
        self.columns: dict[str, Column] = {field: table.column(mapping[field]) for field in mapping if mapping[field]}
        self.kept = [column for column in table.columns if not self._is_secret(column)]
        self.parts = {field: _parts(table, column) for field, column in self.columns.items()}
        self.letters = {field: column.letter for field, column in self.columns.items()}
        self.nik_said = False

    def _is_secret(self, column: Column) -> bool:
        """What the register never holds: NIK under whatever title (but as an NPWP), e-mail addresses.

        In a column of NIB each single NIK is left out instead, whatever else its title names.
        """
        if column in (self.columns.get("npwp"), self.columns.get("nib")):
            return False
        titled = is_never_kept(bare_title(column.title, column.letter))
        return titled or column == self.columns.get("nik") or mostly(column, NIK)

    def at(self, row: Row) -> "RowReader":
        """The reader of one row."""
        return RowReader(self, row)


def _parts(table: Table, column: Column) -> dict[str, Column]:
    """Choice -> its column, where a form's export gives each choice of a question a column ("topics/izin")."""
    question, choice = split_title(column.title)
    if not choice:
        return {}
    others = ((split_title(other.title), other) for other in table.columns)
    return {its_choice: other for (its_question, its_choice), other in others if its_question == question}


class RowReader:
    """One row: cells by field, and the problems noted so far."""

    def __init__(self, reader: Reader, row: Row) -> None:
        self._reader, self._row = reader, row
        self.number = row.number
        self.problems: list[RowProblem] = []

    def has(self, field: str) -> bool:
        """Whether the field has a column."""
        return field in self._reader.columns

    def title(self, field: str) -> str:
        """The title of the field's column, '' where it has none."""
        return self._reader.columns[field].title if self.has(field) else ""

    def cell(self, field: str) -> Cell:
        """The field's cell, None where it has no column."""
        column = self._reader.columns.get(field)
        if column is None:
            return None
        return self._written(column) if field == "nib" else self._at(column)

    def _at(self, column: Column) -> Cell:
        """A column's cell as it may be kept: without a NIK."""
        cell, letters = self._written(column), self._reader.letters
        if column.letter in (letters.get("npwp"), letters.get("nik")):  # there it is an NPWP, or known to be a NIK
            return cell
        return without_nik(cell, any_sixteen=column.letter == letters.get("nib"))

    def _written(self, column: Column) -> Cell:
        cell = self._row.cell(column.index)
        # PostgreSQL takes no such sign, neither in text nor in JSON.
        return cell.replace("\0", "") if isinstance(cell, str) else cell

    def choices(self, field: str) -> list[str] | None:
        """The choices ticked, where each has a column of its own; None where the field is one cell."""
        parts = self._reader.parts.get(field)
        if not parts:
            return None
        return [choice for choice, column in parts.items() if as_text(self._at(column)).lower() in _YES]

    def text(self, field: str) -> str | None:
        """The field's words, tidied."""
        return tidy(self.cell(field))

    def take(self, field: str, cleaner: Callable[[Cell], Cleaned[T]]) -> T | None:
        """The field's clean value (None where it has no column), its complaint noted."""
        if not self.has(field):
            return None
        found = cleaner(self.cell(field))
        if found.code:
            self.note(found.code, field, found.details)
        if field != "nib" and not self._reader.nik_said and self._held_nik(self._reader.columns[field]):
            self._reader.nik_said = True
            self.note("nik_in_file", field, secret=True)
        return found.value

    def _held_nik(self, column: Column) -> bool:
        return as_text(self._at(column)) != as_text(self._written(column))

    def note(
        self,
        code: str,
        field: str,
        details: Mapping[str, Any] | None = None,
        instead: str = "",
        secret: bool = False,
    ) -> None:
        """Remember a complaint about a field; `instead` is the field shown where that one has no column.

        A secret value is not remembered with it.
        """
        columns = self._reader.columns
        column = columns.get(field) or columns.get(instead)
        if code.startswith("nib_") and column and self._held_nik(column):
            code = "nib_is_nik"
        value = as_text(self._at(column)) or None if column and not secret else None
        title, letter = (column.title, column.letter) if column else ("", "")
        self.problems.append(RowProblem(self._row.number, title, letter, code, value, dict(details or {})))

    def raw(self) -> dict[str, Any]:
        """Every cell of the row by its title, as JSON holds it; empty ones left out, and what is never kept."""
        cells = ((column.title, plain_value(self._at(column))) for column in self._reader.kept)
        return {title: value for title, value in cells if value is not None and value != ""}


def without_nik(cell: Cell, any_sixteen: bool = False) -> Cell:
    """A cell less each NIK in it; `any_sixteen` digits are taken for one where nothing else has so many (NIB: 13)."""
    if not isinstance(cell, str | int | float) or (len(cell) < 16 if isinstance(cell, str) else not abs(cell) >= 1e15):
        return cell
    text = as_text(cell) if math.isfinite(cell if isinstance(cell, float) else 0) else ""
    kept = _SIXTEEN.sub(lambda found: "" if any_sixteen or _is_nik(found[0]) else found[0], text).strip()
    return cell if kept == text else kept if any(map(str.isalnum, kept)) else None


def _is_nik(digits: str) -> bool:
    found = clean_nik(digits)
    return found.value is not None and found.code is None


def plain_value(cell: Cell) -> str | int | float | bool | None:
    """A cell as JSON holds it: numbers and truth as they are, a day or time as ISO text."""
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "seconds")
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, float) and not math.isfinite(cell):
        return str(cell)
    return cell if cell is None or isinstance(cell, str | int | float | bool) else str(cell)
