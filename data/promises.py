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
from typing import Any

import sqlalchemy as sa

from data import schema
from data.population import Frame, entries_of

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


def open_promises(conn: sa.Connection, frame: Frame, actor_ids: Sequence[str]) -> dict[str, Promise]:
    """Actor -> its open promise as of the frame, for those of `actor_ids` that have one."""
    entries = entries_of(conn, frame, actor_ids)
    newest = {entries[row.actor_id]: row for row in _promised(conn, frame, list(entries))}
    if not newest:
        return {}
    asked = {entry: actor_id for entry, actor_id in entries.items() if actor_id in newest}
    visits, events = _visits(conn, frame, asked), _events(conn, frame, [row.id for row in newest.values()])
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


def _promised(conn: sa.Connection, frame: Frame, actor_ids: Sequence[str]) -> Iterable[Any]:
    """Contacts with a promise, the newest of an actor last."""
    made = schema.contact
    columns = ("id", "actor_id", "facilitator_id", "on_date", "recorded_at", "next_step", "next_due")
    asked = sa.select(*(made.c[name] for name in columns))
    asked = asked.where(frame.happened(made), made.c.actor_id.in_(actor_ids), made.c.next_due.is_not(None))
    return conn.execute(asked.order_by(made.c.on_date, made.c.recorded_at, made.c.id))


def _visits(conn: sa.Connection, frame: Frame, entries: Mapping[str, str]) -> dict[str, list[Any]]:
    """Actor -> the visits of all its entries."""
    met = schema.contact
    ending = sa.and_(met.c.mode.in_(ENDING_MODES), met.c.outcome == "bertemu")
    asked = sa.select(met.c.actor_id, met.c.id, met.c.on_date, met.c.recorded_at)
    rows = conn.execute(asked.where(frame.happened(met), met.c.actor_id.in_(list(entries)), ending))
    return _grouped(rows, lambda row: entries[row.actor_id])


def _events(conn: sa.Connection, frame: Frame, contact_ids: Sequence[str]) -> dict[str, list[Any]]:
    """What became of each promise, in order."""
    event = schema.promise_event
    asked = sa.select(event.c.contact_id, event.c.id, event.c.change, event.c.due, event.c.on_date, event.c.recorded_at)
    rows = conn.execute(asked.where(frame.happened(event), event.c.contact_id.in_(contact_ids)))
    return _grouped(sorted(rows, key=_order), lambda row: row.contact_id)


def _grouped(rows: Iterable[Any], of: Callable[[Any], str]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for row in rows:
        found.setdefault(of(row), []).append(row)
    return found
