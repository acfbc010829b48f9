"""Replacing a number that stands beside the history: what it was stays known (see `data.population.replaced`)."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from data import schema
from data.db import Writing
from data.population.replaced import KEPT_IN


def replace_number(writing: Writing, key: sa.Column[Any], about: str, column: sa.Column[Any], new: Any) -> None:
    """Write `new` into the column of one row, inside an open write; nothing is noted where it stays the same."""
    mine = sa.and_(key.table.c.kab_code == writing.who.kab, key == about)
    old = writing.conn.scalar(sa.select(column).where(mine))
    if old == new:
        return
    note = {"name": column.name, "about": about, KEPT_IN[column.name]: old}
    writing.insert(schema.replaced_number, note)
    writing.conn.execute(key.table.update().where(mine).values({column.name: new}))


def never_replaced(writing: Writing, name: str, about: str, before: Any, since: datetime) -> None:
    """What replaced `before` from that moment on is undone: its note goes, and what it had written was never known.

    What stands there afterwards counts as known all along, though it may come from a visit told later.
    """
    table, column = schema.replaced_number, KEPT_IN[name]
    mine = sa.and_(table.c.kab_code == writing.who.kab, table.c.name == name, table.c.about == about)
    asked = sa.select(table).where(mine, table.c.recorded_at >= since).order_by(table.c.recorded_at, table.c.id)
    noted = list(writing.conn.execute(asked).mappings())
    at = next((at for at, row in enumerate(noted) if row[column] == before), None)
    if at is None:
        return
    for later in noted[at + 1 : at + 2]:
        writing.conn.execute(table.update().where(mine, table.c.id == later["id"]).values({column: before}))
    writing.conn.execute(table.delete().where(mine, table.c.id == noted[at]["id"]))
