"""Checked rows -> values that JSON holds, and back: how a row waits between check and decision."""

import dataclasses
from collections.abc import Mapping
from datetime import date
from typing import Any, TypeVar

from data.importing.permits import CleanPermit
from data.importing.result import CheckedRow, CleanActor, CleanVisit, RowProblem

R = TypeVar("R", bound=CheckedRow)
_DAYS = ("on", "expires", "next_due")


def as_values(row: CheckedRow) -> dict[str, Any]:
    """Everything of a checked row but its `raw`, which is kept apart; what is empty is left out."""
    given = {field.name: getattr(row, field.name) for field in dataclasses.fields(row) if field.name != "raw"}
    return {name: _plain(value) for name, value in given.items() if value not in (None, (), "")}


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    return dict(value) if isinstance(value, Mapping) else value


def actor_of(values: Mapping[str, Any], raw: Mapping[str, Any] | None = None) -> CleanActor:
    """The actor that `as_values` took apart."""
    permits = tuple(CleanPermit(**_with_days(permit)) for permit in values.get("permits", ()))
    phones = tuple(values.get("phones", ()))
    return _row_of(CleanActor, {**values, "permits": permits, "phones": phones}, raw)


def visit_of(values: Mapping[str, Any], raw: Mapping[str, Any] | None = None) -> CleanVisit:
    """The visit that `as_values` took apart."""
    return _row_of(CleanVisit, {**_with_days(values), "topics": tuple(values.get("topics", ()))}, raw)


def _row_of(kind: type[R], values: Mapping[str, Any], raw: Mapping[str, Any] | None) -> R:
    problems = tuple(RowProblem(**problem) for problem in values.get("problems", ()))
    return kind(**{**values, "problems": problems, "raw": dict(raw or {})})


def _with_days(values: Mapping[str, Any]) -> dict[str, Any]:
    days = {name: date.fromisoformat(values[name]) for name in _DAYS if values.get(name)}
    return {**values, **days}
