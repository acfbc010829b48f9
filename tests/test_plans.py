"""The hot questions and the visit find their rows by index: none reads a large table through, on either engine."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import sqlalchemy as sa

from data import clock, commands, db, queries
from data.access import Who
from data.commands import NewVisit
from data.db import engine, url_of
from data.filter import Filter
from data.people import demo_person
from tests.small import GAMBIRAN, KALISAT, Small

# Tables that grow with the register; the others hold places, words and people of the office.
LARGE = (
    "actor",
    "actor_place",
    "actor_state",
    "actor_sector",
    "actor_figures",
    "actor_personal",
    "actor_day",
    "contact",
    "permit_event",
    "need_event",
    "promise_event",
    "request",
    "summary",
    "audit",
    "form",
)
# From one end to the other: a scan, or what finds nothing narrower than the regency and the kept day.
WHOLE = re.compile(r"(?:SCAN|SEARCH) (\w+)(?: USING .*\(kab_code=\?(?: AND which=\?)?\)$| USING (?!.*\()|$)")
ALIASES = {"itself": "actor", "gone": "actor"}


@contextmanager
def executed(who: Who) -> Iterator[list[tuple[str, Any]]]:
    """The statements of both doors, with their values."""
    found: list[tuple[str, Any]] = []

    def note(_conn: Any, _cursor: Any, statement: str, values: Any, _context: Any, many: bool) -> None:
        found.append((statement, values[0] if many else values))

    doors = [engine(url_of(who.register), writable) for writable in (False, True)]
    for door in doors:
        sa.event.listen(door, "before_cursor_execute", note)
    yield found
    for door in doors:
        sa.event.remove(door, "before_cursor_execute", note)


def read_through(who: Who, statement: str, values: Any) -> set[str]:
    """The large tables that a statement reads from one end to the other."""
    with engine(url_of(who.register), writable=True).connect() as conn:
        if conn.dialect.name == "sqlite":
            plan = conn.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).all()
            names = [found[1] for row in plan if (found := WHOLE.match(row[3]))]
        else:
            # A small table is read through however it is indexed: forbidden, it happens only where nothing else can.
            conn.exec_driver_sql("SET LOCAL enable_seqscan = off")
            plan = conn.exec_driver_sql(f"EXPLAIN {statement}", values).all()
            names = [found[1] for row in plan if (found := re.search(r"Seq Scan on (\w+)", row[0]))]
        conn.rollback()
    plain = {re.sub(r"_\d+$", "", name) for name in names}
    return {ALIASES.get(name, name) for name in plain} & set(LARGE)


def visit(mine: Who, actor: str) -> None:
    new = NewVisit(
        clock.new_id(), (actor,), clock.today(), "di_tempat", "bertemu", ("badan_usaha",), next_step="Foto produk"
    )
    commands.log_visit(mine, new)


HOT: dict[str, Callable[[Who, Who, str], Any]] = {
    "a filter": lambda leader, _mine, _actor: queries.figures(leader, Filter(sector=("furniture",))),
    "the desa of a kecamatan": lambda leader, _mine, _actor: queries.figures(
        leader, Filter(kecamatan=(KALISAT,)), "desa"
    ),
    "sector by kecamatan": lambda leader, _mine, _actor: queries.cross(leader, Filter()),
    "the list of a kecamatan": lambda leader, _mine, _actor: queries.actor_list(leader, Filter(kecamatan=(KALISAT,))),
    "the list of a desa": lambda leader, _mine, _actor: queries.actor_list(leader, Filter(desa=(GAMBIRAN,))),
    "the list of all": lambda leader, _mine, _actor: queries.actor_list(leader, Filter()),
    "the caseload": lambda _leader, mine, _actor: queries.caseload_today(mine, None),
    "one actor": lambda _leader, mine, actor: queries.actor(mine, actor),
    "a visit": lambda _leader, mine, actor: visit(mine, actor),
    "the filter after a visit": lambda leader, mine, actor: (
        visit(mine, actor),
        queries.figures(leader, Filter(sector=("food",))),
    ),
}


@pytest.mark.parametrize("name", HOT)
def test_no_large_table_is_read_through(register: str, machine: Who, leader: Who, name: str) -> None:
    small = Small(machine)
    facilitator = small.facilitator("Sari")
    actor = small.actor("Mebel Jati", GAMBIRAN)
    small.assign(facilitator, actor_id=actor)
    mine = demo_person(register, "pendamping")
    with db.write(machine, "person.edit", db.About("person", mine.id)) as writing:
        writing.conn.execute(
            sa.text("UPDATE person SET facilitator_id = :it WHERE id = :me"), {"it": facilitator, "me": mine.id}
        )
    mine = demo_person(register, "pendamping")
    queries.figures(leader, Filter())
    with executed(leader) as statements:
        HOT[name](leader, mine, actor)
    # Of plain rows nothing is looked up but what they point to.
    asked = [
        one for one in statements if re.match(r"\s*(SELECT|WITH|INSERT(?!.*\bVALUES\b)|UPDATE|DELETE)", one[0], re.S)
    ]
    assert asked
    found = {statement: tables for statement, values in asked if (tables := read_through(leader, statement, values))}
    assert not found, "\n\n".join(f"{tables}: {statement}" for statement, tables in found.items())
