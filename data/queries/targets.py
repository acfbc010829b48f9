"""Who was outside the band of sessions in both months before this one, on the same side: told to the facilitator first.

From the first day of the month on the facilitator is told, those who see the team only some days later: so there is
time to see whether distance, caseload, contract or visits are recorded as they are.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from data import clock, office
from data.access import Who, require
from data.banded import Bands, by_desa
from data.db import read
from data.filter import Filter
from data.monthly import contacts, everybody
from data.months import month_ends, month_of
from data.population import current_facilitators
from data.problem import Problem
from data.queries.counting import Asked, counted_once
from data.summary.turning import frame_for

MONTHS = 2


@dataclass(frozen=True)
class Judged:
    """One facilitator's finished month (its first day): the sessions beside the band, and on which of `targets.SIDES`
    they lie; None inside."""

    name: str
    first: date
    sessions: int
    low: int
    high: int
    side: str | None


@dataclass(frozen=True)
class Hint:
    """A facilitator outside the band on one side in each of these months, the older first; from `told_on` on others
    than the one concerned are told."""

    facilitator_id: str
    name: str
    side: str
    months: tuple[Judged, ...]
    told_on: date


@dataclass(frozen=True)
class Hints:
    """Those outside, by name; `judged` counts all who were at work and asked for something in all these months."""

    shown: tuple[Hint, ...] = ()
    judged: int = 0


def outside_band(who: Who) -> Hints:
    """Everybody outside the band, for those who see the team; nobody before their day of the month has come."""
    require(who, "team.see")
    told_on = _told_on(who)
    return _hints(who, told_on) if clock.today() >= told_on else Hints()


def band_hint(who: Who, facilitator_id: str) -> Hint | None:
    """The hint about one facilitator: from the first day on for the one concerned, for others as `outside_band`.

    A pendamping asks about the own only: Problem("not_your_caseload").
    """
    require(who, "caseload.see")
    own = who.role == "pendamping"
    if own and facilitator_id != who.facilitator:
        raise Problem("not_your_caseload")
    told_on = _told_on(who)
    if clock.today() < told_on and (who.seen_by or not own):
        return None
    return next((one for one in _hints(who, told_on).shown if one.facilitator_id == facilitator_id), None)


def _told_on(who: Who) -> date:
    """The day of this month from which others than the facilitator are told."""
    with read(who) as conn:
        return clock.today().replace(day=office.number(conn, who.kab, "target_hint_days") + 1)


def _hints(who: Who, told_on: date) -> Hints:
    months = [finished(who, last) for last in month_ends(clock.today(), MONTHS)]
    frame = frame_for(who)
    with read(who) as conn:
        at_work = set(conn.scalars(current_facilitators(frame)))
    both = [one for one in months[-1] if one in at_work and all(one in month for month in months)]
    shown = []
    for one in both:
        found = tuple(month[one] for month in months)
        sides = {month.side for month in found}
        if len(sides) == 1 and (side := found[0].side):
            shown.append(Hint(one, found[-1].name, side, found, told_on))
    return Hints(tuple(shown), len(both))


def finished(who: Who, last: date) -> Mapping[str, Judged]:
    """Facilitator at work on the month's last day -> how it went, by name; without those of whom nothing is asked."""
    return counted_once(who, Filter(as_of=last), "bands", _judged)[1]


def _judged(asked: Asked) -> dict[str, Judged]:
    conn, frame, month = asked.conn, asked.frame, month_of(asked.frame.day)
    desa, bands, done = by_desa(asked.standing()), Bands.of(conn, frame, month), contacts(conn, frame, month)
    at_work, found = set(conn.scalars(current_facilitators(frame))), {}
    for person in everybody(conn, frame):
        if (one := person["id"]) not in at_work:
            continue
        theirs = desa.get(one, Counter())
        band = bands.band(person, theirs, bands.area(one).distance_km(person["home_desa"], theirs))
        sessions = done[one]["sessions"] if one in done else 0
        if band.asks:
            found[one] = Judged(person["name"], month.first, sessions, band.low, band.high, band.side(sessions))
    return found
