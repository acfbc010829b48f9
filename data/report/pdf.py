"""A report as two A4 pages, made without a browser; the same snapshot is the same file to the byte."""

from data.report.back import draw_back
from data.report.front import draw_front
from data.report.link import Address
from data.report.model import Report
from data.report.paper import HEIGHT, MARGIN, QUIET, RIGHT, Paper
from data.report.subject import title
from data.settings import region
from data.text import text


def to_pdf(report: Report, address: Address | None) -> bytes:
    """The file; without an address it holds no link and no QR code."""
    paper = Paper(
        f"{title(report.wanted, report.names, report.language)} · {report.day.isoformat()}",
        region().office,
        report.language,
        report.known_at,
    )
    paper.page()
    draw_front(paper, report)
    _foot(paper, report, 1)
    paper.page()
    draw_back(paper, report, address.of(report) if address else None)
    _foot(paper, report, 2)
    return paper.made()


def _foot(paper: Paper, report: Report, page: int) -> None:
    y, language = HEIGHT - 8.0, report.language
    left = [title(report.wanted, report.names, report.language), text("report.snapshot", language, id=report.id)]
    if report.invented:
        left.append(text(f"banner.{report.invented}", language))
    words = text("report.page", language, page=page)
    paper.rule(MARGIN, y - 4, RIGHT, y - 4)
    paper.text(MARGIN, y, paper.fitting(" · ".join(left), RIGHT - MARGIN - 30, 7.5), 7.5, colour=QUIET)
    paper.text(RIGHT, y, words, 7.5, colour=QUIET, to="right")
