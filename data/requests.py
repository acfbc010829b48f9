"""Who asked for help and has no answer yet: the first contact from that day on in which they met or spoke is one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from data import schema
from data.population import Frame, entries_of


@dataclass(frozen=True)
class Request:
    """A request for help; `topics` are need codes, `channel` one of `schema.CHANNELS`."""

    id: str
    actor_id: str
    on: date
    channel: str
    topics: tuple[str, ...]


def open_requests(conn: sa.Connection, frame: Frame, actor_ids: Sequence[str]) -> dict[str, Request]:
    """Actor -> its oldest request without an answer as of the frame, for those of `actor_ids` that have one."""
    table = schema.request
    entries = entries_of(conn, frame, actor_ids)
    asked = sa.select(table).where(frame.happened(table), table.c.actor_id.in_(list(entries)))
    rows = conn.execute(asked.order_by(table.c.on_date, table.c.recorded_at, table.c.id)).all()
    answered = _answered(conn, frame, {entry: entries[entry] for entry in entries if rows})
    found: dict[str, Request] = {}
    for row in rows:
        actor_id = entries[row.actor_id]
        if answered.get(actor_id, date.min) < row.on_date:
            request = Request(row.id, actor_id, row.on_date, row.channel, tuple(row.topics.split()))
            found.setdefault(actor_id, request)
    return found


def _answered(conn: sa.Connection, frame: Frame, entries: Mapping[str, str]) -> dict[str, date]:
    """Actor -> the last day on which they met or spoke: whoever asked by then has an answer."""
    answer, found = schema.contact, dict[str, date]()
    asked = sa.select(answer.c.actor_id, sa.func.max(answer.c.on_date)).where(
        frame.happened(answer), answer.c.actor_id.in_(list(entries)), answer.c.outcome == "bertemu"
    )
    for entry, last in conn.execute(asked.group_by(answer.c.actor_id)):
        found[entries[entry]] = max(last, found.get(entries[entry], last))
    return found
