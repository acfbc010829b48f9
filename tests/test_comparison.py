"""Two dates beside each other: the places in the order of what became worse, as the numbers are shown."""

from datetime import date

import pandas as pd

from data import clock
from data.comparison import compared, most, worse
from data.metrics import METRICS
from data.queries import Figures


def figures(metric: str, **values: float | None) -> Figures:
    rows = pd.DataFrame([{"code": name, "name": name, metric: value} for name, value in values.items()], dtype=object)
    return Figures(rows, {}, date(2026, 11, 24), clock.now(), 1)


def test_what_became_worse_comes_first_and_what_cannot_be_compared_last() -> None:
    metric = METRICS["coverage"]
    then = figures("coverage", up=0.2, down=0.5, same=0.301, new=None)
    now = figures("coverage", up=0.4, down=0.1, same=0.299, new=0.7)
    found = compared(then, now, metric)
    assert [one.code for one in found] == ["down", "same", "up", "new"]
    assert [one.difference and round(one.difference, 2) for one in found] == [-0.4, 0.0, 0.2, None]
    assert [[one.code for one in side] for side in most(found, metric)] == [["down"], ["up"]]


def test_where_more_is_worse_the_order_turns() -> None:
    metric = METRICS["waiting"]
    found = compared(figures("waiting", a=0.2, b=0.5), figures("waiting", a=0.4, b=0.1), metric)
    assert [one.code for one in found] == ["a", "b"]
    assert worse(found[0], metric) < 0 < worse(found[1], metric)
