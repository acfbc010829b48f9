"""A real file all the way into a register, the command line, and a list of visits that raises coverage."""

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from data import clock, commands, db, importing, queries, schema, settings
from data.access import Who
from data.filter import Filter
from data.people import system
from data.settings import ROOT
from tests.bringing import TRACES, bring_bytes, check, check_bytes, counted, everything
from tests.conftest import use
from tests.small import AJUNG, KALISAT, Small

FILE = "input/data_ikm_2019.xlsx"


@pytest.fixture(scope="module")
def file(shared: Path) -> bytes:
    return (shared / FILE).read_bytes()


# --- the file of 2019 ------------------------------------------------------------------------------------------------

# Furniture in Kalisat without a NIB, by hand: no helper of the product in it.
BY_HAND = """
SELECT count(*) FROM actor
JOIN actor_place ON actor_place.actor_id = actor.id AND actor_place.kecamatan_code = '35.09.27'
JOIN actor_sector ON actor_sector.actor_id = actor.id AND actor_sector.kbli_code LIKE '310%'
WHERE NOT EXISTS (
    SELECT 1 FROM permit_event
    WHERE permit_event.actor_id = actor.id AND permit_event.kind = 'nib' AND permit_event.status = 'terbit'
)
"""


def test_the_file_of_2019_comes_in_whole(register: str, clerk: Who, leader: Who, file: bytes) -> None:
    batch_id = check_bytes(clerk, file, "data_ikm_2019.xlsx")
    checked = queries.batch(clerk, batch_id)
    counts, actions = checked.counts, checked.actions
    assert (checked.kind, checked.preset) == ("actors", "register")
    assert counts["rows"] == 1301 == counts["accepted"] + counts["warned"] + counts["rejected"]
    assert 1301 - counts["rejected"] >= 0.97 * 1301
    assert actions["repeat"]
    assert sum(actions.values()) == 1301

    commands.write_batch(clerk, batch_id)
    assert queries.figures(leader, Filter()).total["actors"] == actions["add"]
    with db.read(clerk) as conn:
        by_hand = conn.scalar(sa.text(BY_HAND))
        asked = sa.text("SELECT outcome, count(*) FROM import_row GROUP BY outcome")
        outcomes = {outcome: count for outcome, count in conn.execute(asked)}
    assert outcomes == {name: counts[name] for name in ("accepted", "warned", "rejected")}
    cell = Filter(kecamatan=(KALISAT,), sector=("furniture",), lacks=("nib",))
    assert by_hand
    assert queries.figures(leader, cell).total["actors"] == len(queries.actor_list(leader, cell)) == by_hand

    total = queries.figures(leader, Filter()).total
    assert (total["observed"], total["coverage"]) == (0, None), "a list of actors says nothing about visits"

    before = everything(clerk, without=TRACES)
    again = queries.batch(clerk, bring_bytes(clerk, file, "data_ikm_2019.xlsx"))
    assert again.actions == {"add": 0, "change": 0, "same": actions["add"]} | {
        name: actions[name] for name in ("repeat", "none")
    }
    assert everything(clerk, without=TRACES) == before

    commands.undo_batch(clerk, batch_id)
    assert counted(clerk)["actor"] == counted(clerk)["permit_event"] == 0


