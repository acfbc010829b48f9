"""The two days that are kept: today, and the same day a year before, which every tile compares with."""

from datetime import date

import sqlalchemy as sa

from data import clock, schema
from data.clock import months_before
from data.filter import Filter

MONTHS_AGO = 12


def kept_days(today: date) -> dict[str, date]:
    """Which -> its date, when it is `today`."""
    return {"today": today, "year_ago": months_before(today, MONTHS_AGO)}


def days_of(conn: sa.Connection, kab: str) -> dict[str, date]:
    """Which -> the date it is kept for; empty before the first count."""
    kept = schema.summary_day
    return {
        which: day for which, day in conn.execute(sa.select(kept.c.which, kept.c.day).where(kept.c.kab_code == kab))
    }


def kept_here(conn: sa.Connection, kab: str, day: date) -> str | None:
    """The kept day that answers for this date inside an open read or write, where nothing waits to be counted."""
    kept, noted = schema.summary_day, schema.stale
    waiting = sa.exists().where(noted.c.kab_code == kab)
    return conn.scalar(sa.select(kept.c.which).where(kept.c.kab_code == kab, kept.c.day == day, sa.not_(waiting)))


def which_of(wanted: Filter) -> str | None:
    """The kept day that a filter asks about; None for another date, or for what was known earlier."""
    if wanted.known_at:
        return None
    return next((which for which, day in kept_days(clock.today()).items() if day == wanted.day), None)
