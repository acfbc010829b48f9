"""What came about and which visits lay before it: needs that were met, permits that were issued, as arrays.

"Sesudah pendampingan": a visit on that topic lies in the 12 months before. That is a sequence, not a cause.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import sqlalchemy as sa

from data import schema
from data.checklist import steps
from data.clock import months_before
from data.past.columns import NO_DAY, Codes, Numbers, day_number, days, moment_number, read
from data.past.dated import Dated
from data.past.held import History
from data.past.part import CHANGES, MANY
from data.population import Frame
from data.queries.history import FACILITATION_MONTHS

MONTHS = 12
_DAY = 1 << 17  # more than any day's number
_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True)
class Followed:
    """Of each visit its actor, topic and day; of each need met and each permit issued in the last 12 months its actor,
    kind, and whether a visit on its topic lay before.

    Actors are entries' numbers of the `History`, topics and kinds those of `kinds` and `permits`; `waited` are the
    days from raised to met, -1 where the need was written down only once it was met. An actor's kind of permit stands
    there once.
    """

    kinds: Codes
    permits: Mapping[str, int]
    visited: tuple[Numbers, Numbers]  # actor, topic: in the last 12 months
    met: tuple[Numbers, Numbers, Numbers, Numbers]  # actor, kind, after, waited
    issued: tuple[Numbers, Numbers, Numbers]  # actor, kind, after


def followed(conn: sa.Connection, frame: Frame, past: History, *, as_known: bool) -> Followed:
    """All that came about in the 12 months up to the frame's day, as known then or now."""
    since = months_before(frame.day, MONTHS)
    kinds = Codes(past.words.need)
    visits = _Visits(*_visits(conn, frame, past, kinds, months_before(since, FACILITATION_MONTHS)))
    known = moment_number(frame.known_at) if as_known else None
    until, after = day_number(frame.day), day_number(since)
    met, issued, begin = [], [], 0
    for part, hidden in past.parts:
        actor, kind, on, raised = _met(part.need, until, known)
        new = (on > after) & ~hidden[actor]
        met.append(np.array([actor[new] + begin, kind[new], on[new], raised[new]]))
        actor, kind, on = _issued(part.permit, past, until, known)
        new = (on > after) & ~hidden[actor]
        issued.append(np.array([actor[new] + begin, kind[new], on[new]]))
        begin += len(part)
    actor, kind, on, raised = np.concatenate(met, axis=1)
    waited = np.where(raised == NO_DAY, -1, on - raised)
    last_year = visits.day > after
    return Followed(
        kinds,
        past.words.permit,
        (visits.actor[last_year], visits.topic[last_year]),
        (actor, kind, visits.before(actor, kind, on), waited),
        _once(visits, past, kinds, *np.concatenate(issued, axis=1)),
    )


class _Visits:
    """Visits in person in which they met, one for each topic, asked whether one of them lies before a day."""

    def __init__(self, actor: Numbers, topic: Numbers, day: Numbers) -> None:
        self.actor, self.topic, self.day = actor, topic, day
        self._sorted = np.sort(self._number(actor, topic, day))

    def before(self, actor: Numbers, topic: Numbers, day: Numbers) -> Numbers:
        """Whether the actor had one on the topic in the 12 months before the day, or on it."""
        if not len(self._sorted):
            return np.zeros(len(day), dtype=bool)
        last = self._sorted[np.searchsorted(self._sorted, self._number(actor, topic, day), side="right") - 1]
        each, at = np.unique(day, return_inverse=True)
        earliest = [
            day_number(months_before(_EPOCH + timedelta(days=one), FACILITATION_MONTHS)) for one in each.tolist()
        ]
        first = self._number(actor, topic, np.array(earliest, dtype=np.int64)[at])
        found: Numbers = (last >= first) & (last <= self._number(actor, topic, day))
        return found

    @staticmethod
    def _number(actor: Numbers, topic: Numbers, day: Numbers) -> Numbers:
        number: Numbers = (actor.astype(np.int64) * MANY + topic) * _DAY + day
        return number


