"""Drafts of the visit form: the asker's own unfinished words, kept while they are typed."""

import json
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from data import schema
from data.access import Who
from data.db import Writing, jot
from data.problem import Problem

MOST = 20_000  # bytes of one draft


def save_draft(who: Who, about: str, form_id: str, content: dict[str, Any]) -> None:
    """Keep what stands in the asker's form about an actor (its id) or a group; `content` holds plain JSON values.

    A form already received has no draft any more: what is typed behind it is let go. Problem("draft_too_long").
    """
    if len(json.dumps(content).encode()) > MOST:
        raise Problem("draft_too_long", most=MOST // 1000)
    with jot(who, "visit.log") as writing:
        if _received(writing, form_id):
            return
        make = postgresql.insert if writing.conn.dialect.name == "postgresql" else sqlite.insert
        key = {"kab_code": who.kab, "person_id": who.id, "about": about}
        values = {"form_id": form_id, "content": content, "saved_at": writing.at}
        row = make(schema.draft).values(key | values)
        writing.conn.execute(row.on_conflict_do_update(index_elements=list(key), set_=values))


def drop_draft(who: Who, about: str) -> None:
    """Let the asker's draft about an actor or a group go; none is as well."""
    table = schema.draft
    with jot(who, "visit.log") as writing:
        mine = sa.and_(table.c.kab_code == who.kab, table.c.person_id == who.id, table.c.about == about)
        writing.conn.execute(table.delete().where(mine))


def drop_sent(writing: Writing, form_id: str) -> None:
    """Inside the write that receives a form: its draft goes."""
    table = schema.draft
    mine = sa.and_(table.c.kab_code == writing.who.kab, table.c.person_id == writing.who.id)
    writing.conn.execute(table.delete().where(mine, table.c.form_id == form_id))


def _received(writing: Writing, form_id: str) -> bool:
    table = schema.form
    asked = sa.select(table.c.id).where(table.c.kab_code == writing.who.kab, table.c.id == form_id)
    return writing.conn.scalar(asked) is not None
