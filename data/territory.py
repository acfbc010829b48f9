"""How hard an area is to cover: the desa a facilitator answers for, their size, and how far they lie from home."""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from data import schema
from data.population import Frame
from data.route import distance
from geo import regions


@dataclass(frozen=True)
class Territory:
    """Codes of the desa a facilitator answers for on the day: assigned themselves, or by their kecamatan."""

    desa: tuple[str, ...] = ()

    @property
    def kecamatan(self) -> tuple[str, ...]:
        """The kecamatan they lie in, by code."""
        places = regions.load().desa
        return tuple(sorted({places[code].parent for code in self.desa}))

    @property
    def area_km2(self) -> float | None:
        """Their land together; None without any."""
        places = regions.load().desa
        return sum(places[code].area_km2 for code in self.desa) if self.desa else None

    @staticmethod
    def distance_km(home: str | None, desa: Mapping[str | None, int]) -> float | None:
        """The median straight line in km from the home desa's label point to those of the actors, so many in each desa.

        None when the home or every desa is unknown.
        """
        places = regions.load().desa
        if home not in places:
            return None
        known = (
            (distance(places[home].label, places[code].label), many) for code, many in desa.items() if code in places
        )
        lengths, ends, total = [], [], 0
        for length, many in sorted(known):
            total += many
            lengths.append(length)
            ends.append(total)
        if not total:
            return None
        low, high = (lengths[bisect_right(ends, at)] for at in ((total - 1) // 2, total // 2))
        return (low + high) / 2


def territories(conn: sa.Connection, frame: Frame) -> dict[str, Territory]:
    """Facilitator -> territory; the most specific assignment wins, among equals the newest, as for actors."""
    table = schema.assignment
    order = (table.c.from_on, table.c.recorded_at, table.c.id)
    columns = (table.c.facilitator_id, table.c.desa_code, table.c.kecamatan_code)
    asked = sa.select(*columns).where(frame.running(table), table.c.actor_id.is_(None)).order_by(*order)
    standing = {desa or kecamatan: who for who, desa, kecamatan in conn.execute(asked)}
    found: dict[str, list[str]] = {}
    for code, place in regions.load().desa.items():
        who = standing.get(code) or standing.get(place.parent)
        if who:
            found.setdefault(who, []).append(code)
    return {who: Territory(tuple(codes)) for who, codes in found.items()}
