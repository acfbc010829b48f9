"""The cover: which desa hold a session, and from which desa how many are invited to each.

At most `Wish.most` sessions, each of `least` to `capacity` people of desa within `within` km. In this order, each goal
without giving up the one before it: as many people as possible, as few sessions as possible, the least travel (people ×
km). A whole number of sessions per desa and a flow of people to them; for fixed sessions the flow is one of a network,
so its best is whole. A session is held where somebody who is invited lives: a desa of the case.

HiGHS 1.16 may report a wrong best when it is handed a plan to start from while it simplifies the model. None is handed
over: each goal has a solver of its own, and the simple rule's plan is only compared at the end.
"""

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from math import ceil, floor
from typing import Any

import highspy
import numpy as np

from data.clinics.wish import Wish
from data.route import Spot, distance
from data.solver import quiet_solver

SECONDS = 10.0
SHARES = (0.4, 0.6)  # of the time: when the first goal, and when the second, gives way to the next
CLOSE = 1e-6
Numbers = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Waiting:
    """A desa with so many people who wait; `at` in degrees."""

    desa: str
    at: Spot
    people: int


@dataclass(frozen=True)
class Plan:
    """`held`: desa -> sessions held there; `invited`: (home desa, the session's desa) -> people; `km`: people × km."""

    held: tuple[tuple[str, int], ...] = ()
    invited: tuple[tuple[tuple[str, str], int], ...] = ()
    km: float = 0.0

    @property
    def people(self) -> int:
        """Those who are invited."""
        return sum(count for _, count in self.invited)

    @property
    def sessions(self) -> int:
        """Those that are held."""
        return sum(count for _, count in self.held)

    @property
    def worth(self) -> tuple[int, int, float]:
        """The goals in their order; less is better."""
        return -self.people, self.sessions, round(self.km, 6)


@dataclass(frozen=True)
class Proposal:
    """The best plan found, that of the simple rule, and what is proven: no plan invites more than `people`; none that
    invites as many as this one has fewer `sessions`, and none of as few has less than `km`."""

    plan: Plan
    simple: Plan
    people: int
    sessions: int
    km: float

    @property
    def proven(self) -> bool:
        """Whether no plan is better (by a share of 0.0001 of the travel)."""
        plan = self.plan
        near = plan.km <= self.km * 1.0001 + CLOSE
        return (plan.people, plan.sessions) == (self.people, self.sessions) and near


