"""What the tabs of Pendamping share: the tabs themselves, words for facilitators, and changes with their toast."""

from collections.abc import Callable, Mapping, Sequence

import streamlit as st

from data import clock, formats
from data.problem import Problem
from data.queries import Member
from pages._parts.page import say
from pages._parts.screens import BY_NAME
from pages._parts.visitor import language, t

TABS = ("beban", "penugasan", "yatim", "kontrak", "tutup")
STANDINGS = ("current", "partly", "orphaned", "nobody")
CHOSEN = "pilih"  # codes of the places that are ticked
_ANEW = "team.anew"
_SAID = "team.said"
_FORM_ID = "team.form_id"


def choose_tab() -> str:
    """The tab the URL names, else the first; what was done before it is said here."""
    tell_done()
    asked = st.query_params.get("tab", TABS[0])
    chosen = asked if asked in TABS else TABS[0]
    st.session_state["tab"] = chosen
    st.segmented_control(
        t("team.tabs"),
        TABS,
        format_func=lambda name: t(f"team.tab.{name}"),
        key="tab",
        label_visibility="collapsed",
        on_change=_tab_chosen,
    )
    return chosen


def tell_done() -> None:
    """Say what was done just before, once."""
    if words := st.session_state.pop(_SAID, None):
        st.toast(words, icon=":material/check:")


def _tab_chosen() -> None:
    name = st.session_state["tab"]
    put_chosen([])
    st.query_params.pop("level", None)
    if name and name != TABS[0]:
        st.query_params["tab"] = name
    elif name:
        st.query_params.pop("tab", None)


def put_chosen(codes: Sequence[str], anew: bool = True) -> None:
    """Write the chosen places to the URL; `anew` when the table does not know of it yet."""
    if codes:
        st.query_params[CHOSEN] = ",".join(codes)
    else:
        st.query_params.pop(CHOSEN, None)
    if anew:
        st.session_state[_ANEW] = drawn_anew() + 1


def drawn_anew() -> int:
    """How often the table of places had to be drawn anew: part of its name."""
    return int(st.session_state.get(_ANEW, 0))


def count(value: int) -> str:
    """A number of the visitor's language."""
    return formats.number(value, language())


def standing_words(standing: str, name: str | None) -> str:
    """Who stands beside a place: the name, "yatim (dahulu …)", or nobody."""
    if standing == "current":
        return name or ""
    return t("team.orphaned", name=name) if standing == "orphaned" else t("team.nobody")


def load_words(member: Member) -> str:
    """ "119 dari 140" or "118, kapasitas belum ditetapkan"."""
    if member.capacity is None:
        return t("team.load_without", count=count(member.caseload))
    return t("map.of", count=count(member.caseload), of=count(member.capacity))


def fresh_form() -> None:
    """A new form, whose id is its double-submit key."""
    st.session_state[_FORM_ID] = clock.new_id()


def form_id() -> str:
    """The id of the open form."""
    return str(st.session_state.setdefault(_FORM_ID, clock.new_id()))


def done(change: Callable[[], object], words: str) -> None:
    """Make a change; say what went wrong, or draw the screen anew and say that it is done."""
    try:
        change()
    except Problem as problem:
        say(problem)
        return
    st.session_state[_SAID] = words
    st.rerun()


def record_link(giver: str, taker: str | None = None, **more: str) -> None:
    """A link to the record of a handover."""
    kept = {key: value for key, value in st.query_params.to_dict().items() if key in ("lang", "register")}
    params = kept | {"from": giver, **({"to": taker} if taker else {}), **more}
    screen = BY_NAME["serah"]
    st.page_link(screen.file, label=t("team.record"), icon=screen.icon, query_params=params)


def named(members: Sequence[Member]) -> Mapping[str, Member]:
    """Id -> facilitator."""
    return {one.id: one for one in members}
