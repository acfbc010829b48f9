"""What stands above a list of those present: the day, the facilitator and the name of the session."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from data.importing.book import Book, Cell
from data.importing.clean import as_text, clean_day
from data.importing.table import Table
from data.importing.titles import TITLES, words

_LABELS = {
    "on": {*TITLES["visits"]["on"].split("|"), "hari tgl", "tanggal pelaksanaan", "tanggal kegiatan", "waktu"},
    "facilitator": {*TITLES["visits"]["facilitator"].split("|"), "nama pendamping lapangan"},
    "session_title": {*TITLES["visits"]["session_title"].split("|"), "judul", "materi kegiatan"},
}
_TITLE = re.compile(
    r"daftar (?:hadir|kehadiran)(?: peserta)?\b[\s:-]*(.*)|(?:attendance list)[\s:-]*(.*)", re.IGNORECASE
)


def lines_above(book: Book, table: Table) -> list[list[Cell]]:
    """The rows of the table's sheet above its header."""
    sheet = next(sheet for sheet in book.sheets if sheet.name == table.sheet)
    return [row for row, _ in zip(sheet.rows, range(table.header_rows[0] - 1), strict=False)]


def said_above(lines: Iterable[Sequence[Cell]]) -> Mapping[str, Any]:
    """`on` (ISO), `facilitator` and `session_title` as far as the lines above a table say them; the first said counts.

    A label and its value stand in one cell ('Tanggal : 25 Mei 2026') or in the next filled one.
    """
    found: dict[str, str] = {}
    for name, value in _labelled(lines):
        if name == "on":
            day = clean_day(value).value
            value = day.isoformat() if day else ""
        if value:
            found.setdefault(name, value)
    return found


def _labelled(lines: Iterable[Sequence[Cell]]) -> Iterator[tuple[str, str]]:
    for line in lines:
        cells = [text for cell in line if (text := as_text(cell)).strip(" :")]
        for cell, after in zip(cells, [*cells[1:], ""], strict=False):
            title = _TITLE.fullmatch(cell)
            if title:
                yield "session_title", (title[1] or title[2] or "").strip()
            label, colon, rest = cell.partition(":")
            name = next((name for name, labels in _LABELS.items() if words(label) in labels), None)
            if name:
                yield name, (rest if colon and rest.strip() else after).strip(" :")
