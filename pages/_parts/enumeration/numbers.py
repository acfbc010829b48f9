"""The numbers of one outside source: a grid that takes what is pasted from a spreadsheet, and a file for many desa."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from data import clock, commands, formats, queries
from data.outside import CountsRead, PlaceCount
from data.problem import Problem
from data.queries import Source
from data.text import sentence
from pages._parts import draw
from pages._parts.page import OF_SCREEN, Here, say
from pages._parts.visitor import t
from pages._parts.written import as_frame

LEVELS = ("kecamatan", "desa")
SHOWN = ("name", "businesses", "code")
ENDINGS = ("xlsx", "xls", "ods", "csv", "tsv")
_FORM_ID = f"{OF_SCREEN}outside.numbers_form"
_SAID = f"{OF_SCREEN}outside.numbers_said"


def show(here: Here, source: Source, *, may_edit: bool) -> None:
    """The numbers by kecamatan or desa, of all sectors or of one."""
    if words := st.session_state.pop(_SAID, None):
        st.success(words, icon=":material/check:")
    left, right = st.columns([1, 2], vertical_alignment="bottom")
    level = left.segmented_control(
        t("outside.level"),
        LEVELS,
        default=LEVELS[0],
        required=True,
        format_func=lambda one: t(f"level.{one}"),
        key="outside_level",
    )
    names = queries.names(here.who, here.language)
    sector = right.selectbox(
        t("outside.sector"),
        ("", *names.sector),
        format_func=lambda one: names.sector.get(one) or t("outside.every_sector"),
        key="outside_sector",
    )
    sector = sector or None
    frame = queries.outside_numbers(here.who, source.id, level, sector)
    if level == "desa":
        frame["name"] = [
            f"{name} ({names.kecamatan[above]})" for name, above in zip(frame["name"], frame["kecamatan"], strict=True)
        ]
    if may_edit:
        _grid(here, source, frame, sector, level)
        _file(here, source)
    else:
        st.dataframe(frame[list(SHOWN)], hide_index=True, column_config=_words(), height=420, placeholder="")


def _words() -> dict[str, object]:
    return {
        "name": st.column_config.TextColumn(t("outside.place"), width=140),
        "businesses": st.column_config.NumberColumn(t("outside.number"), min_value=0, step=1, width=100),
        "code": st.column_config.TextColumn(t("outside.code"), width=100),
    }


def _grid(here: Here, source: Source, frame: pd.DataFrame, sector: str | None, level: str) -> None:
    st.caption(t("outside.grid"))
    shown = frame[list(SHOWN)].copy()
    shown["businesses"] = shown["businesses"].astype("Int64")
    # After a save the editor begins anew, with what stands there now.
    mark = hash((source.id, level, sector, tuple(frame["businesses"])))
    edited = st.data_editor(
        shown,
        hide_index=True,
        column_config=_words(),
        disabled=["code", "name"],
        num_rows="fixed",
        key=f"outside-numbers-{mark}",
        height=420,
        placeholder="",
    )
    if st.button(t("outside.save"), type="primary", key="outside_save"):
        changed, emptied = _changed(frame, edited["businesses"], sector, level)
        if emptied:
            st.warning(t("outside.emptied", count=emptied), icon=":material/info:")
        elif not changed:
            st.caption(t("outside.unchanged"))
        else:
            _save(here, source, changed)


def _changed(
    frame: pd.DataFrame, edited: "pd.Series[int]", sector: str | None, level: str
) -> tuple[list[PlaceCount], int]:
    """The numbers that are others than before, and how many cells were emptied."""
    changed, emptied = [], 0
    rows = zip(frame["code"], frame["kecamatan"], frame["businesses"], edited, strict=True)
    for code, kecamatan, before, after in rows:
        if pd.isna(after):
            emptied += before is not None
        elif before is None or int(after) != before:
            changed.append(PlaceCount(kecamatan, code if level == "desa" else None, int(after), sector))
    return changed, emptied


def _save(here: Here, source: Source, counts: Sequence[PlaceCount]) -> None:
    form_id = st.session_state.setdefault(_FORM_ID, clock.new_id())
    try:
        saved = commands.save_counts(here.who, source.id, counts, form_id)
    except Problem as problem:
        say(problem)
        return
    del st.session_state[_FORM_ID]
    count = formats.number(saved, here.language)
    st.session_state[_SAID] = t("outside.saved", count=count) if saved else t("outside.unchanged")
    st.rerun()


def _file(here: Here, source: Source) -> None:
    """Desa are many: their numbers come by a file, of which every row is said to be read or not."""
    box = st.expander(t("outside.file_title"), key="outside_file_box", on_change="rerun", icon=":material/upload_file:")
    if not box.open:
        return
    with box:
        st.caption(t("outside.file_how"))
        _template(here)
        given = st.file_uploader(t("outside.file"), type=list(ENDINGS), key="outside_file")
        if given is None:
            return
        try:
            found, places = queries.counts_in(here.who, given.name, given.getvalue())
        except Problem as problem:
            say(problem)
            return
        _read(here, source, found, places)


def _template(here: Here) -> None:
    names = queries.names(here.who, here.language)
    rows = [
        {"code": code, "kecamatan": names.kecamatan[code.rpartition(".")[0]], "desa": name, "businesses": ""}
        for code, name in names.desa.items()
    ]
    headings = {
        "code": t("outside.code"),
        "kecamatan": t("level.kecamatan"),
        "desa": t("level.desa"),
        "businesses": t("outside.number"),
    }
    draw.download_csv("outside_template", len(rows), rows, headings, t("outside.template"))


def _read(here: Here, source: Source, found: CountsRead, places: dict[str, str]) -> None:
    count, unread = (formats.number(len(each), here.language) for each in (found.counts, found.unread))
    st.text(t("outside.file_found", count=count, unread=unread))
    names = queries.names(here.who, here.language)
    if found.counts:
        cells = {
            t("outside.row"): list(found.counts),
            t("outside.read_as"): [places[one.code] for one in found.counts.values()],
            t("outside.sector"): [names.sector.get(one.sector or "", "") for one in found.counts.values()],
            t("outside.number"): [formats.number(one.businesses, here.language) for one in found.counts.values()],
        }
        st.dataframe(as_frame(cells), hide_index=True, height=min(260, 38 + 35 * len(found.counts)))
    if found.unread:
        st.caption(t("outside.unread"))
        rows = [
            {"row": one.row, "written": one.written, "why": sentence(one.why, here.language)} for one in found.unread
        ]
        columns = {
            "row": draw.Column(t("outside.row"), width=60),
            "written": draw.Column(t("outside.written"), width="medium"),
            "why": draw.Column(t("outside.why"), width="large"),
        }
        frame = pd.DataFrame(rows, dtype=object)
        height = min(260, 38 + 35 * len(rows))
        draw.table("outside_unread", frame, columns, height=height, id_column="row", download=t("outside.unread_file"))
    if found.counts and st.button(t("outside.file_save", count=count), type="primary", key="outside_file_save"):
        _save(here, source, list(found.counts.values()))
