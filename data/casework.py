"""What lies with each facilitator, counted: actors, what their records lack, what was promised them, what came of it.

Whose an actor is stands in `actor_day` on a kept day (`Frame.which`), in `data.past` on any other; where neither is at
hand, the rows of `population.actors` say it.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import sqlalchemy as sa

from data import schema
from data.asking import among, family, ids
from data.clock import months_before
from data.filter import Filter
from data.months import Month
from data.past.standing import Standing
from data.population import Frame, actors
from data.population.frame import Clause, flag
from data.population.replaced import recorded_since
from data.promises import ENDING_MODES, open_promises
from data.summary.cube import Cube

AFTER_VISIT = 12  # months in which a visit must lie before what is called "sesudah pendampingan"
_GROUPED = ("facilitator_id", "desa_code", "waiting", "observed", "personally")


@dataclass
class Cases:
    """The active actors of one facilitator; `desa` counts them by desa (None: not known), `never` and `over_24` those
    in whose kecamatan visits are recorded."""

    actors: int = 0
    personally: int = 0
    never: int = 0
    over_24: int = 0
    desa: Counter[str | None] = field(default_factory=Counter)

    def add(self, desa: str | None, waiting: str, observed: int, personally: int, many: int) -> None:
        """So many more that share all this."""
        self.actors += many
        self.desa[desa] += many
        self.personally += many * personally
        if observed and waiting in ("never", "over_24"):
            setattr(self, waiting, getattr(self, waiting) + many)


class Owners:
    """Whose each active actor is on a kept day."""

    def __init__(self, frame: Frame) -> None:
        self.frame = frame

    def of(self, conn: sa.Connection, actor_ids: Collection[str]) -> Mapping[str, str]:
        """Actor -> facilitator, of those of these active actors that have one at work."""
        kept = schema.actor_day
        asked = sa.select(kept.c.id, kept.c.facilitator_id).where(
            kept.c.kab_code == self.frame.kab,
            kept.c.which == self.frame.which,
            kept.c.facilitator_id.is_not(None),
            among(conn.dialect.name, kept.c.id),
        )
        return {actor_id: who for actor_id, who in conn.execute(asked, ids(conn, actor_ids))}

    def recorded(self, conn: sa.Connection) -> dict[str, tuple[int, int]]:
        """Facilitator -> how many of the cases have a point, and how many a phone number."""
        kept, exact = schema.actor_day, schema.actor_personal
        point, phone = (sa.func.sum(flag(condition)) for condition in _there(exact))
        mine = sa.and_(exact.c.kab_code == kept.c.kab_code, exact.c.actor_id == kept.c.id)
        asked = sa.select(kept.c.facilitator_id, point, phone).select_from(kept.join(exact, mine))
        here = sa.and_(kept.c.kab_code == self.frame.kab, kept.c.which == self.frame.which)
        asked = asked.where(here, kept.c.facilitator_id.is_not(None)).group_by(kept.c.facilitator_id)
        return {who: (int(points), int(phones)) for who, points, phones in conn.execute(asked)}


class _Known(Owners):
    """The same of any day: of everybody's actors at once, or of a `few`."""

    def __init__(self, frame: Frame, owner: Mapping[str, str], *, few: bool = False) -> None:
        super().__init__(frame)
        self.owner, self.few = owner, few

    def of(self, conn: sa.Connection, actor_ids: Collection[str]) -> Mapping[str, str]:
        return {actor_id: self.owner[actor_id] for actor_id in actor_ids if actor_id in self.owner}

    def recorded(self, conn: sa.Connection) -> dict[str, tuple[int, int]]:
        exact, points, phones = schema.actor_personal, Counter[str](), Counter[str]()
        mine = among(conn.dialect.name, exact.c.actor_id) if self.few else sa.true()
        asked = ids(conn, self.owner) if self.few else {}
        found = sa.select(exact.c.actor_id, *map(flag, _there(exact))).where(exact.c.kab_code == self.frame.kab, mine)
        for actor_id, point, phone in conn.execute(found, asked):
            if who := self.owner.get(actor_id):
                points[who] += point
                phones[who] += phone
        return {who: (points[who], phones[who]) for who in {*points, *phones}}


def _there(exact: sa.FromClause) -> tuple[Clause, Clause]:
    return exact.c.lon.is_not(None), exact.c.phone != ""


