"""A plan in numbers, beside today's assignment and the simple rule: loads, distances, who changes, who is left."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from data.placement.costs import NOBODY, Ints, Table, homes
from data.placement.model import Case, kecamatan_of
from data.placement.searching import greedy
from data.placement.solving import Found
from data.route import distance


@dataclass(frozen=True)
class Load:
    """One facilitator in a plan: `actors` (of them `personally`) of `capacity`; `km` the mean distance from home to
    the desa, by actors, and `furthest` (code, km), None without actors; `come` and `go` actors who change to and from
    them; `kecamatan` entered; `pieces` into which their desa fall that do not touch each other."""

    facilitator_id: str
    actors: int
    capacity: int
    personally: int
    km: float | None
    furthest: tuple[str, float] | None
    come: int
    go: int
    kecamatan: int
    pieces: int

    @property
    def share(self) -> float | None:
        """Load ÷ capacity; None without a capacity."""
        return self.actors / self.capacity if self.capacity else None


@dataclass(frozen=True)
class Outcome:
    """A whole assignment. Actors: `placed` with somebody (personally assigned ones too), with `nobody`, of these
    `urgent_nobody` (waiting > 24 months or never visited), `beyond` all capacities together, `changes` who get
    another facilitator, `losing` who have one today and then none; `km` mean distance by actors; `fullest` and
    `emptiest` load ÷ capacity; `cost` by the table it was made with."""

    loads: tuple[Load, ...]
    placed: int
    nobody: int
    urgent_nobody: int
    beyond: int
    changes: int
    losing: int
    km: float | None
    fullest: float
    emptiest: float
    cost: float

    @property
    def entered(self) -> int:
        """Pairs of a facilitator and a kecamatan."""
        return sum(one.kecamatan for one in self.loads)


@dataclass(frozen=True)
class Comparison:
    """A plan beside today and the simple rule. `of` says the facilitator of every desa, and of a kecamatan for those
    whose desa is not known (None: nobody); no plan costs less than `bound`, `gap` = (cost − bound) ÷ cost."""

    of: Mapping[str, str | None]
    plan: Outcome
    today: Outcome
    simple: Outcome
    bound: float
    gap: float
    seconds: float
    ended: str


def compare(found: Found) -> Comparison:
    """What a plan means."""
    costs = found.costs
    return Comparison(
        given(costs, found.where),
        outcome(costs, shares(costs, found.where)),
        outcome(costs, costs.now),
        outcome(costs, shares(costs, greedy(costs))),
        found.bound,
        found.gap,
        found.seconds,
        found.ended,
    )


def shares(costs: Table, where: Ints) -> Ints:
    """A plan as actors, units × facilitators."""
    made = np.zeros_like(costs.now)
    placed = np.flatnonzero(where != NOBODY)
    made[placed, where[placed]] = costs.size[placed]
    return made


def given(costs: Table, where: Ints) -> dict[str, str | None]:
    """Unit and desa without actors -> facilitator. Those without actors go to the nearest who works in their kecamatan,
    else to the nearest of all, so that somebody looks for actors there."""
    ids = [one.id for one in costs.case.people]
    of: dict[str, str | None] = {
        code: None if who == NOBODY else ids[who] for code, who in zip(costs.units, where.tolist(), strict=True)
    }
    begin = dict(zip(ids, homes(costs.case), strict=True))
    working = sorted({who for who in of.values() if who is not None})
    here: dict[str, list[str]] = {}
    for code, one in of.items():
        if one is not None:
            here.setdefault(kecamatan_of(code), []).append(one)
    for code in sorted(set(costs.case.at) - set(of)):
        if kecamatan_of(code) != code:
            able = here.get(kecamatan_of(code)) or working
            of[code] = min(able, key=lambda one: (_km(begin[one], costs.case, code), one)) if able else None
    return of


def _km(begin: tuple[float, float] | None, case: Case, code: str) -> float:
    return np.inf if begin is None else distance(begin, case.at[code])


def outcome(costs: Table, made: Ints) -> Outcome:
    """The numbers of an assignment given as actors, units × facilitators."""
    had, has = costs.now.sum(axis=1), made.sum(axis=1)
    losing = int(np.maximum(had - has, 0).sum())
    gone, come = np.maximum(costs.now - made, 0), np.maximum(made - costs.now, 0)
    load = costs.fixed + made.sum(axis=0)
    able = costs.capacity > 0
    ratio = load[able] / costs.capacity[able]
    left = costs.size - has
    calls = int(made.sum())
    return Outcome(
        tuple(_load(costs, made, who, int(come[:, who].sum()), int(gone[:, who].sum())) for who in range(len(load))),
        placed=int(load.sum()),
        nobody=int(left.sum()),
        urgent_nobody=round(float((left * costs.urgent / costs.size).sum())),
        beyond=int(np.maximum(load - costs.capacity, 0).sum()),
        changes=int(gone.sum()) - losing,
        losing=losing,
        km=float((made * costs.km).sum()) / calls if calls else None,
        fullest=float(ratio.max()),
        emptiest=float(ratio.min()),
        cost=cost_of(costs, made),
    )


def _load(costs: Table, made: Ints, who: int, come: int, go: int) -> Load:
    mine = np.flatnonzero(made[:, who])
    far = max(mine, key=lambda unit: costs.km[unit, who], default=None)
    actors = int(made[:, who].sum())
    return Load(
        costs.case.people[who].id,
        actors + int(costs.fixed[who]),
        int(costs.capacity[who]),
        int(costs.fixed[who]),
        float((made[:, who] * costs.km[:, who]).sum()) / actors if actors else None,
        None if far is None else (costs.units[far], float(costs.km[far, who])),
        come,
        go,
        len(set(costs.kecamatan[mine].tolist())),
        pieces(costs.case, [costs.units[unit] for unit in mine]),
    )


def pieces(case: Case, codes: Iterable[str]) -> int:
    """Into how many parts desa fall that do not touch; a unit of a kecamatan has no borders and is not counted."""
    left = {code for code in codes if kecamatan_of(code) != code}
    found = 0
    while left:
        found += 1
        reached = [min(left)]
        left.discard(reached[0])
        while reached:
            beside = left.intersection(case.neighbours.get(reached.pop(), ()))
            left -= beside
            reached.extend(beside)
    return found


def cost_of(costs: Table, made: Ints) -> float:
    """What an assignment costs that need not be a plan: desa may be shared, somebody may be beyond their room.

    Who is beyond it reaches nobody in particular: the same share of each of their desa counts as left with nobody.
    A plan costs what `costs.cost` says.
    """
    each = costs.weight / costs.size
    mine = made.sum(axis=0)
    missed = np.maximum(mine - costs.room, 0) / np.maximum(mine, 1)
    travel = costs.travel * costs.km * (1 - missed) + costs.far * missed
    left = costs.size - made.sum(axis=1)
    had, kept = costs.now.sum(axis=1), np.minimum(made, costs.now).sum(axis=1)
    total = float((made * travel * each[:, None]).sum()) + costs.far * float((left * each).sum())
    total += costs.wish.change * float((had - kept).sum())
    entered = {(costs.kecamatan[unit], who) for unit, who in zip(*np.nonzero(made), strict=True)}
    total += costs.touch * len(entered)
    able = costs.capacity > 0
    load = costs.fixed + np.minimum(mine, costs.room)
    return total + costs.peak * float((load[able] / costs.capacity[able]).max()) - costs.unavoidable
