"""Who asked for help and has no answer yet: the first contact from that day on in which they met or spoke is one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from data import schema
from data.asking import FRAME, among, family, ids, values
from data.population import Frame


@dataclass(frozen=True)
class Request:
    """A request for help; `topics` are need codes, `channel` one of `schema.CHANNELS`."""

    id: str
    actor_id: str
    on: date
    channel: str
    topics: tuple[str, ...]


def open_requests(
    conn: sa.Connection, frame: Frame, actor_ids: Sequence[str], entries: Mapping[str, str] | None = None
) -> dict[str, Request]:
    """Actor -> its oldest request without an answer as of the frame, for those of `actor_ids` that have one.

    `entries` is what `asking.family` says of them, where the asker knows it already.
    """
    if entries is None:
        entries = family(conn, frame, actor_ids)
    rows = conn.execute(_asked(conn.dialect.name), values(frame) | ids(conn, entries)).all()
    asking = {entries[row.actor_id] for row in rows}
    answered = _answers(conn, frame, {entry: one for entry, one in entries.items() if one in asking})
    found: dict[str, Request] = {}
    for row in rows:
        actor_id = entries[row.actor_id]
        if answered.get(actor_id, date.min) < row.on_date:
            request = Request(row.id, actor_id, row.on_date, row.channel, tuple(row.topics.split()))
            found.setdefault(actor_id, request)
    return found


@lru_cache(maxsize=2)
def _asked(dialect: str) -> sa.Select[Any]:
    """Requests, the oldest first."""
    table = schema.request
    columns = (table.c.id, table.c.actor_id, table.c.on_date, table.c.channel, table.c.topics)
    asked = sa.select(*columns).where(FRAME.happened(table), among(dialect, table.c.actor_id))
    return asked.order_by(table.c.on_date, table.c.recorded_at, table.c.id)


@lru_cache(maxsize=2)
def _answered(dialect: str) -> sa.Select[Any]:
    """Entry and the last day on which they met or spoke."""
    answer = schema.contact
    met = sa.and_(FRAME.happened(answer), among(dialect, answer.c.actor_id), answer.c.outcome == "bertemu")
    return sa.select(answer.c.actor_id, sa.func.max(answer.c.on_date)).where(met).group_by(answer.c.actor_id)


def _answers(conn: sa.Connection, frame: Frame, entries: Mapping[str, str]) -> dict[str, date]:
    """Actor -> the last day on which they met or spoke: whoever asked by then has an answer."""
    found: dict[str, date] = {}
    if not entries:
        return found
    for entry, last in conn.execute(_answered(conn.dialect.name), values(frame) | ids(conn, entries)):
        found[entries[entry]] = max(last, found.get(entries[entry], last))
    return found
