"""A facilitator's day: the own actors in order with their reasons, and the month's visits against their band."""

import statistics
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property, lru_cache
from typing import Any

import sqlalchemy as sa

from data import clock, office, schema
from data.access import Who, require
from data.asking import FRAME, among, family, ids, values
from data.banded import Bands
from data.db import read
from data.months import month_of
from data.population import Frame
from data.problem import Problem
from data.promises import open_promises
from data.queries.unchanged import unchanged
from data.requests import open_requests
from data.summary.turning import frame_for
from data.targets import Band
from data.territory import Territory
from data.turns import SHOWS, Case, Expiry, Rules, Turn, order


@dataclass(frozen=True)
class Contacts:
    """A facilitator's calendar month so far: sessions (in person, they met; a group session once), contacts by phone or
    message, and attempts in which they did not meet. Only sessions are compared with the band."""

    sessions: int = 0
    phone: int = 0
    attempts: int = 0


@dataclass(frozen=True)
class Caseload:
    """The work of one facilitator on a day; `facilitator_id` is None when there is none to look at.

    `median_days` since the last visit, over the actors once visited; None when there are none.
    """

    day: date
    rules: Rules = Rules()
    facilitator_id: str | None = None
    name: str = ""
    home_desa: str | None = None
    capacity: int | None = None
    band: Band | None = None
    month: Contacts = Contacts()
    turns: tuple[Turn, ...] = ()

    @cached_property
    def shown(self) -> Mapping[str, int]:
        """How many turns each of `turns.SHOWS` narrows the list to."""
        return {show: sum(turn.about(show) for turn in self.turns) for show in SHOWS}

    @property
    def overdue(self) -> int:
        """Actors with a promise that is overdue."""
        return self.shown["promise"]

    @cached_property
    def promised(self) -> int:
        """Actors with an open promise."""
        return sum(turn.case.promise is not None for turn in self.turns)

    @cached_property
    def observed(self) -> int:
        """Actors where visits are recorded."""
        return sum(turn.case.observed for turn in self.turns)

    @cached_property
    def never(self) -> int:
        """Actors without any recorded visit, where visits are recorded."""
        return sum(turn.case.observed and turn.case.last_visit is None for turn in self.turns)

    @cached_property
    def visited(self) -> int:
        """Actors once visited."""
        return sum(turn.case.last_visit is not None for turn in self.turns)

    @cached_property
    def median_days(self) -> float | None:
        """Days since the last visit, over those once visited."""
        days = [(self.day - turn.case.last_visit).days for turn in self.turns if turn.case.last_visit]
        return statistics.median(days) if days else None

    @cached_property
    def numbered(self) -> Sequence[tuple[int, Turn]]:
        """Each turn with its place in the list, from 1."""
        return list(enumerate(self.turns, 1))

    @cached_property
    def by_id(self) -> Mapping[str, Turn]:
        """Actor -> its turn, in the order of the list."""
        return {turn.case.actor_id: turn for turn in self.turns}

    @cached_property
    def business_names(self) -> Mapping[str, str]:
        """Actor -> its name, in the order of the list."""
        return {turn.case.actor_id: turn.case.business_name for turn in self.turns}

    @cached_property
    def lacking(self) -> tuple[Case, ...]:
        """Those whose record lacks something, in the order of the list."""
        return tuple(turn.case for turn in self.turns if turn.case.missing)


def caseload_today(who: Who, facilitator_id: str | None = None) -> Caseload:
    """The caseload of today in its order: a pendamping's own, for others that of `facilitator_id`.

    Without a facilitator (a pendamping to whom none is linked, or none named) an empty one. The words of a promise are
    personal and not in it: `promise_words`. Problem("not_your_caseload"), Problem("no_such_caseload").
    """
    require(who, "caseload.see")
    whose = facilitator_id
    if who.role == "pendamping":
        if facilitator_id not in (None, who.facilitator):
            raise Problem("not_your_caseload")
        whose = who.facilitator
    if whose is None:
        return Caseload(clock.today())
    facilitator = whose
    frame = frame_for(who)
    with read(who) as conn:
        return unchanged(
            conn,
            who.kab,
            ("caseload", frame.day, facilitator),
            lambda: _caseload(conn, frame, facilitator),
            lambda load: len(load.turns),
        )


