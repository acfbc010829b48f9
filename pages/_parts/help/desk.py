"""The office's desk: who waits, the late ones first; one request at a time is opened; a new one is written down."""

import streamlit as st

from data import formats, queries
from data.public import tickets
from data.queries import HelpRequest
from pages._parts.help import cards, detail, form, look, slip
from pages._parts.page import Here
from pages._parts.visitor import language, t

NEW = "baru"  # in the place of a request's id: one is written down
STEP = 20
_ROWS = "screen.help_rows"


def show(here: Here) -> None:
    """The request the URL names, the form for one that comes by telephone or paper, else the list."""
    look.apply()
    cards.said()
    opened = st.query_params.get(cards.OPENED)
    if opened == NEW:
        _enter(here)
    elif opened:
        detail.show(here, opened)
    else:
        _list(here)


def _list(here: Here) -> None:
    found = queries.help_requests(here.who)
    waiting = [one for one in found if one.waits]
    done = sorted((one for one in found if not one.waits), key=lambda one: one.recorded, reverse=True)
    late = sum(one.late for one in waiting)
    counts = {"waiting": len(waiting), "done": len(done)}
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.text(t("help_desk.told", waiting=n(len(waiting)), late=n(late)))
        st.button(
            t("help_desk.enter"),
            key="help_enter",
            type="primary",
            icon=":material/add:",
            on_click=cards.open_one,
            args=(NEW,),
        )
    shown = {"waiting": waiting, "done": done}[_choose(counts)]
    if not shown:
        st.info(t("help_desk.nothing" if found else "help_desk.none"), icon=":material/inbox:")
        return
    _some(here, shown)
    st.caption(t("help_desk.how"))


def _choose(counts: dict[str, int]) -> str:
    asked = st.query_params.get("show", "waiting")
    chosen = asked if asked in counts else "waiting"
    st.session_state["help.show"] = chosen
    st.pills(
        t("help_desk.show"),
        list(counts),
        format_func=lambda name: t(f"help_show.{name}", count=n(counts[name])),
        key="help.show",
        required=True,
        label_visibility="collapsed",
        on_change=_shown,
    )
    return chosen


def _shown() -> None:
    if st.session_state["help.show"] == "done":
        st.query_params["show"] = "done"
    else:
        st.query_params.pop("show", None)


def _some(here: Here, shown: list[HelpRequest]) -> None:
    names = queries.names(here.who, here.language)
    rows = int(st.session_state.get(_ROWS, STEP))
    cards.listed(shown[:rows], names)
    left = min(STEP, len(shown) - rows)
    if left > 0 and st.button(t("help_desk.more", count=n(left)), key="help_more", icon=":material/expand_more:"):
        st.session_state[_ROWS] = rows + STEP
        st.rerun()


def n(count: int) -> str:
    """A count as the reader writes it."""
    return formats.number(count, language())


def _enter(here: Here) -> None:
    """The same form as anybody's, with the channel and the day; afterwards the slip to hand out."""
    choices = tickets.choices(here.who.register, here.language)
    sent = st.session_state.get(form.SENT)
    with st.container(key="help_screen"):
        st.button(t("help_desk.back"), key="help_close", icon=":material/arrow_back:", type="tertiary", on_click=_leave)
        if not sent:
            st.subheader(t("help_desk.enter"), anchor=False)
            form.show(here, choices, staff=True, sent=lambda: None)
            return
        st.success(t("help_desk.entered"), icon=":material/check_circle:")
    with st.container(key="help_ticket"):
        slip.card(*sent, choices.within_days, choices.phone)
        with st.container(key="visit_next"):
            st.button(t("help_desk.another"), key="help_another", icon=":material/add:", on_click=_again)


def _again() -> None:
    st.session_state.pop(form.SENT, None)


def _leave() -> None:
    _again()
    cards.close()
