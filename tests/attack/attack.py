"""Attacks on the published numbers, all on one core: which values can a cell have, given everything else?

What an attack uses comes in families, each of which can be left out to see what it alone gives away.
"""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from math import inf
from typing import Any

import numpy as np

from tests.attack import earlier as before
from tests.attack import money
from tests.attack.reader import Published, Release, number
from tests.attack.register import Register
from tests.attack.relations import relate
from tests.attack.solver import TOLERANCE, Space, contradicted, matrix
from tests.attack.sums import Relation, Sum, System
from tests.attack.targets import Target, targets

FAMILIES = {
    "totals": "the rows of all together are the sums of the others",
    "links": "one sheet says something about another",
    "parts": "a part is not more than its whole",
    "shares": "a share that was not made from the rounded numbers",
    "levels": "desa within kecamatan, finer within coarser classes",
    "changes": "the steps between two dates add up, exits are among them",
    "calendar": "the same day in two sheets or two releases",
    "directory": "listed businesses are known by name",
    "earlier": "what earlier releases say and is still true",
}
ROUNDS = 3  # tries at all open cells in one step, before each is tried alone

StillTrue = Callable[[str, str, str, str], bool]  # slug, sheet, row, column


@dataclass(frozen=True)
class Found:
    """What a cell was narrowed to. A safe one's interval can be wider still: all that matters is that 0 to 4 are in it.

    kind: "withheld"; "published", a small count that stands open; "complement", a rest by its name `other`; "money",
    a withheld sum in rupiah, always the whole interval. Counts are of those not listed by name. `never`: values below
    the threshold inside the interval that no whole numbers give.

    A rest is, by `columns` of its row, the first less the others; "kolom_lain": the row's actors less this group;
    "baris_lain": the row of all together less this row; "tak_terdaftar": the published count less those listed.
    """

    table: str
    row: str
    column: str
    kind: str
    lo: float
    hi: float
    other: str = ""
    never: frozenset[int] = frozenset()
    small: int = 4
    columns: tuple[str, ...] = ()

    @property
    def open(self) -> bool:
        """Whether not all of 0 to `small` are possible."""
        return self.lo > TOLERANCE or self.hi < self.small - TOLERANCE or bool(self.never)


@dataclass(frozen=True)
class Findings:
    """What an attack found. `feasible`: the published numbers do not contradict each other. `given_up` names what
    could not hold: assumptions, and published numbers when it is not feasible."""

    slug: str
    cells: tuple[Found, ...]
    feasible: bool
    given_up: tuple[str, ...] = ()

    @property
    def recovered(self) -> tuple[Found, ...]:
        """Cells that should be hidden and are not."""
        return tuple(one for one in self.cells if one.kind in ("withheld", "published") and one.open)

    @property
    def complements(self) -> tuple[Found, ...]:
        """Rests that may be small and cannot have every small value: who knows the truth says whether they are."""
        rests = (one for one in self.cells if one.kind == "complement" and one.open)
        return tuple(one for one in rests if one.lo <= one.small)

    def found(self, table: str, row: str, column: str, other: str = "") -> Found:
        """One of them; KeyError when it was no target."""
        return {(one.table, one.row, one.column, one.other): one for one in self.cells}[table, row, column, other]


def attack(
    published: Published,
    slug: str | None = None,
    *,
    earlier: bool = False,
    still_true: StillTrue | None = None,
    exact: bool = False,
    later: bool = False,
    without: Collection[str] = (),
) -> Findings:
    """Attacks one release (the latest unless `slug`) with all that is published.

    `earlier` also uses the releases before it, `later` those after it: with an insider's `still_true` what is said
    there of what has not changed, without one everything that does not contradict. `exact`: only whole numbers
    (small registers). `without` leaves out FAMILIES; ValueError for another name.
    """
    if unknown := set(without) - FAMILIES.keys():
        raise ValueError(f"no such family: {unknown}")
    now = published.release(slug)
    if "links" in without:
        less = set(without) - {"links"}
        options: dict[str, Any] = {
            "earlier": earlier,
            "still_true": still_true,
            "exact": exact,
            "later": later,
            "without": less,
        }
        return _joined([attack(one, now.slug, **options) for one in _sheet_by_sheet(published, now)])
    at = published.releases.index(now)
    others = published.releases[:at] if earlier else ()
    others += published.releases[at + 1 :] if later else ()
    system = System(frozenset(without))
    register = Register(system, now, (now, *others))
    relate(register)
    register.know(published.listed)
    for sheet in now.sheets.values():
        for row, column, text in sheet.counts():
            value, cell = number(text), register.cell(sheet.name, row, column)
            if value is not None and cell:
                system.say(cell, *sheet.interval(value), f"{sheet.name} {row} {column}")
    before.relate(register, others, still_true)
    aimed = list(targets(register))
    cells, feasible, given_up = _narrowed(system, aimed, now, exact)
    cells += tuple(
        Found("nilai", row, column, "money", lo, hi) for row, column, lo, hi in money.bounds(now, others, still_true)
    )
    return Findings(now.slug, cells, feasible, given_up)


def _sheet_by_sheet(published: Published, now: Release) -> Iterator[Published]:
    """All that is published of one sheet, for each of the release's."""
    for name in now.sheets:
        releases = published.releases
        alone = (replace(one, sheets={key: one.sheets[key] for key in one.sheets if key == name}) for one in releases)
        yield replace(published, releases=tuple(alone))


def _joined(found: list[Findings]) -> Findings:
    cells = tuple(cell for one in found for cell in one.cells)
    given_up = tuple(name for one in found for name in one.given_up)
    return Findings(found[0].slug, cells, all(one.feasible for one in found), given_up)


