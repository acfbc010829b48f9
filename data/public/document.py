"""The public document: one release as anybody may have it, and nothing else. Everything public is made from it."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

WITHHELD = "ditahan"  # below the threshold, or needed to hide one that is
NO_DATA = "tanpa_data"  # not counted there yet: blank is not zero
NOT_MEANT = "tidak_berlaku"  # this row has no such number
MARKS = (WITHHELD, NO_DATA, NOT_MEANT)

Value = int | float | str  # a rounded count or sum, a share (0 to 1), "ada"/"belum_ada", a day as 2026-11-24


@dataclass(frozen=True)
class Cell:
    """A published value, or the mark that stands in its place."""

    value: Value | None
    mark: str = ""

    def __post_init__(self) -> None:
        if (self.value is None) != bool(self.mark) or (self.mark and self.mark not in MARKS):
            raise ValueError("a cell is a value or a mark")


@dataclass(frozen=True)
class Row:
    """A row's code and its name in each language."""

    code: str
    name: Mapping[str, str]


@dataclass(frozen=True)
class Table:
    """A published table; `cells` has one tuple per row, one cell per column."""

    name: str
    rows: tuple[Row, ...]
    columns: tuple[str, ...]
    cells: tuple[tuple[Cell, ...], ...]

    def cell(self, row: str, column: str) -> Cell:
        """The cell of a row's code and a column; KeyError when there is none."""
        at = {one.code: index for index, one in enumerate(self.rows)}[row]
        return self.cells[at][{name: index for index, name in enumerate(self.columns)}[column]]


@dataclass(frozen=True)
class Source:
    """What a denominator is, where it comes from and until when it holds; `words` is a key of the catalogue."""

    denominator: str
    words: str
    day: date | None


@dataclass(frozen=True)
class Rules:
    """How numbers were protected, said with every release. `money_base` in rupiah, `dominance` in per cent."""

    threshold: int = 5
    base: int = 5
    money_base: int = 100_000_000
    dominance: int = 20


@dataclass(frozen=True)
class Document:
    """One release. `as_of` is the day its numbers speak of, `published_on` the day it was published; `kind` is the
    register's: what is not `nyata` says so wherever it is shown."""

    slug: str
    kind: str
    region: str
    region_name: str
    office: str
    as_of: date
    published_on: date
    data_version: int
    definitions: str
    window: int
    rules: Rules
    sources: tuple[Source, ...]
    tables: tuple[Table, ...]
    places: tuple[str, ...] = ()  # listings whose kecamatan may be told beside these numbers

    def table(self, name: str) -> Table:
        """The table of this name; KeyError when there is none."""
        return {one.name: one for one in self.tables}[name]

    @property
    def withheld(self) -> tuple[int, int]:
        """How many cells are withheld, of how many that could have a number (without shares, flags and days)."""
        cells = [
            cell
            for table in self.tables
            for row in table.cells
            for name, cell in zip(table.columns, row, strict=True)
            if name not in ("cakupan", "bagian", "pendamping_wilayah", "sejak")
        ]
        return sum(cell.mark == WITHHELD for cell in cells), sum(cell.mark in ("", WITHHELD) for cell in cells)

    def to_text(self) -> str:
        """The document as canonical JSON: the same document is the same text to the byte."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)

    @property
    def sha256(self) -> str:
        """The checksum of the text."""
        return hashlib.sha256(self.to_text().encode()).hexdigest()


def from_text(text: str) -> Document:
    """The document of a text made by `to_text`."""
    found: dict[str, Any] = json.loads(text)
    days = {name: date.fromisoformat(found[name]) for name in ("as_of", "published_on")}
    sources = tuple(
        Source(one["denominator"], one["words"], date.fromisoformat(one["day"]) if one["day"] else None)
        for one in found["sources"]
    )
    tables = tuple(_table(one) for one in found["tables"])
    parts = {"rules": Rules(**found["rules"]), "sources": sources, "tables": tables, "places": tuple(found["places"])}
    return Document(**(found | days | parts))


def _table(found: Mapping[str, Any]) -> Table:
    return Table(
        found["name"],
        tuple(Row(**row) for row in found["rows"]),
        tuple(found["columns"]),
        tuple(tuple(Cell(**cell) for cell in row) for row in found["cells"]),
    )
