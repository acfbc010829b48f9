"""What an outsider can compute with: unknown counts, how they add up, and every published number as a sum of them.

The unknowns are the smallest groups that the tables speak of: the actors of a kecamatan and sector group, and each of
these groups once more by every attribute (its waiting band, a permit, a facilitator). A published number is a sum of
unknowns, so totals, complements and linked tables need no rules of their own.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

Form = Mapping[int, float]  # unknown -> how often it is counted
Name = tuple[str, ...]


@dataclass(frozen=True)
class Equality:
    """Unknowns that add up to a number everybody knows."""

    form: Form
    value: float = 0.0


@dataclass(frozen=True)
class Fact:
    """One number, in every place where it would be published: `cells` are (table, row, column); none for a complement.

    To protect it, what can be computed of it must contain all from `low` (of a count: those whom the public directory
    lists anyway) to `high`. `cost` is what withholding it loses; `small`
    says that it must be withheld itself; a published value is a multiple of `step`, off by at most `slack`, and never
    below `least`.
    """

    cells: tuple[tuple[str, str, str], ...]
    form: Form
    true: float
    low: float
    high: float
    cost: float
    small: bool
    step: float
    slack: float
    least: float

    @property
    def published(self) -> float:
        """The rounded number; half is rounded up."""
        return (self.true + self.step / 2) // self.step * self.step

    @property
    def interval(self) -> tuple[float, float]:
        """The least and the most that its publication says: everybody knows how numbers are rounded."""
        return max(self.least, self.published - self.slack), self.published + self.slack


@dataclass
class Model:
    """Unknowns with their names, true values and the least that everybody knows; what they add up to; the facts.

    The same name means the same thing in the models of two releases.
    """

    names: list[Name] = field(default_factory=list)
    true: list[float] = field(default_factory=list)
    least: list[float] = field(default_factory=list)
    equalities: list[Equality] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)

    def unknown(self, name: Name, true: float, least: float = 0.0) -> int:
        """A new unknown of this true value, known to be no less than `least`; its number."""
        self.names.append(name)
        self.true.append(true)
        self.least.append(least)
        return len(self.true) - 1

    def equal(self, form: Form, value: float = 0.0) -> None:
        """These add up to `value`, and everybody knows."""
        self.equalities.append(Equality(form, value))

    def value(self, form: Form) -> float:
        """The true value of a sum."""
        return sum(times * self.true[unknown] for unknown, times in form.items())


def total(unknowns: Iterable[int]) -> dict[int, float]:
    """The sum of these unknowns."""
    return dict.fromkeys(unknowns, 1.0)


def minus(whole: Form, *parts: Form) -> dict[int, float]:
    """A sum less others; what cancels is left out."""
    rest = dict(whole)
    for part in parts:
        for unknown, times in part.items():
            rest[unknown] = rest.get(unknown, 0.0) - times
    return {unknown: times for unknown, times in rest.items() if times}