def test_an_import_that_breaks_in_the_middle_leaves_nothing(
    clerk: Who, file: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch_id = check_bytes(clerk, file, "data_ikm_2019.xlsx")
    before = everything(clerk)

    def broken(*_: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(commands.imports.write, "_add_permits_of_repeats", broken)
    with pytest.raises(ZeroDivisionError):
        commands.write_batch(clerk, batch_id)
    assert everything(clerk) == before


# --- the command line ------------------------------------------------------------------------------------------------


def run(folder: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return subprocess.run(
        [sys.executable, "-m", "data", *map(str, arguments)],
        cwd=ROOT,
        env=environment | {"DAMPING_VAR": str(folder)},
        capture_output=True,
        text=True,
        timeout=60,
    )


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Embedded registers: an empty `contoh` and an empty `uji`."""
    use(monkeypatch, tmp_path)
    commands.ensure_register("contoh", "contoh")
    commands.ensure_register("uji", "uji")
    db.close()
    yield tmp_path
    db.close()
    settings.settings.cache_clear()


def test_the_command_line_checks_and_writes_nothing(folder: Path, shared: Path) -> None:
    before = counted(system("uji"))
    done = run(folder, "--register", "uji", "import", shared / FILE, "--dry-run", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    report = json.loads(done.stdout)
    assert set(report) == {"rows", "accepted", "warned", "rejected", "problems", "skipped"}
    assert report["rows"] == 1301 == report["accepted"] + report["warned"] + report["rejected"]
    assert all(set(problem) == {"row", "column", "code", "value"} for problem in report["problems"])
    assert {problem["code"] for problem in report["problems"]} <= set(importing.CODES)
    assert len({problem["row"] for problem in report["problems"]}) == report["warned"] + report["rejected"]
    assert all(isinstance(count, int) for count in report["skipped"].values())
    assert counted(system("uji")) == before


SMALL_FILE = "Nama Usaha,Kecamatan\nMebel Jati,Kalisat\nTanpa Tempat,Antah Berantah\n"


def test_the_command_line_imports_and_says_so(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "kecil.csv"
    file.write_text(SMALL_FILE, encoding="utf-8")
    done = run(folder, "--register", "uji", "import", file)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("2 baris: ")
    assert counted(system("uji"))["actor"] == 1
    with db.read(system("uji")) as conn:
        digest = conn.scalar(sa.select(schema.import_batch.c.file_sha256))
    assert digest == hashlib.sha256(file.read_bytes()).hexdigest()


def test_the_sample_register_takes_no_other_data(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "kecil.csv"
    file.write_text(SMALL_FILE, encoding="utf-8")
    before = counted(system("contoh"))
    refused = run(folder, "--register", "contoh", "import", file)
    assert refused.returncode == 2
    assert refused.stdout == ""
    assert len(refused.stderr.strip().splitlines()) == 1
    assert "Traceback" not in refused.stderr
    assert counted(system("contoh")) == before


def test_the_command_line_says_what_can_be_put_right(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "kosong.csv").write_text("", encoding="utf-8")
    for wrong in (tmp_path / "no-such.xlsx", tmp_path / "kosong.csv"):
        refused = run(folder, "--register", "uji", "import", wrong)
        assert (refused.returncode, refused.stdout) == (2, "")
        assert len(refused.stderr.strip().splitlines()) == 1


# --- a list of visits ------------------------------------------------------------------------------------------------


TITLES = "Tanggal,Pendamping,Nama Usaha,Kecamatan,Cara,Status"


def visits(who: Who, *lines: str) -> str:
    """The batch of a list of visits, checked."""
    batch_id = check(who, TITLES, *lines, name="kunjungan.csv")
    assert queries.batch(who, batch_id).kind == "visits"
    return batch_id


def bring(who: Who, *lines: str) -> None:
    batch_id = visits(who, *lines)
    assert queries.batch(who, batch_id).counts["rejected"] == 0
    commands.write_batch(who, batch_id)


@pytest.fixture
def small(machine: Who) -> Small:
    """Four actors in Kalisat, one in Ajung; visits are recorded in neither."""
    made = Small(machine)
    for name in ("Mebel Satu", "Mebel Dua", "Mebel Tiga", "Mebel Empat"):
        made.actor(name)
    made.actor("Batik Ajung", AJUNG)
    return made


WHEN = clock.today() - timedelta(days=40)
LATER = clock.today() - timedelta(days=10)


def line(name: str, by: str = "Sari Dewi", on: Any = WHEN, mode: str = "di tempat", outcome: str = "bertemu") -> str:
    place = "Ajung" if "Ajung" in name else "Kalisat"
    return f"{on:%d/%m/%Y},{by},{name},{place},{mode},{outcome}"


def since(who: Who) -> dict[str, Any]:
    table = schema.kecamatan
    with db.read(who) as conn:
        asked = sa.select(table.c.code, table.c.visits_since).where(table.c.visits_since.is_not(None))
        return {code: day for code, day in conn.execute(asked)}


def test_an_unknown_facilitator_is_rejected_until_added(small: Small, clerk: Who, leader: Who) -> None:
    one = line("Mebel Satu")
    batch_id = visits(clerk, one)
    assert queries.batch(clerk, batch_id).counts["rejected"] == 1
    assert queries.problem_counts(clerk, batch_id) == {"facilitator_unknown": 1}
    assert queries.figures(leader, Filter()).total["observed"] == 0

    unknown = set(queries.batch_problems(clerk, batch_id)[0]["value"])
    assert commands.add_facilitators(clerk, unknown) == 1
    assert commands.add_facilitators(clerk, [" sari  dewi "]) == 0
    assert since(clerk) == {}
    bring(clerk, one)
    total = queries.figures(leader, Filter()).total
    assert (total["observed"], total["served"], total["coverage"]) == (4, 1, 0.25)
    assert since(clerk) == {KALISAT: WHEN}
    served = queries.actor_list(leader, Filter(waiting=("under_6",)))
    assert list(served["business_name"]) == ["Mebel Satu"]

    bring(clerk, line("Mebel Dua", on=LATER))
    assert queries.figures(leader, Filter()).total["served"] == 2
    assert since(clerk) == {KALISAT: WHEN}
    earlier = WHEN - timedelta(days=30)
    bring(clerk, line("Mebel Dua", on=earlier), line("Batik Ajung", on=LATER))
    assert since(clerk) == {KALISAT: earlier, AJUNG: LATER}
    total = queries.figures(leader, Filter()).total
    assert (total["observed"], total["served"]) == (5, 3)


def test_only_meeting_in_person_serves(small: Small, clerk: Who, leader: Who) -> None:
    commands.add_facilitators(clerk, ["Sari Dewi"])
    bring(
        clerk,
        line("Mebel Satu", mode="WA"),
        line("Mebel Dua", outcome="tidak bertemu"),
        line("Mebel Tiga", outcome="batal"),
    )
    total = queries.figures(leader, Filter()).total
    assert (total["observed"], total["served"], total["never"]) == (4, 0, 4)
    assert since(clerk) == {KALISAT: WHEN}


def test_a_group_is_one_session_and_a_visit_for_each(small: Small, clerk: Who, leader: Who) -> None:
    commands.add_facilitators(clerk, ["Sari Dewi", "Rini"])
    bring(
        clerk,
        line("Mebel Satu", mode="kelompok"),
        line("Mebel Dua", mode="kelompok"),
        line("Mebel Tiga", mode="kelompok", on=LATER),
        line("Mebel Empat", mode="kelompok", by="Rini"),
        line("Batik Ajung"),
    )
    with db.read(clerk) as conn:
        by_actor = {
            name: session
            for name, session in conn.execute(
                sa.select(schema.actor.c.business_name, schema.contact.c.session_id).join(
                    schema.contact, schema.contact.c.actor_id == schema.actor.c.id
                )
            )
        }
    assert by_actor["Mebel Satu"] == by_actor["Mebel Dua"]
    assert len(set(by_actor.values())) == 4
    assert by_actor["Batik Ajung"] is None
    assert counted(clerk)["session"] == 3
    assert queries.figures(leader, Filter()).total["served"] == 5


def test_the_same_list_again_adds_nothing(small: Small, clerk: Who) -> None:
    """A person uploads the same file twice: visits and sessions stay what they were."""
    commands.add_facilitators(clerk, ["Sari Dewi"])
    lines = (line("Mebel Satu"), line("Mebel Dua", mode="kelompok"))
    bring(clerk, *lines)
    before = counted(clerk)
    bring(clerk, *lines)
    assert {name: counted(clerk)[name] for name in ("contact", "session")} == {
        name: before[name] for name in ("contact", "session")
    }


def test_rows_that_cannot_be_used_say_why(small: Small, clerk: Who) -> None:
    commands.add_facilitators(clerk, ["Sari Dewi"])
    tomorrow = clock.today() + timedelta(days=1)
    batch_id = visits(
        clerk,
        line("Mebel Satu"),
        line("Mebel Satu"),
        line("Mebel Asing"),
        line("Mebel Dua", on=tomorrow),
        line("Mebel Dua", mode="surat"),
        line("Mebel Dua", outcome=""),
    )
    assert queries.problem_counts(clerk, batch_id) == dict.fromkeys(
        ("repeat_in_file", "actor_unknown", "date_in_future", "mode_unknown", "outcome_missing"), 1
    )
    commands.write_batch(clerk, batch_id)
    assert counted(clerk)["contact"] == 1
    assert counted(clerk)["import_row"] == 6
