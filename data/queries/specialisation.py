"""Sentra: where a sector is registered more often than elsewhere, by location quotient, with care for small numbers."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import numpy as np

from data.access import Who
from data.filter import Filter
from data.metrics import FEW
from data.past.columns import Numbers
from data.queries.counting import Asked, counted_once
from data.sectors import OTHER
from data.summary.cube import Cube

CONFIDENCE = 0.95
_COLUMN = {"kecamatan": "kecamatan_code", "desa": "desa_code"}


@dataclass(frozen=True)
class Special:
    """One sector in one place: `actors` of `here` registered there are of it.

    `quotient` is how many times its share there is that of the whole regency, between `low` and `high`; all three are
    None where nothing is judged: of fewer than FEW actors, and of "other", which is no one industry.
    """

    sector: str
    place: str
    actors: int
    here: int
    quotient: float | None = None
    low: float | None = None
    high: float | None = None

    @property
    def share(self) -> float | None:
        """The sector's share of the place's actors; None where there are none."""
        return self.actors / self.here if self.here else None

    @property
    def verdict(self) -> str:
        """ "few", "mixed", or how it stands to the regency: "sentra", "usual", "below"."""
        if self.low is None or self.high is None:
            return "few" if self.actors < FEW else "mixed"
        return "sentra" if self.low > 1 else "below" if self.high < 1 else "usual"


@dataclass(frozen=True)
class Sentra:
    """The pairs of sector and place in which anybody is, most clearly concentrated first.

    `here` is place -> its actors of all sectors, `sectors` sector -> its actors in the regency, `everyone` all of them;
    of `unplaced` of the places' actors the desa is not known. `version` is the data's, `as_of` and `known_at` its
    frame.
    """

    special: tuple[Special, ...]
    here: Mapping[str, int]
    sectors: Mapping[str, int]
    everyone: int
    unplaced: int
    as_of: date
    known_at: datetime
    version: int


def sentra(who: Who, wanted: Filter, by: str = "kecamatan") -> Sentra:
    """Every sector by "kecamatan" or "desa", of the places and sectors that a filter names.

    These choose what is shown, never what it is compared with: that is the regency with all its sectors. The filter's
    other fields narrow both, the place and the regency.
    """
    asked = wanted.with_(kecamatan=(), desa=(), sector=())
    frame, whole = counted_once(who, asked, f"sentra {by}", lambda asked: _counted(asked, by), of_groups=True)
    found, unplaced = whole
    here = {place: count for place, count in found.here.items() if _among(place, wanted, by)}
    special = (one for one in found.special if one.place in here)
    return replace(
        found,
        special=tuple(one for one in special if not wanted.sector or one.sector in wanted.sector),
        here=here,
        unplaced=sum(count for code, count in unplaced.items() if not wanted.kecamatan or code in wanted.kecamatan),
        known_at=frame.known_at,
    )


def _among(place: str, wanted: Filter, by: str) -> bool:
    inside = not wanted.kecamatan or place[:8] in wanted.kecamatan
    return inside and (by != "desa" or not wanted.desa or place in wanted.desa)


def _counted(asked: Asked, by: str) -> tuple[Sentra, Mapping[str, int]]:
    """All places, and kecamatan -> its actors whose desa is not known."""
    held, frame = asked.held(), asked.frame
    chosen = held.chosen(asked.wanted)
    places, sectors = list(held.codes[_COLUMN[by]]), list(held.codes["sector"])
    table = _table(held, chosen, by)
    here, whole, everyone = table.sum(axis=0), table.sum(axis=1), int(table.sum())
    rows, columns = np.nonzero(table[:, 1:])
    columns = columns + 1  # without the place that is not known
    counts, around = table[rows, columns], here[columns]
    quotient, low, high = quotients(counts, around, whole[rows], everyone)
    special = [
        Special(sectors[row], places[column], int(count), int(of), *judged)
        if count >= FEW and sectors[row] != OTHER
        else Special(sectors[row], places[column], int(count), int(of))
        for row, column, count, of, *judged in zip(
            rows.tolist(),
            columns.tolist(),
            counts.tolist(),
            around.tolist(),
            quotient.tolist(),
            low.tolist(),
            high.tolist(),
            strict=True,
        )
    ]
    special.sort(key=lambda one: (-(one.low or 0), -one.actors, one.place, one.sector))
    answer = Sentra(
        tuple(special),
        {place: int(count) for place, count in zip(places, here.tolist(), strict=True) if place},
        {sector: int(count) for sector, count in zip(sectors, whole.tolist(), strict=True) if count},
        everyone,
        0,
        frame.day,
        frame.known_at,
        held.version,
    )
    return answer, _unplaced(held, chosen) if by == "desa" else {}


def _table(held: Cube, chosen: Numbers, by: str) -> Numbers:
    """Sector × place -> actors."""
    width, height = len(held.codes[_COLUMN[by]]), len(held.codes["sector"])
    pair = held.columns["sector"][chosen].astype(np.int64) * width + held.columns[_COLUMN[by]][chosen]
    counted: Numbers = np.bincount(pair, held.actors[chosen], minlength=width * height)
    return counted.astype(np.int64).reshape(height, width)


def _unplaced(held: Cube, chosen: Numbers) -> dict[str, int]:
    nowhere = chosen[held.columns["desa_code"][chosen] == 0]
    size = len(held.codes["kecamatan_code"])
    counted = np.bincount(held.columns["kecamatan_code"][nowhere], held.actors[nowhere], minlength=size)
    return {
        code: int(count) for code, count in zip(held.codes["kecamatan_code"], counted.tolist(), strict=True) if code
    }


def quotients(actors: Any, here: Any, sector: Any, everyone: int) -> tuple[Numbers, Numbers, Numbers]:
    """The location quotient (actors ÷ here) ÷ (sector ÷ everyone), and the ends of its 95 % interval.

    The exact interval of Clopper and Pearson (Biometrika 26, 1934) for the share here, by quantiles of the beta
    distribution, ÷ the share in the regency, taken as known. The place is itself a part of the regency, which makes the
    interval somewhat wider than it need be (Moineddin, Beyene and Boyle, Geographical Analysis 35, 2003): it errs on
    the side of judging nothing.
    """
    from scipy.special import betaincinv

    count, of = np.asarray(actors, dtype=float), np.asarray(here, dtype=float)
    usual = np.asarray(sector, dtype=float) / max(everyone, 1)
    tail = (1 - CONFIDENCE) / 2
    with np.errstate(invalid="ignore"):  # none or all of them: the end is 0 or 1
        low = np.where(count > 0, betaincinv(count, of - count + 1, tail), 0.0)
        high = np.where(count < of, betaincinv(count + 1, of - count, 1 - tail), 1.0)
    return count / of / usual, low / usual, high / usual
