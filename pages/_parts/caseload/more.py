"""Around the day's work: drafts not yet saved, what the records lack, the month's own report."""

from collections import Counter
from collections.abc import Sequence

import pandas as pd
import streamlit as st

from data import formats, queries
from data.clock import office_day
from data.queries import Names
from data.queries.caseload import Caseload
from data.turns import Case
from pages._parts import draw
from pages._parts.activity import report_section
from pages._parts.caseload import n
from pages._parts.caseload.cards import go, where
from pages._parts.page import Here, part
from pages._parts.visit.draft import GROUP
from pages._parts.visit.fields import literal
from pages._parts.visitor import t

_OPEN = "caseload.repair"


def drafts(here: Here, load: Caseload) -> None:
    """Visits begun and not saved, on top: each opens where it was left."""
    kept = queries.drafts(here.who)
    if not kept:
        return
    with st.container(border=True, key="caseload_drafts"):
        st.markdown(f"**{t('caseload_draft.title')}**")
        for about, draft in kept:
            name = (
                t("caseload_draft.group")
                if about == GROUP
                else load.business_names.get(about, t("caseload_draft.else"))
            )
            told = t("caseload_draft.saved", name=name, day=formats.day(office_day(draft.saved_at), here.language))
            if st.button(literal(told), key=f"continue_{about}", icon=":material/edit_note:", width="stretch"):
                go("kunjungan", about, "group" if about == GROUP else "actor")


def report(here: Here, load: Caseload) -> None:
    """The activity report of a month: the own, or that of the facilitator looked at."""
    if load.facilitator_id is None:
        return
    own = here.who.role == "pendamping"
    title = t("caseload_report.title") if own else t("caseload_report.title_of", name=literal(load.name))
    with st.expander(title, icon=":material/description:"):
        report_section(here, load.facilitator_id)


@part()
def to_repair(_here: Here, load: Caseload, names: Names) -> None:
    """Actors whose desa, point or phone is not recorded: which of them, never what is. Listed when it is opened."""
    title = t("repair.title", count=n(len(load.lacking)), of=n(len(load.turns)))
    box = st.expander(title, key="caseload_repair", on_change="rerun", icon=":material/build:")
    if box.open:
        with box:
            _lacking(load.lacking, names)


def _lacking(lacking: Sequence[Case], names: Names) -> None:
    if not lacking:
        st.caption(t("repair.nothing"))
        return
    counts = Counter(name for case in lacking for name in case.missing)
    st.text(" · ".join(t("repair.count", name=t(f"repair.{name}"), count=n(counts[name])) for name in counts))
    st.caption(t("repair.how"))
    frame = pd.DataFrame(
        {
            "id": [case.actor_id for case in lacking],
            "name": [case.business_name for case in lacking],
            "lacks": [", ".join(t(f"repair.{name}") for name in case.missing) for case in lacking],
            "place": [where(case, names) for case in lacking],
        }
    )
    columns = {
        "name": draw.Column(t("list.business_name"), width="medium"),
        "lacks": draw.Column(t("repair.lacks")),
        "place": draw.Column(t("level.desa")),
    }
    draw.table("repair", frame, columns, height=min(420, 38 + 35 * len(frame)), id_column="id", on_pick=_remember)
    actor_id = st.session_state.pop(_OPEN, None)
    if actor_id:
        go("pelaku", actor_id)


def _remember(actor_id: str) -> None:
    """A page cannot be switched inside a callback."""
    st.session_state[_OPEN] = actor_id
