"""The same metric at the same places on two dates."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.metrics import Metric
from data.ranking import records, value_of

if TYPE_CHECKING:
    from data.queries import Figures


@dataclass(frozen=True)
class Compared:
    """A place with its metric then and now; None where there is no answer."""

    code: str
    name: str
    then: float | None
    now: float | None

    @property
    def difference(self) -> float | None:
        """Now less then as both are shown, where both are known."""
        return None if self.then is None or self.now is None else round(self.now, 2) - round(self.then, 2)


def compared(then: "Figures", now: "Figures", metric: Metric) -> list[Compared]:
    """The places of `now`, what became worse first; those without a comparison last."""
    before = {row["code"]: value_of(row, metric) for row in records(then.rows)}
    places = [
        Compared(row["code"], row["name"], before.get(row["code"]), value_of(row, metric))
        for row in records(now.rows)
        if row["code"]
    ]
    return sorted(places, key=lambda one: (one.difference is None, worse(one, metric), one.name))


def worse(place: Compared, metric: Metric) -> float:
    """The difference, below zero where it is for the worse."""
    return round(place.difference or 0.0, 2) * (1 if metric.low_first else -1)


def most(places: Sequence[Compared], metric: Metric, count: int = 3) -> tuple[list[Compared], list[Compared]]:
    """Where it became worse most, and where better."""
    changed = [one for one in places if worse(one, metric)]
    return (
        [one for one in changed if worse(one, metric) < 0][:count],
        [one for one in reversed(changed) if worse(one, metric) > 0][:count],
    )
