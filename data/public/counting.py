"""Counts what the fixed tables need, exactly; nothing of it leaves the office before `protect` has seen it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from data import schema
from data.access import Who
from data.clock import office_day
from data.db import read, version
from data.filter import Filter
from data.metrics import BANDS
from data.months import month_ends
from data.population import Frame, actors, current_facilitators
from data.public.directory import Listed, listed
from data.public.tables import LATE_DAYS, MONTHS, PERMITS_BY_SECTOR, WINDOW, groups
from data.queries.change import Change, change
from data.queries.figures import trend
from data.queries.visits import recorded

Place = tuple[str, str]  # kecamatan, sector group
SERVED = ("under_6", "6_12")  # the waiting bands of those served within the window of 12 months


@dataclass(frozen=True)
class Month:
    """A month's last day in the trend: active actors, those where visits are recorded, and of them the served."""

    name: str
    actors: int
    observed: int
    served: int


@dataclass(frozen=True)
class Money:
    """A sum of rupiah: of how many businesses, and the two largest parts of it."""

    count: int = 0
    sum: int = 0
    largest: int = 0
    second: int = 0


@dataclass(frozen=True)
class Counted:
    """The true numbers of one day, as known at one moment.

    `bands`, `permits` and `helped` count the actors of a place by waiting band, by permit in force, and those with a
    facilitator. `needs` is kind -> (open, met). `money` is by sector group.
    """

    kind: str
    day: date
    known_at: datetime
    version: int
    kecamatan: Mapping[str, str]
    since: Mapping[str, date | None]
    needs_named: Mapping[str, Mapping[str, str]]
    applies: Mapping[str, frozenset[str]]  # permit -> sector groups that it is for
    actors: Counter[Place]
    bands: Mapping[str, Counter[Place]]
    permits: Mapping[str, Counter[Place]]
    helped: Counter[Place]
    needs: Mapping[str, tuple[int, int]]
    facilitators: int
    covered: frozenset[str]  # kecamatan with a facilitator assigned to it or to one of its desa
    months: tuple[Month, ...]
    change: Change
    visits: int
    late: int
    money: Mapping[str, Money]
    listed: tuple[Listed, ...]
    last_import: date | None
    last_visit: date | None

    @property
    def observed(self) -> frozenset[str]:
        """Kecamatan where visits are recorded on the day."""
        return frozenset(code for code, since in self.since.items() if since and since <= self.day)


def count(who: Who, day: date, known_at: datetime) -> Counted:
    """The numbers of a day, with the public headline's own window."""
    frame, wanted = Frame(who.kab, day, known_at), Filter(as_of=day, known_at=known_at, window=WINDOW)
    with read(who) as conn:
        rows = _rows(conn, frame, wanted)
        found: dict[str, Any] = {
            "kind": conn.scalar(sa.select(schema.register.c.kind).where(schema.register.c.kab_code == who.kab)),
            "version": version(conn, who.kab),
            "needs_named": _needs_named(conn, who.kab),
            "applies": _applies(conn, who.kab),
            "needs": _needs(conn, frame, wanted),
            "facilitators": conn.scalar(sa.select(sa.func.count()).select_from(current_facilitators(frame).subquery())),
            "covered": _covered(conn, frame),
            "money": _money(conn, frame, wanted),
            "listed": tuple(listed(conn, who.kab)),
            "last_import": _day(conn, who.kab, schema.import_batch.c.written_at),
            "last_visit": _day(conn, who.kab, schema.contact.c.recorded_at),
            **_places(conn, who.kab),
        }
    found["months"] = _months(who, wanted)
    visits, late = recorded(who, wanted, LATE_DAYS)
    since = day.replace(year=day.year - 1) if (day.month, day.day) != (2, 29) else date(day.year - 1, 2, 28)
    changed = change(who, wanted, since)
    return Counted(day=day, known_at=known_at, change=changed, visits=visits, late=late, **_spread(rows), **found)


def _rows(conn: sa.Connection, frame: Frame, wanted: Filter) -> Sequence[Any]:
    """How many actors share a kecamatan, sector, band, facilitator or none, and the permits in force."""
    one = actors(frame, wanted, also=PERMITS_BY_SECTOR)
    by = [
        one.c.kecamatan_code,
        one.c.sector,
        sa.case((one.c.observed == 1, one.c.waiting)).label("band"),
        sa.case((one.c.facilitator_id.is_not(None), 1), else_=0).label("helped"),
        *(sa.case((one.c[f"permit_{kind}"] == "terbit", 1), else_=0).label(kind) for kind in PERMITS_BY_SECTOR),
    ]
    inner = sa.select(*by).subquery()
    return conn.execute(sa.select(*inner.c, sa.func.count().label("n")).group_by(*inner.c)).mappings().all()


