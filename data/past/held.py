"""Holds each register's arrays for this process and follows them by the data's version, the only key.

They hold no person's data but ids, and know no rights: who asks is checked before. What a write touched is noted in
`touched` (see `data.summary.keeping`); only those actors are read again.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from threading import RLock
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

import numpy as np
import sqlalchemy as sa

from data import schema
from data.db import version
from data.past.columns import NO_DAY, Numbers, day_number, moment_number, moment_of
from data.past.dated import Moment
from data.past.entries import Entries, entries
from data.past.papers import Papers
from data.past.part import MANY, Part, Words, read_part
from data.past.standing import Standing, standing
from data.past.team import Team, read_team
from data.population import Frame

Answer = TypeVar("Answer")
_PARTS = 8  # more small ones are read again as one
_TOO_MANY = 0.1  # of all actors touched: everything is read again
_BYTES = 200_000_000  # of days kept
_ANSWERS = 2_000

_HELD: WeakKeyDictionary[sa.Engine, dict[str, "History"]] = WeakKeyDictionary()
_LOCK = RLock()


@dataclass(frozen=True)
class History:
    """A register at a version: its parts, each with the actors that a later part holds anew."""

    version: int
    read_at: int  # the version at which everything was read
    words: Words
    parts: tuple[tuple[Part, Numbers], ...]
    team: Team
    until: int | None = None  # the last merge that counts; None: all of them
    days: dict[Any, Standing] = field(default_factory=dict)
    answers: dict[Any, Any] = field(default_factory=dict)

    def merge_before(self, known: int) -> int | None:
        """The last merge known at a moment, 0 for none; None where all are known by then."""
        at = np.concatenate([part.merged_at[part.merged & ~hidden] for part, hidden in self.parts])
        return int(at[at <= known].max(initial=0)) if (at > known).any() else None

    @property
    def size(self) -> int:
        """How many numbers its entries have."""
        return sum(len(part) for part, _ in self.parts)

    def merges(self) -> list[tuple[int, datetime]]:
        """Every entry that was merged into another, and when."""
        at = np.concatenate([np.where(part.merged & ~hidden, part.merged_at, 0) for part, hidden in self.parts])
        return [(entry, moment_of(at[entry])) for entry in np.flatnonzero(at).tolist()]

    def numbers_in(self, other: "History") -> Numbers:
        """For each entry its number in another history of the same register, as new or newer."""
        theirs = np.concatenate([part.ids for part, _ in other.parts])
        shown = np.flatnonzero(~np.concatenate([hidden for _, hidden in other.parts]))
        order = shown[np.argsort(theirs[shown])]
        mine = np.concatenate([part.ids for part, _ in self.parts])
        found: Numbers = order[np.minimum(np.searchsorted(theirs[order], mine), len(order) - 1)]
        return found

    def first_visits(self, frame: Frame, *, as_known: bool) -> Numbers:
        """For each entry the day of its first visit on or before the frame's; `NO_DAY` for none."""
        at = Moment(day_number(frame.day), moment_number(frame.known_at) if as_known else None)
        found = []
        for part, _ in self.parts:
            rows, days = part.visit.first(at), np.full(len(part), NO_DAY, dtype=np.int32)
            days[part.visit.owner[rows]] = part.visit.on[rows]
            found.append(days)
        first: Numbers = np.concatenate(found)
        return first

    def papers(self, frame: Frame, *, as_known: bool) -> Papers:
        """What was last said of each entry and permit kind by the frame's day, as known then or now."""
        known = moment_number(frame.known_at) if as_known else None
        at, begin, found = Moment(day_number(frame.day), known), 0, []
        for part, _ in self.parts:
            events, rows = part.permit, part.permit.kept(at)
            owner, said = events.owner[rows], events.values
            found.append(
                (begin + owner // MANY, owner % MANY, said["status"][rows], events.on[rows], said["expires"][rows])
            )
            begin += len(part)
        return Papers(*(np.concatenate(columns) for columns in zip(*found, strict=True)))

    def expiring(self, frame: Frame, within: int) -> dict[str, int]:
        """Permit kind -> how many active actors have one in force that ends within so many days."""
        here = np.zeros(self.size, dtype=bool)
        here[self.on(frame, as_known=False).entries] = True
        found, day = self.papers(frame, as_known=False), day_number(frame.day)
        soon = (found.until >= day) & (found.until <= day + within) & (found.status == self.words.status["terbit"])
        kinds = Counter(found.kind[soon & here[found.entry]].tolist())
        return {str(self.words.permit.word(kind)): count for kind, count in kinds.items()}

    def entries(self, frame: Frame, *, as_known: bool) -> Entries:
        """How every entry stands on the frame's day, as known then or now."""
        known = moment_number(frame.known_at) if as_known else None
        return entries(self.parts, self.words, Moment(day_number(frame.day), known))

    def on(self, frame: Frame, *, as_known: bool) -> Standing:
        """All active actors on the frame's day, as known then or now."""
        known = moment_number(frame.known_at) if as_known else None
        with _LOCK:
            found = self.days.get((frame.day, known))
            if found is None:
                found = standing(self.parts, self.team, self.words, frame.day, known, self.version)
                size = sum(column.nbytes for column in (*found.columns.values(), *found.needs.values(), found.ids))
                if (len(self.days) + 1) * size > _BYTES:
                    self.days.clear()
                self.days[frame.day, known] = found
        return found


def history(conn: sa.Connection, kab: str, known_at: datetime | None = None) -> History:
    """The register as this connection's snapshot sees it, or newer; with the merges known at a moment, or now."""
    kept, snapshot = _HELD.setdefault(conn.engine, {}), version(conn, kab)
    found = _followed(conn, kept, kab, snapshot)
    until = None if known_at is None else found.merge_before(moment_number(known_at))
    if until is None:
        return found
    # What was merged since counted apart then: the same rows, owned otherwise.
    with _LOCK:
        then = kept.get(f"{kab} then")
        if then is None or (then.version, then.until) != (snapshot, until):
            kept[f"{kab} then"] = then = _all(conn, kab, snapshot, until)
    return then


def _followed(conn: sa.Connection, kept: dict[str, History], kab: str, snapshot: int) -> History:
    found = kept.get(kab)
    if found is None or found.version < snapshot:
        with _LOCK:
            found = kept.get(kab)
            if found is None or found.version < snapshot:
                kept[kab] = found = _newer(conn, kab, found, snapshot)
    return found


def remembered(held: History, asked: Any, snapshot: int, count: Callable[[], Answer]) -> Answer:
    """What is asked of one version is counted once, if the one who asks sees that version."""
    if held.version != snapshot:
        return count()
    found: Answer | None = held.answers.get(asked)
    if found is None:
        found = count()
        if len(held.answers) >= _ANSWERS:
            held.answers.clear()
        held.answers[asked] = found
    return found


def _newer(conn: sa.Connection, kab: str, old: History | None, snapshot: int) -> History:
    day = schema.summary_day
    whole = conn.scalar(sa.select(sa.func.max(day.c.version)).where(day.c.kab_code == kab)) or 0
    if old is None or old.read_at < whole:
        return _all(conn, kab, snapshot)
    ids = _touched(conn, kab, old.version)
    parts = old.parts
    if ids:
        if len(parts) > _PARTS:
            ids, parts = _touched(conn, kab, old.read_at), (_shown(parts[0][0]),)
        if len(ids) > _TOO_MANY * len(parts[0][0]) + 100:
            return _all(conn, kab, snapshot)
        family = _family(conn, kab, ids)
        fresh = read_part(conn, kab, old.words, family)
        parts = (*((part, _hide(part, hidden, family)) for part, hidden in parts), _shown(fresh))
    return History(snapshot, old.read_at, old.words, parts, read_team(conn, kab, old.words))


def _all(conn: sa.Connection, kab: str, snapshot: int, until: int | None = None) -> History:
    words = Words()
    parts = (_shown(read_part(conn, kab, words, until=until)),)
    return History(snapshot, snapshot, words, parts, read_team(conn, kab, words), until)


def _shown(part: Part) -> tuple[Part, Numbers]:
    return part, np.zeros(len(part), dtype=bool)


def _hide(part: Part, hidden: Numbers, ids: list[str]) -> Numbers:
    more = hidden.copy()
    more[part.numbers_of(ids)] = True
    return more


def _touched(conn: sa.Connection, kab: str, since: int) -> list[str]:
    table = schema.touched
    asked = sa.select(table.c.id).where(table.c.kab_code == kab, table.c.version > since)
    return list(conn.scalars(asked))


def _family(conn: sa.Connection, kab: str, ids: list[str]) -> list[str]:
    """These, all that were merged into them and that into which they were merged, one after the other."""
    base = schema.actor
    asked = sa.select(base.c.id, base.c.merged_into).where(base.c.kab_code == kab, base.c.merged_into > "")
    joined: dict[str, set[str]] = {}
    for gone, kept in conn.execute(asked):
        joined.setdefault(gone, set()).add(kept)
        joined.setdefault(kept, set()).add(gone)
    found, todo = set(ids), list(ids)
    while todo:
        more = joined.get(todo.pop(), set()) - found
        found |= more
        todo += more
    return sorted(found)
