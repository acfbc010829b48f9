"""First response: how long it takes from a request or the earliest documented date to the first visit.

Those who still wait stay in the number, as people of whom we know only that it takes longer (Kaplan–Meier), so that
nobody who waits disappears from it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import sqlalchemy as sa

from data import schema
from data.access import Who
from data.filter import Filter
from data.past.columns import NO_DAY, Numbers, days
from data.past.standing import Standing
from data.population import Frame
from data.queries.counting import Asked, counted_once, observed
from data.survival import median_days, still_waiting

BY = {"kecamatan": "kecamatan_code", "sector": "sector", "facilitator": "facilitator_id"}


@dataclass(frozen=True)
class Wait:
    """Of one place, sector or facilitator (None: of nobody): how many waited, how many were visited, and `median` days
    until half of them were, None while that has not been reached."""

    code: str | None
    actors: int
    visited: int
    median: int | None


@dataclass(frozen=True)
class Response:
    """All together, the parts in the order of their codes, and the curve: (days, share of those still waiting).

    `undated` actors have no documented date and are left out.
    """

    whole: Wait
    parts: tuple[Wait, ...]
    curve: tuple[tuple[int, float], ...]
    undated: int
    day: date


def first_response(who: Who, wanted: Filter, by: str = "kecamatan") -> Response:
    """Of the active actors that a filter lets through where visits are recorded, by "kecamatan", "sector" or
    "facilitator"."""
    return counted_once(who, wanted, f"response {by}", lambda asked: _response(asked, by))[1]


def _response(asked: Asked, by: str) -> Response:
    conn, frame, wanted, standing = asked.conn, asked.frame, asked.wanted, asked.standing()
    seen = standing.marked("kecamatan_code", observed(conn, frame))[standing.columns["kecamatan_code"]]
    chosen = standing.chosen(wanted)
    chosen = chosen[seen[chosen]]
    since = _since(conn, frame, standing)[chosen]
    dated = since != NO_DAY
    chosen, since = chosen[dated], since[dated]
    first = asked.past.first_visits(frame, as_known=asked.as_known)[standing.entries[chosen]]
    visited, today = first != NO_DAY, days([frame.day.isoformat()])[0]
    waited = np.maximum(np.where(visited, first, today) - since, 0)
    codes, column = standing.codes[BY[by]], standing.columns[BY[by]][chosen]
    parts = tuple(
        _wait(code or None, waited[mine], visited[mine])
        for code, number in sorted(codes.items())
        if (mine := column == number).any()
    )
    return Response(_wait(None, waited, visited), parts, still_waiting(waited, visited), int((~dated).sum()), frame.day)


def _since(conn: sa.Connection, frame: Frame, standing: Standing) -> Numbers:
    """Since when each actor waits: its first request or its earliest documented date, whichever was first."""
    found = standing.known_since.copy()
    asked = _first_requests(conn, frame)
    if not asked:
        return found
    ids, on = np.array(list(asked), dtype="S"), days([day.isoformat() for day in asked.values()])
    order = np.argsort(ids)
    ids, on = ids[order], on[order]
    at = np.minimum(np.searchsorted(ids, standing.ids), len(ids) - 1)
    mine = ids[at] == standing.ids
    earlier = mine & ((found == NO_DAY) | (on[at] < found))
    found[earlier] = on[at][earlier]
    return found


def _first_requests(conn: sa.Connection, frame: Frame) -> Mapping[str, date]:
    table = schema.request
    source, whose = frame.counted_for(table)
    asked = sa.select(whose, sa.func.min(table.c.on_date)).select_from(source).where(frame.happened(table))
    return {actor: day for actor, day in conn.execute(asked.group_by(whose))}


def _wait(code: str | None, waited: Numbers, visited: Numbers) -> Wait:
    return Wait(code, len(waited), int(visited.sum()), median_days(waited, visited))
