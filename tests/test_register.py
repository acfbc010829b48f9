"""The register's database: its migrations, its kind, its own constraints, and writes that lose nothing."""

import contextlib
import csv
import threading
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from data import clock, commands, db, queries, schema, settings
from data.access import Who
from data.commands import NewActor
from data.filter import Filter
from data.migrate import config, migrate
from data.people import demo_person, system
from data.problem import Problem
from data.settings import region
from geo.regions import load
from tests.conftest import fresh_database, use
from tests.small import AJUNG, GAMBIRAN, KALISAT, Small

AJUNG_DESA = next(place.code for place in load().desa.values() if place.parent == AJUNG)


def rows(who: Who, table: sa.Table, *where: sa.ColumnElement[bool]) -> list[dict[str, Any]]:
    with db.read(who) as conn:
        return [dict(row) for row in conn.execute(sa.select(table).where(*where)).mappings()]


def version(who: Who) -> int:
    with db.read(who) as conn:
        return db.version(conn, who.kab)


# --- making it -------------------------------------------------------------------------------------------------------


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'empty.db'}"
    return fresh_database(request.getfixturevalue("postgres"))


def test_the_migrations_make_the_schema(empty: str) -> None:
    migrate(empty)
    migrate(empty)
    try:
        with db.engine(empty, writable=True).begin() as conn:
            # Of SQLite's defaults alembic cannot read the empty text.
            defaults = conn.dialect.name == "postgresql"
            context = MigrationContext.configure(conn, opts={"compare_type": True, "compare_server_default": defaults})
            assert compare_metadata(context, schema.metadata) == []
            inspector = sa.inspect(conn)
            for table in schema.metadata.sorted_tables:
                named = {str(one.name) for one in table.constraints if isinstance(one, sa.CheckConstraint)}
                assert {one["name"] for one in inspector.get_check_constraints(table.name)} == named, table.name
    finally:
        db.close()


def test_making_a_register_twice_is_harmless(register: str, machine: Who) -> None:
    before = version(machine), len(rows(machine, schema.audit)), len(rows(machine, schema.desa))
    assert commands.ensure_register(register, "uji") is False
    assert (version(machine), len(rows(machine, schema.audit)), len(rows(machine, schema.desa))) == before


def test_a_register_keeps_its_kind(register: str, machine: Who) -> None:
    with pytest.raises(Problem) as caught:
        commands.ensure_register(register, "contoh")
    assert (caught.value.code, caught.value.details) == ("register_other_kind", {"found": "uji", "wanted": "contoh"})
    assert queries.register_kind(machine) == "uji"


def test_a_real_register_needs_sign_in_and_makes_no_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    use(monkeypatch, tmp_path / "var")
    with pytest.raises(Problem) as caught:
        commands.ensure_register("uji", "nyata")
    assert caught.value.code == "real_needs_sign_in"
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(Problem) as caught:
        queries.register_kind(system("uji"))
    assert caught.value.code == "register_not_made"
    assert list(tmp_path.iterdir()) == []
    settings.settings.cache_clear()


def test_a_register_has_every_place_and_no_other(register: str, machine: Who) -> None:
    region = load()
    kecamatan = {row["code"]: row["name"] for row in rows(machine, schema.kecamatan)}
    desa = {row["code"]: (row["name"], row["kecamatan_code"]) for row in rows(machine, schema.desa)}
    assert kecamatan == {place.code: place.name for place in region.kecamatan.values()}
    assert desa == {place.code: (place.name, place.parent) for place in region.desa.values()}
    assert (len(kecamatan), len(desa)) == (31, 248)


def test_a_register_of_invented_data_has_the_demo_people(register: str) -> None:
    for role in schema.ROLES:
        assert demo_person(register, role).role == role
    assert demo_person(register, "system").role == "publik"


# --- what the database itself refuses --------------------------------------------------------------------------------

TODAY = date(2026, 11, 24)
ACTOR = {"business_name": "A", "search_name": "a", "fingerprint": "a"}
CONTACT = {"on_date": TODAY, "mode": "di_tempat", "outcome": "bertemu"}
EXIT = {"on_date": TODAY, "state": "closed", "reason": "tutup", "by_person": "a"}
SINCE = {"from_on": TODAY}

ALONE = "ck_actor_state_closing_needs_two nobody"

