"""Widgets -> Filter: the URL is the only truth, the widgets show it and write it back."""

from collections.abc import Mapping

import streamlit as st

from data import clock, queries
from data.filter import FIELDS, Filter, from_params
from data.metrics import DEFAULT_WINDOW
from data.queries import Names
from data.sentence import chips, labels, sentence
from data.settings import region
from pages._parts.page import Here, part
from pages._parts.visitor import t

WINDOWS = (3, 6, 12, 18, 24, 36)
_KEY = "filter."
_COUNTED = ".st-key-filter_box [data-testid=stPopoverButton] p::after"
_FIELDS = ("kecamatan", "desa", "sector", "scale", "has", "lacks", "process", "expired", "facilitator", "waiting")


def filter_bar(here: Here) -> tuple[Filter, Names]:
    """The filter of this screen and the register's names; draws the button, the chips and the sentence."""
    names = queries.names(here.who, here.language)
    wanted = from_url(names)
    _bar(here, wanted, names)
    st.markdown(f":gray[{_plain_markdown(sentence(wanted, names, here.language))}]")
    return wanted, names


@part()
def _bar(here: Here, wanted: Filter, names: Names) -> None:
    """Button and chips. A fragment, so that opening the filter draws its fields alone; what changes it redraws more."""
    with st.container(horizontal=True, vertical_alignment="center", key="screen_only"):
        # The button's words stay the same: others would make it another one, and close what somebody is filling in.
        box = st.popover(
            t("filter.button"), icon=":material/tune:", width="content", key="filter_box", on_change="rerun"
        )
        if box.open:
            with box:
                _widgets(here, wanted, names)
        for field, words in chips(wanted, names, here.language).items():
            close = (here, wanted, {field: ()})
            st.button(words, key=f"chip.{field}", icon=":material/close:", on_click=_put, args=close)
        if wanted.chosen:
            st.html(f"<style>{_COUNTED} {{content: ' ({wanted.chosen})'}}</style>")
            st.button(t("filter.clear"), key="filter_clear", type="tertiary", on_click=_go, args=(here, Filter()))


def from_url(names: Names) -> Filter:
    """The filter the URL means."""
    return from_params(st.query_params.to_dict(), queries.choices(names))


def go(wanted: Filter) -> None:
    """Write a filter to the URL; other parameters stay."""
    others = {key: value for key, value in st.query_params.to_dict().items() if key not in FIELDS}
    st.query_params.from_dict(others | wanted.to_params())


def _go(here: Here, wanted: Filter) -> None:
    """The same from inside the bar: more than the bar is to be drawn again."""
    go(wanted)
    st.rerun(scope=here.redraws)


def _put(here: Here, wanted: Filter, changes: Mapping[str, object]) -> None:
    _go(here, wanted.with_(**changes))


def _plain_markdown(words: str) -> str:
    """Names come from the register: brackets and stars in them are text."""
    return "".join(f"\\{char}" if char in "\\`*_{}[]()#+!|<>~$:" else char for char in words)


def _widgets(here: Here, wanted: Filter, names: Names) -> None:
    with st.container(key="filter_fields"):  # in two columns, on a phone in one: the style sheet says so
        for field in _FIELDS:
            _multiselect(here, wanted, field, labels(field, names, here.language))
        _as_of(here, wanted)
        _window(here, wanted)
    st.caption(t("filter.scale_note"))
    st.button(
        t("filter.fix"),
        key="filter_fix",
        icon=":material/link:",
        help=t("filter.fix_help"),
        on_click=_fix,
        args=(here, wanted),
    )


def _multiselect(here: Here, wanted: Filter, field: str, words: Mapping[str, str]) -> None:
    if field == "desa":
        words = {code: name for code, name in words.items() if code[:8] in wanted.kecamatan}
    key = _KEY + field
    st.session_state[key] = list(getattr(wanted, field))
    st.multiselect(
        t(f"filter.{field}"),
        list(words),
        format_func=lambda value: words.get(value, value),
        key=key,
        placeholder=t("filter.all") if words else t("filter.desa_after_kecamatan"),
        disabled=not words,
        on_change=lambda: _put(here, wanted, {field: tuple(st.session_state[key])}),
    )


def _as_of(here: Here, wanted: Filter) -> None:
    key = _KEY + "as_of"
    st.session_state[key] = wanted.day
    st.date_input(
        t("filter.as_of"),
        key=key,
        format="DD/MM/YYYY",
        on_change=lambda: _put(here, wanted, {"as_of": _unless_today(st.session_state[key])}),
    )


def _unless_today(day: object) -> object:
    return None if day == clock.today() else day


def _window(here: Here, wanted: Filter) -> None:
    key = _KEY + "window"
    options = sorted({*WINDOWS, wanted.window})
    st.session_state[key] = wanted.window
    st.selectbox(
        t("filter.window"),
        options,
        format_func=lambda months: t("filter.months", months=months),
        key=key,
        help=t("filter.window_help", months=DEFAULT_WINDOW, office=region().office),
        on_change=lambda: _put(here, wanted, {"window": st.session_state[key]}),
    )


def _fix(here: Here, wanted: Filter) -> None:
    _put(here, wanted, {"as_of": wanted.day, "known_at": wanted.known_at or clock.now().replace(microsecond=0)})
