"""A Book -> the one Table in it: which sheet, which header rows, which rows hold data and which are skipped."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import islice

from data.importing.book import Book, Sheet, letter
from data.importing.table.header import HEADER_WITHIN, Header, find_header, guess_header, titles_of
from data.importing.table.lines import Foot, Judge, Row
from data.importing.titles import SERIAL, words
from data.problem import Problem

__all__ = ["HEADER_WITHIN", "Column", "Row", "Table", "find_table", "table_sheets"]

HEAD = 200
"""So many data rows are looked at to tell what a column holds."""


@dataclass(frozen=True)
class Column:
    """One column: its letter and title as a person sees them, its index from 0, its first values as text."""

    letter: str
    title: str
    index: int
    samples: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True)
class Table:
    """Columns and data rows of a sheet. A column without a title is there if one of the first rows has a value in it.

    Every pass over `rows` reads the file again; `head` holds the first rows, up to 200, and `last_row` is the number of
    the sheet's last row, for telling how far a pass has come. `skipped` holds the numbers of rows that are no data, by
    'blank', 'total', 'header' and 'note'; it is complete once `rows` have been passed through to the end.
    """

    sheet: str
    header_rows: tuple[int, ...]
    columns: tuple[Column, ...]
    rows: Iterable[Row] = field(repr=False)
    skipped: dict[str, list[int]]
    head: tuple[Row, ...] = field(default=(), repr=False)
    last_row: int = 0

    def column(self, column_letter: str) -> Column:
        """The column with this letter, or a Problem."""
        for column in self.columns:
            if column.letter == column_letter:
                return column
        raise Problem("column_unknown", letter=column_letter)


def table_sheets(book: Book) -> list[str]:
    """Names of the sheets in which a header is found, the best known titles first."""
    return [sheet.name for sheet, _ in _found(book)]


def find_table(book: Book, sheet: str | None = None) -> Table:
    """The sheet (that one, or the one whose titles are best known) and its header; a Problem where there is none.

    Only the beginning of each sheet is looked at, down to its first data rows.
    """
    if sheet is not None:
        book = Book(book.name, [one for one in book.sheets if one.name == sheet])
        if not book.sheets:
            raise Problem("sheet_unknown", sheet=sheet)
    found = _found(book)
    if not found:
        raise Problem("header_not_found", rows=HEADER_WITHIN)
    return _build(*found[0])


def _found(book: Book) -> list[tuple[Sheet, Header]]:
    """Sheets with a header of known titles, the best known first; else those with what may be one."""
    for find in (find_header, guess_header):
        found = [(sheet, header) for sheet in book.sheets if (header := find(sheet)) is not None]
        if found:
            return sorted(found, key=lambda pair: pair[1].score, reverse=True)
    return []


def _build(sheet: Sheet, header: Header) -> Table:
    titles = titles_of(header.lines)
    serial = frozenset(i for i, title in enumerate(titles) if words(title) in SERIAL)
    start = header.first + len(header.lines)
    skipped: dict[str, list[int]] = {"blank": [], "total": [], "header": [], "note": []}
    rows = _Rows(sheet, start, Judge(header, serial, sum(map(bool, titles))), skipped)
    head = tuple(islice(rows, HEAD))
    if not head:
        raise Problem("no_rows", sheet=sheet.name)
    numbers = tuple(range(header.first + 1, start + 1))
    return Table(sheet.name, numbers, _columns(titles, head), rows, skipped, head, len(sheet.rows))


class _Rows:
    """The data rows below a header; a pass that comes to the end writes down which rows it left out."""

    def __init__(self, sheet: Sheet, start: int, judge: Judge, skipped: dict[str, list[int]]) -> None:
        self._sheet, self._start, self._judge, self._skipped = sheet, start, judge, skipped

    def __iter__(self) -> Iterator[Row]:
        skipped: dict[str, list[int]] = {why: [] for why in self._skipped}
        foot, astray = Foot(), False
        for number, cells in enumerate(islice(self._sheet.rows, self._start, None), self._start + 1):
            row = Row(number, cells)
            why = self._judge.why(row, first=number == self._start + 1, in_foot=foot.is_open)
            astray = why == "moved" or (astray and why != "header")
            if why in ("empty", "note") or (foot.is_open and why):
                foot.hold(row, why)
                continue
            yield from foot.was_none(skipped)
            if why:
                skipped["header" if why == "moved" else why].append(number)
            else:
                yield replace(row, is_astray=True) if astray else row
        foot.ends(skipped)
        self._skipped.update(skipped)


def _columns(titles: list[str], head: tuple[Row, ...]) -> tuple[Column, ...]:
    """Columns with a title or a value; titles are made unique by their letter, since people may use one twice."""
    width = max([len(titles)] + [len(row.cells) for row in head])
    columns = []
    for i in range(width):
        title = titles[i] if i < len(titles) else ""
        samples = tuple(str(cell).strip() for row in head if (cell := row.cell(i)) is not None)
        if title or samples:
            unique = not title or titles.count(title) > 1
            columns.append(Column(letter(i), f"{title} ({letter(i)})".strip() if unique else title, i, samples[:50]))
    return tuple(columns)
