"""The trail: complete, searchable, shut for those it does not concern, and the database itself keeps it."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from data import clock, commands, db, queries, schema
from data.access import ALLOWS, DEEDS, Who
from data.people import demo_person
from data.problem import Problem
from data.queries.audit import HIDDEN
from data.text import LANGUAGES, catalogue
from pages._parts.visitor import DEMO_ROLES
from tests.small import Small

OWNER, PHONE = "Bu Penanda", "0812-penanda"


@pytest.fixture
def small(machine: Who) -> Small:
    return Small(machine)


@pytest.fixture
def admin(register: str) -> Who:
    return demo_person(register, "admin")


@pytest.fixture
def actor(small: Small) -> str:
    return small.actor("Mebel Jati", owner="Budi", phone="0811")


# --- one actor's history ---------------------------------------------------------------------------------------------


def test_the_history_tells_deeds_and_looks(actor: str, clerk: Who, admin: Who) -> None:
    commands.edit_actor(clerk, actor, 1, {"product": "kursi", "owner": OWNER})
    commands.open_personal(clerk, actor)
    rows = queries.actor_history(admin, actor)
    assert [(row["person"], row["role"], row["deed"]) for row in rows] == [
        (clerk.name, "petugas", "actor.personal"),
        (clerk.name, "petugas", "actor.edit"),
        ("system", "system", "actor.add"),
    ]
    edited = rows[1]
    assert (edited["before"]["product"], edited["after"]["product"]) == (None, "kursi")
    assert edited["after"]["owner"] == HIDDEN, "opened by a click of its own only"


def test_values_are_shut_for_whom_they_do_not_concern(
    register: str, small: Small, actor: str, clerk: Who, leader: Who
) -> None:
    commands.edit_actor(clerk, actor, 1, {"product": "kursi", "owner": OWNER, "phone": PHONE})
    sari = small.facilitator("Sari")
    stranger = replace(demo_person(register, "pendamping"), facilitator=sari)
    for who in (leader, stranger):
        rows = queries.actor_history(who, actor)
        assert [row["deed"] for row in rows] == ["actor.edit", "actor.add"]
        assert {row["before"] for row in rows} == {row["after"] for row in rows} == {None}
    small.assign(sari, actor_id=actor)
    assert queries.actor_history(stranger, actor)[0]["after"]["product"] == "kursi"
    for who in (leader, stranger, clerk):
        assert OWNER not in repr(queries.actor_history(who, actor))
        assert PHONE not in repr(queries.actor_history(who, actor))


# --- the search ------------------------------------------------------------------------------------------------------


def test_search_by_person_deed_thing_and_day(actor: str, clerk: Who, admin: Who) -> None:
    commands.edit_actor(clerk, actor, 1, {"product": "kursi"})
    commands.edit_reference(admin, "sector", "furniture", {"name_id": "Mebel"})

    def deeds(**asked: Any) -> list[str]:
        return list(queries.audit_search(admin, **asked)["deed"])

    assert deeds(person=clerk.id) == ["actor.edit"]
    assert deeds(deed="reference.edit") == ["reference.edit"]
    assert deeds(about_kind="actor") == ["actor.edit", "actor.add"]
    assert deeds(about_kind="actor", about_id="no-such") == []
    assert deeds(limit=1) == ["reference.edit"], "newest first"
    today = clock.today()
    assert deeds(since=today, until=today, person=clerk.id) == ["actor.edit"]
    assert deeds(since=today + timedelta(days=1)) == []
    assert deeds(until=today - timedelta(days=1), person=clerk.id) == []
    assert set(queries.audit_search(admin, about_id=actor)["about_name"]) == {"Mebel Jati"}
    assert set(queries.audit_people(admin)) == {"system", clerk.id, admin.id}
    assert {"actor", "sector", "register"} <= set(queries.audit_kinds(admin))


def test_opening_the_values_is_written_down(actor: str, clerk: Who, admin: Who) -> None:
    commands.edit_actor(clerk, actor, 1, {"owner": OWNER})
    audit_id = queries.audit_search(admin, person=clerk.id)["id"][0]
    found = commands.open_audit_detail(admin, audit_id)
    assert (found["before"], found["after"], found["about_id"]) == ({"owner": "Budi"}, {"owner": OWNER}, actor)
    newest = queries.audit_search(admin, limit=1).iloc[0]
    assert (newest["deed"], newest["about_kind"], newest["about_id"]) == ("audit.see", "audit", audit_id)
    with pytest.raises(Problem) as caught:
        commands.open_audit_detail(admin, "no-such")
    assert caught.value.code == "no_such_audit"


@pytest.mark.parametrize("role", [role for role in (*DEMO_ROLES, "publik") if "audit.see" not in ALLOWS[role]])
def test_only_who_keeps_watch_searches(register: str, actor: str, admin: Who, role: str) -> None:
    audit_id = queries.audit_search(admin, about_id=actor)["id"][0]
    who = replace(admin, role=role)
    for ask in (
        lambda: queries.audit_search(who),
        lambda: queries.audit_people(who),
        lambda: queries.audit_kinds(who),
        lambda: commands.open_audit_detail(who, audit_id),
    ):
        with pytest.raises(Problem) as caught:
            ask()
        assert caught.value.code == "not_allowed"


def test_every_deed_has_words() -> None:
    for language in LANGUAGES:
        said = {key.removeprefix("deed.") for key in catalogue(language) if key.startswith("deed.")}
        assert said == DEEDS


# --- the database's own locks ----------------------------------------------------------------------------------------


def dump(who: Who, table: str) -> list[tuple[Any, ...]]:
    with db.read(who) as conn:
        rows = conn.execute(sa.select(schema.metadata.tables[table]))
        return sorted((tuple(map(str, row)) for row in rows), key=repr)


def attack(who: Who, statement: str, match: str) -> None:
    door = db.engine(db.url_of(who.register), writable=True)
    with pytest.raises(sa.exc.DBAPIError, match=match), door.begin() as conn:
        conn.execute(sa.text(statement))


def on_postgres(who: Who) -> bool:
    return db.url_of(who.register).startswith("postgresql")


def replacing(who: Who, table: str, key: str, change: str) -> str:
    """The same row written again over itself: INSERT OR REPLACE, or ON CONFLICT DO UPDATE."""
    columns = ", ".join(f'"{column.name}"' for column in schema.metadata.tables[table].c)
    if on_postgres(who):
        return f"INSERT INTO {table} SELECT * FROM {table} ON CONFLICT (kab_code, {key}) DO UPDATE SET {change}"
    return f"INSERT OR REPLACE INTO {table} ({columns}) SELECT {columns} FROM {table}"


def test_the_trail_is_append_only(actor: str, admin: Who) -> None:
    before = dump(admin, "audit")
    statements = [
        "UPDATE audit SET by_person = 'x'",
        "UPDATE audit SET id = 'x'",
        f"DELETE FROM audit WHERE about_id = '{actor}'",
        replacing(admin, "audit", "id", "deed = 'actor.see'"),
        *(["TRUNCATE audit CASCADE"] if on_postgres(admin) else []),
    ]
    for statement in statements:
        attack(admin, statement, "append-only|only erased")
    assert dump(admin, "audit") == before


def test_of_a_permit_event_only_the_number_may_go(small: Small, actor: str, admin: Who) -> None:
    small.permit(actor, "npwp", "terbit", number="1" * 15, raw="NPWP 1")
    before = dump(admin, "permit_event")
    statements = [
        "UPDATE permit_event SET status = 'dicabut', number = NULL, raw = NULL",
        "UPDATE permit_event SET on_date = '2020-02-02', number = NULL, raw = NULL",
        "UPDATE permit_event SET expires_on = '2030-01-01', number = NULL, raw = NULL",
        "UPDATE permit_event SET actor_id = (SELECT max(id) FROM actor), kind = 'nib', number = NULL, raw = NULL",
        f"UPDATE permit_event SET number = '{'2' * 15}', raw = NULL",
        "UPDATE permit_event SET raw = NULL",
        "DELETE FROM permit_event",
        replacing(admin, "permit_event", "id", f"number = '{'2' * 15}'"),
        *(["TRUNCATE permit_event"] if on_postgres(admin) else []),
    ]
    for statement in statements:
        attack(admin, statement, "append-only")
    assert dump(admin, "permit_event") == before
    with db.engine(db.url_of(admin.register), writable=True).begin() as conn:
        conn.execute(sa.text("UPDATE permit_event SET number = NULL, raw = NULL"))
    assert dump(admin, "permit_event") != before


def test_values_beside_the_trail_are_only_erased(actor: str, clerk: Who, admin: Who) -> None:
    commands.edit_actor(clerk, actor, 1, {"product": "kursi"})
    before = dump(admin, "audit_detail")
    assert before
    statements = [
        """UPDATE audit_detail SET after = '{"product": "meja"}'""",
        """UPDATE audit_detail SET before = NULL, after = '{"product": "meja"}'""",
        "UPDATE audit_detail SET audit_id = 'x', before = NULL, after = NULL",
        "DELETE FROM audit_detail",
        replacing(admin, "audit_detail", "audit_id", """after = '{"product": "meja"}'"""),
        *(["TRUNCATE audit_detail"] if on_postgres(admin) else []),
    ]
    for statement in statements:
        attack(admin, statement, "only erased")
    assert dump(admin, "audit_detail") == before
    with db.engine(db.url_of(admin.register), writable=True).begin() as conn:
        conn.execute(sa.text("UPDATE audit_detail SET before = NULL"))
        conn.execute(sa.text("UPDATE audit_detail SET after = NULL"))
        attack_again = "UPDATE audit_detail SET before = 'null'"
    attack(admin, attack_again, "only erased")
    assert len(dump(admin, "audit_detail")) == len(before)
