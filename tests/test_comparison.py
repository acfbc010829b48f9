"""Two dates beside each other: the places in the order of what became worse, as the numbers are shown."""

from datetime import date

import pandas as pd

from data import clock
from data.comparison import compared, most
from data.metrics import METRICS
from data.queries import Figures

COVERAGE = METRICS["coverage"]


def figures(metric: str, of: int = 100, **values: float | None) -> Figures:
    """Places named by their values; `of` is the denominator, and what is served follows."""
    rows = [
        {"code": name, "name": name, "observed": of, "served": (value or 0) * of, metric: value}
        for name, value in values.items()
    ]
    return Figures(pd.DataFrame(rows, dtype=object), {}, date(2026, 11, 24), clock.now(), 1)


def test_what_became_worse_comes_first_and_what_cannot_be_compared_last() -> None:
    then = figures("coverage", up=0.2, down=0.5, same=0.301, new=None)
    now = figures("coverage", up=0.4, down=0.1, same=0.299, new=0.7)
    found = compared(then, now, COVERAGE)
    assert [one.code for one in found] == ["down", "same", "up", "new"]
    assert [one.difference for one in found] == [-0.4, 0.0, 0.2, None]
    assert [[one.code for one in side] for side in most(found)] == [["down"], ["up"]]
    assert [found[0].words(row, "id") for row in (found[0].before, found[0].after)] == ["50 %", "10 %"]


def test_where_more_is_worse_the_order_turns() -> None:
    metric = METRICS["waiting"]
    found = compared(figures("waiting", a=0.2, b=0.5), figures("waiting", a=0.4, b=0.1), metric)
    assert [one.code for one in found] == ["a", "b"]
    assert found[0].worse < 0 < found[1].worse


def test_of_few_the_count_is_said_and_no_change() -> None:
    (found,) = compared(figures("coverage", of=4, a=0.75), figures("coverage", of=4, a=0.0), COVERAGE)
    assert most([found]) == ([], [])
    assert [found.words(row, "id") for row in (found.before, found.after)] == ["3 dari 4", "0 dari 4"]
