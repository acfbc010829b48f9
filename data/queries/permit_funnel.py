"""How long permits take: from the application to the paper, with those that still wait, and how long these have."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

import numpy as np
import sqlalchemy as sa

from data import schema
from data.access import Who
from data.filter import Filter
from data.population import Frame
from data.queries.actors import permit_rules
from data.queries.counting import Asked, counted_once
from data.queries.figures import STATUSES
from data.survival import median_days

# How long who applied has waited so far, in days; `undated` where the day is not known.
WAITS = ("under_30", "days_30_90", "days_90_180", "over_180", "undated")


@dataclass(frozen=True)
class PermitTime:
    """Of one permit kind. `statuses` counts actors as `queries.permits` does.

    `applied` are the applications of which the days are known, `issued` how many of them have led to the paper,
    `median` the days until half of them did (None: not reached). `undated` applications are left out: a day of theirs
    is known by its month or year only. `waiting` counts those that run by how long they have so far, `usual` is how
    many days it is said to take (None: nobody has said), `overdue` how many of the running ones have taken longer.
    """

    kind: str
    statuses: Mapping[str, int]
    applied: int
    issued: int
    median: int | None
    undated: int
    waiting: Mapping[str, int]
    usual: int | None
    overdue: int


@dataclass(frozen=True)
class _Application:
    """From the day it was filed to the paper, to another answer, or to today; `waited` is None without those days."""

    waited: int | None
    issued: bool
    running: bool


def permit_times(who: Who, wanted: Filter) -> tuple[PermitTime, ...]:
    """Every permit kind, in the list's order, over the active actors that a filter lets through."""
    return counted_once(who, wanted, "permit times", _times)[1]


def _times(asked: Asked) -> tuple[PermitTime, ...]:
    standing = asked.standing()
    chosen = standing.chosen(asked.wanted)
    actors = {one.decode() for one in standing.ids[chosen].tolist()}
    applications = defaultdict[str, list[_Application]](list)
    for kind, each in _applications(asked.conn, asked.frame, actors):
        applications[kind] += each
    sectors, usual = permit_rules(asked.conn, asked.frame.kab)
    return tuple(_time(kind, standing.statuses(kind, chosen), applications[kind], usual[kind]) for kind in sectors)


def _time(kind: str, statuses: Mapping[str, int], each: list[_Application], usual: int | None) -> PermitTime:
    dated = [one for one in each if one.waited is not None]
    waited = np.array([one.waited for one in dated], dtype=np.int64)
    issued = np.array([one.issued for one in dated], dtype=bool)
    waiting = Counter(_wait(one.waited) for one in each if one.running)
    overdue = sum(one.running and usual is not None and (one.waited or 0) > usual for one in dated)
    left_out, median = len(each) - len(dated), median_days(waited, issued)
    known = {status: statuses.get(status, 0) for status in STATUSES}
    return PermitTime(kind, known, len(dated), int(issued.sum()), median, left_out, waiting, usual, overdue)


def _wait(days: int | None) -> str:
    if days is None:
        return "undated"
    return "under_30" if days < 30 else "days_30_90" if days < 90 else "days_90_180" if days < 180 else "over_180"


def _applications(conn: sa.Connection, frame: Frame, actors: set[str]) -> Iterator[tuple[str, list[_Application]]]:
    """Permit kind and the applications of one actor for it, for each actor who ever applied."""
    for (actor, kind), rows in groupby(conn.execute(_events(frame)), key=lambda row: (row.actor, row.kind)):
        if actor in actors:
            yield kind, list(_spells(rows, frame.day))


def _spells(rows: Iterable[sa.Row[Any]], day: date) -> Iterator[_Application]:
    """Each time it was applied for: to apply again while an application runs begins none."""
    filed = None
    for row in rows:
        if row.status == "diajukan":
            filed = filed or row
        elif filed is not None:
            exact = filed.on_precision == row.on_precision == "day"
            waited = (row.on_date - filed.on_date).days if exact else None
            yield _Application(waited, row.status == "terbit" and not row.no_entity, running=False)
            filed = None
    if filed is not None:
        yield _Application((day - filed.on_date).days if filed.on_precision == "day" else None, False, running=True)


def _events(frame: Frame) -> sa.Select[Any]:
    """All events of who ever applied, oldest first, one actor and kind after the other, as the kept one is chosen."""
    event, form = schema.permit_event, schema.legal_form
    source, whose = frame.counted_for(event)
    asked = sa.select(whose.label("actor"), event.c.kind).select_from(source).where(frame.happened(event))
    applied = asked.where(event.c.status == "diajukan").distinct().cte("applied").prefix_with("MATERIALIZED")
    source = source.join(applied, sa.and_(applied.c.actor == whose, applied.c.kind == event.c.kind))
    source = source.outerjoin(form, sa.and_(form.c.kab_code == frame.kab, form.c.code == event.c.form))
    no_entity = sa.func.coalesce(sa.not_(form.c.legal_entity), sa.false()).label("no_entity")
    columns = (whose.label("actor"), event.c.kind, event.c.status, event.c.on_date, event.c.on_precision, no_entity)
    rows = sa.select(*columns).select_from(source).where(frame.happened(event))
    return rows.order_by("actor", event.c.kind, event.c.on_date, event.c.recorded_at, event.c.id)
