"""Reads the mapped cells of one row and remembers each complaint with its column."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from data.importing.book import Cell
from data.importing.clean import Cleaned, as_text, tidy
from data.importing.result import RowProblem
from data.importing.table import Column, Row, Table

T = TypeVar("T")


class Reader:
    """A table under a mapping; `at(row)` gives the reader of one row."""

    def __init__(self, table: Table, mapping: Mapping[str, str]) -> None:
        self.table = table
        self.columns: dict[str, Column] = {field: table.column(mapping[field]) for field in mapping if mapping[field]}

    def at(self, row: Row) -> "RowReader":
        """The reader of one row."""
        return RowReader(self, row)


class RowReader:
    """One row: cells by field, and the problems noted so far."""

    def __init__(self, reader: Reader, row: Row) -> None:
        self._reader, self._row = reader, row
        self.problems: list[RowProblem] = []

    def has(self, field: str) -> bool:
        """Whether the field has a column."""
        return field in self._reader.columns

    def cell(self, field: str) -> Cell:
        """The field's cell, None where it has no column."""
        column = self._reader.columns.get(field)
        return self._row.cell(column.index) if column else None

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
        return found.value

    def note(self, code: str, field: str, details: Mapping[str, Any] | None = None, instead: str = "") -> None:
        """Remember a complaint about a field; `instead` is the field shown where that one has no column."""
        columns = self._reader.columns
        column = columns.get(field) or columns.get(instead)
        value = as_text(self._row.cell(column.index)) or None if column else None
        title, letter = (column.title, column.letter) if column else ("", "")
        self.problems.append(RowProblem(self._row.number, title, letter, code, value, dict(details or {})))

    def raw(self) -> dict[str, str]:
        """Every cell of the row by its title, as text; empty ones left out."""
        cells = ((column.title, as_text(self._row.cell(column.index))) for column in self._reader.table.columns)
        return {title: value for title, value in cells if value}
