"""Perizinan: who has and who lacks what; kind × state, by kecamatan, down to the list."""

from data import queries
from data.metrics import METRICS
from pages._parts import actors, cell, coverage, draw, permit_path, permits
from pages._parts.boxes import month_by_month
from pages._parts.clinics import needs_and_sessions
from pages._parts.filter_bar import filter_bar, go
from pages._parts.page import Here, body, page


@body
def screen(here: Here) -> None:
    wanted, names = filter_bar(here)
    counts = queries.permits(here.who, wanted)

    def pick(kind: str, field: str) -> None:
        """A number of the table: the actors who have, lack, … this kind."""
        actors.unfold()
        go(wanted.with_(**{field: tuple(dict.fromkeys((*getattr(wanted, field), kind)))}))

    with draw.card("permit_table"):
        permits.table(counts, names, on_pick=pick)
    with draw.card("permit_bars"):
        cell.permit_bars(counts, names)
    level, kecamatan = coverage.level_of(wanted)
    permit_path.boxes(here, wanted, names)
    month_by_month(here, wanted, METRICS["legality"], level, kecamatan)
    kinds = max(1, counts["kind"].nunique())  # every kind counts every actor once
    actors.folded(here, wanted, names, int(counts["actors"].sum()) // kinds)
    needs_and_sessions(here, wanted, names)


with page("perizinan") as here:
    screen(here)
