"""What others have counted: their sources, and the numbers that stood on a day as known then."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pandas as pd
import sqlalchemy as sa

from data import clock, schema
from data.access import Who, require
from data.db import read
from data.population import Frame

Spot = tuple[str | None, str | None, str | None]  # kecamatan, desa, sector; None: all of them
NUMBER_COLUMNS = ("code", "kecamatan", "name", "businesses")


@dataclass(frozen=True)
class Source:
    """A census, a ministry's register, a survey: what it counts, of which day, and where it can be looked up."""

    id: str
    title: str
    on: date
    precision: str
    counts: str
    reference: str
    withdrawn_at: datetime | None = None

    def years(self, day: date) -> int:
        """How many whole years old it is on a day."""
        return day.year - self.on.year - ((day.month, day.day) < (self.on.month, self.on.day))


@dataclass(frozen=True)
class Numbers:
    """The numbers of one source; `desa` are the desa of each kecamatan."""

    source: Source
    spots: Mapping[Spot, int]
    desa: Mapping[str, Sequence[str]]

    def at(self, by: str, sectors: Sequence[str] = ()) -> dict[str, int]:
        """Code of a "kecamatan" or "desa" -> its number, of these sectors together where each of them has one.

        A kecamatan without a number of its own has the sum of its desa, if all of them have one.
        """
        each = [self._of_sector(by, sector) for sector in sectors or (None,)]
        both = set(each[0]).intersection(*each)
        return {code: sum(one[code] for one in each) for code in both}

    def _of_sector(self, by: str, sector: str | None) -> dict[str, int]:
        desa = {desa: n for (_, desa, which), n in self.spots.items() if desa and which == sector}
        if by == "desa":
            return desa
        summed = {
            code: sum(desa[one] for one in within)
            for code, within in self.desa.items()
            if within and all(one in desa for one in within)
        }
        own = {code: n for (code, below, which), n in self.spots.items() if code and not below and which == sector}
        return summed | own


def numbers_known(conn: sa.Connection, frame: Frame) -> list[Numbers]:
    """Every source of the frame's day or before, known and not withdrawn by then, the newest first."""
    return [one for one in _numbers(conn, frame) if one.source.withdrawn_at is None]


def _numbers(conn: sa.Connection, frame: Frame) -> list[Numbers]:
    sources = {one.id: one for one in _sources(conn, frame)}
    table, desa = schema.outside_count, schema.desa
    spots: dict[str, dict[Spot, int]] = {one: {} for one in sources}
    columns = (table.c.source_id, table.c.kecamatan_code, table.c.desa_code, table.c.sector, table.c.businesses)
    asked = sa.select(*columns).where(frame.known(table)).order_by(table.c.recorded_at, table.c.id)
    for source, kecamatan, below, sector, businesses in conn.execute(asked):
        if source in spots:
            spots[source][kecamatan, below, sector] = businesses
    within: dict[str, list[str]] = {}
    for code, parent in conn.execute(sa.select(desa.c.code, desa.c.kecamatan_code).where(desa.c.kab_code == frame.kab)):
        within.setdefault(parent, []).append(code)
    return [Numbers(source, spots[one], within) for one, source in sources.items()]


def _sources(conn: sa.Connection, frame: Frame) -> list[Source]:
    """Those of the frame's day or before, newest first; a withdrawal that was not known yet is left out."""
    table = schema.outside_source
    order = (table.c.on_date.desc(), table.c.recorded_at.desc(), table.c.id.desc())
    return [
        Source(
            row["id"],
            row["title"],
            row["on_date"],
            row["on_precision"],
            row["counts"],
            row["reference"],
            row["withdrawn_at"] if row["withdrawn_at"] and row["withdrawn_at"] <= frame.known_at else None,
        )
        for row in conn.execute(sa.select(table).where(frame.happened(table)).order_by(*order)).mappings()
    ]


def outside_sources(who: Who) -> list[Source]:
    """All of them as they stand now, the newest first, withdrawn ones among them."""
    require(who, "figures.see")
    with read(who) as conn:
        return _sources(conn, _now(who))


def outside_numbers(who: Who, source_id: str, by: str = "kecamatan", sector: str | None = None) -> pd.DataFrame:
    """A source's own numbers now, withdrawn or not, a row per "kecamatan" or "desa": `NUMBER_COLUMNS`, None where it
    has none."""
    require(who, "figures.see")
    with read(who) as conn:
        frame = _now(who)
        found = {one.source.id: one for one in _numbers(conn, frame)}.get(source_id)
        spots = found.spots if found else {}
        rows = []
        for code, kecamatan, name in conn.execute(_places(who.kab, by)):
            below = code if by == "desa" else None
            rows.append((code, kecamatan, name, spots.get((kecamatan, below, sector))))
    return pd.DataFrame(rows, columns=list(NUMBER_COLUMNS), dtype=object)


def _places(kab: str, by: str) -> sa.Select[Any]:
    table = schema.desa if by == "desa" else schema.kecamatan
    kecamatan = table.c.kecamatan_code if by == "desa" else table.c.code.label("kecamatan")
    return sa.select(table.c.code, kecamatan, table.c.name).where(table.c.kab_code == kab).order_by(table.c.code)


def _now(who: Who) -> Frame:
    return Frame(who.kab, clock.today(), clock.now())
