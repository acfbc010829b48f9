"""The path of permits: what is next, what ends when, how long it takes, in closed boxes; counted when one is opened."""

from data.filter import Filter
from data.queries import Names
from pages._parts.page import Here, part
from pages._parts.permit_path.ends import ends
from pages._parts.permit_path.steps import steps
from pages._parts.permit_path.times import times


@part()
def boxes(here: Here, wanted: Filter, names: Names) -> None:
    """All three."""
    steps(here, wanted, names)
    ends(here, wanted, names)
    times(here, wanted, names)
