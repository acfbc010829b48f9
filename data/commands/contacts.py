"""Writing contacts, with their sessions and the day from which a kecamatan's visits are recorded."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from data import clock, schema
from data.asking import FRAME, among, ids, values
from data.commands.replacing import replace_number
from data.db import Writing
from data.filter import Filter
from data.population import frame_of

FEW = 500  # actors up to which only their places are read


def insert_contacts(writing: Writing, contacts: Sequence[dict[str, Any]]) -> None:
    """Insert contacts inside an open write; group contacts of one facilitator and day become one session."""
    sessions: dict[tuple[Any, Any], str] = {}
    rows = []
    for contact in contacts:
        of_group = contact["mode"] == "kelompok"
        key = (contact["facilitator_id"], contact["on_date"])
        rows.append(contact | {"session_id": sessions.setdefault(key, clock.new_id()) if of_group else None})
    writing.insert(
        schema.session,
        *(
            {"id": made, "facilitator_id": who, "on_date": on, "on_precision": "day"}
            for (who, on), made in sessions.items()
        ),
    )
    insert_held(writing, rows)


def insert_held(writing: Writing, contacts: Sequence[dict[str, Any]]) -> None:
    """Insert contacts inside an open write whose sessions, if any, are there already."""
    writing.insert(schema.contact, *contacts)
    _recorded_since(writing, contacts)


def _recorded_since(writing: Writing, contacts: Sequence[dict[str, Any]]) -> None:
    """Visits are recorded in a kecamatan from its earliest contact on."""
    table = schema.kecamatan
    first = min((contact["on_date"] for contact in contacts), default=None)
    later = sa.or_(table.c.visits_since.is_(None), table.c.visits_since > first)
    if first is None or not writing.conn.scalar(
        sa.select(sa.exists().where(table.c.kab_code == writing.who.kab, later))
    ):
        return
    places = _places(writing, {contact["actor_id"] for contact in contacts})
    earliest: dict[str, Any] = {}
    for contact in contacts:
        code = places[contact["actor_id"]]
        earliest[code] = min(contact["on_date"], earliest.get(code, contact["on_date"]))
    asked = sa.select(table.c.code).where(table.c.kab_code == writing.who.kab, table.c.code.in_(earliest))
    for code, before in writing.conn.execute(asked.add_columns(table.c.visits_since)).all():
        if before is None or before > earliest[code]:
            replace_number(writing, table.c.code, code, table.c.visits_since, earliest[code])


def _places(writing: Writing, actor_ids: set[str]) -> dict[str, str]:
    """Actor -> its kecamatan today."""
    frame, dialect = frame_of(writing.who.kab, Filter(), writing.at), writing.conn.dialect.name
    few = len(actor_ids) <= FEW
    asked = values(frame) | (ids(writing.conn, actor_ids) if few else {})
    rows = writing.conn.execute(_placed(dialect, few=few), asked)
    return {actor_id: code for actor_id, code in rows}


@lru_cache(maxsize=4)
def _placed(dialect: str, *, few: bool) -> sa.Select[Any]:
    table = schema.actor_place
    kept = FRAME.latest(table, extra=[among(dialect, table.c.actor_id)] if few else [])
    return sa.select(kept.c.actor_id, kept.c.kecamatan_code)
