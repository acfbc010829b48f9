"""Which businesses are wanted: words (never in the URL), sector group, kecamatan, kind of buyer (in the URL)."""

from collections.abc import Mapping

import streamlit as st

from data import formats
from data.buyers import buyers
from data.normal import plain
from data.public.directory import Entry
from data.public.tables import groups
from pages._parts.page import Here
from pages._parts.visitor import t

GROUP, PLACE, BUYER = FIELDS = ("kelompok", "kecamatan", "pembeli")
_LABELS = {GROUP: "directory.group", PLACE: "directory.kecamatan", BUYER: "directory.buyer"}
_SEARCH = "screen.directory_search"


def choose(here: Here, found: tuple[Entry, ...]) -> list[Entry]:
    """The fields, the sentence that says them back, and the entries that fit."""
    options = _options(here.language, found)
    now = {name: _asked(name, options[name]) for name in FIELDS}
    with st.container(horizontal=True, vertical_alignment="bottom", key="directory_fields"):
        words = st.text_input(
            t("directory.search"),
            key=_SEARCH,
            max_chars=100,
            placeholder=t("directory.search_hint"),
            icon=":material/search:",
        )
        on = sum(value is not None for value in now.values())
        label = t("directory.filters_on", count=on) if on else t("directory.filters")
        with st.popover(label, icon=":material/filter_alt:", key="directory_filters"):
            for name in FIELDS:
                _field(name, options[name], now[name])
    chosen = [entry for entry in found if _fits(entry, now, plain(words or ""))]
    st.text(_sentence(here.language, options, now, len(chosen), len(found)))
    return chosen


def lift() -> None:
    """Everything is wanted again."""
    st.session_state.pop(_SEARCH, None)
    for name in FIELDS:
        st.query_params.pop(name, None)


def _options(language: str, found: tuple[Entry, ...]) -> dict[str, Mapping[str, str]]:
    """Code -> words, of what is there to choose."""
    here = {entry.group for entry in found}
    places = {entry.kecamatan: entry.kecamatan_name or "" for entry in found if entry.kecamatan}
    asking = {offer.buyer for entry in found for offer in entry.offers}
    return {
        GROUP: {group.code: group.name[language] for group in groups() if group.code in here},
        PLACE: dict(sorted(places.items(), key=lambda place: place[1])),
        BUYER: {code: buyer.name[language] for code, buyer in buyers().items() if code in asking},
    }


def _asked(name: str, options: Mapping[str, str]) -> str | None:
    value = st.query_params.get(name)
    return value if value in options else None


def _field(name: str, options: Mapping[str, str], now: str | None) -> None:
    codes = list(options)
    # A fresh identity for another value, so that the URL alone says what is chosen.
    key = f"directory.{name}.{now or ''}"
    st.selectbox(
        t(_LABELS[name]),
        codes,
        index=codes.index(now) if now else None,
        format_func=lambda code: options[code],
        placeholder=t("directory.all"),
        key=key,
        on_change=_set,
        args=(name, key),
    )


def _set(name: str, key: str) -> None:
    value = st.session_state.get(key)
    if value is None:
        st.query_params.pop(name, None)
    else:
        st.query_params[name] = value


def _fits(entry: Entry, now: Mapping[str, str | None], words: str) -> bool:
    buyer = now[BUYER]
    return (
        now[GROUP] in (None, entry.group)
        and now[PLACE] in (None, entry.kecamatan)
        and (buyer is None or any(offer.buyer == buyer and offer.fulfilled for offer in entry.offers))
        and all(word in plain(f"{entry.business_name} {entry.product}") for word in words.split())
    )


def _sentence(
    language: str, options: Mapping[str, Mapping[str, str]], now: Mapping[str, str | None], count: int, of: int
) -> str:
    number, all_of_them = formats.number(count, language), formats.number(of, language)
    told = t("directory.count", count=number) if count == of else t("directory.count_of", count=number, of=all_of_them)
    said = [options[name][value] for name in (GROUP, PLACE) if (value := now[name])]
    buyer = now[BUYER]
    if buyer:
        said.append(f"{t('directory.buyer').lower()} {options[BUYER][buyer]}")
    return " · ".join([told, *said])
