"""Backup and restore: one file for both engines, taken while people write, all of it or nothing."""

import json
import os
import stat
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command

from data import clock, commands, db, queries, schema, settings
from data.__main__ import main
from data.access import ALLOWS, Who
from data.backup import backup, file, places, restore, rows
from data.filter import Filter
from data.migrate import config, migrate
from data.people import system
from data.problem import Problem
from data.samples import fill
from data.settings import PROVIDER
from tests.conftest import fresh_database, use
from tests.small import GAMBIRAN, Small

ENGINES = ("sqlite", "postgresql")
DEEDS = ("register.backup", "register.restore")
KEPT = [table for table in schema.metadata.sorted_tables if table.name not in schema.DERIVED]
NASTY = "tab\t back\\slash \\N quote\" ' line\nend \u2028 ünïcödé 😀 =1+1"


def put_what_the_sample_lacks(who: Who) -> None:
    """A row in every table that has none, and values that the engines keep differently."""
    small, moment = Small(who), datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    # The one kept has the later id: rows point forward in their own table.
    gone, kept = small.actor(NASTY, lon=-0.0, lat=0.1 + 0.2), small.actor("Kayu", id="zz-last")
    with db.write(who, "register.fill", db.About("register", "test")) as writing:
        mine = sa.and_(schema.actor.c.kab_code == who.kab, schema.actor.c.id == gone)
        writing.conn.execute(schema.actor.update().where(mine).values(merged_into=kept, merged_at=moment))
        writing.before = {"name": NASTY, "nothing": None, "number": 1.0, "list": [1, "2", True]}
    batch = {"kind": "actors", "file_name": NASTY, "file_sha256": "0", "rows": 1, "accepted": 1, "warned": 0}
    small.insert(schema.import_batch, id="batch", by_person="a", rejected=0, mapping={"b": 1, "a": [2, None]}, **batch)
    row = {"batch_id": "batch", "row": 1, "outcome": "accepted", "codes": "", "raw": {"B": NASTY}}
    small.insert(schema.import_row, clean={}, changes=None, **row)
    small.insert(schema.import_mapping, header="h", content={"z": "1"}, by_person="a")
    small.insert(schema.job, kind="check", about="batch", state="done", who={}, by_person="a", ended_at=moment)
    small.insert(schema.draft, person_id="p", about="x", form_id="f", content=None, saved_at=moment)
    small.insert(schema.form, id="f", by_person="p")
    small.insert(schema.setting, name="service_window", value="12", source="rapat")
    small.insert(schema.throttle, address_key="k", deed="help.ask", day=date(2026, 1, 2), count=3)
    release = {"as_of": date(2026, 1, 1), "known_at": moment, "data_version": 2**40, "definitions": "1"}
    small.insert(schema.release, slug="2026-01-01", content=NASTY, sha256="0", counts={}, by_person="a", **release)
    small.insert(
        schema.number_report,
        ticket="T",
        release_slug="2026-01-01",
        table_name="t",
        by_person="p",
        answer="Benar.",
        answered_by="a",
        answered_at=moment,
        corrected=False,
    )
    small.insert(schema.merge, actor_id=kept, gone_id=gone, by_person="a", changes={"phone": [None, "0811"]})
    pair = sorted([gone, kept])
    small.insert(
        schema.possible_double, left_id=pair[0], right_id=pair[1], probability=1 / 3, evidence={"name": "same"}
    )
    facilitator = small.facilitator("Sari")
    small.insert(schema.session, facilitator_id=facilitator, title=NASTY, on_date=date(2020, 2, 29))
    counted = {"on_date": date(2016, 1, 1), "on_precision": "year"}
    small.insert(schema.outside_source, id="census", title=NASTY, counts="usaha", reference="hal. 3", **counted)
    small.insert(schema.outside_count, source_id="census", businesses=0)
    small.insert(schema.enumeration, desa_code=GAMBIRAN, businesses=0, facilitator_id=facilitator, **counted)
    small.insert(schema.replaced_number, name="visits_since", about=GAMBIRAN[:8], day=date(2024, 2, 29))
    small.insert(schema.placement_draft, name=NASTY, by_person="a", plan={"b": 1, "a": [2, None]})


@dataclass(frozen=True)
class First:
    """A register on SQLite in which every table has rows: its backup, its rows, its figures."""

    path: Path
    rows: dict[str, list[str]]
    figures: list[Any]


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> First:
    folder = tmp_path_factory.mktemp("first")
    with pytest.MonkeyPatch.context() as patch:
        use(patch, folder)
        commands.ensure_register("contoh", "contoh")
        who = system("contoh")
        fill(who, actors=150, seed=1)
        put_what_the_sample_lacks(who)
        backup(who, folder / "first.damping")
        made = First(folder / "first.damping", everything(who), figures(who))
    db.close()
    settings.settings.cache_clear()
    return made


