"""Numbers and dates as Indonesians (or the English) write them."""

from datetime import date

from babel.dates import format_date
from babel.numbers import format_decimal


def number(value: float, language: str = "id", digits: int = 0) -> str:
    """1234.5 -> "1.235" (id), "1,235" (en)."""
    return format_decimal(round(value, digits), format="#,##0." + "0" * digits if digits else "#,##0", locale=language)


def share(value: float | None, language: str = "id") -> str | None:
    """0.4701 -> "47 %"; None stays None."""
    return None if value is None else f"{number(value * 100, language)} %"


def ratio(value: float | None, language: str = "id") -> str | None:
    """1.254 -> "1,25"; None stays None."""
    return None if value is None else number(value, language, 2)


def day(value: date, language: str = "id", precision: str = "day") -> str:
    """24 November 2026; "November 2026" or "2026" when that is all that is known."""
    pattern = {"day": "d MMMM y", "month": "MMMM y", "year": "y"}[precision]
    return format_date(value, pattern, locale=language)


def metric(unit: str, value: float | None, language: str = "id") -> str | None:
    """A metric's value by its unit ("share", "count", "ratio")."""
    if value is None:
        return None
    return {"share": share, "ratio": ratio}.get(unit, number)(value, language)
