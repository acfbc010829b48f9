"""What needs attention today, at the head of the leadership's front page; found when it is opened."""

import streamlit as st

from data import queries
from data.access import allows
from data.alert_words import alert_sentence
from data.queries import Names
from pages._parts.menu import link
from pages._parts.page import Here
from pages._parts.visitor import t

# Where each kind is dealt with: the screen and what its link says.
_WHERE: dict[str, tuple[str, dict[str, str]]] = {
    "orphaned": ("pendamping", {}),
    "contracts": ("pendamping", {}),
    "permits": ("perizinan", {}),
    "promises": ("pendamping", {}),
    "fallen": ("cakupan", {}),
    "blank_desa": ("cakupan", {"metric": "actors"}),
}


@st.fragment
def feed(here: Here, names: Names) -> None:
    """The closed box above the tiles, for those who see the team."""
    if not allows(here.who, "team.see"):
        return
    box = st.expander(t("alerts.title"), key="alerts", on_change="rerun", icon=":material/notifications:")
    if box.open:
        with box:
            _opened(here, names)


def _opened(here: Here, names: Names) -> None:
    found = queries.alerts(here.who)
    for alert in found:
        screen, params = _WHERE[alert.kind]
        if alert.kind == "fallen":
            params = {"kecamatan": ",".join(code for code, _ in alert.names)}
        with st.container(horizontal=True, vertical_alignment="center", key=f"alert_{alert.kind}"):
            st.text(alert_sentence(alert, names.permit_kind, here.language))
            link(screen, t("alerts.open"), **params)
    if not found:
        st.caption(t("alerts.none"))
    st.caption(t("alerts.rules"))
