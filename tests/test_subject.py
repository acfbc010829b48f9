"""Subject access and erasure (UU 27/2022): nothing held is left out of the file, nothing personal is left after."""

import json
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from data import clock, commands, db, queries, schema
from data.access import Who
from data.commands.subject import EMPTIED, ERASED_NAME, OF_OTHERS, REPLACED
from data.filter import Filter
from data.importing import fingerprint
from data.people import demo_person
from data.problem import Problem
from data.text import text
from tests.small import GAMBIRAN, KALISAT, LONG_AGO, Small

MARK = "Penanda"
NUMBER = "987654321012345"
MONEY = 987_654_321
TODAY = clock.today()

# Every text column about an actor that keeps what it says, and why that is nobody's personal data.
KEPT = {
    "business_name",  # decision 23; goes with also_name
    "search_name",
    "fingerprint",  # made anew without the owner
    "product",
    "commodity",
    "capacity_unit",
    "known_since_source",  # the kind of source: a file, a request, this app
    "reason",  # a code; other words become "lainnya"
    "topics",  # codes
    "codes",
    "action",
    "kept_because",  # names of tables and fields
    "channel",
    "mode",
    "outcome",
    "change",
    "state",
    "status",
    "kind",
    "form",
    "sector",
    "kbli_code",
    "kbli_version",
    "decision",
    "buyer",  # a kind of buyer, a code
    "ticket",  # says nothing to whoever does not hold it
    "refusal",
}


@pytest.fixture
def small(machine: Who) -> Small:
    return Small(machine)


@pytest.fixture
def admin(register: str) -> Who:
    return demo_person(register, "admin")


def everything(who: Who) -> dict[str, list[str]]:
    """Table -> each of its rows as text."""
    with db.read(who) as conn:
        return {
            table.name: [
                " ".join(json.dumps(value, default=str, ensure_ascii=False) for value in row)
                for row in conn.execute(sa.select(table))
            ]
            for table in schema.metadata.sorted_tables
        }


def found_in(who: Who, *words: str) -> set[str]:
    """The tables in which one of the words stands."""
    held = everything(who)
    return {name for name, rows in held.items() if any(word in row for row in rows for word in words)}


MARKS = (MARK, NUMBER, str(MONEY))


def plant(small: Small, clerk: Who, owner: str = f"Bu {MARK}") -> tuple[str, str]:
    """An actor with a double entry, and the marker wherever somebody's words can stand; both ids."""
    facts: dict[str, Any] = {"owner": owner, "phone": f"0811 {MARK}", "address": f"Jl. {MARK}", "lon": 113.8}
    facts |= {"lat": -8.1, "investment": MONEY, "output_value": MONEY, "materials_value": MONEY, "workers_m": 3}
    actor, double = (small.actor(name, GAMBIRAN, **facts) for name in ("Mebel Jati", "Mebel Jati 2"))
    base, personal = schema.actor, schema.actor_personal
    sari = small.facilitator("Sari")
    for one in (actor, double):
        words = {"result": f"kata {MARK}", "next_step": f"janji {MARK}", "next_due": TODAY + timedelta(days=9)}
        small.visit(one, sari, TODAY - timedelta(days=40), **words)
        small.permit(one, "npwp", "terbit", number=NUMBER, raw=f"NPWP {MARK}")
        small.insert(schema.request, actor_id=one, on_date=TODAY, channel="desa", note=f"minta {MARK}")
        with db.read(clerk) as conn:
            contact = conn.scalar(sa.select(schema.contact.c.id).where(schema.contact.c.actor_id == one))
        kept = {"actor_id": one, "contact_id": contact, "on_date": TODAY, "change": "kept"}
        small.insert(schema.promise_event, note=f"tepat {MARK}", **kept)
        small.insert(schema.need_event, actor_id=one, kind="modal", change="raised", on_date=TODAY)
        small.assign(sari, actor_id=one)
    commands.propose_exit(clerk, "exit-1", actor, "closed", "lainnya", TODAY, f"sakit {MARK}")
    left = {"state": "closed", "reason": f"ikut {MARK}", "by_person": "a", "second_person": "b"}
    small.insert(schema.actor_state, actor_id=double, on_date=date(2024, 1, 1), **left)
    commands.edit_actor(clerk, actor, 1, {"owner": f"{owner} lain", "phone": f"0812 {MARK}"})
    commands.edit_actor(clerk, actor, 2, {"owner": owner})
    with db.engine(db.url_of(clerk.register), writable=True).begin() as conn:
        conn.execute(base.update().where(base.c.id == double).values(merged_into=actor, merged_at=clock.now()))
        conn.execute(personal.update().where(personal.c.actor_id == double).values(owner=owner))
    asked = {"id": f"help-{actor}", "ticket": "0000-0000-0", "on_date": TODAY, "channel": "desa", "by_person": "x"}
    small.insert(schema.help_request, **asked, kecamatan_code=KALISAT, state="accepted", actor_id=actor)
    words = {"name": f"nama {MARK}", "contact": f"0813 {MARK}", "note": f"minta {MARK}", "consented_at": LONG_AGO}
    small.insert(schema.help_personal, help_id=f"help-{actor}", **words)
    changes = {"owner": [f"dulu {MARK}", owner]}
    small.insert(schema.merge, actor_id=actor, gone_id=double, changes=changes, by_person="p")
    _plant_supply(small, actor)
    _plant_import(small, actor, owner)
    _plant_drafts(small, actor, owner)
    return actor, double


