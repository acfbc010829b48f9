"""What is open between an actor and the office, and which visits were written down late."""

from dataclasses import replace
from datetime import date, timedelta

import sqlalchemy as sa
from dateutil.relativedelta import relativedelta

from data import clock, office, schema
from data.access import Who, require
from data.clock import months_before, office_day
from data.db import read
from data.filter import Filter
from data.population import Frame, actors
from data.promises import Promise, open_promises
from data.requests import Request, open_requests
from data.scope import may_see_personal
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
    met, merged = schema.contact, frame.survivors()
    asked = sa.select(met.c.on_date, met.c.on_precision, met.c.recorded_at).where(
        frame.happened(met),
        met.c.on_date > months_before(frame.day, wanted.window),
        met.c.mode.in_(schema.MODES_IN_PERSON),
        met.c.outcome == "bertemu",
        sa.func.coalesce(merged.c.survivor, met.c.actor_id).in_(sa.select(actors(frame, wanted).c.id)),
    )
    asked = asked.select_from(met.outerjoin(merged, merged.c.id == met.c.actor_id))
    with read(who) as conn:
        days = office.number(conn, who.kab, "late_entry_days") if late_days is None else late_days
        allowed = timedelta(days=days)
        late = [office_day(at) - _ended(on, precision) > allowed for on, precision, at in conn.execute(asked)]
    return len(late), sum(late)


def _ended(on: date, precision: str) -> date:
    last: date = on + _LAST_OF[precision]
    return last


def _today(who: Who) -> Frame:
    return Frame(who.kab, clock.today(), clock.now())