def cases(
    conn: sa.Connection, frame: Frame, held: Cube | None = None, only: str | None = None
) -> tuple[dict[str, Cases], Owners]:
    """Facilitator -> cases, and whose each actor is. `held` are the frame's groups or actors, where they are at hand;
    else it may be `only` one facilitator's."""
    owners = Owners(frame)
    groups: Iterable[Sequence[Any]]
    if held is not None:
        groups = _from_memory(conn, frame, held)
        owners = _Known(frame, _owner(held)) if isinstance(held, Standing) else owners
    elif frame.which and not only:
        rows = _theirs(frame)
        columns = [rows.c[name] for name in _GROUPED]
        groups = conn.execute(sa.select(*columns, sa.func.count()).group_by(*columns))
    else:
        rows = _theirs(frame, only)
        found = conn.execute(sa.select(rows.c.id, *(rows.c[name] for name in _GROUPED))).all()
        groups = ((*row[1:], 1) for row in found)
        owners = _Known(frame, {row[0]: row[1] for row in found}, few=bool(only))
    counted: dict[str, Cases] = defaultdict(Cases)
    for who, *shared in groups:
        counted[who].add(*shared)
    return dict(counted), owners


def _from_memory(conn: sa.Connection, frame: Frame, held: Cube) -> Iterable[Sequence[Any]]:
    known = recorded_since(frame).subquery()
    observed = sa.select(known.c.code).where(known.c.visits_since <= frame.day)
    theirs = np.flatnonzero((held.columns["facilitator_id"] > 0) & (held.actors > 0))
    columns = {name: numbers[theirs] for name, numbers in held.columns.items() if name in (*_GROUPED, "kecamatan_code")}
    columns["observed"] = held.marked("kecamatan_code", conn.scalars(observed).all())[columns["kecamatan_code"]]
    values: dict[str, list[Any]] = {
        name: [code or None for code in held.codes[name]] for name in ("facilitator_id", "desa_code", "waiting")
    }
    values |= dict.fromkeys(("observed", "personally"), [0, 1])
    sizes = tuple(len(values[name]) for name in _GROUPED)
    shared = np.ravel_multi_index(tuple(columns[name].astype(np.int64) for name in _GROUPED), sizes)
    each, of = np.unique(shared, return_inverse=True)
    many = np.bincount(of, held.actors[theirs], minlength=len(each)).astype(np.int64)
    named = (
        [values[name][at] for at in numbers.tolist()]
        for name, numbers in zip(_GROUPED, np.unravel_index(each, sizes), strict=True)
    )
    return zip(*named, many.tolist(), strict=True)


def _owner(held: Standing) -> dict[str, str]:
    numbers, codes = held.columns["facilitator_id"], list(held.codes["facilitator_id"])
    theirs = np.flatnonzero(numbers > 0)
    named = (codes[number] for number in numbers[theirs].tolist())
    return dict(zip(held.ids[theirs].astype(str).tolist(), named, strict=True))


def _theirs(frame: Frame, only: str | None = None) -> sa.Subquery:
    rows = actors(frame, Filter(facilitator=(only,) if only else (), as_of=frame.day), named=False)
    return sa.select(rows).where(rows.c.facilitator_id.is_not(None)).subquery()


def overdue(conn: sa.Connection, owners: Owners) -> Counter[str]:
    """Facilitator -> cases with an open promise (`data.promises`) whose day has gone by."""
    frame, gone = owners.frame, schema.actor
    if isinstance(owners, _Known) and owners.few:
        return Counter(owners.of(conn, _overdue(conn, frame, owners.owner)).values())
    merged = conn.execute(sa.select(gone.c.id, gone.c.merged_into).where(frame.merged(gone))).all()
    joined = {actor_id for pair in merged for actor_id in pair}
    late = {actor_id for actor_id in conn.scalars(_late(frame)) if actor_id not in joined}
    # What counts for others, or has others' counted for it, is few: those are looked at one by one.
    late |= _overdue(conn, frame, joined - {entry for entry, _ in merged})
    return Counter(owners.of(conn, late).values())


def _overdue(conn: sa.Connection, frame: Frame, actor_ids: Collection[str]) -> set[str]:
    promises = open_promises(conn, frame, list(actor_ids))
    return {actor_id for actor_id, promise in promises.items() if promise.due < frame.day}


