"""Who could take over actors whose facilitator has left: the nearest with room, by straight-line distance."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf

from data.route import distance

Point = tuple[float, float]  # longitude, latitude in degrees


@dataclass(frozen=True)
class Group:
    """Actors of one place that belong together."""

    key: str
    at: Point
    count: int


@dataclass(frozen=True)
class Room:
    """A facilitator who has room for so many more; `at` None when nobody knows where they live or work."""

    facilitator_id: str
    at: Point | None
    room: int


@dataclass(frozen=True)
class Offer:
    """So many actors of a group for one facilitator; `km` is None when the distance is not known."""

    key: str
    facilitator_id: str
    count: int
    km: float | None


def offers(groups: Sequence[Group], rooms: Sequence[Room]) -> tuple[list[Offer], dict[str, int]]:
    """The offers and, per group, how many find no room.

    The largest group chooses first, each goes to the nearest facilitator with room and is split where that room is
    short. Equal ones stand in the order of their keys, so that the answer is always the same.
    """
    room = {one.facilitator_id: max(one.room, 0) for one in rooms}
    made: list[Offer] = []
    left: dict[str, int] = {}
    for group in sorted(groups, key=lambda one: (-one.count, one.key)):
        waiting = group.count
        nearest = sorted((_km(group.at, one.at), one.facilitator_id) for one in rooms)
        for km, facilitator_id in nearest:
            taken = min(waiting, room[facilitator_id])
            if taken > 0:
                made.append(Offer(group.key, facilitator_id, taken, None if km == inf else km))
                room[facilitator_id] -= taken
                waiting -= taken
        if waiting:
            left[group.key] = waiting
    return made, left


def _km(here: Point, there: Point | None) -> float:
    return inf if there is None else distance(here, there)
