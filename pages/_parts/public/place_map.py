"""The map of the kecamatan, its numbers as a table beside it, and all that was published of the one somebody chose."""

from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st

from data.metrics import SHARE_BREAKS
from data.public.document import NO_DATA, WITHHELD, Cell, Document
from geo.regions import load
from pages._parts import draw, maps, places, style
from pages._parts.public import sheet
from pages._parts.public.look import withheld_ground
from pages._parts.public.opened import put
from pages._parts.public.words import column_of, heading, value, written
from pages._parts.scales import Scale, natural
from pages._parts.visitor import language, t


@dataclass(frozen=True)
class Measure:
    """What the map may show: a published column, and the two counts of its row from which it is made, if it is."""

    table: str
    column: str
    part: str = ""
    whole: str = ""

    @property
    def unit(self) -> str:
        return column_of(self.table, self.column).unit


MEASURES = {
    "cakupan": Measure("cakupan", "cakupan", "terlayani", "teramati"),
    "belum_pernah": Measure("cakupan", "belum_pernah", whole="teramati"),
    "pelaku": Measure("cakupan", "pelaku"),
    "nib": Measure("izin", "nib"),
    "pendamping": Measure("pendamping", "pendamping_wilayah"),
}
FIRST = "cakupan"
FLAGS = {"belum_ada": style.AMBER[1], "ada": style.TEAL[3]}


def shown(document: Document) -> None:
    """Choice, map and table; then the chosen kecamatan."""
    name = _choose()
    measure = MEASURES[name]
    chosen = _kecamatan()
    left, right = st.columns([11, 9], gap="medium")
    with left:
        with draw.card("map"):
            _map(document, name, measure, chosen)
        with draw.card("place"):
            _place(document, chosen)
    with right, draw.card("ranking"):
        _table(document, measure)


def _choose() -> str:
    name = st.query_params.get("metric", FIRST)
    name = name if name in MEASURES else FIRST
    st.session_state["public.metric"] = name
    st.segmented_control(
        t("map.metric"),
        list(MEASURES),
        format_func=lambda one: t(f"transparency.measure.{one}"),
        key="public.metric",
        label_visibility="collapsed",
        on_change=lambda: _set("metric", st.session_state["public.metric"] or FIRST, FIRST),
    )
    return name


def _set(name: str, value: str | None, default: str | None = None) -> None:
    put(name, None if value == default else value)


def _kecamatan() -> str | None:
    asked = st.query_params.get("kecamatan", "")
    return asked if asked in load().kecamatan else None


def _map(document: Document, name: str, measure: Measure, chosen: str | None) -> None:
    cells = {code: _cell(document, measure, code) for code in load().kecamatan}
    numbers = [float(cell.value) for cell in cells.values() if isinstance(cell.value, int | float)]
    scale = Scale(SHARE_BREAKS, style.TEAL) if measure.unit == "share" else natural(numbers)
    places.shapes_map(
        "public-map",
        [_shape(document, code, measure, cell, scale) for code, cell in cells.items()],
        None,
        selected=chosen,
        height=520,
        alt=t("map.alt", metric=t(f"transparency.measure.{name}")),
        on_pick=lambda code: _set("kecamatan", code, chosen),
    )
    _legend(name, measure, cells, scale)


def _cell(document: Document, measure: Measure, code: str) -> Cell:
    return value(document, measure.table, code, measure.column) or Cell(None, NO_DATA)


def _shape(document: Document, code: str, measure: Measure, cell: Cell, scale: Scale) -> maps.Shape:
    name, words = load().kecamatan[code].name, written(cell, measure.unit)
    of = "" if cell.mark not in ("", WITHHELD) else _of(document, code, measure)
    hover = "\n".join(line for line in (name, f"{heading(measure.column)}: {words}", of) if line)
    withheld = cell.mark == WITHHELD
    return maps.Shape(
        code,
        name,
        _fill(cell, measure, scale),
        no_data=bool(cell.mark) and not withheld,
        dots=withheld,
        label=f"{name}\n{words}",
        hover=hover,
    )


