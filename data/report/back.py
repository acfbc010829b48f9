"""The second page: gaps, how long actors wait, sectors, what each number means, and the way back to a screen."""

from collections.abc import Sequence
from typing import Any

import segno

from data import formats
from data.colours import WAITING
from data.headline import coverage_tiles
from data.metrics import BANDS, METRICS, Metric
from data.ranking import few, records, told, value_of
from data.report.gaps import gaps, never_most
from data.report.model import Report
from data.report.paper import INNER, MARGIN, QUIET, RIGHT, TEXT, Paper, leading
from data.report.words import meanings, moment
from data.settings import region
from data.text import text

HALF = (INNER - 8) / 2
ROW = 4.2
SECTORS = ("actors", "served", "coverage", "over_24", "never", "legality")
SHARES = ("coverage", "legality")
QR, QR_TOP = 29.0, 250.0


def draw_back(paper: Paper, report: Report, address: str | None) -> None:
    """Draw it on the page that has begun; `address` is the link of these numbers, if it is known."""
    y = max(_gaps(paper, report, 18.0), _never(paper, report, 18.0))
    y = _waiting(paper, report, y + 4)
    y = _sectors(paper, report, y + 5)
    _definitions(paper, report, y + 5)
    _again(paper, report, address)


def _gaps(paper: Paper, report: Report, y: float) -> float:
    language = report.language
    paper.text(MARGIN, y, text("report.gaps", language), 10, bold=True)
    y += 5.6
    for gap, rows in gaps(report).items():
        name = text(f"report.gap.{gap}", language)
        count = formats.number(len(rows), language) if rows else text("report.gap.none", language)
        paper.text(MARGIN, y, paper.fitting(name, HALF - 14, 8.5, bold=True), 8.5, bold=True)
        paper.text(MARGIN + HALF, y, count, 8.5, bold=bool(rows), colour=TEXT if rows else QUIET, to="right")
        y += 3.5
        if rows:
            y = paper.paragraph(MARGIN, y, _listed([row["name"] for row in rows], language), HALF, 8, most=3)
        means = text(f"report.gap_means.{gap}", language, months=report.wanted.window)
        y = paper.paragraph(MARGIN, y, means, HALF, 7, colour=QUIET, most=2)
        paper.rule(MARGIN, y - 1.3, MARGIN + HALF, y - 1.3)
        y += 2.4
    return y


def _listed(names: Sequence[str], language: str, most: int = 16) -> str:
    """The names with commas, the last of many counted."""
    shown = ", ".join(names[:most])
    left = len(names) - most
    return f"{shown}, {text('report.more', language, count=formats.number(left, language))}" if left > 0 else shown


def _never(paper: Paper, report: Report, y: float) -> float:
    language, left = report.language, MARGIN + HALF + 8
    paper.text(left, y, text("report.never_most", language), 10, bold=True)
    y += 5.6
    rows = never_most(report, 10)
    if not rows:
        return paper.paragraph(left, y, text("no_data", language), HALF, 8.5, colour=QUIET)
    heads = (
        text(f"level.{report.level}", language),
        *(text(f"report.column.{name}", language) for name in ("never", "of")),
    )
    cells = [
        (row["name"], formats.number(row["never"], language), formats.number(row["observed"], language)) for row in rows
    ]
    return _table(paper, left, y, HALF, heads, (0.0, 27.0, 14.0), cells)


def _table(
    paper: Paper,
    x: float,
    y: float,
    width: float,
    heads: Sequence[str],
    widths: Sequence[float],
    rows: Sequence[Sequence[str]],
) -> float:
    """The first column to the left, the others, of these widths, to the right; the base line under it."""
    for line, cells in enumerate([heads, *rows]):
        size, colour = (7.5, QUIET) if line == 0 else (8, TEXT)
        bold = line == 0
        paper.text(x, y, paper.fitting(cells[0], width - sum(widths) - 2, size, bold), size, bold=bold, colour=colour)
        right = x + width
        for cell, wide in reversed(list(zip(cells[1:], widths[1:], strict=True))):
            paper.text(
                right, y, paper.fitting(cell, wide - 1.5, size, bold), size, bold=bold, colour=colour, to="right"
            )
            right -= wide
        paper.rule(x, y + 1.2, x + width, y + 1.2)
        y += ROW
    return y


def _waiting(paper: Paper, report: Report, y: float) -> float:
    """All whose visits are recorded, in one bar by how long ago the last was."""
    language, total = report.language, report.places.total
    paper.text(MARGIN, y, text("report.waiting", language), 10, bold=True)
    said = text("report.waiting_of", language, of=formats.number(total["observed"], language))
    if not total["observed"]:
        return paper.paragraph(
            MARGIN, y + 5.6, text("tile.no_visits", language).capitalize() + ".", INNER, 8.5, colour=QUIET
        )
    x, y = MARGIN, y + 2.6
    for band in BANDS:
        wide = INNER * total[band] / total["observed"]
        if wide:
            paper.box(x, y, wide, 6.5, WAITING[band])
        x += wide
    y += 10.8
    step = INNER / len(BANDS)
    for at, band in enumerate(BANDS):
        left = MARGIN + at * step
        paper.box(left, y - 2.4, 2.8, 2.8, WAITING[band])
        part = formats.share(total[band] / total["observed"], language)
        paper.text(left + 4, y, f"{formats.number(total[band], language)} · {part}", 8.5, bold=True)
        paper.text(
            left + 4, y + 3.6, paper.fitting(text(f"waiting.{band}", language), step - 5, 7.5), 7.5, colour=QUIET
        )
    return paper.paragraph(MARGIN, y + 8.2, said, INNER, 7.5, colour=QUIET)


