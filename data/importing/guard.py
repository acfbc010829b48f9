"""Refuses a file before anything opens it: wrong kind, locked, damaged, or made to fill the memory."""

import io
import re
import zipfile
from pathlib import PurePath

from data.problem import Problem

MEGABYTE = 1024 * 1024
MAX_BYTES = 25 * MEGABYTE
MAX_UNPACKED = 300 * MEGABYTE
MAX_CELLS = 5_000_000
"""Largest rectangle from A1 to the last cell: the reader reserves all of it, so a stray far cell kills the process."""

DELIMITED = ("csv", "tsv", "txt")
WORKBOOKS = ("xlsx", "xlsm", "xls", "ods")
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OTHER = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"{\\rtf", b"PK\x05\x06")
_HTML = re.compile(rb"\s*<(!doctype|html|\?xml|table|head|body|meta|style|div)", re.IGNORECASE)
_CELL = re.compile(rb"<(?:\w+:)?c\s(?:[^>]*?\s)?r=\"([A-Z]{1,3})(\d{1,7})\"[^>]*>")
_ODS_ROW = re.compile(
    rb"<table:table-row[^>]*number-rows-repeated=\"(\d+)\"[^>]*(?<!/)>(.*?)</table:table-row>", re.DOTALL
)
_ODS_CELL = re.compile(rb"<table:table-cell[^>]*>")


def kind_of(name: str, content: bytes) -> str:
    """The kind of a file, 'xlsx' | 'xls' | 'ods' | 'csv' | 'tsv' | 'txt', or the Problem that keeps it out."""
    suffix = PurePath(name).suffix.lower().lstrip(".")
    if not content:
        raise Problem("file_empty")
    if len(content) > MAX_BYTES:
        raise Problem("file_too_big", limit=MAX_BYTES // MEGABYTE)
    if suffix not in DELIMITED + WORKBOOKS or content.startswith(_OTHER):
        raise Problem("file_wrong_type", suffix=suffix or "?")
    if _HTML.match(content[:2000].removeprefix(b"\xef\xbb\xbf")):
        raise Problem("file_html")
    found = _content_kind(content)
    if found == "encrypted":
        raise Problem("file_encrypted")
    if found == "zip":
        raise Problem("file_wrong_type", suffix="zip")
    if found != {"xlsm": "xlsx", "tsv": "text", "csv": "text", "txt": "text"}.get(suffix, suffix):
        raise Problem("file_name_mismatch", suffix=suffix, found=found)
    return suffix if found == "text" else found


def _content_kind(content: bytes) -> str:
    if content.startswith(_OLE):
        return "encrypted" if "EncryptedPackage".encode("utf-16-le") in content else "xls"
    if content.startswith(_ZIP):
        return _zip_kind(content)
    if b"\0" in content[:4000] and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Problem("file_wrong_type", suffix="?")
    return "text"


def _zip_kind(content: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            members = parts.infolist()
            if sum(member.file_size for member in members) > MAX_UNPACKED:
                raise Problem("file_zip_bomb", limit=MAX_UNPACKED // MEGABYTE)
            if any(member.flag_bits & 1 for member in members):
                return "encrypted"
            names = {member.filename for member in members}
            kind = "xlsx" if "xl/workbook.xml" in names else "ods" if _is_ods(parts, names) else "zip"
            # Reads every member once: a member longer than it claims fails its checksum here, not in the reader.
            if kind != "zip" and parts.testzip() is not None:
                raise Problem("file_broken")
            if kind == "ods" and b"encryption-data" in parts.read("META-INF/manifest.xml"):
                return "encrypted"
            _refuse_far_cells(parts, kind)
            return kind
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, KeyError, EOFError, OSError) as broken:
        raise Problem("file_broken") from broken


def _is_ods(parts: zipfile.ZipFile, names: set[str]) -> bool:
    return {"mimetype", "content.xml", "META-INF/manifest.xml"} <= names and b"spreadsheet" in parts.read("mimetype")


def _refuse_far_cells(parts: zipfile.ZipFile, kind: str) -> None:
    if kind == "ods":
        return _refuse_repeated_rows(parts.read("content.xml"))
    for name in parts.namelist():
        if name.endswith(".xml") and not name.endswith("sharedStrings.xml"):
            refuse_area(*_last_cell(parts, name))
    return None


def _last_cell(parts: zipfile.ZipFile, name: str) -> tuple[int, int]:
    """Last row and column with a value, counted from 1; cells that are only formatted do not count."""
    last_row, rest, columns = 0, b"", set()
    with parts.open(name) as stream:
        while chunk := stream.read(4 * MEGABYTE):
            chunk = rest + chunk
            for cell in _CELL.finditer(chunk):
                if not cell[0].endswith(b"/>"):
                    columns.add(cell[1])
                    last_row = max(last_row, int(cell[2]))
            rest = chunk[chunk.rfind(b"<") :]
    return last_row, max(map(_column_number, columns), default=0)


def _column_number(letters: bytes) -> int:
    number = 0
    for value in letters:
        number = number * 26 + value - 64
    return number


def _refuse_repeated_rows(content: bytes) -> None:
    for row in _ODS_ROW.finditer(content):
        if b"value-type" in row[2]:
            refuse_area(int(row[1]), 10)
    for cell in _ODS_CELL.finditer(content):
        repeated = re.search(rb"columns-repeated=\"(\d+)\"", cell[0])
        if repeated and b"value-type" in cell[0] and int(repeated[1]) > 1000:
            refuse_area(int(repeated[1]), MAX_CELLS)


def refuse_area(rows: int, columns: int) -> None:
    """Refuse a sheet whose rectangle from A1 is larger than any register."""
    if rows * columns > MAX_CELLS:
        raise Problem("file_area_too_big", rows=rows, columns=columns)
