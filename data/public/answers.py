"""What the office answered to those who said that a number is wrong; never what they wrote, or who they are."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from data import schema
from data.clock import office_day
from data.db import read
from data.people import anonymous
from data.public.document import WITHHELD, Cell, Rules


@dataclass(frozen=True)
class Answer:
    """An answer in public. `row` is None when all of the table was meant, `column` when all of the row was.

    `corrected`: the number was wrong, and the next release has another. `answer` is plain text.
    """

    day: date
    release: str
    table: str
    row: str | None
    column: str | None
    answer: str
    corrected: bool


@dataclass(frozen=True)
class Answers:
    """The answers, newest first, and how many reports wait for one: rounded, and withheld when they are few."""

    answered: tuple[Answer, ...]
    waiting: Cell


def answers(register: str) -> Answers:
    """What was answered, and how many reports still wait."""
    who, table = anonymous(register), schema.number_report
    columns = [table.c[name] for name in ("answered_at", "release_slug", "table_name", "row_code", "column_name")]
    mine = table.c.kab_code == who.kab
    with read(who) as conn:
        asked = sa.select(*columns, table.c.answer, table.c.corrected).where(mine, table.c.answer.is_not(None))
        rows = conn.execute(asked.order_by(table.c.answered_at.desc(), table.c.id.desc())).all()
        waiting = conn.scalar(sa.select(sa.func.count()).select_from(table).where(mine, table.c.answer.is_(None))) or 0
    return Answers(tuple(_answer(*row) for row in rows), _rounded(waiting))


def _answer(at: datetime, *told: Any) -> Answer:
    return Answer(office_day(at), *told)


def _rounded(count: int) -> Cell:
    """A count as every other public one, but that none is no secret."""
    rules = Rules()
    if 0 < count < rules.threshold:
        return Cell(None, WITHHELD)
    return Cell((count + rules.base // 2) // rules.base * rules.base)
