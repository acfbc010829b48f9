"""Several processes that meet an empty PostgreSQL at the same moment: one migrates it, the others find it done."""

import os
import subprocess
import sys

import pytest
import sqlalchemy as sa
from alembic.script import ScriptDirectory

from data.migrate import config
from data.settings import ROOT
from tests.conftest import fresh_database

PROCESSES = 2
# Ready first and told to go together, so that they truly meet.
MIGRATE = """
import sys
from data.migrate import migrate
print("ready", flush=True)
sys.stdin.readline()
migrate(sys.argv[1])
"""
PREPARE = """
import sys
from data import commands
from data.migrate import migrate
migrate(sys.argv[1])
commands.ensure_register
print("ready", flush=True)
sys.stdin.readline()
print(commands.ensure_register("utama", "contoh"))
"""


@pytest.fixture
def empty(postgres: str) -> str:
    """The URL of a database in which nothing is yet."""
    return fresh_database(postgres)


def test_processes_that_start_at_once_migrate_once(empty: str) -> None:
    together(MIGRATE, empty)
    assert _versions(empty) == [ScriptDirectory.from_config(config()).get_current_head()]


def test_processes_that_start_at_once_make_one_register(empty: str) -> None:
    said = together(PREPARE, empty)
    assert sorted(line for line in said if line) == ["False", "True"], "one made it, the other found it"


def together(code: str, url: str) -> list[str]:
    """What several processes print that run this code at the same moment; each must end well."""
    env = os.environ | {"DATABASE_URL": url}
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    whole = [sys.executable, "-c", code, url]
    begun = [subprocess.Popen(whole, cwd=ROOT, env=env, **pipes) for _ in range(PROCESSES)]  # type: ignore[call-overload]
    for process in begun:
        assert process.stdout.readline() == "ready\n", process.stderr.read()
    for process in begun:
        process.stdin.write("go\n")
        process.stdin.flush()
    said = [process.communicate(timeout=60) for process in begun]
    assert [process.returncode for process in begun] == [0] * PROCESSES, "\n".join(wrong for _, wrong in said)
    return [out.strip() for out, _ in said]


def _versions(url: str) -> list[str]:
    engine = sa.create_engine(url)
    with engine.connect() as conn:
        found = list(conn.scalars(sa.text("SELECT version_num FROM alembic_version")))
    engine.dispose()
    return found
