"""How often an address may send a form; and tickets, that nobody can guess and a telephone can carry."""

import pytest
import sqlalchemy as sa

from data import clock, db, schema, throttle, tickets
from data.access import Who
from data.db import About, write
from data.people import anonymous
from data.problem import Problem
from data.throttle import TOGETHER, spend

ADDRESS = "203.0.113.77"


def send(who: Who, address: str | None, deed: str = "help.ask", per_day: int = 2) -> bool:
    """Whether the form went through."""
    try:
        with write(who, "help.ask", About("help", "x")) as writing:
            spend(writing, address, deed, per_day)
    except Problem as problem:
        assert problem.code == "too_many_today"
        return False
    return True


def rows(who: Who) -> list[tuple]:
    with db.read(who) as conn:
        return [tuple(row) for row in conn.execute(sa.select(schema.throttle))]


def test_so_many_a_day_from_one_address_and_each_form_by_itself(register: str) -> None:
    who = anonymous(register)
    assert [send(who, ADDRESS) for _ in range(4)] == [True, True, False, False]
    assert send(who, "203.0.113.78"), "a neighbour is somebody else"
    assert send(who, ADDRESS, "number.report"), "another form counts by itself"
    assert max(row[-1] for row in rows(who)) == 2, "what was refused is not counted"


def test_one_household_is_one_sender_however_it_is_written(register: str) -> None:
    who = anonymous(register)
    assert [send(who, f"2001:db8:1:2::{last}") for last in (1, 2, 3)] == [True, True, False]
    assert send(who, "2001:db8:1:3::1")
    assert [send(who, given) for given in (ADDRESS, f"::ffff:{ADDRESS}", f" {ADDRESS} ")] == [True, True, False]


def test_without_an_address_all_count_together_and_a_flood_ends(register: str) -> None:
    who = anonymous(register)
    assert all(send(who, None, per_day=1) for _ in range(TOGETHER))
    assert not send(who, None, per_day=1)
    assert send(who, ADDRESS, per_day=1)


def test_the_address_is_never_kept_and_nothing_is_after_the_day(register: str, monkeypatch: pytest.MonkeyPatch) -> None:
    who = anonymous(register)
    send(who, ADDRESS)
    (kept,) = rows(who)
    assert ADDRESS not in repr(kept)
    assert len(kept[1]) == throttle.KEY_LENGTH
    with db.engine(db.url_of(register), writable=True).begin() as conn:
        conn.execute(schema.register.update().values(secret="another"))
    send(who, ADDRESS)
    assert len({row[1] for row in rows(who)}) == 2, "the key depends on the register's secret"
    tomorrow = clock.now().replace(year=clock.now().year + 1)
    monkeypatch.setattr(clock, "now", lambda: tomorrow)
    assert send(who, "203.0.113.78")
    assert [row[3] for row in rows(who)] == [clock.today()]


def test_a_ticket_is_read_as_people_write_it() -> None:
    ticket = tickets.new_ticket()
    plain = ticket.replace("-", "")
    for typed in (ticket, ticket.lower(), plain, f" {plain[:3]} {plain[3:]} ", ticket.replace("-", " – ")):
        assert tickets.normal(typed) == ticket
    shown = tickets.ticket_of("0011123A")
    assert tickets.normal("0O1IL23A" + shown[-1]) == shown


def test_a_slip_of_the_pen_is_no_other_ticket() -> None:
    for _ in range(50):
        ticket = tickets.new_ticket()
        for place in (0, 3, 5, 8, 10):
            for other in tickets.ALPHABET:
                if other != ticket[place]:
                    assert tickets.normal(ticket[:place] + other + ticket[place + 1 :]) is None
    for typed in ("", "-", "0000", "0000-0000-00", "AAAA-AAAU-A", "=1+1", "🙂" * 9, "0" * 10_000):
        assert tickets.normal(typed) is None


def test_tickets_are_not_repeated() -> None:
    assert len({tickets.new_ticket() for _ in range(2000)}) == 2000
