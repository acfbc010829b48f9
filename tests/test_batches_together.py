"""What belongs together is written and undone together, and files about one business do not spoil each other's work."""

import threading
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa

from data import clock, commands, db, queries, schema
from data.access import Who
from data.commands.imports import undo as undo_module
from data.commands.imports import write as write_module
from data.intake.standing import standing
from data.people import demo_person
from data.problem import Problem
from tests.bringing import bring, check
from tests.small import AJUNG, GAMBIRAN, GLAGAHWERO, JELBUK, KALISAT, Small

NIB = "9120312345678"
PLACED = "Nama Usaha,Pemilik,Desa,Kecamatan"
TITLES = f"{PLACED},Telepon,NIB"
OF_PERMITS = f"{PLACED},Telepon,Jenis Izin,No Izin"
MEBEL = "Mebel Jati,Slamet,Gambiran,Kalisat"
OF_VISITS = f"{PLACED},Pendamping,Tanggal Kunjungan,Cara,Hasil"


@pytest.fixture
def small(machine: Who) -> Small:
    return Small(machine)


def mebel(small: Small, place: str = GAMBIRAN, **facts: Any) -> str:
    return small.actor("Mebel Jati", place, owner="Slamet", **facts)


def row_of(who: Who, actor: str) -> Any:
    with db.read(who) as conn:
        return conn.execute(sa.select(schema.actor).where(schema.actor.c.id == actor)).mappings().one()


def now(who: Who, actor: str, *fields: str) -> tuple[Any, ...]:
    """Fields of an actor as they stand."""
    with db.read(who) as conn:
        values = standing(conn, who.kab, clock.now(), [actor])[actor].values
    return tuple(values.get(name) for name in fields)


def permits(who: Who, actor: str) -> list[tuple[Any, ...]]:
    table = schema.permit_event.c
    with db.read(who) as conn:
        asked = sa.select(table.kind, table.status, table.number).where(table.actor_id == actor)
        return sorted(tuple(row) for row in conn.execute(asked))


def edit(who: Who, actor: str, **changes: Any) -> None:
    commands.edit_actor(who, actor, row_of(who, actor)["row_version"], changes)


def only_actor(who: Who) -> str:
    with db.read(who) as conn:
        return conn.execute(sa.select(schema.actor.c.id)).scalar_one()


def why(who: Who, batch_id: str) -> list[list[str]]:
    return list(queries.kept_rows(who, batch_id)["why"])


# --- fields of one group ---------------------------------------------------------------------------------------------


def test_a_desa_is_not_filled_in_under_another_kecamatan(small: Small, clerk: Who) -> None:
    actor = mebel(small, AJUNG)
    small.permit(actor, "nib", "terbit", number=NIB)
    batch_id = check(clerk, f"{PLACED},NIB", f"{MEBEL},{NIB}")
    assert queries.would_change(clerk, batch_id, "fill") == 0
    assert commands.open_changes(clerk, batch_id)[0]["fills"].tolist() == [False, False]
    commands.write_batch(clerk, batch_id)
    assert now(clerk, actor, "kecamatan_code", "desa_code") == (AJUNG, None)


def test_an_undo_leaves_a_place_that_somebody_corrected(small: Small, clerk: Who) -> None:
    actor = mebel(small, AJUNG)
    small.permit(actor, "nib", "terbit", number=NIB)
    batch_id = bring(clerk, f"{PLACED},NIB", f"{MEBEL},{NIB}", updates="replace")
    edit(clerk, actor, desa_code=GLAGAHWERO)
    done = commands.undo_batch(clerk, batch_id)
    assert (done.restored, done.kept) == (0, 1)
    assert now(clerk, actor, "kecamatan_code", "desa_code") == (KALISAT, GLAGAHWERO)
    assert why(clerk, batch_id) == [["changed:desa_code"]]


