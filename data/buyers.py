"""What each kind of buyer asks of a maker, and what of it a maker has: pure, from the region's own lists.

`supply_steps.csv` says what makes a maker ready to supply, `buyers.csv` who buys, `buyer_needs.csv` what each asks;
every row has its source, and what nobody could confirm says so. What a sector does not know (a chair's halal
certificate) nobody asks of it.
"""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache

from data.checklist import ANY_SECTOR
from data.clock import months_before
from data.sectors import OTHER
from data.settings import region

MET, LACKING, UNKNOWN, NOT_NEEDED = STATES = ("met", "lacking", "unknown", "not_needed")
CONTACT_MONTHS = 6  # how long a confirmed contact holds
_OF_PERMIT = {"terbit": MET, "tidak_perlu": NOT_NEEDED, "tidak_tercatat": UNKNOWN}  # every other status: lacking
_BEST_FIRST = (MET, NOT_NEEDED, LACKING, UNKNOWN)


@dataclass(frozen=True)
class Step:
    """One thing that makes a maker ready: any of `permits`, or a fact at which it `looks_at` ("kbli" or a field of
    `Listing`). `always`: on the checklist of its sectors, otherwise only where a buyer asks for it."""

    code: str
    looks_at: str
    permits: tuple[str, ...]
    sectors: frozenset[str]
    always: bool
    name: Mapping[str, str]
    note: Mapping[str, str]
    source: str


@dataclass(frozen=True)
class Buyer:
    """A kind of buyer; `needs` is step -> the source that says so."""

    code: str
    sectors: frozenset[str]
    name: Mapping[str, str]
    note: Mapping[str, str]
    source: str
    needs: Mapping[str, str]


@dataclass(frozen=True)
class Listing:
    """What a business agreed to have shown, and the paper that says so; the texts are the maker's own words."""

    consented_on: date
    consent_paper: str
    product: str
    price: str | None = None
    capacity: str | None = None
    lead_time: str | None = None
    origin: str | None = None
    contact_confirmed_on: date | None = None


@dataclass(frozen=True)
class Facts:
    """What is known of a maker: permit kind -> its status today (`tidak_tercatat` where none is recorded)."""

    permits: Mapping[str, str] = field(default_factory=dict)
    kbli_code: str | None = None
    listing: Listing | None = None


@dataclass(frozen=True)
class Item:
    """A step and how it stands, one of `STATES`; `optional` is not on the sector's checklist."""

    code: str
    state: str
    optional: bool = False


@dataclass(frozen=True)
class Offer:
    """What a kind of buyer asks that the maker lacks, and what is not recorded either way, as codes of steps."""

    buyer: str
    lacks: tuple[str, ...]
    unknown: tuple[str, ...]

    @property
    def fulfilled(self) -> bool:
        """Nothing that this buyer asks is missing."""
        return not (self.lacks or self.unknown)


@cache
def steps() -> Mapping[str, Step]:
    """Code -> step, in the order of the region's file."""
    return {row["code"]: _step(row) for row in _rows("supply_steps.csv")}


@cache
def buyers() -> Mapping[str, Buyer]:
    """Code -> kind of buyer, in the order of the region's file."""
    needs: dict[str, dict[str, str]] = {}
    for row in _rows("buyer_needs.csv"):
        needs.setdefault(row["buyer"], {})[row["step"]] = row["source"]
    return {row["code"]: _buyer(row, needs.get(row["code"], {})) for row in _rows("buyers.csv")}


def standing(sector: str, facts: Facts, day: date) -> tuple[Item, ...]:
    """How every step that a sector knows stands on a day: the checklist first, then what only some buyers ask."""
    found = [Item(step.code, _state(step, sector, facts, day), not step.always) for step in _known_to(sector)]
    return tuple(sorted(found, key=lambda item: item.optional))


def ready(items: Sequence[Item]) -> bool:
    """Whether nothing of the sector's checklist is missing or unknown."""
    return all(item.state in (MET, NOT_NEEDED) for item in items if not item.optional)


def offers(sector: str, items: Sequence[Item]) -> tuple[Offer, ...]:
    """For each kind of buyer that buys from the sector and asks anything: what is still missing."""
    state = {item.code: item.state for item in items}

    def missing(buyer: Buyer, how: str) -> tuple[str, ...]:
        return tuple(code for code in steps() if code in buyer.needs and state.get(code) == how)

    return tuple(
        Offer(buyer.code, missing(buyer, LACKING), missing(buyer, UNKNOWN))
        for buyer in buyers_of(sector)
        if buyer.needs
    )


def buyers_of(sector: str) -> Iterator[Buyer]:
    """The kinds of buyers that buy what a sector makes."""
    return (buyer for buyer in buyers().values() if _meant(buyer.sectors, sector))


def _known_to(sector: str) -> Iterator[Step]:
    return (step for step in steps().values() if _meant(step.sectors, sector))


def _meant(sectors: frozenset[str], sector: str) -> bool:
    return bool({sector, ANY_SECTOR} & sectors)


def _state(step: Step, sector: str, facts: Facts, day: date) -> str:
    states = [_OF_PERMIT.get(facts.permits.get(kind, "tidak_tercatat"), LACKING) for kind in step.permits]
    if step.looks_at == "kbli":
        states.append(UNKNOWN if not facts.kbli_code else LACKING if sector == OTHER else MET)
    elif step.looks_at:
        value = getattr(facts.listing, step.looks_at) if facts.listing else None
        states.append(MET if _said(value, day) else LACKING)
    return next(state for state in _BEST_FIRST if state in states)


def _said(value: str | date | None, day: date) -> bool:
    """A text that says something, or a day on which the contact was confirmed and that has not grown old."""
    if isinstance(value, date):
        return value >= months_before(day, CONTACT_MONTHS)
    return bool(value and value.strip())


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (region().folder / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _words(row: Mapping[str, str], name: str) -> dict[str, str]:
    return {"id": row[f"{name}_id"], "en": row[f"{name}_en"]}


def _step(row: Mapping[str, str]) -> Step:
    return Step(
        code=row["code"],
        looks_at=row["looks_at"],
        permits=tuple(row["permits"].split()),
        sectors=frozenset(row["sectors"].split()),
        always=row["necessity"] == "always",
        name=_words(row, "name"),
        note=_words(row, "note"),
        source=row["source"],
    )


def _buyer(row: Mapping[str, str], needs: Mapping[str, str]) -> Buyer:
    return Buyer(
        row["code"], frozenset(row["sectors"].split()), _words(row, "name"), _words(row, "note"), row["source"], needs
    )
