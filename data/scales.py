"""A metric's value -> its colour class and its legend: fixed breaks for shares and loads, natural ones for counts."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from data.colours import AMBER, TEAL
from data.formats import metric as written
from data.metrics import RATIO_BREAKS, SHARE_BREAKS, Metric
from geo.layers import natural_breaks


@dataclass(frozen=True)
class Scale:
    """Class i holds edges[i] <= value < edges[i + 1]; the last class also holds everything above."""

    edges: tuple[float, ...]
    colours: tuple[str, ...]

    def fill(self, value: float) -> str:
        return self.colours[max(0, min(bisect_right(self.edges, value), len(self.colours)) - 1)]

    def classes(self, unit: str, language: str) -> list[tuple[str, str]]:
        """(colour, words) of each class."""
        words = [written(unit, edge, language) or "" for edge in self.edges]
        last = len(self.colours) - 1
        return [
            (
                colour,
                f"≥ {words[index]}" if index == last and unit != "share" else f"{words[index]} – {words[index + 1]}",
            )
            for index, colour in enumerate(self.colours)
        ]


def scale_of(metric: Metric, values: Sequence[float]) -> Scale:
    """The scale of a metric for these values (None left out)."""
    if metric.unit == "share":
        return Scale(SHARE_BREAKS, AMBER if metric.name == "waiting" else TEAL)
    if metric.unit == "ratio":
        return Scale(RATIO_BREAKS, AMBER)
    return natural(values)


def natural(values: Sequence[float]) -> Scale:
    """At most four natural classes of counts, from nought on."""
    edges = (0.0, *natural_breaks([value for value in values if value > 0], 4))
    unique = tuple(dict.fromkeys(edges[:-1] if len(edges) > 1 else edges))
    return Scale(unique, TEAL[: len(unique)])