def test_a_day_its_precision_and_its_source_stay_together(small: Small, clerk: Who) -> None:
    said = {"known_since": date(2020, 5, 5), "known_since_precision": "day", "known_since_source": "survei"}
    actor = mebel(small, **said)
    titles = f"{PLACED},Tahun Data"
    first, second = bring(clerk, titles, f"{MEBEL},2015"), bring(clerk, titles, f"{MEBEL},2012")
    commands.undo_batch(clerk, first)
    assert now(clerk, actor, *said) == (date(2012, 1, 1), "year", "berkas impor")
    commands.undo_batch(clerk, second)
    assert now(clerk, actor, *said) == (date(2015, 1, 1), "year", "berkas impor"), "what stood there before it"


def test_half_a_point_is_no_point(small: Small, clerk: Who) -> None:
    actor = mebel(small, lon=113.80, lat=-8.13)
    batch_id = check(clerk, f"{PLACED},Lintang,Bujur", f"{MEBEL},-8.1200,113.8100", updates="replace")
    edit(clerk, actor, lon=113.80, lat=-8.14)
    commands.write_batch(clerk, batch_id)
    assert now(clerk, actor, "lon", "lat") == (113.80, -8.14)
    assert why(clerk, batch_id) == [["changed_meanwhile"]]


def test_a_number_does_not_get_the_unit_of_another(small: Small, clerk: Who) -> None:
    actor = mebel(small, capacity=5.0)
    bring(clerk, f"{PLACED},Kapasitas Produksi,Satuan Kapasitas", f"{MEBEL},3,ton")
    assert now(clerk, actor, "capacity", "capacity_unit") == (5, None)


@pytest.mark.parametrize("had", [{}, {"kbli_code": "31001", "kbli_version": "2020"}])
def test_a_code_comes_with_its_version(small: Small, clerk: Who, had: dict[str, str]) -> None:
    actor = mebel(small, **had)
    batch_id = bring(clerk, f"{PLACED},KBLI", f"{MEBEL},10120", updates="replace")
    assert now(clerk, actor, "kbli_code", "kbli_version") == ("10120", "2025")
    commands.undo_batch(clerk, batch_id)
    assert now(clerk, actor, "kbli_code", "kbli_version") == (had.get("kbli_code"), had.get("kbli_version"))


def test_a_total_of_workers_is_not_the_men_where_the_women_are_known(small: Small, clerk: Who) -> None:
    actor = mebel(small, workers_f=3)
    bring(clerk, f"{PLACED},Jumlah Tenaga Kerja", f"{MEBEL},5")
    assert now(clerk, actor, "workers_m", "workers_f") == (None, 3)


# --- several rows of one business ------------------------------------------------------------------------------------


