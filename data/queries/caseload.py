"""A facilitator's day: the own actors in order with their reasons, and the month's visits against the target."""

import statistics
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from data import clock, office, schema
from data.access import Who, allows, require
from data.db import read
from data.monthly import within
from data.months import month_of
from data.population import Frame, caseload, entries_of, last_visit
from data.problem import Problem
from data.promises import open_promises
from data.requests import open_requests
from data.summary.turning import frame_for
from data.turns import Case, Expiry, Rules, Turn, order


@dataclass(frozen=True)
class Contacts:
    """A facilitator's calendar month so far: sessions (in person, they met; a group session once), contacts by phone or
    message, and attempts in which they did not meet. Only sessions count towards the target."""

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
    target: int = 0
    month: Contacts = Contacts()
    turns: tuple[Turn, ...] = ()

    @property
    def overdue(self) -> int:
        """Actors with a promise that is overdue."""
        return sum(turn.about("promise") for turn in self.turns)

    @property
    def promised(self) -> int:
        """Actors with an open promise."""
        return sum(turn.case.promise is not None for turn in self.turns)

    @property
    def never(self) -> int:
        """Actors without any recorded visit, where visits are recorded."""
        return sum(turn.case.observed and turn.case.last_visit is None for turn in self.turns)

    @property
    def median_days(self) -> float | None:
        """Days since the last visit, over those once visited."""
        days = [(self.day - turn.case.last_visit).days for turn in self.turns if turn.case.last_visit]
        return statistics.median(days) if days else None


def caseload_today(who: Who, facilitator_id: str | None = None) -> Caseload:
    """The caseload of today in its order: a pendamping's own, for others that of `facilitator_id`.

    Without a facilitator (a pendamping to whom none is linked, or none named) an empty one. The words of a promise are
    there only for those who may see personal data. Problem("not_your_caseload"), Problem("no_such_caseload").
    """
    require(who, "caseload.see")
    day = clock.today()
    whose = facilitator_id
    if who.role == "pendamping":
        if facilitator_id not in (None, who.facilitator):
            raise Problem("not_your_caseload")
        whose = who.facilitator
    if whose is None:
        return Caseload(day)
    frame = frame_for(who)
    with read(who) as conn:
        rules = _rules(conn, who.kab)
        someone = _facilitator(conn, who.kab, whose)
        cases = _cases(who, conn, frame, whose, rules)
        target = someone["visit_target"] or office.number(conn, who.kab, "visit_target")
        return Caseload(
            day,
            rules,
            whose,
            someone["name"],
            someone["home_desa"],
            someone["capacity"],
            target,
            _month(conn, frame, whose),
            tuple(order(cases, day, rules)),
        )


def _rules(conn: sa.Connection, kab: str) -> Rules:
    names = ("promise_soon_days", "permit_soon_days", "request_days")
    return Rules(**{name: office.number(conn, kab, name) for name in names})


def _facilitator(conn: sa.Connection, kab: str, facilitator_id: str) -> sa.RowMapping:
    table = schema.facilitator
    asked = sa.select(table).where(table.c.kab_code == kab, table.c.id == facilitator_id)
    found = conn.execute(asked).mappings().first()
    if found is None:
        raise Problem("no_such_caseload")
    return found


def _cases(who: Who, conn: sa.Connection, frame: Frame, facilitator_id: str, rules: Rules) -> list[Case]:
    ids = list(conn.scalars(caseload(frame, facilitator_id)))
    if not ids:
        return []
    promises, requests = open_promises(conn, frame, ids), open_requests(conn, frame, ids)
    if not allows(who, "actor.personal"):
        promises = {actor_id: replace(promise, step=None) for actor_id, promise in promises.items()}
    permits, visits = _permits(conn, frame, ids, rules), _visits(conn, frame, ids)
    return [
        Case(
            **{name: row[name] for name in _PLAIN},
            visits=visits.get(row["actor_id"], 0),
            promise=promises.get(row["actor_id"]),
            request=requests.get(row["actor_id"]),
            permits=permits.get(row["actor_id"], ()),
            missing=tuple(_missing(row)),
        )
        for row in _rows(conn, frame, ids)
    ]


_PLAIN = (
    "actor_id",
    "business_name",
    "product",
    "sector",
    "kecamatan_code",
    "desa_code",
    "known_since",
    "known_since_precision",
    "last_visit",
    "observed",
)


