"""What the templates show of one release: its tables as words, never as numbers to work with."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from data.public.document import NO_DATA, NOT_MEANT, WITHHELD, Cell, Document, Table
from data.public.site.words import LOOK, Words
from data.public.tables import Column, layout

BANDS = "menunggu"  # the table whose rows have colours of their own
NOTHING = Cell(None, NO_DATA)
BAR = 100  # width of a bar that is full


@dataclass(frozen=True)
class CellView:
    """A cell's words; `side` is number or text, `mark` how a mark looks, "" for a value."""

    words: str
    side: str
    mark: str


@dataclass(frozen=True)
class RowView:
    """A row; `bar` is its share of the largest, in units of BAR, where the table is drawn as bars."""

    code: str
    name: str
    cells: tuple[CellView, ...]
    total: bool
    bar: int | None


@dataclass(frozen=True)
class TableView:
    """A table in words; `withheld` and `blank` are how many of its cells are so, `columns` (heading, meaning, look)."""

    name: str
    heading: str
    about: str
    first: str
    columns: tuple[tuple[str, str, str], ...]
    rows: tuple[RowView, ...]
    bars: bool
    withheld: int
    blank: int
    none: int


def table(words: Words, document: Document, name: str) -> TableView:
    """One table of the release."""
    found, shape = document.table(name), layout(name)
    columns = {column.name: column for column in shape.columns}
    cells = [cell for row in found.cells for cell in row]
    return TableView(
        name,
        words.table(name),
        words.about(name),
        words.rows(shape.rows),
        tuple((words.column(one), words.meaning(one), _side(columns[one])) for one in found.columns),
        tuple(_rows(words, found, columns, document.region if shape.total else "")),
        name == BANDS,
        *(sum(cell.mark == mark for cell in cells) for mark in (WITHHELD, NO_DATA, NOT_MEANT)),
    )


def _rows(words: Words, found: Table, columns: Mapping[str, Column], total: str) -> Iterator[RowView]:
    largest = max((float(row[0].value) for row in found.cells if isinstance(row[0].value, int)), default=0) or 1
    for row, cells in zip(found.rows, found.cells, strict=True):
        first = cells[0].value
        bar = round(BAR * first / largest) if isinstance(first, int) and found.name == BANDS else None
        views = tuple(cell(words, one, columns[name]) for name, one in zip(found.columns, cells, strict=True))
        yield RowView(row.code, words.named(row.name), views, row.code == total, bar)


def cell(words: Words, one: Cell, column: Column) -> CellView:
    """A cell in words."""
    return CellView(words.cell(one, column), _side(column), LOOK.get(one.mark, ""))


def _side(column: Column) -> str:
    return "number" if column.unit in ("count", "share", "money") else "text"


def column_of(table: str, name: str) -> Column:
    """A column of a published table."""
    return next(column for column in layout(table).columns if column.name == name)
