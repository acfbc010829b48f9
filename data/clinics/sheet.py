"""The invitations of a proposal on paper: a page for each session, a line for each one invited, and who came.

It says what every colleague may see, business names and desa; no owner, no telephone, no address.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from data import formats
from data.clock import office_day
from data.report.paper import ACCENT, HEIGHT, INNER, MARGIN, QUIET, RIGHT, RULE, Paper, leading
from data.settings import region
from data.text import text

ROW, BOTTOM = 7.0, HEIGHT - 18.0
NUMBER, NAME, PLACE, KM, CAME = MARGIN, MARGIN + 8, MARGIN + 84, RIGHT - 32, RIGHT - 24  # left ends; KM's right end
TICK = 4.0


@dataclass(frozen=True)
class Line:
    """One who is invited: the business, its desa and kecamatan, how far they come, who stands beside them."""

    business_name: str
    place: str
    km: float
    facilitator: str


@dataclass(frozen=True)
class Called:
    """A session: where it is held, and whom this sheet invites."""

    place: str
    lines: Sequence[Line]


def to_pdf(
    about: str, whose: str, sessions: Sequence[Called], language: str, moment: datetime, banner: str | None
) -> bytes:
    """The file; `about` is what the sessions are about, `whose` for whom the sheet is, `banner` says if data are not
    real."""
    paper = Paper(f"{text('clinics.invitations', language)} · {about}", region().office, language, moment)
    day = formats.day(office_day(moment), language)
    for session in sessions:
        rest: Sequence[Line] = session.lines
        while rest:
            paper.page()
            y = _head(paper, about, f"{whose} · {day}", session, language, banner)
            fits = int((BOTTOM - y) / ROW)
            first = len(session.lines) - len(rest) + 1
            for at, line in enumerate(rest[:fits]):
                y += ROW
                _line(paper, y, first + at, line, language)
            rest = rest[fits:]
            paper.paragraph(MARGIN, HEIGHT - 12, text("clinics.sheet_note", language), INNER, 7.5, colour=QUIET, most=2)
    return paper.made()


def _head(paper: Paper, about: str, whose: str, session: Called, language: str, banner: str | None) -> float:
    """The base line of the headings."""
    y = 17.0
    if banner:
        paper.box(MARGIN, 8, INNER, 5.2, "#fff2d6", round_=1)
        paper.text(MARGIN + INNER / 2, 11.7, banner, 8, bold=True, colour="#6b4300", to="middle")
        y = 19.5
    paper.text(MARGIN, y, region().office, 8.5, colour=QUIET)
    paper.text(
        MARGIN,
        y + 6,
        paper.fitting(text("clinics.sheet_title", language, about=about), INNER, 10, True),
        10,
        bold=True,
        colour=ACCENT,
    )
    words = text("clinics.sheet_session", language, place=session.place, count=len(session.lines))
    paper.text(MARGIN, y + 14, paper.fitting(words, INNER, 17, True), 17, bold=True)
    paper.text(MARGIN, y + 20, paper.fitting(whose, INNER, 9), 9, colour=QUIET)
    y += 29
    headings = ((NAME, "list.business_name"), (PLACE, "clinics.sheet_place"), (CAME, "clinics.sheet_came"))
    for x, key in headings:
        paper.text(x, y, text(key, language), 8, bold=True, colour=QUIET)
    paper.text(KM, y, text("clinics.km_away", language), 8, bold=True, colour=QUIET, to="right")
    paper.rule(MARGIN, y + 2, RIGHT, y + 2, thick=0.3)
    return y


def _line(paper: Paper, y: float, number: int, line: Line, language: str) -> None:
    low = y - leading(9) / 4
    paper.text(NUMBER + 5, low, str(number), 9, colour=QUIET, to="right")
    paper.text(NAME, low, paper.fitting(line.business_name, PLACE - NAME - 3, 9, True), 9, bold=True)
    place = f"{line.place} · {line.facilitator}" if line.facilitator else line.place
    paper.text(PLACE, low, paper.fitting(place, KM - PLACE - 16, 9), 9)
    paper.text(KM, low, formats.number(line.km, language, 1), 9, to="right")
    paper.box(CAME, low - TICK + 0.8, TICK, TICK, None, QUIET)
    paper.rule(MARGIN, y + 1.5, RIGHT, y + 1.5, RULE)
