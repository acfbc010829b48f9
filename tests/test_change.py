"""The change of coverage between two dates: every actor that enters or leaves its numbers stands in one step."""

import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from data import clock, commands, db, queries, schema
from data.access import Who
from data.clock import months_before
from data.filter import Filter
from data.people import demo_person
from data.queries import Change
from data.queries.change import STEPS
from tests.small import AJUNG, JELBUK, KALISAT, LONG_AGO, TODAY, Small

SINCE = date(2025, 11, 24)
NOW = Filter(as_of=TODAY)
DURING = date(2026, 5, 1)


@pytest.fixture
def small(machine: Who) -> Small:
    return Small(machine)


@pytest.fixture
def by(small: Small) -> str:
    return small.facilitator("Sari")


def adds_up(found: Change) -> None:
    assert [step.name for step in found.steps] == list(STEPS)
    served = sum(step.served_in - step.served_out for step in found.steps)
    actors = sum(step.actors_in - step.actors_out for step in found.steps)
    assert found.served_then + served == found.served_now
    assert found.actors_then + actors == found.actors_now


def steps(found: Change) -> dict[str, tuple[int, int, int, int]]:
    """Step -> actors in, out, served in, out, for what happened."""
    adds_up(found)
    told = {one.name: (one.actors_in, one.actors_out, one.served_in, one.served_out) for one in found.steps}
    return {name: numbers for name, numbers in told.items() if any(numbers)}


def alter(who: Who, statement: sa.Update) -> None:
    with db.engine(db.url_of(who.register), writable=True).begin() as conn:
        conn.execute(statement)


def merge(who: Who, actor: str, into: str, at: datetime) -> None:
    base = schema.actor
    alter(who, base.update().where(base.c.id == actor).values(merged_into=into, merged_at=at))


def visits_since(who: Who, place: str, since: date | None) -> None:
    where = schema.kecamatan
    alter(who, where.update().where(where.c.code == place).values(visits_since=since))


# --- one cause each --------------------------------------------------------------------------------------------------


def test_served_anew_and_lapsed(small: Small, by: str, leader: Who) -> None:
    anew, lapsed, both, never = (small.actor(name) for name in ("Baru", "Lewat", "Tetap", "Tidak"))
    small.visit(anew, by, DURING)
    small.visit(lapsed, by, date(2025, 6, 1))
    for on in (date(2025, 6, 1), DURING):
        small.visit(both, by, on)
    small.visit(never, by, DURING, mode="telepon")
    found = queries.change(leader, NOW, SINCE)
    assert steps(found) == {"served_anew": (0, 0, 1, 0), "lapsed": (0, 0, 0, 1)}
    assert (found.served_then, found.served_now, found.actors_then, found.actors_now) == (2, 2, 4, 4)


def test_recorded_closed_and_moved_out_of_the_regency(small: Small, by: str, leader: Who) -> None:
    new, visited = (small.actor(name, known_since=DURING) for name in ("Baru", "Baru dikunjungi"))
    small.visit(visited, by, DURING)
    shut, gone, back = small.actor("Tutup"), small.actor("Pergi"), small.actor("Buka lagi")
    small.visit(shut, by, date(2025, 9, 1))
    small.state(shut, "closed", DURING)
    small.insert(
        schema.actor_state, actor_id=gone, on_date=DURING, state="moved", reason="pindah_luar", by_person="a",
        second_person="b",
    )  # fmt: skip
    small.state(back, "closed", date(2024, 1, 1))
    small.insert(schema.actor_state, actor_id=back, on_date=DURING, state="active", by_person="a")
    found = queries.change(leader, NOW, SINCE)
    assert steps(found) == {"recorded": (2, 0, 1, 0), "closed": (1, 1, 0, 1), "moved": (0, 1, 0, 0)}
    assert found.exits == {"berhenti berproduksi": 1, "pindah_luar": 1}
    assert new != visited


def test_moving_between_kecamatan_is_a_move_only_where_the_place_is_asked_for(small: Small, leader: Who) -> None:
    for place in (KALISAT, AJUNG):
        visits_since(leader, place, date(2019, 1, 1))
    actor = small.actor("Pindah")
    small.insert(schema.actor_place, actor_id=actor, on_date=DURING, kecamatan_code=AJUNG)
    assert steps(queries.change(leader, NOW, SINCE)) == {}
    assert steps(queries.change(leader, NOW.with_(kecamatan=(KALISAT,)), SINCE)) == {"moved": (0, 1, 0, 0)}
    assert steps(queries.change(leader, NOW.with_(kecamatan=(AJUNG,)), SINCE)) == {"moved": (1, 0, 0, 0)}


