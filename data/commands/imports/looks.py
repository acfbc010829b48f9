"""Looking at what a batch holds of people, be it of the register or of the file: looks that are written down."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pandas as pd
import sqlalchemy as sa

from data import importing, schema
from data.access import Who, allows
from data.db import About, Writing, write
from data.importing.result import RejectedRow, RowProblem
from data.intake.rows import batch_row, of_batch
from data.intake.standing import PERMITS, filling
from data.problem import Problem

SIZE = 200  # rows of a page
_PARTS = ("known_since_precision", "known_since_source", "kbli_version")  # are told with what they are a part of


def open_changes(who: Who, batch_id: str, *, page: int = 0, size: int = SIZE) -> tuple[pd.DataFrame, int]:
    """Old -> new of a page of businesses that are there already (row, actor_id, business_name, field, old, new, fills),
    and how many such businesses there are; audited. Problem("no_such_batch")."""
    table, base = schema.import_row, schema.actor
    where = [of_batch(who, batch_id), table.c.action == "change"]
    with _look(who, batch_id) as (writing, _):
        total = writing.conn.scalar(sa.select(sa.func.count()).select_from(table).where(*where)) or 0
        source = table.join(base, sa.and_(base.c.kab_code == who.kab, base.c.id == table.c.actor_id))
        asked = sa.select(table.c.row, table.c.actor_id, table.c.changes, base.c.business_name).select_from(source)
        asked = asked.where(*where).order_by(table.c.row).limit(size).offset(page * size)
        rows = [one for row in writing.conn.execute(asked) for one in _told(row)]
    columns = ["row", "actor_id", "business_name", "field", "old", "new", "fills"]
    return pd.DataFrame(rows, columns=columns, dtype=object), total


def _told(row: Any) -> Iterator[dict[str, Any]]:
    about = {"row": row.row, "actor_id": row.actor_id, "business_name": row.business_name}
    changes = row.changes or {}
    fills = filling({name: change for name, change in changes.items() if name != PERMITS})
    for name, change in changes.items():
        if name == PERMITS:
            yield from (about | {"field": name, "old": None, "new": one, "fills": True} for one in change[1])
        elif name not in _PARTS:
            yield about | {"field": name, "old": change[0], "new": change[1], "fills": name in fills}


def open_rejected(who: Who, batch_id: str, language: str = "id") -> bytes:
    """The rejected rows of a batch as a workbook to correct and bring back; audited. Problem("no_such_batch")."""
    table = schema.import_row.c
    with _look(who, batch_id) as (writing, batch):
        asked = sa.select(table.row, table.raw, table.problems)
        asked = asked.where(of_batch(who, batch_id), table.outcome == "rejected").order_by(table.row)
        found = writing.conn.execute(asked)
        rows = [RejectedRow(one.row, one.raw or {}, [RowProblem(**p) for p in one.problems or ()]) for one in found]
    columns = (batch["options"] or {}).get("found", {}).get("columns")
    titles = (
        [title for _, title in columns] if columns else list(dict.fromkeys(name for one in rows for name in one.raw))
    )
    return importing.rejected_workbook(titles, rows, batch["sheet"] or "1", language)


@contextmanager
def _look(who: Who, batch_id: str) -> Iterator[tuple[Writing, sa.RowMapping]]:
    """Who may see personal data but brings no files has no batch to look at."""
    with write(who, "actor.personal", About("import_batch", batch_id), changes=False) as writing:
        if not allows(who, "import.run"):
            raise Problem("no_such_batch")
        yield writing, batch_row(writing.conn, who, batch_id)
