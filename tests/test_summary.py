"""What is kept of the register today is what its rows say, after every write and every midnight."""

import random
import time
from collections.abc import Callable, Hashable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pandas as pd
import pytest
import sqlalchemy as sa

from data import clock, db, queries, schema
from data.__main__ import main
from data.access import Who
from data.clock import months_before
from data.db import engine, url_of
from data.filter import UNASSIGNED, Filter
from data.metrics import BANDS
from data.queries.figures import LEVELS
from data.summary import turning
from data.summary.cube import answered
from data.summary.days import days_of, kept_days, kept_here
from data.summary.verifying import Verified, verified
from tests.from_rows import Rows, same_figures
from tests.small import AJUNG, GAMBIRAN, GLAGAHWERO, KALISAT, Small

PLACES = (KALISAT, AJUNG, GAMBIRAN, GLAGAHWERO)
SECTORS = ("furniture", "food", "other")


@pytest.fixture
def small(machine: Who) -> Small:
    return Small(machine)


def check(who: Who) -> Verified:
    """Compare without turning the day."""
    with db.read(who) as conn:
        found = verified(conn, who.kab)
    assert found.exact, found
    return found


class Office:
    """A register in which anything happens, in an order that a seed decides."""

    def __init__(self, small: Small, seed: int) -> None:
        self.small, self.dice, self.begun = small, random.Random(seed), time.monotonic()
        self.actors: list[str] = []
        self.team = [
            small.facilitator(name, until=self.day(-200, 400) if name == "Dewi" else None) for name in ("Sari", "Dewi")
        ]
        self.deeds: dict[str, Callable[[], Any]] = {
            "add": self.add,
            "learn of one late": lambda: small.actor("Baru", self.dice.choice(PLACES), recorded=self.moment()),
            "visit": self.visit,
            "permit": self.permit,
            "another permit": self.permit,
            "another visit": self.visit,
            "need": self.need,
            "assign": self.assign,
            "move": lambda: small.insert(
                schema.actor_place, actor_id=self.one(), on_date=self.day(-800, 40), **self.place()
            ),
            "sector": lambda: small.insert(
                schema.actor_sector, actor_id=self.one(), on_date=self.day(-800, 40), sector=self.dice.choice(SECTORS)
            ),
            "figures": lambda: small.insert(
                schema.actor_figures,
                actor_id=self.one(),
                on_date=self.day(-800, 40),
                workers_m=self.dice.randint(0, 120),
            ),
            "state": lambda: small.state(
                self.one(), self.dice.choice(("active", "closed", "moved")), self.day(-800, 40)
            ),
            "contract": lambda: small.insert(
                schema.facilitator_contract, facilitator_id=self.dice.choice(self.team), from_on=self.day(-100, 100)
            ),
            "work": lambda: small.insert(
                schema.facilitator_state,
                facilitator_id=self.dice.choice(self.team),
                on_date=self.day(-500, 40),
                state=self.dice.choice(("aktif", "aktif", "selesai")),
            ),
            "merge": self.merge,
            "end": self.end,
            "entity": self.entity,
            "remove": self.remove,
        }

    def moment(self) -> datetime:
        """When something was learnt or asked: in the last years, or since this office is there."""
        if self.dice.random() < 0.3:
            return clock.now() - timedelta(seconds=self.dice.random() * (time.monotonic() - self.begun))
        return clock.now() - timedelta(days=self.dice.randint(1, 1200))

    def filter(self, when: Filter) -> Filter:
        """A filter of any fields, fast or not, of a date."""
        kinds = ("nib", "npwp", "badan_usaha", "pirt")
        some: dict[str, tuple[str, ...]] = {
            "kecamatan": (KALISAT, AJUNG),
            "desa": (GAMBIRAN, GLAGAHWERO),
            "sector": SECTORS,
            "scale": ("bps_micro", "bps_large", "unknown", "permenperin_small"),
            "facilitator": (*self.team, UNASSIGNED),
            "waiting": BANDS,
            "has": kinds,
            "lacks": kinds,
        }
        fields = self.dice.sample(list(some), self.dice.randint(1, 2))
        chosen = {name: tuple(self.dice.sample(some[name], self.dice.randint(1, 2))) for name in fields}
        if self.dice.random() < 0.2:
            chosen["has"] = ("badan_usaha", "nib", "npwp")
        window = self.dice.choice((12, 12, 6, 24))
        return when.with_(**chosen, window=window)

    def day(self, first: int, last: int) -> date:
        return clock.today() + timedelta(days=self.dice.randint(first, last))

    def one(self) -> str:
        return self.dice.choice(self.actors)

    def place(self) -> dict[str, Any]:
        code = self.dice.choice(PLACES)
        return {"kecamatan_code": code[:8], "desa_code": code if len(code) > 8 else None}

    def add(self) -> None:
        name, place = f"Usaha {len(self.actors)}", self.dice.choice(PLACES)
        self.actors.append(self.small.actor(name, place))

    def visit(self) -> None:
        outcome, mode = self.dice.choice(("bertemu", "bertemu", "batal")), self.dice.choice(schema.MODES)
        by, day = self.dice.choice(self.team), self.day(-1100, 3)
        self.small.visit(self.one(), by, day, outcome=outcome, mode=mode, recorded=self.moment())

    def permit(self) -> None:
        kind = self.dice.choice(("nib", "npwp", "badan_usaha", "pirt"))
        facts: dict[str, Any] = {"expires_on": self.day(-400, 40)} if self.dice.random() < 0.7 else {}
        facts |= {"form": self.dice.choice(("cv", "ud"))} if kind == "badan_usaha" else {}
        facts["recorded_at"] = self.moment()
        status = self.dice.choice(("terbit", "terbit", *schema.PERMIT_STATUSES))
        self.small.permit(self.one(), kind, status, self.day(-800, 10), **facts)

    def need(self) -> None:
        kind, change = self.dice.choice(("modal", "npwp")), self.dice.choice(schema.NEED_CHANGES)
        facts = {"on_date": self.day(-800, 10), "recorded_at": self.moment()}
        self.small.insert(schema.need_event, actor_id=self.one(), kind=kind, change=change, **facts)

    def assign(self) -> None:
        place = self.dice.choice(PLACES)
        target = self.dice.choice(
            ({"actor_id": self.one()}, {"desa_code" if len(place) > 8 else "kecamatan_code": place})
        )
        row = target | {"facilitator_id": self.dice.choice(self.team), "from_on": self.day(-900, 30)}
        row["recorded_at"] = self.moment()
        with self.small._writing() as writing:
            same = [
                schema.assignment.c[name] == value for name, value in (target | {"from_on": row["from_on"]}).items()
            ]
            if writing.conn.scalar(sa.select(sa.func.count()).where(*same)):
                return
            ends = {"to_on": row["from_on"] + timedelta(days=200), "end_recorded_at": clock.now()}
            writing.insert(schema.assignment, row | (ends if self.dice.random() < 0.4 else {}))

    def merge(self) -> None:
        kept, gone = self.dice.sample(self.actors, 2)
        table = schema.actor
        with self.small._writing() as writing:
            rows = writing.conn.execute(sa.select(table.c.id, table.c.merged_into)).all()
            into = {row.id: row.merged_into for row in rows}
            end = kept
            while into[end]:
                end = into[end]
            here = None if into[gone] else kept
            if here and end == gone:
                return
            values = {"merged_into": here, "merged_at": clock.now() if here else None}
            writing.conn.execute(table.update().where(table.c.id == gone).values(**values))

    def end(self) -> None:
        table = self.dice.choice((schema.assignment, schema.facilitator_contract))
        with self.small._writing() as writing:
            found = writing.conn.execute(sa.select(table.c.id, table.c.from_on)).all()
            if found:
                row = self.dice.choice(found)
                ends = {"to_on": max(row.from_on, self.day(-100, 5)), "end_recorded_at": clock.now()}
                writing.conn.execute(table.update().where(table.c.id == row.id).values(**ends))

    def entity(self) -> None:
        form = schema.legal_form
        with self.small._writing() as writing:
            writing.conn.execute(form.update().where(form.c.code == "ud").values(legal_entity=self.dice.random() < 0.5))

    def remove(self) -> None:
        table = self.dice.choice((schema.actor_sector, schema.actor_figures, schema.actor_state))
        with self.small._writing() as writing:
            found = list(writing.conn.scalars(sa.select(table.c.id)))
            if found:
                writing.conn.execute(table.delete().where(table.c.id == self.dice.choice(found)))


