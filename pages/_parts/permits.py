"""Permit kinds with who has, lacks, has applied, let lapse; a number narrows the filter."""

from collections.abc import Callable, Mapping

import pandas as pd
import streamlit as st

from data.queries import Names
from pages._parts.cells import cells
from pages._parts.visitor import t

# What each column of the table adds up, and the filter field it opens.
GROUPS: dict[str, tuple[str, ...]] = {
    "has": ("terbit",),
    "process": ("diajukan",),
    "lacks": ("tidak_tercatat", "belum", "diajukan", "kedaluwarsa", "dicabut"),
    "expired": ("kedaluwarsa",),
}


def pairs(counts: pd.DataFrame, one: str, other: str) -> Mapping[tuple[str, str], int]:
    """A frame of counts as (value of the one column, value of the other) -> actors; pandas' pivot costs 3 ms."""
    values = zip(counts[one].tolist(), counts[other].tolist(), strict=True)
    return dict(zip(values, (int(actors) for actors in counts["actors"].tolist()), strict=True))


def table(counts: pd.DataFrame, names: Names, *, on_pick: Callable[[str, str], None]) -> None:
    """Kinds down; has, in process, lacks (of which recorded as not yet, and not recorded), expired across."""
    st.markdown(f"**{t('permit.table')}**")
    st.caption(t("permit.how"))
    found, kinds = pairs(counts, "kind", "status"), list(names.permit_kind)

    def added_up(*statuses: str) -> list[int]:
        return [sum(found.get((kind, status), 0) for status in statuses) for kind in kinds]

    numbers = {t(f"permit.{field}"): added_up(*statuses) for field, statuses in GROUPS.items()}
    numbers |= {t(f"status.{status}"): added_up(status) for status in ("belum", "tidak_tercatat", "tidak_perlu")}
    fields = {t(f"permit.{field}"): field for field in GROUPS}
    cells(
        "permits",
        t("permit.kind"),
        list(names.permit_kind.values()),
        numbers,
        on_pick=lambda row, words: on_pick(kinds[row], fields[words]),
        only=fields,
    )
