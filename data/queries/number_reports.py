"""Reports of wrong numbers, for those who answer them."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from data import schema
from data.access import Who, require
from data.db import read


@dataclass(frozen=True)
class NumberReport:
    """A report and, where there is one, its answer. `words` is None after erasure; how the one who wrote it can be
    reached is opened by `commands.open_reporter`, and `reachable` says whether there is anything to open."""

    id: str
    ticket: str
    release: str
    table: str
    row: str | None
    column: str | None
    words: str | None
    reachable: bool
    at: datetime
    answer: str | None
    corrected: bool | None
    answered_by: str | None
    answered_at: datetime | None


def number_reports(who: Who) -> list[NumberReport]:
    """Every report: first those that wait for an answer, the oldest first; then the answered ones, the newest first."""
    require(who, "number.answer")
    table, person = schema.number_report, schema.person
    asked = (
        sa.select(table, sa.func.coalesce(person.c.name, table.c.answered_by).label("answered_name"))
        .outerjoin(person, sa.and_(person.c.kab_code == table.c.kab_code, person.c.id == table.c.answered_by))
        .where(table.c.kab_code == who.kab)
        .order_by(table.c.recorded_at, table.c.id)
    )
    with read(who) as conn:
        found = [_report(row) for row in conn.execute(asked)]
    waiting = [one for one in found if one.answered_at is None]
    answered = [(one.answered_at, one.id, one) for one in found if one.answered_at is not None]
    return waiting + [one for _, _, one in sorted(answered, reverse=True)]


def _report(row: sa.Row[tuple[object, ...]]) -> NumberReport:
    return NumberReport(
        id=row.id,
        ticket=row.ticket,
        release=row.release_slug,
        table=row.table_name,
        row=row.row_code,
        column=row.column_name,
        words=row.words,
        reachable=row.contact is not None,
        at=row.recorded_at,
        answer=row.answer,
        corrected=row.corrected,
        answered_by=row.answered_name,
        answered_at=row.answered_at,
    )
