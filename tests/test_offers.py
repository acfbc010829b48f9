"""Offering actors to the nearest facilitator with room."""

from random import Random

import pytest

from data.offers import Group, Room, offers

# On one meridian 0.1 degrees of latitude are 11.12 km.
SOUTH, MIDDLE, NORTH = (113.7, -8.3), (113.7, -8.2), (113.7, -8.1)


def told(groups: list[Group], rooms: list[Room]) -> tuple[list[tuple[str, str, int]], dict[str, int]]:
    made, left = offers(groups, rooms)
    return [(one.key, one.facilitator_id, one.count) for one in made], left


@pytest.mark.parametrize(
    ("groups", "rooms", "made", "left"),
    [
        ([], [Room("a", SOUTH, 5)], [], {}),
        ([Group("g", SOUTH, 3)], [], [], {"g": 3}),
        # The nearest with room, not the roomiest.
        ([Group("g", SOUTH, 3)], [Room("a", NORTH, 50), Room("b", MIDDLE, 5)], [("g", "b", 3)], {}),
        # Full or overfull is no room.
        ([Group("g", SOUTH, 3)], [Room("a", SOUTH, 0), Room("b", SOUTH, -9), Room("c", NORTH, 9)], [("g", "c", 3)], {}),
        # Short of room: split, the nearest first; the rest is told.
        (
            [Group("g", SOUTH, 9)],
            [Room("a", NORTH, 2), Room("b", MIDDLE, 4)],
            [("g", "b", 4), ("g", "a", 2)],
            {"g": 3},
        ),
        # The largest chooses first.
        (
            [Group("small", SOUTH, 2), Group("large", SOUTH, 5)],
            [Room("a", SOUTH, 5), Room("b", NORTH, 5)],
            [("large", "a", 5), ("small", "b", 2)],
            {},
        ),
        # Equals in the order of their keys; who is nowhere comes last.
        (
            [Group("y", SOUTH, 2), Group("x", SOUTH, 2)],
            [Room("d", None, 9), Room("c", MIDDLE, 2), Room("b", MIDDLE, 1)],
            [("x", "b", 1), ("x", "c", 1), ("y", "c", 1), ("y", "d", 1)],
            {},
        ),
    ],
)
def test_offers(groups: list[Group], rooms: list[Room], made: list[tuple[str, str, int]], left: dict[str, int]) -> None:
    assert told(groups, rooms) == (made, left)
    assert told(groups[::-1], rooms[::-1]) == (made, left), "the order in which they are given does not matter"


def test_the_distance_is_said_where_it_is_known() -> None:
    made, _ = offers([Group("g", SOUTH, 3)], [Room("a", MIDDLE, 2), Room("b", None, 2)])
    assert made[0].km == pytest.approx(11.12, abs=0.01)
    assert made[1].km is None


def test_nobody_beyond_their_room_and_everyone_placed_or_told() -> None:
    dice = Random(7)
    for _ in range(300):
        groups = [
            Group(str(number), (113 + dice.random(), -8 - dice.random()), dice.randint(1, 40))
            for number in range(dice.randint(0, 12))
        ]
        rooms = [
            Room(str(number), (113 + dice.random(), -8 - dice.random()), dice.randint(-20, 60))
            for number in range(dice.randint(0, 8))
        ]
        made, left = offers(groups, rooms)
        for room in rooms:
            given = sum(one.count for one in made if one.facilitator_id == room.facilitator_id)
            assert given <= max(room.room, 0)
        for group in groups:
            assert sum(one.count for one in made if one.key == group.key) + left.get(group.key, 0) == group.count
        assert all(one.count > 0 for one in made)
        if left:
            assert sum(one.count for one in made) == sum(max(room.room, 0) for room in rooms), (
                "room left while some wait"
            )
