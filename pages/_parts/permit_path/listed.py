"""The actors behind a number: a page of them at a time, each opens; the first of them to download."""

import math
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from data.queries import Names
from data.queries.actors import LIST_LIMIT
from data.ranking import records
from data.text import text
from pages._parts import draw
from pages._parts.screens import BY_NAME
from pages._parts.visitor import t

PAGE = 50
_OPEN = "permit_path.open"
Row = dict[str, Any]


def listed(
    key: str,
    title: str,
    count: int,
    read: Callable[[int, int], pd.DataFrame],
    worded: Callable[[Row], Row],
    columns: Mapping[str, draw.Column],
    file: str,
    *,
    on_close: Callable[[], None],
) -> None:
    """`title` says how many they are, `read` gives so many rows after the first so many, `worded` a row as it is shown;
    it must ask nothing of the run, for the file is made outside of any."""
    with st.container(
        horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", key=f"{key}_head"
    ):
        st.markdown(title, width="content")
        st.button(
            t("permit_path.close"), key=f"{key}_close", icon=":material/close:", type="tertiary", on_click=on_close
        )
    if not count:
        st.caption(t("permit_path.nobody"))
        return
    pages, where = math.ceil(count / PAGE), f"{key}_page-{hash((title, count)):x}"  # another list begins at its first
    page = min(st.session_state.get(where, 1), pages)
    rows = [worded(row) for row in records(read(PAGE, (page - 1) * PAGE))]
    draw.table(
        key,
        pd.DataFrame(rows, dtype=object),
        columns,
        height=min(420, 38 + 35 * len(rows)),
        id_column="id",
        on_pick=_remember,
    )
    with st.container(
        horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", key=f"{key}_ways"
    ):
        words = {name: column.words for name, column in columns.items()}
        draw.download_csv(key, min(count, LIST_LIMIT), partial(_first, read, worded), words, file)
        if pages > 1:
            st.pagination(pages, key=where)
    # A page cannot be switched inside a callback: it is remembered there and opened here.
    actor_id = st.session_state.pop(_OPEN, None)
    if actor_id:
        st.switch_page(BY_NAME["pelaku"].file, query_params=st.query_params.to_dict() | {"actor": actor_id})


def place(row: Row, names: Names, tongue: str) -> Row:
    """The words every colleague may read of an actor."""
    return {
        "id": row["id"],
        "business_name": row["business_name"],
        "sector": names.sector.get(row["sector"], ""),
        "desa": names.desa.get(row["desa_code"], text("place.desa_unknown", tongue)),
        "kecamatan": names.kecamatan.get(row["kecamatan_code"], ""),
        "facilitator": names.facilitator.get(row["facilitator_id"], text("filter.unassigned", tongue)),
    }


def _first(read: Callable[[int, int], pd.DataFrame], worded: Callable[[Row], Row]) -> list[Row]:
    return [worded(row) for row in records(read(LIST_LIMIT, 0))]


def _remember(actor_id: str) -> None:
    st.session_state[_OPEN] = actor_id
