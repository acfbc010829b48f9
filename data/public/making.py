"""Makes a release: counts, protects against everything published before, and writes the public document."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from data import clock, formats, schema
from data.access import Who, require
from data.db import read
from data.metrics import BANDS
from data.problem import Problem
from data.public import ledger
from data.public.counting import Counted, count
from data.public.document import NO_DATA, NOT_MEANT, WITHHELD, Cell, Document, Row, Rules, Source, Table
from data.public.facts import Facts
from data.public.model import Fact, Model, Name
from data.public.protect import Known, withhold
from data.public.tables import DEFINITIONS, STEPS, WINDOW, Column, Layout, groups, layouts
from data.schema import EXIT_REASONS
from data.settings import region
from data.text import LANGUAGES, text

Key = tuple[str, str, str]
RULES = Rules()


@dataclass(frozen=True)
class Before:
    """An earlier release, and the true numbers that it was made of: name of the unknown -> number."""

    document: Document
    counts: Mapping[Name, float]


@dataclass(frozen=True)
class Made:
    """A release that is not published yet: the public document, the moment its numbers were known, and what it was
    made of, which stays in the office."""

    document: Document
    known_at: datetime
    counts: Mapping[Name, float]


def make(who: Who, day: date | None = None) -> Made:
    """The release of a day (default today) as known now. Problem("not_allowed"), Problem("release_unsafe", count)."""
    require(who, "release.publish")
    known_at = clock.now()
    counted = count(who, day or clock.today(), known_at)
    return Made(document(counted, earlier(who), clock.today()), known_at, counts_of(counted))


def earlier(who: Who) -> list[Before]:
    """Every release so far, with what it was made of as it was written down: an erasure or an undone import since
    changes the register, not what was told of it."""
    table = schema.release
    with read(who) as conn:
        asked = sa.select(table.c.slug, table.c.counts).where(table.c.kab_code == who.kab)
        rows = conn.execute(asked.order_by(table.c.slug)).all()
    return [
        Before(ledger.release(who.register, row.slug), {tuple(name): number for name, number in row.counts})
        for row in rows
    ]


def counts_of(counted: Counted) -> dict[Name, float]:
    """What a release is made of: name of the unknown -> number."""
    model = model_of(counted, frozenset())
    return dict(zip(model.names, model.true, strict=True))


def model_of(counted: Counted, places: frozenset[str], rules: Rules = RULES) -> Model:
    """What an outsider can compute with; `places`: the listed businesses whose kecamatan the directory tells."""
    return Facts(counted, region().kab_code, rules, places).build()


def document(
    counted: Counted, before: Sequence[Before], published_on: date, rules: Rules = RULES, complementary: bool = True
) -> Document:
    """The public document of what was counted. Where the places of listed businesses would give a small number away,
    the directory does not tell them. The tests show what `complementary=False`, or other rules, give away."""
    places = frozenset(one.id for one in counted.listed)
    try:
        return _document(counted, before, published_on, places, rules, complementary)
    except Problem:
        if not places:
            raise
        return _document(counted, before, published_on, frozenset(), rules, complementary)


def _document(
    counted: Counted,
    before: Sequence[Before],
    published_on: date,
    places: frozenset[str],
    rules: Rules,
    complementary: bool,
) -> Document:
    model = model_of(counted, places, rules)
    withheld = withhold(model, list(still_true(model, before)), complementary)
    return Document(
        slug=published_on.isoformat(),
        kind=counted.kind,
        region=region().kab_code,
        region_name=region().kab_name,
        office=region().office,
        as_of=counted.day,
        published_on=published_on,
        data_version=counted.version,
        definitions=DEFINITIONS,
        window=WINDOW,
        rules=rules,
        sources=_sources(counted),
        tables=tables(counted, model, withheld, rules),
        places=tuple(sorted(places)),
    )


def still_true(model: Model, before: Sequence[Before]) -> Iterator[Known]:
    """The numbers of earlier releases about groups in which nothing has changed since.

    Whoever knows a place knows that, and so knows such a number today as well, be it withheld today or not.
    """
    at = {cell: fact for fact in model.facts for cell in fact.cells}
    now = dict(zip(model.names, model.true, strict=True))
    for one in before:
        same = {name for name, true in now.items() if one.counts.get(name) == true}
        for key, low, high in _intervals(one.document):
            fact = at.get(key)
            if fact and low <= fact.true <= high and all(model.names[unknown] in same for unknown in fact.form):
                yield Known(fact.form, low, high)


def _intervals(one: Document) -> Iterator[tuple[Key, float, float]]:
    """What each published number of a document says: its cell, the least and the most it can mean.

    Tables and columns are the document's own, which need not be those of today.
    """
    slack = (one.rules.base - 1) // 2
    units = {(layout.name, column.name): column.unit for layout in layouts() for column in layout.columns}
    for table in one.tables:
        for row, cells in zip(table.rows, table.cells, strict=True):
            for column, cell in zip(table.columns, cells, strict=True):
                value, unit = cell.value, units.get((table.name, column))
                if isinstance(value, int) and unit == "count":
                    yield (table.name, row.code, column), max(one.rules.threshold, value - slack), value + slack
                elif isinstance(value, int) and unit == "money":
                    base = one.rules.money_base
                    yield (table.name, row.code, column), value / base - 0.5, value / base + 0.5


# --- numbers -> tables -----------------------------------------------------------------------------------------------


def tables(counted: Counted, model: Model, withheld: frozenset[int], rules: Rules) -> tuple[Table, ...]:
    """Every table with what may be told; shares are made of told counts."""
    told: dict[Key, Cell] = {}
    for index, fact in enumerate(model.facts):
        for key in fact.cells:
            told[key] = Cell(None, WITHHELD) if index in withheld else Cell(_rounded(fact, key, rules))
    return tuple(_table(layout, counted, told) for layout in layouts())


def _rounded(fact: Fact, key: Key, rules: Rules) -> int:
    return round(fact.published * (rules.money_base if key[2] == "nilai_produksi" else 1))


def _table(layout: Layout, counted: Counted, told: Mapping[Key, Cell]) -> Table:
    rows = tuple(_rows(layout, counted))
    cells = tuple(tuple(_cell(layout, row.code, column, counted, told) for column in layout.columns) for row in rows)
    return Table(layout.name, rows, tuple(column.name for column in layout.columns), cells)


def _cell(layout: Layout, row: str, column: Column, counted: Counted, told: Mapping[Key, Cell]) -> Cell:
    if column.unit == "share":
        return _share(told.get((layout.name, row, column.part)), told.get((layout.name, row, column.whole)))
    if column.unit == "flag":
        return Cell("ada" if row in counted.covered else "belum_ada")
    if column.unit == "date":
        since = counted.since.get(row)
        return Cell(since.isoformat()) if since else Cell(None, NO_DATA if row in counted.since else NOT_MEANT)
    missing = NOT_MEANT if layout.name in ("perubahan", "izin_sektor") else NO_DATA
    return told.get((layout.name, row, column.name), Cell(None, missing))


def _share(part: Cell | None, whole: Cell | None) -> Cell:
    if part is None or whole is None:
        return Cell(None, NO_DATA)
    if isinstance(part.value, int) and isinstance(whole.value, int) and whole.value:
        return Cell(round(part.value / whole.value, 2))
    return Cell(None, WITHHELD)


def _rows(layout: Layout, counted: Counted) -> Iterator[Row]:
    for code, name in _named(layout.rows, counted):
        yield Row(code, name)
    if layout.total or layout.rows == "regency":
        yield Row(region().kab_code, dict.fromkeys(LANGUAGES, region().kab_name))


def _named(rows: str, counted: Counted) -> Iterator[tuple[str, Mapping[str, str]]]:
    if rows == "kecamatan":
        yield from ((code, dict.fromkeys(LANGUAGES, name)) for code, name in counted.kecamatan.items())
    elif rows == "group":
        yield from ((group.code, group.name) for group in groups())
    elif rows == "need":
        yield from counted.needs_named.items()
    elif rows == "month":
        yield from ((month.name, _month_name(month.name)) for month in counted.months)
    elif rows in WORDS:
        codes, key = WORDS[rows]
        yield from ((code, {tongue: text(f"{key}.{code}", tongue) for tongue in LANGUAGES}) for code in codes)


def _month_name(name: str) -> dict[str, str]:
    first = date.fromisoformat(f"{name}-01")
    return {tongue: formats.day(first, tongue, "month") for tongue in LANGUAGES}


# The kinds of rows whose names stand in the catalogue.
WORDS: dict[str, tuple[Sequence[str], str]] = {
    "band": (BANDS, "waiting"),
    "step": (STEPS, "public.step"),
    "reason": (EXIT_REASONS, "exit"),
}


def _sources(counted: Counted) -> tuple[Source, ...]:
    return (
        Source("pelaku", "source.register", counted.day),
        Source("pelaku", "source.import", counted.last_import),
        Source("teramati", "source.visits", counted.last_visit),
        Source("nilai_produksi", "source.figures", counted.day),
    )
