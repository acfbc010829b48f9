"""A published cell, row or column in the reader's words."""

from datetime import date

from data import formats
from data.public.document import Cell, Document, Row
from data.public.site.words import Words
from data.public.tables import Column, layout
from pages._parts.visitor import language, t

NUMBERS = ("count", "share", "money")


def column_of(table: str, name: str) -> Column:
    """The fixed column of a table; KeyError when there is none."""
    return {column.name: column for column in layout(table).columns}[name]


def heading(column: str) -> str:
    """A column's heading; a group of sectors has its name from the region's list."""
    return _words().column(column)


def meaning(column: str) -> str:
    """What a column counts, and what not."""
    return _words().meaning(column)


def _words() -> Words:
    """What the static site says with the same words."""
    return Words(language(), "")


def name_of(row: Row) -> str:
    """A row's name in the reader's language."""
    return row.name[language()]


def written(cell: Cell, unit: str) -> str:
    """A value by its unit, or the mark in words: what is withheld is never a number."""
    return _words().cell(cell, Column("", unit))


def about(cell: Cell) -> str:
    """A count within a sentence: "sekitar 95", because every count is rounded, or its mark."""
    words = written(cell, "count")
    return words if cell.value is None else t("transparency.about", count=words)


def day(value: date) -> str:
    """A day as Indonesians (or the English) write it."""
    return formats.day(value, language())


def value(document: Document, table: str, row: str, column: str) -> Cell | None:
    """A cell, or None where a release has no such table, row or column."""
    try:
        return document.table(table).cell(row, column)
    except KeyError:
        return None
