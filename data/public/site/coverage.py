"""The map of coverage with its legend, and the list of the same places beside it."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from data.metrics import SHARE_BREAKS
from data.public.document import NO_DATA, WITHHELD, Cell, Document, Row, Table
from data.public.site import chart
from data.public.site.views import BAR, NOTHING, CellView, cell, column_of
from data.public.site.words import LOOK, Words
from data.public.tables import Column
from geo import regions


@dataclass(frozen=True)
class Shape:
    """A place on the map; `look` is the class of its colour, `title` says all that its row in the table says."""

    code: str
    look: str
    path: str
    title: str
    wide: chart.Label | None
    narrow: chart.Label | None


@dataclass(frozen=True)
class Ranked:
    """A place in the list beside the map, lowest coverage first."""

    code: str
    name: str
    part: str
    value: CellView
    bar: int | None


@dataclass(frozen=True)
class MapView:
    """The choropleth of coverage with its legend, (look, words), and the list of the same places."""

    width: int
    height: int
    shapes: tuple[Shape, ...]
    legend: tuple[tuple[str, str], ...]
    ranking: tuple[Ranked, ...]


def coverage_map(words: Words, document: Document) -> MapView:
    """The map of a release."""
    ground, found = chart.ground(), document.table("cakupan")
    rows = [row for row in found.rows if row.code in ground.outlines]
    names = {row.code: words.named(row.name) for row in rows}
    values = {row.code: found.cell(row.code, "cakupan") for row in rows}
    ranked = sorted(rows, key=lambda row: _order(values[row.code], names[row.code]))
    places = {code: _place(code) for code in ground.outlines}
    return MapView(
        chart.WIDTH,
        ground.height,
        tuple(_shape(words, found, code, names.get(code, places[code]), values.get(code, NOTHING)) for code in places),
        tuple(_legend(words)),
        tuple(_ranked(words, found, row, values[row.code]) for row in ranked),
    )


def _place(code: str) -> str:
    return regions.load().place(code).name


def _order(value: Cell, name: str) -> tuple[int, float, str]:
    return ((WITHHELD, NO_DATA).index(value.mark) + 1 if value.mark else 0, float(value.value or 0), name)


def _shape(words: Words, found: Table, code: str, name: str, value: Cell) -> Shape:
    column = column_of("cakupan", "cakupan")
    said, part = words.cell(value, column), _part(words, found, code, value)
    title = words.t("shape_of", name=name, value=said, part=part) if part else words.t("shape", name=name, value=said)
    look = LOOK.get(value.mark) or f"c{max(0, min(bisect_right(SHARE_BREAKS, float(value.value or 0)), 5) - 1)}"
    labels = [chart.label(code, name, said, size) for size in ("wide", "narrow")]
    return Shape(code, look, chart.ground().outlines[code].path, title, labels[0], labels[1])


def _part(words: Words, found: Table, code: str, value: Cell) -> str:
    if value.mark:
        return ""
    part, whole = (words.cell(found.cell(code, name), Column(name)) for name in ("terlayani", "teramati"))
    return words.t("part", part=part, whole=whole)


def _ranked(words: Words, found: Table, row: Row, value: Cell) -> Ranked:
    bar = None if value.mark else round(BAR * float(value.value or 0))
    part = _part(words, found, row.code, value)
    return Ranked(row.code, words.named(row.name), part, cell(words, value, column_of("cakupan", "cakupan")), bar)


def _legend(words: Words) -> Iterator[tuple[str, str]]:
    edges = [words.number(edge * 100) for edge in SHARE_BREAKS]
    for index in range(len(edges) - 1):
        yield f"c{index}", f"{edges[index]}–{edges[index + 1]} %"
    yield "withheld", words.mark(WITHHELD)
    yield "blank", words.mark(NO_DATA)
