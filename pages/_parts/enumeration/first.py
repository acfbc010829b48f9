"""Which desa to list first: where nobody has ever been, most businesses by an outside count or most land first."""

import streamlit as st

from data import formats, queries
from data.filter import Filter
from pages._parts import draw
from pages._parts.page import Here, part
from pages._parts.visit.fields import literal
from pages._parts.visitor import t


@part()
def to_list(here: Here, wanted: Filter, source: str | None) -> None:
    """The closed box beneath the states; its title says how many there are."""
    blank = queries.desa_to_list(here.who, wanted, source)
    title = t("first_list.title", count=formats.number(len(blank), here.language))
    with st.expander(title, key="first_list", icon=":material/format_list_numbered:"):
        if blank.empty:
            st.caption(t("first_list.none"))
            return
        used = queries.known_places(here.who, wanted.with_(desa=()), "desa", source).source
        st.caption(t("first_list.how", source=literal(used.title)) if used else t("first_list.how_area"))
        rows = blank.to_dict("records")
        tongue = here.language
        blank["outside"] = [t("no_data") if one is None else formats.number(one, tongue) for one in blank["outside"]]
        blank["area_km2"] = [formats.number(area, tongue, 1) for area in blank["area_km2"]]
        blank["facilitator"] = [name or t("first_list.nobody") for name in blank["facilitator"]]
        columns = {
            "name": draw.Column(t("first_list.desa")),
            "kecamatan": draw.Column(t("first_list.kecamatan")),
            "outside": draw.Column(t("first_list.outside"), "right"),
            "area_km2": draw.Column(t("first_list.area"), "right"),
            "facilitator": draw.Column(t("first_list.facilitator")),
        }
        height = min(420, 38 + 35 * len(blank))
        draw.table(
            "first_list",
            blank,
            columns,
            height=height,
            download=t("first_list.file"),
            csv_columns={"code": t("table.code")} | {name: column.words for name, column in columns.items()},
            csv_rows=rows,
        )
