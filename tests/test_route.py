"""The day's route: distances on the globe, nearest first, uncrossed."""

from itertools import permutations
from random import Random

import pytest

from data.route import distance, plan

JEMBER, SURABAYA = (113.7, -8.17), (112.75, -7.25)


def test_distance_in_km() -> None:
    assert distance((0, 0), (0, 1)) == pytest.approx(111.195, abs=0.01)
    assert distance((0, 60), (1, 60)) == pytest.approx(55.597, abs=0.01)  # half, at 60 degrees
    assert distance(JEMBER, JEMBER) == 0
    assert distance(JEMBER, SURABAYA) == pytest.approx(145.9, abs=1)
    assert distance(JEMBER, SURABAYA) == distance(SURABAYA, JEMBER)
    assert distance((0, 0), (180, 0)) == pytest.approx(20015, abs=1)


def test_nothing_and_one() -> None:
    assert plan([]).order == ()
    assert plan([]).total == 0
    assert (plan([JEMBER]).order, plan([JEMBER]).legs) == ((0,), (0.0,))
    started = plan([JEMBER], SURABAYA)
    assert started.order == (0,)
    assert started.legs == (distance(SURABAYA, JEMBER),)


def test_along_a_line_from_a_start() -> None:
    spots = [(3.0, 0.0), (1.0, 0.0), (2.0, 0.0)]
    route = plan(spots, (0.0, 0.0))
    assert route.order == (1, 2, 0)
    assert route.total == pytest.approx(distance((0, 0), (3, 0)))


def test_without_a_start_the_first_stays_first() -> None:
    route = plan([(2.0, 0.0), (0.0, 0.0), (3.0, 0.0)])
    assert route.order[0] == 0
    assert route.legs[0] == 0
    assert sorted(route.order) == [0, 1, 2]


def test_two_opt_repairs_what_nearest_first_spoils() -> None:
    """Nearest first goes 1, -1.5, 4, -8, 21 degrees with all its turning back; east and then west is 16."""
    spots = [(1.0, 0.0), (-1.5, 0.0), (4.0, 0.0), (-8.0, 0.0)]
    route = plan(spots, (0.0, 0.0))
    assert route.order[-1] == 3
    assert route.total == pytest.approx(distance((0, 0), (16, 0)))


def test_never_far_from_the_best_and_every_stop_once() -> None:
    rng = Random(3)
    for _ in range(20):
        spots = [(113 + rng.random(), -8 + rng.random()) for _ in range(6)]
        start = (113 + rng.random(), -8 + rng.random())
        route = plan(spots, start)
        assert sorted(route.order) == list(range(6))
        paths = [[start, *(spots[at] for at in order)] for order in permutations(range(6))]
        best = min(sum(map(distance, path, path[1:])) for path in paths)
        assert best - 1e-9 <= route.total <= best * 1.25
        path = [start, *(spots[at] for at in route.order)]
        assert route.legs == pytest.approx([distance(one, two) for one, two in zip(path, path[1:], strict=False)])