def _plant_supply(small: Small, actor: str) -> None:
    """Consent to be listed, and a buyer who asks; the buyer's name and contact are the buyer's."""
    words = {
        name: f"{name} {MARK}" for name in ("consent_paper", "product", "price", "capacity", "lead_time", "origin")
    }
    small.insert(schema.listing, actor_id=actor, consented_on=TODAY, by_person="x", **words)
    asked = {"buyer": "ritel", "name": "Bu Pembeli", "contact": "0899", "words": f"pesan ke {MARK}", "by_person": "x"}
    small.insert(schema.enquiry, id=f"ask-{actor}", ticket=f"t-{actor}", actor_id=actor, **asked)


def _plant_import(small: Small, actor: str, owner: str) -> None:
    batch = {"id": "batch", "kind": "actors", "file_name": "a.xlsx", "file_sha256": "0", "by_person": "x"}
    small.insert(schema.import_batch, rows=3, accepted=1, warned=0, rejected=2, **batch)
    raw = {"Nama Usaha": "MEBEL  JATI", "Pemilik": owner, "Catatan": f"kata {MARK}"}
    rows = {1: ("accepted", actor), 2: ("accepted", None), 3: ("rejected", None)}
    for number, (outcome, about) in rows.items():
        row = {"batch_id": "batch", "row": number, "outcome": outcome, "actor_id": about, "codes": "", "raw": raw}
        small.insert(schema.import_row, **row)


def _plant_drafts(small: Small, actor: str, owner: str) -> None:
    content = {"result": f"kata {MARK}"}
    for about, more in ((actor, {}), ("visit", {"actors": [actor]}), ("actor_add", {"owner": owner})):
        row = {"person_id": "p", "about": about, "form_id": about, "content": content | more, "saved_at": LONG_AGO}
        small.insert(schema.draft, **row)
    other = {"person_id": "p", "about": "other", "form_id": "o", "content": {"result": "biasa"}, "saved_at": LONG_AGO}
    small.insert(schema.draft, **other)


# --- the file --------------------------------------------------------------------------------------------------------


