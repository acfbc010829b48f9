"""One more, one less: where the next recruit would help most, and whose leaving would be felt least; on demand."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import streamlit as st

from data import formats
from data.placement import marginal
from data.placement.marginal import Change
from data.placement.work import Work
from data.problem import Problem
from data.queries import Names
from pages._parts import draw
from pages._parts.page import Here, part, say
from pages._parts.placement.counting import Result
from pages._parts.placement.result import place_words
from pages._parts.team import count
from pages._parts.visitor import language, t

_WORK = "placing.marginal"
TOLD = 3  # of those who could be spared


def show(here: Here, result: Result, names: Names) -> None:
    """Two questions, each with its own button."""
    with draw.card("placing_marginal"):
        st.markdown(f"**{t('placing.marginal.title')}**")
        st.caption(t("placing.marginal.says"))
        of, kind, work = st.session_state.get(_WORK, (None, "", None))
        if of is not result.found:
            of, kind, work = None, "", None
        running = work is not None and work.running
        with st.container(horizontal=True):
            for one in ("more", "less"):
                st.button(
                    t(f"placing.marginal.{one}"),
                    key=f"placing_{one}",
                    icon=":material/person_add:" if one == "more" else ":material/person_remove:",
                    disabled=running,
                    on_click=partial(_begin, result, one),
                )
        if work is None:
            return
        if running:
            _bar(here, work)
        elif work.fault:
            _fault(work.fault)
        else:
            _told(kind, work.found or (), result, names)


def _begin(result: Result, kind: str) -> None:
    st.session_state[_WORK] = (result.found, kind, Work(partial(_asked, result, kind)))


def _asked(result: Result, kind: str, tell: Callable[..., None], cancel: Any) -> tuple[Change, ...]:
    ask: Any = marginal.one_more if kind == "more" else marginal.one_less
    found: tuple[Change, ...] = ask(result.found, tell=tell, cancel=cancel)
    return found


def _fault(fault: Exception) -> None:
    if not isinstance(fault, Problem):
        raise fault
    say(fault)


@part(every=1)
def _bar(_here: Here, work: "Work[tuple[Change, ...]]") -> None:
    if not work.running:
        st.rerun()
    done, total = work.told or (0, 1)
    with st.container(width=560):
        st.progress(done / total, text=t("placing.marginal.working", done=count(done), total=count(total)))
        cancelled = st.button(t("placing.cancel"), key="placing_marginal_cancel", icon=":material/stop_circle:")
    if cancelled:
        work.stop()
        work.wait(3)
        st.rerun()


def _told(kind: str, changes: Sequence[Change], result: Result, names: Names) -> None:
    if not changes:
        st.caption(t("placing.marginal.nothing"))
        return
    people = {one.id: one.name for one in result.found.costs.case.people}
    for rank, one in enumerate(changes[:TOLD], start=1):
        who = place_words(one.who, names) if kind == "more" else people[one.who]
        st.text(f"{rank}. {who}")
        st.caption(" ".join(_words(kind, one)))


def _words(kind: str, one: Change) -> list[str]:
    """What it does, in actors and km where it was counted, and between which bounds."""
    lines = []
    if one.placed is not None and one.urgent is not None:
        placed, urgent = count(abs(one.placed)), count(abs(one.urgent))
        way = "gain" if one.placed >= 0 else "loss"
        lines.append(t(f"placing.marginal.{way}", count=placed, urgent=urgent))
    if one.km is not None:
        way = "nearer" if one.km <= 0 else "further"
        lines.append(t(f"placing.marginal.{way}", km=formats.number(abs(one.km), language(), 1)))
    bounds = (one.least, one.most) if kind == "more" else (-one.most, -one.least)
    low, high = (max(bound, 0.0) for bound in bounds)
    words = "saves" if kind == "more" else "costs"
    lines.append(t(f"placing.marginal.{words}", least=count(round(low)), most=count(round(high))))
    return lines
