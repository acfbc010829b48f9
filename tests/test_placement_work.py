"""A count beside the screen: one at a time, it tells, it can be stopped, and what went wrong is handed over."""

import threading
from collections.abc import Callable
from typing import Any

from data.placement.work import Work
from data.problem import Problem


def test_the_second_waits_for_its_turn_and_may_give_it_up() -> None:
    go_on, begun = threading.Event(), threading.Event()

    def first(tell: Callable[..., None], _stop: threading.Event) -> str:
        tell(1, 2)
        begun.set()
        go_on.wait(10)
        return "plan"

    one = Work(first)
    assert begun.wait(10)
    ran: list[str] = []
    other: Work[Any] = Work(lambda *_: ran.append("other"))
    assert (one.told, one.running, other.told) == ((1, 2), True, None)
    other.stop()
    other.wait(10)
    assert (other.running, other.found, ran) == (False, None, []), "it never began"
    go_on.set()
    one.wait(10)
    assert (one.running, one.found, one.fault) == (False, "plan", None)


def test_a_stopped_count_still_says_what_it_has_and_the_next_one_begins() -> None:
    one: Work[str] = Work(lambda _, stop: "so far" if stop.wait(10) else "all")
    one.stop()
    one.wait(10)
    assert one.found in ("so far", None)

    def fails(*_: Any) -> None:
        raise Problem("placement_no_actors")

    other: Work[None] = Work(fails)
    other.wait(10)
    assert isinstance(other.fault, Problem)
    last: Work[int] = Work(lambda *_: 3)
    last.wait(10)
    assert last.found == 3
