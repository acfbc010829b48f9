"""An import is one batch: seen before it is written, written whole, undone whole; the same file twice is one."""

import io
import json
import os
import subprocess
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import openpyxl
import pytest
import sqlalchemy as sa

from data import clock, commands, db, inbox, queries, schema
from data.access import Who
from data.commands.imports import bring as bring_module
from data.commands.imports import jobs
from data.filter import Filter
from data.inbox import Stopped, Superseded
from data.people import demo_person
from data.problem import Problem
from data.settings import settings
from tests.bringing import TRACES, bring, check, check_bytes, counted, everything
from tests.small import AJUNG, GAMBIRAN, KALISAT, Small

TITLES = "Nama Usaha,Pemilik,Desa,Kecamatan,Telepon,Jenis Izin,No Izin"
TWO = (TITLES, "Mebel Jati,Slamet,Gambiran,Kalisat,081234567890,TDI,530/12/TDI/2015", "Tahu Sari,Tini,,Ajung,,,")


def actor_named(who: Who, name: str) -> Any:
    base, personal = schema.actor, schema.actor_personal
    asked = sa.select(base, personal.c.owner, personal.c.phone, personal.c.address).join(
        personal, personal.c.actor_id == base.c.id
    )
    with db.read(who) as conn:
        return conn.execute(asked.where(base.c.business_name == name)).mappings().one()


def batch_in(who: Who, batch_id: str) -> Any:
    return queries.batch(who, batch_id)


# --- one file --------------------------------------------------------------------------------------------------------


def test_a_file_is_seen_before_anything_is_written(clerk: Who) -> None:
    before = everything(clerk, without=("import_batch", "import_row"))
    batch = batch_in(clerk, check(clerk, *TWO, "Tanpa Tempat,,,Antah,,,"))
    assert batch.state == "checked"
    assert batch.counts == {"rows": 3, "accepted": 1, "warned": 1, "rejected": 1}
    assert batch.actions == {"add": 2, "change": 0, "same": 0, "repeat": 0, "none": 1}
    assert everything(clerk, without=("import_batch", "import_row")) == before, "no fact, no audit row, no version"
    assert inbox.path_of(batch.id).exists()


def test_a_batch_is_written_once_and_its_file_goes(clerk: Who, leader: Who) -> None:
    batch_id = bring(clerk, *TWO)
    assert queries.figures(leader, Filter()).total["actors"] == 2
    jati = actor_named(clerk, "Mebel Jati")
    assert (jati["owner"], jati["phone"], jati["batch_id"]) == ("Slamet", "081234567890", batch_id)
    batch = batch_in(clerk, batch_id)
    assert (batch.state, batch.added, batch.changed) == ("written", 2, 0)
    with pytest.raises(Problem) as gone:
        inbox.path_of(batch_id)
    assert gone.value.code == "file_gone"
    with pytest.raises(Problem) as twice:
        commands.write_batch(clerk, batch_id)
    assert twice.value.code == "batch_not_checked"
    assert queries.figures(leader, Filter()).total["actors"] == 2


def test_the_same_file_twice_changes_nothing_and_says_so(clerk: Who) -> None:
    bring(clerk, *TWO, name="pertama.csv")
    before = everything(clerk, without=TRACES)
    again = check(clerk, *TWO, name="kedua.csv")
    batch = batch_in(clerk, again)
    assert batch.actions == {"add": 0, "change": 0, "same": 2, "repeat": 0, "none": 0}
    assert batch.same_as is not None
    assert batch.same_as[0] == "pertama.csv"
    commands.write_batch(clerk, again)
    assert everything(clerk, without=TRACES) == before


def test_a_repeat_in_the_file_adds_its_permit_once(clerk: Who) -> None:
    lines = (*TWO, "Mebel Jati,Slamet,Gambiran,Kalisat,,SIUP,531/12/SIUP/2016")
    batch = batch_in(clerk, bring(clerk, *lines))
    assert (batch.added, batch.actions["repeat"]) == (2, 1)
    before = everything(clerk, without=TRACES)
    assert len(before["permit_event"]) == 2
    bring(clerk, *lines)
    assert everything(clerk, without=TRACES) == before


