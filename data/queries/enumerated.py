"""How much of what is there the register knows: the state of every place, and registered ÷ what others have counted."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import pandas as pd
import sqlalchemy as sa

from data import schema
from data.access import Who
from data.db import read
from data.filter import Filter
from data.metrics import listed_share, state_of
from data.past.been import been
from data.population import Frame
from data.queries.counting import Asked, counted_once
from data.queries.figures import counted
from data.queries.outside import Numbers, Source, numbers_known
from data.ranking import records
from data.territory import territories
from geo.regions import load

Row = dict[str, Any]
COLUMNS = ("code", "name", "parent", "actors", "observed", "served")
MORE = ("state", "looked", "desa", "listing", "outside", "listed")
# What narrows the actors in a way in which nobody outside has counted them.
NARROWING = ("scale", "has", "lacks", "process", "expired", "facilitator", "waiting")
FIRST_COLUMNS = ("code", "name", "kecamatan_code", "kecamatan", "outside", "area_km2", "facilitator")


@dataclass(frozen=True)
class LastListing:
    """The last time somebody went through a desa, and how many businesses they found."""

    on: date
    precision: str
    businesses: int


@dataclass(frozen=True)
class Enumerated:
    """The answer for the places of one level.

    `rows` has code, name, parent, actors, observed, served, state (one of `metrics.STATES`), looked (somebody has ever
    been there), outside, listed (actors ÷ outside); for kecamatan `desa` (state -> how many of its desa), for desa
    `listing`. The row of actors whose desa is not known yet has neither state nor outside. `tally` counts the places
    by state; `inside` ÷ `outside` is the total of the `both` places for which somebody outside has a number.

    No state and nothing listed where the filter asks what cannot be answered: `narrowed` are those fields for either,
    a filter by sector leaves the states out. `sources` have numbers for what is asked, `source` is the one taken.
    """

    rows: pd.DataFrame
    tally: Mapping[str, int]
    inside: int
    outside: int
    both: int
    sources: tuple[Source, ...]
    source: Source | None
    narrowed: tuple[str, ...]
    as_of: date
    known_at: datetime
    version: int


def known_places(who: Who, wanted: Filter, by: str = "kecamatan", source: str | None = None) -> Enumerated:
    """The states of all "kecamatan" or "desa" and how complete the register is, by this source or the newest that fits.

    Of one source only, and of all dates and all knowledge that the filter fixes.
    """
    asked = f"enumerated {by} {source or ''}"
    frame, found = counted_once(who, wanted, asked, lambda asked: _answer(asked, by, source))
    return replace(found, rows=found.rows.copy(), known_at=frame.known_at)


def _answer(asked: Asked, by: str, chosen: str | None) -> Enumerated:
    wanted, figures = asked.wanted, counted(asked, by)
    narrowed = tuple(name for name in NARROWING if getattr(wanted, name))
    if by == "kecamatan" and wanted.desa:
        narrowed = (*narrowed, "desa")
    rows = _plain(figures.rows)
    known = numbers_known(asked.conn, asked.frame)
    if not narrowed and not wanted.sector:
        _states(rows, asked, by, known)
    fitting = {} if narrowed else _fitting(known, by, wanted.sector, {row["code"] for row in rows})
    source, numbers = fitting.get(chosen or "") or next(iter(fitting.values()), (None, {}))
    for row in rows:
        row["outside"] = numbers.get(row["code"])
        row["listed"] = listed_share(row["actors"], row["outside"])
    both = [row for row in rows if row["outside"] is not None]
    return Enumerated(
        pd.DataFrame({name: pd.Series([row[name] for row in rows], dtype=object) for name in (*COLUMNS, *MORE)}),
        dict(Counter(row["state"] for row in rows if row["state"])),
        sum(row["actors"] for row in both),
        sum(row["outside"] for row in both),
        len(both),
        tuple(one for one, _ in fitting.values()),
        source,
        narrowed,
        figures.as_of,
        figures.known_at,
        figures.version,
    )


def _plain(rows: pd.DataFrame) -> list[Row]:
    return [{name: row[name] for name in COLUMNS} | dict.fromkeys(MORE) for row in records(rows)]


def _fitting(
    known: Sequence[Numbers], by: str, sectors: Sequence[str], places: Collection[str | None]
) -> dict[str, tuple[Source, dict[str | None, int]]]:
    """Id of each source that says something about these places -> the source and what it says, the newest first."""
    found: dict[str, tuple[Source, dict[str | None, int]]] = {}
    for one in known:
        here: dict[str | None, int] = {code: n for code, n in one.at(by, sectors).items() if code in places}
        if here:
            found[one.source.id] = one.source, here
    return found


def _states(rows: list[Row], asked: Asked, by: str, known: Sequence[Numbers]) -> None:
    """Completes the rows with state, looked, and what there is to say of the desa."""
    listings = _listings(asked.conn, asked.frame)
    looked = _looked(asked, known, listings)
    desa = rows if by == "desa" else _plain(counted(asked, "desa").rows)
    for row in (*rows, *desa):
        if row["code"]:
            row["looked"] = row["code"] in looked
            row["state"] = state_of(row, row["looked"])
    if by == "desa":
        for row in rows:
            row["listing"] = listings.get(row["code"])
        return
    within: dict[str, Counter[str]] = {row["code"]: Counter() for row in rows}
    for row in desa:
        if row["code"]:
            within[row["parent"]][row["state"]] += 1
    for row in rows:
        row["desa"] = dict(within[row["code"]])


def _looked(asked: Asked, known: Sequence[Numbers], listings: Collection[str | None]) -> frozenset[str]:
    """Codes of the kecamatan and desa where somebody has looked: an entry stood there, a desa was listed, or the newest
    who have a number counted nobody. A kecamatan was gone through once all of its desa were."""
    found = {*been(asked.past, asked.frame, as_known=asked.as_known), *filter(None, listings)}
    newest: dict[str, dict[str, int]] = {"kecamatan": {}, "desa": {}}
    for one in reversed(known):
        for by, numbers in newest.items():
            numbers |= one.at(by)
    for code, businesses in newest["kecamatan"].items():
        if businesses == 0:
            newest["desa"] = {place.code: 0 for place in load().desa_of(code)} | newest["desa"]
    found |= {code for numbers in newest.values() for code, businesses in numbers.items() if businesses == 0}
    return frozenset(found | {code for code in load().kecamatan if _all_in(code, found)})


def _all_in(kecamatan: str, looked: Collection[str]) -> bool:
    return all(place.code in looked for place in load().desa_of(kecamatan))


def _listings(conn: sa.Connection, frame: Frame) -> dict[str | None, LastListing]:
    """Desa -> the last time somebody went through it, known and not taken back by then."""
    table = schema.enumeration
    still = sa.func.coalesce(table.c.withdrawn_at > frame.known_at, sa.true())
    columns = (table.c.desa_code, table.c.on_date, table.c.on_precision, table.c.businesses)
    asked = sa.select(*columns).where(frame.happened(table), still)
    order = (table.c.on_date, table.c.recorded_at, table.c.id)
    return {code: LastListing(*rest) for code, *rest in conn.execute(asked.order_by(*order))}


def desa_to_list(who: Who, wanted: Filter, source: str | None = None) -> pd.DataFrame:
    """The desa where nobody has ever been, of the kecamatan of the filter whatever desa it names: first those in which
    most were counted, then the largest.

    Columns `FIRST_COLUMNS`: outside by this source or the newest with numbers of desa, area in km², and the name of the
    facilitator whose area it is on the day; None where there is none.
    """
    found = known_places(who, wanted.with_(desa=()), "desa", source)
    blank = [row for row in records(found.rows) if row["state"] == "blank"]
    with read(who) as conn:
        areas = territories(conn, Frame(who.kab, found.as_of, found.known_at))
        people, around = schema.facilitator, schema.kecamatan
        asked = sa.select(people.c.id, people.c.name).where(people.c.kab_code == who.kab)
        names = {code: name for code, name in conn.execute(asked)}
        above = sa.select(around.c.code, around.c.name).where(around.c.kab_code == who.kab)
        kecamatan = {code: name for code, name in conn.execute(above)}
    whose = {code: names[one] for one, area in areas.items() for code in area.desa}
    places = load().desa
    for row in blank:
        row |= {"kecamatan_code": row["parent"], "kecamatan": kecamatan[row["parent"]]}
        row |= {"area_km2": places[row["code"]].area_km2, "facilitator": whose.get(row["code"])}
    blank.sort(key=lambda row: (row["outside"] is None, -(row["outside"] or 0), -row["area_km2"], row["code"]))
    rows = {name: pd.Series([row[name] for row in blank], dtype=object) for name in FIRST_COLUMNS}
    return pd.DataFrame(rows, columns=list(FIRST_COLUMNS))
