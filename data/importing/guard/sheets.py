"""Measures the sheets of a zipped workbook by a pass over their XML, keeping nothing of it."""

import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO, Any
from xml.parsers import expat

from data.importing.guard.limits import MAX_CELLS, MAX_COLUMNS, MAX_TEXT, MEGABYTE, refuse_area, refuse_unpacked
from data.problem import Problem

_CELL = re.compile(rb'<(?:\w+:)?c(?: r="([A-Z]{1,3})(\d{1,7})"|(?=[\s/>]))')
_BARE_CELL = len('<c r="A1"><v></v></c>')
_BARE_ODS_CELL = len('<table:table-cell office:value-type="string"><text:p></text:p></table:table-cell>')


@dataclass(frozen=True)
class Extent:
    """One sheet: last row and column with a value, counted from 1, its cells with a value, at most so much text."""

    rows: int
    columns: int
    cells: int
    text: int


def measure_xlsx(parts: zipfile.ZipFile, member: zipfile.ZipInfo) -> Extent:
    """The extent of a worksheet; cells that are only formatted do not count where they would be too many."""
    extent = _scan_xlsx(parts, member)
    if extent is None or extent.rows * extent.columns > MAX_CELLS or extent.columns > MAX_COLUMNS:
        counter = _XlsxCounter()
        _parse(parts, member, counter.start)
        columns = max(map(_column_number, counter.letters), default=0) + counter.unplaced
        extent = _extent(member, counter.last_row, columns, counter.cells)
    return extent


def _extent(member: zipfile.ZipInfo, rows: int, columns: int, cells: int) -> Extent:
    return Extent(rows, columns, cells, max(0, member.file_size - _BARE_CELL * cells))


def _scan_xlsx(parts: zipfile.ZipFile, member: zipfile.ZipInfo) -> Extent | None:
    """The extent if every cell is written as nearly every program writes it; four times faster than parsing XML."""
    rows: set[bytes] = set()
    letters: set[bytes] = set()
    cells = 0
    with parts.open(member) as stream:
        for chunk in _chunks(stream):
            found = _CELL.findall(chunk)
            if found:
                more_letters, more_rows = zip(*found, strict=True)
                letters.update(more_letters)
                rows.update(more_rows)
                cells += len(found)
    if b"" in letters:
        return None
    columns = max((_column_number(letter.decode()) for letter in letters), default=0)
    return _extent(member, max(map(int, rows), default=0), columns, cells)


def _chunks(stream: IO[bytes]) -> Iterator[bytes]:
    """The stream in pieces of some megabytes, none of which ends within a tag."""
    rest = b""
    while chunk := stream.read(4 * MEGABYTE):
        whole, sign, rest = (rest + chunk).rpartition(b"<")
        rest = sign + rest
        if len(rest) > 4 * MEGABYTE:
            raise Problem("file_broken")
        yield whole
    yield rest


class _XlsxCounter:
    """Follows `row`, `c` and the `v` or `is` within: the names may carry a prefix."""

    def __init__(self) -> None:
        self.letters: set[str] = set()
        self.cells = self.last_row = self.unplaced = 0
        self._row, self._row_text = 0, "0"
        self._cell: str | None = None
        self._unplaced_in_row = 0

    def start(self, name: str, attributes: list[str]) -> None:
        name = name.rpartition(":")[2] if ":" in name else name
        if name == "c":
            # Nearly every file writes the address first.
            self._cell = attributes[1] if attributes and attributes[0] == "r" else _value(attributes, "r")
        elif name in ("v", "is") and self._cell is not None:
            self._filled(self._cell)
            self._cell = None
        elif name == "row":
            written = _value(attributes, "r")
            self._row = int(written) if written else self._row + 1
            self._row_text = str(self._row)
            self._unplaced_in_row = 0

    def _filled(self, address: str) -> None:
        self.cells += 1
        self.last_row = self._row
        if address.endswith(self._row_text):
            self.letters.add(address.removesuffix(self._row_text))
        elif address:
            raise Problem("file_broken")  # a cell that stands in another row than its own
        else:  # a cell without an address follows the one before it
            self._unplaced_in_row += 1
            self.unplaced = max(self.unplaced, self._unplaced_in_row)
        if self.cells > MAX_CELLS:
            refuse_area(self.cells, 1)


def _value(attributes: list[str], name: str) -> str:
    return next((attributes[i + 1] for i in range(0, len(attributes), 2) if attributes[i] == name), "")


def _column_number(letters: str) -> int:
    if not re.fullmatch("[A-Z]{1,3}", letters):
        raise Problem("file_broken")
    number = 0
    for value in letters:
        number = number * 26 + ord(value) - 64
    return number


