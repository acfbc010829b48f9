"""The ledger as the office sees it, and what the next release would say."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from data import schema
from data.access import Who, require
from data.db import read, version
from data.problem import Problem
from data.public import Document, ledger
from data.public.calendar import earliest_after


@dataclass(frozen=True)
class Published:
    """A release. `withheld` says how many cells of how many; None when the release is not what it was any more."""

    slug: str
    as_of: date
    sha256: str
    by: str
    withheld: tuple[int, int] | None


@dataclass(frozen=True)
class Ledger:
    """Every release, newest first, and the first day on which another may follow (None: any day).

    `data_version` is the register's, now.
    """

    published: tuple[Published, ...]
    earliest: date | None
    data_version: int


def release_ledger(who: Who) -> Ledger:
    """What was published, by whom, and when the next release may follow."""
    require(who, "release.publish")
    table, person = schema.release, schema.person
    asked = (
        sa.select(table, sa.func.coalesce(person.c.name, table.c.by_person).label("by_name"))
        .outerjoin(person, sa.and_(person.c.kab_code == table.c.kab_code, person.c.id == table.c.by_person))
        .where(table.c.kab_code == who.kab)
        .order_by(table.c.slug.desc())
    )
    with read(who) as conn:
        rows = conn.execute(asked).all()
        now = version(conn, who.kab)
        earliest = earliest_after(conn, who.kab, date.fromisoformat(rows[0].slug)) if rows else None
    published = tuple(
        Published(row.slug, row.as_of, row.sha256, row.by_name, _withheld(row.slug, row.content, row.sha256))
        for row in rows
    )
    return Ledger(published, earliest, now)


def next_release(who: Who) -> Document:
    """The release as it would be published now. Problem("release_unsafe", count), ("release_damaged", slug)."""
    from data.public import making  # the solver behind it is loaded only where something is published

    return making.make(who).document


def _withheld(slug: str, content: str, sha256: str) -> tuple[int, int] | None:
    try:
        return ledger.opened(slug, content, sha256).withheld
    except Problem:
        return None