@pytest.mark.parametrize("at_once", [1, 500])
def test_rows_of_one_business_add_to_each_other(
    small: Small, clerk: Who, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    monkeypatch.setattr(write_module, "IDS", at_once)
    monkeypatch.setattr(undo_module, "IDS", at_once)
    actor = mebel(small)
    lines = (
        f"{MEBEL},081234567890,,TDI,530/12/TDI/2015,5",
        f"{MEBEL},081298765432,Jalan Baru 5,SIUP,510/13/2016,6",
    )
    titles = f"{PLACED},Telepon,Alamat,Jenis Izin,No Izin,Tenaga Kerja L"
    batch_id = bring(clerk, titles, *lines, new_actors=False, updates="replace")
    batch = queries.batch(clerk, batch_id)
    assert batch.changed == 1
    assert why(clerk, batch_id) == []
    assert now(clerk, actor, "phone", "address", "workers_m") == ("081234567890 / 081298765432", "Jalan Baru 5", 6)
    assert [kind for kind, _, _ in permits(clerk, actor)] == ["siup", "tdi"]
    assert queries.undo_preview(clerk, batch_id) == {"remove": 0, "restore": 1, "keep": 0}
    done = commands.undo_batch(clerk, batch_id)
    assert (done.restored, done.kept) == (1, 0)
    assert now(clerk, actor, "phone", "address", "workers_m") == (None, None, None)
    assert permits(clerk, actor) == []


def test_a_business_kept_at_undo_keeps_its_permits(small: Small, clerk: Who) -> None:
    batch_id = bring(clerk, TITLES, f"{MEBEL},081234567890,{NIB}", f"MEBEL JATI,Slamet,Gambiran,Kalisat,,{NIB}")
    actor = only_actor(clerk)
    assert queries.batch(clerk, batch_id).actions["repeat"] == 1
    small.visit(actor, small.facilitator("Dewi"), clock.today())
    assert commands.undo_batch(clerk, batch_id).kept == 1
    assert permits(clerk, actor) == [("nib", "terbit", NIB)]


@pytest.mark.parametrize(("updates", "count"), [("none", 0), ("fill", 1)])
def test_a_repeat_changes_no_more_than_its_business_may_be(small: Small, clerk: Who, updates: str, count: int) -> None:
    actor = mebel(small)
    lines = (f"{MEBEL},,,", f"{MEBEL},,TDI,530/12/TDI/2015")
    batch_id = bring(clerk, OF_PERMITS, *lines, updates=updates)
    assert queries.batch(clerk, batch_id).actions["repeat"] == 1
    assert len(permits(clerk, actor)) == count
    assert row_of(clerk, actor)["row_version"] == 1 + count
    with db.read(clerk) as conn:
        audit = schema.audit.c
        asked = sa.select(sa.func.count()).where(audit.about_id == actor, audit.deed == "import.run")
        assert conn.scalar(asked) == count
    commands.undo_batch(clerk, batch_id)
    assert permits(clerk, actor) == []


def test_a_permit_withdrawn_is_not_made_valid_by_its_number(small: Small, clerk: Who) -> None:
    actor = mebel(small)
    small.permit(actor, "nib", "dicabut", number=NIB, on=date(2026, 1, 5))
    bring(clerk, TITLES, f"{MEBEL},,{NIB}")
    assert permits(clerk, actor) == [("nib", "dicabut", NIB)]


# --- several batches -------------------------------------------------------------------------------------------------


def test_what_only_imports_wrote_goes_with_them(clerk: Who) -> None:
    first, second = bring(clerk, TITLES, f"{MEBEL},,"), bring(clerk, TITLES, f"{MEBEL},081234567890,")
    commands.undo_batch(clerk, second)
    assert queries.undo_preview(clerk, first) == {"remove": 1, "restore": 0, "keep": 0}
    done = commands.undo_batch(clerk, first)
    assert (done.removed, done.kept) == (1, 0)


def test_what_a_later_import_changed_is_kept_and_said(clerk: Who) -> None:
    first, _ = bring(clerk, TITLES, f"{MEBEL},,"), bring(clerk, TITLES, f"{MEBEL},081234567890,")
    assert commands.undo_batch(clerk, first).kept == 1
    assert why(clerk, first) == [["imported"]]


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_the_first_day_of_visits_is_as_before_in_any_order(small: Small, clerk: Who, order: tuple[int, int]) -> None:
    mebel(small)
    small.facilitator("Dewi")
    batches = [bring(clerk, OF_VISITS, f"{MEBEL},Dewi,{day},di tempat,bertemu") for day in ("2024-03-01", "2023-03-01")]

    def since() -> Any:
        table = schema.kecamatan.c
        with db.read(clerk) as conn:
            return conn.scalar(sa.select(table.visits_since).where(table.code == KALISAT))

    assert since() == date(2023, 3, 1)
    commands.undo_batch(clerk, batches[order[0]])
    assert since() == (date(2023, 3, 1), date(2024, 3, 1))[order[0]]
    commands.undo_batch(clerk, batches[order[1]])
    assert since() is None


def test_what_an_undone_file_taught_is_forgotten(clerk: Who) -> None:
    first = bring(clerk, TITLES, f"{MEBEL},,")
    second = bring(clerk, TITLES, f"{MEBEL},081234567890,")

    def learnt() -> Any:
        with db.read(clerk) as conn:
            return conn.scalar(sa.select(sa.func.count()).select_from(schema.import_mapping))

    commands.undo_batch(clerk, first)
    assert learnt() == 1, "the later file says the same, and stands"
    commands.undo_batch(clerk, second)
    assert learnt() == 0


def test_what_was_erased_since_loses_the_facts_of_the_file_and_is_listed(small: Small, clerk: Who) -> None:
    actor = mebel(small)
    batch_id = bring(clerk, f"{TITLES},Tenaga Kerja L", f"{MEBEL},081234567890,{NIB},7")
    assert now(clerk, actor, "workers_m") == (7,)
    commands.erase_subject(demo_person(clerk.register, "admin"), actor, "diminta")
    done = commands.undo_batch(clerk, batch_id)
    assert (done.restored, done.kept) == (0, 1)
    assert why(clerk, batch_id) == [["erased"]]
    assert (now(clerk, actor, "workers_m", "phone"), permits(clerk, actor)) == ((None, None), [])


# --- at the same moment ----------------------------------------------------------------------------------------------


def meanwhile(work: Callable[[], Any], faults: list[str]) -> threading.Thread:
    """Somebody else's work, begun now; it is waited for a moment, so that it comes between if it can."""

    def go() -> None:
        try:
            work()
            faults.append("")
        except Problem as problem:
            faults.append(problem.code)

    thread = threading.Thread(target=go)
    thread.start()
    thread.join(0.5)
    return thread


def test_an_edit_at_the_moment_of_a_write_is_not_lost(
    small: Small, clerk: Who, monkeypatch: pytest.MonkeyPatch
) -> None:
    actor = mebel(small)
    batch_id = check(clerk, TITLES, f"{MEBEL},081234567890,")
    compare, threads, faults = write_module.differences, [], list[str]()

    def compared(*given: Any) -> Any:
        found = compare(*given)
        work = lambda: commands.edit_actor(clerk, actor, 1, {"address": "Jalan Baru 5"})  # noqa: E731
        threads.append(meanwhile(work, faults))
        return found

    monkeypatch.setattr(write_module, "differences", compared)
    commands.write_batch(clerk, batch_id)
    for thread in threads:
        thread.join()
    assert faults == ["changed_meanwhile"], "who edits is told, and looks again"
    assert now(clerk, actor, "phone", "address") == ("081234567890", None)


def test_an_edit_at_the_moment_of_an_undo_is_not_thrown_away(clerk: Who, monkeypatch: pytest.MonkeyPatch) -> None:
    batch_id = bring(clerk, TITLES, f"{MEBEL},081234567890,")
    actor = only_actor(clerk)
    look, threads, faults = undo_module.touched, [], list[str]()

    def looked(*given: Any) -> Any:
        found = look(*given)
        threads.append(meanwhile(lambda: commands.edit_actor(clerk, actor, 1, {"owner": "Budi"}), faults))
        return found

    monkeypatch.setattr(undo_module, "touched", looked)
    assert commands.undo_batch(clerk, batch_id).removed == 1
    for thread in threads:
        thread.join()
    assert faults in (["changed_meanwhile"], ["no_such_actor"])


# --- forms -----------------------------------------------------------------------------------------------------------


def test_only_a_uuid_becomes_the_id_of_a_contact(small: Small, clerk: Who) -> None:
    mebel(small)
    small.actor("Tahu Sari", JELBUK, owner="Tini")
    small.facilitator("Dewi")
    form = "0b7f5f0e-8f0b-4b8e-9a57-0e6d7d3f0c11"
    titles = "Tanggal,Pendamping,Nama Usaha,Kecamatan,Cara,Status,_uuid"
    lines = (
        f"01/03/2024,Dewi,Mebel Jati,Kalisat,di tempat,bertemu,{form}",
        "03/03/2024,Dewi,Tahu Sari,Jelbuk,di tempat,bertemu,../../<b>x",
    )
    bring(clerk, titles, *lines)
    with db.read(clerk) as conn:
        ids = list(conn.scalars(sa.select(schema.contact.c.id).order_by(schema.contact.c.on_date)))
    assert ids[0] == form
    assert len(ids[1]) == 36
    assert "<" not in ids[1]