def test_what_the_filter_or_the_recording_of_visits_changes_is_told_as_other(small: Small, leader: Who) -> None:
    visits_since(leader, KALISAT, date(2019, 1, 1))
    visits_since(leader, AJUNG, DURING)
    small.actor("Belum dicatat", AJUNG)
    assert steps(queries.change(leader, NOW, SINCE)) == {"other": (1, 0, 0, 0)}
    actor = small.actor("Ganti", kbli_code="31001")
    small.insert(schema.actor_sector, actor_id=actor, on_date=DURING, sector="food")
    assert steps(queries.change(leader, NOW.with_(sector=("furniture",)), SINCE)) == {"other": (0, 1, 0, 0)}


def test_a_double_entry_counts_once_at_both_dates(small: Small, by: str, leader: Who) -> None:
    kept, double = small.actor("Asli"), small.actor("Ganda")
    small.visit(kept, by, date(2025, 9, 1))
    merge(leader, double, kept, datetime(2026, 5, 1, tzinfo=UTC))
    found = queries.change(leader, NOW, SINCE)
    assert (steps(found), found.merged) == ({"lapsed": (0, 0, 0, 1)}, 1)
    assert queries.change(leader, NOW.with_(kecamatan=(AJUNG,)), SINCE).merged == 0
    assert queries.change(leader, NOW.with_(known_at=datetime(2026, 4, 1, tzinfo=UTC)), SINCE).merged == 0


def test_against_what_was_known_then_corrections_show(small: Small, by: str, leader: Who) -> None:
    visits_since(leader, KALISAT, date(2019, 1, 1))
    kept, double = small.actor("Asli"), small.actor("Ganda")
    small.actor("Terlambat dicatat", recorded=datetime(2026, 2, 1, tzinfo=UTC))
    small.visit(kept, by, date(2025, 11, 1), recorded=datetime(2026, 1, 5, tzinfo=UTC))
    merge(leader, double, kept, datetime(2026, 5, 1, tzinfo=UTC))
    then = datetime(2025, 11, 25, tzinfo=UTC)
    found = queries.change(leader, NOW.with_(as_of=SINCE), SINCE, known_then=then)
    assert steps(found) == {"served_anew": (0, 0, 1, 0), "recorded": (1, 0, 0, 0), "merged": (0, 1, 0, 0)}
    assert steps(queries.change(leader, NOW.with_(as_of=SINCE), SINCE)) == {}


def test_an_empty_register_has_nothing_to_tell(leader: Who) -> None:
    found = queries.change(leader, NOW, SINCE)
    assert (steps(found), found.exits, found.merged, found.actors_now) == ({}, {}, 0, 0)


def test_an_exit_with_its_second_person_stands_under_its_reason(small: Small, clerk: Who, register: str) -> None:
    actor, today = small.actor("Tutup"), clock.today()
    visits_since(clerk, KALISAT, date(2019, 1, 1))
    commands.propose_exit(clerk, "f", actor, "closed", "bahan_baku", today)
    commands.decide_exit(demo_person(register, "admin"), "f", "confirmed")
    found = queries.change(clerk, Filter(), months_before(today, 12))
    assert (steps(found), found.exits) == ({"closed": (0, 1, 0, 0)}, {"bahan_baku": 1})


# --- random registers against sets computed by hand ------------------------------------------------------------------


@dataclass
class Life:
    """What happened to one actor, as the test wrote it."""

    id: str = ""
    states: list[tuple[date, str]] = field(default_factory=list)
    places: list[tuple[date, str]] = field(default_factory=list)
    sectors: list[tuple[date, str]] = field(default_factory=list)
    visits: list[date] = field(default_factory=list)
    merged: bool = False

    def at(self, told: list[tuple[date, str]], day: date) -> str | None:
        return next((what for on, what in sorted(told, reverse=True) if on <= day), None)

    def active(self, day: date) -> bool:
        return self.at(self.states, day) == "active" and not self.merged

    def served(self, day: date) -> bool:
        return any(months_before(day, 12) < on <= day for on in self.visits)


OBSERVED = {KALISAT: date(2019, 1, 1), AJUNG: DURING, JELBUK: None}


def random_day(dice: random.Random, first: date = date(2024, 1, 1)) -> date:
    return first + timedelta(days=dice.randrange((date(2027, 1, 1) - first).days))