def test_another_sheet_of_the_same_file_is_another_file(clerk: Who) -> None:
    book = openpyxl.Workbook()
    for title, name in (("Kalisat", "Mebel Jati"), ("Ajung", "Tahu Sari")):
        sheet = book.create_sheet(title)
        sheet.append(["Nama Usaha", "Kecamatan"])
        sheet.append([name, title])
    content = io.BytesIO()
    book.save(content)
    commands.write_batch(clerk, check_bytes(clerk, content.getvalue(), "a.xlsx"))
    again = commands.bring_file(clerk, "a.xlsx", content.getvalue())
    assert batch_in(clerk, again).same_as is not None
    other = next(sheet for sheet in batch_in(clerk, again).sheets if sheet != batch_in(clerk, again).sheet)
    commands.choose_columns(clerk, again, sheet=other)
    assert batch_in(clerk, again).same_as is None


# --- old and new -----------------------------------------------------------------------------------------------------

LATER = (TITLES, "Mebel Jati,Slamet Riyadi,Gambiran,Kalisat,081299998888,TDI,530/12/TDI/2015")


def changes(who: Who, batch_id: str) -> dict[str, tuple[Any, Any, bool]]:
    frame, _ = commands.open_changes(who, batch_id)
    return {row["field"]: (row["old"], row["new"], bool(row["fills"])) for row in frame.to_dict("records")}


def of_jati(who: Who, *more: str) -> tuple[str, ...]:
    """A file that knows the business by its id."""
    actor = actor_named(who, "Mebel Jati")["id"]
    titles = "ID Pelaku,Nama Usaha,Pemilik,Desa,Kecamatan,Telepon,Alamat"
    return (titles, f"{actor},Mebel Jati,Slamet Riyadi,Gambiran,Kalisat,081299998888,Jl. Melati 4", *more)


def test_updates_show_old_and_new_before_they_are_written(clerk: Who) -> None:
    bring(clerk, *TWO)
    batch_id = check(clerk, *of_jati(clerk))
    assert changes(clerk, batch_id) == {
        "owner": ("Slamet", "Slamet Riyadi", False),
        "phone": ("081234567890", "081234567890 / 081299998888", True),
        "address": (None, "Jl. Melati 4", True),
    }
    assert actor_named(clerk, "Mebel Jati")["address"] is None


@pytest.mark.parametrize(
    ("policy", "owner", "phone", "address"),
    [
        ("fill", "Slamet", "081234567890 / 081299998888", "Jl. Melati 4"),
        ("replace", "Slamet Riyadi", "081234567890 / 081299998888", "Jl. Melati 4"),
        ("none", "Slamet", "081234567890", None),
    ],
)
def test_a_person_says_how_far_a_file_may_change_the_register(
    clerk: Who, policy: str, owner: str, phone: str, address: str | None
) -> None:
    bring(clerk, *TWO)
    batch = batch_in(clerk, bring(clerk, *of_jati(clerk), updates=policy))
    jati = actor_named(clerk, "Mebel Jati")
    assert (jati["owner"], jati["phone"], jati["address"]) == (owner, phone, address)
    assert (batch.added, batch.changed) == (0, 0 if policy == "none" else 1)
    assert queries.undo_preview(clerk, batch.id) == {"remove": 0, "restore": batch.changed, "keep": 0}


def test_how_far_a_file_may_change_the_register_is_one_of_three(clerk: Who) -> None:
    batch_id = check(clerk, *TWO)
    with pytest.raises(ValueError, match="updates"):
        commands.choose_columns(clerk, batch_id, options={"updates": "all"})
    assert "updates" not in batch_in(clerk, batch_id).options


