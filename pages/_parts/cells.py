"""A table of counts in which a number leads to those behind it."""

from collections.abc import Callable, Collection, Mapping, Sequence

import streamlit as st

from data import formats
from pages._parts.visitor import language
from pages._parts.written import Styler

ROW = 35  # pixels


def cells(
    key: str,
    heading: str,
    rows: Sequence[str],
    columns: Mapping[str, Sequence[int]],
    *,
    on_pick: Callable[[int, str], None],
    only: Collection[str] | None = None,
    most: int = 40,
    blank: bool = False,
) -> None:
    """Rows of words with their numbers; a picked number is handed back as its row's place and its column's words.

    `only` these columns can be picked; more than `most` rows are scrolled; nought is left `blank`.
    """
    picks = f"{key}-picks"
    chosen = f"{key}-{st.session_state.get(picks, 0)}"

    def picked() -> None:
        found = st.session_state[chosen].selection.cells
        if found and found[0][1] in (columns if only is None else only):
            # A fresh identity, so that the same number can be picked again.
            st.session_state[picks] = st.session_state.get(picks, 0) + 1
            on_pick(*found[0])

    tongue = language()
    write = dict.fromkeys(columns, lambda value: "" if blank and not value else formats.number(value, tongue))
    st.dataframe(
        Styler({heading: list(rows), **columns}, write, ""),
        key=chosen,
        hide_index=True,
        height=38 + ROW * min(most, len(rows)),
        on_select=picked,
        selection_mode="single-cell",
        column_config={heading: st.column_config.TextColumn(pinned=True)},
    )
