"""Workbooks (xlsx, xls, ods) through calamine: a sheet is held packed by the library and unpacked row by row."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, time

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetVisibleEnum
from python_calamine import XmlError as BrokenXml
from python_calamine import ZipError as BrokenZip

from data.importing.book import Cell, Sheet
from data.importing.guard import Source
from data.problem import Problem

_MIDNIGHT = time()


def read_workbook(source: Source) -> list[Sheet]:
    """The visible sheets; if all are hidden, all of them."""
    given = io.BytesIO(source) if isinstance(source, bytes) else source
    with _faults(), CalamineWorkbook.from_object(given) as book:
        shown = [about.name for about in book.sheets_metadata if about.visible == SheetVisibleEnum.Visible]
        return [_sheet(book.get_sheet_by_name(name)) for name in shown or book.sheet_names]


@contextmanager
def _faults() -> Iterator[None]:
    """Whatever the library cannot read is a Problem; it panics, past `Exception`, where it did not expect a fault."""
    try:
        yield
    except PasswordError as locked:
        raise Problem("file_encrypted") from locked
    except (CalamineError, BrokenXml, BrokenZip, ValueError, OverflowError, OSError) as broken:
        raise Problem("file_broken") from broken
    except BaseException as panic:
        if type(panic).__name__ != "PanicException":
            raise
        raise Problem("file_broken") from panic


def _sheet(sheet: CalamineSheet) -> Sheet:
    merged = sheet.merged_cell_ranges
    return Sheet(sheet.name, _Rows(sheet), None if merged is None else tuple(merged))


class _Rows:
    """The library's rows begin at row 1, but at the first used column: what is left of it is put back."""

    def __init__(self, sheet: CalamineSheet) -> None:
        self._sheet = sheet
        self._left: list[Cell] = [None] * sheet.start[1] if sheet.start else []

    def __iter__(self) -> Iterator[list[Cell]]:
        if self._sheet.end is None:
            return
        rows = self._sheet.iter_rows()
        while True:
            with _faults():
                row = next(rows, None)
            if row is None:
                return
            yield self._left + [_cell(value) for value in row]

    def __len__(self) -> int:
        return self._sheet.end[0] + 1 if self._sheet.end else 0


def _cell(value: object) -> Cell:
    if isinstance(value, str):
        return value if value and not value.isspace() else None
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e18:
        return int(value)
    if isinstance(value, datetime) and value.time() == _MIDNIGHT:
        return value.date()
    return value  # type: ignore[return-value]
