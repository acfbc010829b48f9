"""The map of a report: areas in the classes of the screen's map, hatched without an answer, with labels and legend."""

from collections.abc import Mapping
from dataclasses import dataclass

from data import formats
from data.colours import HATCH, NO_DATA, readable_on
from data.ranking import Row, few, records, told, value_of
from data.report.ground import Ground, Outline, ground
from data.report.model import Report
from data.report.paper import QUIET, Paper, leading
from data.scales import Scale, scale_of
from data.text import text
from geo.regions import load

SIZE = 6.5  # points
LINE = leading(SIZE)
EDGE = "#ffffff"
OVERHANG = 1.1  # a label may stick out of its shape by so little


@dataclass(frozen=True)
class Classes:
    """How the places of a report are coloured: code -> row, and the scale of their values."""

    rows: Mapping[str, Row]
    scale: Scale
    blank: bool  # somewhere there is no answer
    outside: bool  # there are places where the filter does not look

    @classmethod
    def of(cls, report: Report) -> "Classes":
        rows = {row["code"]: row for row in records(report.places.rows) if row["code"]}
        values = [value for row in rows.values() if (value := value_of(row, report.metric)) is not None]
        drawn = load().desa_of(report.kecamatan) if report.kecamatan else load().kecamatan
        return cls(rows, scale_of(report.metric, values), len(values) < len(rows), len(rows) < len(drawn))

    def fill(self, report: Report, code: str) -> str | None:
        """The colour of a place; None where there is no answer, or where the filter does not look."""
        row = self.rows.get(code)
        value = value_of(row, report.metric) if row else None
        return None if value is None else self.scale.fill(value)


def drawing(report: Report, width: float, height: float) -> Ground:
    """The places of a report as large as they fit."""
    return ground(report.kecamatan, width, height, LINE)


def draw_map(paper: Paper, report: Report, drawn: Ground, x: float, y: float) -> None:
    """The map, its top left corner there."""
    classes = Classes.of(report)
    with paper.inside(x, y, drawn.width, drawn.height):
        for place in drawn.places:
            _area(paper, report, classes, place, x, y)
        for place in drawn.places:
            _label(paper, report, classes, place, x, y)


def _area(paper: Paper, report: Report, classes: Classes, place: Outline, x: float, y: float) -> None:
    rings = [[(x + px, y + py) for px, py in ring] for ring in place.rings]
    fill = classes.fill(report, place.code)
    paper.area(rings, fill or NO_DATA, EDGE)
    if fill is None and place.code in classes.rows:
        for (x1, y1), (x2, y2) in place.hatch:
            paper.rule(x + x1, y + y1, x + x2, y + y2, HATCH, 0.2)


def _label(paper: Paper, report: Report, classes: Classes, place: Outline, x: float, y: float) -> None:
    """Name and number where both find room, else the name, else nothing."""
    number, fill = _number(report, classes, place.code), classes.fill(report, place.code)
    colour = readable_on(fill or NO_DATA)
    for lines in ((place.name, number), (place.name,)):
        spot = place.spots[len(lines)]
        if max(paper.width(line, SIZE, bold=not at) for at, line in enumerate(lines)) <= spot.room * OVERHANG:
            top = y + spot.y - LINE * (len(lines) - 2) / 2 - LINE * 0.28
            for at, line in enumerate(lines):
                paper.text(x + spot.x, top + LINE * at, line, SIZE, bold=not at, colour=colour, to="middle")
            return


def _number(report: Report, classes: Classes, code: str) -> str:
    row = classes.rows.get(code)
    value = value_of(row, report.metric) if row else None
    if row is None or value is None:
        return text("no_data" if row else "map.outside_filter", report.language)
    if few(row, report.metric):
        return told(row, report.metric, report.language)
    return formats.metric(report.metric.unit, value, report.language) or ""


def legend(paper: Paper, report: Report, x: float, y: float, width: float) -> float:
    """The classes in words, one under another, from the base line `y` on; the base line after them."""
    classes, language = Classes.of(report), report.language
    y = paper.paragraph(x, y, text(f"metric.{report.metric.name}", language), width, 8, bold=True, most=4) + 1.5
    for colour, words in classes.scale.classes(report.metric.unit, language):
        paper.box(x, y - 2.7, 6, 3.4, colour, HATCH)
        paper.text(x + 8, y, words, 8)
        y += 5
    if classes.blank:
        hatched(paper, x, y - 2.7, 6, 3.4)
        paper.text(x + 8, y, text("no_data", language), 8)
        y += 5
    if classes.outside:
        paper.box(x, y - 2.7, 6, 3.4, NO_DATA, HATCH)
        paper.text(x + 8, y, text("map.outside_filter", language), 8)
        y += 5
    if report.metric.unit == "count":
        y = paper.paragraph(x, y + 1, text("map.natural_breaks", language), width, 7, colour=QUIET)
    return y


def hatched(paper: Paper, x: float, y: float, width: float, height: float) -> None:
    """A swatch of "belum ada data"."""
    paper.box(x, y, width, height, NO_DATA, HATCH)
    with paper.inside(x, y, width, height):
        at = -height
        while at < width:
            paper.rule(x + at, y + height, x + at + height, y, "#8d9896", 0.2)
            at += 1.3


def swatch(paper: Paper, report: Report, classes: Classes, code: str | None, x: float, y: float) -> None:
    """A small square in a place's colour on the map: it joins a row to its area."""
    fill = classes.fill(report, code or "")
    if fill:
        paper.box(x, y, 2.4, 2.4, fill, HATCH)
    elif code:
        hatched(paper, x, y, 2.4, 2.4)
