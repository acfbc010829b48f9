"""Whom the visit is about: an actor of the own caseload, one that a search finds, or a group; and the open drafts."""

from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from data import formats, queries
from data.filter import Filter
from data.queries import Names
from pages._parts import draw
from pages._parts.actors import search_box
from pages._parts.page import Here
from pages._parts.visit.draft import GROUP, SENT, hour
from pages._parts.visit.fields import literal
from pages._parts.visitor import t


def show(here: Here, names: Names) -> None:
    """One box to type in, the group session, and what was begun and not saved."""
    st.session_state.pop(SENT, None)
    with st.container(key="visit"):
        with draw.card("choose"):
            _actor(here, names)
            st.button(
                t("visit.group_start"), key="visit_group", icon=":material/groups:", on_click=_go, args=("group", "1")
            )
        _drafts(here)


def _actor(here: Here, names: Names) -> None:
    if here.who.role == "pendamping":
        found = queries.actor_list(here.who, Filter(facilitator=(here.who.facilitator or "",)))
        if found.empty:
            st.info(t("visit.nobody"), icon=":material/info:")
            return
    else:
        words = search_box()
        if not words:
            return
        found = queries.search(here.who, words)
        if found.empty:
            st.info(t("visit.not_found"), icon=":material/search_off:")
            return
    words_by_id = words_of(found, names)
    st.selectbox(
        t("visit.who"),
        list(words_by_id),
        index=None,
        key="visit_actor",
        format_func=lambda actor_id: words_by_id[actor_id],
        placeholder=t("visit.who_hint"),
        on_change=lambda: _go("actor", st.session_state["visit_actor"]),
    )


def facilitator(names: Names) -> str | None:
    """Whose group it is, as the URL says; a box to choose from."""
    known = list(names.facilitator)
    asked = st.query_params.get("facilitator")
    with st.container(key="visit_whose"):
        return st.selectbox(
            t("filter.facilitator"),
            known,
            index=known.index(asked) if asked in known else None,
            key="visit_facilitator",
            format_func=lambda one: names.facilitator[one],
            placeholder=t("form.choose"),
            on_change=lambda: _go("facilitator", st.session_state["visit_facilitator"]),
        )


def _go(name: str, value: str | None) -> None:
    if value:
        st.query_params[name] = value


def leave() -> None:
    """Back to the choice; not from a callback."""
    for name in ("actor", "group"):
        st.query_params.pop(name, None)
    st.rerun()


def _drafts(here: Here) -> None:
    """What was begun and not saved."""
    kept = queries.drafts(here.who)
    if not kept:
        return
    with draw.card("drafts"):
        st.markdown(f"**{t('visit.drafts')}**")
        for about, one in kept:
            name, value = ("group", "1") if about == GROUP else ("actor", about)
            words = f"{literal(_about(here, about))} · {hour(one.saved_at, here.language)}"
            st.button(words, key=f"draft-{about}", icon=":material/edit_note:", on_click=_go, args=(name, value))


def _about(here: Here, about: str) -> str:
    return t("visit.group") if about == GROUP else str(queries.actor(here.who, about)["business_name"])


def words_of(found: pd.DataFrame, names: Names) -> dict[str, str]:
    """Id -> "Mebel Sumber Rejeki · Ajung, Kalisat" for a frame of `queries.actor_list`."""
    return {row["id"]: f"{row['business_name']} · {place(names, row)}" for row in found.to_dict("records")}


def place(names: Names, row: dict[str, Any]) -> str:
    """ "Ajung, Kalisat"."""
    desa = names.desa.get(row.get("desa_code") or "", t("place.desa_unknown"))
    return f"{desa}, {names.kecamatan[row['kecamatan_code']]}"


def where_and_when(where: str, last_visit: date | None, language: str) -> str:
    """ "Ajung, Kalisat · kunjungan terakhir 3 Maret 2025"."""
    visited = formats.day(last_visit, language) if last_visit else t("waiting.never")
    return f"{where} · {t('visit.last', day=visited)}"
