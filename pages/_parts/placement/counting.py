"""The count beside the screen: begun by a press, watched under a bar, cancelled; its result stays in this session."""

from collections.abc import Callable
from dataclasses import dataclass
from threading import Event

import streamlit as st

from data import formats, queries
from data.access import Who
from data.placement import comparing, costs, mapped, solving
from data.placement.model import Case, Wish
from data.placement.work import Work
from pages._parts.page import Here
from pages._parts.team import count
from pages._parts.visitor import language, t

GAP = 0.05  # a plan proven to be that near to the best is good enough
SECONDS = 55.0
_RUN = "placing.run"


@dataclass(frozen=True, eq=False)
class Result:
    """A plan in all the forms in which it is shown."""

    found: solving.Found
    compared: comparing.Comparison
    reach: tuple[mapped.Reach, ...]
    moves: tuple[mapped.Move, ...]


@dataclass(frozen=True, eq=False)
class Run:
    """One count: for whom, of what wish, from which state of the assignments (`queries.areas_mark`)."""

    who: Who
    wish: Wish
    mark: str
    work: Work[Result]


def current(here: Here) -> Run | None:
    """The last count of this person in this session."""
    run = st.session_state.get(_RUN)
    return run if run is not None and run.who == here.who else None


def button(here: Here, wish: Wish, run: Run | None) -> None:
    """To begin; while a count runs, its bar."""
    if run is not None and run.work.running:
        _bar(run)
        return
    if st.button(t("placing.count"), key="placing_count", icon=":material/calculate:", type="primary"):
        _begin(here, wish)
        st.rerun()
    if run is None:
        st.caption(t("placing.takes", seconds=count(round(SECONDS))))


def let_go() -> None:
    """Forget the last count: what it was counted from is no more."""
    run = st.session_state.pop(_RUN, None)
    if run:
        run.work.stop()


def _begin(here: Here, wish: Wish) -> None:
    let_go()
    mark = queries.areas_mark(here.who)  # before the case: what changes in between makes the plan outdated, not wrong
    case = queries.placement_case(here.who)
    st.session_state[_RUN] = Run(here.who, wish, mark, Work(lambda tell, cancel: _made(case, wish, tell, cancel)))


def _made(case: Case, wish: Wish, tell: Callable[..., None], cancel: Event) -> Result:
    found = solving.solve(costs.table(case, wish), GAP, SECONDS, tell, cancel)
    return Result(found, comparing.compare(found), mapped.reach(found), mapped.moves(found))


@st.fragment(run_every=1)
def _bar(run: Run) -> None:
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