def measure_ods(parts: zipfile.ZipFile, member: zipfile.ZipInfo) -> list[Extent]:
    """The extents of all sheets of an ods; a repeated cell or row counts as often as it is repeated."""
    counter = _OdsCounter()
    parser = _parser(counter.start)
    parser.ordered_attributes = False
    counter.watch = lambda handler: setattr(parser, "CharacterDataHandler", handler)
    _run(parser, parts, member)
    text = member.file_size + counter.copied - _BARE_ODS_CELL * sum(cells for _, _, cells in counter.tables)
    return [Extent(*table, text=0) for table in counter.tables] + [Extent(0, 0, 0, max(0, text))]


class _OdsCounter:
    """Follows tables, rows and cells with their repetitions; `copied` is the text that repeating adds."""

    def __init__(self) -> None:
        self.tables: list[tuple[int, int, int]] = [(0, 0, 0)]
        self.copied = 0
        self.watch: Callable[[Any], None] = lambda handler: None
        self._watching = False
        self._row = self._column = 0
        self._rows = self._columns = 1

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name in ("table:table-cell", "table:covered-table-cell"):
            self._columns = int(attributes.get("table:number-columns-repeated", 1))
            self._column += self._columns
            if "office:value-type" in attributes:
                self._filled()
        elif name == "table:table-row":
            self._rows = int(attributes.get("table:number-rows-repeated", 1))
            self._row, self._column = self._row + self._rows, 0
        elif name == "table:table":
            self.tables.append((0, 0, 0))
            self._row = 0
        elif name in ("table:table-source", "table:cell-range-source"):
            raise Problem("file_external_links")

    def _filled(self) -> None:
        _, columns, cells = self.tables[-1]
        copies = self._rows * self._columns
        self.tables[-1] = (self._row, max(columns, self._column), cells + copies)
        if (copies > 1) != self._watching:
            self._watching = copies > 1
            self.watch(self._copied if self._watching else None)
        if cells > MAX_CELLS:
            refuse_area(cells, 1)

    def _copied(self, text: str) -> None:
        self.copied += len(text) * self._rows * self._columns
        refuse_unpacked(self.copied, MAX_TEXT)


def longest_string(parts: zipfile.ZipFile, member: zipfile.ZipInfo) -> int:
    """Bytes of the longest shared string, its markup included."""
    longest, rest = 0, b""
    with parts.open(member) as stream:
        while chunk := stream.read(4 * MEGABYTE):
            *whole, rest = (rest + chunk).split(b"<si")
            longest = max(longest, len(rest), *map(len, whole), 0)
    return longest


def shared_text(parts: zipfile.ZipFile, strings: zipfile.ZipInfo, sheet: zipfile.ZipInfo) -> int:
    """Length of the text a sheet's cells hold once each has its own copy of its shared string."""
    lengths: list[int] = []
    _parse(parts, strings, *_lengths(lengths))
    total, shared = 0, False

    def start(name: str, attributes: list[str]) -> None:
        nonlocal shared
        name = name.rpartition(":")[2]
        if name in ("row", "c"):
            shared = name == "c" and _value(attributes, "t") == "s"

    def text(value: str) -> None:
        nonlocal total
        if shared and value.strip().isdigit() and int(value) < len(lengths):
            total += lengths[int(value)]

    _parse(parts, sheet, start, text)
    return total


def _lengths(lengths: list[int]) -> tuple[Callable[[str, list[str]], None], Callable[[str], None]]:
    def start(name: str, attributes: list[str]) -> None:
        if name.rpartition(":")[2] == "si":
            lengths.append(0)

    def text(value: str) -> None:
        if lengths:
            lengths[-1] += len(value)

    return start, text


def _parse(
    parts: zipfile.ZipFile,
    member: zipfile.ZipInfo,
    start: Callable[[str, list[str]], None],
    text: Callable[[str], None] | None = None,
) -> None:
    parser = _parser(start)
    parser.CharacterDataHandler = text
    _run(parser, parts, member)


def _parser(start: Callable[[str, Any], None]) -> expat.XMLParserType:
    parser = expat.ParserCreate()
    parser.ordered_attributes = True
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.StartDoctypeDeclHandler = _refuse_entities
    return parser


def _run(parser: expat.XMLParserType, parts: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    try:
        with parts.open(member) as stream:
            parser.ParseFile(stream)
    except (expat.ExpatError, ValueError) as broken:
        raise Problem("file_broken") from broken


def _refuse_entities(*_: object) -> None:
    """No spreadsheet program writes a document type; it only serves to define entities that grow."""
    raise Problem("file_broken")
