"""Invented registers as columns, drawn by numpy: a million actors with all their rows in a minute.

The words, places and chances are those of the shipped sample (`data/samples`); what differs is that nothing is told
actor by actor. The same (size, seed, today) give the same rows. Blocks of actors follow each other, ids ascending, so
that both databases append to the ends of their indexes.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from math import log10
from typing import Any

import numpy as np
import sqlalchemy as sa

from data import schema
from data.clock import months_before
from data.people import DEMO_PEOPLE
from data.samples.facts import Facts
from data.samples.naming import FORMS
from data.sectors import SectorOf
from geo.regions import load

BLOCK = 50_000
FIRST_DAY = date(1995, 1, 1)
UNPLACED, MOVED, CLOSED, MERGED, PERSONAL = 0.02, 0.01, 0.04, 0.005, 0.02
UNKNOWN_SINCE, BY_YEAR = 0.06, 0.3
# Of those not served: the share last visited a year before, and more than two years before.
LAST_YEAR, LONG_AGO = 0.17, 0.25
MORE_CONTACTS = 2.5  # on average, of those once visited, beyond the last visit
# Kind of permit -> share of actors with each status, KBLI divisions it is for, years it is valid.
PERMITS: dict[str, tuple[dict[str, float], tuple[str, ...], int]] = {
    "nib": ({"terbit": 0.44, "diajukan": 0.06, "belum": 0.2}, (), 0),
    "npwp": ({"terbit": 0.46, "diajukan": 0.04, "belum": 0.2}, (), 0),
    "pirt": ({"terbit": 0.3, "diajukan": 0.08, "belum": 0.12}, ("10",), 5),
    "halal": ({"terbit": 0.14, "diajukan": 0.1, "belum": 0.08}, ("10", "11"), 0),
    "merek": ({"terbit": 0.05, "diajukan": 0.03}, (), 10),
    "siinas": ({"terbit": 0.06}, (), 0),
    "svlk": ({"terbit": 0.05, "diajukan": 0.05, "tidak_perlu": 0.08}, ("16", "31"), 6),
}
CLERK, SECOND, DEMO = (DEMO_PEOPLE[index]["id"] for index in (2, 3, 1))

Column = Sequence[Any]


@dataclass(frozen=True)
class Rows:
    """Rows of one table, column by column, all of the same length; columns not named take the schema's default."""

    table: sa.Table
    columns: dict[str, Column]

    def __len__(self) -> int:
        return len(next(iter(self.columns.values())))


def facilitators_of(count: int) -> int:
    """25 facilitators for 10,000 actors, 60 for a million."""
    return max(8, round(25 + 17.5 * log10(max(count, 1000) / 10_000)))