def _caseload(conn: sa.Connection, frame: Frame, facilitator_id: str) -> Caseload:
    rules = _rules(conn, frame.kab)
    someone = _facilitator(conn, frame.kab, facilitator_id)
    cases = _cases(conn, frame, facilitator_id, rules)
    return Caseload(
        frame.day,
        rules,
        facilitator_id,
        someone["name"],
        someone["home_desa"],
        someone["capacity"],
        _band(conn, frame, someone, cases),
        _month(conn, frame, facilitator_id),
        tuple(order(cases, frame.day, rules)),
    )


def _band(conn: sa.Connection, frame: Frame, someone: sa.RowMapping, cases: Sequence[Case]) -> Band:
    desa = Counter(case.desa_code for case in cases)
    distance = Territory.distance_km(someone["home_desa"], desa)
    return Bands.of(conn, frame, month_of(frame.day)).band(dict(someone), desa, distance)


def _rules(conn: sa.Connection, kab: str) -> Rules:
    names = ("promise_soon_days", "permit_soon_days", "request_days")
    return Rules(**office.numbers(conn, kab, names))


def _facilitator(conn: sa.Connection, kab: str, facilitator_id: str) -> sa.RowMapping:
    table = schema.facilitator
    asked = sa.select(table).where(table.c.kab_code == kab, table.c.id == facilitator_id)
    found = conn.execute(asked).mappings().first()
    if found is None:
        raise Problem("no_such_caseload")
    return found


def _cases(conn: sa.Connection, frame: Frame, facilitator_id: str, rules: Rules) -> list[Case]:
    mine = {"whose": facilitator_id, "which": frame.which}
    rows = conn.execute(_actors(), values(frame) | mine).all()
    if not rows:
        return []
    actor_ids = [row.id for row in rows]
    entries = family(conn, frame, actor_ids)
    promises = open_promises(conn, frame, actor_ids, entries)
    requests = open_requests(conn, frame, actor_ids, entries)
    promises = {actor_id: replace(promise, step=None) for actor_id, promise in promises.items()}
    permits, visits = _permits(conn, frame, entries, rules), _visits(conn, frame, entries)
    return [
        Case(
            row.id,
            row.business_name,
            row.product,
            row.sector,
            row.kecamatan_code,
            row.desa_code,
            row.known_since,
            row.known_since_precision,
            row.last_visit,
            row.visits_since is not None and row.visits_since <= frame.day,
            visits.get(row.id, 0),
            promises.get(row.id),
            requests.get(row.id),
            permits.get(row.id, ()),
            tuple(_missing(row)),
        )
        for row in rows
    ]


@lru_cache(maxsize=1)
def _actors() -> sa.Select[Any]:
    """The active actors of a facilitator as the kept day has them, and whether a point and a phone are recorded (never
    which)."""
    kept, base, sector = schema.actor_day, schema.actor, schema.actor_sector
    exact, area, own = schema.actor_personal, schema.kecamatan, schema.actor_day.alias("own")
    of = sa.and_(
        *(own.c[name] == sa.bindparam("whose", type_=sa.Text) for name in ("responsible_id", "facilitator_id"))
    )
    day = (own.c.kab_code == FRAME.kab, own.c.which == sa.bindparam("which", type_=sa.Text))
    # First their ids out of the index: else SQLite reads the whole day.
    mine = sa.select(own.c.id).where(*day, of).cte("mine").prefix_with("MATERIALIZED")
    here = sa.and_(kept.c.kab_code == FRAME.kab, kept.c.which == sa.bindparam("which", type_=sa.Text))
    source = mine.join(kept, sa.and_(here, kept.c.id == mine.c.id))
    source = source.join(base, sa.and_(base.c.kab_code == FRAME.kab, base.c.id == kept.c.id))
    source = source.join(area, sa.and_(area.c.kab_code == FRAME.kab, area.c.code == kept.c.kecamatan_code))
    source = source.outerjoin(sector, sa.and_(sector.c.kab_code == FRAME.kab, sector.c.id == kept.c.sector_row))
    source = source.outerjoin(exact, sa.and_(exact.c.kab_code == FRAME.kab, exact.c.actor_id == kept.c.id))
    return sa.select(
        kept.c.id,
        base.c.business_name,
        sa.func.coalesce(sector.c.product, sector.c.commodity).label("product"),
        kept.c.sector,
        kept.c.kecamatan_code,
        kept.c.desa_code,
        base.c.known_since,
        base.c.known_since_precision,
        kept.c.last_visit,
        area.c.visits_since,
        exact.c.lon.is_not(None).label("point"),
        (sa.func.coalesce(exact.c.phone, "") != "").label("phone"),
    ).select_from(source)