# Name of the constraint that must refuse -> the row; "actor" and "facilitator" stand for rows that are there.
BAD: dict[str, tuple[sa.Table, dict[str, Any]]] = {
    "ck_actor_business_name_given": (schema.actor, ACTOR | {"business_name": "  "}),
    "ck_actor_known_since_precision_known": (schema.actor, ACTOR | {"known_since_precision": "week"}),
    "fk_actor_place_kab_code_kecamatan_code_desa_code": (
        schema.actor_place,
        {"actor_id": "actor", "on_date": TODAY, "kecamatan_code": AJUNG, "desa_code": GAMBIRAN},
    ),
    "fk_actor_place_kab_code_actor_id": (
        schema.actor_place,
        {"actor_id": "nobody", "on_date": TODAY, "kecamatan_code": AJUNG},
    ),
    "ck_contact_group_has_session": (
        schema.contact,
        CONTACT | {"actor_id": "actor", "facilitator_id": "facilitator", "mode": "kelompok"},
    ),
    "ck_contact_mode_known": (
        schema.contact,
        CONTACT | {"actor_id": "actor", "facilitator_id": "facilitator", "mode": "surat"},
    ),
    "ck_permit_event_nib_13_digits": (
        schema.permit_event,
        {"actor_id": "actor", "kind": "nib", "status": "terbit", "on_date": TODAY, "number": "1" * 12},
    ),
    "ck_permit_event_npwp_15_or_16_digits": (
        schema.permit_event,
        {"actor_id": "actor", "kind": "npwp", "status": "terbit", "on_date": TODAY, "number": "1" * 14},
    ),
    "ck_permit_event_form_only_of_badan_usaha": (
        schema.permit_event,
        {"actor_id": "actor", "kind": "nib", "status": "terbit", "on_date": TODAY, "form": "cv"},
    ),
    "ck_permit_event_status_known": (
        schema.permit_event,
        {"actor_id": "actor", "kind": "nib", "status": "kedaluwarsa", "on_date": TODAY},
    ),
    "ck_assignment_one_target": (
        schema.assignment,
        SINCE | {"facilitator_id": "facilitator", "desa_code": GAMBIRAN, "kecamatan_code": KALISAT},
    ),
    "ck_assignment_one_target none": (schema.assignment, SINCE | {"facilitator_id": "facilitator"}),
    "ck_assignment_ends_after_start": (
        schema.assignment,
        SINCE
        | {"facilitator_id": "facilitator", "desa_code": GAMBIRAN, "to_on": date(2026, 1, 1)}
        | {"end_recorded_at": clock.now()},
    ),
    "ck_actor_state_closing_needs_two": (schema.actor_state, EXIT | {"actor_id": "actor", "second_person": "a"}),
    ALONE: (schema.actor_state, EXIT | {"actor_id": "actor"}),
    "ck_actor_state_exit_has_reason": (
        schema.actor_state,
        EXIT | {"actor_id": "actor", "reason": None, "second_person": "b"},
    ),
    "ck_actor_sector_kbli_five_digits": (
        schema.actor_sector,
        {"actor_id": "actor", "on_date": TODAY, "sector": "furniture", "kbli_code": "310"},
    ),
    "ck_actor_figures_not_negative": (
        schema.actor_figures,
        {"actor_id": "actor", "on_date": TODAY, "workers_m": -1, "workers_f": 0, "investment": 0},
    ),
    "ck_actor_figures_not_negative alone": (
        schema.actor_figures,
        {"actor_id": "actor", "on_date": TODAY, "workers_m": -1},
    ),
    "ck_import_batch_rows_add_up": (
        schema.import_batch,
        {"kind": "actors", "file_name": "a", "file_sha256": "0", "by_person": "a"}
        | {"rows": 3, "accepted": 1, "warned": 1, "rejected": 0},
    ),
}


def taken(machine: Who, names: list[str]) -> list[str]:
    """Which of the bad rows the database let in, or refused for another reason than its name says."""
    small, wrong = Small(machine), []
    there = {"actor": small.actor("Ada"), "facilitator": small.facilitator("Sari")}
    for name in names:
        table, row = BAD[name]
        filled = {key: there.get(value, value) if isinstance(value, str) else value for key, value in row.items()}
        before = len(rows(machine, table))
        try:
            small.insert(table, **filled)
            wrong.append(name)
        except sa.exc.IntegrityError as refused:
            unnamed = name.startswith("fk_") and machine.register == "uji"  # SQLite does not name a foreign key
            if not unnamed and name.split()[0] not in str(refused):
                wrong.append(name)
        assert len(rows(machine, table)) == before + (name in wrong)
    return wrong


