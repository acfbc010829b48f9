"""Lama pengurusan: from recorded as lacking over applied for to issued and expired, and how long it takes."""

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from data import formats, queries
from data.checklist import steps
from data.colours import AMBER
from data.filter import Filter
from data.metrics import FEW
from data.queries import Names
from pages._parts import draw, style
from pages._parts.page import Here
from pages._parts.visitor import t

if TYPE_CHECKING:  # what counts it is loaded when the box is opened
    from data.queries import PermitTime

WAITS = ("under_30", "days_30_90", "days_90_180", "over_180", "undated")
COLOURS = dict(zip(WAITS, (*AMBER[1:], style.STATUS["tidak_tercatat"]), strict=True))
STATES = ("belum", "diajukan", "terbit", "kedaluwarsa")


def times(here: Here, wanted: Filter, names: Names) -> None:
    """The closed box."""
    box = st.expander(t("permit_times.title"), key="permit_times", on_change="rerun", icon=":material/hourglass_top:")
    if box.open:
        with box:
            _opened(here, wanted, names)


def _opened(here: Here, wanted: Filter, names: Names) -> None:
    known = [one for one in queries.permit_times(here.who, wanted) if one.kind in steps()]  # what is still issued
    found = [one for one in known if any(one.statuses[state] for state in STATES)]
    if not found:
        st.caption(t("permit_times.nothing"))
        return
    st.markdown(_sentence(found, names, here.language))
    _table(found, names, here.language)
    running = [one for one in found if one.statuses["diajukan"]]
    if running:
        st.markdown(f"**{t('permit_times.waiting')}**")
        parts = [
            (t(f"permit_times.wait_{wait}"), COLOURS[wait], [one.waiting.get(wait, 0) for one in running])
            for wait in WAITS
        ]
        rows = [names.permit_kind[one.kind] for one in running]
        draw.stacked(rows, parts, t("permit_times.waiting"), "permit_times_bars")
    st.caption(t("permit_times.method"))
    undated = sum(one.undated for one in found)
    if undated:
        st.caption(t("permit_times.left_out", count=formats.number(undated, here.language)))


def _sentence(found: list["PermitTime"], names: Names, tongue: str) -> str:
    """How many wait for an office, and for which paper most do."""
    running = sum(one.statuses["diajukan"] for one in found)
    if not running:
        return t("permit_times.none_running")
    most = max(found, key=lambda one: one.statuses["diajukan"])
    long = sum(one.waiting.get("over_180", 0) for one in found)
    counts = {"running": running, "most": most.statuses["diajukan"], "long": long}
    words = {name: formats.number(count, tongue) for name, count in counts.items()}
    return t("permit_times.sentence", kind=names.permit_kind[most.kind], **words)


def _table(found: list["PermitTime"], names: Names, tongue: str) -> None:
    """A row per kind: how many stand where, and how long from one to the next."""
    rows = [
        {
            "code": one.kind,
            "kind": names.permit_kind[one.kind],
            **{state: one.statuses[state] for state in STATES},
            "issued": t(
                "permit_times.of", issued=formats.number(one.issued, tongue), all=formats.number(one.applied, tongue)
            )
            if one.applied
            else "",
            "median": _median(one, tongue),
            "usual": "" if one.usual is None else t("permit_times.days", days=formats.number(one.usual, tongue)),
            "overdue": "" if one.usual is None else formats.number(one.overdue, tongue),
        }
        for one in found
    ]
    columns = {
        "kind": draw.Column(t("permit.kind")),
        **{state: draw.Column(t(f"permit_times.state_{state}"), "count") for state in STATES},
        "issued": draw.Column(t("permit_times.issued"), "right"),
        "median": draw.Column(t("permit_times.median"), "right"),
        "usual": draw.Column(t("permit_times.usual"), "right"),
        "overdue": draw.Column(t("permit_times.overdue"), "right"),
    }
    height = 38 + 35 * len(rows)
    draw.table("permit_times_table", pd.DataFrame(rows), columns, height=height, download=t("permit_times.file"))


def _median(one: "PermitTime", tongue: str) -> str:
    if not one.applied:
        return ""
    if one.applied < FEW:
        return t("permit_times.few")
    if one.median is None:
        return t("permit_times.not_reached")
    return t("permit_times.days", days=formats.number(one.median, tongue))
