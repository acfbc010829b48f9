"""Small placement cases made by chance, and the best plan found by trying every one."""

from itertools import product
from random import Random

import numpy as np

from data.metrics import BANDS
from data.placement.costs import NOBODY, Ints, Table, allowed, cost, table
from data.placement.model import Case, Facilitator, Group, Wish
from data.placement.plan import Plan, plan_of
from data.placement.solving import solve

KECAMATAN = ("35.09.01", "35.09.02")


def small_case(seed: int, people: int = 3, desa: int = 6, tight: bool = True) -> Case:
    """So many facilitators and desa in two kecamatan, with up to eight actors each; each second case also has actors
    whose desa is not known, some are assigned personally, somebody may have no home. `tight`: not room for all."""
    dice = Random(seed)
    codes = [f"{KECAMATAN[number % 2]}.200{number}" for number in range(desa)]
    at = {code: (113 + dice.random(), -8 - dice.random()) for code in (*codes, *KECAMATAN)}
    ids = [f"f{number}" for number in range(people)]
    places = [(code[:8], code) for code in codes] + ([(KECAMATAN[0], None)] if seed % 2 else [])
    groups = [
        Group(kecamatan, code, band, dice.choice([None, *ids]), False, dice.randint(1, 4))
        for kecamatan, code in places
        for band in dice.sample(BANDS, 2)
    ]
    groups += [Group(codes[0][:8], codes[0], "never", dice.choice(ids), True, 1)]
    room = sum(group.actors for group in groups) * (0.75 if tight else 1.6) / people
    homes = [dice.choice(codes) for _ in ids]
    if seed % 3 == 0:
        homes[0] = ""
    made = [
        Facilitator(one, one, home or None, max(round(room * dice.uniform(0.7, 1.3)), 2))
        for one, home in zip(ids, homes, strict=True)
    ]
    beside = {code: tuple(other for other in codes if other != code and other[:8] == code[:8]) for code in codes}
    return Case(tuple(made), tuple(groups), at, beside)


def a_plan(seed: int = 1, wish: Wish | None = None) -> Plan:
    """A plan of such a case."""
    return plan_of(solve(table(small_case(seed), wish or Wish()), gap=0.5))


def best_of_all(costs: Table) -> tuple[float, Ints]:
    """The least cost of all plans that are allowed, and one that costs it."""
    units, people = costs.shape
    best, found = np.inf, np.full(units, NOBODY)
    for choice in product(range(NOBODY, people), repeat=units):
        where = np.array(choice)
        price = cost(costs, where)
        if price < best and allowed(costs, where):
            best, found = price, where
    return best, found
