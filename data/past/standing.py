"""How all active actors stand on a day: what `population.actors` answers, as columns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from data.clock import months_before
from data.metrics import BANDS, band_edges
from data.past.columns import NO_DAY, Numbers, day_number
from data.past.dated import Moment
from data.past.part import CHANGES, MANY, Part, Words
from data.past.team import Team
from data.population import BASIC, UNRECORDED
from data.schema import NEED_CHANGES
from data.summary.cube import Cube, column_of


@dataclass(frozen=True, kw_only=True)
class Standing(Cube):
    """A cube whose groups are single actors.

    Beside the columns of a cube those of every permit kind (`column_of`); per actor its entry's number, its id, the day
    of its last visit, since when it is known, and of each kind of need the number of its last change (0: none).
    """

    day: date
    entries: Numbers
    ids: Numbers
    last_visit: Numbers
    known_since: Numbers
    needs: Mapping[str, Numbers]

    def statuses(self, kind: str, chosen: Numbers) -> dict[str, int]:
        """Status of a permit kind -> how many of the chosen have it."""
        column = column_of(kind)
        if column not in self.columns:
            return {UNRECORDED: len(chosen)}
        counted = np.bincount(self.columns[column][chosen], minlength=len(self.codes[column]))
        return {status: int(counted[number]) for status, number in self.codes[column].items()}

    def last_changes(self, chosen: Numbers) -> list[tuple[str, str, int]]:
        """Kind of need, its last change, and how many of the chosen have it so; where there are any."""
        each = []
        for kind, changes in sorted(self.needs.items()):
            counted = np.bincount(changes[chosen], minlength=len(CHANGES))
            each += [(kind, change, int(counted[CHANGES[change]])) for change in sorted(NEED_CHANGES)]
        return [one for one in each if one[2]]

    def of_window(self, months: int) -> "Standing":
        """The same with `served` by a window in months."""
        served = self.last_visit > day_number(months_before(self.day, months))
        return replace(self, columns={**self.columns, "served": served})


def standing(
    parts: Sequence[tuple[Part, Numbers]], team: Team, words: Words, day: date, known: int | None, version: int
) -> Standing:
    """All active actors of these parts, each without the numbers that a later part holds anew."""
    at = Moment(day_number(day), known)
    area = _areas(team, at, words)
    found = [_of_part(part, hidden, team, at, words, area) for part, hidden in parts]
    first = np.cumsum([0, *(len(part) for part, _ in parts)])
    for begin, one in zip(first.tolist(), found, strict=False):
        one["entry"] += begin
    columns = {name: np.concatenate([one[name] for one in found]) for name in found[0]}
    waiting = _waiting(columns["last_visit"], day)
    codes = {
        "kecamatan_code": words.kecamatan,
        "desa_code": words.desa,
        "sector": words.sector,
        "bps_scale": words.bps,
        "permenperin_scale": words.permenperin,
        "waiting": {band: number for number, band in enumerate(BANDS)},
        "facilitator_id": words.facilitator,
        **{column_of(kind): words.status for kind in words.permit if kind},
    }
    size = len(waiting)
    return Standing(
        version,
        {name: dict(numbers) for name, numbers in codes.items()},
        {name: column for name, column in columns.items() if name in codes or name in _FLAGS} | {"waiting": waiting},
        np.zeros(0, dtype=np.int64),
        np.ones(size, dtype=np.int64),
        day=day,
        entries=columns["entry"],
        ids=columns["id"],
        last_visit=columns["last_visit"],
        known_since=columns["known_since"],
        needs={kind: columns[f"need_{kind}"] for kind in words.need if kind},
    )


_FLAGS = ("personally", "orphaned", "legal")
Areas = tuple[Numbers, Numbers, Numbers]  # facilitator by desa, by kecamatan; whether each facilitator is at work


def _areas(team: Team, at: Moment, words: Words) -> Areas:
    desa, kecamatan = (
        each.spread(at, each.values["facilitator"], len(codes))
        for each, codes in ((team.desa, words.desa), (team.kecamatan, words.kecamatan))
    )
    return desa, kecamatan, team.current(at, len(words.facilitator))


def _of_part(part: Part, hidden: Numbers, team: Team, at: Moment, words: Words, areas: Areas) -> dict[str, Numbers]:
    size = len(part)

    tables = {"state": part.state, "sector": part.sector, "kecamatan": part.place, "desa": part.place}

    def own(name: str) -> Numbers:
        table = tables.get(name, part.figures)
        return table.spread(at, table.values[name], size)

    kecamatan = own("kecamatan")
    here = (kecamatan > 0) & (own("state") == words.state["active"]) & ~part.merged & ~hidden
    if at.known is not None:
        here &= part.recorded <= at.known
    rows = np.flatnonzero(here)
    kecamatan, desa = kecamatan[rows], own("desa")[rows]
    found = {
        "entry": rows,
        "id": part.ids[rows],
        "known_since": part.known_since[rows],
        "last_visit": part.visit.spread(at, part.visit.on, size, int(NO_DAY))[rows],
        "kecamatan_code": kecamatan,
        "desa_code": desa,
        "sector": _or(own("sector")[rows], words.sector.numbers(["other"])[0]),
        "bps_scale": _or(own("bps")[rows], words.bps.numbers(["unknown"])[0]),
        "permenperin_scale": _or(own("permenperin")[rows], words.permenperin.numbers(["unknown"])[0]),
    }
    permits = _permits(part, team, at, words)
    found |= {column_of(kind): statuses[rows] for kind, statuses in permits.items()}
    terbit = words.status.numbers(["terbit"])[0]
    found["legal"] = np.logical_and.reduce([found[column_of(kind)] == terbit for kind in BASIC])
    found |= {f"need_{kind}": changes[rows] for kind, changes in _needs(part, at, words).items()}
    return found | _responsible(part.own.spread(at, part.own.values["facilitator"], size)[rows], kecamatan, desa, areas)


def _or(numbers: Numbers, none: int) -> Numbers:
    return np.where(numbers > 0, numbers, none).astype(np.int16)


def _responsible(own: Numbers, kecamatan: Numbers, desa: Numbers, areas: Areas) -> dict[str, Numbers]:
    of_desa, of_kecamatan, current = areas
    by_desa = np.where(desa > 0, of_desa[desa], 0)
    winner = np.where(own > 0, own, np.where(by_desa > 0, by_desa, of_kecamatan[kecamatan]))
    at_work = current[winner] & (winner > 0)
    return {
        "facilitator_id": np.where(at_work, winner, 0).astype(np.int16),
        "personally": at_work & (own > 0),
        "orphaned": (winner > 0) & ~at_work,
    }


def _permits(part: Part, team: Team, at: Moment, words: Words) -> dict[str, Numbers]:
    """Kind -> the number of each actor's status; what expired, what is no legal entity and what is not recorded."""
    events = part.permit
    rows = events.kept(at)
    status = events.values["status"][rows].copy()
    terbit, belum, expired, unrecorded = words.status.numbers(["terbit", "belum", "kedaluwarsa", UNRECORDED])
    valid = status == terbit
    status[valid & ~team.entities[events.values["form"][rows]]] = belum
    status[valid & (events.values["expires"][rows] < at.day)] = expired
    return _by_kind(events.owner[rows], status, words.permit, len(part), unrecorded)


def _needs(part: Part, at: Moment, words: Words) -> dict[str, Numbers]:
    rows = part.need.kept(at)
    return _by_kind(part.need.owner[rows], part.need.values["change"][rows], words.need, len(part), 0)


def _by_kind(owners: Numbers, values: Numbers, kinds: Mapping[str, int], size: int, none: int) -> dict[str, Numbers]:
    table = np.full((len(kinds), size), none, dtype=np.int8)
    table[owners % MANY, owners // MANY] = values
    return {kind: table[number] for kind, number in kinds.items() if kind}


def _waiting(last_visit: Numbers, day: date) -> Numbers:
    bands = np.full(len(last_visit), BANDS.index("over_24"), dtype=np.int16)
    for edge in band_edges(day).values():
        bands -= last_visit > day_number(edge)
    bands[last_visit == NO_DAY] = BANDS.index("never")
    return bands