def _missing(row: Any) -> Iterable[str]:
    if row.desa_code is None:
        yield "desa"
    if not row.point:
        yield "point"
    if not row.phone:
        yield "phone"


def _permits(
    conn: sa.Connection, frame: Frame, entries: Mapping[str, str], rules: Rules
) -> dict[str, tuple[Expiry, ...]]:
    """Permits whose end is near, before or behind."""
    near, dialect = timedelta(days=rules.permit_soon_days), conn.dialect.name
    between = {"first": frame.day - near, "last": frame.day + near}
    close = conn.execute(_expiring(dialect), values(frame) | between | ids(conn, entries))
    whose = {entries[row.actor_id] for row in close}
    all_of_them = [entry for entry, actor_id in entries.items() if actor_id in whose]
    # Of these few all events, in order: the last one of a kind is how it stands.
    last = {
        (entries[row.actor_id], row.kind): row
        for row in conn.execute(_events(dialect), values(frame) | ids(conn, all_of_them))
    }
    found: dict[str, tuple[Expiry, ...]] = {}
    for (actor_id, kind), row in sorted(last.items(), key=lambda one: (one[1].expires_on or date.max, one[0][1])):
        if row.status == "terbit" and row.expires_on and between["first"] <= row.expires_on <= between["last"]:
            found[actor_id] = (*found.get(actor_id, ()), Expiry(kind, row.expires_on))
    return found


@lru_cache(maxsize=2)
def _expiring(dialect: str) -> sa.Select[Any]:
    """Entries with a permit that once was issued and ends in these days."""
    event = schema.permit_event
    first, last = (sa.bindparam(name, type_=sa.Date) for name in ("first", "last"))
    close = sa.and_(event.c.status == "terbit", event.c.expires_on.between(first, last))
    return sa.select(event.c.actor_id).where(FRAME.happened(event), among(dialect, event.c.actor_id), close).distinct()


@lru_cache(maxsize=2)
def _events(dialect: str) -> sa.Select[Any]:
    """Permit events, the newest last."""
    event = schema.permit_event
    asked = sa.select(event.c.actor_id, event.c.kind, event.c.status, event.c.expires_on)
    asked = asked.where(FRAME.happened(event), among(dialect, event.c.actor_id))
    return asked.order_by(event.c.on_date, event.c.recorded_at, event.c.id)


def _visits(conn: sa.Connection, frame: Frame, entries: Mapping[str, str]) -> dict[str, int]:
    """Actor -> visits of this calendar month, by whomever."""
    asked = values(frame) | {"first": month_of(frame.day).first} | ids(conn, entries)
    found: Counter[str] = Counter()
    for entry, count in conn.execute(_met(conn.dialect.name), asked):
        found[entries[entry]] += count
    return found


@lru_cache(maxsize=2)
def _met(dialect: str) -> sa.Select[Any]:
    """Entry and its visits of the month."""
    met = schema.contact
    in_person = sa.and_(met.c.mode.in_(schema.MODES_IN_PERSON), met.c.outcome == "bertemu")
    asked = sa.select(met.c.actor_id, sa.func.count()).where(_this_month(), among(dialect, met.c.actor_id), in_person)
    return asked.group_by(met.c.actor_id)


def _this_month() -> sa.ColumnElement[bool]:
    """Contacts of the month as `monthly.within` says: recorded by then, their month known."""
    made = schema.contact
    first = made.c.on_date >= sa.bindparam("first", type_=sa.Date)
    return sa.and_(FRAME.happened(made), first, made.c.on_precision != "year")


def _month(conn: sa.Connection, frame: Frame, facilitator_id: str) -> Contacts:
    asked = values(frame) | {"first": month_of(frame.day).first, "whose": facilitator_id}
    return Contacts(*conn.execute(_contacts(), asked).one())


@lru_cache(maxsize=1)
def _contacts() -> sa.Select[Any]:
    """Sessions, phone calls and attempts of a facilitator's month."""
    made = schema.contact
    in_person, met = made.c.mode.in_(schema.MODES_IN_PERSON), made.c.outcome == "bertemu"
    occasion = sa.func.coalesce(made.c.session_id, made.c.id)  # a group session is one for all who came
    counts: list[Any] = [
        sa.func.count(sa.case((sa.and_(in_person, met), occasion)).distinct()),
        sa.func.count(sa.case((sa.and_(sa.not_(in_person), met), made.c.id))),
        sa.func.count(sa.case((sa.not_(met), made.c.id))),
    ]
    return sa.select(*counts).where(_this_month(), made.c.facilitator_id == sa.bindparam("whose", type_=sa.Text))