Place = Callable[[str], str]


@pytest.fixture
def place(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Place]:
    """Makes room for a register on an engine, where there is none yet; its name."""

    def made(name: str) -> str:
        db.close()
        folder = tmp_path / clock.new_id()
        folder.mkdir()
        url = fresh_database(request.getfixturevalue("postgres")) if name == "postgresql" else None
        use(monkeypatch, folder, url)
        return "utama" if url else "contoh"

    yield made
    db.close()
    settings.settings.cache_clear()


def everything(who: Who) -> dict[str, list[str]]:
    """Every row of every kept table as the application reads it, but the deeds of backup and restore themselves."""
    audit, detail = schema.audit, schema.audit_detail
    ours = sa.select(audit.c.id).where(audit.c.deed.in_(DEEDS))
    without = {"audit": audit.c.id.not_in(ours), "audit_detail": detail.c.audit_id.not_in(ours)}
    with db.read(who) as conn:
        return {
            table.name: sorted(
                repr(row) for row in conn.execute(sa.select(table).where(without.get(table.name, sa.true())))
            )
            for table in KEPT
        }


def figures(who: Who) -> list[Any]:
    asked = (Filter(), Filter(sector=("furniture",), lacks=("nib",)), Filter(as_of=date(2025, 3, 1)))
    return [queries.figures(who, wanted).as_json()["rows"] for wanted in asked]


def refused(code: str, deed: Callable[[], Any]) -> dict[str, object]:
    with pytest.raises(Problem) as caught:
        deed()
    assert caught.value.code == code
    return caught.value.details


def nothing_there(register: str) -> bool:
    """No register, nothing half made, nothing left behind."""
    url = db.url_of(register)
    if url.startswith("sqlite"):
        return list(settings.settings().var.iterdir()) == []
    engine = sa.create_engine(url)
    with engine.connect() as conn:
        found = sa.inspect(conn).get_table_names()
    engine.dispose()
    return found == []


# --- the same rows, whichever engine ---------------------------------------------------------------------------------


def test_what_is_restored_is_what_was_there(first: First, place: Place, tmp_path: Path) -> None:
    """From SQLite to SQLite, to PostgreSQL, to PostgreSQL, to SQLite: the last is still the first."""
    assert [name for name, found in first.rows.items() if not found] == []
    path, there = first.path, None
    for step, engine in enumerate(("sqlite", "postgresql", "postgresql", "sqlite")):
        if there:
            path = tmp_path / f"{step}.damping"
            backup(there, path)
        there = system(place(engine))
        about = restore(there, path)
        assert everything(there) == first.rows
        assert figures(there) == first.figures
        with db.read(there) as conn:
            assert db.version(conn, there.kab) == about.data_version
            assert conn.scalar(sa.select(sa.func.count()).select_from(schema.stale)) == 0
            deeds = conn.scalars(sa.select(schema.audit.c.deed).where(schema.audit.c.deed.in_(DEEDS))).all()
        assert deeds == ["register.restore"] * (step + 1)


def test_every_table_is_kept_or_made_anew() -> None:
    assert all("kab_code" in table.c for table in schema.metadata.sorted_tables)
    assert {table.name for table in KEPT} | schema.DERIVED == set(schema.metadata.tables)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_restored_register_is_as_well_guarded(first: First, place: Place, engine: str) -> None:
    here = system(place(engine))
    restore(here, first.path)
    door = db.engine(db.url_of(here.register), writable=True)
    for table in ("audit", "permit_event", "release", "audit_detail"):
        with pytest.raises(sa.exc.DBAPIError, match="is (append-only|only erased)"), door.begin() as conn:
            conn.execute(sa.text(f"DELETE FROM {table}"))
    Small(here).visit("zz-last", by=queries.facilitators(here)["id"].iloc[0], on=clock.today())
    if engine == "sqlite":
        assert stat.S_IMODE(Path(door.url.database or "").stat().st_mode) == 0o600
        fresh = f"sqlite:///{settings.settings().var / 'fresh.db'}"
        migrate(fresh)
        made = sa.text("SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' ORDER BY 1, 2")
        found = []
        for url in (fresh, db.url_of(here.register)):
            with db.engine(url, writable=False).begin() as conn:
                found.append(conn.execute(made).all())
        assert found[0] == found[1]


# --- while people work -----------------------------------------------------------------------------------------------


