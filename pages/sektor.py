"""Sektor: one sector across the kecamatan, and one cell of it (furniture in Kalisat) down to the actors."""

from data import queries
from pages._parts import actors, cell, coverage, sentra
from pages._parts.boxes import month_by_month
from pages._parts.filter_bar import filter_bar, go
from pages._parts.page import Here, body, page


@body
def screen(here: Here) -> None:
    wanted, names = filter_bar(here)

    def pick(kecamatan: str, sector: str) -> None:
        """A cell of the matrix."""
        go(wanted.with_(kecamatan=(kecamatan,), desa=(), sector=(sector,)))

    cell.matrix(queries.cross(here.who, wanted.with_(kecamatan=(), desa=(), sector=())), wanted, names, on_pick=pick)
    level, kecamatan = coverage.level_of(wanted) if wanted.sector else ("sector", None)
    month_by_month(here, wanted, coverage.metric_from_url(), level, kecamatan)
    if len(wanted.sector) != 1:
        sentra.strongest(here, wanted, names)
    if wanted.sector:
        count = cell.opened(here, wanted, names)
        if len(wanted.sector) == 1:
            sentra.of_sector(here, wanted, names)
        actors.folded(here, wanted, names, count)
    else:
        cell.hint()


with page("sektor") as here:
    screen(here)
