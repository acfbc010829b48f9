"""The visits of a checked batch: contacts, the sessions of groups, and since when a kecamatan's visits are recorded."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa

from data import clock, schema
from data.access import Who
from data.commands.contacts import insert_held
from data.db import Writing
from data.importing import CleanVisit, visit_of

Rows = Iterator[Sequence[sa.RowMapping]]
Session = tuple[Any, Any, Any]  # facilitator, day, title


def write_visits(writing: Writing, batch_id: str, staged: Rows, done: Callable[[int], None]) -> dict[str, Any]:
    """Insert the contacts of staged rows; what the batch says of it. `done` is told of each lot of rows."""
    since, added = recorded_since(writing.conn, writing.who), 0
    sessions: dict[Session, str] = {}
    first: date | None = None
    for rows in staged:
        visits = [(row["row"], visit_of(row["clean"])) for row in rows]
        _insert_sessions(writing, batch_id, [visit for _, visit in visits], sessions)
        insert_held(writing, [_contact(visit, batch_id, sessions) for _, visit in visits])
        first = min([visit.on for _, visit in visits if visit.on] + ([first] if first else []))
        added += len(rows)
        done(len(rows))
    return {"added": added, "visits_since": first, "options": moved_since(writing, since)}


def recorded_since(conn: sa.Connection, who: Who) -> dict[str, date | None]:
    """Kecamatan -> since when its visits are recorded."""
    table = schema.kecamatan.c
    asked = sa.select(table.code, table.visits_since).where(table.kab_code == who.kab)
    return {code: day for code, day in conn.execute(asked)}


def moved_since(writing: Writing, before: Mapping[str, date | None]) -> dict[str, Any]:
    """For a batch's options: the days before it of the kecamatan whose day it moved, so that an undo knows them."""
    now = recorded_since(writing.conn, writing.who)
    moved = {code: day for code, day in before.items() if day != now[code]}
    return {"visits_since": {code: day.isoformat() if day else None for code, day in moved.items()}}


def _insert_sessions(writing: Writing, batch_id: str, visits: Sequence[CleanVisit], known: dict[Session, str]) -> None:
    """Group contacts of one facilitator, day and title share a session."""
    for visit in visits:
        key = _session(visit)
        if visit.mode == "kelompok" and key not in known:
            known[key] = clock.new_id()
            row = {"id": known[key], "facilitator_id": visit.facilitator_id, "on_date": visit.on, "batch_id": batch_id}
            writing.insert(schema.session, row | {"on_precision": "day", "title": visit.session_title})


def _session(visit: CleanVisit) -> Session:
    return visit.facilitator_id, visit.on, visit.session_title


def _is_uuid(text: str | None) -> bool:
    """Whether a form's own id is one; a file may hold anything in its place."""
    return re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", text or "", re.IGNORECASE) is not None


def _contact(visit: CleanVisit, batch_id: str, sessions: dict[Session, str]) -> dict[str, Any]:
    return {
        "id": visit.form_id if _is_uuid(visit.form_id) else clock.new_id(),
        "actor_id": visit.actor_id,
        "facilitator_id": visit.facilitator_id,
        "session_id": sessions[_session(visit)] if visit.mode == "kelompok" else None,
        "on_date": visit.on,
        "on_precision": "day",
        "mode": visit.mode,
        "outcome": visit.outcome,
        "topics": " ".join(visit.topics),
        "result": visit.result,
        "next_step": visit.next_step,
        "next_due": visit.next_due,
        "batch_id": batch_id,
    }
