"""A report's metric over the last twelve months as a line; a month without an answer is a gap, not a zero."""

from collections.abc import Sequence
from datetime import date

from data import formats
from data.ranking import records, value_of
from data.report.model import Report
from data.report.paper import ACCENT, QUIET, RULE, Paper
from data.text import text

HEIGHT = 17.0
NEAR = 4  # so many months from an end the line may cross the number over it


def draw_trend(paper: Paper, report: Report, x: float, y: float, width: float) -> None:
    """Its heading stands on the base line `y`; nothing is drawn where fewer than two months have an answer."""
    language, metric = report.language, report.metric
    rows = [(row["day"], value_of(row, metric)) for row in records(report.trend)]
    parts = _parts(rows)
    if sum(map(len, parts)) < 2:
        return
    paper.text(x, y, text("report.trend", language), 8, bold=True)
    top, high = y + 8.0, max(value for part in parts for _, value in part) or 1.0
    step = width / (len(rows) - 1)
    drawn = [[(x + at * step, top + HEIGHT * (1 - value / high)) for at, value in part] for part in parts]
    paper.rule(x, top + HEIGHT, x + width, top + HEIGHT, RULE)
    for places in drawn:
        paper.path(places if len(places) > 1 else places * 2, ACCENT, 0.5)
    for nth, near, to in ((0, drawn[0][:NEAR], "left"), (-1, drawn[-1][-NEAR:], "right")):
        words, (across, down) = formats.metric(metric.unit, parts[nth][nth][1], language) or "", drawn[nth][nth]
        paper.text(across, min(place[1] for place in near) - 2, words, 7.5, bold=True, to=to)
        paper.dot(across, down, 0.8, ACCENT)
    for (day, _), across, to in ((rows[0], x, "left"), (rows[-1], x + width, "right")):
        paper.text(across, top + HEIGHT + 3.6, formats.day(day, language, "month"), 6.5, colour=QUIET, to=to)


def _parts(rows: Sequence[tuple[date, float | None]]) -> list[list[tuple[int, float]]]:
    """Months in a row that have an answer, each with its position."""
    parts: list[list[tuple[int, float]]] = [[]]
    for at, (_, value) in enumerate(rows):
        if value is not None:
            parts[-1].append((at, value))
        elif parts[-1]:
            parts.append([])
    return [part for part in parts if part]
