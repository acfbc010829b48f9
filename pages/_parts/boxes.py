"""What the numbers do over time, in closed boxes: counted when one is opened, and none redraws more than these."""

from data.filter import Filter
from data.metrics import Metric
from data.queries import Names
from pages._parts.change import coverage_change
from pages._parts.over_time import over_time
from pages._parts.page import Here, part
from pages._parts.response import first_response


@part()
def boxes(here: Here, wanted: Filter, names: Names, metric: Metric, by: str, kecamatan: str | None) -> None:
    """All three; `by` are the places that are compared, `kecamatan` that of the desa."""
    over_time(here, wanted, metric, by, kecamatan)
    coverage_change(here, wanted)
    first_response(here, wanted, names)


@part()
def month_by_month(here: Here, wanted: Filter, metric: Metric, by: str, kecamatan: str | None) -> None:
    """The first of them alone."""
    over_time(here, wanted, metric, by, kecamatan)
