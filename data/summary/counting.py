"""Counts the groups of a cube that a filter lets through, by place or sector."""

from collections.abc import Collection, Mapping
from typing import Any

import numpy as np
import pandas as pd

from data.metrics import BANDS
from data.summary.cube import Cube, Numbers

Spot = tuple[str | None, str | None]  # a place's code (None: the desa is not yet known) and the kecamatan around a desa

PAIR_COUNTS = ("actors", "observed", "served", "legal")
_COLUMN_OF = {"kecamatan": "kecamatan_code", "desa": "desa_code", "sector": "sector"}
_SHARES = 16  # at work, personally, orphaned, legal: each or not


class Counted:
    """The counts of `metrics.COUNTS` by "kecamatan", "desa" or "sector".

    `observed` are the kecamatan in which visits are recorded, `loads` facilitator -> caseload ÷ capacity.
    """

    def __init__(
        self, held: Cube, groups: Numbers, by: str, observed: Collection[str], loads: Mapping[str, float]
    ) -> None:
        self._codes = held.codes[_COLUMN_OF[by]]
        self._around = held.codes["kecamatan_code"] if by == "desa" else {}
        self._beyond = len(self._codes) + len(self._around)  # a spot where nobody is
        columns = {name: numbers[groups] for name, numbers in held.columns.items()}
        spots = columns[_COLUMN_OF[by]].astype(np.int64)
        if by == "desa":
            spots = np.where(spots > 0, spots, len(self._codes) + columns["kecamatan_code"])
        self._spots, self._actors = spots, held.actors[groups].astype(float)
        seen = held.marked("kecamatan_code", observed)[columns["kecamatan_code"]]
        self._counts = self._shares(columns) | self._bands(columns, seen) | self._loads(held, columns, loads)

    def at(self, spots: Collection[Spot]) -> dict[str, Numbers]:
        """The counts at these places, in their order; zeros where nobody is."""
        here = [self._number(*spot) for spot in spots]
        return {name: counts[here] for name, counts in self._counts.items()}

    def unplaced(self) -> list[str]:
        """The kecamatan with actors whose desa is not yet known."""
        return sorted(code for code in self._around if code and self._counts["actors"][self._number(None, code)])

    def _number(self, code: str | None, around: str | None) -> int:
        if code is None:
            return len(self._codes) + self._around[str(around)]
        return self._codes.get(code, self._beyond)

    def _table(self, more: Numbers, width: int, weights: Numbers) -> Numbers:
        """Actors by spot and by another number below `width`."""
        size = self._beyond + 1
        counted: Numbers = np.bincount(self._spots * width + more, weights, minlength=size * width)
        return counted.reshape(size, width)

    def _shares(self, columns: Mapping[str, Numbers]) -> dict[str, Numbers]:
        flags = {
            "assigned": columns["facilitator_id"] > 0,
            "assigned_personally": columns["personally"] > 0,
            "orphaned": columns["orphaned"] > 0,
            "legal": columns["legal"] > 0,
        }
        profile = sum(flag.astype(np.int64) << bit for bit, flag in enumerate(flags.values()))
        table = self._table(np.asarray(profile), _SHARES, self._actors)
        having = {name: [one for one in range(_SHARES) if one >> bit & 1] for bit, name in enumerate(flags)}
        return {"actors": table.sum(axis=1)} | {name: table[:, those].sum(axis=1) for name, those in having.items()}

    def _bands(self, columns: Mapping[str, Numbers], seen: Numbers) -> dict[str, Numbers]:
        table = self._table(columns["waiting"], len(BANDS), self._actors * seen)
        bands: dict[str, Any] = dict(zip(BANDS, table.T, strict=True))
        observed = table.sum(axis=1)
        if "served" in columns:
            return bands | {
                "observed": observed,
                "served": self._table(columns["served"], 2, self._actors * seen)[:, 1],
            }
        # The window of the default is where the second band ends.
        return bands | {"observed": observed, "served": bands["under_6"] + bands["6_12"]}

    def _loads(self, held: Cube, columns: Mapping[str, Numbers], loads: Mapping[str, float]) -> dict[str, Numbers]:
        team = held.codes["facilitator_id"]
        table = self._table(columns["facilitator_id"], len(team), self._actors)
        load, known = np.zeros(len(team)), np.zeros(len(team))
        for code, value in loads.items():
            if code in team:
                load[team[code]], known[team[code]] = value, 1
        return {"load_known": table @ known, "load_sum": table @ load}


def pairs(held: Cube, groups: Numbers, observed: Collection[str]) -> pd.DataFrame:
    """Sector × kecamatan: sector, kecamatan_code and PAIR_COUNTS of the pairs in which somebody is."""
    columns = {name: numbers[groups] for name, numbers in held.columns.items()}
    sectors, places = list(held.codes["sector"]), list(held.codes["kecamatan_code"])
    pair = columns["sector"].astype(np.int64) * len(places) + columns["kecamatan_code"]
    actors = held.actors[groups].astype(float)
    seen = actors * held.marked("kecamatan_code", observed)[columns["kecamatan_code"]]
    served = seen * columns.get("served", columns["waiting"] < BANDS.index("12_24"))
    weights = (actors, seen, served, actors * columns["legal"])
    size = len(sectors) * len(places)
    counts = [np.bincount(pair, weight, minlength=size).astype("int64") for weight in weights]
    somebody = np.flatnonzero(counts[0])
    named = {
        "sector": [sectors[at // len(places)] for at in somebody],
        "kecamatan_code": [places[at % len(places)] for at in somebody],
    }
    numbers = {name: count[somebody] for name, count in zip(PAIR_COUNTS, counts, strict=True)}
    return pd.DataFrame(named | numbers)