def fill(small: Small, by: str, dice: random.Random) -> list[Life]:
    made = []
    for number in range(14):
        start = random_day(dice) if dice.random() < 0.4 else date(2018, 1, 1)
        place, sector = dice.choice(list(OBSERVED)), dice.choice(["31001", "10710"])
        life = Life(small.actor(f"Usaha {number}", place, known_since=start, kbli_code=sector))
        life.states, life.places = [(start, "active")], [(start, place)]
        life.sectors = [(start, {"31001": "furniture", "10710": "food"}[sector])]
        for _ in range(dice.randrange(4)):
            happen(small, life, dice)
        for _ in range(dice.randrange(3)):
            on = random_day(dice)
            small.visit(life.id, by, on, recorded=LONG_AGO)
            life.visits.append(on)
        made.append(life)
    gone = dice.sample(made, 2)
    kept = [one for one in made if one not in gone]
    merge(small.who, gone[0].id, gone[1].id, LONG_AGO)  # one after the other
    merge(small.who, gone[1].id, kept[0].id, LONG_AGO)
    for life in gone:
        life.merged = True
        kept[0].visits += life.visits
    for place, since in OBSERVED.items():
        visits_since(small.who, place, since)
    return made


def happen(small: Small, life: Life, dice: random.Random) -> None:
    """One more dated fact, on a day of its own."""
    on = random_day(dice)
    if on in {day for told in (life.states, life.places, life.sectors) for day, _ in told}:
        return
    what = dice.choice(["state", "place", "sector"])
    if what == "state":
        state = dice.choice(["active", "closed", "moved"])
        small.state(life.id, state, on)
        life.states.append((on, state))
    elif what == "place":
        place = dice.choice(list(OBSERVED))
        small.insert(schema.actor_place, actor_id=life.id, on_date=on, kecamatan_code=place)
        life.places.append((on, place))
    else:
        sector = dice.choice(["furniture", "food"])
        small.insert(schema.actor_sector, actor_id=life.id, on_date=on, sector=sector)
        life.sectors.append((on, sector))


def counted(lives: list[Life], wanted: Filter, day: date) -> set[str]:
    """Ids in the denominator, by hand."""
    found = set()
    for life in lives:
        place, sector = life.at(life.places, day), life.at(life.sectors, day)
        recorded = OBSERVED.get(place or "")
        here = not wanted.kecamatan or place in wanted.kecamatan
        same = not wanted.sector or sector in wanted.sector
        if life.active(day) and here and same and recorded and recorded <= day:
            found.add(life.id)
    return found


def cause(life: Life, wanted: Filter) -> str:
    """Why an actor is in the numbers of one date only, by hand."""
    then, now = life.at(life.states, SINCE), life.at(life.states, TODAY)
    if then is None:
        return "recorded"
    if "active" not in (then, now):
        raise AssertionError("never in the numbers")
    for state in (then, now):
        if state != "active":
            return str(state)
    inside = [life.at(life.places, day) in wanted.kecamatan for day in (SINCE, TODAY)] if wanted.kecamatan else [1, 1]
    return "moved" if inside[0] != inside[1] else "other"


WANTED = (NOW, NOW.with_(kecamatan=(KALISAT,)), NOW.with_(sector=("furniture",)), NOW.with_(kecamatan=(AJUNG, JELBUK)))


@pytest.mark.parametrize("seed", range(8))
def test_the_steps_are_the_sets_computed_by_hand(small: Small, by: str, leader: Who, seed: int) -> None:
    lives = fill(small, by, random.Random(seed))
    by_id = {life.id: life for life in lives}
    for wanted in WANTED:
        found = queries.change(leader, wanted, SINCE)
        then, now = counted(lives, wanted, SINCE), counted(lives, wanted, TODAY)
        assert (found.actors_then, found.actors_now) == (len(then), len(now))
        assert found.served_then == sum(by_id[one].served(SINCE) for one in then)
        assert found.served_now == sum(by_id[one].served(TODAY) for one in now)
        expected: Counter[tuple[str, str]] = Counter()
        for one in then | now:
            life = by_id[one]
            if one in then and one in now:
                expected["served_anew", "served_in"] += life.served(TODAY) and not life.served(SINCE)
                expected["lapsed", "served_out"] += life.served(SINCE) and not life.served(TODAY)
                continue
            way, day = ("in", TODAY) if one in now else ("out", SINCE)
            expected[cause(life, wanted), f"actors_{way}"] += 1
            expected[cause(life, wanted), f"served_{way}"] += life.served(day)
        names = ("actors_in", "actors_out", "served_in", "served_out")
        told = {(step.name, name): getattr(step, name) for step in found.steps for name in names}
        assert {key: count for key, count in told.items() if count} == +expected
        adds_up(found)
        figures = queries.figures(leader, wanted).total
        assert (found.served_now, found.actors_now) == (figures["served"], figures["observed"])