def test_a_desa_that_neither_side_knows_is_no_change(clerk: Who) -> None:
    bring(clerk, *TWO)
    sari = actor_named(clerk, "Tahu Sari")["id"]
    moved = check(clerk, "ID Pelaku,Nama Usaha,Pemilik,Desa,Kecamatan", f"{sari},Tahu Sari,Tini,,Kalisat")
    assert changes(clerk, moved) == {"kecamatan_code": (AJUNG, KALISAT, False)}


def test_what_somebody_writes_after_the_check_is_kept_and_said(clerk: Who) -> None:
    bring(clerk, *TWO)
    batch_id = check(clerk, *of_jati(clerk), updates="replace")
    jati = actor_named(clerk, "Mebel Jati")
    commands.edit_actor(clerk, jati["id"], jati["row_version"], {"owner": "Slamet bin Karto"})
    commands.write_batch(clerk, batch_id)
    after = actor_named(clerk, "Mebel Jati")
    assert (after["owner"], after["address"]) == ("Slamet bin Karto", "Jl. Melati 4")
    kept = queries.kept_rows(clerk, batch_id)
    assert kept[["business_name", "why"]].to_dict("records") == [
        {"business_name": "Mebel Jati", "why": ["changed_meanwhile"]}
    ]


def test_a_changed_business_has_its_change_in_its_history(clerk: Who) -> None:
    bring(clerk, *TWO)
    actor = actor_named(clerk, "Mebel Jati")["id"]
    bring(clerk, *of_jati(clerk))
    with db.read(clerk) as conn:
        table = schema.audit.c
        deeds = conn.scalars(sa.select(table.deed).where(table.about_kind == "actor", table.about_id == actor)).all()
    assert deeds == ["import.run"]


# --- undo ------------------------------------------------------------------------------------------------------------


def test_an_undone_batch_leaves_the_register_as_it_was(clerk: Who) -> None:
    bring(clerk, *TWO)
    before = everything(clerk, without=TRACES)
    versions = {row[1]: row for row in before.pop("actor")}
    batch_id = bring(clerk, *of_jati(clerk, ",Batik Baru,Ani,,Ajung,0331 487021,"), updates="replace")
    assert queries.undo_preview(clerk, batch_id) == {"remove": 1, "restore": 1, "keep": 0}
    done = commands.undo_batch(clerk, batch_id)
    assert (done.removed, done.restored, done.kept) == (1, 1, 0)
    after = everything(clerk, without=TRACES)
    assert {row[1] for row in after.pop("actor")} == set(versions)
    assert after == before
    assert batch_in(clerk, batch_id).state == "undone"
    with pytest.raises(Problem) as twice:
        commands.undo_batch(clerk, batch_id)
    assert twice.value.code == "batch_not_written"
    with db.read(clerk) as conn:
        rows = schema.import_row.c
        left = conn.scalars(sa.select(rows.raw).where(rows.batch_id == batch_id)).all()
    assert left == [None, None], "what a file that was never true said of people is nobody's to keep"


def touch_contact(who: Who, actor: str) -> None:
    small = Small(who)
    small.visit(actor, small.facilitator("Sari"), clock.today())


TOUCHES: dict[str, tuple[Callable[[Who, str], Any], str]] = {
    "visited": (touch_contact, "contact"),
    "edited": (lambda who, actor: commands.edit_actor(who, actor, 1, {"product": "kursi"}), "edited"),
    "asked for help": (
        lambda who, actor: commands.log_request(who, clock.new_id(), actor, clock.today(), "sendiri"),
        "request",
    ),
    "given a permit": (lambda who, actor: Small(who).permit(actor, "nib", "terbit", number="1" * 13), "permit_event"),
}


