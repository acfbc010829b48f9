"""Delimited text (csv, tsv, txt), line by line: encoding, separator and quoting are found out first."""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from data.importing.book import Cell, Sheet
from data.importing.files.charset import encoding_of
from data.importing.guard import Source, open_source
from data.importing.guard.limits import refuse_area
from data.problem import Problem

_BEGINNING = 20_000
_LONGEST_LINE = 1_000_000
_NO_SIGNS = {0: None, 0x1A: None}
"""NUL pads the fields of some exports, and 1A ends the files of DOS programs: neither is a letter."""


@dataclass(frozen=True)
class _Form:
    encoding: str
    errors: str
    delimiter: str = ","
    announced: bool = False
    quoted: bool = True


def read_delimited(kind: str, source: Source) -> Sheet:
    """The one sheet of a delimited file, named after its kind."""
    form = _Form(*encoding_of(source))
    with _text(source, form) as stream:
        beginning = stream.read(_BEGINNING)
    announced = beginning[:4].lower() == "sep=" and beginning[4:5].strip("\r\n") != ""
    delimiter = beginning[4] if announced else _delimiter(kind, beginning)
    form = replace(form, delimiter=delimiter, announced=announced)
    try:
        return Sheet(kind, _Rows(source, form))
    except csv.Error:
        # A quotation mark that is never closed would swallow the rows after it: then marks are only characters.
        try:
            return Sheet(kind, _Rows(source, replace(form, quoted=False)))
        except csv.Error as broken:
            raise Problem("file_broken") from broken


class _Rows:
    """A first pass proves that every line can be read, and finds the last row that holds anything."""

    def __init__(self, source: Source, form: _Form) -> None:
        self._source, self._form = source, form
        self._last = cells = width = 0
        for number, row in enumerate(self._split(), 1):
            if any(row):
                self._last = number
                cells += len(row)
                width = max(width, len(row))
                refuse_area(-(-cells // width), width)

    def __iter__(self) -> Iterator[list[Cell]]:
        for number, row in enumerate(self._split(), 1):
            if number > self._last:
                return
            yield [value if value and not value.isspace() else None for value in row]

    def __len__(self) -> int:
        return self._last

    def _split(self) -> Iterator[list[str]]:
        with _text(self._source, self._form) as stream:
            lines = _lines(stream)
            if self._form.announced:  # Excel's own first line, which Excel does not show as a row
                next(lines, None)
            yield from _split(lines, self._form.delimiter, quoted=self._form.quoted)


def _text(source: Source, form: _Form) -> io.TextIOWrapper:
    return io.TextIOWrapper(open_source(source), encoding=form.encoding, errors=form.errors, newline="")


def _split(lines: Iterable[str], delimiter: str, *, quoted: bool) -> Iterator[list[str]]:
    if quoted:
        yield from csv.reader(lines, delimiter=delimiter, strict=True)
    else:
        for row in csv.reader(lines, delimiter=delimiter, quoting=csv.QUOTE_NONE):
            yield [value.strip('"') for value in row]


def _lines(stream: io.TextIOBase) -> Iterator[str]:
    """Lines with their ends; CR CR LF, which a text sent through twice has, ends one line and not two."""
    held = ""
    for line in iter(lambda: stream.readline(_LONGEST_LINE), ""):
        if len(line) == _LONGEST_LINE:
            raise Problem("file_broken")
        if held:
            yield held[:-1] + "\r\n" if line == "\r\n" else held
            if line == "\r\n":
                held = ""
                continue
        line = line.translate(_NO_SIGNS) if "\0" in line or "\x1a" in line else line
        held = line if line.endswith("\r") else ""
        if not held:
            yield line
    if held:
        yield held


def _delimiter(kind: str, beginning: str) -> str:
    if kind == "tsv":
        return "\t"
    widths = {}
    for delimiter in (";", "\t", ",", "|"):
        # A separator cuts most lines alike; a comma inside names cuts some lines, and each differently.
        counts = [len(row) for row in _first_rows(beginning, delimiter) if any(value.strip() for value in row)]
        widths[delimiter] = max((counts.count(n) * (n - 1) for n in set(counts)), default=0)
    return max(widths, key=lambda delimiter: widths[delimiter])


def _first_rows(beginning: str, delimiter: str) -> list[list[str]]:
    for quoted in (True, False):
        try:
            return list(_split(_lines(io.StringIO(beginning, newline="")), delimiter, quoted=quoted))[:30]
        except csv.Error:
            continue
    return []
