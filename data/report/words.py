"""Words that page and workbook share: moments by the office's clock, and what the numbers mean."""

from datetime import datetime
from zoneinfo import ZoneInfo

from data import formats
from data.report.model import Report
from data.settings import region
from data.text import text


def moment(at: datetime, language: str) -> str:
    """24 November 2026, 14.05 by the office's clock."""
    local = at.astimezone(ZoneInfo(region().timezone))
    return f"{formats.day(local.date(), language)}, {local:{'%H.%M' if language == 'id' else '%H:%M'}}"


def meanings(report: Report) -> list[tuple[str, str]]:
    """Numbers beside those of the tiles, (name, definition); first what this report shows."""
    shown = [name for name in ("waiting", "load") if name == report.metric.name]
    columns = [*shown, "legality", "observed", *(name for name in ("waiting", "load") if name not in shown)]
    language = report.language
    return [(text(f"report.column.{name}", language), text(f"report.means.{name}", language)) for name in columns]
