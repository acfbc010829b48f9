"""The definitions, once: pure functions from counts to numbers, waiting bands, scale classes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from data.clock import months_before

DEFAULT_WINDOW = 12  # months

# Waiting bands of those once visited, by months since the last visit; "never" stands beside them.
BANDS = ("under_6", "6_12", "12_24", "over_24", "never")

# Scale always names its definition: three are in force.
SCALES = (
    "bps_micro",
    "bps_small",
    "bps_medium",
    "bps_large",
    "permenperin_small",
    "permenperin_medium",
    "permenperin_large",
    "unknown",
)

COUNTS = (
    "actors",
    "observed",
    "served",
    "under_6",
    "6_12",
    "12_24",
    "over_24",
    "never",
    "assigned",
    "assigned_personally",
    "orphaned",
    "legal",
    "load_known",  # assigned to a facilitator whose capacity is set
    "load_sum",  # of those, each with the load of its facilitator
)


def band_edges(day: date) -> dict[str, date]:
    """The last day that no longer counts as within 6, 12, 24 months before `day`."""
    return {f"m{months}": months_before(day, months) for months in (6, 12, 24)}


@dataclass(frozen=True)
class Metric:
    """A number for a place: numerator ÷ denominator, or a count where `denominator` is None.

    `about_visits` numbers have no answer where visits are not recorded yet.
    """

    name: str
    numerator: Callable[[Mapping[str, float]], float]
    denominator: str | None
    unit: str  # "share", "count" or "ratio"
    about_visits: bool = False
    low_first: bool = True  # the ranking begins where it is worst

    def of(self, counts: Mapping[str, float]) -> float | None:
        """The number, or None for "belum ada data"."""
        if self.denominator is None:
            return self.numerator(counts)
        if not counts[self.denominator]:
            return None
        return self.numerator(counts) / counts[self.denominator]


METRICS: dict[str, Metric] = {
    metric.name: metric
    for metric in (
        Metric("coverage", lambda n: n["served"], "observed", "share", about_visits=True),
        Metric("waiting", lambda n: n["over_24"] + n["never"], "observed", "share", about_visits=True, low_first=False),
        Metric("actors", lambda n: n["actors"], None, "count", low_first=False),
        Metric("legality", lambda n: n["legal"], "actors", "share"),
        Metric("load", lambda n: n["load_sum"], "load_known", "ratio", low_first=False),
    )
}

# How a place stands. Blank is not zero: where nobody has ever looked nothing is known, where somebody has and no active
# actor is left there is none.
STATES = ("served", "untouched", "unseen", "blank", "empty")


def state_of(counts: Mapping[str, float], looked: bool) -> str:
    """One of `STATES`, by a place's actors and whether anybody has ever been there to look.

    "unseen" has actors, but visits are not recorded there yet: whether any of them is served is not known.
    """
    if not counts["actors"]:
        return "empty" if looked else "blank"
    if not counts["observed"]:
        return "unseen"
    return "served" if counts["served"] else "untouched"


def listed_share(inside: float, outside: float | None) -> float | None:
    """Registered ÷ what somebody else has counted; None where nobody has, or where they found nobody."""
    return inside / outside if outside else None


FEW = 10  # of fewer a share, a median or a change says little: they are counted, and nothing is judged

# Fixed breaks, so that two dates can be compared; counts take natural breaks and say so.
SHARE_BREAKS = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
RATIO_BREAKS = (0.0, 0.5, 0.8, 1.0, 1.25)
