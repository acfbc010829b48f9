"""Actors whose point lies far outside their kecamatan; a row opens the actor."""

import streamlit as st

from data import queries
from pages._parts import doubles, draw
from pages._parts.page import Here
from pages._parts.screens import BY_NAME
from pages._parts.visitor import t

_OPEN = "mutu.open"


def show(here: Here) -> None:
    """The list, the farthest first."""
    found = queries.points_far_from_place(here.who)
    st.caption(t("double.far_how"))
    if found.empty:
        st.info(t("double.far_none"), icon=":material/check_circle:")
        return
    names = queries.names(here.who, here.language).kecamatan
    shown = found.assign(
        kecamatan=found["kecamatan"].map(names),
        kecamatan_of_point=found["kecamatan_of_point"].map(names).fillna(t("double.far_outside")),
        km=found["metres"] / 1000,
    )
    columns = {
        "business_name": draw.Column(t("list.business_name")),
        "kecamatan": draw.Column(t("double.far_stated")),
        "kecamatan_of_point": draw.Column(t("double.far_point")),
        "km": draw.Column(t("double.far_km"), "ratio"),
    }
    draw.table("far", shown, columns, height=min(520, 38 + 35 * len(shown)), id_column="id", on_pick=_remember)
    actor_id = st.session_state.pop(_OPEN, None)
    if actor_id:
        st.switch_page(BY_NAME["pelaku"].file, query_params=doubles.followed() | {"actor": actor_id})


def _remember(actor_id: str) -> None:
    st.session_state[_OPEN] = actor_id
