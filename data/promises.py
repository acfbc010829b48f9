"""What was promised to an actor and is still open.

A promise is the next step of a contact with `next_due`. That first date stays; rows of `promise_event` say what became
of it: kept, postponed (to a new day, counted) or dropped. On a date it is open unless

- it was kept or dropped by then, or
- a later visit (in person, they met) was recorded after it, and no postponement at or after that visit. Older data say
  nothing about promises, so there a later visit ends an earlier promise. A group session asks nobody about promises
  and ends or replaces none; phone calls and attempts end none.

A newer promise replaces an older one, so an actor has at most one.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from data import schema
from data.asking import FRAME, among, family, ids, values
from data.population import Frame

ENDING_MODES = tuple(mode for mode in schema.MODES_IN_PERSON if mode != "kelompok")


@dataclass(frozen=True)
class Promise:
    """An open promise: `step` in the facilitator's words (personal), made on a day, due first and due now."""

    contact_id: str
    actor_id: str
    facilitator_id: str
    step: str | None
    made_on: date
    first_due: date
    due: date
    postponed: int


def open_promises(
    conn: sa.Connection, frame: Frame, actor_ids: Sequence[str], entries: Mapping[str, str] | None = None
) -> dict[str, Promise]:
    """Actor -> its open promise as of the frame, for those of `actor_ids` that have one.

    `entries` is what `asking.family` says of them, where the asker knows it already.
    """
    if entries is None:
        entries = family(conn, frame, actor_ids)
    newest = {entries[row.actor_id]: row for row in _rows(conn, frame, _promised, entries)}
    if not newest:
        return {}
    asked = {entry: actor_id for entry, actor_id in entries.items() if actor_id in newest}
    visits = _grouped(_rows(conn, frame, _visits, asked), lambda row: asked[row.actor_id])
    became_of = _rows(conn, frame, _events, [row.id for row in newest.values()])
    events = _grouped(sorted(became_of, key=_order), lambda row: row.contact_id)
    found: dict[str, Promise] = {}
    for actor_id, made in newest.items():
        became = events.get(made.id, [])
        if _open(made, became, visits.get(actor_id, [])):
            found[actor_id] = _promise(actor_id, made, [event for event in became if event.change == "postponed"])
    return found


def _order(row: Any) -> tuple[Any, ...]:
    return row.on_date, row.recorded_at, row.id


def _open(made: Any, became: Sequence[Any], visits: Iterable[Any]) -> bool:
    if any(event.change != "postponed" for event in became):
        return False
    later = [one.recorded_at for one in visits if _order(one) > _order(made) and one.recorded_at >= made.recorded_at]
    return not later or any(event.recorded_at >= max(later) for event in became)


def _promise(actor_id: str, made: Any, postponements: Sequence[Any]) -> Promise:
    return Promise(
        contact_id=made.id,
        actor_id=actor_id,
        facilitator_id=made.facilitator_id,
        step=made.next_step,
        made_on=made.on_date,
        first_due=made.next_due,
        due=postponements[-1].due if postponements else made.next_due,
        postponed=len(postponements),
    )


def _rows(
    conn: sa.Connection, frame: Frame, asked: Callable[[str], sa.Select[Any]], about: Iterable[str]
) -> Iterable[Any]:
    return conn.execute(asked(conn.dialect.name), values(frame) | ids(conn, about))


@lru_cache(maxsize=2)
def _promised(dialect: str) -> sa.Select[Any]:
    """Contacts with a promise, the newest of an actor last."""
    made = schema.contact
    columns = ("id", "actor_id", "facilitator_id", "on_date", "recorded_at", "next_step", "next_due")
    asked = sa.select(*(made.c[name] for name in columns))
    asked = asked.where(FRAME.happened(made), among(dialect, made.c.actor_id), made.c.next_due.is_not(None))
    return asked.order_by(made.c.on_date, made.c.recorded_at, made.c.id)


@lru_cache(maxsize=2)
def _visits(dialect: str) -> sa.Select[Any]:
    """The visits that may end a promise."""
    met = schema.contact
    ending = sa.and_(met.c.mode.in_(ENDING_MODES), met.c.outcome == "bertemu")
    asked = sa.select(met.c.actor_id, met.c.id, met.c.on_date, met.c.recorded_at)
    return asked.where(FRAME.happened(met), among(dialect, met.c.actor_id), ending)


@lru_cache(maxsize=2)
def _events(dialect: str) -> sa.Select[Any]:
    """What became of promises."""
    event = schema.promise_event
    asked = sa.select(event.c.contact_id, event.c.id, event.c.change, event.c.due, event.c.on_date, event.c.recorded_at)
    return asked.where(FRAME.happened(event), among(dialect, event.c.contact_id))


def _grouped(rows: Iterable[Any], of: Callable[[Any], str]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for row in rows:
        found.setdefault(of(row), []).append(row)
    return found
