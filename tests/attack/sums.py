"""Sums of unknowns, and the relations between them: what every attack is written in."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from math import inf

Sum = dict[int, float]  # unknown -> how often it is counted


def plus(sums: Iterable[Sum]) -> Sum:
    """All of them together."""
    total: Sum = {}
    for one in sums:
        for unknown, times in one.items():
            total[unknown] = total.get(unknown, 0) + times
    return total


def minus(whole: Sum, *parts: Sum, times: float = 1) -> Sum:
    """`whole` without the parts, each `times` times."""
    total = plus([whole, *({unknown: -times * by for unknown, by in part.items()} for part in parts)])
    return {unknown: by for unknown, by in total.items() if by}


@dataclass(frozen=True)
class Relation:
    """lo <= total <= hi. `family` names the attack it belongs to; what is `soft` was only assumed."""

    total: Sum
    lo: float
    hi: float
    family: str
    name: str = ""
    soft: bool = False


@dataclass
class System:
    """Unknowns, none of them below zero, and their relations without those of the families left out."""

    left_out: frozenset[str] = frozenset()
    size: int = 0
    relations: list[Relation] = field(default_factory=list)
    known: dict[int, float] = field(default_factory=dict)  # unknown -> how many of it are listed by name
    unsure: dict[int, float] = field(default_factory=dict)  # unknown -> listed ones that may belong to it or not
    said: dict[frozenset[tuple[int, float]], tuple[float, float]] = field(default_factory=dict)

    def unknown(self) -> Sum:
        """A new unknown."""
        self.size += 1
        return {self.size - 1: 1.0}

    def relate(self, total: Sum, lo: float, hi: float, family: str, name: str = "", soft: bool = False) -> None:
        """Adds lo <= total <= hi."""
        if family not in self.left_out and total and (lo > -inf or hi < inf):
            self.relations.append(Relation(total, lo, hi, family, name, soft))

    def equal(self, one: Sum, other: Sum, family: str, name: str = "", soft: bool = False) -> None:
        """Adds one = other."""
        self.relate(minus(one, other), 0, 0, family, name, soft)

    def within(self, part: Sum, whole: Sum, family: str, name: str = "") -> None:
        """Adds part <= whole."""
        self.relate(minus(whole, part), 0, inf, family, name)

    def say(self, total: Sum, lo: float, hi: float, name: str) -> None:
        """Adds a published number."""
        self.said[frozenset(total.items())] = lo, hi
        self.relate(total, lo, hi, "published", name)

    def least(self, whole: Sum, *parts: Sum) -> float:
        """What is certainly left of `whole` without the parts, by their published numbers alone."""
        lo, _ = self.said.get(frozenset(whole.items()), (0, inf))
        return lo - sum(self.said.get(frozenset(part.items()), (0, inf))[1] for part in parts)

    def listed(self, total: Sum) -> float:
        """How many of a sum are certainly known by name: none where it leaves out what the directory is silent of."""
        if any(by < 0 and one not in self.known for one, by in total.items()):
            return 0
        return sum(
            by * (self.known.get(one, 0) + (self.unsure.get(one, 0) if by < 0 else 0)) for one, by in total.items()
        )