def _visits(
    conn: sa.Connection, frame: Frame, past: History, kinds: Codes, since: date
) -> tuple[Numbers, Numbers, Numbers]:
    table = schema.contact
    in_person = sa.and_(table.c.mode.in_(schema.MODES_IN_PERSON), table.c.outcome == "bertemu")
    asked = sa.select(table.c.actor_id, table.c.on_date, table.c.topics)
    asked = asked.where(frame.happened(table), in_person, table.c.topics != "", table.c.on_date >= since)
    ids, on, said = read(conn, asked)
    merged: dict[str, str] = {entry: head for entry, head in conn.execute(sa.select(frame.survivors()))}
    actor, day = _numbers(past, [merged.get(one, one) for one in ids]), days(on)
    words = Codes(said)
    wording = words.numbers(said)
    found = [(np.zeros(0, dtype=np.int64),) * 3]
    for topics, number in words.items():
        rows = np.flatnonzero(wording == number)
        found += [(actor[rows], np.full(len(rows), kinds[topic]), day[rows]) for topic in set(topics.split())]
    actor, topic, day = (np.concatenate(columns).astype(np.int64) for columns in zip(*found, strict=True))
    return actor, topic, day


def _numbers(past: History, ids: Sequence[str]) -> Numbers:
    """The entries of these ids; all of them are there, for the history is as new as what was read of them."""
    named = np.concatenate([part.ids for part, _ in past.parts])
    shown = np.flatnonzero(~np.concatenate([hidden for _, hidden in past.parts]))
    order = shown[np.argsort(named[shown])]
    found: Numbers = order[np.searchsorted(named[order], np.array(ids, dtype=named.dtype))]
    return found


def _passing(events: Dated, day: int, known: int | None) -> Numbers:
    happened = events.on <= day
    return np.flatnonzero(happened if known is None else happened & (events.recorded <= known))


def _met(events: Dated, day: int, known: int | None) -> tuple[Numbers, Numbers, Numbers, Numbers]:
    """Actor, kind and day of each time a need was met, and the day on which it was first raised before that."""
    rows = _passing(events, day, known)
    owner, on = (column[rows].astype(np.int64) for column in (events.owner, events.on))
    change = events.values["change"][rows]
    before = np.where(np.roll(owner, 1) == owner, np.roll(change, 1), 0)
    before[:1] = 0
    is_raised, was_raised = change == CHANGES["raised"], before == CHANGES["raised"]
    begun = np.maximum.accumulate(np.where(is_raised & ~was_raised, np.arange(len(rows)), 0))
    met = np.flatnonzero((change == CHANGES["met"]) & (before != CHANGES["met"]))
    raised = np.where(was_raised[met], on[begun[met]], int(NO_DAY))
    return owner[met] // MANY, owner[met] % MANY, on[met], raised


def _issued(events: Dated, past: History, day: int, known: int | None) -> tuple[Numbers, Numbers, Numbers]:
    """Actor, kind and day of each time a permit was issued; a form that is no legal entity is none."""
    rows = _passing(events, day, known)
    issued = events.values["status"][rows] == past.words.status["terbit"]
    rows = rows[issued & past.team.entities[events.values["form"][rows]]]
    owner = events.owner[rows].astype(np.int64)
    return owner // MANY, owner % MANY, events.on[rows].astype(np.int64)


def _once(
    visits: _Visits, past: History, kinds: Codes, actor: Numbers, kind: Numbers, on: Numbers
) -> tuple[Numbers, Numbers, Numbers]:
    """Each actor's kind once, after a visit where it was so any of the times; only kinds that are issued still."""
    topic_of = np.full(len(past.words.permit), -1, dtype=np.int64)
    for name, step in steps().items():
        if name in past.words.permit:
            topic_of[past.words.permit[name]] = kinds[step.topic]
    still = topic_of[kind] >= 0
    actor, kind, on = actor[still], kind[still], on[still]
    after = visits.before(actor, topic_of[kind], on)
    each, at = np.unique(actor * MANY + kind, return_inverse=True)
    any_after = np.zeros(len(each), dtype=bool)
    any_after[at[after]] = True
    return each // MANY, each % MANY, any_after
