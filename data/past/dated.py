"""Dated rows in an order in which the one that is kept comes last."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from data.past.columns import Numbers


@dataclass(frozen=True)
class Moment:
    """The day a question is about, and when it was known (None: now), as numbers of `columns`."""

    day: int
    known: int | None


@dataclass(frozen=True)
class Dated:
    """Rows by `owner` (a number), then as `Frame.latest` ranks them: by day, by recording, by id.

    A row with `until` is in force from `on` to that day; its end counts once it was recorded.
    """

    owner: Numbers
    on: Numbers
    recorded: Numbers
    values: Mapping[str, Numbers]
    until: Numbers | None = None
    end_recorded: Numbers | None = None

    def kept(self, at: Moment) -> Numbers:
        """The position of the kept row of each owner that has one."""
        rows = self.passing(at)
        owners = self.owner[rows]
        last = np.ones(len(rows), dtype=bool)
        np.not_equal(owners[1:], owners[:-1], out=last[:-1])
        found: Numbers = rows[last]
        return found

    def first(self, at: Moment) -> Numbers:
        """The position of the oldest passing row of each owner that has one."""
        rows = self.passing(at)
        owners = self.owner[rows]
        first = np.ones(len(rows), dtype=bool)
        np.not_equal(owners[1:], owners[:-1], out=first[1:])
        found: Numbers = rows[first]
        return found

    def passing(self, at: Moment) -> Numbers:
        """The positions of all rows of the day or before, known and not ended by then, in order."""
        passing = self.on <= at.day
        if at.known is not None:
            passing &= self.recorded <= at.known
        if self.until is not None and self.end_recorded is not None:
            ended = self.until < at.day
            passing &= ~(ended if at.known is None else ended & (self.end_recorded <= at.known))
        found: Numbers = np.flatnonzero(passing)
        return found

    def spread(self, at: Moment, values: Numbers, size: int, none: int = 0) -> Numbers:
        """The value of the kept row of each owner from 0 to `size`."""
        rows = self.kept(at)
        found = np.full(size, none, dtype=values.dtype)
        found[self.owner[rows]] = values[rows]
        return found


def in_order(
    owner: Numbers,
    on: Numbers,
    recorded: Numbers,
    values: Mapping[str, Numbers],
    until: Numbers | None = None,
    end_recorded: Numbers | None = None,
) -> Dated:
    """Dated rows out of rows that come ordered by id."""
    order = np.lexsort((recorded, on, owner))

    def sorted_(column: Numbers | None) -> Numbers | None:
        return None if column is None else column[order]

    return Dated(
        owner[order],
        on[order],
        recorded[order],
        {name: column[order] for name, column in values.items()},
        sorted_(until),
        sorted_(end_recorded),
    )
