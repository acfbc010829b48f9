"""When the releases are due: a period without one stays visible as skipped.

A release serves the due day from two weeks before it until two weeks before the next one. The first release begins the
calendar and serves itself.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

import sqlalchemy as sa
from dateutil.relativedelta import relativedelta

from data import clock, office
from data.db import read
from data.people import anonymous
from data.public.ledger import releases

EARLY = timedelta(days=14)  # before its due day a release already serves it

State = Literal["published", "skipped", "due", "coming"]


@dataclass(frozen=True)
class Due:
    """A due day. `slug` is the first release that served it; "due" is one whose day is here and whose period still
    runs, "skipped" one whose period ended without a release."""

    day: date
    state: State
    slug: str | None


def calendar(
    published: Sequence[date], start: date, today: date, every_months: int, day_of_month: int
) -> tuple[Due, ...]:
    """Every due day since `start`, oldest first, the last one the next to come.

    `published` are the days of the releases, `start` the first of them or, without any, the day to count from.
    """
    found: list[Due] = []
    days = _due_days(start, start in published, every_months, day_of_month)
    day = next(days)
    while not found or found[-1].state != "coming":
        following = next(days)
        found.append(_due(day, following, sorted(published), today, first=not found))
        day = following
    return tuple(found)


def due_dates(register: str) -> tuple[Due, ...]:
    """The calendar of a register's releases as of today, by the office's settings."""
    who, today = anonymous(register), clock.today()
    published = [entry.published_on for entry in releases(register)]
    with read(who) as conn:
        every, day = (office.number(conn, who.kab, name) for name in ("release_every_months", "release_day"))
    return calendar(published, min(published, default=today), today, every, day)


def earliest_after(conn: sa.Connection, kab: str, latest: date) -> date:
    """The first day on which a release may follow the latest one."""
    return latest + timedelta(days=office.number(conn, kab, "release_days_apart"))


def _due_days(start: date, serves_itself: bool, every_months: int, day_of_month: int) -> Iterator[date]:
    first, earliest, step = start.replace(day=1), start, 0
    if serves_itself:
        yield start
        earliest, step = start + EARLY + timedelta(days=1), every_months
    while (day := _day_in(first, step, day_of_month)) < earliest:
        step += 1
    while True:
        yield day
        step += every_months
        day = _day_in(first, step, day_of_month)


def _day_in(first: date, months: int, day_of_month: int) -> date:
    """The day, so many months later; in a shorter month its last."""
    found: date = first + relativedelta(months=months, day=day_of_month)
    return found


def _due(day: date, following: date, published: Sequence[date], today: date, first: bool) -> Due:
    since, until = date.min if first else day - EARLY, following - EARLY
    served = next((one for one in published if since <= one < until), None)
    if served:
        return Due(day, "published", served.isoformat())
    if today < day:
        return Due(day, "coming", None)
    return Due(day, "due" if today < until else "skipped", None)
