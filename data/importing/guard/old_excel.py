"""Looks into an OLE file (xls of Excel 97 to 2003) before it is opened: locked, macros, links, far cells."""

import struct
from typing import BinaryIO

import olefile  # type: ignore[import-untyped]

from data.importing.guard.limits import MAX_CELLS, refuse_area
from data.problem import Problem

_BOF, _SUPBOOK, _FILEPASS, _BOUNDSHEET, _MULRK = 0x0809, 0x01AE, 0x002F, 0x0085, 0x00BD
_CELLS = {0x0006, 0x00BD, 0x00D6, 0x00FD, 0x0203, 0x0204, 0x0205, 0x027E}
"""Records with a value: formula, several numbers, rich text, shared string, number, text, yes or no, short number."""
_OWN_BOOK, _ADD_INS = 0x0401, 0x3A01
_MACRO_SHEETS = (1, 6)
_HEAD = struct.Struct("<HH")


def inspect_xls(stream: BinaryIO) -> str:
    """'xls'; a Problem where it must not be opened. What cannot be followed is left for the reader to refuse."""
    try:
        with olefile.OleFileIO(stream) as parts:
            names = {path[0].lower() for path in parts.listdir(storages=True)}
            if "encryptedpackage" in names:
                raise Problem("file_encrypted")
            if names & {"_vba_project_cur", "_vba_project", "vba"}:
                raise Problem("file_macros")
            if not names & {"workbook", "book"}:
                raise Problem("file_wrong_type", suffix=_other(names))
            content = parts.openstream("Workbook" if "workbook" in names else "Book").read()
    except (OSError, struct.error, ValueError, TypeError, IndexError, AttributeError, RecursionError) as broken:
        raise Problem("file_broken") from broken
    _inspect_records(content)
    return "xls"


def _other(names: set[str]) -> str:
    kinds = {"worddocument": "doc", "powerpoint document": "ppt"}
    return next((kind for name, kind in kinds.items() if name in names), "?")


def _inspect_records(content: bytes) -> None:
    rows = columns = area = at = 0
    while at + 4 <= len(content):
        kind, length = _HEAD.unpack_from(content, at)
        at += 4
        if kind in _CELLS and length >= 6:
            row, column = _HEAD.unpack_from(content, at)
            last = _HEAD.unpack_from(content, at + length - 4)[1] if kind == _MULRK else column
            rows, columns = max(rows, row + 1), max(columns, last + 1)
        elif kind == _BOF:
            area, rows, columns = _add(area, rows, columns), 0, 0
        else:
            _refuse_record(kind, content[at : at + length])
        at += length
    _add(area, rows, columns)


def _add(area: int, rows: int, columns: int) -> int:
    area += rows * columns
    refuse_area(-(-area // columns) if area > MAX_CELLS and columns else rows, columns)
    return area


def _refuse_record(kind: int, record: bytes) -> None:
    if kind == _FILEPASS:
        raise Problem("file_encrypted")
    if kind == _BOUNDSHEET and len(record) > 5 and record[5] in _MACRO_SHEETS:
        raise Problem("file_macros")
    if kind == _SUPBOOK and len(record) >= 4 and _HEAD.unpack_from(record)[1] not in (_OWN_BOOK, _ADD_INS):
        raise Problem("file_external_links")
