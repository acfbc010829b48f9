"""The count beside the screen: begun by a press, watched under a bar, cancelled.

It is this process's and its asker's, not the session's: a page that is loaded anew finds it again, and so does a second
tab. It is forgotten when the day turns or the server begins anew; what is to stay is kept as a draft.
"""

from collections.abc import Callable
from dataclasses import dataclass
from threading import Event

import streamlit as st

from data import clock, formats, queries
from data.access import Who
from data.placement import costs, solving
from data.placement.model import Case, Wish
from data.placement.plan import Counted, Plan, plan_of
from data.placement.work import Work
from pages._parts.page import Here, part
from pages._parts.team import count
from pages._parts.visitor import language, t

GAP = 0.05  # a plan proven to be that near to the best is good enough
SECONDS = 55.0
MOST = 30  # counts that a process keeps, the latest; 1 MB each


@dataclass(frozen=True, eq=False)
class Result:
    """What was found, as the solver left it and as it is shown."""

    found: solving.Found
    plan: Plan


@dataclass(frozen=True, eq=False)
class Run:
    """One count: of what wish, from which state of the register."""

    wish: Wish
    counted: Counted
    work: Work[Result]


# By who asked, rights included: with other rights somebody is somebody else here.
_RUNS: dict[Who, Run] = {}


def current(who: Who) -> Run | None:
    """The last count of this person, if it is of today."""
    run = _RUNS.get(who)
    if run is not None and run.counted.as_of != clock.today():
        let_go(who)
        return None
    return run


def button(here: Here, wish: Wish, run: Run | None) -> None:
    """To begin; while a count runs, its bar."""
    if run is not None and run.work.running:
        _bar(here, run)
        return
    if st.button(t("placing.count"), key="placing_count", icon=":material/calculate:", type="primary"):
        _begin(here.who, wish)
        st.rerun()
    if run is None:
        st.caption(t("placing.takes", seconds=count(round(SECONDS))))


def let_go(who: Who) -> None:
    """Forget somebody's last count: what it was counted from is no more."""
    run = _RUNS.pop(who, None)
    if run:
        run.work.stop()


def _begin(who: Who, wish: Wish) -> None:
    let_go(who)
    counted = queries.placement_basis(who)  # before the case: what changes in between makes the plan outdated
    case = queries.placement_case(who)
    _RUNS[who] = Run(wish, counted, Work(lambda tell, cancel: _made(case, wish, tell, cancel)))
    for other in list(_RUNS)[:-MOST]:
        let_go(other)


def _made(case: Case, wish: Wish, tell: Callable[..., None], cancel: Event) -> Result:
    found = solving.solve(costs.table(case, wish), GAP, SECONDS, tell, cancel)
    return Result(found, plan_of(found))


@part(every=1)
def _bar(_here: Here, run: Run) -> None:
    if not run.work.running:
        st.rerun()
    told = run.work.told
    with st.container(width=560, key="placing_bar"):
        if told is None:
            st.progress(0.0, text=t("placing.begins"))
        else:
            _progress(told[0])
        cancelled = st.button(t("placing.cancel"), key="placing_cancel", icon=":material/stop_circle:")
    st.caption(t("placing.cancel_says"))
    if cancelled:
        run.work.stop()
        run.work.wait(3)
        st.rerun()


def _progress(now: solving.Progress) -> None:
    passed = t("placing.passed", seconds=count(int(now.elapsed)), most=count(round(SECONDS)))
    gap = now.gap
    words = t("placing.first") if gap is None else t("placing.so_far", gap=percent(gap))
    st.progress(min(now.elapsed / SECONDS, 1.0), text=f"{words} {passed}")
    bound = "–" if now.bound is None else count(round(now.bound))
    st.caption(t("placing.costs", best=count(round(now.best)), bound=bound))


def percent(share: float) -> str:
    """4,9 %: how near to the best a plan is."""
    return f"{formats.number(share * 100, language(), 1)} %"
