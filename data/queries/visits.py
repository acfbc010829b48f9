"""What is open between an actor and the office, and which visits were written down late."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from dateutil.relativedelta import relativedelta

from data import clock, office, schema
from data.access import Who, allows, require
from data.asking import family
from data.clock import months_before, office_day
from data.db import read
from data.filter import Filter
from data.population import Frame, actors
from data.promises import Promise, open_promises
from data.requests import Request, open_requests
from data.scope import may_see_personal, mine
from data.summary.turning import frame_for

_LAST_OF = {"day": relativedelta(), "month": relativedelta(day=31), "year": relativedelta(month=12, day=31)}


def promise(who: Who, actor_id: str) -> Promise | None:
    """The actor's open promise of today; its words only for those whose work the actor's personal data are."""
    require(who, "actor.see")
    with read(who) as conn:
        found = open_promises(conn, _today(who), [actor_id]).get(actor_id)
        if found is None or may_see_personal(who, conn, actor_id):
            return found
        return replace(found, step=None)


def promise_words(who: Who, promises: Sequence[Promise]) -> dict[str, str]:
    """Contact -> what was promised there, in the facilitator's words, of those promises that are the asker's work.

    They are personal, so nothing keeps them: they are read for as many promises as a screen shows.
    """
    require(who, "caseload.see")
    if not promises or not allows(who, "actor.personal"):
        return {}
    made = schema.contact
    with read(who) as conn:
        theirs = family(conn, _today(who), mine(who, conn, [one.actor_id for one in promises]))
        contacts = [one.contact_id for one in promises]
        asked = sa.select(made.c.id, made.c.actor_id, made.c.next_step).where(
            made.c.kab_code == who.kab, made.c.id.in_(contacts), made.c.next_step.is_not(None)
        )
        return {contact: step for contact, actor_id, step in conn.execute(asked) if actor_id in theirs}


def request(who: Who, actor_id: str) -> Request | None:
    """The actor's oldest request without an answer, as of today."""
    require(who, "actor.see")
    with read(who) as conn:
        return open_requests(conn, _today(who), [actor_id]).get(actor_id)


def late_entries(who: Who, wanted: Filter) -> int:
    """How many visits of the window, to the actors the filter lets through, were recorded more than the office's
    `late_entry_days` after their day (after the month's or year's end where only that is known)."""
    return recorded(who, wanted)[1]


def recorded(who: Who, wanted: Filter, late_days: int | None = None) -> tuple[int, int]:
    """How many visits of the window were made to the actors the filter lets through, and how many of them were
    recorded late, as `late_entries` says: more than `late_days` after their day, the office's own number by default."""
    require(who, "figures.see")
    frame = frame_for(who, wanted)
    with read(who) as conn:
        days = office.number(conn, who.kab, "late_entry_days") if late_days is None else late_days
        found = conn.execute(_entries(conn.dialect.name, frame, wanted, days)).all()
    allowed = timedelta(days=days)
    late = [row.visits for row in found if row.at and office_day(row.at) - _ended(row.on, row.precision) > allowed]
    return sum(row.visits for row in found), sum(late)


def _entries(dialect: str, frame: Frame, wanted: Filter, days: int) -> sa.Select[Any]:
    """How many visits of the window have the same day, its precision, and time of recording; that time is given only
    where it may be late, so that the others are counted together."""
    met, merged = schema.contact, frame.survivors()
    # A little too many: where a day begins depends on the office's clock, and is looked at afterwards.
    after = (
        sa.func.datetime(met.c.on_date, f"+{days} days") if dialect == "sqlite" else met.c.on_date + sa.literal(days)
    )
    at = sa.case((met.c.recorded_at >= sa.type_coerce(after, schema.Moment), met.c.recorded_at)).label("at")
    each = (met.c.on_date.label("on"), met.c.on_precision.label("precision"), at)
    asked = sa.select(*each, sa.func.count().label("visits")).where(
        frame.happened(met),
        met.c.on_date > months_before(frame.day, wanted.window),
        met.c.mode.in_(schema.MODES_IN_PERSON),
        met.c.outcome == "bertemu",
        sa.func.coalesce(merged.c.survivor, met.c.actor_id).in_(
            sa.select(actors(frame, wanted, named=not frame.which).c.id)
        ),
    )
    return asked.select_from(met.outerjoin(merged, merged.c.id == met.c.actor_id)).group_by(*each)


def _ended(on: date, precision: str) -> date:
    last: date = on + _LAST_OF[precision]
    return last


def _today(who: Who) -> Frame:
    return Frame(who.kab, clock.today(), clock.now())
