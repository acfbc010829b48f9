"""One batch and its rows, as the steps of an import share them."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, TypeVar

import sqlalchemy as sa

from data import schema
from data.access import Who
from data.problem import Problem

T = TypeVar("T")
CHUNK = 1_000  # rows that are held at once
IDS = 500  # ids in one question


def quiet(done: int, total: int | None) -> None:
    """Nobody waits to be told."""


def batch_row(conn: sa.Connection, who: Who, batch_id: str) -> sa.RowMapping:
    """The batch; Problem("no_such_batch")."""
    table = schema.import_batch
    mine = sa.and_(table.c.kab_code == who.kab, table.c.id == batch_id)
    found = conn.execute(sa.select(table).where(mine)).mappings().first()
    if found is None:
        raise Problem("no_such_batch")
    return found


def of_batch(who: Who, batch_id: str) -> sa.ColumnElement[bool]:
    """The WHERE of a batch's rows."""
    return sa.and_(schema.import_row.c.kab_code == who.kab, schema.import_row.c.batch_id == batch_id)


def staged(conn: sa.Connection, who: Who, batch_id: str, *actions: str) -> Iterator[Sequence[sa.RowMapping]]:
    """The rows of a batch with these actions in the order of the file, some at a time."""
    table, last = schema.import_row, 0
    while True:
        asked = sa.select(table).where(of_batch(who, batch_id), table.c.action.in_(actions), table.c.row > last)
        rows = conn.execute(asked.order_by(table.c.row).limit(CHUNK)).mappings().all()
        if not rows:
            return
        yield rows
        last = rows[-1]["row"]


def chunks(things: Iterable[T], size: int = CHUNK) -> Iterator[list[T]]:
    """Some at a time."""
    waiting = iter(things)
    while some := list(islice(waiting, size)):
        yield some


def hold(conn: sa.Connection, who: Who, batch_id: str) -> None:
    """Nobody else writes the businesses that a batch is about or brought until this write ends.

    In one order, so that two who hold some of the same ones wait for each other and never both.
    """
    actor, row = schema.actor.c, schema.import_row.c
    about = sa.select(row.actor_id).where(of_batch(who, batch_id), row.actor_id.is_not(None))
    mine = sa.and_(actor.kab_code == who.kab, sa.or_(actor.batch_id == batch_id, actor.id.in_(about)))
    conn.execute(sa.select(actor.id).where(mine).order_by(actor.id).with_for_update()).all()


def set_row(conn: sa.Connection, who: Who, batch_id: str, rows: Sequence[dict[str, Any]], *columns: str) -> None:
    """Write these columns of some rows of a batch; each of `rows` has its `row` and a value per column."""
    if not rows:
        return
    table = schema.import_row
    mine = of_batch(who, batch_id) & (table.c.row == sa.bindparam("of_row"))
    changed = table.update().where(mine).values({name: sa.bindparam(f"new_{name}") for name in columns})
    values = [{"of_row": row["row"]} | {f"new_{name}": row[name] for name in columns} for row in rows]
    conn.execute(changed, values)
