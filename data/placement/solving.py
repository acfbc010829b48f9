"""The proof: the best plan that can be found, with a bound that no plan is below; with progress and cancel.

First a search: branch and bound over the few facilitators of each unit that are cheapest in the relaxation. Then the
proof: branch and bound over all, whose cuts at the root bring most of the bound.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import Event
from typing import Any

import highspy
import numpy as np

from data.placement.costs import NOBODY, Floats, Ints, Table, cost
from data.placement.programme import columns_of, relaxation, upper_of, where_of, whole
from data.placement.searching import greedy, start

GAP = 0.03  # good enough to stop: the product asks for 5 %
SECONDS = 55.0
SEARCHING = 0.45  # of the time, at most, goes to the search; the rest to the proof
TOLD_EVERY = 0.2  # seconds
# The search for good plans: so many facilitators for each unit, so many nodes.
LIKELY = 4
NODES = 30
SAME = 1e-5  # as a share: costs that differ by less are the same


@dataclass(frozen=True)
class Progress:
    """What is known while it runs: the best cost so far, the proven bound (None: not yet), seconds since the start."""

    best: float
    bound: float | None
    elapsed: float

    @property
    def gap(self) -> float | None:
        """How much better, at most, another plan could be, as a share of the cost; None while there is no bound."""
        return None if self.bound is None else gap_of(self.best, self.bound)


@dataclass(frozen=True, eq=False)
class Found:
    """A plan: `where` holds a position in the case's people or NOBODY for each unit of the table. `best` is its cost,
    no plan costs less than `bound`; `ended` is "proven" (within the gap asked), "time" or "cancelled"."""

    costs: Table
    where: Ints
    best: float
    bound: float
    seconds: float
    ended: str

    @property
    def gap(self) -> float:
        """(cost − bound) ÷ cost."""
        return gap_of(self.best, self.bound)


Tell = Callable[[Progress], None]


def gap_of(best: float, bound: float) -> float:
    """(best − bound) ÷ best, 0 where they meet; 1 at most."""
    missing = max(best - bound, 0.0)
    return 0.0 if missing < 1e-6 else min(missing / max(abs(best), 1e-9), 1.0)


def solve(
    costs: Table,
    gap: float = GAP,
    seconds: float = SECONDS,
    tell: Tell | None = None,
    cancel: Event | None = None,
    begin: Ints | None = None,
) -> Found:
    """The best plan found until it is proven within `gap`, or so many seconds are over, or it is cancelled.

    Always a plan, and never worse than the simple rule or than `begin` filled up by it. Unless the clock ends it, the
    same case gives the same plan. `tell` is called in this thread and must not raise.
    """
    watch = _Watch(costs, gap, seconds, tell, cancel)
    watch.seen(start(costs))
    if begin is not None:
        watch.seen(greedy(costs, begin))
    bound, dearer = _relax(costs)
    watch.bounded(bound)
    if not watch.over:
        _search(costs, watch, dearer)
    if not watch.over:
        _prove(costs, watch)
    ended = "proven" if watch.gap <= gap + 1e-9 else "cancelled" if watch.cancelled else "time"
    return Found(costs, watch.where, watch.best, watch.bound or 0.0, watch.elapsed, ended)


def relaxed(costs: Table) -> float:
    """The cost that no plan is below: the least if units could be shared out."""
    return _relax(costs)[0]


def _relax(costs: Table) -> tuple[float, Floats]:
    """The same, and how much dearer it becomes where a facilitator gets a unit that is not theirs (reduced cost)."""
    solver = relaxation(costs)
    solver.run()
    units, people = costs.shape
    solution = solver.getSolution()
    dearer = np.array(solution.col_dual)[: units * people] - np.array(solution.col_value)[: units * people]
    return max(float(solver.getInfo().objective_function_value), 0.0), dearer.reshape(units, people)


def _likely(costs: Table, dearer: Floats) -> Floats:
    """Most of each column x where every unit may only go to the few who are the cheapest in the relaxation."""
    order = np.argsort(np.argsort(dearer, axis=1, kind="stable"), axis=1)
    return np.where(order < LIKELY, upper_of(costs), 0.0)


class _Watch:
    """The best plan and bound so far, told to whoever waits."""

    def __init__(self, costs: Table, wanted: float, seconds: float, tell: Tell | None, cancel: Event | None) -> None:
        self.costs, self.wanted, self._tell, self._cancel = costs, wanted, tell, cancel
        self._began = time.monotonic()
        self._until = self._began + seconds
        self.best, self.bound = np.inf, 0.0
        self.where: Ints = np.full(costs.shape[0], NOBODY, dtype=np.int64)
        self._proven = False
        self._told = -np.inf

    @property
    def cancelled(self) -> bool:
        return self._cancel is not None and self._cancel.is_set()

    @property
    def elapsed(self) -> float:
        return time.monotonic() - self._began

    @property
    def left(self) -> float:
        """Seconds."""
        return max(self._until - time.monotonic(), 0.0)

    @property
    def gap(self) -> float:
        return gap_of(self.best, self.bound)

    @property
    def over(self) -> bool:
        """Whether it is proven well enough, or there is no time, or nobody waits any more."""
        return self.cancelled or self.gap <= self.wanted or not self.left

    def seen(self, where: Ints) -> None:
        """A plan, to be kept if it is the best."""
        found = cost(self.costs, where)
        if found < self.best:
            self.best, self.where = found, where
        self.say()

    def bounded(self, bound: float) -> None:
        """A proven bound."""
        if np.isfinite(bound):
            self._proven, self.bound = True, min(max(self.bound, bound), self.best)
        self.say()

    def say(self) -> None:
        """Tell, not more often than anybody can read."""
        if self._tell is not None and self.elapsed - self._told >= TOLD_EVERY:
            self._told = self.elapsed
            self._tell(Progress(self.best, self.bound if self._proven else None, self.elapsed))


def _search(costs: Table, watch: _Watch, dearer: Floats) -> None:
    """Good plans first: branch and bound over what is likely. What it proves holds only there and is not told."""
    solver = whole(costs)
    units, people = costs.shape
    columns = np.arange(units * people, dtype=np.int32)
    solver.changeColsBounds(len(columns), columns, np.zeros(len(columns)), _likely(costs, dearer).ravel())
    solver.setOptionValue("mip_rel_gap", watch.wanted / 4)
    solver.setOptionValue("mip_max_nodes", NODES)
    solver.setOptionValue("mip_heuristic_effort", 0.3)
    _run(solver, costs, watch, SEARCHING)


def _prove(costs: Table, watch: _Watch) -> None:
    """Branch and bound over all, from the best plan so far. RuntimeError where HiGHS contradicts itself."""
    solver = whole(costs)
    solver.setOptionValue("mip_rel_gap", watch.wanted)
    # HiGHS 1.16.0 proves too much of a reduced model that it begins from a plan: the tests on small cases see it. There
    # is little to reduce here.
    solver.setOptionValue("presolve", "off")
    known = highspy.HighsSolution()
    known.col_value = columns_of(costs, watch.where).tolist()
    solver.setSolution(known)
    solver.cbMipInterrupt += lambda event: watch.bounded(event.data_out.mip_dual_bound)
    _run(solver, costs, watch)
    where, said = _last(solver, costs), solver.getInfo().objective_function_value
    if where is not None and said < cost(costs, where) - SAME * max(said, 1.0):
        raise RuntimeError(f"HiGHS says that a plan costs {said}, it costs {cost(costs, where)}")
    watch.bounded(solver.getInfo().mip_dual_bound)


def _run(solver: Any, costs: Table, watch: _Watch, share: float = 1.0) -> None:
    """Run and keep each plan that is better."""
    solver.setOptionValue("time_limit", watch.left * share)

    def better(event: Any) -> None:
        watch.seen(where_of(costs, np.array(event.data_out.mip_solution)))

    def going(event: Any) -> None:
        watch.say()
        if watch.cancelled:
            event.interrupt()

    solver.cbMipImprovingSolution += better
    solver.cbMipInterrupt += going
    if solver.run() == highspy.HighsStatus.kError:
        raise RuntimeError(f"HiGHS: {solver.getModelStatus()}")
    where = _last(solver, costs)
    if where is not None:
        watch.seen(where)


def _last(solver: Any, costs: Table) -> Ints | None:
    """The plan with which it ended, if it has one."""
    if solver.getInfo().primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        return None
    return where_of(costs, np.array(solver.getSolution().col_value))