def test_the_database_refuses_bad_rows(machine: Who) -> None:
    assert taken(machine, [name for name in BAD if name != ALONE]) == []


def test_closing_needs_a_second_person(machine: Who) -> None:
    assert taken(machine, [ALONE]) == []


def test_the_same_row_made_right_is_taken(register: str, machine: Who) -> None:
    small = Small(machine)
    actor, facilitator = small.actor("Ada"), small.facilitator("Sari")
    small.insert(schema.actor_place, actor_id=actor, on_date=TODAY, kecamatan_code=AJUNG, desa_code=AJUNG_DESA)
    small.insert(schema.assignment, **SINCE, facilitator_id=facilitator, desa_code=GAMBIRAN)
    small.insert(schema.actor_state, **EXIT, actor_id=actor, second_person="b")
    small.permit(actor, "nib", "terbit", number="1" * 13)
    small.visit(actor, facilitator, TODAY, mode="kelompok")
    assert len(rows(machine, schema.session)) == 1


# --- writes ----------------------------------------------------------------------------------------------------------


def together(*tasks: Callable[[], Any]) -> list[Any]:
    """Run at once; each task's answer or its exception."""
    answers: list[Any] = [None] * len(tasks)

    def run(index: int) -> None:
        try:
            answers[index] = tasks[index]()
        except Exception as error:
            answers[index] = error

    threads = [threading.Thread(target=run, args=(index,)) for index in range(len(tasks))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert not any(thread.is_alive() for thread in threads)
    return answers


def test_the_version_rises_with_each_write(machine: Who, clerk: Who) -> None:
    start = version(machine)
    actor = commands.add_actor(clerk, NewActor("A", KALISAT), "form-1")
    commands.edit_actor(clerk, actor, 1, {"product": "kursi"})
    commands.add_facilitators(clerk, ["Sari"])
    assert version(machine) == start + 3
    with pytest.raises(Problem):
        commands.edit_actor(clerk, actor, 1, {"product": "meja"})
    assert version(machine) == start + 3


def test_writes_at_once_lose_nothing(machine: Who, clerk: Who) -> None:
    start, told = version(machine), len(rows(machine, schema.audit))

    def add(letter: str) -> None:
        for number in range(10):
            commands.add_actor(clerk, NewActor(f"{letter} {number}", KALISAT), f"{letter}-{number}")

    assert together(lambda: add("a"), lambda: add("b")) == [None, None]
    assert len(rows(machine, schema.actor)) == 20
    assert version(machine) == start + 20
    assert len(rows(machine, schema.audit)) == told + 20


def test_the_same_form_twice_makes_one_actor(machine: Who, clerk: Who) -> None:
    for name in ("A", "A lagi"):
        assert commands.add_actor(clerk, NewActor(name, KALISAT), "form-1") == "form-1"
    assert [row["business_name"] for row in rows(machine, schema.actor)] == ["A"]
    assert len(rows(machine, schema.actor_place)) == len(rows(machine, schema.actor_personal)) == 1


@pytest.mark.parametrize(
    ("new", "code"),
    [
        (NewActor("  ", KALISAT), "form_name_missing"),
        (NewActor("A", ""), "form_place_missing"),
        (NewActor("A", KALISAT, kbli_code="310"), "form_kbli"),
    ],
)
def test_a_form_filled_badly_gets_a_sentence(machine: Who, clerk: Who, new: NewActor, code: str) -> None:
    with pytest.raises(Problem) as caught:
        commands.add_actor(clerk, new, "form-1")
    assert caught.value.code == code
    assert rows(machine, schema.actor) == []


def test_an_edit_of_what_has_changed_meanwhile_is_refused(machine: Who, clerk: Who) -> None:
    actor = commands.add_actor(clerk, NewActor("A", KALISAT, phone="0811"), "form-1")
    commands.edit_actor(clerk, actor, 1, {"business_name": "B"})
    with pytest.raises(Problem) as caught:
        commands.edit_actor(clerk, actor, 1, {"business_name": "C", "phone": "0812"})
    assert caught.value.code == "changed_meanwhile"
    (row,) = rows(machine, schema.actor)
    assert (row["business_name"], row["row_version"]) == ("B", 2)
    assert rows(machine, schema.actor_personal)[0]["phone"] == "0811"
    with pytest.raises(Problem) as caught:
        commands.edit_actor(clerk, "nobody", 1, {})
    assert caught.value.code == "no_such_actor"


def test_two_edits_at_once_do_not_overwrite_each_other(
    machine: Who, clerk: Who, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both have read version 1 before either writes; one of them must be told."""
    actor = commands.add_actor(clerk, NewActor("A", KALISAT), "form-1")
    meet, real = threading.Barrier(2), commands.actors.may_see_personal

    def wait(*given: Any) -> bool:
        with contextlib.suppress(threading.BrokenBarrierError):  # SQLite lets only one writer in
            meet.wait(timeout=0.5)
        return real(*given)

    monkeypatch.setattr(commands.actors, "may_see_personal", wait)
    answers = together(
        lambda: commands.edit_actor(clerk, actor, 1, {"business_name": "B"}),
        lambda: commands.edit_actor(clerk, actor, 1, {"business_name": "C"}),
    )
    refused = [answer for answer in answers if isinstance(answer, Problem)]
    assert [problem.code for problem in refused] == ["changed_meanwhile"]
    assert answers.count(None) == 1
    assert rows(machine, schema.actor)[0]["business_name"] == ("B" if answers[0] is None else "C")


FULL = NewActor(
    "A",
    KALISAT,
    GAMBIRAN,
    kbli_code="31001",
    commodity="Furnitur kayu",
    product="kursi",
    legal_form="cv",
    workers_m=3,
    owner="Budi",
    phone="0811",
    known_since=date(2019, 5, 1),
)


def test_an_edit_keeps_what_it_does_not_mention(clerk: Who) -> None:
    actor = commands.add_actor(clerk, FULL, "form-1")
    commands.edit_actor(clerk, actor, 1, {"product": "meja"})
    commands.edit_actor(clerk, actor, 2, {"phone": "0812"})
    commands.edit_actor(clerk, actor, 3, {"kecamatan_code": AJUNG, "desa_code": AJUNG_DESA})
    found = queries.actor(clerk, actor)
    kept = {name: found["sector"][name] for name in ("product", "commodity", "kbli_code", "kbli_version", "sector")}
    assert kept == {
        "product": "meja",
        "commodity": "Furnitur kayu",
        "kbli_code": "31001",
        "kbli_version": "2020",
        "sector": "furniture",
    }
    assert (found["business_name"], found["known_since"]) == ("A", date(2019, 5, 1))
    assert (found["place"]["kecamatan_code"], found["place"]["desa_code"]) == (AJUNG, AJUNG_DESA)
    assert found["figures"]["workers_m"] == 3
    assert found["permits"][0]["form"] == "cv"
    personal = commands.open_personal(clerk, actor)
    assert (personal["owner"], personal["phone"]) == ("Budi", "0812")


def test_an_edit_is_a_new_row_and_the_old_one_stays(machine: Who, clerk: Who) -> None:
    actor = commands.add_actor(clerk, FULL, "form-1")
    commands.edit_actor(clerk, actor, 1, {"kbli_code": "10710", "kecamatan_code": AJUNG})
    assert sorted(row["sector"] for row in rows(machine, schema.actor_sector)) == ["food", "furniture"]
    assert sorted(row["kecamatan_code"] for row in rows(machine, schema.actor_place)) == [AJUNG, KALISAT]


@pytest.mark.parametrize(
    ("field", "value"),
    [("commodity", "Rotan"), ("workers_m", 9), ("investment", 5), ("legal_form", "ud"), ("desa_code", None)],
)
def test_an_edit_takes_effect_or_is_refused(clerk: Who, field: str, value: Any) -> None:
    """`changes` are "some fields of NewActor": none may be dropped in silence."""
    actor = commands.add_actor(clerk, FULL, "form-1")
    try:
        commands.edit_actor(clerk, actor, 1, {field: value})
    except (Problem, ValueError):
        return
    found = queries.actor(clerk, actor)
    form = {"legal_form": found["permits"][0]["form"]}
    assert (found["sector"] | found["figures"] | found["place"] | form)[field] == value


def test_reference_words_change_and_codes_do_not(register: str, machine: Who) -> None:
    admin = demo_person(register, "admin")
    (old,) = rows(machine, schema.sector, schema.sector.c.code == "furniture")
    commands.edit_reference(admin, "sector", "furniture", {"name_id": "Mebel", "source": "rapat"})
    (new,) = rows(machine, schema.sector, schema.sector.c.code == "furniture")
    assert new == old | {"name_id": "Mebel", "source": "rapat"}
    (seen,) = (row for row in rows(machine, schema.audit) if row["deed"] == "reference.edit")
    (detail,) = rows(machine, schema.audit_detail, schema.audit_detail.c.audit_id == seen["id"])
    assert detail["before"] == {"name_id": old["name_id"], "source": old["source"]}
    assert detail["after"] == {"name_id": "Mebel", "source": "rapat"}
    for name, code, changes, problem in (
        ("sector", "furniture", {"code": "mebel"}, "reference_fixed"),
        ("sector", "furniture", {"position": 1}, "reference_fixed"),
        ("kecamatan", KALISAT, {"name": "Kali"}, "reference_fixed"),
        ("sector", "no-such", {"name_id": "X"}, "reference_fixed"),
        ("sector", "furniture", {"name_id": " "}, "name_empty"),
    ):
        with pytest.raises(Problem) as caught:
            commands.edit_reference(admin, name, code, changes)
        assert caught.value.code == problem
    assert rows(machine, schema.sector, schema.sector.c.code == "furniture") == [new]


def test_a_name_cleared_in_the_editor_gets_a_sentence(register: str) -> None:
    """An emptied cell of the editor arrives as None."""
    with pytest.raises(Problem) as caught:
        commands.edit_reference(demo_person(register, "admin"), "sector", "furniture", {"name_en": None})
    assert caught.value.code == "name_empty"


def test_how_long_a_permit_takes_is_a_number_of_days_or_unknown(register: str, machine: Who) -> None:
    admin = demo_person(register, "admin")
    for days in (-1, 2.5, "3", True, 3651):
        with pytest.raises(Problem) as caught:
            commands.edit_reference(admin, "permit_kind", "nib", {"usual_days": days})
        assert caught.value.code == "usual_days_unreadable"
    for days in (0, 14, None):
        commands.edit_reference(admin, "permit_kind", "nib", {"usual_days": days, "source": "rapat"})
        (row,) = rows(machine, schema.permit_kind, schema.permit_kind.c.code == "nib")
        assert (row["usual_days"], row["source"]) == (days, "rapat")


def test_registers_that_are_there_learn_how_long_permits_take(empty: str) -> None:
    """What new ones begin with; the source an office has stays before it, and its own kinds as they are."""
    with (region().folder / "permit_kinds.csv").open(encoding="utf-8") as file:
        shipped = {row["code"]: row for row in csv.DictReader(file)}
    before = {code: row["source"].split("; lama: ")[0] for code, row in shipped.items()} | {"own": "kami"}
    plain = {"kab_code": "35.09", "name_id": "x", "name_en": "x", "basic": True, "sectors": "*", "position": 1}
    try:
        with db.engine(empty, writable=True).begin() as conn:
            made = config()
            made.attributes["connection"] = conn
            command.upgrade(made, "0007")
            old = sa.table("permit_kind", *map(sa.column, (*plain, "code", "source")))
            conn.execute(old.insert(), [plain | {"code": code, "source": source} for code, source in before.items()])
        migrate(empty)
        with db.engine(empty, writable=True).begin() as conn:
            kinds = {row.code: row for row in conn.execute(sa.select(schema.permit_kind))}
    finally:
        db.close()
    told = {code: (str(row.usual_days or ""), row.source) for code, row in kinds.items()}
    assert told == {code: (row["usual_days"], row["source"]) for code, row in shipped.items()} | {"own": ("", "kami")}


def test_a_legal_form_the_office_confirms_counts_from_then_on(register: str, machine: Who, leader: Who) -> None:

    Small(machine).actor("A", legal_form="ud", known_since=clock.today() - timedelta(days=9))
    lacks = Filter(lacks=("badan_usaha",))
    assert len(queries.actor_list(leader, lacks)) == 1
    commands.edit_reference(demo_person(register, "admin"), "legal_form", "ud", {"legal_entity": True})
    assert len(queries.actor_list(leader, lacks)) == 0