@pytest.mark.parametrize("what", TOUCHES)
def test_what_people_did_since_is_kept_and_listed(clerk: Who, machine: Who, what: str) -> None:
    batch_id = bring(clerk, *TWO)
    touch, why = TOUCHES[what]
    actor = actor_named(clerk, "Mebel Jati")["id"]
    touch(machine if what in ("visited", "given a permit") else clerk, actor)
    assert queries.undo_preview(clerk, batch_id) == {"remove": 1, "restore": 0, "keep": 1}
    done = commands.undo_batch(clerk, batch_id)
    assert (done.removed, done.kept) == (1, 1)
    kept = queries.kept_rows(clerk, batch_id)
    assert kept["business_name"].tolist() == ["Mebel Jati"]
    assert why in kept["why"].iloc[0]
    actors = queries.figures(demo_person(clerk.register, "pimpinan"), Filter()).total["actors"]
    assert actors == 1


def test_a_field_that_somebody_wrote_since_stays(clerk: Who) -> None:
    bring(clerk, *TWO)
    batch_id = bring(clerk, *of_jati(clerk), updates="replace")
    jati = actor_named(clerk, "Mebel Jati")
    commands.edit_actor(clerk, jati["id"], jati["row_version"], {"owner": "Slamet bin Karto"})
    done = commands.undo_batch(clerk, batch_id)
    after = actor_named(clerk, "Mebel Jati")
    assert (after["owner"], after["phone"], after["address"]) == ("Slamet bin Karto", "081234567890", None)
    assert (done.restored, done.kept) == (0, 1)
    assert queries.kept_rows(clerk, batch_id)["why"].iloc[0] == ["changed:owner"]


def test_permits_of_hand_stay_append_only(clerk: Who, machine: Who) -> None:
    bring(clerk, *TWO)
    with pytest.raises(sa.exc.DBAPIError), db.write(machine, "register.fill", db.About("register", "x")) as writing:
        writing.conn.execute(schema.permit_event.delete())


# --- visits ----------------------------------------------------------------------------------------------------------

WHEN = clock.today() - timedelta(days=40)
VISITS = "Tanggal,Pendamping,Nama Usaha,Kecamatan,Cara,Status"


@pytest.fixture
def visited(machine: Who) -> Small:
    small = Small(machine)
    small.actor("Mebel Jati", GAMBIRAN)
    small.actor("Tahu Sari", AJUNG)
    small.facilitator("Sari Dewi")
    return small


def a_visit(name: str, place: str, mode: str = "di tempat") -> str:
    return f"{WHEN:%d/%m/%Y},Sari Dewi,{name},{place},{mode},bertemu"


def test_visits_come_in_once_and_go_with_their_batch(visited: Small, clerk: Who) -> None:
    before = everything(clerk, without=TRACES)
    lines = (VISITS, a_visit("Mebel Jati", "Kalisat"), a_visit("Tahu Sari", "Ajung", "kelompok"))
    batch_id = bring(clerk, *lines)
    assert batch_in(clerk, batch_id).added == 2
    assert counted(clerk)["session"] == 1
    again = batch_in(clerk, bring(clerk, *lines))
    assert (again.added, again.actions["same"]) == (0, 2)
    done = commands.undo_batch(clerk, batch_id)
    assert (done.removed, done.kept) == (2, 0)
    assert everything(clerk, without=TRACES) == before, "the day since which visits are recorded is as before too"


def test_a_visit_on_which_something_rests_is_kept(visited: Small, clerk: Who) -> None:
    batch_id = bring(clerk, VISITS, a_visit("Mebel Jati", "Kalisat"), a_visit("Tahu Sari", "Ajung"))
    with db.read(clerk) as conn:
        contact = conn.execute(sa.select(schema.contact).order_by(schema.contact.c.id)).mappings().first()
    assert contact is not None
    visited.insert(
        schema.need_event,
        actor_id=contact["actor_id"],
        kind="npwp",
        change="met",
        on_date=clock.today(),
        contact_id=contact["id"],
    )
    assert queries.undo_preview(clerk, batch_id) == {"remove": 1, "restore": 0, "keep": 1}
    done = commands.undo_batch(clerk, batch_id)
    assert (done.removed, done.kept) == (1, 1)
    assert queries.kept_rows(clerk, batch_id)["why"].iloc[0] == ["need_event"]
    with db.read(clerk) as conn:
        table = schema.kecamatan.c
        since = {code: day for code, day in conn.execute(sa.select(table.code, table.visits_since))}
    assert (since[KALISAT], since[AJUNG]) == (WHEN, None)


