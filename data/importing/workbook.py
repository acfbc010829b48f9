"""The rejected rows as a workbook to correct and bring back: the file's own titles and values, and why."""

import io
import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from data.importing.book import Cell
from data.importing.result import Checked
from data.importing.table import Table
from data.text import text

_RUNS = re.compile(r"\s*[=+\-@]")
"""What a spreadsheet would take for a formula."""
_LONGEST = 32_767


def rejected_workbook(table: Table, checked: Checked[Any], language: str = "id") -> bytes:
    """An xlsx of the rejected rows under one header row, with two more columns: the row they came from, and why."""
    book = Workbook()
    sheet = book.active
    sheet.title = "".join(sign for sign in table.sheet if sign not in "[]:*?/\\'")[:31] or "1"
    titles = [column.title for column in table.columns]
    extra = [text("import.original_row", language), text("import.reason", language)]
    kept = [i for i, title in enumerate(titles) if title not in extra]  # a file that comes back a second time
    _write(sheet, 1, [titles[i] for i in kept] + extra)
    rows = {row.number: row for row in table.rows}
    for line, checked_row in enumerate(checked.of("rejected"), 2):
        values: list[Cell] = [rows[checked_row.row].cell(table.columns[i].index) for i in kept]
        why = " ".join(problem.sentence(language) for problem in checked_row.problems)
        _write(sheet, line, [*values, checked_row.row, why])
    for i in range(1, len(kept) + 3):
        sheet.cell(1, i).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(i)].width = 60 if i == len(kept) + 2 else 18
    sheet.freeze_panes = "A2"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _write(sheet: Any, line: int, values: Sequence[Cell]) -> None:
    for i, value in enumerate(values, 1):
        if value is None:
            continue
        cell = sheet.cell(line, i)
        if not isinstance(value, str):
            cell.value = value if isinstance(value, int | float | date | datetime | time | timedelta) else str(value)
            continue
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)[:_LONGEST]
        cell.data_type = "s"
        if _RUNS.match(value):
            cell.quotePrefix = True
