"""The caseload taken along as a workbook and brought back, and the visit form for ODK and Kobo."""

from functools import partial

import pandas as pd
import streamlit as st

from data import clock, commands, queries
from data.commands import Brought
from data.problem import Problem
from data.queries.caseload import Caseload
from pages._parts import draw
from pages._parts.caseload import n
from pages._parts.page import OF_SCREEN, Here, say
from pages._parts.team.bands import XLSX
from pages._parts.visitor import t

_BROUGHT = f"{OF_SCREEN}offline_brought"
_FILE = "offline_file"


def section(here: Here, load: Caseload) -> None:
    """Download, upload, and what became of each row."""
    if load.facilitator_id is None:
        return
    # A workbook just chosen keeps it open, or the button to save it would be hidden.
    busy = _BROUGHT in st.session_state or st.session_state.get(_FILE) is not None
    with st.expander(t("offline.title"), icon=":material/cloud_off:", expanded=busy):
        st.caption(t("offline.how"))
        if here.who.seen_by:
            st.caption(t("offline.only_looking"))
            return
        _take(here, load, load.facilitator_id)
        _bring(here)
        brought = st.session_state.get(_BROUGHT)
        if brought is not None:
            show(brought)


def _take(here: Here, load: Caseload, facilitator_id: str) -> None:
    with st.container(horizontal=True, key="offline_take"):
        st.download_button(
            t("offline.download", count=n(len(load.turns))),
            data=partial(commands.caseload_workbook, here.who, facilitator_id, here.language),
            file_name=f"{t('offline.file', day=clock.today().isoformat())}.xlsx",
            mime=XLSX,
            key="offline_download",
            icon=":material/download:",
            on_click="ignore",
        )
        st.download_button(
            t("offline.odk"),
            data=partial(queries.visit_form, here.who, facilitator_id),
            file_name=f"{t('offline.odk_file')}.xlsx",
            mime=XLSX,
            key="offline_xlsform",
            icon=":material/phone_android:",
            on_click="ignore",
        )
    st.caption(t("offline.audited"))


def _bring(here: Here) -> None:
    file = st.file_uploader(t("offline.upload"), type=["xlsx"], key=_FILE, on_change=_forget)
    if file is None:
        return
    pressed = st.button(t("offline.bring"), key="offline_bring", type="primary", icon=":material/upload:")
    if not pressed:
        return
    try:
        with st.spinner(t("offline.working")):
            made = commands.bring_caseload(here.who, file.name, file.getvalue(), here.language)
    except Problem as problem:
        say(problem)
        return
    st.session_state[_BROUGHT] = made
    st.rerun()  # the list above counts what came in


def _forget() -> None:
    st.session_state.pop(_BROUGHT, None)


def show(brought: Brought) -> None:
    """What became of each row, and the workbook that says so in its rows."""
    counts = brought.counts()
    if counts["same"] == len(brought.rows):
        st.info(t("offline.nothing"), icon=":material/done_all:")
    else:
        told = {
            "saved": counts["saved"] + counts["partly"],
            "same": counts["same"],
            "conflict": counts["conflict"],
            "refused": counts["refused"],
        }
        words = t("offline.done", **{name: n(count) for name, count in told.items()})
        st.success(words, icon=":material/task_alt:")
        _table(brought)
    st.download_button(
        t("offline.result_download"),
        data=brought.content,
        file_name=f"{t('offline.result_file', day=clock.today().isoformat())}.xlsx",
        mime=XLSX,
        key="offline_result",
        icon=":material/download:",
        on_click="ignore",
    )
    st.caption(t("offline.result_how"))


def _table(brought: Brought) -> None:
    """The rows that something became of, those to look at first."""
    order = ("conflict", "refused", "partly", "saved")
    rows = sorted((row for row in brought.rows if row.state in order), key=lambda row: order.index(row.state))
    frame = pd.DataFrame(
        {
            "name": [row.name for row in rows],
            "told": [row.told for row in rows],
            "state": [t(f"offline.state.{row.state}") for row in rows],
            "sheet": [t(f"offline.sheet.{row.sheet}") for row in rows],
            "number": [row.number for row in rows],
        }
    )
    columns = {
        "name": draw.Column(t("offline.table.name"), width="medium"),
        "told": draw.Column(t("offline.table.told"), width="large"),
        "state": draw.Column(t("offline.table.state")),
        "sheet": draw.Column(t("offline.table.sheet")),
        "number": draw.Column(t("offline.table.number")),
    }
    draw.table("offline", frame, columns, height=min(420, 38 + 35 * len(frame)))