def test_people_write_on_and_the_backup_is_one_moment(
    register: str, machine: Who, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Each visit is a contact, an audit row and a version: in one snapshot they are equally many."""
    small = Small(machine)
    actor, by = small.actor("Mebel"), small.facilitator("Sari")
    written, enough, told = [0], threading.Event(), ("contact", "audit", "data_version")

    def visits() -> None:
        while not enough.is_set():
            small.visit(actor, by, date(2026, 1, 5))
            written[0] += 1

    real = rows.lines_of

    def slowly(conn: sa.Connection, columns: Any, kab: str) -> Iterator[list[str]]:
        seen, until = written[0], time.monotonic() + 20
        while columns[0].table.name in told and written[0] == seen and time.monotonic() < until:
            time.sleep(0.001)  # somebody writes between two tables
        return real(conn, columns, kab)

    started = taken_of(machine)
    writer = threading.Thread(target=visits)
    writer.start()
    try:
        with monkeypatch.context() as patch:
            patch.setattr("data.backup.taking.rows.lines_of", slowly)
            about = backup(machine, tmp_path / "b.damping").about
    finally:
        enough.set()
        writer.join()
    assert written[0] >= len(told)
    grown = {name: about.tables[name].sum.rows - started[name] for name in ("contact", "audit")}
    assert grown["contact"] == grown["audit"] == about.data_version - started["version"]
    assert grown["contact"] < written[0]


def taken_of(who: Who) -> dict[str, int]:
    with db.read(who) as conn:
        counts = {
            name: conn.scalar(sa.select(sa.func.count()).select_from(schema.metadata.tables[name])) or 0
            for name in ("contact", "audit")
        }
        return counts | {"version": db.version(conn, who.kab)}


# --- the file --------------------------------------------------------------------------------------------------------


def test_a_backup_is_one_private_file_and_an_audit_row(register: str, machine: Who, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    Small(machine).actor("Nol", lon=-0.0, lat=1.0)  # PostgreSQL keeps the sign, SQLite does not
    with db.engine(db.url_of(register), writable=True).begin() as conn:
        conn.execute(sa.text("CREATE TABLE not_ours (kab_code text)"))
    left, fresh = folder / f"{places.BESIDE}old", folder / f"{places.BESIDE}new"
    left.touch()
    fresh.touch()
    os.utime(left, (0, 0))
    version = taken_of(machine)["version"]
    old_mask = os.umask(0)
    try:
        taken = backup(machine, folder / "b.damping")
    finally:
        os.umask(old_mask)
    assert sorted(path.name for path in folder.iterdir()) == [fresh.name, "b.damping"]
    assert stat.S_IMODE((folder / "b.damping").stat().st_mode) == 0o600
    assert (taken.size, taken.about.kind, taken.about.kab_code) == (
        (folder / "b.damping").stat().st_size,
        "uji",
        machine.kab,
    )
    assert not [path for path in settings.settings().var.iterdir() if path.name.startswith(places.BESIDE)]
    with db.read(machine) as conn:
        done = schema.audit
        (row,) = conn.execute(sa.select(done).where(done.c.deed == "register.backup")).all()
        detail = schema.audit_detail
        after = conn.scalar(sa.select(detail.c.after).where(detail.c.audit_id == row.id))
        assert db.version(conn, machine.kab) == version, "a look, no change"
    assert (row.by_role, row.about_kind, row.about_id) == ("system", "register", "uji")
    assert after["sha256"] == taken.about.sha256
    refused("backup_exists", lambda: backup(machine, folder / "b.damping"))
    refused("backup_no_room", lambda: backup(machine, folder / "no" / "b.damping"))


def test_only_the_command_line_makes_and_restores() -> None:
    for deed in DEEDS:
        assert [role for role, deeds in ALLOWS.items() if deed in deeds] == ["system"]
    for role in ("admin", "petugas", "publik"):
        who = Who("contoh", "35.09", role, "x", "x")
        refused("not_allowed", lambda who=who: backup(who, Path("x")))  # type: ignore[misc]
        refused("not_allowed", lambda who=who: restore(who, Path("x")))  # type: ignore[misc]


def test_a_backup_that_does_not_restore_gets_no_name(
    register: str, machine: Who, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder, real = tmp_path / "out", rows.insert
    folder.mkdir()

    def one_less(conn: Any, name: str, columns: Any, batches: Any) -> None:
        real(conn, name, columns, (batch[1:] if name == "desa" else batch for batch in batches))

    before = taken_of(machine)
    monkeypatch.setattr("data.backup.restoring.rows.insert", one_less)
    refused("backup_failed_trial", lambda: backup(machine, folder / "b.damping"))
    assert list(folder.iterdir()) == []
    assert taken_of(machine) == before


# --- what is not restored --------------------------------------------------------------------------------------------


def rewritten(
    path: Path, into: Path, change: Callable[[str, list[Any]], list[Any]] | None = None, **facts: Any
) -> Path:
    """A backup made of another, whole in itself, with other facts or rows."""
    with file.opened(path) as old, into.open("wb") as made:
        writer, about = file.Writer(made), replace(old.about, **facts)
        for name, kept in about.tables.items():
            lines = [line for batch in old.batches(name) for line in batch]
            if change:
                lines = [rows.encode(change(name, json.loads(line))) for line in lines]
            writer.table(name, kept.columns, iter([lines]))
        writer.close(**{name: value for name, value in vars(about).items() if name != "tables"})
    return into


def test_no_flipped_byte_goes_unseen(first: First, tmp_path: Path) -> None:
    """Wherever a byte is not as it was written, the file is refused, or what is read of it is the same."""
    whole, broken = first.path.read_bytes(), tmp_path / "broken.damping"
    with file.opened(first.path) as backup_:
        about = backup_.about
    seen = 0
    positions = [*range(0, len(whole), len(whole) // 150), *range(len(whole) - 60, len(whole))]
    for position in positions:
        broken.write_bytes(whole[:position] + bytes([whole[position] ^ 0x41]) + whole[position + 1 :])
        try:
            with file.opened(broken) as found:
                found.check()
                assert found.about == about
        except Problem as problem:
            assert problem.code in ("backup_damaged", "not_a_backup", "backup_newer")
            seen += 1
    assert seen > len(positions) * 0.8


@pytest.mark.parametrize("edited", [("setting.jsonl", b"rapat", b"saya!"), (file.ABOUT, b"contoh", b"nyata")])
def test_an_edited_file_is_refused(first: First, tmp_path: Path, edited: tuple[str, bytes, bytes]) -> None:
    """Zipped anew, so that the zip itself is in order."""
    name, old, new = edited
    with zipfile.ZipFile(first.path) as source, zipfile.ZipFile(tmp_path / "edited.damping", "w") as made:
        for member in source.namelist():
            content = source.read(member)
            assert member != name or old in content
            made.writestr(member, content.replace(old, new) if member == name else content)

    def read() -> None:
        with file.opened(tmp_path / "edited.damping") as found:
            found.check()

    refused("backup_damaged", read)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_damaged_file_leaves_nothing(first: First, place: Place, tmp_path: Path, engine: str) -> None:
    whole, bad = first.path.read_bytes(), tmp_path / "bad.damping"
    here = system(place(engine))

    def stray(name: str, row: list[Any]) -> list[Any]:
        return ["35.10", *row[1:]] if name == "setting" else row

    def orphan(name: str, row: list[Any]) -> list[Any]:
        return [value if value != "zz-last" else "nobody" for value in row] if name == "merge" else row

    def other_kind(name: str, row: list[Any]) -> list[Any]:
        return [value if value != "contoh" else "nyata" for value in row] if name == "register" else row

    middle = len(whole) // 2
    for content in (whole[:middle], whole[:middle] + b"\x00" * 8 + whole[middle + 8 :]):
        bad.write_bytes(content)
        refused("backup_damaged", lambda: restore(here, bad))
        assert nothing_there(here.register)
    for change in (stray, orphan, other_kind):
        rewritten(first.path, bad, change)
        refused("backup_damaged", lambda: restore(here, bad))
        assert nothing_there(here.register)
    bad.write_bytes(b"PK, but no zip")
    refused("not_a_backup", lambda: restore(here, bad))
    refused("file_unreadable", lambda: restore(here, tmp_path / "none"))
    for later in ({"schema": "9999"}, {"format": file.FORMAT + 1}):
        rewritten(first.path, bad, **later)
        refused("backup_newer", lambda: restore(here, bad))
    rewritten(first.path, bad, kab_code="35.10")
    assert refused("restore_other_regency", lambda: restore(here, bad)) == {"found": "35.10", "wanted": "35.09"}
    assert nothing_there(here.register)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_register_that_is_there_stays(first: First, place: Place, engine: str) -> None:
    here = system(place(engine))
    commands.ensure_register(here.register, "contoh")
    before = everything(here)
    refused("restore_exists", lambda: restore(here, first.path))
    assert everything(here) == before


def test_the_journal_of_an_older_database_is_not_read_into_a_new_one(first: First, place: Place) -> None:
    here = system(place("sqlite"))
    left = settings.settings().var / "contoh.db-wal"
    left.touch()
    assert refused("restore_left", lambda: restore(here, first.path)) == {"name": "contoh.db"}
    assert list(left.parent.iterdir()) == [left]


def test_a_register_made_meanwhile_is_not_overwritten(
    first: First, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = system(place("sqlite"))
    real, target = places.publish, settings.settings().var / "contoh.db"

    def late(made: Path, path: Path) -> None:
        target.write_bytes(b"somebody's")
        real(made, path)

    monkeypatch.setattr(places, "publish", late)
    refused("restore_exists", lambda: restore(here, first.path))
    assert [(path, path.read_bytes()) for path in target.parent.iterdir()] == [(target, b"somebody's")]


def test_a_kind_stays_a_kind(first: First, place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place("sqlite")
    assert refused("restore_other_kind", lambda: restore(system("uji"), first.path)) == {
        "kind": "contoh",
        "register": "uji",
    }
    assert nothing_there("uji")

    def real_data(name: str, row: list[Any]) -> list[Any]:
        return [value if value != "contoh" else "nyata" for value in row] if name == "register" else row

    nyata = rewritten(first.path, tmp_path / "nyata.damping", real_data, kind="nyata")
    refused("restore_other_kind", lambda: restore(system("contoh"), nyata))
    here = system(place("postgresql"))
    monkeypatch.setenv("STREAMLIT_SECRETS_FILES", str(tmp_path / "none.toml"))
    settings.settings.cache_clear()
    refused("real_needs_sign_in", lambda: restore(here, nyata))
    assert nothing_there(here.register)
    secrets = tmp_path / "secrets.toml"
    secrets.write_text("[auth]\n" + "".join(f'{name} = "http://localhost/{name}"\n' for name in PROVIDER))
    monkeypatch.setenv("STREAMLIT_SECRETS_FILES", str(secrets))
    settings.settings.cache_clear()
    restore(here, nyata)
    assert queries.register_kind(here) == "nyata"


# --- of an older release ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("source", "target"), [ENGINES, ENGINES[::-1]])
def test_a_register_not_yet_migrated_is_kept_and_restored_as_of_today(
    place: Place, tmp_path: Path, source: str, target: str
) -> None:
    """The backup one takes before an update; restored, it is what the update would have made of it."""
    here = system(place(source))
    with db.engine(db.url_of(here.register), writable=True).begin() as conn:
        steps = config()
        steps.attributes["connection"] = conn
        command.upgrade(steps, "0003")
        old: dict[str, dict[str, Any]] = {
            "register": {"kind": "contoh", "made_at": datetime(2025, 1, 1)},
            "data_version": {"version": 7},
            "kecamatan": {"code": "35.09.27", "name": "Kalisat", "area_km2": 1.5},
            "legal_form": {
                "code": "cv",
                "name_id": "CV",
                "name_en": "CV",
                "legal_entity": True,
                "position": 1,
                "source": "x",
            },
            "actor": {
                "id": "a",
                "business_name": "Mebel",
                "search_name": "mebel",
                "fingerprint": "f",
                "recorded_at": datetime(2025, 1, 2),
            },
            "actor_place": {
                "id": "p",
                "actor_id": "a",
                "on_date": date(2025, 1, 1),
                "kecamatan_code": "35.09.27",
                "recorded_at": datetime(2025, 1, 2),
            },
        }
        for name, row in old.items():
            table = sa.Table(name, sa.MetaData(), autoload_with=conn, resolve_fks=False)
            conn.execute(table.insert().values(kab_code=here.kab, **row))
    about = backup(here, tmp_path / "old.damping").about
    assert about.schema == "0003"
    migrate(db.url_of(here.register))
    before = everything(here)
    there = system(place(target))
    restore(there, tmp_path / "old.damping")
    found = everything(there)
    assert before.pop("register") != found.pop("register"), "each update makes its own secret"
    assert found == before


def test_the_command_line_says_one_line(
    first: First, place: Place, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    name = place("sqlite")
    assert main(["--register", name, "restore", str(first.path)]) == 0
    assert capsys.readouterr().out.startswith(f"Register contoh sudah dipulihkan dari {first.path}")
    assert main(["--register", name, "backup", "--out", str(tmp_path / "b")]) == 0
    said = capsys.readouterr().out
    assert said.startswith("Cadangan contoh jadi: ") and said.count("\n") == 1 and " MB, " in said
    assert main(["--register", name, "restore", str(first.path)]) == 2
    assert capsys.readouterr().err.startswith("Di sini sudah ada register.")
