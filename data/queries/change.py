"""What changed coverage between two dates, so that no actor enters or leaves its numbers in silence.

Coverage is served ÷ active actors where visits are recorded. Each actor that is in one of the two dates' numbers and
not in the other is in exactly one step, so the steps add up.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from data import clock, office, schema
from data.access import Who, require
from data.clock import office_day
from data.db import read
from data.filter import Filter
from data.population import Frame, actors

STEPS = ("served_anew", "lapsed", "recorded", "closed", "moved", "merged", "other")


@dataclass(frozen=True)
class Step:
    """One cause: how many actors it brought into the denominator and took out of it, and of them the served."""

    name: str
    actors_in: int = 0
    actors_out: int = 0
    served_in: int = 0
    served_out: int = 0


@dataclass(frozen=True)
class Change:
    """Coverage's numerator (`served_`) and denominator (`actors_`) at `since` and at `day`, and the steps between.

    The then-values plus all ins minus all outs of `steps` are the now-values. `exits` counts those who closed or left
    the regency by reason; together they are the actors out of these two steps, less those who moved within the
    regency. `merged` are double entries joined in the period: known to be one, they count as one at both dates.
    `late_days`: a visit recorded later than that counts as late (`queries.late_entries`).
    """

    since: date
    day: date
    known_at: datetime
    served_then: int
    served_now: int
    actors_then: int
    actors_now: int
    steps: tuple[Step, ...]
    exits: Mapping[str, int]
    merged: int
    late_days: int

    def step(self, name: str) -> Step:
        """One step by its name (`STEPS`)."""
        return next(one for one in self.steps if one.name == name)


@dataclass(frozen=True)
class _Standing:
    """How an actor stands at a date, whether the filter lets it through or not."""

    state: str | None = None  # None: not in the register yet
    reason: str | None = None
    on: date | None = None
    place: tuple[str | None, ...] = ()
    merged: bool = False

    @property
    def active(self) -> bool:
        return self.state == "active" and bool(self.place) and not self.merged


@dataclass(frozen=True)
class _Side:
    """One of the two dates: actor id -> whether it is served, for those counted; and how any actor stands."""

    counted: Mapping[str, bool]
    standing: Mapping[str, _Standing]

    def of(self, actor_id: str) -> _Standing:
        return self.standing.get(actor_id, _Standing())


def change(who: Who, wanted: Filter, since: date, known_then: datetime | None = None) -> Change:
    """The change of a filter's coverage from `since` to the filter's day, both as known when the filter says.

    `known_then` looks at `since` as it was known at another time instead, so that later corrections show as well.
    """
    require(who, "figures.see")
    known_at = wanted.known_at or clock.now()
    now_frame = Frame(who.kab, wanted.day, known_at)
    then_frame = Frame(who.kab, since, known_then or known_at)
    with read(who) as conn:
        then, now = _side(conn, then_frame, wanted), _side(conn, now_frame, wanted)
        merged = _merged_between(conn, now_frame, since, wanted)
        late_days = office.number(conn, who.kab, "late_entry_days")
    rows = list(_moves(then, now, wanted))
    return Change(
        since,
        wanted.day,
        known_at,
        served_then=sum(then.counted.values()),
        served_now=sum(now.counted.values()),
        actors_then=len(then.counted),
        actors_now=len(now.counted),
        steps=tuple(_summed(name, rows) for name in STEPS),
        exits=dict(Counter(reason for _, _, _, reason in rows if reason).most_common()),
        merged=merged,
        late_days=late_days,
    )


def _side(conn: sa.Connection, frame: Frame, wanted: Filter) -> _Side:
    rows = actors(frame, replace(wanted, as_of=frame.day))
    asked = sa.select(rows.c.id, rows.c.served).where(rows.c.observed == 1)
    counted = {actor_id: bool(served) for actor_id, served in conn.execute(asked)}
    return _Side(counted, _standings(conn, frame))


def _standings(conn: sa.Connection, frame: Frame) -> dict[str, _Standing]:
    base, state, place = schema.actor, frame.latest(schema.actor_state), frame.latest(schema.actor_place)
    asked = (
        sa.select(
            base.c.id,
            base.c.merged_into,
            base.c.merged_at,
            state.c.state,
            state.c.reason,
            state.c.on_date,
            place.c.kecamatan_code,
            place.c.desa_code,
        )
        .join(state, state.c.actor_id == base.c.id)
        .outerjoin(place, place.c.actor_id == base.c.id)
        .where(frame.known(base))
    )
    return {
        row.id: _Standing(
            row.state,
            row.reason,
            row.on_date,
            (row.kecamatan_code, row.desa_code) if row.kecamatan_code else (),
            bool(row.merged_into and row.merged_at <= frame.known_at),
        )
        for row in conn.execute(asked)
    }


Move = tuple[str, int, int, str | None]  # step, actors, served (+ in, - out), reason of an exit


def _moves(then: _Side, now: _Side, wanted: Filter) -> Iterator[Move]:
    for actor_id, served in now.counted.items():
        before = then.counted.get(actor_id)
        if before is None:
            yield _entered(then.of(actor_id), now.of(actor_id), wanted), 1, int(served), None
        elif served and not before:
            yield "served_anew", 0, 1, None
        elif before and not served:
            yield "lapsed", 0, -1, None
    for actor_id in then.counted.keys() - now.counted.keys():
        step, reason = _left(then.of(actor_id), now.of(actor_id), wanted)
        yield step, -1, -int(then.counted[actor_id]), reason


def _entered(then: _Standing, now: _Standing, wanted: Filter) -> str:
    if then.state is None:
        return "recorded"
    if not then.active:
        return then.state if then.state in ("closed", "moved") and not then.merged else "other"
    return _moved_or_other(then, now, wanted)


def _left(then: _Standing, now: _Standing, wanted: Filter) -> tuple[str, str | None]:
    if now.merged:
        return "merged", None
    if now.state in ("closed", "moved"):
        return now.state, now.reason
    return _moved_or_other(then, now, wanted), None


def _moved_or_other(then: _Standing, now: _Standing, wanted: Filter) -> str:
    return "moved" if then.place and now.place and _inside(then, wanted) != _inside(now, wanted) else "other"


def _inside(one: _Standing, wanted: Filter) -> bool:
    kecamatan, desa = one.place or (None, None)
    in_kecamatan = not wanted.kecamatan or kecamatan in wanted.kecamatan
    return in_kecamatan and (not wanted.desa or desa in wanted.desa)


def _summed(name: str, rows: list[Move]) -> Step:
    mine = [(actors, served) for step, actors, served, _ in rows if step == name]
    return Step(
        name,
        actors_in=sum(actors for actors, _ in mine if actors > 0),
        actors_out=-sum(actors for actors, _ in mine if actors < 0),
        served_in=sum(served for _, served in mine if served > 0),
        served_out=-sum(served for _, served in mine if served < 0),
    )


def _merged_between(conn: sa.Connection, frame: Frame, since: date, wanted: Filter) -> int:
    """Double entries in the filter's places joined after `since`, as far as the frame knows."""
    base = schema.actor
    asked = sa.select(base.c.id, base.c.merged_at).where(
        frame.known(base), base.c.merged_into.is_not(None), base.c.merged_at <= frame.known_at
    )
    found: dict[str, Any] = {actor_id: at for actor_id, at in conn.execute(asked)}
    standing = _standings(conn, frame) if found else {}
    return sum(
        since < office_day(at) <= frame.day and _inside(standing.get(actor_id, _Standing()), wanted)
        for actor_id, at in found.items()
    )
