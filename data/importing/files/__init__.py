"""A file -> a Book: values, not formulas, each cell at the row and column the spreadsheet shows."""

from data.importing.book import Book
from data.importing.files.delimited import read_delimited
from data.importing.files.workbooks import read_workbook
from data.importing.geojson import read_geojson
from data.importing.guard import Source, kind_of
from data.problem import Problem

__all__ = ["read_book"]


def read_book(name: str, source: Source) -> Book:
    """Open one file, its content or the path to it; raises a Problem of severity `file` where it cannot be used.

    Rows are read when they are asked for, again on every pass; the file at a path stays where it is meanwhile.
    """
    try:
        kind = kind_of(name, source)
        if kind in ("xlsx", "xls", "ods"):
            sheets = read_workbook(source)
        else:
            sheets = [read_geojson(source) if kind == "geojson" else read_delimited(kind, source)]
    except OSError as unreadable:
        raise Problem("file_broken") from unreadable
    if not any(cell is not None for sheet in sheets for row in sheet.rows for cell in row):
        raise Problem("no_data")
    return Book(name, sheets)
