"""Plans without a solver: the simple rule that every plan is compared with, and today's assignment as a plan."""

import numpy as np

from data.placement.costs import NOBODY, Ints, Table, allowed, cost, loads


def greedy(costs: Table, begin: Ints | None = None) -> Ints:
    """The simple rule: who weighs most per actor goes first, the larger desa before the smaller, each to the nearest
    with room, or where even load is wished, to the least loaded. With `begin` those who have nobody there."""
    where = np.full(costs.shape[0], NOBODY, dtype=np.int64) if begin is None else begin.copy()
    load = loads(costs, where)
    left = costs.room + costs.fixed - load
    even = costs.wish.goal == "even"
    for unit in np.lexsort((-costs.size, -costs.leave / costs.size)):
        size = costs.size[unit]
        if where[unit] != NOBODY:
            continue
        able = (left >= size) & (costs.capacity > 0)
        if not able.any():
            continue
        asked = (load + size) / np.maximum(costs.capacity, 1) if even else costs.km[unit]
        who = int(np.argmin(np.where(able, asked, np.inf)))
        where[unit] = who
        left[who] -= size
        load[who] += size
    return following(costs, where)


def following(costs: Table, where: Ints) -> Ints:
    """The plan without those whom a kecamatan's assignment reaches, where one of its desa is left with nobody."""
    kept = where.copy()
    for whole, part in costs.follows:
        if kept[part] == NOBODY:
            kept[whole] = NOBODY
    return kept


def today(costs: Table) -> Ints | None:
    """Today's assignment as a plan, None where it is not one: somebody is beyond their room, or a unit is shared."""
    had = costs.now > 0
    where = np.where(had.any(axis=1), costs.now.argmax(axis=1), NOBODY)
    shared = (had.sum(axis=1) > 1).any() or ((costs.now.sum(axis=1) != costs.size) & had.any(axis=1)).any()
    return where if not shared and allowed(costs, where) else None


def start(costs: Table) -> Ints:
    """The better of the simple rule and, where it is a plan, today's, filled up by the rule or not."""
    known = today(costs)
    made = [greedy(costs), *([] if known is None else [known, greedy(costs, known)])]
    return min(made, key=lambda where: cost(costs, where))