@pytest.mark.parametrize("seed", range(2))
def test_after_every_write_and_every_midnight(small: Small, monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    office = Office(small, seed)
    for _ in range(6):
        office.add()
    today, compared = clock.today(), 0
    for step in range(36):
        deed = office.dice.choice(list(office.deeds))
        office.deeds[deed]()
        compared = max(compared, check(small.who).actors)
        if step % 6 == 5:
            today += timedelta(days=office.dice.choice((1, 1, 2, 30, 200)))
            monkeypatch.setattr(clock, "today", lambda day=today: day)
            turning.keep_up(small.who)
            check(small.who)
            with db.read(small.who) as conn:
                assert days_of(conn, small.who.kab) == kept_days(today)
        if step % 7 == 3:
            compare(small.who, office)
    assert compared > 6


def compare(who: Who, office: Office) -> None:
    """Every answer of a kept day, of another one, and as known earlier, is the one that the rows give."""
    past = Filter(as_of=office.day(-1500, 60))
    known = past.with_(known_at=office.moment())
    for when in (Filter(), Filter(as_of=kept_days(clock.today())["year_ago"]), past, known):
        for wanted in (when, office.filter(when)):
            by, rows, pair = office.dice.choice(LEVELS), Rows(who, wanted), ["sector", "kecamatan_code"]
            same_figures(queries.figures(who, wanted, by), *rows.figures(by))
            assert same(queries.cross(who, wanted), pair) == rows.cross(), wanted
            assert same(queries.permits(who, wanted)) == rows.permits(), wanted
            assert same(queries.needs(who, wanted)) == rows.needs, wanted
            slowly = wanted.with_(known_at=wanted.known_at or LATER)
            assert same(queries.actor_list(who, wanted)) == same(queries.actor_list(who, slowly)), wanted


LATER = datetime(2100, 1, 1, tzinfo=UTC)  # all is known by then: the same list, from the rows


def same(answer: pd.DataFrame, order: list[str] | None = None) -> list[dict[Hashable, Any]]:
    return (answer.sort_values(order) if order else answer).to_dict("records")


def test_of_two_snapshots_the_older_leaves_no_answer(small: Small, leader: Who) -> None:
    actor, frame = small.actor("Mebel Jati"), turning.frame_for(leader)
    with db.read(leader) as older:
        db.version(older, leader.kab)
        small.permit(actor, "nib", "terbit")
        assert queries.figures(leader, Filter(has=("nib",))).total["actors"] == 1
        assert answered(older, frame, "asked", lambda _: "older") == "older"
    with db.read(leader) as newer:
        assert answered(newer, frame, "asked", lambda _: "newer") == "newer"
        assert answered(newer, frame, "asked", lambda _: "again") == "newer"


def test_places_of_which_no_desa_is_known(small: Small, leader: Who) -> None:
    small.actor("Mebel Jati", KALISAT)
    for known_at in (None, LATER):
        rows = queries.figures(leader, Filter(kecamatan=(KALISAT,), known_at=known_at), "desa").rows
        here = rows[rows["actors"] > 0]
        assert here[["code", "parent", "actors"]].to_numpy().tolist() == [[None, KALISAT, 1]]


def test_what_is_written_past_the_app_is_found_and_put_right(
    register: str, small: Small, leader: Who, capsys: pytest.CaptureFixture[str]
) -> None:
    actor = small.actor("Mebel Jati")
    queries.figures(leader, Filter())
    command = ["--register", register, "verify"]
    assert main(command) == 0
    with engine(url_of(register), writable=True).begin() as conn:
        conn.execute(schema.actor_day.update().where(schema.actor_day.c.id == actor).values(legal=1))
    assert main(command) == 2
    assert "4 pelaku, 4 kelompok" in capsys.readouterr().out.split("Salah: ")[-1]
    assert main([*command, "--repair"]) == 0
    assert main(command) == 0
    with engine(url_of(register), writable=True).begin() as conn:
        conn.execute(schema.actor_sector.update().where(schema.actor_sector.c.actor_id == actor).values(sector="food"))
    assert main(command) == 2


def test_inside_a_write_nothing_is_taken_for_counted_that_is_not(small: Small) -> None:
    actor, today = small.actor("Mebel Jati"), clock.today()
    turning.keep_up(small.who)
    with db.write(small.who, "register.fill", db.About("register", "test")) as writing:
        assert kept_here(writing.conn, small.who.kab, today) == "today"
        assert kept_here(writing.conn, small.who.kab, today - timedelta(days=3)) is None
        writing.insert(schema.actor_sector, {"actor_id": actor, "on_date": today, "sector": "food"})
        assert kept_here(writing.conn, small.who.kab, today) is None


def test_what_happens_to_a_merged_entry_counts_for_the_one_that_is_left(small: Small) -> None:
    left, middle, gone = (small.actor(name) for name in ("Jati", "Mebel Jati", "UD Jati"))
    by = small.facilitator("Sari")
    for entry, into in ((gone, middle), (middle, left)):
        with db.write(small.who, "register.fill", db.About("register", "test")) as writing:
            values = {"merged_into": into, "merged_at": clock.now()}
            writing.conn.execute(schema.actor.update().where(schema.actor.c.id == entry).values(**values))
        check(small.who)
    small.visit(gone, by, clock.today() - timedelta(days=3))
    check(small.who)
    with db.read(small.who) as conn:
        here = sa.and_(schema.actor_day.c.id == left, schema.actor_day.c.which == "today")
        assert conn.scalar(sa.select(schema.actor_day.c.waiting).where(here)) == "under_6"


DAY = timedelta(days=1)
# What the night changes though nobody writes: each counts otherwise tomorrow than today.
NIGHTS: dict[str, Callable[[Small, str, str, date], Any]] = {
    "a permit expires": lambda small, actor, _by, today: small.permit(actor, "nib", "terbit", expires_on=today),
    "a permit begins": lambda small, actor, _by, today: small.permit(actor, "nib", "terbit", on=today + DAY),
    "a visit grows old": lambda small, actor, by, today: small.visit(actor, by, months_before(today + DAY, 6)),
    "it moves": lambda small, actor, _by, today: small.insert(
        schema.actor_place, actor_id=actor, on_date=today + DAY, kecamatan_code=AJUNG
    ),
    "it closes": lambda small, actor, _by, today: small.state(actor, "closed", today + DAY),
    "its sector changes": lambda small, actor, _by, today: small.insert(
        schema.actor_sector, actor_id=actor, on_date=today + DAY, sector="food"
    ),
    "a need is raised": lambda small, actor, _by, today: small.insert(
        schema.need_event, actor_id=actor, on_date=today + DAY, kind="modal", change="raised"
    ),
    "an assignment begins": lambda small, actor, by, today: small.insert(
        schema.assignment, actor_id=actor, facilitator_id=by, from_on=today + DAY
    ),
    "an area's assignment ends": lambda small, _actor, by, today: small.insert(
        schema.assignment,
        kecamatan_code=KALISAT,
        facilitator_id=by,
        from_on=today - DAY,
        to_on=today,
        end_recorded_at=clock.now(),
    ),
    "a contract ends": lambda small, actor, _by, today: small.assign(
        small.facilitator("Dewi", until=today), actor_id=actor
    ),
    "a facilitator leaves": lambda small, actor, by, today: (
        small.assign(by, actor_id=actor),
        small.insert(schema.facilitator_state, facilitator_id=by, on_date=today + DAY, state="selesai"),
    ),
}


@pytest.mark.parametrize("name", NIGHTS)
def test_the_night_is_counted(small: Small, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    actor, by, today = small.actor("Mebel Jati"), small.facilitator("Sari"), clock.today()
    turning.keep_up(small.who)
    NIGHTS[name](small, actor, by, today)
    check(small.who)
    before = rows_of(small.who)
    monkeypatch.setattr(clock, "today", lambda: today + DAY)
    turning.keep_up(small.who)
    check(small.who)
    assert rows_of(small.who) != before, "the case is one in which the night changes something"


def rows_of(who: Who) -> list[Any]:
    table = schema.actor_day
    with db.read(who) as conn:
        return [tuple(row) for row in conn.execute(sa.select(table).where(table.c.which == "today"))]