class Invented:
    """A register of `count` actors as of `today`, as rows to be written in the order given."""

    def __init__(self, count: int, facts: Facts, sectors: SectorOf, kab: str, today: date, seed: int = 7) -> None:
        self.count, self.facts, self.kab, self.today, self.seed = count, facts, kab, today, seed
        self.rng = np.random.default_rng(seed)
        self.now = (today - FIRST_DAY).days
        days = [FIRST_DAY + timedelta(days=number) for number in range(self.now + 2000)]
        self.days = np.array([day.isoformat() for day in days] + [None], dtype=object)  # the last is "unknown"
        self.moments = np.array([f"{day.isoformat()} 08:00:00.000000" for day in days], dtype=object)
        self.products = list(facts.product.values())
        self.sector = [sectors(product.kbli) for product in self.products]
        self.staff = facilitators_of(count)
        self._used: dict[str, int] = {}

    # --- places ------------------------------------------------------------------------------------------------------

    @cached_property
    def kecamatan(self) -> list[str]:
        return list(load().kecamatan)

    @cached_property
    def desa(self) -> list[str]:
        return list(load().desa)

    @cached_property
    def parent(self) -> np.ndarray:
        """Desa -> position of its kecamatan."""
        return np.array([self.kecamatan.index(place.parent) for place in load().desa.values()])

    @cached_property
    def weight(self) -> np.ndarray:
        """Of each desa: its kecamatan's share of people and industry, unevenly divided; none is empty."""
        own = self.rng.lognormal(0.0, 0.7, len(self.desa))
        of_kecamatan = [
            max(one.population * one.industry, 5000) for one in (self.facts.kecamatan[code] for code in self.kecamatan)
        ]
        whole = np.bincount(self.parent, weights=own, minlength=len(self.kecamatan))
        weights = own / whole[self.parent] * np.array(of_kecamatan)[self.parent]
        return weights / weights.sum()

    @cached_property
    def since(self) -> np.ndarray:
        """The day from which each kecamatan's visits are recorded; far in the future where none are."""
        months = [self.facts.kecamatan[code].visits_since for code in self.kecamatan]
        return np.array([self._day(months_before(self.today, one)) if one else 10**6 for one in months])

    def visits_since(self) -> dict[str, date]:
        """The same for the rows of the kecamatan."""
        return {
            code: FIRST_DAY + timedelta(days=int(day))
            for code, day in zip(self.kecamatan, self.since, strict=True)
            if day < 10**6
        }

    @cached_property
    def coverage(self) -> np.ndarray:
        return np.array([self.facts.kecamatan[code].coverage for code in self.kecamatan])

    def _day(self, day: date) -> int:
        return (day - FIRST_DAY).days

    # --- what a column is made of ------------------------------------------------------------------------------------

    def _ids(self, table: sa.Table, number: int) -> list[str]:
        """New ids in the form of UUIDv7, ascending."""
        first = self._used.get(table.name, 0)
        self._used[table.name] = first + number
        mark = f"01900000-{list(schema.metadata.tables).index(table.name):04x}-7000-8000-"
        return [f"{mark}{one:012x}" for one in range(first, first + number)]

    def _of(self, words: Sequence[Any], number: int, weights: Sequence[float] | None = None) -> np.ndarray:
        """Words drawn from a list, as likely as their weights."""
        drawn = _chosen(self.rng, number, weights or [1.0] * len(words))
        return np.array([*words, None], dtype=object)[drawn]

    def _rows(self, table: sa.Table, columns: dict[str, Any]) -> Rows:
        number = len(next(iter(columns.values())))
        whole = {"kab_code": [self.kab] * number}
        if "id" in table.c and "id" not in columns:
            whole["id"] = self._ids(table, number)
        return Rows(table, whole | {name: _column(values, number) for name, values in columns.items()})

    # --- the team ----------------------------------------------------------------------------------------------------

    @cached_property
    def team(self) -> list[str]:
        """Ids of the facilitators."""
        return self._ids(schema.facilitator, self.staff)

    @cached_property
    def of_kecamatan(self) -> np.ndarray:
        """Kecamatan -> position of the facilitator who answers for it; two thirds of the team have kecamatan."""
        return np.arange(len(self.kecamatan)) % max(1, self.staff * 2 // 3)

    @property
    def demo(self) -> str:
        """The facilitator as whom the demo person signs in: the last, with desa of its own."""
        return self.team[-1]

    def first(self) -> Iterator[Rows]:
        """The facilitators, their contracts and states, and who answers for which place."""
        number, begun = self.staff, self.now - 500
        names = [f"{self.facts.names['good'][n % 25]} {self.facts.names['second'][n // 25]}" for n in range(number)]
        recorded = [self.moments[begun - 10]] * number
        team = {"id": self.team, "name": names, "capacity": [self.count // number] * number, "recorded_at": recorded}
        yield self._rows(schema.facilitator, team)
        gone = np.arange(number) % 9 == 4  # their contract has ended: their actors stand alone
        ended = self.days[np.where(gone, self.now - 40, self.now + 200)]
        contract = {"facilitator_id": self.team, "from_on": [self.days[begun]] * number, "to_on": ended}
        yield self._rows(schema.facilitator_contract, contract | {"recorded_at": recorded, "end_recorded_at": recorded})
        dated = {"on_date": [self.days[begun]] * number, "recorded_at": recorded}
        yield self._rows(schema.facilitator_state, {"facilitator_id": self.team, **dated, "state": ["aktif"] * number})
        yield self._areas(recorded[0])

    def _areas(self, recorded: str) -> Rows:
        """Most kecamatan have somebody; the others of the team have three desa each."""
        with_one = [place for place in range(len(self.kecamatan)) if place % 7 != 6]
        without_area = range(int(self.of_kecamatan.max()) + 1, self.staff)
        desa = [(someone, (3 * someone + nth) % len(self.desa)) for someone in without_area for nth in range(3)]
        whose = [self.team[self.of_kecamatan[place]] for place in with_one] + [
            self.team[someone] for someone, _ in desa
        ]
        number = len(whose)
        targets = {
            "kecamatan_code": [self.kecamatan[place] for place in with_one] + [None] * len(desa),
            "desa_code": [None] * len(with_one) + [self.desa[place] for _, place in desa],
        }
        begun = [self.days[self.now - 500]] * number
        shared = {"facilitator_id": whose, "from_on": begun, "recorded_at": [recorded] * number}
        return self._rows(schema.assignment, shared | targets)

    # --- actors ------------------------------------------------------------------------------------------------------

    def blocks(self) -> Iterator[Rows]:
        """All the rows of the actors, block by block, parents before children."""
        for start in range(0, self.count, BLOCK):
            yield from self._block(min(BLOCK, self.count - start))

    def _block(self, number: int) -> Iterator[Rows]:
        ids = np.array(self._ids(schema.actor, number), dtype=object)
        product = _chosen(self.rng, number, [one.weight for one in self.products])
        desa = self.rng.choice(len(self.desa), number, p=self.weight)
        start = self.now - 60 - (self.rng.random(number) ** 1.3 * 3500).astype(int)
        by_year = self.rng.random(number) < BY_YEAR
        start = np.where(by_year, start // 365 * 365, start)
        recorded = np.minimum(start + self.rng.integers(0, 60, number), self.now - 1)
        dated = {
            "actor_id": ids,
            "on_date": self.days[start],
            "on_precision": np.where(by_year, "year", "day"),
            "recorded_at": self.moments[recorded],
        }
        yield self._actors(ids, product, start, recorded, by_year)
        yield self._personal(ids, desa)
        yield from self._placed(dated, desa, start)
        yield from self._states(dated, start)
        yield self._sectors(dated, product)
        yield self._figures(dated)
        yield self._assigned(ids)
        visited, contacts = self._contacts(ids, self.parent[desa], start)
        yield contacts
        yield from self._permits(dated, product)
        yield from self._needs(dated, ids, visited)

    def _actors(self, ids: Any, product: Any, start: Any, recorded: Any, by_year: Any) -> Rows:
        number, names = len(ids), self.facts.names
        words = np.array([one.word[0] for one in self.products], dtype=object)[product]
        good, second = self._of(names["good"], number), self._of(names["second"], number)
        named = [f"{a} {b} {c}" for a, b, c in zip(words, good, second, strict=True)]
        unknown = self.rng.random(number) < UNKNOWN_SINCE
        gone = self.rng.random(number) < MERGED
        gone[0] = False
        columns = {
            "id": ids,
            "business_name": named,
            "search_name": [name.lower() for name in named],
            "fingerprint": [f"{hash_of:064x}" for hash_of in range(self._used["actor"] - number, self._used["actor"])],
            "known_since": self.days[np.where(unknown, len(self.days) - 1, start)],
            "known_since_precision": np.where(by_year, "year", "day"),
            "merged_into": np.where(gone, ids[0], None),
            "merged_at": np.where(gone, self.moments[self.now - 30], None),
            "recorded_at": self.moments[recorded],
        }
        return self._rows(schema.actor, columns)

    def _personal(self, ids: Any, desa: Any) -> Rows:
        number, names = len(ids), self.facts.names
        middle = np.array([place.label for place in load().desa.values()])[desa]
        away = self.rng.normal(0, 0.006, (number, 2))
        pointed = self.rng.random(number) < 0.6
        lon, lat = (np.where(pointed, np.round(middle[:, axis] + away[:, axis], 6), None) for axis in (0, 1))
        phones = [f"0800-0000-{one:04}" for one in self.rng.integers(0, 10_000, number).tolist()]
        owner, address = self._of(names["male"] + names["female"], number), self._of(names["dusun"], number)
        columns = {"actor_id": ids, "owner": owner, "phone": phones, "address": address, "lon": lon, "lat": lat}
        return self._rows(schema.actor_personal, columns)

    def _placed(self, dated: dict[str, Any], desa: Any, start: Any) -> Iterator[Rows]:
        """Where each is; a few came from elsewhere."""
        number = len(desa)
        codes, parents = np.array(self.desa, dtype=object), np.array(self.kecamatan, dtype=object)[self.parent]
        came = self.rng.random(number) < MOVED
        before = np.where(came, self.rng.permutation(desa), desa)
        place = {
            "kecamatan_code": parents[before],
            "desa_code": np.where(self.rng.random(number) < UNPLACED, None, codes[before]),
        }
        yield self._rows(schema.actor_place, dated | place)
        then = (start[came] + self.now) // 2
        again = _only(dated, came) | {"on_date": self.days[then], "recorded_at": self.moments[then]}
        now = {"kecamatan_code": parents[desa[came]], "desa_code": codes[desa[came]]}
        yield self._rows(schema.actor_place, again | now)

    def _states(self, dated: dict[str, Any], start: Any) -> Iterator[Rows]:
        number = len(start)
        yield self._rows(schema.actor_state, dated | {"state": ["active"] * number, "by_person": [CLERK] * number})
        left = self.rng.random(number) < CLOSED
        then, many = (start[left] + self.now) // 2, int(left.sum())
        why = {"state": ["closed"] * many, "reason": self._of(self.facts.exits["closed"], many)}
        people = {"by_person": [CLERK] * many, "second_person": [SECOND] * many}
        on = {"on_date": self.days[then], "on_precision": ["day"] * many, "recorded_at": self.moments[then]}
        yield self._rows(schema.actor_state, _only(dated, left) | on | why | people)

    def _sectors(self, dated: dict[str, Any], product: Any) -> Rows:
        def each(values: Sequence[Any]) -> Any:
            return np.array(values, dtype=object)[product]

        columns = {
            "sector": each(self.sector),
            "kbli_code": each([one.kbli for one in self.products]),
            "kbli_version": ["2020"] * len(product),
            "commodity": each([one.commodity for one in self.products]),
            "product": each([one.product[0] for one in self.products]),
        }
        return self._rows(schema.actor_sector, dated | columns)

    def _figures(self, dated: dict[str, Any]) -> Rows:
        number = len(dated["actor_id"])
        size = self.rng.random(number) ** 2.2
        workers = 1 + (size * 30).astype(int)
        women = (workers * self.rng.random(number) * 0.7).astype(int)
        invested = (5 * 400**size).astype(int) * 1_000_000
        value = (20 * 300**size).astype(int) * 1_000_000
        columns = {
            "workers_m": workers - women,
            "workers_f": women,
            "investment": invested,
            "capacity": workers * 120.0,
            "capacity_unit": ["kg"] * number,
            "output_value": value,
            "materials_value": value // 2,
        }
        return self._rows(schema.actor_figures, dated | columns)

    def _assigned(self, ids: Any) -> Rows:
        """A few have a facilitator of their own."""
        chosen = ids[self.rng.random(len(ids)) < PERSONAL]
        number, begun = len(chosen), self.now - 200
        columns = {
            "facilitator_id": self._of(self.team, number),
            "actor_id": chosen,
            "from_on": [self.days[begun]] * number,
            "recorded_at": [self.moments[begun]] * number,
        }
        return self._rows(schema.assignment, columns)

    # --- what happened to them ---------------------------------------------------------------------------------------

    def _last_visits(self, kecamatan: Any, start: Any) -> np.ndarray:
        """The day of each actor's last visit, so that a kecamatan's coverage is the sample's; -1: never."""
        number, rng = len(start), self.rng
        fate, earliest = rng.random(number), np.maximum(self.since[kecamatan], start)
        served = self.coverage[kecamatan]
        last_year = served + (1 - served) * LAST_YEAR
        long_ago = last_year + (1 - served) * LONG_AGO
        days = np.select(
            [fate < served, fate < last_year, fate < long_ago],
            [
                self.now - 1 - (rng.random(number) ** 1.5 * 355).astype(int),
                self.now - 370 - rng.integers(0, 350, number),
                self.now - 740 - rng.integers(0, 600, number),
            ],
            -1,
        )
        return np.where(days >= earliest, days, -1)

    def _contacts(self, ids: Any, kecamatan: Any, start: Any) -> tuple[np.ndarray, Rows]:
        """The last visit of each, and all contacts: the last a visit, those before it of any kind."""
        last = self._last_visits(kecamatan, start)
        many = np.where(last < 0, 0, 1 + self.rng.poisson(MORE_CONTACTS, len(ids)))
        whose = np.repeat(np.arange(len(ids)), many)
        nth = np.arange(len(whose)) - np.repeat(np.cumsum(many) - many, many)
        day = last[whose] - nth * self.rng.integers(30, 150, len(ids))[whose]
        kept = day >= np.maximum(self.since[kecamatan], start)[whose]
        whose, nth, day = whose[kept], nth[kept], day[kept]
        return last, self._told(ids, kecamatan, whose, nth, day)

    def _told(self, ids: Any, kecamatan: Any, whose: Any, nth: Any, day: Any) -> Rows:
        number, latest = len(whose), nth == 0
        topics = list(self.facts.topic)
        topic = _chosen(self.rng, number, [one.weight for one in self.facts.topic.values()])
        said = [(one.result[0], one.next[0]) for one in self.facts.topic.values()]
        promised = self.rng.random(number) < np.where(latest, 0.4, 0.1)
        due = np.where(promised, np.minimum(day + self.rng.integers(7, 60, number), self.now + 30), len(self.days) - 1)
        columns = {
            "actor_id": ids[whose],
            "facilitator_id": np.array(self.team, dtype=object)[self.of_kecamatan[kecamatan[whose]]],
            "on_date": self.days[day],
            "mode": np.where(latest, "di_tempat", self._of(("di_tempat", "di_kantor", "telepon"), number, (8, 1, 1))),
            "outcome": np.where(latest, "bertemu", self._of(("bertemu", "tidak_bertemu", "batal"), number, (88, 9, 3))),
            "topics": np.array(topics, dtype=object)[topic],
            "result": np.array([one[0] for one in said], dtype=object)[topic],
            "next_step": np.where(promised, np.array([one[1] for one in said], dtype=object)[topic], None),
            "next_due": self.days[due],
            "recorded_at": self.moments[np.minimum(day + self.rng.integers(0, 7, number), self.now - 1)],
        }
        return self._rows(schema.contact, columns)

    def _permits(self, dated: dict[str, Any], product: Any) -> Iterator[Rows]:
        number = len(product)
        form = self._of(list(FORMS), number, list(FORMS.values()))
        has = form != None  # noqa: E711 - element by element
        legal = _only(dated, has) | {"kind": ["badan_usaha"] * int(has.sum()), "form": form[has]}
        yield self._rows(schema.permit_event, legal | {"status": ["terbit"] * int(has.sum())})
        division = np.array([one.kbli[:2] for one in self.products])[product]
        for kind, (shares, divisions, years) in PERMITS.items():
            status = self._of(list(shares), number, [*shares.values(), 1 - sum(shares.values())])
            has = (status != None) & (np.isin(division, divisions) if divisions else True)  # noqa: E711
            yield self._permit(kind, status[has], _only(dated, has), years)

    def _permit(self, kind: str, status: Any, dated: dict[str, Any], years: int) -> Rows:
        number = len(status)
        got = self.now - self.rng.integers(5, 2200, number)
        issued = status == "terbit"
        expires = np.where(issued & (years > 0), got + years * 365, len(self.days) - 1)
        digits = {"nib": 13, "npwp": 15}.get(kind, 10)
        numbers = np.array([f"{one:0{digits}d}" for one in self.rng.integers(0, 10**10, number).tolist()], dtype=object)
        columns = {
            "kind": [kind] * number,
            "status": status,
            "on_date": self.days[got],
            "on_precision": ["day"] * number,
            "recorded_at": self.moments[got + 1],
            "expires_on": self.days[np.minimum(expires, len(self.days) - 1)],
            "number": np.where(issued, numbers, None),
        }
        return self._rows(schema.permit_event, dated | columns)

    def _needs(self, dated: dict[str, Any], ids: Any, visited: Any) -> Iterator[Rows]:
        """Half say a need, some of it is met at their last visit; a few ask for help."""
        kinds, weights = list(self.facts.topic), [one.weight for one in self.facts.topic.values()]
        says = self.rng.random(len(ids)) < 0.5
        kind = self._of(kinds, len(ids), weights)
        yield self._rows(
            schema.need_event, _only(dated, says) | {"kind": kind[says], "change": ["raised"] * int(says.sum())}
        )
        met = says & (visited >= 0) & (self.rng.random(len(ids)) < 0.3)
        on = {"on_date": self.days[visited[met]], "recorded_at": self.moments[visited[met]]}
        later = {"kind": kind[met], "change": ["met"] * int(met.sum()), "on_precision": ["day"] * int(met.sum())}
        yield self._rows(schema.need_event, _only(dated, met) | on | later)
        asks = self.rng.random(len(ids)) < 0.02
        many = int(asks.sum())
        day = self.now - self.rng.integers(1, 200, many)
        columns = {
            "actor_id": ids[asks],
            "on_date": self.days[day],
            "channel": self._of(("sendiri", "desa", "lsm", "telepon", "datang"), many),
            "topics": self._of(kinds, many, weights),
            "recorded_at": self.moments[day],
        }
        yield self._rows(schema.request, columns)


def _chosen(rng: np.random.Generator, number: int, weights: Sequence[float]) -> np.ndarray:
    """Positions drawn by weight; what the weights lack to a whole is the position after the last."""
    edges = np.cumsum(np.asarray(weights, dtype=float)) / sum(weights)
    return np.searchsorted(edges, rng.random(number), side="right").clip(max=len(weights) - 1)


def _only(columns: dict[str, Any], kept: np.ndarray) -> dict[str, Any]:
    return {name: values[kept] for name, values in columns.items()}


def _column(values: Any, number: int) -> list[Any]:
    """Plain Python values."""
    listed = values.tolist() if isinstance(values, np.ndarray) else list(values)
    if len(listed) != number:
        raise ValueError(f"{len(listed)} values for {number} rows")
    return listed
