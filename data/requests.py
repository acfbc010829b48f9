"""Who asked for help and has no answer yet: the first contact from that day on in which they met or spoke is one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from data import schema
from data.population import Frame


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
    table, answer = schema.request, schema.contact
    answered = (
        sa.select(answer.c.id)
        .where(
            frame.happened(answer),
            answer.c.actor_id == table.c.actor_id,
            answer.c.outcome == "bertemu",
            answer.c.on_date >= table.c.on_date,
        )
        .exists()
    )
    asked = sa.select(table).where(frame.happened(table), table.c.actor_id.in_(actor_ids), sa.not_(answered))
    found: dict[str, Request] = {}
    for row in conn.execute(asked.order_by(table.c.on_date, table.c.recorded_at, table.c.id)):
        request = Request(row.id, row.actor_id, row.on_date, row.channel, tuple(row.topics.split()))
        found.setdefault(row.actor_id, request)
    return found
