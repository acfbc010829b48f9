"""What needs attention today, at the head of the leadership's front page; found when it is opened."""

import streamlit as st

from data import queries
from data.access import allows
from data.alert_words import alert_sentence
from data.filter import Filter
from data.queries import Alert, Names
from pages._parts.filter_bar import go
from pages._parts.menu import link
from pages._parts.page import Here, part
from pages._parts.visitor import t

# Where each kind is dealt with, if that is another screen.
_WHERE = dict.fromkeys(("orphaned", "contracts", "promises", "targets"), "pendamping") | {"permits": "perizinan"}


@part()
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
        with st.container(horizontal=True, vertical_alignment="center", key=f"alert_{alert.kind}"):
            st.text(alert_sentence(alert, names.permit_kind, here.language))
            if alert.kind in _WHERE:
                link(_WHERE[alert.kind], t("alerts.open"))
            else:
                key = f"alert_open_{alert.kind}"
                st.button(t("alerts.open"), key=key, icon=":material/map:", on_click=_show, args=(here, alert))
    if not found:
        st.caption(t("alerts.none"))
    st.caption(t("alerts.rules"))


def _show(here: Here, alert: Alert) -> None:
    """On the map of this very screen: the kecamatan whose coverage fell, or how each place stands."""
    fallen = alert.kind == "fallen"
    go(Filter(kecamatan=tuple(code for code, _ in alert.names) if fallen else ()))
    if not fallen:
        st.query_params["metric"] = "states"
    st.rerun(scope=here.redraws)
