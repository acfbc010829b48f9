"""Files that wait: what they say stands in no table, and what nobody needs any more does not lie about."""

import os
import time
from pathlib import Path

import pytest
import sqlalchemy as sa

from data import clock, commands, db, inbox, queries, schema
from data.__main__ import main
from data.access import Who
from data.people import demo_person
from data.settings import settings
from tests.bringing import check
from tests.small import Small

TITLES = "Nama Usaha,Pemilik,Kecamatan"
OWNER = "Bu Penanda"


def lying() -> set[str]:
    return {path.name.partition(".")[0] for path in (settings().var / "inbox").glob("*")}


def left(batch_id: str, hours: float) -> Path:
    """A file of a batch, last touched so long ago."""
    inbox.keep(batch_id, "a.csv", b"Pemilik\n")
    path, then = inbox.path_of(batch_id), time.time() - hours * 3600
    os.utime(path, (then, then))
    return path


def test_values_of_columns_are_shown_from_the_file_and_stand_in_no_batch(clerk: Who) -> None:
    batch_id = commands.bring_file(clerk, "a.csv", f"{TITLES}\nMebel,{OWNER},Kalisat\n".encode())
    for _ in range(2):
        columns = queries.batch(clerk, batch_id).columns
        assert columns[1] == ("B", "Pemilik", (OWNER,)), "from the file, and from what was noted of it"
    with db.read(clerk) as conn:
        assert OWNER not in str(conn.execute(sa.select(schema.import_batch)).mappings().all())
    commands.drop_batch(clerk, batch_id)
    assert lying() == set()


def test_an_erasure_takes_every_file_that_waits(clerk: Who, register: str, machine: Who) -> None:
    actor = Small(machine).actor("Mebel Jati", owner=OWNER)
    checked = check(clerk, TITLES, f"Nama Lain,{OWNER},Kalisat")
    brought = commands.bring_file(clerk, "b.csv", f"{TITLES}\nLagi,{OWNER},Kalisat\n".encode())
    assert queries.batch(clerk, brought).columns[1][2] == (OWNER,)
    assert lying() == {checked, brought}
    commands.erase_subject(demo_person(register, "admin"), actor, "diminta")
    assert lying() == set()
    with db.read(clerk) as conn:
        for table in (schema.import_batch, schema.import_row, schema.job):
            assert conn.execute(sa.select(table)).all() == [], table.name


def test_what_a_crash_left_behind_goes_when_a_file_is_brought(clerk: Who) -> None:
    waits = check(clerk, TITLES, "Mebel,,Kalisat")
    then = time.time() - 9 * 3600
    os.utime(inbox.path_of(waits), (then, then))
    left("lost", hours=2)
    left("new", hours=0.1)
    brought = commands.bring_file(clerk, "b.csv", f"{TITLES}\nLagi,,Kalisat\n".encode())
    assert lying() == {waits, brought, "new"}


def test_what_waited_too_long_goes_when_the_register_is_prepared(clerk: Who, register: str) -> None:
    old, new = check(clerk, TITLES, "Mebel,,Kalisat"), check(clerk, TITLES, "Tahu,,Kalisat")
    table = schema.import_batch
    with db.engine(db.url_of(register), writable=True).begin() as conn:
        days = {"recorded_at": clock.now() - commands.imports.sweeping.KEPT * 2}
        conn.execute(table.update().where(table.c.id == old).values(days))
    left("lost", hours=2)
    assert main(["--register", register, "prepare", "--kind", "uji"]) == 0
    assert lying() == {new}
    assert queries.batches(clerk)["id"].tolist() == [new]


def test_nothing_goes_while_a_register_cannot_be_asked(clerk: Who, monkeypatch: pytest.MonkeyPatch) -> None:
    left("of-another", hours=2)
    broken = settings().var / "broken.db"
    broken.write_bytes(b"no database")
    monkeypatch.setitem(settings().registers, "broken", f"sqlite:///{broken}")
    check(clerk, TITLES, "Mebel,,Kalisat")
    assert "of-another" in lying()


def test_what_a_batch_holds_of_people_is_a_look_that_is_written_down(clerk: Who, machine: Who, register: str) -> None:
    actor = Small(machine).actor("Mebel Jati", owner="Slamet", phone="081234567890")
    lines = f"{actor},Mebel Jati,Slamet Riyadi,Kalisat", ",,Tanpa Nama,Kalisat"
    batch_id = check(clerk, f"ID Pelaku,{TITLES}", *lines)
    frame, total = commands.open_changes(clerk, batch_id)
    assert (total, frame["old"].tolist(), frame["new"].tolist()) == (1, ["Slamet"], ["Slamet Riyadi"])
    assert commands.open_rejected(clerk, batch_id)
    looks = queries.audit_search(demo_person(register, "admin"), limit=2)
    assert set(zip(looks["deed"], looks["about_kind"], looks["about_id"], strict=True)) == {
        ("actor.personal", "import_batch", batch_id)
    }
    assert len(looks) == 2
