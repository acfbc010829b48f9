"""A plan with all that is said about it: as it was counted, or recounted against the actors and assignments of now."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np

from data.placement.comparing import Comparison, compare, outcome, shares
from data.placement.costs import Ints, Table, table
from data.placement.mapped import Move, Reach, moves, reach
from data.placement.model import Case, Wish, kecamatan_of
from data.placement.searching import greedy
from data.placement.solving import Found, gap_of, relaxed

RECOUNTED = "recounted"  # how a count ended that sought nothing

Of = Mapping[str, str | None]


@dataclass(frozen=True)
class Counted:
    """What a count began from: the office's day, the moment, the version of the data, and the mark of all assignments
    of areas; with another mark it is outdated."""

    as_of: date
    known_at: datetime
    version: int
    mark: str


@dataclass(frozen=True)
class Plan:
    """A plan beside today, with what its case was like.

    `sizes`: unit -> actors without an assignment of their own; `homes`: facilitator -> home desa. `wish` says the
    capacity that was assumed. Ids of those `without_home` and `without_capacity`; units that are `too_large` for
    anybody; actors assigned `personally`, and those `left_behind` with somebody who has left (`Case.bound`).
    """

    wish: Wish
    compared: Comparison
    reach: tuple[Reach, ...]
    moves: tuple[Move, ...]
    sizes: Mapping[str, int]
    homes: Mapping[str, str | None]
    without_home: tuple[str, ...]
    without_capacity: tuple[str, ...]
    too_large: tuple[str, ...]
    personally: int
    left_behind: int


@dataclass(frozen=True)
class Lost:
    """What a plan speaks of and is no more: facilitators who cannot be assigned now, and how many places it gives
    them; places that are not known."""

    people: tuple[str, ...]
    theirs: int
    places: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.people or self.places)


def plan_of(found: Found) -> Plan:
    """What was counted."""
    return _plan(found.costs, shares(found.costs, found.where), compare(found))


def recounted(case: Case, plan: Plan) -> Plan:
    """The same assignment in the numbers of another case, under the same wish; Problems as of `costs.table`.

    What is `lost` is left out: whom somebody was to have who cannot be assigned has nobody. A unit that the plan does
    not speak of stays with whom it is. `bound` is what no plan for this case costs less than, by relaxation alone.
    """
    costs = table(case, plan.wish)
    of = {code: who if who in case.index else None for code, who in plan.compared.of.items() if code in case.at}
    given = standing(costs, of)
    now, least = outcome(costs, given), relaxed(costs)
    simple = outcome(costs, shares(costs, greedy(costs)))
    today = outcome(costs, costs.now)
    return _plan(
        costs, given, Comparison(of, now, today, simple, least, gap_of(now.cost, least), seconds=0.0, ended=RECOUNTED)
    )


def standing(costs: Table, of: Of) -> Ints:
    """An assignment as actors, units × facilitators, as it would be once applied: what it does not speak of stays,
    but of a kecamatan of which one desa is to have nobody nothing is passed on."""
    given, index, emptied = np.zeros_like(costs.now), costs.case.index, emptied_by(of)
    for unit, code in enumerate(costs.units):
        who = of.get(code)
        if who is not None:
            given[unit, index[who]] = costs.size[unit]
        elif code not in of and kecamatan_of(code) not in emptied:
            given[unit] = costs.now[unit]
    return given


def emptied_by(of: Of) -> set[str]:
    """Kecamatan of which one desa is to have nobody."""
    return {kecamatan_of(code) for code, who in of.items() if who is None}


def lost(plan: Plan, people: Collection[str], places: Collection[str]) -> Lost:
    """What is no more, given those who can be assigned (ids) and the places there are (codes)."""
    of = plan.compared.of
    gone = {who for who in of.values() if who is not None and who not in people}
    return Lost(
        tuple(sorted(gone)),
        sum(who in gone for who in of.values()),
        tuple(sorted(code for code in of if code not in places)),
    )


def _plan(costs: Table, given: Ints, compared: Comparison) -> Plan:
    case = costs.case
    return Plan(
        costs.wish,
        compared,
        reach(costs, given),
        moves(costs, given),
        dict(zip(costs.units, costs.size.tolist(), strict=True)),
        {one.id: one.home for one in case.people},
        case.without_home,
        case.without_capacity,
        costs.too_large,
        sum(group.actors for group in case.groups if group.personally),
        case.bound,
    )