# --- stopping --------------------------------------------------------------------------------------------------------


def stop_at(rows: int) -> Callable[[int, int | None], None]:
    def tell(done: int, total: int | None) -> None:
        if done >= rows:
            raise Stopped

    return tell


MANY = (TITLES, *(f"Usaha {number},Pemilik {number},,Ajung,,," for number in range(40)))


def test_a_check_that_is_stopped_leaves_nothing(clerk: Who, monkeypatch: pytest.MonkeyPatch) -> None:
    before = everything(clerk)
    batch_id = commands.bring_file(clerk, "a.csv", "\n".join(MANY).encode())
    monkeypatch.setattr("data.commands.imports.stage.CHUNK", 10)
    with pytest.raises(Stopped):
        commands.check_batch(clerk, batch_id, stop_at(20))
    assert everything(clerk) == before
    assert list((settings().var / "inbox").iterdir()) == []


def test_a_write_that_is_stopped_leaves_nothing(clerk: Who) -> None:
    batch_id = check(clerk, *MANY)
    before = everything(clerk)
    with pytest.raises(Stopped):
        commands.write_batch(clerk, batch_id, stop_at(1))
    assert everything(clerk) == before
    commands.write_batch(clerk, batch_id)
    assert counted(clerk)["actor"] == 40


def test_an_undo_that_is_stopped_leaves_nothing(clerk: Who) -> None:
    batch_id = bring(clerk, *MANY)
    before = everything(clerk)
    with pytest.raises(Stopped):
        commands.undo_batch(clerk, batch_id, stop_at(1))
    assert everything(clerk) == before


def test_a_file_that_is_thrown_away_leaves_nothing(clerk: Who) -> None:
    before = everything(clerk)
    commands.drop_batch(clerk, check(clerk, *TWO))
    assert everything(clerk) == before
    written = bring(clerk, *TWO)
    with pytest.raises(Problem) as refused:
        commands.drop_batch(clerk, written)
    assert refused.value.code == "batch_closed"


def test_a_file_nobody_writes_waits_a_week(clerk: Who, machine: Who) -> None:
    old = check(clerk, *TWO)
    fresh = check(clerk, *MANY)
    with db.jot(machine, "import.run") as writing:
        table = schema.import_batch
        writing.conn.execute(
            table.update().where(table.c.id == old).values(recorded_at=clock.now() - timedelta(days=8))
        )
    check(clerk, *TWO)
    assert old not in set(queries.batches(clerk)["id"])
    assert fresh in set(queries.batches(clerk)["id"])


# --- two at once ------------------------------------------------------------------------------------------------------


def stale(who: Who, batch_id: str) -> None:
    with pytest.raises(Problem) as refused:
        commands.start_write(who, batch_id)
    assert refused.value.code == "batch_stale"
    assert batch_in(who, batch_id).state == "checking"
    commands.start_check(who, batch_id)
    commands.start_write(who, batch_id)


def test_a_batch_checked_before_another_was_written_is_checked_again(clerk: Who) -> None:
    one, other = check(clerk, *TWO), check(clerk, *TWO)
    commands.start_write(clerk, one)
    stale(clerk, other)
    assert counted(clerk)["actor"] == 2
    assert batch_in(clerk, other).added == 0


def test_a_batch_checked_before_another_was_undone_is_checked_again(clerk: Who) -> None:
    first = bring(clerk, *TWO)
    second = check(clerk, *TWO)
    commands.undo_batch(clerk, first)
    stale(clerk, second)
    assert counted(clerk)["actor"] == 2


