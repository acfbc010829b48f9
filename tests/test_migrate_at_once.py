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


@pytest.fixture
def empty(postgres: str) -> str:
    """The URL of a database in which nothing is yet."""
    return fresh_database(postgres)


def test_processes_that_start_at_once_migrate_once(empty: str) -> None:
    whole = [sys.executable, "-c", MIGRATE, empty]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    begun = [subprocess.Popen(whole, cwd=ROOT, env=os.environ, **pipes) for _ in range(PROCESSES)]  # type: ignore[call-overload]
    for process in begun:
        assert process.stdout.readline() == "ready\n", process.stderr.read()
    for process in begun:
        process.stdin.write("go\n")
        process.stdin.flush()
    said = [process.communicate(timeout=60)[1] for process in begun]
    assert [process.returncode for process in begun] == [0] * PROCESSES, "\n".join(said)
    assert _versions(empty) == [ScriptDirectory.from_config(config()).get_current_head()]


def _versions(url: str) -> list[str]:
    engine = sa.create_engine(url)
    with engine.connect() as conn:
        found = list(conn.scalars(sa.text("SELECT version_num FROM alembic_version")))
    engine.dispose()
    return found
