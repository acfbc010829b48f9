"""What came about after which visit, and needs against services by any group: as a recount of the raw rows says."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from statistics import median
from typing import Any

import pytest
import sqlalchemy as sa

from data import clock, db, queries, schema
from data.access import Who
from data.checklist import steps
from data.clock import months_before
from data.filter import Filter
from tests.from_rows import Rows
from tests.small import AJUNG, GAMBIRAN, Small
from tests.test_summary import Office

TOPICS = ("modal", "npwp", "perizinan", "badan_usaha", "modal npwp", "npwp perizinan", "")


@pytest.fixture
def small(machine: Who) -> Small:
    return Small(machine)


class Busy(Office):
    """An office of much advice: visits have topics, needs come and go, permits are issued."""

    def visit(self) -> None:
        met = {"outcome": self.dice.choice(("bertemu", "bertemu", "batal")), "topics": self.dice.choice(TOPICS)}
        by, day = self.dice.choice(self.team), self.day(-900, 3)
        mode = self.dice.choice(("di_tempat", "kelompok", "telepon"))
        self.small.visit(self.one(), by, day, mode=mode, recorded=self.moment(), **met)

    def need(self) -> None:
        facts = {"on_date": self.day(-700, 10), "recorded_at": self.moment()}
        kind, change = self.dice.choice(("modal", "npwp")), self.dice.choice(("raised", "met", "met", "dropped"))
        self.small.insert(schema.need_event, actor_id=self.one(), kind=kind, change=change, **facts)

    def filled(self) -> "Busy":
        for _ in range(7):
            self.add()
        for _ in range(40):
            self.dice.choice((self.visit, self.visit, self.need, self.need, self.permit))()
        for deed in ("merge", "merge", "sector", "sector", "sector", "move", "state", "merge"):
            self.deeds[deed]()
        return self


@dataclass(frozen=True)
class Raw:
    """The rows as they are read, and the day and moment they are asked about."""

    day: date
    known: datetime
    rows: dict[str, list[Any]]

    @classmethod
    def of(cls, who: Who, wanted: Filter) -> "Raw":
        tables = (schema.actor, schema.contact, schema.need_event, schema.permit_event, schema.legal_form)
        with db.read(who) as conn:
            rows = {table.name: list(conn.execute(sa.select(table)).all()) for table in tables}
        return cls(wanted.day, wanted.known_at or clock.now(), rows)

    @cached_property
    def merged(self) -> dict[str, str]:
        """Entry -> that into which it was merged by then."""
        return {
            row.id: row.merged_into for row in self.rows["actor"] if row.merged_into and row.merged_at <= self.known
        }

    def head(self, actor: str) -> str:
        """The entry for which this one counts."""
        while actor in self.merged:
            actor = self.merged[actor]
        return actor

    def told(self, table: str) -> list[Any]:
        """Rows of a table that had happened and were known, in order."""
        rows = [row for row in self.rows[table] if row.on_date <= self.day and row.recorded_at <= self.known]
        return sorted(rows, key=lambda row: (row.on_date, row.recorded_at, row.id))

    @cached_property
    def visits(self) -> list[tuple[str, str, date]]:
        """Actor, topic, day."""
        return [
            (self.head(row.actor_id), topic, row.on_date)
            for row in self.told("contact")
            if row.outcome == "bertemu" and row.mode in schema.MODES_IN_PERSON
            for topic in row.topics.split()
        ]

    def follows(self, actor: str, topic: str, on: date) -> bool:
        return any(
            (one, about) == (actor, topic) and months_before(on, 12) <= day <= on for one, about, day in self.visits
        )

    def open(self) -> Iterator[tuple[str, str]]:
        last = {(self.head(row.actor_id), row.kind): row.change for row in self.told("need_event")}
        return (need for need, change in last.items() if change == "raised")

    def met(self) -> Iterator[tuple[str, str, bool, int | None]]:
        """Actor, kind, whether after a visit, days from raised: each time in the last 12 months."""
        by_need: defaultdict[tuple[str, str], list[Any]] = defaultdict(list)
        for row in self.told("need_event"):
            by_need[self.head(row.actor_id), row.kind].append(row)
        for (actor, kind), rows in by_need.items():
            raised, last = None, None
            for row in rows:
                if row.change == "raised":
                    raised = raised or row.on_date
                else:
                    if row.change == "met" and last != "met" and row.on_date > months_before(self.day, 12):
                        yield (
                            actor,
                            kind,
                            self.follows(actor, kind, row.on_date),
                            (row.on_date - raised).days if raised else None,
                        )
                    raised = None
                last = row.change

    def issued(self) -> dict[tuple[str, str], bool]:
        """Actor and kind -> whether after a visit on its topic; of the last 12 months."""
        none = {row.code for row in self.rows["legal_form"] if not row.legal_entity}
        found: dict[tuple[str, str], bool] = {}
        for row in self.told("permit_event"):
            if row.status == "terbit" and row.form not in none and row.on_date > months_before(self.day, 12):
                key = (self.head(row.actor_id), row.kind)
                found[key] = found.get(key, False) or self.follows(key[0], steps()[row.kind].topic, row.on_date)
        return found


def recount(who: Who, wanted: Filter, by: tuple[str, ...]) -> dict[tuple[str, ...], tuple[Any, ...]]:
    """(group…, kind) -> open, open_seen, met, after, days, visits; where there is anything."""
    raw, chosen = Raw.of(who, wanted), {row["id"]: row for row in Rows(who, wanted).each}
    counts: defaultdict[tuple[str, ...], dict[str, Any]] = defaultdict(
        lambda: {"open": 0, "seen": 0, "met": 0, "after": 0, "days": [], "visits": 0}
    )

    def group(actor: str) -> tuple[str, ...]:
        return tuple(chosen[actor][name] for name in by) or ("",)

    for actor, kind in raw.open():
        if actor in chosen:
            counts[*group(actor), kind]["open"] += 1
            counts[*group(actor), kind]["seen"] += bool(chosen[actor]["observed"])
    for actor, kind, after, days in raw.met():
        if actor in chosen:
            here = counts[*group(actor), kind]
            here["met"] += 1
            here["after"] += after
            here["days"] += [] if days is None else [days]
    for actor, kind, day in raw.visits:
        if actor in chosen and day > months_before(raw.day, 12):
            counts[*group(actor), kind]["visits"] += 1
    observed = {group(actor) for actor, row in chosen.items() if row["observed"]}
    return {
        key: (
            one["open"],
            one["seen"],
            one["met"],
            one["after"],
            round(median(one["days"])) if one["days"] else None,
            one["visits"] if key[:-1] in observed else None,
        )
        for key, one in counts.items()
    }


def rows(found: Any, keys: int) -> dict[tuple[str, ...], tuple[Any, ...]]:
    """A frame of counts by its first columns, without the rows in which there is nothing."""
    each = {row[:keys]: row[keys:] for row in found.itertuples(index=False, name=None)}
    return {key: counts for key, counts in each.items() if counts[0] or counts[2] or counts[5]}


def compare(who: Who, wanted: Filter) -> int:
    """Every division equals the rows; how often a need was met."""
    names = {None: (), "kecamatan": ("kecamatan_code",), "sector": ("sector",)}
    for by, columns in names.items():
        assert rows(queries.needs_served(who, wanted, by), 2) == recount(who, wanted, columns), (wanted, by)
    across = rows(queries.needs_across(who, wanted), 3)
    assert across == recount(who, wanted, ("sector", "kecamatan_code")), wanted
    chosen = {row["id"] for row in Rows(who, wanted).each}
    issued = {key: after for key, after in Raw.of(who, wanted).issued().items() if key[0] in chosen}
    expected = {
        kind: (
            sum(kind == one for _, one in issued),
            sum(kind == one and after for (_, one), after in issued.items()),
        )
        for _, kind in issued
    }
    found = queries.permits_issued(who, wanted)
    assert {row.kind: (row.issued, row.after) for row in found.itertuples(index=False)} == expected, wanted
    return sum(counts[2] for counts in across.values()) + len(issued)


def test_all_of_it_is_what_the_rows_say_on_any_day_and_as_known_at_any_time(small: Small, leader: Who) -> None:
    office = Busy(small, 1).filled()
    past = Filter(as_of=office.day(-300, 20))
    known = past.with_(known_at=datetime.now(UTC) - timedelta(days=office.dice.randrange(1, 500)))
    came = 0
    for when in (Filter(), past, known):
        came += compare(leader, when)
        compare(leader, office.filter(when))
    assert came > 3


def test_a_write_is_seen_and_what_is_kept_of_today_with_it(small: Small, leader: Who) -> None:
    by, actor, other = small.facilitator("Sari"), small.actor("Satu", GAMBIRAN), small.actor("Dua", AJUNG)
    today = clock.today()
    for one in (actor, other):
        small.insert(schema.need_event, actor_id=one, kind="modal", change="met", on_date=today - timedelta(days=30))
    assert rows(queries.needs_served(leader, Filter()), 2)["", "modal"][2:4] == (2, 0)
    small.visit(actor, by, months_before(today - timedelta(days=30), 12), topics="modal")  # the first day that counts
    small.visit(other, by, months_before(today - timedelta(days=30), 12) - timedelta(days=1), topics="modal")
    assert rows(queries.needs_served(leader, Filter()), 2)["", "modal"][2:4] == (2, 1)


def test_the_cells_add_up_to_each_row(small: Small, leader: Who) -> None:
    Busy(small, 5).filled()
    across = queries.needs_across(leader, Filter())
    for by, column in ((None, None), ("kecamatan", "kecamatan_code"), ("sector", "sector")):
        for row in queries.needs_served(leader, Filter(), by).itertuples(index=False):
            cells = across[(across["kind"] == row.kind) & (across[column] == row.code if column else True)]
            for name in ("open", "open_seen", "met", "after"):
                assert cells[name].sum() == getattr(row, name), (row, name)
            assert sum(count for count in cells["visits"] if count) == (row.visits or 0)
