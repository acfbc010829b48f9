"""What others have counted, before it is kept: plain types."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from data.problem import Problem

MOST = 2**31 - 1  # of a whole number in the database


@dataclass(frozen=True)
class NewSource:
    """A source to be kept: its title, of when it is, what it counts in words, and where it can be looked up."""

    title: str
    on: date
    precision: str  # "day", "month" or "year"
    counts: str
    reference: str


@dataclass(frozen=True)
class PlaceCount:
    """One number: of a whole kecamatan or, with a desa, of that; of all sectors or, with one, of that."""

    kecamatan: str
    desa: str | None
    businesses: int
    sector: str | None = None

    @property
    def code(self) -> str:
        return self.desa or self.kecamatan


@dataclass(frozen=True)
class Unread:
    """A row that is not kept: its number in the sheet, what is written in it, and why."""

    row: int
    written: str
    why: Problem


@dataclass(frozen=True)
class CountsRead:
    """What a file says: each number with the row it stands in, and the rows that say nothing certain."""

    counts: Mapping[int, PlaceCount] = field(default_factory=dict)
    unread: tuple[Unread, ...] = ()
