"""Needs against services: what nobody serves, what nobody asked for, how long it takes; counted when it is opened."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
import streamlit as st

from data import formats, queries
from data.clinics.wish import PERMITS
from data.filter import Filter
from data.queries import Names
from data.ranking import records
from pages._parts import draw
from pages._parts.needs_matrix import NEED, chosen_need, needs_matrix
from pages._parts.page import Here
from pages._parts.visitor import t

BY = ("all", "kecamatan", "sector", "both")
OPENED = "needs"  # in the URL: how it is divided, there while the box is open
_BOX = "services"


def needs_served(here: Here, wanted: Filter, names: Names) -> None:
    """The closed box; a link to it opened opens it."""
    if _BOX not in st.session_state:
        st.session_state[_BOX] = OPENED in st.query_params
    box = st.expander(t("services.title"), key=_BOX, on_change="rerun", icon=":material/balance:")
    if box.open:
        with box:
            _opened(here, wanted, names)
    else:
        for name in (OPENED, NEED):
            st.query_params.pop(name, None)


def _opened(here: Here, wanted: Filter, names: Names) -> None:
    whole = records(queries.needs_served(here.who, wanted))
    if not any(row["open"] or row["met"] or row["visits"] for row in whole):
        st.caption(t("services.nothing"))
        return
    _sentences(whole, names, here.language)
    _came_about(here, wanted, names, whole)
    by = _divided()
    if by == "both":
        needs_matrix(here, wanted, names, chosen_need(whole, names))
    else:
        group = by if by in ("kecamatan", "sector") else None
        rows = whole if group is None else records(queries.needs_served(here.who, wanted, group))
        _table(rows, group, names, here.language)
    st.caption(t("services.method"))
    if any(row["open"] > row["open_seen"] for row in whole):
        st.caption(t("services.unseen"))


def _divided() -> str:
    """How the needs are divided; the choice stands in the URL."""
    asked = st.query_params.get(OPENED, BY[0])
    by = asked if asked in BY else BY[0]
    st.session_state["services_by"] = st.query_params[OPENED] = by

    def chosen() -> None:
        st.query_params[OPENED] = st.session_state["services_by"] or BY[0]

    st.segmented_control(
        t("services.by"),
        BY,
        format_func=lambda name: t(f"filter.{name}" if name in ("kecamatan", "sector") else f"services.{name}"),
        key="services_by",
        label_visibility="collapsed",
        on_change=chosen,
    )
    return by


def _sentences(rows: Sequence[dict[str, Any]], names: Names, tongue: str) -> None:
    """What nobody serves where visits are recorded, and what was served and nobody needs."""
    unserved = [(row["kind"], row["open_seen"]) for row in rows if row["open_seen"] and row["visits"] == 0]
    unasked = [(row["kind"], row["visits"]) for row in rows if row["visits"] and not row["open"] and not row["met"]]
    said = {"unserved": any(row["open_seen"] for row in rows), "unasked": any(row["visits"] for row in rows)}
    for key, some in (("unserved", unserved), ("unasked", unasked)):
        if not said[key]:
            continue
        words = ", ".join(
            t(f"services.{key}_one", kind=names.need_kind.get(kind, kind), count=formats.number(count, tongue))
            for kind, count in sorted(some, key=lambda one: -one[1])
        )
        st.markdown(t(f"services.{key}", kinds=words) if words else t(f"services.none_{key}"))


def _came_about(here: Here, wanted: Filter, names: Names, rows: Sequence[dict[str, Any]]) -> None:
    """Needs met and permits issued in the last 12 months, and how many of them after a visit on their topic."""
    tongue = here.language
    met, after = (sum(row[name] for row in rows) for name in ("met", "after"))
    if met:
        st.markdown(t("services.met_after", met=formats.number(met, tongue), after=formats.number(after, tongue)))
    issued = records(queries.permits_issued(here.who, wanted))
    basic = [row for row in issued if row["kind"] in PERMITS]
    if basic:
        words = [
            t(
                "services.issued_one",
                kind=names.permit_kind.get(row["kind"], row["kind"]),
                count=formats.number(row["issued"], tongue),
                after=formats.number(row["after"], tongue),
            )
            for row in basic
        ]
        st.markdown(t("services.issued", kinds="; ".join(words)))
    if issued:
        with st.popover(t("services.permits"), icon=":material/verified:", type="tertiary"):
            _issued(issued, names, tongue)


def _issued(issued: Sequence[dict[str, Any]], names: Names, tongue: str) -> None:
    shown = [row | {"code": row["kind"], "name": names.permit_kind.get(row["kind"], row["kind"])} for row in issued]
    columns = {
        "name": draw.Column(t("permit.kind")),
        "issued": draw.Column(t("services.issued_count"), "count"),
        "after": draw.Column(t("services.after"), "count"),
    }
    draw.table("services_permits", pd.DataFrame(shown), columns, download=t("services.permits_file"))


def _table(rows: Sequence[dict[str, Any]], group: str | None, names: Names, tongue: str) -> None:
    known = {} if group is None else getattr(names, group)
    if group is not None:  # what nobody serves first
        rows = sorted(rows, key=lambda row: (not (row["open_seen"] and row["visits"] == 0), -row["open"]))
    shown = [
        row | {"name": known.get(row["code"], row["code"]), "need": names.need_kind.get(row["kind"], row["kind"])}
        for row in rows
    ]
    columns = {
        "need": draw.Column(t("services.need")),
        **({} if group is None else {"name": draw.Column(t(f"filter.{group}"))}),
        "open": draw.Column(t("services.open"), "count"),
        "visits": draw.Column(t("services.visits"), "right"),
        "met": draw.Column(t("services.met"), "count"),
        "after": draw.Column(t("services.after"), "count"),
        "days": draw.Column(t("services.days"), "right"),
    }
    # In words, for a number column says "None" where there is none; the file has the numbers.
    worded = [row | {name: _number(row[name], tongue) for name in ("visits", "days")} for row in shown]
    frame = pd.DataFrame(worded, dtype=object)
    height = min(420, 38 + 35 * len(shown))
    draw.table("services_needs", frame, columns, height=height, download=t("services.file"), csv_rows=shown)


def _number(value: int | None, tongue: str) -> str:
    return t("no_data") if value is None else formats.number(value, tongue)