def test_the_file_holds_every_row_about_the_business(small: Small, clerk: Who, admin: Who) -> None:
    actor, double = plant(small, clerk)
    stranger = small.actor("Mebel Lain", owner="Pak Rahasia")
    commands.edit_actor(clerk, stranger, 1, {"phone": "0899"})
    raw = commands.subject_file(admin, actor)
    file = json.loads(raw.decode("utf-8"))
    assert raw.count(b"\n") > 100, "indented, to be read"

    with db.read(admin) as conn:
        for table in schema.about_actor():
            mine = table.c.actor_id.in_([actor, double])
            expected = conn.scalar(sa.select(sa.func.count()).select_from(table).where(mine)) or 0
            extra = 2 if table.name == "import_row" else 0  # a repeat and a rejected row with the owner's name
            assert len(file[text(f"held.{table.name}")]) == expected + extra, table.name
            assert expected or table.name in ("assignment",), f"{table.name}: nothing was planted"
    assert {row["id"] for row in file[text("held.actor")]} == {actor, double}
    assert {row["about"] for row in file[text("held.draft")]} == {actor, "visit", "actor_add"}
    deeds = [row["deed"] for row in file[text("held.audit")]]
    assert {"actor.add", "actor.edit", "exit.propose"} <= set(deeds)
    assert f"0812 {MARK}" in json.dumps([row["after"] for row in file[text("held.audit")]])
    assert "Bu Pembeli" not in raw.decode() and "pesan ke" not in raw.decode(), "a buyer's words are the buyer's"
    assert "Pak Rahasia" not in raw.decode() and "0899" not in raw.decode() and "biasa" not in raw.decode()

    newest = queries.audit_search(admin, limit=1).iloc[0]
    assert (newest["deed"], newest["about_id"]) == ("subject.export", actor)


def test_a_new_table_about_actors_cannot_be_forgotten() -> None:
    """The file walks the schema; whatever points to an actor has a heading, so that it is read as what it is."""
    names = {table.name for table in schema.about_actor()}
    pointing = {
        table.name
        for table in schema.metadata.sorted_tables
        for key in table.foreign_keys
        if key.column.table is schema.actor and key.column.name == "id"
    }
    assert pointing - {"actor", "possible_double"} == names, "a pair holds codes and ids only"
    for name in (*names, "actor", "draft", "audit"):
        assert text(f"held.{name}")


def test_every_text_about_an_actor_is_emptied_or_known_to_be_nobodys() -> None:
    """A new column of words about actors fails here until somebody decides."""
    undecided = {
        f"{table.name}.{column.name}"
        for table in (schema.actor, *schema.about_actor())
        for column in table.c
        if isinstance(column.type, sa.Text | sa.JSON | sa.Float | sa.BigInteger)
        and column.name not in EMPTIED.get(table.name, ())
        and column.name not in KEPT
        and column.name not in OF_OTHERS.get(table.name, ())
        and not column.name.endswith(("_id", "_code", "_precision", "_into"))
        and column.name
        not in ("id", "by_person", "second_person", "decided_by", "undone_by", "withdrawn_by", "capacity")
        and not (table is schema.listing and column.name in REPLACED)
    }
    assert undecided == set()
    assert all(set(columns) <= set(schema.metadata.tables[name].c.keys()) for name, columns in EMPTIED.items())


# --- erasure ---------------------------------------------------------------------------------------------------------


def test_after_erasure_no_marker_is_left_anywhere(small: Small, clerk: Who, admin: Who) -> None:
    actor, double = plant(small, clerk)
    planted = found_in(admin, *MARKS)
    assert planted == {*EMPTIED, "audit_detail", "draft", "actor_state"}, "the marker stands wherever words can"
    commands.erase_subject(admin, actor, "permintaan tertulis 3 November 2026")
    assert found_in(admin, *MARKS) == set()
    held = everything(admin)
    assert len(held["draft"]) == 1, "somebody else's draft stays"
    with db.read(admin) as conn:
        rows = conn.execute(sa.select(schema.actor).where(schema.actor.c.id.in_([actor, double]))).mappings().all()
    for row in rows:
        assert row["erased_at"] is not None
        assert row["fingerprint"] == fingerprint(row["business_name"], None, KALISAT, GAMBIRAN)
    with db.engine(db.url_of(admin.register), writable=False).connect() as conn:
        if conn.dialect.name == "sqlite":
            assert conn.exec_driver_sql("SELECT count(*) FROM contact WHERE result IS NOT NULL").scalar() == 0


