"""Which numbers a release withholds: as few and as small as possible, so that no small one can be computed.

Small numbers are withheld themselves. Others join them where an outsider could still compute one: for each withheld
number, linear programs find the least and the most it can be, given all that is published. Where that interval is too
narrow, the program's own multipliers say which published numbers make it so; withholding enough of them becomes a
condition, and the cheapest set that meets all conditions is looked for again, until every interval is wide enough
(the method of Fischetti and Salazar-González, Management Science 2001, with rounded instead of exact numbers).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import highspy
import numpy as np

from data.problem import Problem
from data.public.model import Fact, Form, Model
from data.solver import quiet_solver

ENOUGH = 1e-6
UNBOUNDED = highspy.kHighsInf


@dataclass(frozen=True)
class Known:
    """A published number of an earlier release that is still true: it tells as much today."""

    form: Form
    low: float
    high: float


@dataclass(frozen=True)
class Condition:
    """Withholding fact `about` takes withholding others: the sum of their weights must reach one."""

    about: int | None  # None: it has to hold in any case
    weights: Mapping[int, float]


@dataclass(frozen=True)
class Range:
    """The least and the most that a fact can be, as far as was looked."""

    low: float
    high: float


def withhold(model: Model, known: Sequence[Known] = (), complementary: bool = True) -> frozenset[int]:
    """Numbers of the facts to withhold. Problem("release_unsafe", count) when nothing hides what must be hidden.

    `complementary=False` withholds the small numbers only; the tests show what that gives away.
    """
    small = frozenset(index for index, fact in enumerate(model.facts) if fact.small and fact.cells)
    if not complementary:
        return small
    outsiders = [Outsider(model), *([Outsider(model, known)] if known else [])]
    conditions, chosen = list[Condition](), small
    while True:
        found = [breach for outsider in outsiders for breach in outsider.breaches(chosen)]
        if not found:
            return chosen
        conditions += found
        chosen = _cheapest(model.facts, small, conditions)


class Outsider:
    """Everything published as one linear program, asked for the least and the most of one number after the other.

    Whoever knows this release only must not even see which withheld numbers are small: each may be. To whoever knows
    more (`known`), the small ones must be hidden, as far as they do not know them anyway.
    """

    def __init__(self, model: Model, known: Sequence[Known] = ()) -> None:
        self._facts = model.facts
        self._knows_more = bool(known)
        self._solver = quiet_solver()
        for least in model.least:
            self._solver.addVar(least, UNBOUNDED)
        for equality in model.equalities:
            self._row(equality.form, equality.value, equality.value)
        for one in known:
            self._row(one.form, one.low, one.high)
        self._first = self._solver.getNumRow()
        for fact in model.facts:
            self._row(fact.form, -UNBOUNDED, UNBOUNDED)
        self._withheld = frozenset(range(len(model.facts)))
        self._aim: tuple[int, ...] = ()
        self._wanted = [Range(fact.low, fact.high) for fact in model.facts]
        if known:
            self._give_up()

    def breaches(self, withheld: frozenset[int]) -> Iterator[Condition]:
        """A condition for each number that must be hidden and is not, with these withheld."""
        self._publish(withheld)
        seen: dict[int, Range] = {}
        for index in self._sensitive(withheld):
            for sign in (1.0, -1.0):
                if not self._shown_safe(seen, index, sign):
                    breach = self._breach(seen, index, sign, withheld)
                    if breach:
                        yield breach

    def _give_up(self) -> None:
        """What earlier releases alone tell cannot be hidden by withholding; this one must not tell more of it."""
        everything = frozenset(index for index, fact in enumerate(self._facts) if fact.cells)
        self._publish(everything)
        seen: dict[int, Range] = {}
        for index in self._sensitive(everything):
            for sign in (1.0, -1.0):
                if not self._shown_safe(seen, index, sign):
                    wanted, found = self._wanted[index], self._looked(seen, index, sign, everything)
                    low = max(wanted.low, found) if sign > 0 else wanted.low
                    self._wanted[index] = Range(low, wanted.high if sign > 0 else min(wanted.high, -found))

    def range_of(self, index: int, withheld: frozenset[int]) -> Range:
        """The least and the most one fact can be."""
        self._publish(withheld)
        least, most = self._extreme(index, 1.0), self._extreme(index, -1.0)
        return Range(-UNBOUNDED if least is None else least, UNBOUNDED if most is None else -most)

    def _row(self, form: Form, low: float, high: float) -> None:
        indices, times = np.fromiter(form.keys(), dtype=np.int32), np.fromiter(form.values(), dtype=np.float64)
        self._solver.addRow(low, high, len(indices), indices, times)

    def _publish(self, withheld: frozenset[int]) -> None:
        for index in withheld ^ self._withheld:
            fact = self._facts[index]
            if not fact.cells:
                continue
            low, high = (-UNBOUNDED, UNBOUNDED) if index in withheld else fact.interval
            self._solver.changeRowBounds(self._first + index, low, high)
        self._withheld = withheld

    def _sensitive(self, withheld: frozenset[int]) -> list[int]:
        return [
            index
            for index, fact in enumerate(self._facts)
            if (fact.small and not fact.cells) or (index in withheld and (fact.small or not self._knows_more))
        ]

    def _shown_safe(self, seen: dict[int, Range], index: int, sign: float) -> bool:
        """Whether a register that was found on the way already shows the number as small, or as large, as needed."""
        wanted, found = self._wanted[index], seen.get(index)
        if found is None:
            return False
        return found.low <= wanted.low + ENOUGH if sign > 0 else found.high >= wanted.high - ENOUGH

    def _breach(self, seen: dict[int, Range], index: int, sign: float, withheld: frozenset[int]) -> Condition | None:
        fact, wanted, found = self._facts[index], self._wanted[index], self._looked(seen, index, sign, withheld)
        excess = found - (wanted.low if sign > 0 else -wanted.high)
        if excess <= ENOUGH:
            return None
        return Condition(index if fact.cells and not fact.small else None, self._weights(excess, withheld))

    def _looked(self, seen: dict[int, Range], index: int, sign: float, withheld: frozenset[int]) -> float:
        """The least of `sign` times the fact, no further than needed, and what the register found for it shows."""
        fact, row = self._facts[index], self._first + index
        bounds = (fact.low - 1.0, UNBOUNDED) if sign > 0 else (-UNBOUNDED, fact.high + 1.0)
        self._solver.changeRowBounds(row, *bounds)
        found = self._extreme(index, sign)
        if found is None:
            raise ValueError("a bounded number has no extreme")
        self._remember(seen, withheld)
        self._duals = np.array(self._solver.getSolution().row_dual)[self._first :]
        self._solver.changeRowBounds(row, -UNBOUNDED, UNBOUNDED)
        return found

    def _extreme(self, index: int, sign: float) -> float | None:
        """The least of `sign` times the fact; None when there is none."""
        for unknown in self._aim:
            self._solver.changeColCost(unknown, 0.0)
        form = self._facts[index].form
        for unknown, times in form.items():
            self._solver.changeColCost(unknown, sign * times)
        self._aim = tuple(form)
        self._solver.run()
        status = self._solver.getModelStatus()
        if status == highspy.HighsModelStatus.kOptimal:
            return float(self._solver.getInfo().objective_function_value)
        if status in (highspy.HighsModelStatus.kUnbounded, highspy.HighsModelStatus.kUnboundedOrInfeasible):
            return None
        raise ValueError(f"what is published contradicts itself: {status}")

    def _remember(self, seen: dict[int, Range], withheld: frozenset[int]) -> None:
        """What this possible register shows of every number that must be hidden."""
        values = np.asarray(self._solver.getSolution().row_value)[self._first :]
        for index in self._sensitive(withheld):
            value, before = float(values[index]), seen.get(index)
            low, high = (value, value) if before is None else (before.low, before.high)
            seen[index] = Range(min(low, value), max(high, value))

    def _weights(self, excess: float, withheld: frozenset[int]) -> dict[int, float]:
        """How much of the excess each published number could take away, at most all of it, were it withheld."""
        duals, found = self._duals, dict[int, float]()
        for index in np.flatnonzero(np.abs(duals) > ENOUGH):
            fact = self._facts[index]
            if fact.cells and index not in withheld:
                given = duals[index] * (fact.interval[0] - fact.low) if duals[index] > 0 else UNBOUNDED
                if given > ENOUGH:
                    found[int(index)] = min(1.0, given / excess)
        return found


def _cheapest(facts: Sequence[Fact], small: frozenset[int], conditions: Sequence[Condition]) -> frozenset[int]:
    """The cheapest set with all small numbers that meets every condition."""
    solver = quiet_solver()
    solver.setOptionValue("mip_rel_gap", 0.01)
    solver.setOptionValue("time_limit", 60.0)
    for index, fact in enumerate(facts):
        solver.addVar(1.0 if index in small else 0.0, 1.0 if fact.cells else 0.0)
        solver.changeColCost(index, fact.cost)
        solver.changeColIntegrality(index, highspy.HighsVarType.kInteger)
    for condition in conditions:
        weights = dict(condition.weights)
        if condition.about is not None:
            weights[condition.about] = weights.get(condition.about, 0.0) - 1.0
        indices, values = np.fromiter(weights.keys(), dtype=np.int32), np.fromiter(weights.values(), dtype=np.float64)
        solver.addRow(0.0 if condition.about is not None else 1.0, UNBOUNDED, len(indices), indices, values)
    solver.run()
    if solver.getInfo().primal_solution_status != int(highspy.SolutionStatus.kSolutionStatusFeasible):
        raise Problem("release_unsafe", count=sum(condition.about is None for condition in conditions))
    return frozenset(int(index) for index in np.flatnonzero(np.asarray(solver.getSolution().col_value) > 0.5))
