"""One kind of need by sector × kecamatan: how many need it and how often it was served; a cell opens its list."""

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from data import formats, queries
from data.clinics.wish import TOPIC
from data.colours import AMBER, INK, TEAL
from data.filter import Filter
from data.queries import Names
from data.ranking import records
from pages._parts import actors, draw
from pages._parts.filter_bar import go
from pages._parts.page import Here
from pages._parts.visitor import t
from pages._parts.written import Look, Styler

NEED = "need"  # in the URL
# Light grounds under dark words: open and not served, open and served.
UNSERVED, SERVED = AMBER[1], TEAL[1]

Cells = Mapping[tuple[str, str], dict[str, Any]]  # kecamatan, sector -> counts


def chosen_need(rows: Sequence[dict[str, Any]], names: Names) -> str:
    """The kind of need that is looked at: the URL's, else what most still need, first of all what nobody serves."""
    asked = st.query_params.get(NEED, "")
    first = max(rows, key=lambda row: (bool(row["open_seen"]) and row["visits"] == 0, row["open"]))["kind"]
    kind = asked if asked in names.need_kind else first

    def chosen() -> None:
        st.query_params[NEED] = st.session_state["services_need"]

    st.session_state["services_need"] = kind
    st.selectbox(
        t("services.need"),
        list(names.need_kind),
        format_func=lambda code: names.need_kind.get(code, code),
        key="services_need",
        on_change=chosen,
        width=320,
    )
    return kind


def needs_matrix(here: Here, wanted: Filter, names: Names, kind: str) -> None:
    """Kecamatan down, sectors across, all of them whatever the filter names; its other fields hold."""
    found = records(queries.needs_across(here.who, wanted.with_(kecamatan=(), desa=(), sector=())))
    cells = {(row["kecamatan_code"], row["sector"]): row for row in found if row["kind"] == kind}
    if not cells:
        st.caption(t("services.nobody"))
        return
    met = {sector for _, sector in cells}
    sectors = {words: code for code, words in names.sector.items() if code in met}
    st.caption(t("services.matrix_how"))
    draw.legend("", [(UNSERVED, t("services.cell_unserved")), (SERVED, t("services.cell_served"))], no_data=None)
    key = f"needs-{st.session_state.get('needs-picks', 0)}"

    def picked() -> None:
        """The cell's actors; the sessions that are proposed are about this need."""
        chosen = st.session_state[key].selection.cells
        if chosen and chosen[0][1] in sectors:
            st.session_state["needs-picks"] = st.session_state.get("needs-picks", 0) + 1
            actors.unfold()
            st.query_params[NEED] = kind
            st.query_params.pop(TOPIC, None)
            place = list(names.kecamatan)[chosen[0][0]]
            go(wanted.with_(kecamatan=(place,), desa=(), sector=(sectors[chosen[0][1]],)))
            st.rerun(scope=here.redraws)

    st.dataframe(
        _written(cells, sectors, wanted, names, here.language),
        key=key,
        hide_index=True,
        height=420,
        on_select=picked,
        selection_mode="single-cell",
        column_config={words: st.column_config.TextColumn(width=135) for words in sectors}
        | {t("level.kecamatan"): st.column_config.TextColumn(pinned=True, width=105)},
    )
    _download(cells, names)


def _written(cells: Cells, sectors: Mapping[str, str], wanted: Filter, names: Names, tongue: str) -> object:
    places = list(names.kecamatan)
    columns = {words: [_cell(cells.get((place, code)), tongue) for place in places] for words, code in sectors.items()}
    codes = list(sectors.values())

    def look(row: int, column: int) -> Look:
        weight = (("font-weight", "bold"),) if places[row] in wanted.kecamatan else ()
        counts = cells.get((places[row], codes[column - 1])) if column else None
        if not counts or not counts["open"] or counts["visits"] is None:
            return weight
        return (("background-color", SERVED if counts["visits"] else UNSERVED), ("color", INK), *weight)

    return Styler({t("level.kecamatan"): list(names.kecamatan.values()), **columns}, {}, "", look)


def _cell(counts: Mapping[str, Any] | None, tongue: str) -> str:
    """How many need it, and how often it was served: "14 · belum", "14 · 3 kunjungan"."""
    if counts is None:
        return ""
    said = [formats.number(counts["open"], tongue)] if counts["open"] else []
    if counts["visits"] is None:
        said.append(t("services.cell_unrecorded"))
    elif counts["visits"]:
        said.append(t("services.cell_visits", count=formats.number(counts["visits"], tongue)))
    elif counts["open"]:
        said.append(t("services.cell_none"))
    return " · ".join(said)


def _download(cells: Cells, names: Names) -> None:
    counts = ("open", "visits", "met", "after", "days")
    headings = {
        "need": t("services.need"),
        "kecamatan": t("level.kecamatan"),
        "sector": t("filter.sector"),
        **{name: t(f"services.{name}") for name in counts},
    }
    rows = [
        row
        | {
            "need": names.need_kind.get(row["kind"], row["kind"]),
            "kecamatan": names.kecamatan.get(kecamatan, kecamatan),
            "sector": names.sector.get(sector, sector),
        }
        for (kecamatan, sector), row in sorted(cells.items())
    ]
    draw.download_csv("needs_matrix", len(rows), rows, headings, t("services.matrix_file"))
