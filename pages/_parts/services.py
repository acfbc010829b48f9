"""Needs against services: what nobody serves, what nobody asked for, how long it takes; counted when it is opened."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
import streamlit as st

from data import formats, queries
from data.filter import Filter
from data.queries import Names
from pages._parts import draw
from pages._parts.page import Here
from pages._parts.visitor import t

BY = ("all", "kecamatan", "sector")


def needs_served(here: Here, wanted: Filter, names: Names) -> None:
    """The closed box."""
    box = st.expander(t("services.title"), key="services", on_change="rerun", icon=":material/balance:")
    if box.open:
        with box:
            _opened(here, wanted, names)


def _opened(here: Here, wanted: Filter, names: Names) -> None:
    by = st.segmented_control(
        t("services.by"),
        BY,
        default=BY[0],
        format_func=lambda name: t("services.all") if name == BY[0] else t(f"filter.{name}"),
        key="services_by",
        label_visibility="collapsed",
    )
    whole = _records(queries.needs_served(here.who, wanted))
    if not any(row["open"] or row["met"] or row["visits"] for row in whole):
        st.caption(t("services.nothing"))
        return
    _sentences(whole, names, here.language)
    group = by if by in BY[1:] else None
    rows = whole if group is None else _records(queries.needs_served(here.who, wanted, group))
    _table(rows, group, names, here.language)
    st.caption(t("services.method"))
    if any(row["open"] > row["open_seen"] for row in whole):
        st.caption(t("services.unseen"))


def _records(found: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(name): value for name, value in row.items()} for row in found.to_dict("records")]


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
