"""What changed coverage between two dates, so that no actor enters or leaves its numbers in silence.

Coverage is served ÷ active actors where visits are recorded. Each actor that is in one of the two dates' numbers and
not in the other is in exactly one step, so the steps add up.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
import sqlalchemy as sa

from data import clock, office
from data.access import Who, require
from data.clock import office_day
from data.db import read
from data.filter import Filter
from data.past.columns import Numbers
from data.past.entries import Entries, Entry
from data.past.held import History, history
from data.population import Frame
from data.queries.counting import observed

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
class _Side:
    """One of the two dates: for every entry of the register 0, 1 if it is counted or 2 if it is served as well, and how
    it stands whether it is counted or not."""

    counted: Numbers
    entries: Entries


def change(who: Who, wanted: Filter, since: date, known_then: datetime | None = None) -> Change:
    """The change of a filter's coverage from `since` to the filter's day, both as known when the filter says.

    `known_then` looks at `since` as it was known at another time instead, so that later corrections show as well.
    """
    require(who, "figures.see")
    known_at = wanted.known_at or clock.now()
    now_frame = Frame(who.kab, wanted.day, known_at)
    then_frame = Frame(who.kab, since, known_then or known_at)
    with read(who) as conn:
        held = history(conn, who.kab, wanted.known_at)
        held_then = history(conn, who.kab, known_then or wanted.known_at)
        now = _side(conn, held, now_frame, wanted, as_known=wanted.known_at is not None)
        then = _side(conn, held_then, then_frame, wanted, as_known=(known_then or wanted.known_at) is not None)
        merged = _merged_between(held, now.entries, now_frame, since, wanted)
        late_days = office.number(conn, who.kab, "late_entry_days")
    if held_then is not held:
        then = _renumbered(then, held_then, held)
    rows = list(_moves(then, now, wanted))
    return Change(
        since,
        wanted.day,
        known_at,
        served_then=int((then.counted == SERVED).sum()),
        served_now=int((now.counted == SERVED).sum()),
        actors_then=int((then.counted > 0).sum()),
        actors_now=int((now.counted > 0).sum()),
        steps=tuple(_summed(name, rows) for name in STEPS),
        exits=dict(Counter(reason for _, _, _, reason in rows if reason).most_common()),
        merged=merged,
        late_days=late_days,
    )


COUNTED, SERVED = 1, 2


def _side(conn: sa.Connection, held: History, frame: Frame, wanted: Filter, *, as_known: bool) -> _Side:
    standing = held.on(frame, as_known=as_known).of_window(wanted.window)
    seen = standing.marked("kecamatan_code", observed(conn, frame))[standing.columns["kecamatan_code"]]
    chosen = standing.chosen(wanted)
    chosen = chosen[seen[chosen]]
    counted = np.zeros(held.size, dtype=np.int8)
    counted[standing.entries[chosen]] = np.where(standing.columns["served"][chosen], SERVED, COUNTED)
    return _Side(counted, held.entries(frame, as_known=as_known))


def _renumbered(side: _Side, held: History, other: History) -> _Side:
    """The same by the numbers of another history, in which an entry may have another one."""
    at = held.numbers_in(other)
    counted = np.zeros(other.size, dtype=np.int8)
    counted[at] = side.counted
    return _Side(counted, side.entries.at(at, other.size))


Move = tuple[str, int, int, str | None]  # step, actors, served (+ in, - out), reason of an exit


def _moves(then: _Side, now: _Side, wanted: Filter) -> Iterator[Move]:
    before, after = then.counted, now.counted
    for step, sign, passing in (
        ("served_anew", 1, (before == COUNTED) & (after == SERVED)),
        ("lapsed", -1, (before == SERVED) & (after == COUNTED)),
    ):
        yield from [(step, 0, sign, None)] * int(passing.sum())
    for entry in np.flatnonzero((before == 0) & (after > 0)).tolist():
        yield _entered(then.entries.of(entry), now.entries.of(entry), wanted), 1, int(after[entry] == SERVED), None
    for entry in np.flatnonzero((before > 0) & (after == 0)).tolist():
        step, reason = _left(then.entries.of(entry), now.entries.of(entry), wanted)
        yield step, -1, -int(before[entry] == SERVED), reason


def _entered(then: Entry, now: Entry, wanted: Filter) -> str:
    if then.state is None:
        return "recorded"
    if not then.active:
        return then.state if then.state in ("closed", "moved") and not then.merged else "other"
    return _moved_or_other(then, now, wanted)


def _left(then: Entry, now: Entry, wanted: Filter) -> tuple[str, str | None]:
    if now.merged:
        return "merged", None
    if now.state in ("closed", "moved"):
        return now.state, now.reason
    return _moved_or_other(then, now, wanted), None


def _moved_or_other(then: Entry, now: Entry, wanted: Filter) -> str:
    return "moved" if then.kecamatan and now.kecamatan and _inside(then, wanted) != _inside(now, wanted) else "other"


def _inside(one: Entry, wanted: Filter) -> bool:
    in_kecamatan = not wanted.kecamatan or one.kecamatan in wanted.kecamatan
    return in_kecamatan and (not wanted.desa or one.desa in wanted.desa)


def _summed(name: str, rows: list[Move]) -> Step:
    mine = [(actors, served) for step, actors, served, _ in rows if step == name]
    return Step(
        name,
        actors_in=sum(actors for actors, _ in mine if actors > 0),
        actors_out=-sum(actors for actors, _ in mine if actors < 0),
        served_in=sum(served for _, served in mine if served > 0),
        served_out=-sum(served for _, served in mine if served < 0),
    )


def _merged_between(held: History, entries: Entries, frame: Frame, since: date, wanted: Filter) -> int:
    """Double entries in the filter's places joined after `since`, as far as the frame knows."""
    found = [(entry, at) for entry, at in held.merges() if at <= frame.known_at]
    return sum(since < office_day(at) <= frame.day and _inside(entries.of(entry), wanted) for entry, at in found)