def _rows(conn: sa.Connection, frame: Frame, ids: Sequence[str]) -> list[dict[str, Any]]:
    """The columns of `_PLAIN` of these actors, and whether a point and a phone are recorded (never which)."""
    base, place, kept_sector = schema.actor, schema.actor_place, schema.actor_sector
    exact, area = schema.actor_personal, schema.kecamatan
    source = base.join(place, frame.kept(place, lambda it: it.actor_id == base.c.id))
    source = source.outerjoin(kept_sector, frame.kept(kept_sector, lambda it: it.actor_id == base.c.id))
    source = source.join(area, sa.and_(area.c.kab_code == frame.kab, area.c.code == place.c.kecamatan_code))
    source = source.outerjoin(exact, sa.and_(exact.c.kab_code == frame.kab, exact.c.actor_id == base.c.id))
    asked = (
        sa.select(
            base.c.id.label("actor_id"),
            base.c.business_name,
            sa.func.coalesce(kept_sector.c.product, kept_sector.c.commodity).label("product"),
            sa.func.coalesce(kept_sector.c.sector, "other").label("sector"),
            place.c.kecamatan_code,
            place.c.desa_code,
            base.c.known_since,
            base.c.known_since_precision,
            last_visit(frame, base.c.id).label("last_visit"),
            sa.func.coalesce(area.c.visits_since <= frame.day, sa.false()).label("observed"),
            exact.c.lon.is_not(None).label("point"),
            (sa.func.coalesce(exact.c.phone, "") != "").label("phone"),
        )
        .select_from(source)
        .where(base.c.kab_code == frame.kab, base.c.id.in_(ids))
    )
    return [dict(row) for row in conn.execute(asked).mappings()]


def _missing(row: dict[str, Any]) -> Iterable[str]:
    if row["desa_code"] is None:
        yield "desa"
    yield from (name for name in ("point", "phone") if not row[name])


def _permits(conn: sa.Connection, frame: Frame, ids: Sequence[str], rules: Rules) -> dict[str, tuple[Expiry, ...]]:
    """Permits whose end is near, before or behind."""
    events, near = schema.permit_event, timedelta(days=rules.permit_soon_days)
    entries = list(entries_of(conn, frame, ids))
    kept = frame.latest_of_all(events, "kind", extra=[events.c.actor_id.in_(entries)])
    close = kept.c.expires_on.between(frame.day - near, frame.day + near)
    asked = sa.select(kept.c.actor_id, kept.c.kind, kept.c.expires_on).where(kept.c.status == "terbit", close)
    found: dict[str, tuple[Expiry, ...]] = {}
    for row in conn.execute(asked.order_by(kept.c.expires_on, kept.c.kind)):
        found[row.actor_id] = (*found.get(row.actor_id, ()), Expiry(row.kind, row.expires_on))
    return found


def _visits(conn: sa.Connection, frame: Frame, ids: Sequence[str]) -> dict[str, int]:
    """Actor -> visits of this calendar month, by whomever."""
    met = schema.contact
    entries = entries_of(conn, frame, ids)
    asked = sa.select(met.c.actor_id, sa.func.count()).where(
        *within(frame, month_of(frame.day), met),
        met.c.actor_id.in_(list(entries)),
        met.c.mode.in_(schema.MODES_IN_PERSON),
        met.c.outcome == "bertemu",
    )
    found: Counter[str] = Counter()
    for entry, count in conn.execute(asked.group_by(met.c.actor_id)):
        found[entries[entry]] += count
    return found


def _month(conn: sa.Connection, frame: Frame, facilitator_id: str) -> Contacts:
    made = schema.contact
    in_person, met = made.c.mode.in_(schema.MODES_IN_PERSON), made.c.outcome == "bertemu"
    occasion = sa.func.coalesce(made.c.session_id, made.c.id)  # a group session is one for all who came
    asked = sa.select(
        sa.func.count(sa.case((sa.and_(in_person, met), occasion)).distinct()),
        sa.func.count(sa.case((sa.and_(sa.not_(in_person), met), made.c.id))),
        sa.func.count(sa.case((sa.not_(met), made.c.id))),
    ).where(*within(frame, month_of(frame.day), made), made.c.facilitator_id == facilitator_id)
    return Contacts(*conn.execute(asked).one())
