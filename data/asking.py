"""Statements that are built once and asked again with other values: to build one anew often costs more than its answer.

`FRAME` is a frame whose date, time of knowledge and regency are parameters; `values` gives them. Ids go in as one
value, however many they are.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from data import schema
from data.population import Frame

FRAME = Frame(
    cast(str, sa.bindparam("kab", type_=sa.Text)),
    cast(date, sa.bindparam("day", type_=sa.Date)),
    cast(datetime, sa.bindparam("known_at", type_=schema.Moment)),
)
_MANY = 200  # ids from which on it is quicker to read all that were merged than to look each up


def values(frame: Frame) -> dict[str, Any]:
    """What statements of `FRAME` are asked with."""
    return {"kab": frame.kab, "day": frame.day, "known_at": frame.known_at}


def among(dialect: str, column: sa.ColumnElement[str]) -> sa.ColumnElement[bool]:
    """Rows whose column holds one of the ids asked with `ids`."""
    if dialect == "postgresql":
        return column == sa.any_(sa.bindparam("ids", type_=postgresql.ARRAY(sa.Text)))
    each = sa.func.json_each(sa.bindparam("ids", type_=sa.Text)).table_valued("value")
    return column.in_(sa.select(each.c.value))


def ids(conn: sa.Connection, asked: Iterable[str]) -> dict[str, Any]:
    """The ids that `among` looks for, as the database takes them."""
    return {"ids": list(asked) if conn.dialect.name == "postgresql" else json.dumps(list(asked))}


def family(conn: sa.Connection, frame: Frame, actor_ids: Iterable[str]) -> dict[str, str]:
    """What `population.entries_of` says: every entry of these actors, themselves and what was merged into them -> the
    actor it counts for."""
    found = {actor_id: actor_id for actor_id in actor_ids}
    kab_known = {"kab": frame.kab, "known_at": frame.known_at}
    if len(found) > _MANY:
        into: Mapping[str, str] = {gone: kept for gone, kept in conn.execute(_merged(), kab_known)}
        return found | {entry: head for entry in into if (head := _head(entry, into)) in found}
    asked = _merged_into(conn.dialect.name, True)
    return found | {entry: head for entry, head in conn.execute(asked, kab_known | ids(conn, found))}


def entries(conn: sa.Connection, frame: Frame, actor_id: str) -> list[str]:
    """What `Frame.family` says: the ids of an entry, merged away or not, and of all that were merged into it."""
    asked = {"kab": frame.kab, "known_at": frame.known_at} | ids(conn, [actor_id])
    return [actor_id, *conn.scalars(_merged_into(conn.dialect.name, False), asked)]


def _head(entry: str, into: Mapping[str, str]) -> str:
    head = into[entry]
    while head in into:
        head = into[head]
    return head


@lru_cache(maxsize=1)
def _merged() -> sa.Select[Any]:
    gone = schema.actor
    return sa.select(gone.c.id, gone.c.merged_into).where(FRAME.merged(gone))


@lru_cache(maxsize=4)
def _merged_into(dialect: str, heads: bool) -> sa.Select[Any]:
    """Entry and the actor it counts for, of the actors asked for; of `heads` only, those not merged away themselves."""
    gone, more, head = schema.actor.alias("gone"), schema.actor.alias("more"), schema.actor.alias("head")
    first = sa.select(gone.c.id, gone.c.merged_into.label("head")).where(FRAME.merged(gone))
    first = first.where(among(dialect, gone.c.merged_into))
    if heads:
        into = sa.and_(head.c.kab_code == gone.c.kab_code, head.c.id == gone.c.merged_into)
        first = first.join(head, into).where(sa.func.coalesce(sa.not_(FRAME.merged(head)), sa.true()))
    found = first.cte("family", recursive=True)
    step = sa.select(more.c.id, found.c.head).join(found, more.c.merged_into == found.c.id).where(FRAME.merged(more))
    return sa.select(found.union(step))
