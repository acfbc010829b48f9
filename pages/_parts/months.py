"""The month a screen looks at: chosen here, kept in the URL as `?month=2026-11`, the running one unless it says so."""

import streamlit as st

from data import clock, formats
from data.clock import months_before
from data.months import Month, month_named
from pages._parts.visitor import language, t

_SHOWN = 24
_FORM = "%Y-%m"


def choose(key: str) -> Month:
    """The month selector; a month of the URL that is none is a Problem."""
    month = month_named(st.query_params.get("month"))
    running = clock.today().replace(day=1)
    listed = [months_before(running, back) for back in range(_SHOWN)]
    if month.first not in listed:
        listed.append(month.first)
    names = [one.strftime(_FORM) for one in listed]
    st.session_state[key] = month.first.strftime(_FORM)
    words = {name: formats.day(one, language(), "month") for name, one in zip(names, listed, strict=True)}
    st.selectbox(
        t("monthly.month"),
        names,
        format_func=lambda name: words[name],
        key=key,
        on_change=_chosen,
        args=(key, names[0]),
        width=220,
    )
    return month


def _chosen(key: str, running: str) -> None:
    if st.session_state[key] == running:
        st.query_params.pop("month", None)
    else:
        st.query_params["month"] = st.session_state[key]