def _spread(rows: Sequence[Any]) -> dict[str, Any]:
    group_of = {sector: group.code for group in groups() for sector in group.sectors}
    everyone, helped = Counter[Place](), Counter[Place]()
    bands = {band: Counter[Place]() for band in BANDS}
    permits = {kind: Counter[Place]() for kind in PERMITS_BY_SECTOR}
    for row in rows:
        place = (row["kecamatan_code"], group_of.get(row["sector"], groups()[-1].code))
        everyone[place] += row["n"]
        helped[place] += row["n"] * row["helped"]
        if row["band"]:
            bands[row["band"]][place] += row["n"]
        for kind in PERMITS_BY_SECTOR:
            permits[kind][place] += row["n"] * row[kind]
    return {"actors": everyone, "helped": helped, "bands": bands, "permits": permits}


def _places(conn: sa.Connection, kab: str) -> dict[str, Any]:
    table = schema.kecamatan
    asked = sa.select(table.c.code, table.c.name, table.c.visits_since).where(table.c.kab_code == kab)
    rows = conn.execute(asked.order_by(table.c.code)).all()
    return {"kecamatan": {row.code: row.name for row in rows}, "since": {row.code: row.visits_since for row in rows}}


def _needs_named(conn: sa.Connection, kab: str) -> dict[str, dict[str, str]]:
    table = schema.need_kind
    rows = conn.execute(sa.select(table).where(table.c.kab_code == kab).order_by(table.c.position))
    return {row.code: {"id": row.name_id, "en": row.name_en} for row in rows}


def _applies(conn: sa.Connection, kab: str) -> dict[str, frozenset[str]]:
    table = schema.permit_kind
    asked = sa.select(table.c.code, table.c.sectors).where(table.c.kab_code == kab)
    meant = {code: set(sectors.split()) for code, sectors in conn.execute(asked)}
    return {
        kind: frozenset(group.code for group in groups() if "*" in meant[kind] or meant[kind] & group.sectors)
        for kind in PERMITS_BY_SECTOR
        if kind in meant
    }


def _needs(conn: sa.Connection, frame: Frame, wanted: Filter) -> dict[str, tuple[int, int]]:
    kept, one = frame.latest_of_all(schema.need_event, "kind"), actors(frame, wanted)
    asked = sa.select(kept.c.kind, kept.c.change, sa.func.count()).where(kept.c.actor_id.in_(sa.select(one.c.id)))
    found = {(kind, change): n for kind, change, n in conn.execute(asked.group_by(kept.c.kind, kept.c.change))}
    kinds = {kind for kind, _ in found}
    return {kind: (found.get((kind, "raised"), 0), found.get((kind, "met"), 0)) for kind in kinds}


def _covered(conn: sa.Connection, frame: Frame) -> frozenset[str]:
    table = schema.assignment
    area = sa.func.coalesce(table.c.kecamatan_code, sa.func.substr(table.c.desa_code, 1, 8))
    asked = (
        sa.select(area)
        .distinct()
        .where(
            frame.running(table), table.c.actor_id.is_(None), table.c.facilitator_id.in_(current_facilitators(frame))
        )
    )
    return frozenset(conn.scalars(asked))


def _months(who: Who, wanted: Filter) -> tuple[Month, ...]:
    rows = trend(who, wanted, month_ends(wanted.day, MONTHS)).to_dict("records")
    return tuple(Month(f"{row['day']:%Y-%m}", row["actors"], row["observed"], row["served"]) for row in rows)


def _money(conn: sa.Connection, frame: Frame, wanted: Filter) -> dict[str, Money]:
    """By sector group, of the active actors whose yearly output is recorded."""
    kept, one = frame.latest(schema.actor_figures), actors(frame, wanted)
    asked = sa.select(one.c.sector, kept.c.output_value).join(kept, kept.c.actor_id == one.c.id)
    group_of = {sector: group.code for group in groups() for sector in group.sectors}
    values: dict[str, list[int]] = {group.code: [] for group in groups()}
    for sector, value in conn.execute(asked.where(kept.c.output_value > 0)):
        values[group_of.get(sector, groups()[-1].code)].append(value)
    return {code: money(each) for code, each in values.items()}


def money(values: Sequence[int]) -> Money:
    """The sum of some businesses' values, and its two largest parts."""
    largest, second, *_ = [*sorted(values, reverse=True), 0, 0]
    return Money(len(values), sum(values), largest, second)


def _day(conn: sa.Connection, kab: str, column: sa.Column[datetime | None]) -> date | None:
    found = conn.scalar(sa.select(sa.func.max(column)).where(column.table.c.kab_code == kab))
    return office_day(found) if found else None
