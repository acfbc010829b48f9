"""Batches whose file waits: brought in, and neither written nor thrown away."""

from datetime import datetime

import sqlalchemy as sa

from data import schema
from data.access import Who
from data.db import Writing
from data.intake.rows import of_batch

OPEN = ("checking", "checked")  # the states in which nothing was written yet


def waiting(who: Who) -> sa.ColumnElement[bool]:
    """The WHERE of the batches that wait."""
    return sa.and_(schema.import_batch.c.kab_code == who.kab, schema.import_batch.c.state.in_(OPEN))


def drop_rows(writing: Writing, batch_id: str) -> None:
    """Inside an open write: a batch goes, with its rows and its jobs; its file is the caller's to forget."""
    writing.conn.execute(schema.import_row.delete().where(of_batch(writing.who, batch_id)))
    for table, column in ((schema.job, schema.job.c.about), (schema.import_batch, schema.import_batch.c.id)):
        writing.conn.execute(table.delete().where(table.c.kab_code == writing.who.kab, column == batch_id))


def drop_waiting(writing: Writing, before: datetime | None = None) -> list[str]:
    """Inside an open write: every batch that waits goes, or those brought before a moment; their ids, for whoever
    forgets the files after the write. One that is being written at this moment is waited for, and stays."""
    table = schema.import_batch.c
    asked = sa.select(table.id).where(waiting(writing.who)).order_by(table.id).with_for_update()
    if before is not None:
        asked = asked.where(table.recorded_at < before)
    ids = list(writing.conn.scalars(asked))
    for batch_id in ids:
        drop_rows(writing, batch_id)
    return ids