class Case:
    """The desa that can send people to each desa, and how far it is."""

    def __init__(self, waiting: Sequence[Waiting], wish: Wish) -> None:
        self.waiting, self.wish = sorted(waiting, key=lambda one: one.desa), wish
        self.people = [one.people for one in self.waiting]
        self.pairs: list[tuple[int, int]] = []
        self.km: list[float] = []
        for home, site, far in self._near():
            self.pairs.append((home, site))
            self.km.append(far)

    def _near(self) -> Iterator[tuple[int, int, float]]:
        for site, there in enumerate(self.waiting):
            for home, here in enumerate(self.waiting):
                far = distance(here.at, there.at)
                if far <= self.wish.within:
                    yield home, site, far

    @cached_property
    def sites(self) -> list[list[int]]:
        """Per desa the pairs of those who could come there, nearest first."""
        found: list[list[int]] = [[] for _ in self.waiting]
        for pair, (_, site) in enumerate(self.pairs):
            found[site].append(pair)
        return [sorted(each, key=lambda pair: (self.km[pair], pair)) for each in found]

    @cached_property
    def most(self) -> list[int]:
        """Per desa how many sessions could be held there at all."""
        reach = [sum(self.people[self.pairs[pair][0]] for pair in each) for each in self.sites]
        return [min(self.wish.most, people // self.wish.least) for people in reach]

    def plan(self, flow: Mapping[int, int], held: Mapping[int, int]) -> Plan:
        """A plan of people per pair and sessions per desa."""
        used = {pair: count for pair, count in sorted(flow.items()) if count}
        code = [one.desa for one in self.waiting]
        return Plan(
            tuple((code[site], count) for site, count in sorted(held.items()) if count),
            tuple(((code[self.pairs[pair][0]], code[self.pairs[pair][1]]), count) for pair, count in used.items()),
            sum(self.km[pair] * count for pair, count in used.items()),
        )


@lru_cache(maxsize=64)
def proposed(waiting: tuple[Waiting, ...], wish: Wish, seconds: float = SECONDS) -> Proposal:
    """The best plan that is found in so many seconds, with what is proven of it; the same case gives the same plan
    unless the clock ends it."""
    case, begun = Case(waiting, wish), time.monotonic()
    plan = simple = greedy(case)
    programme = _Programme(case)
    at_most = min(sum(case.people), wish.most * wish.capacity)
    if plan.people < at_most:  # else the simple rule has reached all that can be
        many = programme.least([-1.0] * len(case.pairs), 0.0, begun + seconds * SHARES[0])
        plan = _better(plan, many)
        at_most = min(at_most, floor(-many.bound + CLOSE)) if many else at_most
    programme.people, at_least = plan.people, ceil(plan.people / wish.capacity)
    if plan.sessions > at_least:
        few = programme.least([0.0] * len(case.pairs), 1.0, begun + seconds * SHARES[1])
        plan = _better(plan, few)
        at_least = max(at_least, ceil(few.bound - CLOSE)) if few else at_least
    programme.sessions, km = plan.sessions, 0.0
    if plan.km > CLOSE:
        short = programme.least(case.km, 0.0, begun + seconds)
        plan = _better(plan, short)
        km = min(max(short.bound, 0.0), plan.km) if short else 0.0
    return Proposal(plan, simple, at_most, at_least, km)


def _better(plan: Plan, found: "_Found | None") -> Plan:
    return plan if found is None else min(plan, found.plan, key=lambda one: one.worth)


def greedy(case: Case) -> Plan:
    """The simple rule: where most can still come, hold the next session, for the nearest of them."""
    left, flow, held = list(case.people), dict[int, int](), dict[int, int]()
    for _ in range(case.wish.most):
        come = [min(case.wish.capacity, sum(left[case.pairs[pair][0]] for pair in each)) for each in case.sites]
        site = max(range(len(come)), key=lambda at: (come[at], -at), default=None)
        if site is None or come[site] < case.wish.least:
            break
        held[site], room = held.get(site, 0) + 1, case.wish.capacity
        for pair in case.sites[site]:
            taken = min(room, left[case.pairs[pair][0]])
            left[case.pairs[pair][0]] -= taken
            flow[pair] = flow.get(pair, 0) + taken
            room -= taken
    return case.plan(flow, held)


@dataclass(frozen=True)
class _Found:
    plan: Plan
    bound: float


class _Programme:
    """The programme, asked for one goal after the other; `people` and `sessions` hold what was reached before."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.people: int | None = None
        self.sessions = case.wish.most

    def least(self, per_person: Sequence[float], per_session: float, until: float) -> _Found | None:
        """The least of this sum and its proven bound; None when no plan was found in time."""
        left = until - time.monotonic()
        if left <= 0:
            return None
        solver = self._solver(per_person, per_session, left, None)
        solver.run()
        info = solver.getInfo()
        if info.primal_solution_status != int(highspy.SolutionStatus.kSolutionStatusFeasible):
            return None
        values = np.asarray(solver.getSolution().col_value)[len(self.case.pairs) :]
        return _Found(self._whole(np.rint(values).astype(int)), float(info.mip_dual_bound))

    def _whole(self, held: Numbers) -> Plan:
        """The plan with these sessions: the most people that can come, then the least travel; at a corner, so whole."""
        people = self.people
        if people is None:
            most = self._solver([-1.0] * len(self.case.pairs), 0.0, SECONDS, held)
            most.run()
            people = round(-float(most.getInfo().objective_function_value))
        before, self.people = self.people, people
        solver = self._solver(self.case.km, 0.0, SECONDS, held)
        self.people = before
        solver.run()
        flow = np.asarray(solver.getSolution().col_value)[: len(self.case.pairs)]
        counts = np.rint(flow).astype(int)
        if np.abs(flow - counts).max(initial=0.0) > CLOSE * 100:
            raise ValueError("a flow of people is not whole")
        return self.case.plan(dict(enumerate(counts.tolist())), dict(enumerate(held.tolist())))

    def _solver(self, per_person: Sequence[float], per_session: float, seconds: float, held: Numbers | None) -> Any:
        """The programme with these costs; a linear one where the sessions are `held` already."""
        case, wish = self.case, self.case.wish
        solver = quiet_solver()
        solver.setOptionValue("time_limit", seconds)
        solver.setOptionValue("mip_rel_gap", 0.0 if per_session or self.people is None else 1e-4)
        flows, sites = len(case.pairs), len(case.waiting)
        upper = [float(min(case.people[home], wish.most * wish.capacity)) for home, _ in case.pairs]
        solver.addVars(flows, np.zeros(flows), np.array(upper))
        low = np.zeros(sites) if held is None else held.astype(float)
        solver.addVars(sites, low, np.array(case.most, dtype=float) if held is None else low)
        for column, cost in enumerate([*per_person, *([per_session] * sites)]):
            if cost:
                solver.changeColCost(column, cost)
        if held is None:
            for site in range(sites):
                solver.changeColIntegrality(flows + site, highspy.HighsVarType.kInteger)
        self._rows(solver, flows, sites)
        return solver

    def _rows(self, solver: Any, flows: int, sites: int) -> None:
        case, wish, endless = self.case, self.case.wish, highspy.kHighsInf

        def row(low: float, high: float, columns: Sequence[int], times: Sequence[float]) -> None:
            at, by = np.array(columns, dtype=np.int32), np.array(times, dtype=np.float64)
            solver.addRow(low, high, len(at), at, by)

        homes: list[list[int]] = [[] for _ in range(sites)]
        for pair, (home, _) in enumerate(case.pairs):
            homes[home].append(pair)
        for home, each in enumerate(homes):
            row(0.0, float(case.people[home]), each, [1.0] * len(each))
        for site, each in enumerate(case.sites):
            row(-endless, 0.0, [*each, flows + site], [*([1.0] * len(each)), -float(wish.capacity)])
            row(0.0, endless, [*each, flows + site], [*([1.0] * len(each)), -float(wish.least)])
        for pair, (home, site) in enumerate(case.pairs):  # says nothing new of whole sessions, and much of parts of one
            if case.people[home] < wish.capacity:
                row(-endless, 0.0, [pair, flows + site], [1.0, -float(case.people[home])])
        row(0.0, float(self.sessions), list(range(flows, flows + sites)), [1.0] * sites)
        if self.people is not None:
            row(float(self.people), float(self.people), list(range(flows)), [1.0] * flows)
