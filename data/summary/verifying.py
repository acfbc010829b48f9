"""Recounts all that is kept from the rows, and compares."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from data import clock, schema
from data.access import Who, require
from data.db import jot, raise_version, read
from data.summary.days import days_of
from data.summary.keeping import groups_of, kinds_of, rebuild, rows_of
from data.summary.turning import keep_up


@dataclass(frozen=True)
class Verified:
    """Actors and groups compared, on both kept days together, and how many rows of each are wrong, lacking or too many.

    `noted` is what was touched and not counted: something wrote past the app.
    """

    actors: int
    groups: int
    wrong_actors: int
    wrong_groups: int
    noted: int

    @property
    def exact(self) -> bool:
        return not (self.wrong_actors or self.wrong_groups or self.noted)


def verify(who: Who) -> Verified:
    """Compare what is kept with what the rows say."""
    require(who, "register.fill")
    keep_up(who)
    with read(who) as conn:
        return verified(conn, who.kab)


def verified(conn: sa.Connection, kab: str) -> Verified:
    """The same inside an open read or write."""
    kinds, found = kinds_of(conn, kab), [0] * 4
    for which, day in days_of(conn, kab).items():
        each = _of(schema.actor_day, kab, which)
        groups = _of(schema.summary, kab, which, "version").where(schema.summary.c.actors != 0)
        counts = (_size(each), _size(groups), _apart(each, rows_of(kab, which, day, kinds)))
        numbers = [conn.scalar(sa.select(one)) or 0 for one in (*counts, _apart(groups, groups_of(kab, which)))]
        found = [one + more for one, more in zip(found, numbers, strict=True)]
    noted = conn.scalar(sa.select(sa.func.count()).select_from(schema.stale).where(schema.stale.c.kab_code == kab)) or 0
    return Verified(found[0], found[1], found[2], found[3], noted)


def repair(who: Who) -> None:
    """Count everything anew."""
    with jot(who, "register.fill") as writing:
        rebuild(writing.conn, who.kab, clock.today(), raise_version(writing.conn, who.kab))


def _of(table: sa.Table, kab: str, which: str, *without: str) -> sa.Select[Any]:
    columns = [column for column in table.c if column.name not in without]
    return sa.select(*columns).where(table.c.kab_code == kab, table.c.which == which)


def _size(rows: sa.Select[Any]) -> Any:
    return sa.select(sa.func.count()).select_from(rows.subquery()).scalar_subquery()


def _apart(kept: sa.Select[Any], counted: sa.Select[Any]) -> Any:
    """How many rows are only here or only there."""
    return _size(sa.select(kept.except_(counted).subquery())) + _size(sa.select(counted.except_(kept).subquery()))
