"""Permit kinds with who has, lacks, has applied, let lapse; a number narrows the filter."""

from collections.abc import Callable

import pandas as pd
import streamlit as st

from data import formats
from data.queries import Names
from pages._parts.visitor import language, t
from pages._parts.written import Styler

# What each column of the table adds up, and the filter field it opens.
GROUPS: dict[str, tuple[str, ...]] = {
    "has": ("terbit",),
    "process": ("diajukan",),
    "lacks": ("tidak_tercatat", "belum", "diajukan", "kedaluwarsa", "dicabut"),
    "expired": ("kedaluwarsa",),
}


def table(counts: pd.DataFrame, names: Names, *, on_pick: Callable[[str, str], None]) -> None:
    """Kinds down; has, in process, lacks (of which recorded as not yet, and not recorded), expired across."""
    st.markdown(f"**{t('permit.table')}**")
    st.caption(t("permit.how"))
    wide = counts.pivot_table(index="kind", columns="status", values="actors", aggfunc="sum").reindex(
        list(names.permit_kind)
    )
    shown = pd.DataFrame(
        {t("permit.kind"): list(names.permit_kind.values())}
        | {t(f"permit.{field}"): wide[list(statuses)].sum(axis=1).to_list() for field, statuses in GROUPS.items()}
        | {t(f"status.{status}"): wide[status].to_list() for status in ("belum", "tidak_tercatat", "tidak_perlu")}
    )
    fields = {t(f"permit.{field}"): field for field in GROUPS}
    key = f"permits-{st.session_state.get('permits-picks', 0)}"

    def picked() -> None:
        cells = st.session_state[key].selection.cells
        if cells and cells[0][1] in fields:
            st.session_state["permits-picks"] = st.session_state.get("permits-picks", 0) + 1
            on_pick(list(names.permit_kind)[cells[0][0]], fields[cells[0][1]])

    tongue = language()
    write = {name: lambda value: formats.number(value, tongue) for name in shown.columns[1:]}
    st.dataframe(
        Styler(shown, write, ""),
        key=key,
        hide_index=True,
        height=38 + 35 * len(shown),
        on_select=picked,
        selection_mode="single-cell",
        column_config={t("permit.kind"): st.column_config.TextColumn(pinned=True)},
    )
