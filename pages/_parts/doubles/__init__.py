"""The tabs of Mutu data, and the list of entries that may be one business, likeliest first."""

from collections.abc import Mapping

import streamlit as st

from data import commands, formats, queries
from data.linking import SURE
from data.queries import DoublePair, Names
from data.queries.doubles import PAGE
from data.text import catalogue
from pages._parts.menu import link
from pages._parts.page import OF_SCREEN, Here, part
from pages._parts.visitor import language, t

TABS = ("ganda", "digabung", "titik")
SAID = f"{OF_SCREEN}doubles.said"
_FOLLOWS = ("lang", "register")  # of the URL, to another screen


def choose_tab() -> str:
    """The tab the URL names, else the first; what was done before it is said here."""
    said()
    asked = st.query_params.get("tab", TABS[0])
    chosen = asked if asked in TABS else TABS[0]
    st.session_state["mutu.tab"] = chosen
    st.segmented_control(
        t("double.tabs"),
        TABS,
        format_func=lambda name: t(f"double.tab.{name}"),
        key="mutu.tab",
        label_visibility="collapsed",
        on_change=_tab_chosen,
    )
    return chosen


def said() -> None:
    """What was just done, once."""
    for words in st.session_state.pop(SAID, ()):
        st.toast(words, icon=":material/check:")


def _tab_chosen() -> None:
    name = st.session_state["mutu.tab"]
    st.query_params.pop("page", None)
    if name and name != TABS[0]:
        st.query_params["tab"] = name
    elif name:
        st.query_params.pop("tab", None)


def band(probability: float | None) -> str:
    """How likely it is, in words."""
    if probability is None:
        return t("double.band.unasked")
    return t("double.band.sure" if probability >= SURE else "double.band.maybe")


def reasons(evidence: Mapping[str, str]) -> str:
    """'Nama: sama · Pemilik: mirip'; what is not known on both sides is left out."""
    known = catalogue(language())
    told = [
        f"{known[f'double.of.{field}']}: {known[f'double.level.{level}']}"
        for field, level in evidence.items()
        if level != "unknown" and f"double.of.{field}" in known and f"double.level.{level}" in known
    ]
    return " · ".join(told)


def place_words(place: tuple[str, str | None], names: Names) -> str:
    """'Ajung, Kalisat'; a desa not yet known says so."""
    kecamatan, desa = place
    return f"{names.desa.get(desa or '', t('place.desa_unknown'))}, {names.kecamatan.get(kecamatan, kecamatan)}"


def listed(here: Here) -> None:
    """One page of the pairs nobody has decided, and the way to look for them."""
    number = _page()
    rows, total = queries.doubles(here.who, number)
    st.caption(t("double.how"))
    _look(here, total)
    names = queries.names(here.who, here.language)
    for row in rows:
        with st.container(border=True, key=f"double_{row.left_id}_{row.right_id}"):
            _pair(row, names)
    _pages(number, total, here.language)
    link("rujukan", t("double.to_reference"), **followed())


def followed() -> dict[str, str]:
    """What of the URL goes along to another screen: a link without it would open the entry in another register."""
    return {name: value for name, value in st.query_params.to_dict().items() if name in _FOLLOWS}


def _look(here: Here, total: int) -> None:
    """The search: one that goes on is said, else it can be begun."""
    if queries.looking_for_doubles(here.who):
        _looking(here)
        return
    if not total:
        st.info(t("double.none"), icon=":material/check_circle:")
    looking = bool(here.who.seen_by)
    st.button(
        t("double.find"),
        key="double_find",
        icon=":material/search:",
        disabled=looking,
        on_click=commands.start_doubles,
        args=(here.who,),
    )


@part(every=2)
def _looking(here: Here) -> None:
    if not queries.looking_for_doubles(here.who):
        st.rerun()
    st.info(t("double.finding"), icon=":material/hourglass_top:")


def _pair(row: DoublePair, names: Names) -> None:
    st.badge(band(row.probability), color="orange" if row.probability >= SURE else "gray")
    for name, place in ((row.left_name, row.left_place), (row.right_name, row.right_place)):
        st.text(f"{name} · {place_words(place, names)}")
    st.caption(reasons(row.evidence))
    st.button(
        t("double.compare"),
        key=f"compare_{row.left_id}_{row.right_id}",
        icon=":material/compare_arrows:",
        on_click=open_pair,
        args=(row.left_id, row.right_id),
    )


def open_pair(left: str, right: str) -> None:
    """Put the pair into the URL."""
    st.query_params.update(left=left, right=right)


def _page() -> int:
    asked = st.query_params.get("page", "1")
    return max(int(asked), 1) - 1 if asked.isdecimal() and len(asked) < 7 else 0


def _pages(number: int, total: int, tongue: str) -> None:
    last = max(total - 1, 0) // PAGE
    if not total or (number == 0 and last == 0):
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        for step, key, icon in ((-1, "before", "chevron_left"), (1, "after", "chevron_right")):
            st.button(
                t(f"double.page_{key}"),
                key=f"double_{key}",
                icon=f":material/{icon}:",
                disabled=not 0 <= number + step <= last,
                on_click=_turn,
                args=(number + step,),
            )
        st.caption(t("double.page", page=number + 1, pages=last + 1, total=formats.number(total, tongue)))


def _turn(number: int) -> None:
    st.query_params["page"] = str(number + 1)
