"""Widgets -> Filter: the URL is the only truth, the widgets show it and write it back."""

from collections.abc import Mapping

import streamlit as st

from data import clock, queries
from data.filter import FIELDS, Filter, from_params
from data.metrics import DEFAULT_WINDOW
from data.queries import Names
from data.sentence import chips, labels, sentence
from data.settings import region
from pages._parts.page import Here
from pages._parts.visitor import t

WINDOWS = (3, 6, 12, 18, 24, 36)
_KEY = "filter."
_FIELDS = ("kecamatan", "desa", "sector", "scale", "has", "lacks", "process", "expired", "facilitator", "waiting")


def filter_bar(here: Here) -> tuple[Filter, Names]:
    """The filter of this screen and the register's names; draws the button, the chips and the sentence."""
    names = queries.names(here.who, here.language)
    wanted = from_url(names)
    with st.container(horizontal=True, vertical_alignment="center", key="screen_only"):
        label = t("filter.button_active", count=wanted.chosen) if wanted.chosen else t("filter.button")
        with st.popover(label, icon=":material/tune:", width="content"):
            _widgets(wanted, names, here.language)
        for field, words in chips(wanted, names, here.language).items():
            st.button(words, key=f"chip.{field}", icon=":material/close:", on_click=_put, args=(wanted, {field: ()}))
        if wanted.chosen:
            st.button(t("filter.clear"), key="filter_clear", type="tertiary", on_click=go, args=(Filter(),))
    st.markdown(f":gray[{_plain_markdown(sentence(wanted, names, here.language))}]")
    return wanted, names


def from_url(names: Names) -> Filter:
    """The filter the URL means."""
    return from_params(st.query_params.to_dict(), queries.choices(names))


def go(wanted: Filter) -> None:
    """Write a filter to the URL; other parameters stay."""
    others = {key: value for key, value in st.query_params.to_dict().items() if key not in FIELDS}
    st.query_params.from_dict(others | wanted.to_params())


def _put(wanted: Filter, changes: Mapping[str, object]) -> None:
    go(wanted.with_(**changes))


def _plain_markdown(words: str) -> str:
    """Names come from the register: brackets and stars in them are text."""
    return "".join(f"\\{char}" if char in "\\`*_{}[]()#+!|<>~$:" else char for char in words)


def _widgets(wanted: Filter, names: Names, language: str) -> None:
    with st.container(key="filter_fields"):  # in two columns, on a phone in one: the style sheet says so
        for field in _FIELDS:
            _multiselect(wanted, field, labels(field, names, language))
        _as_of(wanted)
        _window(wanted)
    st.caption(t("filter.scale_note"))
    st.button(
        t("filter.fix"),
        key="filter_fix",
        icon=":material/link:",
        help=t("filter.fix_help"),
        on_click=_fix,
        args=(wanted,),
    )


def _multiselect(wanted: Filter, field: str, words: Mapping[str, str]) -> None:
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
        on_change=lambda: _put(wanted, {field: tuple(st.session_state[key])}),
    )


def _as_of(wanted: Filter) -> None:
    key = _KEY + "as_of"
    st.session_state[key] = wanted.day
    st.date_input(
        t("filter.as_of"),
        key=key,
        format="DD/MM/YYYY",
        on_change=lambda: _put(wanted, {"as_of": _unless_today(st.session_state[key])}),
    )


def _unless_today(day: object) -> object:
    return None if day == clock.today() else day


def _window(wanted: Filter) -> None:
    key = _KEY + "window"
    options = sorted({*WINDOWS, wanted.window})
    st.session_state[key] = wanted.window
    st.selectbox(
        t("filter.window"),
        options,
        format_func=lambda months: t("filter.months", months=months),
        key=key,
        help=t("filter.window_help", months=DEFAULT_WINDOW, office=region().office),
        on_change=lambda: _put(wanted, {"window": st.session_state[key]}),
    )


def _fix(wanted: Filter) -> None:
    _put(wanted, {"as_of": wanted.day, "known_at": wanted.known_at or clock.now().replace(microsecond=0)})
