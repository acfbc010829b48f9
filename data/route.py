"""A sensible order for a day's visits: nearest first, then uncrossed; distances are straight lines on the globe."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import asin, cos, radians, sin, sqrt

Spot = tuple[float, float]  # longitude, latitude in degrees
EARTH_KM = 6371.0088  # mean radius


@dataclass(frozen=True)
class Route:
    """`order` holds positions in what was given; `legs` the km to each from the one before it, 0 where nothing is."""

    order: tuple[int, ...]
    legs: tuple[float, ...]

    @property
    def total(self) -> float:
        """Kilometres of all legs."""
        return sum(self.legs)


def distance(one: Spot, other: Spot) -> float:
    """Great-circle distance in km."""
    lon1, lat1, lon2, lat2 = map(radians, (*one, *other))
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_KM * asin(min(1.0, sqrt(half)))


def plan(spots: Sequence[Spot], start: Spot | None = None) -> Route:
    """An order that begins at `start`, else at the first spot, and need not come back; improved by 2-opt."""
    if not spots:
        return Route((), ())
    path = [start or spots[0], *(spots if start else spots[1:])]
    found = _uncrossed(path, _nearest_first(path))
    legs = [distance(path[one], path[other]) for one, other in pairwise(found)]
    if start:
        return Route(tuple(at - 1 for at in found[1:]), tuple(legs))
    return Route(tuple(found), (0.0, *legs))


def _nearest_first(path: Sequence[Spot]) -> list[int]:
    order, left = [0], list(range(1, len(path)))
    while left:
        here = path[order[-1]]
        nearest = min(left, key=lambda at: (distance(here, path[at]), at))
        left.remove(nearest)
        order.append(nearest)
    return order


def _uncrossed(path: Sequence[Spot], order: list[int]) -> list[int]:
    """2-opt on an open path whose first place is fixed: turn parts around as long as that shortens it."""
    better = True
    while better:
        better = False
        for first in range(1, len(order) - 1):
            for last in range(first + 1, len(order)):
                turned = order[:first] + order[first : last + 1][::-1] + order[last + 1 :]
                if _length(path, turned) < _length(path, order) - 1e-9:
                    order, better = turned, True
    return order


def _length(path: Sequence[Spot], order: Sequence[int]) -> float:
    return sum(distance(path[one], path[other]) for one, other in pairwise(order))