def counts(who: Who) -> dict[str, int]:
    return {name: len(rows) for name, rows in everything(who).items()}


def test_what_happened_stays_and_no_figure_changes(small: Small, clerk: Who, admin: Who) -> None:
    actor, _ = plant(small, clerk)

    def told() -> Iterator[Any]:
        for wanted in (Filter(), Filter(as_of=TODAY - timedelta(days=400)), Filter(has=("npwp",))):
            for by in ("kecamatan", "desa", "sector"):
                answer = queries.figures(admin, wanted, by)
                yield answer.rows.to_dict("records"), answer.total
            yield queries.permits(admin, wanted).to_dict("records"), queries.needs(admin, wanted).to_dict("records")
            yield queries.change(admin, wanted, TODAY - timedelta(days=365)).steps

    before, figures = counts(admin), repr(list(told()))
    commands.erase_subject(admin, actor, "diminta pemilik")
    after = counts(admin)
    assert repr(list(told())) == figures
    kept = before.keys() - schema.DERIVED
    gone = {name: before[name] - after[name] for name in kept if before[name] != after[name]}
    assert gone == {"draft": 3, "audit": -2, "audit_detail": -2}


def test_that_something_was_erased_and_why_remains(small: Small, clerk: Who, admin: Who) -> None:
    actor, _ = plant(small, clerk)
    commands.erase_subject(admin, actor, "surat 12/XI/2026")
    commands.erase_subject(admin, actor, "sekali lagi")
    rows = [row for row in queries.actor_history(admin, actor) if row["deed"] == "subject.erase"]
    assert [row["after"]["reason"] for row in rows] == ["sekali lagi", "surat 12/XI/2026"]
    assert all(row["after"]["erased"] for row in rows)
    older = [row for row in queries.actor_history(admin, actor) if row["deed"] not in ("subject.erase", "audit.see")]
    assert older and {repr(row["before"]) + repr(row["after"]) for row in older} == {"NoneNone"}
    assert commands.open_personal(clerk, actor) == dict.fromkeys(("owner", "phone", "address", "lon", "lat"))


def test_the_business_name_stays_unless_it_is_to_go(small: Small, clerk: Who, admin: Who) -> None:
    actor, _ = plant(small, clerk)
    commands.erase_subject(admin, actor, "diminta pemilik")
    assert list(queries.search(admin, "jati")["id"]) == [actor]
    commands.erase_subject(admin, actor, "diminta pemilik", also_name=True)
    assert queries.search(admin, "jati").empty
    assert found_in(admin, "Mebel Jati", "mebel jati", "MEBEL  JATI") == set()
    assert queries.actor(admin, actor)["business_name"] == ERASED_NAME


def test_others_keep_theirs(small: Small, clerk: Who, admin: Who) -> None:
    actor, _ = plant(small, clerk)
    other = small.actor("Mebel Lain", owner="Pak Lain", phone="0899")
    small.visit(other, small.facilitator("Rini"), TODAY, result="tetap")
    commands.edit_actor(clerk, other, 1, {"address": "Jl. Lain"})
    before = [row for rows in everything(admin).values() for row in rows if other in row]
    commands.erase_subject(admin, actor, "diminta pemilik")
    after = [row for rows in everything(admin).values() for row in rows if other in row]
    assert sorted(after) == sorted(before)


def test_only_an_admin_and_only_with_a_reason(small: Small, clerk: Who, leader: Who, admin: Who) -> None:
    actor, _ = plant(small, clerk)
    before = everything(admin)
    for who in (clerk, leader):
        for change in (
            lambda by=who: commands.erase_subject(by, actor, "x"),
            lambda by=who: commands.subject_file(by, actor),
        ):
            with pytest.raises(Problem) as caught:
                change()
            assert caught.value.code == "not_allowed"
    for given, code in (((actor, "  "), "erase_reason_missing"), (("no-such", "x"), "no_such_actor")):
        with pytest.raises(Problem) as caught:
            commands.erase_subject(admin, *given)
        assert caught.value.code == code
    assert everything(admin) == before
