"""Plain values -> an Excel file: numbers and dates as such, text always text, one frozen row of headings a sheet."""

import io
import re
import textwrap
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.table import Table, TableStyleInfo

from data.export import risky

LONGEST = 32_767  # characters in a cell
_DAY = {"id": "[$-421]d mmmm yyyy", "en": "[$-809]d mmmm yyyy"}
_FORMATS = {"count": "#,##0", "share": "0 %", "decimal": "#,##0.0", "ratio": "#,##0.00"}
_WRAPPED = Alignment(wrap_text=True, vertical="top")
_RIGHT = Alignment(wrap_text=True, vertical="top", horizontal="right")
_LINE = 15.0  # points
_GREY = Font(color="6B6B6B", italic=True)
_BANNER = PatternFill("solid", fgColor="FFF2D6")
_HEAD = PatternFill("solid", fgColor="E4F2F0")
_CORE = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<cp:coreProperties'
    ' xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>{title}</dc:title><dc:creator>{creator}</dc:creator>'
    '<dcterms:created xsi:type="dcterms:W3CDTF">{day}T00:00:00Z</dcterms:created></cp:coreProperties>'
)
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


@dataclass(frozen=True)
class Column:
    """A heading, how the column reads (text, count, share, decimal, ratio or day), and its width in characters."""

    words: str
    reads: str = "text"
    width: int = 12


@dataclass(frozen=True)
class Read:
    """A value that reads otherwise than its column."""

    value: float | None
    reads: str


@dataclass(frozen=True)
class Quiet:
    """A word that stands where a number would, in grey and to the right."""

    words: str


@dataclass(frozen=True)
class Sheet:
    """One sheet: `lines` stand above the headings; each row holds a value per column, in their order.

    `to_read`: rows are as high as their words need and the lines as wide as the table; a sheet to be filled in is not.
    `table` names the rows as a table of the workbook (Latin letters, each name once), to be filtered and sorted.
    """

    title: str
    lines: Sequence[str]
    columns: Mapping[str, Column]
    rows: Sequence[Mapping[str, Any]]
    to_read: bool = False
    table: str | None = None


def workbook(sheets: Sequence[Sheet], banner: str | None, language: str = "id") -> bytes:
    """An xlsx; `banner` is the first line of every sheet of a register whose data are not real.

    None is an empty cell. A text that looks like a formula stays the same text, marked as such for the spreadsheet.
    """
    book = Workbook()
    book.remove(book.active)
    for sheet in sheets:
        _fill(book.create_sheet(sheet.title[:31]), sheet, banner, language)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def of_day(made: bytes, title: str, creator: str, day: date) -> bytes:
    """The same workbook without the moment it was made in: `day` stands in its place."""
    core = _CORE.format(title=_xml(title), creator=_xml(creator), day=day.isoformat())
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(made)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in sorted(old.namelist()):
            content = core.encode() if name == "docProps/core.xml" else old.read(name)
            entry = zipfile.ZipInfo(name, (day.year, day.month, day.day, 0, 0, 0))
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            new.writestr(entry, content)
    return out.getvalue()


def _xml(words: str) -> str:
    return escape(_UNPRINTABLE.sub("", words))


def _fill(page: Any, sheet: Sheet, banner: str | None, language: str) -> None:
    above = [*([banner] if banner else []), *sheet.lines]
    for line, words in enumerate(above, 1):
        _write(page.cell(line, 1), words, "text", language)
        page.cell(line, 1).font = Font(bold=line == 1)
    if banner:
        page.cell(1, 1).fill = _BANNER
    head = len(above) + 1
    for index, column in enumerate(sheet.columns.values(), 1):
        cell = page.cell(head, index)
        _write(cell, column.words, "text", language)
        cell.font, cell.fill, cell.alignment = Font(bold=True), _HEAD, _WRAPPED
        page.column_dimensions[get_column_letter(index)].width = column.width
    for line, row in enumerate(sheet.rows, head + 1):
        for index, (name, column) in enumerate(sheet.columns.items(), 1):
            cell = page.cell(line, index)
            cell.alignment = _WRAPPED
            _write(cell, row[name], column.reads, language)
    if sheet.to_read:
        _fit(page, sheet, head)
    if sheet.table and sheet.rows:
        corner = f"{get_column_letter(len(sheet.columns))}{head + len(sheet.rows)}"
        table = Table(displayName=sheet.table, ref=f"A{head}:{corner}")
        table.tableStyleInfo = TableStyleInfo(name="TableStyleLight1", showRowStripes=False)
        page.add_table(table)
    page.freeze_panes = page.cell(head + 1, 2)
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", page.PAPERSIZE_A4
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    page.print_title_rows = f"{head}:{head}"


def _fit(page: Any, sheet: Sheet, head: int) -> None:
    """The lines over the whole width; numbers' headings over their numbers; room for every wrapped word."""
    widths = [column.width for column in sheet.columns.values()]
    for line in range(1, head):
        page.merge_cells(start_row=line, start_column=1, end_row=line, end_column=len(widths))
        page.cell(line, 1).alignment = _WRAPPED
        page.row_dimensions[line].height = _height([page.cell(line, 1).value], [sum(widths)])
    if sheet.lines:
        page.cell(head - len(sheet.lines), 1).font = Font(bold=True)
    for index, column in enumerate(sheet.columns.values(), 1):
        if column.reads != "text":
            page.cell(head, index).alignment = _RIGHT
    for line in range(head, head + len(sheet.rows) + 1):
        page.row_dimensions[line].height = _height([cell.value for cell in page[line]], widths)


def _height(values: Sequence[Any], widths: Sequence[int]) -> float:
    """In points, by the columns' widths in characters; what is not text takes one line."""
    wrapped = (
        len(textwrap.wrap(value, width)) for value, width in zip(values, widths, strict=True) if isinstance(value, str)
    )
    return _LINE * max(1, *wrapped, 1)


def _write(cell: Any, value: Any, reads: str, language: str) -> None:
    if isinstance(value, Quiet):
        value, cell.font, cell.alignment = value.words, _GREY, _RIGHT
    if isinstance(value, Read):
        value, reads = value.value, value.reads
    if value is None:
        return
    if isinstance(value, str):
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)[:LONGEST]
        cell.data_type = "s"  # openpyxl would make a formula of a leading "="
        cell.quotePrefix = risky(value)  # and a spreadsheet of a text somebody edits
        return
    cell.value = value
    cell.number_format = _DAY[language] if isinstance(value, date) else _FORMATS[reads]