def test_a_batch_checked_before_a_merge_is_checked_again(clerk: Who, machine: Who) -> None:
    bring(clerk, *TWO)
    small = Small(machine)
    kept, gone = small.actor("Kursi Jati", GAMBIRAN), actor_named(clerk, "Mebel Jati")["id"]
    batch_id = check(clerk, *of_jati(clerk))
    commands.merge_actors(clerk, kept, gone, {}, 1, 1, form_id=clock.new_id())
    stale(clerk, batch_id)
    assert actor_named(clerk, "Mebel Jati")["address"] is None, "nothing is written to an entry that is gone"
    assert queries.problem_counts(clerk, batch_id) == {"actor_unknown": 1}


def test_columns_chosen_while_a_check_goes_on_end_it(clerk: Who, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("data.commands.imports.stage.CHUNK", 10)
    batch_id = commands.bring_file(clerk, "a.csv", "\n".join(MANY).encode())

    def choose(done: int, total: int | None) -> None:
        if done == 20:
            commands.choose_columns(clerk, batch_id, mapping={"business_name": "B", "kecamatan": "D"})

    with pytest.raises(Superseded):
        commands.check_batch(clerk, batch_id, choose)
    assert (batch_in(clerk, batch_id).state, counted(clerk)["import_row"]) == ("checking", 0)
    commands.check_batch(clerk, batch_id)
    assert batch_in(clerk, batch_id).actions["add"] == 40


def test_a_written_batch_is_not_opened_again(clerk: Who, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody who looked at it just before it was written still sees it open."""
    batch_id = check(clerk, *TWO)
    seen = batch_in(clerk, batch_id)
    looked = bring_module.batch_row
    commands.write_batch(clerk, batch_id)
    with db.read(clerk) as conn:
        row = dict(looked(conn, clerk, batch_id)) | {"state": seen.state}
    monkeypatch.setattr(bring_module, "batch_row", lambda *_: row)
    for again in (
        lambda: commands.choose_columns(clerk, batch_id, options={"industry_only": True}),
        lambda: commands.drop_batch(clerk, batch_id),
    ):
        with pytest.raises(Problem) as refused:
            again()
        assert refused.value.code == "batch_closed"
    assert counted(clerk)["import_row"] == 2


# --- learning --------------------------------------------------------------------------------------------------------


def test_the_second_file_of_its_kind_needs_no_click(clerk: Who) -> None:
    odd = "Apa,Siapa,Di mana"
    first = commands.bring_file(clerk, "a.csv", f"{odd}\nMebel Jati,Slamet,Kalisat\nKursi Ayu,Ayu,Ajung\n".encode())
    with pytest.raises(Problem) as missing:
        commands.check_batch(clerk, first)
    assert missing.value.code.startswith("column_missing")
    commands.choose_columns(clerk, first, mapping={"business_name": "A", "owner": "B", "kecamatan": "C"})
    commands.check_batch(clerk, first)
    assert not batch_in(clerk, first).remembered
    commands.write_batch(clerk, first)

    second = commands.bring_file(clerk, "b.csv", f"DATA 2020\n\n{odd}\nTahu Sari,Tini,Kalisat\n".encode())
    commands.check_batch(clerk, second)
    batch = batch_in(clerk, second)
    assert batch.remembered
    assert batch.mapping == {"business_name": "A", "owner": "B", "kecamatan": "C"}
    assert batch.actions["add"] == 1


def test_choosing_how_to_update_does_not_ask_for_another_check(clerk: Who) -> None:
    batch_id = check(clerk, *TWO)
    commands.choose_columns(clerk, batch_id, options={"updates": "replace"})
    assert batch_in(clerk, batch_id).state == "checked"
    commands.choose_columns(clerk, batch_id, mapping={"business_name": "A", "kecamatan": "D"})
    assert batch_in(clerk, batch_id).state == "checking"
    assert batch_in(clerk, batch_id).counts["rows"] == 0


def test_two_clicks_at_once_are_one_check(clerk: Who) -> None:
    batch_id = commands.bring_file(clerk, "a.csv", "\n".join(MANY).encode())
    with ThreadPoolExecutor(4) as clicks:
        for click in [clicks.submit(commands.start_check, clerk, batch_id) for _ in range(4)]:
            click.result()
    assert batch_in(clerk, batch_id).counts["rows"] == 40
    assert counted(clerk)["import_row"] == 40


# --- in a process of its own ------------------------------------------------------------------------------------------


def wait_for(what: Callable[[], bool], seconds: float = 30) -> None:
    until = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < until, "it took too long"
        time.sleep(0.1)


def test_long_work_is_done_in_a_process_of_its_own(clerk: Who, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "LONG_FILE", 0)
    monkeypatch.setattr(jobs, "LONG_BATCH", 0)
    batch_id = commands.bring_file(clerk, "a.csv", "\n".join(MANY).encode())
    commands.start_check(clerk, batch_id)
    assert batch_in(clerk, batch_id).state == "checking"
    working = queries.progress(clerk, batch_id)
    assert working is not None
    assert (working.kind, working.alive) == ("check", True)
    wait_for(lambda: queries.progress(clerk, batch_id) is None)
    assert queries.job_problem(clerk, batch_id) is None
    assert batch_in(clerk, batch_id).state == "checked"
    commands.start_write(clerk, batch_id)
    wait_for(lambda: queries.progress(clerk, batch_id) is None)
    assert batch_in(clerk, batch_id).added == 40


def test_two_clicks_on_long_work_are_one_job(clerk: Who, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "LONG_FILE", 0)
    batch_id = commands.bring_file(clerk, "a.csv", "\n".join(MANY).encode())
    for _ in range(3):
        commands.start_check(clerk, batch_id)
    assert counted(clerk)["job"] == 1
    wait_for(lambda: queries.progress(clerk, batch_id) is None)
    assert batch_in(clerk, batch_id).counts["rows"] == 40


def test_work_whose_process_is_gone_can_be_begun_anew(clerk: Who, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "LONG_FILE", 0)
    batch_id = commands.bring_file(clerk, "a.csv", "\n".join(MANY).encode())
    monkeypatch.setattr(jobs, "_begin", lambda _: subprocess.Popen(["true"]))
    commands.start_check(clerk, batch_id)
    count = {"done": 10, "total": 40, "started_at": clock.now().isoformat(), "process": os.getpid(), "born": "0"}
    inbox._count_path(batch_id).write_text(json.dumps(count), encoding="utf-8")
    working = queries.progress(clerk, batch_id)
    assert working is not None
    assert not working.alive, "another process has its number now"
    monkeypatch.setattr(jobs, "LONG_FILE", 10**9)
    commands.start_check(clerk, batch_id)
    assert batch_in(clerk, batch_id).counts["rows"] == 40


def test_what_ends_long_work_is_said(clerk: Who, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "LONG_FILE", 0)
    batch_id = commands.bring_file(clerk, "a.csv", b"Apa,Pemilik,Kecamatan\nMebel,Ana,Kalisat\n")
    commands.start_check(clerk, batch_id)
    wait_for(lambda: queries.progress(clerk, batch_id) is None)
    problem = queries.job_problem(clerk, batch_id)
    assert problem is not None
    assert problem.code == "column_missing_business_name"


def test_a_sample_register_stages_nothing(clerk: Who, machine: Who) -> None:
    db.close()
    with db.engine(db.url_of(clerk.register), writable=True).begin() as conn:
        conn.execute(schema.register.update().values(kind="contoh"))
    before = everything(clerk)
    with pytest.raises(Problem) as refused:
        check_bytes(clerk, "\n".join(TWO).encode(), "a.csv")
    assert refused.value.code == "sample_takes_no_other"
    assert everything(clerk) == before
