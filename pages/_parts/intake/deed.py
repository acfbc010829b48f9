"""A deed on this screen: done, or its problem kept and told above everything else at the next run."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from data.problem import Problem
from pages._parts.page import OF_SCREEN, say
from pages._parts.visitor import t

BATCH = "berkas"  # the batch that is open, in the URL
CODE = "masalah"  # the problem whose rows are shown, in the URL
_PROBLEM = f"{OF_SCREEN}intake.problem"


def act(do: Callable[[], object]) -> None:
    """Do it; a problem is kept for `tell`."""
    try:
        do()
    except Problem as problem:
        st.session_state[_PROBLEM] = problem


def press(words: str, key: str, do: Callable[[], object], *, waiting: str | None = None, **looks: Any) -> None:
    """A button that does it, with a word of what goes on meanwhile, and draws the screen anew."""
    if st.button(words, key=key, **looks):
        with st.spinner(waiting or t("intake.busy")):
            act(do)
        st.rerun()


def tell() -> None:
    """What the deed before could not do."""
    problem = st.session_state.pop(_PROBLEM, None)
    if problem is not None:
        say(problem)


def go_to(batch_id: str | None) -> None:
    """Open a batch, or the list of all."""
    st.query_params.pop(CODE, None)
    if batch_id:
        st.query_params[BATCH] = batch_id
    else:
        st.query_params.pop(BATCH, None)
