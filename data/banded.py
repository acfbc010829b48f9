"""The band of sessions of every facilitator in one month, from what the register knows on the month's day.

Caseload, area, distance and contracts are those of the day; starting number, capacity, home desa and the office's
settings are today's, for they are not dated.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import sqlalchemy as sa

from data import office, schema
from data.months import Month
from data.past.standing import Standing
from data.population import Frame
from data.targets import RULES, Band, Contract, Rules, Work, band
from data.territory import Territory, territories

Desa = Mapping[str | None, int]  # actors by desa; None: not known


@dataclass(frozen=True)
class Bands:
    """What a band is found from, by facilitator; `target` is the office's starting number."""

    month: Month
    rules: Rules
    target: int
    contracts: Mapping[str, list[Contract]]
    areas: Mapping[str, Territory]

    @classmethod
    def of(cls, conn: sa.Connection, frame: Frame, month: Month) -> "Bands":
        said = office.numbers(conn, frame.kab, ("visit_target", *(f"target_{name}" for name in RULES)))
        rules = Rules(**{name: said[f"target_{name}"] for name in RULES})
        return cls(month, rules, said["visit_target"], _contracts(conn, frame), territories(conn, frame))

    def area(self, who: str) -> Territory:
        return self.areas.get(who, Territory())

    def start(self, person: Mapping[str, Any]) -> int:
        """The number a band starts from: the person's own, else the office's."""
        return person["visit_target"] or self.target

    def band(self, person: Mapping[str, Any], desa: Desa, distance_km: float | None) -> Band:
        """The band of one facilitator (a row of the table) whose actors live in these desa."""
        here, month = self.area(person["id"]), self.month
        work = Work(
            self.start(person),
            sum(desa.values()),
            person["capacity"],
            len(here.desa) or None,
            here.area_km2,
            distance_km,
            tuple(self.contracts.get(person["id"], ())),
        )
        return band(work, month.first, month.last, month.day, self.rules)


def by_desa(held: Standing) -> dict[str, Counter[str | None]]:
    """Facilitator at work -> the actors by desa, of all the active actors of a day."""
    whose, where = (held.columns[name].astype(np.int64) for name in ("facilitator_id", "desa_code"))
    names, desa = (list(held.codes[name]) for name in ("facilitator_id", "desa_code"))
    theirs = whose > 0
    each, many = np.unique(whose[theirs] * len(desa) + where[theirs], return_counts=True)
    found: dict[str, Counter[str | None]] = defaultdict(Counter)
    for at, count in zip(each.tolist(), many.tolist(), strict=True):
        found[names[at // len(desa)]][desa[at % len(desa)] or None] += count
    return found


def _contracts(conn: sa.Connection, frame: Frame) -> dict[str, list[Contract]]:
    table, found = schema.facilitator_contract, defaultdict(list)
    for who, start, end in conn.execute(
        sa.select(table.c.facilitator_id, table.c.from_on, table.c.to_on).where(frame.known(table))
    ):
        found[who].append((start, end))
    return found
