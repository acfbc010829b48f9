"""Whose turn it is: the order of a caseload and all reasons for each place in it; the first reason decides. Pure.

A reason is a fact with its number of days, in the order of `REASONS`; equal first reasons are decided by the next ones.
"""

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from data.clock import months_before
from data.metrics import DEFAULT_WINDOW
from data.promises import Promise
from data.requests import Request

# In the order of the list. `visited` is the reason of those who have no other.
REASONS = (
    "promise_overdue",
    "request_late",
    "request",
    "promise_soon",
    "never",
    "waiting",
    "permit_lapsed",
    "permit_soon",
    "visited",
)
_PLACE = {kind: place for place, kind in enumerate(REASONS)}
# What a screen may narrow the list to.
SHOWS = {
    "promise": frozenset({"promise_overdue"}),
    "request": frozenset({"request_late", "request"}),
    "waiting": frozenset({"never", "waiting"}),
    "permit": frozenset({"permit_lapsed", "permit_soon"}),
}
_SOONEST_FIRST = frozenset({"promise_soon", "permit_soon"})  # of all others the longest come first
SATURDAY = 5


@dataclass(frozen=True)
class Rules:
    """The office's numbers: days ahead that a promise or a permit is "soon", working days until a request is late,
    months of the service window."""

    promise_soon_days: int = 7
    permit_soon_days: int = 60
    request_days: int = 3
    window: int = DEFAULT_WINDOW


@dataclass(frozen=True)
class Expiry:
    """A permit of a kind and the last day on which it is valid."""

    kind: str
    expires_on: date


@dataclass(frozen=True)
class Case:
    """What is known of one actor of a caseload; `visits` counts this calendar month's, `observed`: visits are recorded
    in its kecamatan, `missing` names what its record lacks ("desa", "point", "phone")."""

    actor_id: str
    business_name: str
    product: str | None
    sector: str
    kecamatan_code: str
    desa_code: str | None
    known_since: date | None
    known_since_precision: str
    last_visit: date | None
    observed: bool = True
    visits: int = 0
    promise: Promise | None = None
    request: Request | None = None
    permits: tuple[Expiry, ...] = ()
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reason:
    """One reason: its kind (of `REASONS`) and its days: late, since or until as the kind says; None when unknown.

    `count`: times a promise was postponed, calendar months of waiting. `of`: the permit's kind.
    """

    kind: str
    days: int | None
    count: int = 0
    of: str = ""


@dataclass(frozen=True)
class Turn:
    """An actor and all reasons for its place, the deciding one first."""

    case: Case
    reasons: tuple[Reason, ...]

    def about(self, show: str) -> bool:
        """Whether any reason is of what the screen shows (a key of `SHOWS`; anything else is the whole list)."""
        kinds = SHOWS.get(show)
        return kinds is None or any(reason.kind in kinds for reason in self.reasons)


def reasons(case: Case, day: date, rules: Rules) -> tuple[Reason, ...]:
    """All reasons of a case on a day, in the order of `REASONS`; never empty."""
    found = [
        *_of_promise(case.promise, day, rules),
        *_of_request(case.request, day, rules),
        *_of_waiting(case, day, rules),
        *_of_permits(case.permits, day, rules),
    ]
    if not found and case.last_visit:
        found = [Reason("visited", (day - case.last_visit).days)]
    return tuple(sorted(found, key=_rank)) if len(found) > 1 else tuple(found)


def order(cases: Sequence[Case], day: date, rules: Rules) -> list[Turn]:
    """The whole caseload, the first to go to first."""
    return sorted((Turn(case, reasons(case, day, rules)) for case in cases), key=_place)


def working_days(since: date, until: date) -> int:
    """Mondays to Fridays after `since`, up to and with `until`; public holidays are not known here."""
    days = (since + timedelta(days=number) for number in range(1, (until - since).days + 1))
    return sum(day.weekday() < SATURDAY for day in days)


def _of_promise(promise: Promise | None, day: date, rules: Rules) -> list[Reason]:
    if promise is None:
        return []
    until = (promise.due - day).days
    if until < 0:
        return [Reason("promise_overdue", -until, promise.postponed)]
    return [Reason("promise_soon", until, promise.postponed)] if until <= rules.promise_soon_days else []


def _of_request(request: Request | None, day: date, rules: Rules) -> list[Reason]:
    if request is None:
        return []
    late = working_days(request.on, day) > rules.request_days
    return [Reason("request_late" if late else "request", (day - request.on).days)]


def _of_waiting(case: Case, day: date, rules: Rules) -> list[Reason]:
    if case.last_visit is None:
        return [Reason("never", (day - case.known_since).days if case.known_since else None)]
    if case.last_visit > _window_begins(day, rules.window):
        return []
    return [Reason("waiting", (day - case.last_visit).days, _months_between(case.last_visit, day))]


@lru_cache(maxsize=64)
def _window_begins(day: date, months: int) -> date:
    return months_before(day, months)


def _months_between(first: date, last: date) -> int:
    """Whole calendar months; the 31st has come on the last day of a shorter month."""
    passed = (last.year - first.year) * 12 + last.month - first.month
    return passed - (last.day < min(first.day, calendar.monthrange(last.year, last.month)[1]))


def _of_permits(permits: Sequence[Expiry], day: date, rules: Rules) -> list[Reason]:
    found = []
    for permit in permits:
        until = (permit.expires_on - day).days
        if abs(until) <= rules.permit_soon_days:
            found.append(Reason("permit_lapsed" if until < 0 else "permit_soon", abs(until), of=permit.kind))
    return found


def _rank(reason: Reason) -> tuple[int, int, str]:
    """Unknown days come after all known ones."""
    days = -1 if reason.days is None else reason.days
    return _PLACE[reason.kind], days if reason.kind in _SOONEST_FIRST else -days, reason.of


def _place(turn: Turn) -> tuple[list[tuple[int, int, str]], date, str, str]:
    case = turn.case
    ranks = [*map(_rank, turn.reasons), (len(REASONS), 0, "")]
    return ranks, case.last_visit or date.min, case.business_name, case.actor_id