def _narrowed(
    system: System, aimed: list[Target], now: Release, exact: bool
) -> tuple[tuple[Found, ...], bool, tuple[str, ...]]:
    """The targets with their intervals; whether the numbers agree; what was given up so that they do."""
    if not system.size:
        return (), True, ()
    most = 1000 + 10 * max((abs(one.hi) for one in system.relations if abs(one.hi) < inf), default=0)
    relations, feasible = system.relations, True
    given_up: tuple[str, ...] = ()
    aim = _Aim(Space(system.size, relations, most, exact), aimed, now.threshold - 1)
    if not aim.agrees():
        relations, feasible, given_up = _agreeing(system, most)
        aim = _Aim(Space(system.size, relations, most, exact), aimed, now.threshold - 1)
    if exact and not aim.agrees():
        feasible, given_up = False, (*given_up, "whole numbers")
        aim = _Aim(Space(system.size, relations, most), aimed, now.threshold - 1)
    aim.all_at_once()
    aim.one_by_one()
    never = aim.never(relations, most) if exact and feasible else {}
    cells = (
        Found(*one.at, one.kind, lo, hi, one.other, never.get(index, frozenset()), aim.small, one.columns)
        for index, (one, (lo, hi)) in enumerate(zip(aimed, aim.bounds(), strict=True))
    )
    return tuple(cells), feasible, given_up


def _agreeing(system: System, most: float) -> tuple[list[Relation], bool, tuple[str, ...]]:
    """Relations that hold together: assumptions are given up first, published numbers only where they must be."""
    relations = system.relations
    soft = [index for index, one in enumerate(relations) if one.soft]
    said = [index for index, one in enumerate(relations) if one.soft or one.family in ("published", "earlier")]
    for doubted in (soft, said):
        gone = contradicted(system.size, relations, doubted, most)
        if gone is not None:
            names = tuple(f"{relations[index].family}: {relations[index].name}" for index in sorted(gone))
            return [one for index, one in enumerate(relations) if index not in gone], doubted is soft, names
    raise AssertionError("with nothing published, everybody could be nobody")


class _Aim:
    """The least and greatest values of the targets seen so far, at any point that agrees with everything."""

    def __init__(self, space: Space, aimed: list[Target], small: int) -> None:
        self.space, self.aimed, self.small = space, aimed, small
        self._table = matrix([one.total for one in aimed], space.size)
        self._listed = np.array([one.listed for one in aimed])
        self.lo, self.hi = np.full(len(aimed), inf), np.full(len(aimed), -inf)
        self._floor = np.array([one.least for one in aimed]) - self._listed
        self._had: np.ndarray = np.zeros((len(aimed), small + 1), dtype=bool)

    def agrees(self) -> bool:
        """Whether there is any point at all."""
        return self._try({0: 1.0}, -1)

    def all_at_once(self) -> None:
        """Points at which many cells are small, or large, together."""
        chance = np.random.default_rng(5)
        for sign in (-1, 1):
            for _ in range(ROUNDS):
                wanted = np.flatnonzero(~self._safe(sign) & ~self._large())
                if not len(wanted):
                    break
                weights = self._table[wanted].T @ chance.uniform(0.5, 1.5, len(wanted))
                self._try({int(one): float(weights[one]) for one in np.flatnonzero(weights)}, sign)

    def one_by_one(self) -> None:
        """The true bounds of every cell that is not yet seen to be safe; of a rest that cannot be small, the least."""
        for index in np.flatnonzero(~self._large()):
            total, left = self.aimed[index].total, [-1, 1]
            if not self._safe(-1)[index]:
                self._try(total, left.pop(0))
                self._floor[index] = self.lo[index]
            if self._large()[index] and self.aimed[index].kind == "complement":
                continue
            if not self._safe(1)[index]:
                self._try(total, left.pop())
            for sign in left if not self._safe(-1)[index] or not self._safe(1)[index] else ():
                self._try(total, sign)

    def bounds(self) -> Iterator[tuple[float, float]]:
        """Each target's interval."""
        for lo, hi, floor in zip(self.lo, self.hi, self._floor, strict=True):
            yield float(floor if floor > self.small else lo), float(hi)

    def never(self, relations: list[Relation], most: float) -> dict[int, frozenset[int]]:
        """Of the whole numbers within each interval, those that cannot be."""
        found: dict[int, frozenset[int]] = {}
        for index, value in np.argwhere(~self._had):
            if self._had[index, value] or not self.lo[index] - TOLERANCE <= value <= self.hi[index] + TOLERANCE:
                continue
            one = self.aimed[index]
            there = Relation(one.total, value + one.listed, value + one.listed, "aim")
            point = Space(self.space.size, [*relations, there], most, exact=True).best({0: 1.0}, -1)
            if point is None:
                found[index] = found.get(index, frozenset()) | {int(value)}
            else:
                self._see(point)
        return found

    def _large(self) -> np.ndarray:
        return self._floor > self.small

    def _safe(self, sign: int) -> np.ndarray:
        return self.lo <= TOLERANCE if sign < 0 else self.hi >= self.small - TOLERANCE

    def _try(self, total: Sum, sign: int) -> bool:
        point = self.space.best(total, sign)
        if point is not None:
            self._see(point)
        return point is not None

    def _see(self, point: np.ndarray) -> None:
        values = self._table @ point - self._listed
        self.lo, self.hi = np.minimum(self.lo, values), np.maximum(self.hi, values)
        for value in range(self.small + 1):
            self._had[:, value] |= np.abs(values - value) <= TOLERANCE
