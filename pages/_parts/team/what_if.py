"""The way from Pendamping to the screen Penempatan, which no menu has room for."""

import streamlit as st

from pages._parts.menu import link
from pages._parts.visitor import t

_KEPT = ("lang", "register")


def way() -> None:
    """One link under the tabs."""
    params = {key: value for key, value in st.query_params.to_dict().items() if key in _KEPT}
    link("penempatan", t("placing.way"), **params)
