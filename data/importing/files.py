"""A file's bytes -> a Book: values, not formulas, each cell at the row and column the spreadsheet shows."""

import csv
import io
from datetime import datetime, time

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetVisibleEnum
from python_calamine import XmlError as BrokenXml
from python_calamine import ZipError as BrokenZip

from data.importing.book import Book, Cell, Sheet
from data.importing.guard import kind_of, refuse_area
from data.problem import Problem


def read_book(name: str, content: bytes) -> Book:
    """Read one file; raises a Problem of severity `file` where it cannot be used."""
    kind = kind_of(name, content)
    sheets = _read_workbook(content) if kind in ("xlsx", "xls", "ods") else [_read_delimited(kind, content)]
    if not any(cell is not None for sheet in sheets for row in sheet.rows for cell in row):
        raise Problem("no_data")
    return Book(name, sheets)


def _read_workbook(content: bytes) -> list[Sheet]:
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        shown = [about.name for about in book.sheets_metadata if about.visible == SheetVisibleEnum.Visible]
        return [_read_sheet(book.get_sheet_by_name(name)) for name in shown or book.sheet_names]
    except PasswordError as locked:
        raise Problem("file_encrypted") from locked
    except (CalamineError, BrokenXml, BrokenZip, ValueError, OSError) as broken:
        raise Problem("file_broken") from broken


def _read_sheet(sheet: CalamineSheet) -> Sheet:
    if sheet.end is None:
        return Sheet(sheet.name, [])
    refuse_area(sheet.end[0] + 1, sheet.end[1] + 1)
    # skip_empty_area would begin at the first used cell and shift every row number and column letter.
    rows = [[_cell(value) for value in row] for row in sheet.to_python(skip_empty_area=False)]
    merged = sheet.merged_cell_ranges
    return Sheet(sheet.name, rows, None if merged is None else tuple(merged))


def _cell(value: object) -> Cell:
    if isinstance(value, str):
        return value if value.strip() else None
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e18:
        return int(value)
    if isinstance(value, datetime) and value.time() == time():
        return value.date()
    return value  # type: ignore[return-value]


def _read_delimited(kind: str, content: bytes) -> Sheet:
    text = decode(content)
    announced = text[:4].lower() == "sep=" and text[4:5].strip("\r\n") != ""
    delimiter = text[4] if announced else _delimiter(kind, text)
    if announced:  # Excel's own first line, which Excel does not show as a row
        text = text.partition("\n")[2]
    try:
        rows = _rows(text, delimiter)
    except csv.Error as broken:
        raise Problem("file_broken") from broken
    refuse_area(len(rows), max(map(len, rows), default=0))
    return Sheet(kind, [[value if value.strip() else None for value in row] for row in rows])


def _rows(text: str, delimiter: str) -> list[list[str]]:
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error:
        # A quotation mark that is never closed would swallow the rows after it: then marks are only characters.
        loose = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, quoting=csv.QUOTE_NONE)
        return [[value.strip('"') for value in row] for row in loose]


def decode(content: bytes) -> str:
    """Text of a file in UTF-8 (with or without BOM), UTF-16 with BOM, else Windows-1252."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _delimiter(kind: str, text: str) -> str:
    if kind == "tsv":
        return "\t"
    beginning = text[:20_000]
    widths = {}
    for delimiter in (";", "\t", ","):
        try:
            rows = _rows(beginning, delimiter)[:30]
        except csv.Error:
            rows = []
        # A separator cuts most lines alike; a comma inside names cuts some lines, and each differently.
        counts = [len(row) for row in rows if any(value.strip() for value in row)]
        widths[delimiter] = max((counts.count(n) * (n - 1) for n in set(counts)), default=0)
    return max(widths, key=lambda delimiter: widths[delimiter])
