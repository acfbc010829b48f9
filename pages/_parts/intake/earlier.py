"""Files brought before: those not finished first, to go on with or to throw away; the others as a table to open."""

from collections.abc import Mapping
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from data import formats, queries
from data.clock import office_day
from pages._parts import draw
from pages._parts.intake.deed import go_to, press
from pages._parts.intake.work import drop
from pages._parts.page import Here
from pages._parts.visitor import language, t

OPEN = ("checking", "checked")


def unfinished(here: Here) -> None:
    """Brought, not written, not thrown away."""
    frame = queries.batches(here.who)
    waiting = frame[frame["state"].isin(OPEN)].to_dict("records")
    if waiting:
        st.markdown(f"#### {t('intake.unfinished')}")
    for batch in waiting:
        with draw.card(f"batch_{batch['id']}"):
            st.text(batch["file_name"])
            st.caption(_told(batch))
            with st.container(horizontal=True):
                st.button(
                    t("intake.go_on"),
                    key=f"go_on_{batch['id']}",
                    type="primary",
                    icon=":material/play_arrow:",
                    on_click=partial(go_to, batch["id"]),
                )
                away = partial(drop, here, batch["id"])
                press(t("intake.drop"), f"drop_{batch['id']}", away, type="tertiary", icon=":material/delete:")


def _told(batch: Mapping[Any, Any]) -> str:
    said = [
        t(f"import.kind.{batch['kind']}"),
        t(f"intake.state.{batch['state']}"),
        t("intake.brought", by=batch["by_name"], on=formats.day(office_day(batch["at"]), language())),
    ]
    if batch["state"] == "checked":
        said.insert(2, t("intake.rows_checked", rows=formats.number(batch["rows"], language())))
    return " · ".join(said)


def finished(here: Here) -> None:
    """Written or undone, newest first; a row opens what happened and the way back."""
    frame = queries.batches(here.who)
    frame = frame[~frame["state"].isin(OPEN)]
    st.markdown(f"#### {t('intake.earlier')}")
    if frame.empty:
        st.caption(t("intake.none_yet"))
        return
    st.caption(t("intake.pick_a_file"))
    columns = {
        "file_name": draw.Column(t("intake.file_name"), width="medium"),
        "state": draw.Column(t("intake.state_head")),
        "added": draw.Column(t("intake.added"), "count", "small"),
        "changed": draw.Column(t("intake.changed"), "count", "small"),
        "rejected": draw.Column(t("intake.tile.rejected"), "count", "small"),
        "on": draw.Column(t("intake.date"), "day"),
        "by_name": draw.Column(t("intake.by")),
    }
    draw.table("intake_batches", _in_words(frame), columns, id_column="id", on_pick=go_to)


def _in_words(frame: pd.DataFrame) -> pd.DataFrame:
    on = frame["undone_at"].fillna(frame["written_at"]).fillna(frame["at"])
    return frame.assign(
        state=[t(f"intake.state.{state}") for state in frame["state"]], on=[office_day(one) for one in on]
    )
