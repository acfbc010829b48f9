"""Work on a batch: begun without a click where nothing is missing, watched while it goes on, stopped on request."""

from datetime import datetime
from functools import partial

import streamlit as st

from data import clock, commands, formats, queries
from data.problem import Problem
from data.queries import Batch, Progress
from pages._parts.intake.deed import act, go_to, press
from pages._parts.intake.fields import ask, missing
from pages._parts.page import Here, part, say
from pages._parts.visitor import language, t

_SOON = 5  # seconds after which the pace says something


def at_work(here: Here, batch: Batch) -> bool:
    """Whether work on the batch goes on; then its bar is all there is to see."""
    progress = queries.progress(here.who, batch.id)
    if progress is None or not progress.alive:
        return False
    _bar(here, batch)
    return True


@part(every=1)
def _bar(here: Here, batch: Batch) -> None:
    progress = queries.progress(here.who, batch.id)
    if progress is None or not progress.alive:
        st.rerun()
    share = progress.done / progress.total if progress.total else 0.0
    st.progress(min(share, 1.0), text=words_of(progress, clock.now()))
    if st.button(t("intake.stop"), key="intake_stop", icon=":material/stop_circle:"):
        act(partial(_stop, here, batch))
        st.rerun()


def _stop(here: Here, batch: Batch) -> None:
    commands.stop_job(here.who, batch.id)
    if batch.state == "checking":
        go_to(None)  # a check that is stopped takes its batch along


def words_of(progress: Progress, now: datetime) -> str:
    """What is being done, how far it is, and how long it will take."""
    said = [t(f"intake.work.{progress.kind}")]
    if progress.total:
        done, total = (formats.number(count, language()) for count in (progress.done, progress.total))
        said.append(t("intake.rows_done", done=done, total=total))
    elif progress.done:
        said.append(t("intake.rows_so_far", done=formats.number(progress.done, language())))
    seconds = seconds_left(progress, now)
    if seconds is not None:
        said.append(_left(seconds))
    return " · ".join(said)


def seconds_left(progress: Progress, now: datetime) -> float | None:
    """At the pace so far; None while that says nothing."""
    gone = (now - progress.started_at).total_seconds()
    if not progress.total or not progress.done or gone < _SOON:
        return None
    return gone * max(progress.total - progress.done, 0) / progress.done


def _left(seconds: float) -> str:
    if seconds > 90:
        return t("intake.minutes_left", count=formats.number(round(seconds / 60), language()))
    return t("intake.seconds_left", count=formats.number(max(5, round(seconds / 5) * 5), language()))


def broken(here: Here, batch: Batch) -> Problem | None:
    """What ended the last work on a batch before its end; a process that is gone cannot say it itself."""
    if queries.progress(here.who, batch.id) is not None:
        return Problem("job_broke")
    return queries.job_problem(here.who, batch.id)


def check(here: Here, batch: Batch) -> None:
    """Check at once where nothing is missing and nothing went wrong before; else ask, or say what went wrong."""
    start, problem = partial(commands.start_check, here.who, batch.id), broken(here, batch)
    if missing(batch):
        ask(here, batch)
    elif problem:
        say(problem)
        looks = {"type": "primary", "icon": ":material/replay:"}
        press(t("intake.again"), "intake_again", start, waiting=t("intake.checking"), **looks)
    else:
        with st.spinner(t("intake.checking")):
            start()
        st.rerun()
    throw_away(here, batch)


def throw_away(here: Here, batch: Batch) -> None:
    """Forget a file that was not written."""
    press(t("intake.drop"), "intake_drop", partial(drop, here, batch.id), type="tertiary", icon=":material/delete:")


def drop(here: Here, batch_id: str) -> None:
    """Throw the batch away and go back to the list."""
    commands.drop_batch(here.who, batch_id)
    go_to(None)
