"""Where the gaps are: places that nobody reaches, and those where most have never been visited."""

from collections.abc import Callable, Mapping
from typing import Any

from data.ranking import Row, records
from data.report.model import Report
from data.text import text

GAPS: Mapping[str, Callable[[Row], bool]] = {
    "unserved": lambda row: bool(row["observed"]) and not row["served"],
    "unassigned": lambda row: bool(row["actors"]) and not row["assigned"],
    "unrecorded": lambda row: bool(row["actors"]) and not row["observed"],
    "unknown": lambda row: not row["actors"],
}


def named(report: Report) -> list[dict[str, Any]]:
    """The places of a report as plain rows, each with a name."""
    unknown = text("place.desa_unknown", report.language)
    return [row | {"name": row["name"] or unknown} for row in records(report.places.rows)]


def gaps(report: Report) -> dict[str, list[dict[str, Any]]]:
    """Each gap with the places that have it, in the order of their list.

    Where nobody is known is a gap only of a filter that lets everybody through.
    """
    rows = named(report)
    asked = {gap: holds for gap, holds in GAPS.items() if gap != "unknown" or report.everybody}
    return {gap: [row for row in rows if holds(row)] for gap, holds in asked.items()}


def never_most(report: Report, most: int) -> list[dict[str, Any]]:
    """The places with the most actors never visited, at most so many."""
    rows = [row for row in named(report) if row["observed"] and row["never"]]
    return sorted(rows, key=lambda row: -row["never"])[:most]
