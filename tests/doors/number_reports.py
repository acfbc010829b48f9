"""The doors of reports about numbers."""

from data import commands, queries
from data.access import Who
from tests.doors import Ask, Deed
from tests.doors.releases import publish
from tests.published import KALISAT

SLUG = "2026-11-26"


def report(who: Who, form_id: str = "report-1", **changes: str | None) -> str:
    """A report about the served of a kecamatan."""
    given = {
        "release": SLUG,
        "table": "cakupan",
        "row": KALISAT,
        "column": "terlayani",
        "words": "Di desa kami tidak pernah ada yang datang.",
        "contact": "0812 000 111",
        "address": "203.0.113.7",
    }
    return commands.report_number(who, form_id, **given | changes)  # type: ignore[arg-type]


def published(who: Who) -> None:
    """A release is there."""
    publish(who, "release-1")


def reported(who: Who) -> None:
    """A release is there, and a report about it."""
    published(who)
    report(who)


QUESTIONS: dict[str, Ask] = {
    "number_reports": queries.number_reports,
}

CHANGES: dict[str, Deed] = {
    "report_number": Deed(
        "number.report",
        "pendamping",
        lambda who, _: report(who, "report-2"),
        lambda who, _: report(who, "report-3", row="no-such"),
        ready=published,
    ),
    "answer_number": Deed(
        "number.answer",
        "petugas",
        lambda who, _: commands.answer_number(who, "answer-1", "report-1", "Sudah diperiksa dan benar.", False),
        lambda who, _: commands.answer_number(who, "answer-2", "no-such", "Sudah diperiksa dan benar.", False),
        ready=reported,
    ),
    "open_reporter": Deed(
        "number.answer",
        "petugas",
        lambda who, _: commands.open_reporter(who, "report-1"),
        lambda who, _: commands.open_reporter(who, "no-such"),
        ready=reported,
    ),
    "erase_report": Deed(
        "subject.erase",
        "admin",
        lambda who, _: commands.erase_report(who, "report-1"),
        lambda who, _: commands.erase_report(who, "no-such"),
        ready=reported,
    ),
}
