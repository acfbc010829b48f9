"""A filter said back in words: "Kalisat · Furnitur · belum punya NIB · per 24 November 2026"."""

from collections.abc import Mapping

from data import clock, formats
from data.filter import FIXED, LISTS, PERMIT_FIELDS, UNASSIGNED, Filter
from data.metrics import DEFAULT_WINDOW
from data.queries.reference import Names
from data.text import text


def chips(wanted: Filter, names: Names, language: str = "id") -> dict[str, str]:
    """Field -> its words, for every list field in use, in the order of the filter bar."""
    return {name: _words(name, getattr(wanted, name), names, language) for name in LISTS if getattr(wanted, name)}


def _words(field: str, values: tuple[str, ...], names: Names, language: str) -> str:
    known = labels(field, names, language)
    joined = ", ".join(known.get(value, value) for value in values)
    if field in PERMIT_FIELDS or field == "facilitator":
        return text(f"filter.says.{field}", language, values=joined)
    return joined


def labels(field: str, names: Names, language: str = "id") -> Mapping[str, str]:
    """Every value of a list field with its words, in the order shown."""
    if field in PERMIT_FIELDS:
        return names.permit_kind
    if field == "facilitator":
        return {UNASSIGNED: text("filter.unassigned", language)} | dict(names.facilitator)
    if field in ("waiting", "scale"):
        return fixed(field, language)
    found: Mapping[str, str] = getattr(names, field)
    return found


def fixed(field: str, language: str = "id") -> dict[str, str]:
    """The words of waiting bands or scale classes, in order."""
    return {value: text(f"{field}.{value}", language) for value in FIXED[field]}


def sentence(wanted: Filter, names: Names, language: str = "id") -> str:
    """The whole filter with its date; the window and the time of knowledge when they are not the default."""
    parts = [*chips(wanted, names, language).values()] or [text("filter.everyone", language)]
    parts.append(text("filter.says.as_of", language, day=formats.day(wanted.day, language)))
    if wanted.window != DEFAULT_WINDOW:
        parts.append(text("filter.says.window", language, months=wanted.window))
    if wanted.known_at:
        parts.append(
            text("filter.says.known_at", language, day=formats.day(clock.office_day(wanted.known_at), language))
        )
    return " · ".join(parts)