def _fill(cell: Cell, measure: Measure, scale: Scale) -> str:
    if cell.value is None:
        return withheld_ground() if cell.mark == WITHHELD else style.no_data()
    return FLAGS[str(cell.value)] if measure.unit == "flag" else scale.fill(float(cell.value))


def _of(document: Document, code: str, measure: Measure) -> str:
    """Numerator and denominator in words, as far as they were published."""
    part, whole = (value(document, measure.table, code, one) if one else None for one in (measure.part, measure.whole))
    if part and whole:
        return t(
            "transparency.part_of",
            name=heading(measure.part),
            count=written(part, "count"),
            of=written(whole, "count"),
        )
    return t("transparency.of_whole", of=written(whole, "count")) if whole else ""


def _legend(name: str, measure: Measure, cells: Mapping[str, Cell], scale: Scale) -> None:
    if measure.unit == "flag":
        classes = [(colour, t(f"public.flag.{flag}")) for flag, colour in FLAGS.items()]
    else:
        classes = scale.classes(measure.unit, language())
    marks = {cell.mark for cell in cells.values()}
    draw.legend(
        t(f"transparency.measure.{name}"),
        classes,
        no_data=t("no_data") if NO_DATA in marks else None,
        dotted=t("public.mark.ditahan") if WITHHELD in marks else None,
        note=t("map.natural_breaks") if measure.unit == "count" else "",
    )


def _table(document: Document, measure: Measure) -> None:
    """The map's numbers, the lowest (or "belum ada") first; what has none stands last."""
    columns = [one for one in (measure.column, measure.part, measure.whole) if one]
    rows = [
        (place.name, [value(document, measure.table, code, one) or Cell(None, NO_DATA) for one in columns])
        for code, place in load().kecamatan.items()
    ]
    rows.sort(key=lambda row: _order(row[1][0]))
    units = [column_of(measure.table, one).unit for one in columns]
    sheet.table(
        "public-map-table",
        t(
            "transparency.flag_table" if measure.unit == "flag" else "transparency.map_table",
            metric=heading(measure.column),
        ),
        [
            sheet.Value(t("level.kecamatan")),
            *(sheet.over(heading(one), unit) for one, unit in zip(columns, units, strict=True)),
        ],
        [(name, [sheet.of(cell, unit) for cell, unit in zip(cells, units, strict=True)]) for name, cells in rows],
        tall=True,
    )


def _order(cell: Cell) -> tuple[bool, float]:
    if isinstance(cell.value, str):
        return False, list(FLAGS).index(cell.value)
    return cell.value is None, cell.value or 0


def _place(document: Document, chosen: str | None) -> None:
    """The minute that matters to a reader: how it stands in the own kecamatan."""
    names = {code: place.name for code, place in load().kecamatan.items()}
    st.session_state["public.kecamatan"] = chosen
    st.selectbox(
        t("transparency.your_place"),
        sorted(names, key=lambda code: names[code]),
        index=None,
        format_func=lambda code: names[code],
        placeholder=t("transparency.choose_place"),
        key="public.kecamatan",
        on_change=lambda: _set("kecamatan", st.session_state["public.kecamatan"]),
    )
    if chosen is None:
        return
    facts = [
        (
            heading(column),
            [sheet.Value(written(cell, column_of(table.name, column).unit), "mark" if cell.mark else "num")],
        )
        for table in document.tables
        for row, cells in zip(table.rows, table.cells, strict=True)
        if row.code == chosen
        for column, cell in zip(table.columns, cells, strict=True)
    ]
    sheet.table(
        "public-place",
        names[chosen],
        [sheet.Value(t("transparency.fact")), sheet.Value(t("transparency.number"), "num")],
        facts,
    )
