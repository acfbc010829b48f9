"""Looks into a zipped workbook (xlsx, ods) without unpacking it: what it is, what it hides, what it would fill."""

import zipfile
import zlib
from typing import BinaryIO

from data.importing.guard.limits import MAX_TEXT, MAX_UNPACKED, MEGABYTE, refuse_area, refuse_unpacked
from data.importing.guard.sheets import Extent, longest_string, measure_ods, measure_xlsx, shared_text
from data.problem import Problem

_MACROS = ("xl/vbaproject.bin", "xl/macrosheets/", "basic/", "scripts/")
_LINKS = ("xl/externallinks/",)
_OTHERS = {"word/": "docx", "ppt/": "pptx", "xl/workbook.bin": "xlsb"}
_BROKEN = (zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, NotImplementedError, KeyError, EOFError, OSError,
           ValueError, RuntimeError)  # fmt: skip


def inspect_zip(stream: BinaryIO) -> str:
    """'xlsx' or 'ods'; a Problem where the package is anything else or must not be opened."""
    try:
        with zipfile.ZipFile(stream) as parts:
            return _inspect(parts, stream.seek(0, 2))
    except _BROKEN as broken:
        raise Problem("file_broken") from broken


def _inspect(parts: zipfile.ZipFile, size: int) -> str:
    members = parts.infolist()
    refuse_unpacked(sum(member.file_size for member in members), MAX_UNPACKED)
    if sum(member.compress_size for member in members) > size:  # members that lie on top of each other
        refuse_unpacked(float("inf"), MAX_UNPACKED)
    if any(member.flag_bits & 1 for member in members):
        raise Problem("file_encrypted")
    # The reader looks members up without regard to case: of two alike it might open the one not looked at here.
    names = [member.filename.lower() for member in members]
    if len(set(names)) < len(names):
        raise Problem("file_broken")
    kind = _kind(parts, names)
    _refuse_hidden(parts, kind, names)
    _refuse_size(parts, kind)
    return kind


def _kind(parts: zipfile.ZipFile, names: list[str]) -> str:
    if "xl/workbook.xml" in names:
        return "xlsx"
    document = parts.read("mimetype")[:100] if "mimetype" in names else b""
    if b"spreadsheet" in document and {"content.xml", "meta-inf/manifest.xml"} <= set(names):
        return "ods"
    found = next((kind for start, kind in _OTHERS.items() if any(name.startswith(start) for name in names)), "zip")
    raise Problem("file_wrong_type", suffix="odt" if b"opendocument.text" in document else found)


def _refuse_hidden(parts: zipfile.ZipFile, kind: str, names: list[str]) -> None:
    if kind == "ods" and b"encryption-data" in parts.read("META-INF/manifest.xml"):
        raise Problem("file_encrypted")
    if any(name.startswith(_MACROS) for name in names):
        raise Problem("file_macros")
    if any(name.startswith(_LINKS) for name in names):
        raise Problem("file_external_links")


def _refuse_size(parts: zipfile.ZipFile, kind: str) -> None:
    sheets: list[zipfile.ZipInfo] = []
    extents: list[Extent] = []
    for member in parts.infolist():
        # By its content, since a workbook may give its sheets any name; and all of it is read, so that a false length
        # or checksum is found here and not in the reader.
        holds_cells = _holds(parts, member, b"sheetData")
        if kind == "ods" and member.filename == "content.xml":
            extents += measure_ods(parts, member)
        elif kind == "xlsx" and holds_cells:
            sheets.append(member)
            extents.append(measure_xlsx(parts, member))
    _refuse_extents(extents)
    for member in parts.infolist():
        if member.filename.lower().endswith("sharedstrings.xml"):
            refuse_unpacked(member.file_size, MAX_TEXT)
            # Each cell gets its own copy of a shared string; counted only where it could matter.
            if longest_string(parts, member) * sum(extent.cells for extent in extents) > MAX_TEXT:
                refuse_unpacked(sum(shared_text(parts, member, sheet) for sheet in sheets), MAX_TEXT)


def _refuse_extents(extents: list[Extent]) -> None:
    for extent in extents:
        refuse_area(extent.rows, extent.columns)
    widest = max((extent.columns for extent in extents), default=0)
    refuse_area(sum(extent.rows * extent.columns for extent in extents) // (widest or 1), widest)
    refuse_unpacked(sum(extent.text for extent in extents), MAX_TEXT)


def _holds(parts: zipfile.ZipFile, member: zipfile.ZipInfo, word: bytes) -> bool:
    found, rest = False, b""
    with parts.open(member) as stream:
        while chunk := stream.read(4 * MEGABYTE):
            found = found or word in chunk or word in rest + chunk[:20]
            rest = chunk[-20:]
    return found
