"""Refuses a file before anything opens it: wrong kind, locked, damaged, or made to fill the memory."""

import io
import re
from pathlib import Path, PurePath
from typing import BinaryIO

from data.importing.guard.limits import MAX_BYTES, MAX_JSON, MEGABYTE, refuse_area
from data.importing.guard.old_excel import inspect_xls
from data.importing.guard.packages import inspect_zip
from data.problem import Problem

__all__ = ["MAX_BYTES", "Source", "kind_of", "open_source", "refuse_area"]

Source = bytes | Path
"""A file's content, or where it lies."""

DELIMITED = ("csv", "tsv", "txt")
WORKBOOKS = ("xlsx", "xlsm", "xls", "ods")
JSON = ("geojson", "json")
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OTHER = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"{\\rtf", b"PK\x05\x06")
_HTML = re.compile(rb"\s*<(!doctype|html|\?xml|table|head|body|meta|style|div)", re.IGNORECASE)
_JSON = re.compile(rb"\s*\{\s*\"")
_BINARY = re.compile(rb"[\x01-\x08\x0e-\x19\x1c-\x1f]")
"""Control characters that no program writes into text; a NUL alone may be padding or UTF-16."""


def open_source(source: Source) -> BinaryIO:
    """The file as a stream from its beginning."""
    return io.BytesIO(source) if isinstance(source, bytes) else source.open("rb")


def kind_of(name: str, source: Source) -> str:
    """The kind of a file, 'xlsx' | 'xls' | 'ods' | 'csv' | 'tsv' | 'txt' | 'geojson', or the Problem that bars it."""
    suffix = PurePath(name).suffix.lower().lstrip(".")
    size = len(source) if isinstance(source, bytes) else source.stat().st_size
    limit = MAX_JSON if suffix in JSON else MAX_BYTES
    if not size:
        raise Problem("file_empty")
    if size > limit:
        raise Problem("file_too_big", limit=limit // MEGABYTE)
    with open_source(source) as stream:
        beginning = stream.read(4000)
        if suffix not in DELIMITED + WORKBOOKS + JSON or beginning.startswith(_OTHER):
            raise Problem("file_wrong_type", suffix=suffix or "?")
        if _HTML.match(beginning.removeprefix(b"\xef\xbb\xbf")):
            raise Problem("file_html")
        stream.seek(0)
        found = _content_kind(beginning, stream)
    if found != _content_expected(suffix):
        raise Problem("file_name_mismatch", suffix=suffix, found="csv" if found == "text" else found)
    return suffix if found == "text" else found


def _content_expected(suffix: str) -> str:
    if suffix in DELIMITED:
        return "text"
    return {"xlsm": "xlsx", "json": "geojson"}.get(suffix, suffix)


def _content_kind(beginning: bytes, stream: BinaryIO) -> str:
    if beginning.startswith(_OLE):
        return inspect_xls(stream)
    if beginning.startswith(_ZIP):
        return inspect_zip(stream)
    if not beginning.startswith((b"\xff\xfe", b"\xfe\xff")) and _BINARY.search(beginning):
        raise Problem("file_wrong_type", suffix="?")
    return "geojson" if _JSON.match(beginning.removeprefix(b"\xef\xbb\xbf")) else "text"
