"""Who is assigned to which area and to which single actors on a day, and how many actors stand in each place."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import sqlalchemy as sa

from data import schema
from data.access import Who, require
from data.asking import among, ids
from data.filter import Filter
from data.past.held import History
from data.past.standing import Standing
from data.population import Frame, current_facilitators
from data.queries.counting import Asked, counted_once
from data.summary.cube import Cube, answered

NUMBERS = ("actors", "assigned", "personally", "orphaned")
Place = tuple[str, str | None]  # kecamatan, and desa where it is known


@dataclass(frozen=True)
class Assigned:
    """The assignments in force, and the active actors counted; nobody may change what is shared.

    `areas` has the facilitator of a desa or kecamatan by its code; `own` that of an active actor by its id, with the
    place where it is; `places` the counts of `NUMBERS`; `loads` the caseload of each who is at work (`current`).
    """

    areas: Mapping[str, str]
    own: Mapping[str, tuple[str, Place]]
    current: frozenset[str]
    places: Mapping[Place, Mapping[str, int]]
    loads: Mapping[str, int]

    def of_area(self, place: Place) -> str | None:
        """The facilitator of a place, at work or not: the most specific assignment wins."""
        kecamatan, desa = place
        return self.areas.get(desa or "") or self.areas.get(kecamatan)


def assigned(who: Who, day: date | None = None) -> tuple[Frame, Assigned]:
    """The frame of a day, and who is assigned on it."""
    require(who, "team.see")
    return counted_once(who, Filter(as_of=day), "assigned", _count, of_groups=True)


def count(asked: Asked) -> Assigned:
    """The same where a question is already being answered; of a kept day several questions share it."""
    if isinstance(asked.counted, History):
        return _count(asked)
    name = ("assigned", asked.frame.day)
    return answered(asked.conn, asked.frame, name, lambda cube: _count(replace(asked, counted=cube)))


def _count(asked: Asked) -> Assigned:
    conn, frame, held = asked.conn, asked.frame, asked.held()
    own = _own(conn, frame)
    where = _places_among(held, own) if isinstance(held, Standing) else _kept_places(conn, frame, own)
    return Assigned(
        areas=_areas(conn, frame),
        own={actor_id: (own[actor_id], place) for actor_id, place in where.items()},
        current=frozenset(conn.scalars(current_facilitators(frame))),
        places=_places(held),
        loads=held.totals("facilitator_id"),
    )


def _kept_places(conn: sa.Connection, frame: Frame, actor_ids: Collection[str]) -> dict[str, Place]:
    """Actor -> its place, of those of these that are active."""
    kept = schema.actor_day
    here = sa.and_(kept.c.kab_code == frame.kab, kept.c.which == frame.which)
    asked = sa.select(kept.c.id, kept.c.kecamatan_code, kept.c.desa_code)
    rows = conn.execute(asked.where(here, among(conn.dialect.name, kept.c.id)), ids(conn, actor_ids))
    return {actor_id: (kecamatan, desa) for actor_id, kecamatan, desa in rows}


def _places_among(held: Standing, actor_ids: Collection[str]) -> dict[str, Place]:
    theirs = np.flatnonzero(np.isin(held.ids, np.array(list(actor_ids), dtype=held.ids.dtype)))
    kecamatan, desa = (list(held.codes[name]) for name in ("kecamatan_code", "desa_code"))
    numbers = zip(held.columns["kecamatan_code"][theirs], held.columns["desa_code"][theirs], strict=True)
    named = held.ids[theirs].astype(str).tolist()
    return {one: (kecamatan[at], desa[of] or None) for one, (at, of) in zip(named, numbers, strict=True)}


def _own(conn: sa.Connection, frame: Frame) -> dict[str, str]:
    """Actor -> facilitator of its own assignment in force, its newest if there are more."""
    table = schema.assignment
    asked = sa.select(table.c.actor_id, table.c.facilitator_id)
    asked = asked.where(frame.running(table), table.c.actor_id.is_not(None))
    order = (table.c.from_on, table.c.recorded_at, table.c.id)
    return {actor_id: who for actor_id, who in conn.execute(asked.order_by(*order))}


def _areas(conn: sa.Connection, frame: Frame) -> dict[str, str]:
    """Desa or kecamatan code -> facilitator of the assignment in force."""
    table = schema.assignment
    code = sa.func.coalesce(table.c.desa_code, table.c.kecamatan_code)
    asked = sa.select(code, table.c.facilitator_id).where(frame.running(table), table.c.actor_id.is_(None))
    return {row[0]: row[1] for row in conn.execute(asked.order_by(table.c.from_on, table.c.recorded_at, table.c.id))}


def _places(held: Cube) -> dict[Place, dict[str, int]]:
    somebody = np.flatnonzero(held.actors > 0)
    kecamatan, desa = (list(held.codes[name]) for name in ("kecamatan_code", "desa_code"))
    spots = held.columns["kecamatan_code"][somebody].astype(np.int64) * len(desa) + held.columns["desa_code"][somebody]
    each, of = np.unique(spots, return_inverse=True)
    actors = held.actors[somebody]
    marks = {
        "actors": np.ones(len(somebody)),
        "assigned": held.columns["facilitator_id"][somebody] > 0,
        "personally": held.columns["personally"][somebody],
        "orphaned": held.columns["orphaned"][somebody],
    }
    counts = [np.bincount(of, actors * marks[name], minlength=len(each)).astype(int).tolist() for name in NUMBERS]
    found: dict[Place, dict[str, int]] = defaultdict(dict)
    for spot, *numbers in zip(each.tolist(), *counts, strict=True):
        place = (kecamatan[spot // len(desa)], desa[spot % len(desa)] or None)
        found[place] = dict(zip(NUMBERS, numbers, strict=True))
    return dict(found)
