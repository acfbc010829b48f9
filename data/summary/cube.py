"""Answers the fast filters from memory: the groups of `summary` as columns of small numbers, one set per process.

Kept per database and followed by the data's version: whoever asks reads the version in his own snapshot, and what has
changed since is fetched there. It holds no person's data but ids of facilitators, and knows no rights: who asks is
checked before. A `Cube` never changes; a newer version is another one.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

import numpy as np
import sqlalchemy as sa

from data import schema
from data.db import version
from data.filter import UNASSIGNED, Filter
from data.metrics import BANDS, DEFAULT_WINDOW
from data.population import BASIC, UNRECORDED, Frame
from data.population.filtering import STATUSES_OF
from data.summary.keeping import KEY

Numbers = np.ndarray[Any, Any]
Answer = TypeVar("Answer")
FLAGS = ("personally", "orphaned", "legal")
# Bits of each column in a group's one number; more values than fit are refused when they are met.
_BITS = {
    "kecamatan_code": 8,
    "desa_code": 12,
    "sector": 6,
    "bps_scale": 3,
    "permenperin_scale": 3,
    "waiting": 3,
    "facilitator_id": 15,
    "nib": 3,
} | dict.fromkeys(FLAGS, 1)
_TOO_MANY = 0.2  # of the groups changed: to read all is quicker than to look each up
_ANSWERS = 500  # kept per version

_CUBES: WeakKeyDictionary[sa.Engine, dict[tuple[str, str], "Cube"]] = WeakKeyDictionary()
_LOCK = Lock()


@dataclass(frozen=True)
class Cube:
    """The groups of one kept day at one version.

    `codes` has each column's values by number ("" is none), `columns` a number per group, `packed` all of them in one
    sorted number, `actors` how many share it. `answers` holds what was asked of this version.
    """

    version: int
    codes: Mapping[str, Mapping[str, int]]
    columns: Mapping[str, Numbers]
    packed: Numbers
    actors: Numbers
    answers: dict[Any, Any] = field(default_factory=dict, compare=False)

    def chosen(self, wanted: Filter) -> Numbers:
        """Which groups a fast filter lets through, as numbers of groups."""
        passing = np.ones(len(self.actors), dtype=bool)
        for column, values in (*_asked(wanted), *self._permits(wanted)):
            passing &= self._among(column, values)
        if wanted.scale:
            passing &= self._among("bps_scale", wanted.scale) | self._among("permenperin_scale", wanted.scale)
        if set(BASIC) <= set(wanted.has):
            passing &= self.columns["legal"] == 1
        return np.flatnonzero(passing)

    def marked(self, column: str, values: Collection[str]) -> Numbers:
        """For each number of a column, whether its value is one of these."""
        known = self.codes[column]
        marks = np.zeros(len(known), dtype=bool)
        marks[[known[value] for value in values if value in known]] = True
        return marks

    def totals(self, column: str) -> dict[str, int]:
        """Value -> actors, over all groups."""
        counted = np.bincount(self.columns[column], self.actors, minlength=len(self.codes[column]))
        return {value: int(counted[number]) for value, number in self.codes[column].items() if counted[number]}

    def _permits(self, wanted: Filter) -> list[tuple[str, tuple[str, ...]]]:
        """The statuses asked for, but those of basic legality where it is asked for as a whole."""
        as_a_whole = BASIC if set(BASIC) <= set(wanted.has) else ()
        kinds = {name: getattr(wanted, name) for name in STATUSES_OF}
        kinds["has"] = tuple(kind for kind in wanted.has if kind not in as_a_whole)
        return [(column_of(kind), STATUSES_OF[name]) for name, each in kinds.items() for kind in each]

    def _among(self, column: str, values: Collection[str]) -> Numbers:
        if column not in self.columns:  # a permit kind of which nothing is recorded anywhere
            return np.full(len(self.actors), UNRECORDED in values)
        answer: Numbers = self.marked(column, values)[self.columns[column]]
        return answer


def column_of(kind: str) -> str:
    """The column with the statuses of a permit kind."""
    return "nib" if kind == "nib" else f"permit_{kind}"


def is_fast(wanted: Filter) -> bool:
    """Whether `summary` holds all that the filter asks: of the permits NIB, and basic legality as a whole."""
    return wanted.window == DEFAULT_WINDOW and set(_beyond_legality(wanted)) <= {"nib"}


def _beyond_legality(wanted: Filter) -> tuple[str, ...]:
    """The permit kinds asked for, less the three of basic legality where all of them are to be valid."""
    if not set(BASIC) <= set(wanted.has):
        return wanted.kinds
    return tuple({*wanted.has} - {*BASIC}) + wanted.lacks + wanted.process + wanted.expired


def _asked(wanted: Filter) -> list[tuple[str, tuple[str, ...]]]:
    """Column and allowed values of each field that is asked for."""
    nobody = tuple("" if code == UNASSIGNED else code for code in wanted.facilitator)
    places = {"kecamatan_code": wanted.kecamatan, "desa_code": wanted.desa, "sector": wanted.sector}
    plain = {**places, "waiting": wanted.waiting, "facilitator_id": nobody}
    return [(column, values) for column, values in plain.items() if values]


def answered(conn: sa.Connection, frame: Frame, asked: Any, count: Callable[[Cube], Answer]) -> Answer:
    """What `count` makes of the groups of the frame's kept day; of one version it is asked once for each `asked`.

    The groups are at least as new as this connection's snapshot. Where another session has meanwhile fetched newer
    ones, what is counted here may hold of both, and is not kept.
    """
    snapshot = version(conn, frame.kab)
    held = _cube(conn, frame, snapshot)
    if held.version != snapshot:
        return count(held)
    found: Answer | None = held.answers.get(asked)
    if found is None:
        found = count(held)
        if len(held.answers) >= _ANSWERS:
            held.answers.clear()
        held.answers[asked] = found
    return found


def _cube(conn: sa.Connection, frame: Frame, snapshot: int) -> Cube:
    kept, key = _CUBES.setdefault(conn.engine, {}), (frame.kab, str(frame.which))
    found = kept.get(key)
    if found is None or found.version < snapshot:
        with _LOCK:
            found = kept.get(key)
            if found is None or found.version < snapshot:
                kept[key] = found = _newer(conn, frame, found, snapshot)
    return found


def _newer(conn: sa.Connection, frame: Frame, old: Cube | None, newest: int) -> Cube:
    day, total = schema.summary_day.c, schema.summary
    whole = sa.select(day.version).where(day.kab_code == frame.kab, day.which == frame.which)
    here = sa.and_(total.c.kab_code == frame.kab, total.c.which == frame.which)
    columns = [total.c[name] for name in (*KEY, "actors")]
    if old is not None and old.version >= (conn.scalar(whole) or 0):
        changed = conn.execute(sa.select(*columns).where(here, total.c.version > old.version)).all()
        if len(changed) <= max(100, _TOO_MANY * len(old.actors)):
            return _after(old, changed, newest)
    rows = conn.execute(sa.select(*columns).where(here, total.c.actors > 0)).all()
    nothing, numbers = np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int16)
    none: dict[str, dict[str, int]] = {name: {"": 0} for name in KEY if name not in FLAGS}
    bands = {"waiting": {band: number for number, band in enumerate(BANDS)}}
    return _after(Cube(0, none | bands, dict.fromkeys(KEY, numbers), nothing, nothing), rows, newest)


def _after(old: Cube, changed: Sequence[Sequence[Any]], newest: int) -> Cube:
    """The cube once these groups have these counts."""
    codes = {name: dict(values) for name, values in old.codes.items()}
    rows = list(zip(*changed, strict=True))
    if not rows:
        return Cube(newest, codes, old.columns, old.packed, old.actors)
    new = {name: _numbered(name, codes.get(name), rows[at]) for at, name in enumerate(KEY)}
    packed = _packed(new)
    order = np.argsort(packed)
    packed, counts = packed[order], np.asarray(rows[-1], dtype=np.int64)[order]
    at = np.searchsorted(old.packed, packed)
    known = at < len(old.packed)
    known[known] = old.packed[at[known]] == packed[known]
    actors = old.actors.copy()
    actors[at[known]] = counts[known]
    if known.all():
        return Cube(newest, codes, old.columns, old.packed, actors)
    fresh = ~known
    columns = {name: np.insert(old.columns[name], at[fresh], new[name][order][fresh]) for name in KEY}
    packed, actors = np.insert(old.packed, at[fresh], packed[fresh]), np.insert(actors, at[fresh], counts[fresh])
    return Cube(newest, codes, columns, packed, actors)


def _numbered(name: str, codes: dict[str, int] | None, values: Sequence[Any]) -> Numbers:
    """Each value's number; a value met for the first time gets the next one, a flag is one."""
    if codes is None:
        return np.asarray(values, dtype=np.int16)
    for value in dict.fromkeys(values):
        codes.setdefault(value, len(codes))
    if len(codes) > 1 << _BITS[name]:
        raise ValueError(f"too many values of {name}")
    return np.fromiter((codes[value] for value in values), dtype=np.int16, count=len(values))


def _packed(columns: Mapping[str, Numbers]) -> Numbers:
    packed = np.zeros(len(columns["legal"]), dtype=np.int64)
    for name, numbers in columns.items():
        packed = (packed << _BITS[name]) | numbers
    return packed
