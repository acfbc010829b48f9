"""Answers given again until something is written, ids asked as one value, and lists merged in their order."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from data import access, asking, clock, db, queries, schema
from data.access import Who
from data.filter import Filter
from data.population import Frame, entries_of
from tests.small import AJUNG, JELBUK, KALISAT, Small


@contextmanager
def statements(who: Who) -> Iterator[list[str]]:
    """What is asked of the database."""
    found: list[str] = []
    door = db.engine(db.url_of(who.register), writable=False)

    def note(_conn: Any, _cursor: Any, statement: str, *_: Any) -> None:
        found.append(statement)

    sa.event.listen(door, "before_cursor_execute", note)
    yield found
    sa.event.remove(door, "before_cursor_execute", note)


@pytest.fixture
def small(machine: Who) -> Small:
    return Small(machine)


def ago(days: int) -> date:
    return clock.today() - timedelta(days=days)


# --- given again ------------------------------------------------------------------------------------------------------


def test_a_caseload_is_counted_once_until_somebody_writes(register: str, small: Small, clerk: Who) -> None:
    sari = small.facilitator("Sari")
    small.assign(sari, kecamatan_code=KALISAT)
    actor = small.actor("Mebel Jati")
    first = queries.caseload_today(clerk, sari)
    with statements(clerk) as asked:
        assert queries.caseload_today(clerk, sari) is first
    assert not [one for one in asked if "contact" in one]
    small.visit(actor, sari, ago(1))
    again = queries.caseload_today(clerk, sari)
    assert [turn.case.last_visit for turn in (*first.turns, *again.turns)] == [None, ago(1)]


def test_the_words_of_a_promise_reach_only_those_who_may_see_them(
    register: str, small: Small, clerk: Who, monkeypatch: Any
) -> None:
    monkeypatch.setitem(access.ALLOWS, "petugas", access.ALLOWS["petugas"] - {"actor.personal"})
    sari = small.facilitator("Sari")
    small.assign(sari, kecamatan_code=KALISAT)
    small.visit(small.actor("Mebel Jati"), sari, ago(3), next_step="bawa KTP Bu Siti", next_due=ago(1))
    own = Who(register, small.who.kab, "pendamping", "demo-pendamping", "Sari", sari)

    def words(who: Who) -> str | None:
        promise = queries.caseload_today(who, sari).turns[0].case.promise
        assert promise
        assert promise.step is None, "personal words are kept nowhere"
        return queries.promise_words(who, [promise]).get(promise.contact_id)

    assert [words(who) for who in (clerk, own, clerk, own)] == [None, "bawa KTP Bu Siti"] * 2
    other = Who(register, small.who.kab, "pendamping", "demo-pendamping", "Dewi", small.facilitator("Dewi"))
    promise = queries.caseload_today(own, sari).turns[0].case.promise
    assert queries.promise_words(other, [promise] if promise else []) == {}


def test_a_list_is_its_askers_own(register: str, small: Small, leader: Who) -> None:
    small.actor("Mebel Jati")
    mine = queries.actor_list(leader, Filter())
    mine.loc[0, "business_name"] = "another"
    assert list(queries.actor_list(leader, Filter())["business_name"]) == ["Mebel Jati"]


def test_another_day_is_another_answer(register: str, small: Small, clerk: Who, monkeypatch: Any) -> None:
    sari = small.facilitator("Sari")
    small.assign(sari, kecamatan_code=KALISAT)
    small.visit(small.actor("Mebel Jati"), sari, ago(0))
    today = queries.caseload_today(clerk, sari)
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(days=2))
    later = queries.caseload_today(clerk, sari)
    assert [one.turns[0].reasons[0].days for one in (today, later)] == [0, 2]


# --- lists ------------------------------------------------------------------------------------------------------------


def test_kecamatan_are_merged_in_the_order_of_the_list(register: str, small: Small, leader: Who) -> None:
    """Never visited first, of those the ones of whom nobody knows since when; on pages as well."""
    sari = small.facilitator("Sari")
    made = {}
    for place in (KALISAT, AJUNG, JELBUK):
        for name, since, days in (("a", None, None), ("b", date(2015, 1, 1), None), ("c", None, 9), ("d", None, 90)):
            made[place + name] = small.actor(f"Mebel {name} {place}", place, known_since=since)
            if days:
                small.visit(made[place + name], sari, ago(days))
    whole = list(queries.actor_list(leader, Filter())["id"])
    assert [one for one in whole if one in set(made.values())] == whole
    kind = {actor_id: name[-1] for name, actor_id in made.items()}
    assert "".join(kind[one] for one in whole) == "aaabbbdddccc"
    paged = [one for offset in (0, 5, 10) for one in queries.actor_list(leader, Filter(), 5, offset)["id"]]
    assert sorted(paged) == sorted(whole) and "".join(kind[one] for one in paged) == "aaabbbdddccc"
    two = queries.actor_list(leader, Filter(kecamatan=(KALISAT, AJUNG)), 6)
    assert set(two["id"]) < set(whole) and "".join(kind[one] for one in two["id"]) == "aabbdd"


def test_words_may_stand_in_the_name_and_in_the_product(register: str, small: Small, leader: Who) -> None:
    both = small.actor("Mebel Jati Makmur", product="Kursi Tamu")
    small.actor("Mebel Sengon", product="Lemari")
    assert list(queries.search(leader, "KURSI jati")["id"]) == [both]
    assert len(queries.search(leader, "mebel")) == len(queries.search(leader, "")) == 2
    assert queries.search(leader, "kursi sengon").empty


# --- ids as one value -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("many", [0, 1000])
def test_merged_entries_are_found_as_the_population_finds_them(
    register: str, small: Small, leader: Who, monkeypatch: Any, many: int
) -> None:
    monkeypatch.setattr(asking, "_MANY", many)
    ids = [small.actor(f"Mebel {nth}") for nth in range(5)]
    later = clock.now() + timedelta(days=1)
    merged = {ids[0]: (ids[1], yesterday()), ids[1]: (ids[2], yesterday()), ids[3]: (ids[2], later)}
    with db.write(small.who, "register.fill", db.About("register", "test")) as writing:
        for gone, (kept, at) in merged.items():
            one = schema.actor.c.id == gone
            writing.conn.execute(schema.actor.update().where(one).values(merged_into=kept, merged_at=at))
    with db.read(leader) as conn:
        for day in (clock.now(), later):
            frame = Frame(leader.kab, clock.today(), day)
            for asked in ([ids[2]], [ids[1]], [ids[0]], [ids[1], ids[2]], ids, []):
                assert asking.family(conn, frame, asked) == entries_of(conn, frame, asked)
        assert set(asking.entries(conn, Frame(leader.kab, clock.today(), clock.now()), ids[1])) == {ids[0], ids[1]}


def yesterday() -> Any:
    return clock.now() - timedelta(days=1)