def _late(frame: Frame) -> sa.Select[Any]:
    """Actors with such a promise by their own rows alone; what became of a promise is a row of the same actor then."""
    made, later = schema.contact, schema.contact.alias("later")

    def became(event: sa.FromClause, *more: Clause) -> Clause:
        return sa.and_(
            frame.happened(event), event.c.actor_id == made.c.actor_id, event.c.contact_id == made.c.id, *more
        )

    closed, told, last = (schema.promise_event.alias(name) for name in ("closed", "told", "last"))
    newest = (last.c.on_date.desc(), last.c.recorded_at.desc(), last.c.id.desc())
    postponed = sa.select(last.c.due).where(became(last)).order_by(*newest).limit(1).correlate(made).scalar_subquery()
    ended = sa.and_(
        later.c.mode.in_(ENDING_MODES),
        later.c.outcome == "bertemu",
        later.c.recorded_at >= made.c.recorded_at,
        sa.not_(sa.exists().where(became(told, told.c.recorded_at >= later.c.recorded_at)).correlate(made, later)),
    )
    stops = sa.exists().where(
        frame.happened(later),
        later.c.actor_id == made.c.actor_id,
        _after(later, made),
        sa.or_(later.c.next_due.is_not(None), ended),
    )
    return sa.select(made.c.actor_id).where(
        frame.known(made),
        # Not the plain day: by it SQLite would enter an index to look up nearly all rows, one by one.
        sa.func.coalesce(made.c.on_date, frame.day) <= frame.day,
        made.c.next_due.is_not(None),
        sa.not_(stops.correlate(made)),
        sa.not_(sa.exists().where(became(closed, closed.c.change != "postponed")).correlate(made)),
        sa.func.coalesce(postponed, made.c.next_due) < frame.day,
    )


def _after(later: sa.FromClause, made: sa.FromClause) -> Clause:
    """The order of contacts: by day, then by when they were recorded."""
    same_moment = sa.and_(later.c.recorded_at == made.c.recorded_at, later.c.id > made.c.id)
    same_day = sa.or_(later.c.recorded_at > made.c.recorded_at, same_moment)
    return sa.and_(later.c.on_date >= made.c.on_date, sa.or_(later.c.on_date > made.c.on_date, same_day))


def outcomes(conn: sa.Connection, owners: Owners, month: Month) -> dict[str, Counter[str]]:
    """Facilitator -> how often "need" (met) and "permit" (issued) came about in the month with a visit in the twelve
    months before; an actor's kind counts once, of merged entries for the actor they count for."""
    frame = owners.frame
    survivors: dict[str, str] = {entry: head for entry, head in conn.execute(sa.select(frame.survivors()))}
    came = [
        (name, survivors.get(row.actor_id, row.actor_id), row.kind, row.on_date)
        for name, asked in _events(frame, month).items()
        for row in conn.execute(asked)
    ]
    whose = owners.of(conn, {actor_id for _, actor_id, _, _ in came})
    days = _visit_days(conn, frame, month, whose)
    after_visit = {
        (whose[actor_id], name, actor_id, kind)
        for name, actor_id, kind, day in came
        if actor_id in whose and any(months_before(day, AFTER_VISIT) < visit <= day for visit in days.get(actor_id, ()))
    }
    counted: dict[str, Counter[str]] = defaultdict(Counter)
    for who, name, _, _ in after_visit:
        counted[who][name] += 1
    return dict(counted)


def _events(frame: Frame, month: Month) -> dict[str, sa.Select[Any]]:
    """What came about: entry, kind, day."""
    need, permit, form = schema.need_event, schema.permit_event, schema.legal_form
    no_entity = sa.select(form.c.code).where(form.c.kab_code == frame.kab, sa.not_(form.c.legal_entity))
    entity = sa.func.coalesce(permit.c.form, "").not_in(no_entity)
    wanted = {"need": (need, need.c.change == "met"), "permit": (permit, sa.and_(permit.c.status == "terbit", entity))}
    return {
        name: sa.select(table.c.actor_id, table.c.kind, table.c.on_date).where(*within(frame, month, table), came)
        for name, (table, came) in wanted.items()
    }


def _visit_days(conn: sa.Connection, frame: Frame, month: Month, actor_ids: Collection[str]) -> dict[str, set[date]]:
    """Actor -> days of the visits of all its entries that may count for a day of the month."""
    entries, met, found = family(conn, frame, actor_ids), schema.contact, defaultdict[str, set[date]](set)
    asked = sa.select(met.c.actor_id, met.c.on_date).where(
        frame.happened(met),
        among(conn.dialect.name, met.c.actor_id),
        met.c.on_date > months_before(month.first, AFTER_VISIT),
        met.c.mode.in_(schema.MODES_IN_PERSON),
        met.c.outcome == "bertemu",
    )
    for entry, day in conn.execute(asked, ids(conn, entries)):
        found[entries[entry]].add(day)
    return found


def within(frame: Frame, month: Month, table: sa.Table) -> tuple[Clause, ...]:
    """Rows of the month, recorded by then, whose month is known."""
    return frame.happened(table), table.c.on_date >= month.first, table.c.on_precision != "year"
