"""The same metric at the same places on two dates."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from data import formats
from data.metrics import Metric
from data.ranking import Row, few, records, told, value_of
from data.text import text

if TYPE_CHECKING:
    from data.queries import Figures


@dataclass(frozen=True)
class Compared:
    """A place on two dates, `before` None where it was not there yet."""

    metric: Metric
    before: Row | None
    after: Row

    @property
    def code(self) -> str:
        return str(self.after["code"])

    @property
    def name(self) -> str:
        return str(self.after["name"])

    @property
    def few(self) -> bool:
        """Too few on either date for a change of their share to say anything."""
        return any(row is not None and few(row, self.metric) for row in (self.before, self.after))

    @property
    def difference(self) -> float | None:
        """Now less then as both are shown, where both have an answer."""
        then = value_of(self.before, self.metric) if self.before else None
        now = value_of(self.after, self.metric)
        return None if then is None or now is None else round(round(now, 2) - round(then, 2), 2)

    @property
    def worse(self) -> float:
        """The difference, below zero where it is for the worse."""
        return (self.difference or 0.0) * (1 if self.metric.low_first else -1)

    def words(self, row: Row | None, language: str) -> str:
        """The metric of one of the two; of few as "3 dari 7"."""
        value = value_of(row, self.metric) if row else None
        if row is None or value is None:
            return text("no_data", language)
        if few(row, self.metric):
            return told(row, self.metric, language)
        return formats.metric(self.metric.unit, value, language) or ""


def compared(then: "Figures", now: "Figures", metric: Metric) -> list[Compared]:
    """The places of `now`, what became worse first; those of few or without a comparison last."""
    before = {row["code"]: row for row in records(then.rows)}
    places = [Compared(metric, before.get(row["code"]), row) for row in records(now.rows) if row["code"]]
    return sorted(places, key=lambda one: (one.difference is None, one.few, one.worse, one.name))


def most(places: Sequence[Compared], count: int = 3) -> tuple[list[Compared], list[Compared]]:
    """Where it became worse most, and where better; where there are few, nothing is said."""
    telling = sorted((one for one in places if not one.few), key=lambda one: one.worse)
    return (
        [one for one in telling if one.worse < 0][:count],
        [one for one in reversed(telling) if one.worse > 0][:count],
    )
