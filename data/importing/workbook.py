"""Workbooks that come back: rejected rows to correct, and any rows that are written as they come."""

import io
import re
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from data.importing.result import RejectedRow
from data.text import text

_RUNS = re.compile(r"\s*[=+\-@]")
"""What a spreadsheet would take for a formula."""
_LONGEST = 32_767
_BOLD = Font(bold=True)


def rejected_workbook(
    titles: Sequence[str], rows: Iterable[RejectedRow], sheet_name: str, language: str = "id"
) -> bytes:
    """An xlsx of rejected rows under one header row, with two more columns: the row they came from, and why.

    `titles` are those of the table's columns, by which each row's `raw` is looked up; a row is written as it comes, so
    that a hundred thousand need little memory.
    """
    extra = [text("import.original_row", language), text("import.reason", language)]
    kept = [title for title in titles if title not in extra]  # a file that comes back a second time
    widths = [18] * (len(kept) + 1) + [60]
    lines = ([*map(row.raw.get, kept), row.row, _why(row, language)] for row in rows)
    return streamed([Streamed(sheet_name, [*kept, *extra], widths, lines)])


def _why(row: RejectedRow, language: str) -> str:
    return " ".join(problem.sentence(language) for problem in row.reasons)


class Streamed(NamedTuple):
    """One sheet: its titles, their widths in characters, and its rows as they come."""

    name: str
    titles: Sequence[str]
    widths: Sequence[int]
    rows: Iterable[Sequence[Any]]


def streamed(sheets: Iterable[Streamed]) -> bytes:
    """An xlsx whose rows are written as they come; text stays text, whatever it begins with."""
    book = Workbook(write_only=True)
    for one in sheets:
        sheet = book.create_sheet("".join(sign for sign in one.name if sign not in "[]:*?/\\'")[:31] or "1")
        for i, width in enumerate(one.widths, 1):
            sheet.column_dimensions[get_column_letter(i)].width = width
        sheet.freeze_panes = "A2"
        sheet.append([_cell(sheet, title, _BOLD) for title in one.titles])
        for row in one.rows:
            sheet.append([_cell(sheet, value) for value in row])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _cell(sheet: Any, value: Any, font: Font | None = None) -> Any:
    if not isinstance(value, str):
        return value
    cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", value)[:_LONGEST])
    cell.data_type = "s"
    if _RUNS.match(value):
        cell.quotePrefix = True
    if font:
        cell.font = font
    return cell
