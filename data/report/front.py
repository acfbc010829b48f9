"""The first page: the five numbers, the map, and every place in the order of the metric."""

from typing import Any

from data import formats
from data.headline import Tile, coverage_tiles
from data.ranking import ranked, value_of
from data.report.mapped import Classes, draw_map, drawing, legend, swatch
from data.report.model import Report
from data.report.paper import ACCENT, CARD, INNER, MARGIN, QUIET, RIGHT, RULE, Paper
from data.report.subject import title
from data.report.trend import draw_trend
from data.settings import region
from data.text import text

MAP_TOP = 74.0
MAP_HEIGHTS = 92.0, 112.0  # there is room for at least, and at most
LEAST = 82.0  # so tall stand legend and trend
LEGEND = 38.0
ROW, LAST = 4.25, 281.0  # height of a row of the ranking; the base line under which none is drawn
AROUND = 26.0  # between the map and the ranking's first row, and under its last
GAP = 6.0


def draw_front(paper: Paper, report: Report) -> None:
    """Draw it on the page that has begun."""
    _head(paper, report)
    _tiles(paper, coverage_tiles(report.places.total, report.before, report.wanted.window, report.language), report)
    rows = ranked(report.places.rows, report.metric, report.language)
    listed = [row for row in rows if row["actors"]]
    height = _map_height(len(listed))
    drawn = drawing(report, INNER - LEGEND - 6, height)
    height = max(drawn.height, LEAST)
    paper.box(MARGIN, MAP_TOP, INNER, height + 6, CARD, RULE, 1.5)
    draw_map(paper, report, drawn, MARGIN + 3 + (INNER - LEGEND - 6 - drawn.width) / 2, MAP_TOP + 3)
    y = legend(paper, report, RIGHT - LEGEND, MAP_TOP + 8, LEGEND - 3)
    draw_trend(paper, report, RIGHT - LEGEND, y + 5, LEGEND - 4)
    _ranking(paper, report, listed, len(rows) - len(listed), MAP_TOP + height + 13)


def _map_height(rows: int) -> float:
    """What the ranking leaves."""
    lowest, highest = MAP_HEIGHTS
    return max(lowest, min(highest, LAST - MAP_TOP - AROUND - ROW * ((rows + 1) // 2)))


def _head(paper: Paper, report: Report) -> None:
    language, y = report.language, 17.0
    if report.invented:
        paper.box(MARGIN, 8, INNER, 5.2, "#fff2d6", round_=1)
        banner = text(f"banner.{report.invented}", language)
        paper.text(MARGIN + INNER / 2, 11.7, banner, 8, bold=True, colour="#6b4300", to="middle")
        y = 19.5
    paper.text(MARGIN, y, region().office, 8.5, colour=QUIET)
    paper.text(RIGHT, y, formats.day(report.day, language), 8.5, colour=QUIET, to="right")
    paper.text(MARGIN, y + 6, text("report.kicker", language), 10, bold=True, colour=ACCENT)
    paper.text(
        MARGIN,
        y + 14,
        paper.fitting(title(report.wanted, report.names, report.language), INNER, 21, bold=True),
        21,
        bold=True,
    )
    paper.paragraph(MARGIN, y + 19.5, report.sentence, INNER, 9, colour=QUIET, most=2)


def _tiles(paper: Paper, tiles: list[Tile], report: Report) -> None:
    gap, top, height = 2.5, 46.0, 24.5
    width = (INNER - gap * (len(tiles) - 1)) / len(tiles)
    for at, tile in enumerate(tiles):
        x = MARGIN + at * (width + gap)
        paper.box(x, top, width, height, CARD, RULE, 1.5)
        inner = width - 5
        paper.paragraph(x + 2.5, top + 4.2, tile.name, inner, 7.5, colour=QUIET, most=2)
        if tile.number:
            paper.text(x + 2.5, top + 14, tile.number, 16, bold=True)
        else:
            paper.text(x + 2.5, top + 13.6, text("no_data", report.language), 10.5, bold=True)
        for y, words in ((18.3, tile.of), (22.0, tile.change)):
            paper.text(x + 2.5, top + y, words, paper.size_for(words, inner, 7.5, 5.5), colour=QUIET)


def _ranking(paper: Paper, report: Report, listed: list[dict[str, Any]], others: int, y: float) -> None:
    """In two columns; places without actors, `others`, are not listed but counted underneath."""
    language = report.language
    if not listed:
        paper.paragraph(MARGIN, y, text("report.no_actors", language), INNER, 9.5)
        return
    paper.text(MARGIN, y, text(f"order.{report.metric.name}", language), 10, bold=True)
    room = 2 * int((LAST - y - 6 - 5) / ROW)
    shown = listed[:room]
    half = (len(shown) + 1) // 2
    width = (INNER - GAP) / 2
    classes = Classes.of(report)
    for x, part in ((MARGIN, shown[:half]), (MARGIN + width + GAP, shown[half:])):
        if part:
            _column(paper, report, classes, part, x, y + 6, width)
    notes = []
    if len(listed) > len(shown):
        notes.append(text("report.cut", language, count=formats.number(len(listed) - len(shown), language)))
    if others:
        notes.append(text("report.not_listed", language, count=formats.number(others, language)))
    paper.text(MARGIN, y + 6 + ROW * (half + 1) + 0.8, " ".join(notes), 7.5, colour=QUIET)


def _column(
    paper: Paper, report: Report, classes: Classes, rows: list[dict[str, Any]], x: float, y: float, width: float
) -> None:
    metric, language = report.metric, report.language
    right, middle = x + width, x + width - 19
    paper.text(x + 9, y, text(f"level.{report.level}", language), 7.5, bold=True, colour=QUIET)
    if metric.denominator:
        head = paper.fitting(text(f"numerator.{metric.name}", language), 38, 7.5, bold=True)
        paper.text(middle, y, head, 7.5, bold=True, colour=QUIET, to="right")
    head = text(f"metric_short.{metric.name}", language)
    paper.text(right, y, head, paper.size_for(head, 18, 7.5, 6, bold=True), bold=True, colour=QUIET, to="right")
    for row in rows:
        paper.rule(x, y + 1.2, right, y + 1.2)
        y += ROW
        value = formats.metric(metric.unit, value_of(row, metric), language) or "–"
        if row["value"] is not None:
            paper.text(x + 4.5, y, formats.number(row["rank"], language), 8, colour=QUIET, to="right")
        swatch(paper, report, classes, row["code"], x + 5.6, y - 2.1)
        of = row["told"] if metric.denominator or row["value"] is None else ""
        paper.text(x + 9, y, paper.fitting(row["name"], middle - paper.width(of, 8) - x - 11, 8), 8)
        paper.text(middle, y, of, 8, colour=QUIET, to="right")
        paper.text(right, y, value, 8, bold=True, to="right")
