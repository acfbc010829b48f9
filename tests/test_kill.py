"""Killed at any moment, an import of 20,000 rows is there as a whole or not at all."""

import os
import random
import shutil
import signal
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from multiprocessing import get_context
from pathlib import Path

import pytest

from data import commands, db, settings
from data.people import system
from tests.bench.files import write_csv
from tests.conftest import use
from tests.killing import write

ROWS = 20_000
KILLS = int(os.environ.get("DAMPING_KILLS", "5"))  # 50 by `make kill`
# A server that has loaded the code once; a child of it begins at once and is this test's to kill.
FORKS = get_context("forkserver")


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """A folder with a register in which a file of 20,000 rows is checked, and its batch."""
    folder = tmp_path_factory.mktemp("checked")
    write_csv(folder / "a.csv", ROWS)
    with pytest.MonkeyPatch.context() as patch:
        use(patch, folder)
        commands.ensure_register("uji", "uji")
        batch_id = commands.bring_file(system("uji"), "a.csv", (folder / "a.csv").read_bytes())
        commands.check_batch(system("uji"), batch_id)
        db.close()
    settings.settings.cache_clear()
    FORKS.set_forkserver_preload(["data.commands", "tests.killing"])
    yield folder, batch_id


def killed(folder: Path, batch_id: str, after: float) -> bool:
    """Begin the write and kill it so many seconds later; whether it had ended by itself."""
    writer = FORKS.Process(target=write, args=(folder, batch_id))
    writer.start()
    writer.join(after)
    ended = writer.exitcode is not None
    if not ended:
        os.kill(writer.pid or 0, signal.SIGKILL)
        writer.join()
    return ended


def copy_of(checked: Path, folder: Path) -> Path:
    folder.mkdir()
    for part in checked.glob("uji.db*"):
        shutil.copy(part, folder)
    shutil.copytree(checked / "inbox", folder / "inbox")
    return folder


def counts(folder: Path) -> dict[str, int]:
    """What stands in the register, by hand: no helper of the product in it."""
    with closing(sqlite3.connect(folder / "uji.db")) as conn:  # closed at once: its log goes with it, not while copied
        return {
            name: conn.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            for name, table in {
                "actors": "actor",
                "places": "actor_place",
                "personal": "actor_personal",
                "permits": "permit_event",
                "written": "import_batch WHERE state = 'written'",
                "rows with an actor": "import_row WHERE actor_id IS NOT NULL",
                "remembered": "import_mapping",
            }.items()
        }


def test_killed_at_any_moment_all_of_the_batch_is_there_or_nothing(checked: tuple[Path, str], tmp_path: Path) -> None:
    folder, batch_id = checked
    none = counts(folder)
    begun = time.monotonic()
    whole = copy_of(folder, tmp_path / "whole")
    assert killed(whole, batch_id, after=120)
    took = time.monotonic() - begun
    everything = counts(whole)
    assert everything["actors"] > 0.9 * ROWS
    assert none["actors"] == 0
    dice, seen = random.Random(), {"all": 0, "none": 0}
    for number in range(KILLS):
        copy = copy_of(folder, tmp_path / f"kill{number}")
        killed(copy, batch_id, after=dice.uniform(0, took * 1.05))
        found = counts(copy)
        assert found in (none, everything)
        seen["all" if found == everything else "none"] += 1
        shutil.rmtree(copy)
    assert seen["none"], "not one was killed before its end: the moments were chosen badly"


def test_after_a_kill_the_same_batch_can_be_written(checked: tuple[Path, str], tmp_path: Path) -> None:
    folder, batch_id = checked
    copy = copy_of(folder, tmp_path / "again")
    assert not killed(copy, batch_id, after=0.5)
    assert counts(copy)["actors"] == 0
    assert killed(copy, batch_id, after=120)
    assert counts(copy)["written"] == 1
