"""One more, one less: what the next recruit would bring and from which home desa, what is lost when somebody leaves.

Both are measured by the cost of the plan that the person looks at (`costs`): a gain lies between what a plan with
the recruit was found to save (`least`) and what no such plan can exceed (`most`, from the relaxation).
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from threading import Event
from typing import TypeVar

import numpy as np

from data.placement.comparing import Outcome, outcome, shares
from data.placement.costs import NOBODY, Ints, Table, cost, table
from data.placement.model import Case, Facilitator, kecamatan_of
from data.placement.searching import greedy
from data.placement.solving import GAP, Found, relaxed, solve

RECRUIT = "recruit"  # the id of who is not there yet
Tell = Callable[[int, int], None]  # steps done, of how many
T = TypeVar("T")


@dataclass(frozen=True)
class Change:
    """What one more or one less does: `who` is the home desa of a recruit or the id of who leaves.

    `least` and `most`: between them lies how much the cost falls (negative: rises), in km × actors. In actors:
    `placed` more with somebody, of them `urgent`; `km` the mean distance's change. None of the latter where it was not
    solved (`outcome` is None).
    """

    who: str
    least: float
    most: float
    placed: int | None = None
    urgent: int | None = None
    km: float | None = None
    outcome: Outcome | None = None


def one_more(
    found: Found,
    capacity: int | None = None,
    tries: int = 3,
    seconds: float = 45.0,
    tell: Tell | None = None,
    cancel: Event | None = None,
) -> tuple[Change, ...]:
    """The best home desa for one more, the best first: `tries` of them solved, each in another kecamatan.

    The relaxation of one desa per kecamatan says which are promising, that of each desa there where; `capacity` in
    actors, else what the table takes where none is set. Cancelled, it says what it has: fewer, or none.
    """
    room = capacity if capacity is not None else found.costs.wish.capacity_if_unset or 0
    codes = [code for code in found.costs.units if kecamatan_of(code) != code]
    size = dict(zip(found.costs.units, found.costs.size.tolist(), strict=True))
    largest = {kecamatan_of(code): code for code in sorted(codes, key=lambda code: (size[code], code))}
    steps = _Steps(len(largest) + 2 * tries, tell, cancel)

    def most(code: str) -> float:
        return _raw(found.costs, found.best) - _raw_bound(_more(found, code, room))

    ranked = sorted(((most(code), code) for code in steps.through(largest.values())), reverse=True)[:tries]
    homes = []
    for _, seat in steps.through(ranked):
        homes.append(max((most(code), code) for code in codes if kecamatan_of(code) == kecamatan_of(seat)))
    made = [
        _changed(found, code, _more(found, code, room), found.where, seconds / tries, cancel)
        for _, code in steps.through(homes)
    ]
    return tuple(sorted(made, key=lambda one: (-one.least, one.who)))


def one_less(
    found: Found,
    tries: int = 2,
    seconds: float = 30.0,
    tell: Tell | None = None,
    cancel: Event | None = None,
) -> tuple[Change, ...]:
    """Everybody who could be spared, whose leaving costs least first; empty where there is only one.

    The first `tries` are solved, the others only repaired by the simple rule. Those whom they leave have to change and
    are not charged for it.
    """
    people = found.costs.case.people
    if len(people) < 2:
        return ()
    steps = _Steps(len(people) + tries, tell, cancel)
    bounds = []
    for one in steps.through(people):
        costs = table(_without(found.costs.case, one.id), found.costs.wish, found.costs)
        bounds.append((_raw(found.costs, found.best) - _raw_bound(costs), one.id, costs))
    bounds.sort(key=lambda it: (-it[0], it[1]))
    made = [
        _changed(found, who, costs, _left(found, who), seconds / tries, cancel)
        for _, who, costs in steps.through(bounds[:tries])
    ]
    others = [Change(who, _repaired(found, who, costs), most) for most, who, costs in bounds[len(made) :]]
    return (*sorted(made, key=lambda one: (-one.least, one.who)), *others)


class _Steps:
    """Goes through work step by step, telling how far it is, until it is cancelled."""

    def __init__(self, total: int, tell: Tell | None, cancel: Event | None) -> None:
        self._done, self._total, self._tell, self._cancel = 0, total, tell, cancel

    def through(self, work: Iterable[T]) -> Iterator[T]:
        for one in work:
            if self._cancel is not None and self._cancel.is_set():
                return
            yield one
            self._done += 1
            if self._tell is not None:
                self._tell(self._done, self._total)


def _more(found: Found, home: str, capacity: int) -> Table:
    """The table with a recruit."""
    case = found.costs.case
    people = (*case.people, Facilitator(RECRUIT, RECRUIT, home, capacity))
    return table(replace(case, people=people), found.costs.wish, found.costs)


def _without(case: Case, facilitator_id: str) -> Case:
    """The case without somebody: whoever is theirs, personally too, has nobody."""
    groups = (
        replace(group, facilitator=None, personally=False) if group.facilitator == facilitator_id else group
        for group in case.groups
    )
    return replace(case, people=tuple(one for one in case.people if one.id != facilitator_id), groups=tuple(groups))


def _left(found: Found, facilitator_id: str) -> Ints | None:
    """The plan without somebody; None where those who were theirs personally make new units."""
    costs, gone = found.costs, found.costs.case.index[facilitator_id]
    if costs.fixed[gone]:
        return None
    where = np.where(found.where == gone, NOBODY, found.where)
    return np.where(where > gone, where - 1, where)


def _repaired(found: Found, who: str, costs: Table) -> float:
    """How much the cost falls when their actors go wherever there is room."""
    plan = greedy(costs, _left(found, who))
    return _raw(found.costs, found.best) - _raw(costs, cost(costs, plan))


def _raw(costs: Table, price: float) -> float:
    """A cost with what no plan avoids: only this can be compared between cases."""
    return price + costs.unavoidable


def _raw_bound(costs: Table) -> float:
    return _raw(costs, relaxed(costs))


def _changed(found: Found, who: str, costs: Table, begin: Ints | None, seconds: float, cancel: Event | None) -> Change:
    now = solve(costs, GAP, seconds, None, cancel, begin)
    before = outcome(found.costs, shares(found.costs, found.where))
    after = outcome(costs, shares(costs, now.where))
    known = _raw(found.costs, found.best)
    return Change(
        who,
        known - _raw(costs, now.best),
        known - _raw(costs, now.bound),
        after.placed - before.placed,
        before.urgent_nobody - after.urgent_nobody,
        None if after.km is None or before.km is None else after.km - before.km,
        after,
    )
