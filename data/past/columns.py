"""Rows of a question as columns of small numbers."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from itertools import islice
from typing import Any

import numpy as np
import sqlalchemy as sa

from data import schema

Numbers = np.ndarray[Any, Any]
NEVER = np.int32(2**31 - 1)  # as a day: not yet
NO_DAY = np.int32(-(2**31) + 1)  # as a day: none, before all others
_AT_ONCE = 2_000  # rows
_EPOCH = date(1970, 1, 1)


class Codes(dict[str, int]):
    """Values by number in the order in which they are met; "" is none, and 0."""

    def __init__(self, values: Iterable[str] = ()) -> None:
        super().__init__({"": 0})
        for value in values:
            self.setdefault(value, len(self))

    def __missing__(self, value: str | None) -> int:
        return self[""] if value is None else self.setdefault(value, len(self))

    def word(self, number: int) -> str | None:
        """The value with this number; None for none."""
        # They stand in the order of their numbers, and are few.
        return next(islice(self, int(number), None)) or None

    def numbers(self, values: Iterable[str | None]) -> Numbers:
        """Each value's number; one met for the first time gets the next."""
        return np.fromiter(map(self.__getitem__, values), dtype=np.int16)  # type: ignore[arg-type]


def read(conn: sa.Connection, asked: sa.Select[Any]) -> list[list[Any]]:
    """The columns of an answer, one tuple each; days and moments as text for `days` and `moments`."""
    # As text: to make a `date` of each costs more than all the rest.
    plain = asked.with_only_columns(
        *(
            sa.cast(column, sa.Text) if isinstance(column.type, sa.Date | schema.Moment) else column
            for column in asked.selected_columns
        )
    )
    # From the driver's own cursor, and piece by piece: a row object for each, or all of them at once, costs twice that.
    cursor: Any = conn.execute(plain).cursor
    columns: list[list[Any]] = [[] for _ in asked.selected_columns]
    while rows := cursor.fetchmany(_AT_ONCE):
        for column, values in zip(columns, zip(*rows, strict=True), strict=True):
            column.extend(values)
    cursor.close()
    return columns


def days(values: Sequence[Any], none: np.int32 = NO_DAY) -> Numbers:
    """Days since 1970 as int32."""
    found = np.array(values, dtype="datetime64[D]")
    numbers: Numbers = np.where(np.isnat(found), np.int64(none), found.astype(np.int64)).astype(np.int32)
    return numbers


def moments(values: Sequence[Any]) -> Numbers:
    """Microseconds since 1970 as int64; none is later than all others."""
    found = np.array(values, dtype="datetime64[us]")
    return np.where(np.isnat(found), np.iinfo(np.int64).max, found.astype(np.int64))


def day_number(day: date) -> int:
    """A day as in `days`."""
    return (day - _EPOCH).days


def moment_number(moment: datetime) -> int:
    """A moment as in `moments`."""
    return int(np.datetime64(moment.astimezone(UTC).replace(tzinfo=None), "us").astype(np.int64))


def moment_of(number: int) -> datetime:
    """The moment of a number of `moments`."""
    found: datetime = np.datetime64(int(number), "us").astype(datetime)
    return found.replace(tzinfo=UTC)
