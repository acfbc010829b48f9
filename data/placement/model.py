"""What the placement model starts from: facilitators, today's actors counted, and what the person wishes."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from data.route import Spot

GOALS = ("reach", "even", "near")
URGENT = ("over_24", "never")  # waiting bands that go first, see `data.metrics.BANDS`


@dataclass(frozen=True)
class Facilitator:
    """Who could be assigned: home desa (code) and capacity (actors), None where the office has not written it down."""

    id: str
    name: str
    home: str | None
    capacity: int | None


@dataclass(frozen=True)
class Group:
    """So many active actors of one place who share a waiting band and a facilitator; `desa` None: not known.

    `facilitator` is at work, None: nobody or somebody who has left; `personally` by assignments of their own.
    """

    kecamatan: str
    desa: str | None
    waiting: str
    facilitator: str | None
    personally: bool
    actors: int

    @property
    def unit(self) -> str:
        """What is assigned as a whole: the desa, else the kecamatan for those whose desa is not known."""
        return self.desa or self.kecamatan

    @property
    def urgent(self) -> bool:
        """Waiting for more than 24 months, or never visited."""
        return self.waiting in URGENT


@dataclass(frozen=True)
class Case:
    """What there is today: people by id, groups, label points (degrees) and neighbours of every desa and kecamatan.

    `bound` counts actors whose own assignment is to somebody who has left: no assignment of an area reaches them.
    """

    people: tuple[Facilitator, ...]
    groups: tuple[Group, ...]
    at: Mapping[str, Spot]
    neighbours: Mapping[str, tuple[str, ...]]
    bound: int = 0

    @cached_property
    def index(self) -> dict[str, int]:
        """Facilitator id -> position in `people`."""
        return {one.id: position for position, one in enumerate(self.people)}

    @cached_property
    def units(self) -> tuple[str, ...]:
        """Codes of what is to be assigned: where there is at least one actor without an assignment of their own."""
        return tuple(sorted({group.unit for group in self.groups if not group.personally}))

    @property
    def without_home(self) -> tuple[str, ...]:
        """Ids of those whose distances are counted from the middle of their caseload, for want of a home desa."""
        return tuple(one.id for one in self.people if one.home not in self.at)

    @property
    def without_capacity(self) -> tuple[str, ...]:
        """Ids of those for whom a capacity is assumed, see `Wish.capacity_if_unset`."""
        return tuple(one.id for one in self.people if one.capacity is None)


@dataclass(frozen=True)
class Wish:
    """What the person chose. `change` in km per actor who changes, `touch` in km × actors per kecamatan entered,
    `ceiling` how full a facilitator may be (load ÷ capacity), `capacity_if_unset` in actors (None: the middle one of
    those that are set)."""

    goal: str = "reach"
    change: float = 2.0
    touch: float = 30.0
    ceiling: float = 1.0
    capacity_if_unset: int | None = None


def kecamatan_of(code: str) -> str:
    """The kecamatan of a desa's or kecamatan's code: its first three parts."""
    return ".".join(code.split(".")[:3])