def _sectors(paper: Paper, report: Report, y: float) -> float:
    language = report.language
    rows = [row for row in records(report.sectors.rows) if row["actors"]]
    paper.text(MARGIN, y, text("report.sectors", language), 10, bold=True)
    if not rows:
        return paper.paragraph(MARGIN, y + 5.6, text("no_data", language), INNER, 8.5, colour=QUIET)
    rows.sort(key=lambda row: -row["actors"])
    heads = [text(f"report.column.{name}", language) for name in ("sector", *SECTORS)]
    cells = [[_sector(row, report), *(_cell(row, name, language) for name in SECTORS)] for row in rows[:20]]
    return _table(paper, MARGIN, y + 5.6, INNER, heads, (0.0, 22.0, 21.0, 20.0, 21.0, 23.0, 24.0), cells)


def _sector(row: dict[str, Any], report: Report) -> str:
    return str(report.names.sector.get(row["code"], row["name"]))


def _cell(row: dict[str, Any], name: str, language: str) -> str:
    if name in SHARES:
        return _share(row, METRICS[name], language)
    if name != "actors" and not row["observed"]:
        return "–"
    return formats.number(row[name], language)


def _share(row: dict[str, Any], metric: Metric, language: str) -> str:
    value = value_of(row, metric)
    if value is not None and few(row, metric):
        return told(row, metric, language)
    return formats.share(value, language) or "–"


def _definitions(paper: Paper, report: Report, y: float) -> None:
    """In two columns of the same height, as many as there is room for; the workbook has them all."""
    language, size = report.language, 7.5
    paper.text(MARGIN, y, text("report.definitions", language), 10, bold=True)
    tiles = coverage_tiles(report.places.total, report.before, report.wanted.window, language)
    explained = [(tile.name, tile.meaning) for tile in tiles] + meanings(report)
    heights = [leading(size) * (1 + len(paper.lines(words, HALF, size))) + 1.3 for _, words in explained]
    top, x, at = y + 5.4, MARGIN, y + 5.4
    column = min(QR_TOP - 3 - top, max(sum(heights) / 2 + 4, *heights))
    for (name, words), tall in zip(explained, heights, strict=True):
        if at + tall > top + column:
            if x > MARGIN:
                return
            x, at = MARGIN + HALF + 8, top
        paper.text(x, at, name, size, bold=True)
        at = paper.paragraph(x, at + leading(size), words, HALF, size, colour=QUIET) + 1.3


def _again(paper: Paper, report: Report, address: str | None) -> None:
    language, left, y = report.language, MARGIN, QR_TOP
    paper.rule(MARGIN, y - 2.5, RIGHT, y - 2.5)
    if address:
        _code(paper, address, MARGIN, y + 1)
        left = MARGIN + QR + 6
    y = y + 4.5
    width = RIGHT - left
    if address:
        paper.text(left, y, text("report.again", language), 10, bold=True)
        y = paper.paragraph(left, y + 5, text("report.again_how", language), width, 8)
        lines = _broken(paper, address, width)
        for line in lines:
            paper.text(left, y, line, 7, colour="#0f6e66")
            y += leading(7)
        paper.link(left, y - leading(7) * (len(lines) + 1), width, leading(7) * len(lines) + 1, address)
        y += 1
    else:
        y = paper.paragraph(left, y, text("report.again_no_address", language), width, 8) + 1
    day, known = formats.day(report.day, language), moment(report.known_at, language)
    y = paper.paragraph(left, y, text("report.moment", language, day=day, moment=known), width, 8)
    y = paper.paragraph(left, y, text("report.same", language, id=report.id), width, 8)
    where = region()
    source = text("report.source", language, office=where.office, boundaries=where.boundary_credit)
    paper.paragraph(left, y, source, width, 7, colour=QUIET, most=2)


def _broken(paper: Paper, address: str, width: float) -> list[str]:
    """A link has no blanks: it is broken where the line ends."""
    lines = [""]
    for sign in address:
        if paper.width(lines[-1] + sign, 7) > width:
            lines.append("")
        lines[-1] += sign
    return lines[:3]


def _code(paper: Paper, address: str, x: float, y: float) -> None:
    """A QR code, each row's dark modules joined, so that no hairlines show between them."""
    matrix = segno.make_qr(address, error="m").matrix
    side = QR / len(matrix)
    for down, row in enumerate(matrix):
        across = 0
        while across < len(row):
            run = across
            while run < len(row) and row[run]:
                run += 1
            if run > across:
                paper.box(x + across * side, y + down * side, (run - across) * side, side * 1.02, "#000000")
            across = max(run, across + 1)
