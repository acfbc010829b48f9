"""Places in the order of a metric, and each number with its numerator and denominator in words."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from data import formats
from data.metrics import FEW, Metric
from data.text import text

Row = Mapping[str, Any]  # a place: code, name, its counts and metrics as plain values, None where there is no answer


def records(rows: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of figures as plain dictionaries; whatever is missing is None."""
    names, missing = list(rows.columns), None
    plain = rows.to_numpy(dtype=object, na_value=missing)  # type: ignore[arg-type]  # its stubs do not know None
    return [dict(zip(names, row, strict=True)) for row in plain.tolist()]


def value_of(row: Row, metric: Metric) -> float | None:
    """A metric's cell as a number, or None where it has no answer."""
    value = row[metric.name]
    return None if value is None else float(value)


def few(row: Row, metric: Metric) -> bool:
    """A share of fewer than ten says little as a percentage: it is said as "3 dari 7"."""
    return metric.unit == "share" and metric.denominator is not None and row[metric.denominator] < FEW


def told(row: Row, metric: Metric, language: str) -> str:
    """Numerator and denominator in words."""
    if metric.denominator is None or metric.unit == "ratio":
        return text("map.actors", language, count=formats.number(row["actors"], language))
    above, below = metric.numerator(row), row[metric.denominator]
    return text("map.of", language, count=formats.number(above, language), of=formats.number(below, language))


def ranked(rows: pd.DataFrame, metric: Metric, language: str) -> list[dict[str, Any]]:
    """The places with rank, value (shares in per cent), counts in words (told); worst first, without an answer last."""
    return in_order(records(rows), metric, language)


def in_order(places: list[dict[str, Any]], metric: Metric, language: str) -> list[dict[str, Any]]:
    """The same of plain rows, which are completed in place."""
    for row in places:
        value = value_of(row, metric)
        row["name"] = row["name"] or text("place.desa_unknown", language)
        row["told"] = text("no_data", language) if value is None else told(row, metric, language)
        row["value"] = value
    answered = [row for row in places if row["value"] is not None]
    answered.sort(key=lambda row: row["value"], reverse=not metric.low_first)
    ordered = answered + [row for row in places if row["value"] is None]
    for rank, row in enumerate(ordered, start=1):
        row["rank"] = rank
        if metric.unit == "share" and row["value"] is not None:
            row["value"] = float(round(row["value"] * 100))
    return ordered
