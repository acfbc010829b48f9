"""Long work in a process of its own: a row in the table of jobs, a file for how far it is, one command to do it."""

import os
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import sqlalchemy as sa

from data import clock, inbox, schema
from data.access import Who, require
from data.commands.doubles import find_doubles
from data.commands.imports.bring import clear, drop_batch
from data.commands.imports.stage import check_batch
from data.commands.imports.undo import undo_batch
from data.commands.imports.write import write_batch
from data.db import Writing, jot, read
from data.inbox import BEGINS_WITHIN, Stopped, Superseded, Teller
from data.intake.rows import batch_row, quiet
from data.problem import Problem
from data.settings import ROOT

PAIRS_OF = "pairs-"  # what a search for doubles is about: this and the id of a batch, or "all"
LONG_FILE = 1_000_000  # bytes
LONG_BATCH = 5_000  # rows: below, a person waits less than another process needs to begin


def start_check(who: Who, batch_id: str) -> None:
    """Check a batch's file, also once more: at once, or in a process of its own where it is big."""
    require(who, "import.run")
    _batch(who, batch_id)
    with suppress(Superseded):  # by a second click, which does the same
        _start(who, "check", batch_id, long=inbox.path_of(batch_id).stat().st_size > LONG_FILE)


def start_write(who: Who, batch_id: str) -> None:
    """Write a checked batch: at once, or in a process of its own where it is big."""
    require(who, "import.run")
    _start(who, "write", batch_id, long=_batch(who, batch_id)["rows"] > LONG_BATCH)


def start_undo(who: Who, batch_id: str) -> None:
    """Undo a written batch: at once, or in a process of its own where it is big."""
    require(who, "import.undo")
    _start(who, "undo", batch_id, long=_batch(who, batch_id)["rows"] > LONG_BATCH)


def start_doubles(who: Who, batch_id: str | None = None) -> None:
    """Look for entries that may be one business in a process of its own: those a batch added, or all of them."""
    require(who, "double.review")
    if batch_id is None or _batch(who, batch_id)["added"]:
        _start(who, "pairs", PAIRS_OF + (batch_id or "all"), long=True)


def _write(who: Who, batch_id: str, tell: Any = quiet) -> None:
    try:
        write_batch(who, batch_id, tell)
    except Problem as problem:
        if problem.code == "batch_stale":
            with jot(who, "import.run") as writing:
                clear(writing, batch_id)
        raise
    start_doubles(who, batch_id)


def _look_for_doubles(who: Who, about: str, tell: Teller) -> None:
    batch_id, table = about.removeprefix(PAIRS_OF), schema.actor.c
    with read(who) as conn:
        ids = conn.scalars(sa.select(table.id).where(table.kab_code == who.kab, table.batch_id == batch_id)).all()
    find_doubles(who, None if batch_id == "all" else ids)
    tell(1, 1)


def stop_job(who: Who, batch_id: str) -> None:
    """End the work on a batch: a write or an undo leaves all as it was, a check leaves nothing of the batch."""
    with jot(who, "import.run") as writing:
        batch_row(writing.conn, who, batch_id)
    inbox.ask_to_stop(batch_id)


DO: dict[str, Callable[..., Any]] = {
    "check": check_batch,
    "write": _write,
    "undo": undo_batch,
    "pairs": _look_for_doubles,
}


def work(who: Who, job_id: str) -> None:
    """Do a job, in the process that was made for it; `who` is the system, the work is its person's."""
    require(who, "job.work")
    with read(who) as conn:
        table = schema.job
        mine = sa.and_(table.c.kab_code == who.kab, table.c.id == job_id, table.c.state == "waiting")
        job = conn.execute(sa.select(table).where(mine)).mappings().first()
    if job is None:
        raise Problem("no_such_job")
    person = Who(who.register, who.kab, **job["who"] | {"also": frozenset(job["who"]["also"])})
    tell = Teller(job["about"])
    values: dict[str, Any] = {"state": "done"}
    try:
        _set(who, job_id, {"state": "running"})
        tell(0, None)  # it may have been stopped before it began
        DO[job["kind"]](person, job["about"], tell)
    except Stopped as stopped:
        values = {"state": "cancelled"}
        if job["kind"] == "check" and not isinstance(stopped, Superseded):
            with suppress(Problem):  # gone already, where the check itself was stopped
                drop_batch(person, job["about"])
    except Problem as problem:
        values = {"state": "failed", "problem": {"code": problem.code, "details": problem.details}}
    except Exception:
        values = {"state": "failed", "problem": {"code": "job_broke", "details": {}}}
        raise
    finally:
        _set(who, job_id, values | {"ended_at": clock.now()})
        tell.close()


def _batch(who: Who, batch_id: str) -> sa.RowMapping:
    with read(who) as conn:
        return batch_row(conn, who, batch_id)


def _start(who: Who, kind: str, batch_id: str, *, long: bool) -> None:
    if not long:
        DO[kind](who, batch_id)
        return
    job_id = clock.new_id()
    person = {"role": who.role, "id": who.id, "name": who.name, "facilitator": who.facilitator}
    row: dict[str, Any] = {"id": job_id, "kind": kind, "about": batch_id, "state": "waiting", "by_person": who.id}
    try:
        with jot(who, "import.run") as writing:
            _close_dead(writing, batch_id)
            writing.insert(schema.job, row | {"who": person | {"also": sorted(who.also)}})
            inbox.begin(batch_id)
    except sa.exc.IntegrityError:
        return  # it is being worked on
    begun = _begin([sys.executable, "-m", "data", "--register", who.register, "work", job_id])
    threading.Thread(target=begun.wait, daemon=True).start()


def _close_dead(writing: Writing, about: str) -> None:
    """Work whose process is gone has failed; nobody else says so."""
    table, count = schema.job, inbox.count_of(about)
    if count is not None and count.alive:
        return
    left = sa.and_(
        table.c.kab_code == writing.who.kab, table.c.about == about, table.c.state.in_(("waiting", "running"))
    )
    if count is None:  # a process that has not begun to count may still do so
        left = sa.and_(left, table.c.recorded_at < writing.at - BEGINS_WITHIN)
    values = {"state": "failed", "problem": {"code": "job_broke", "details": {}}, "ended_at": writing.at}
    writing.conn.execute(table.update().where(left).values(values))


def _begin(command: list[str]) -> subprocess.Popen[bytes]:
    """In a session of its own, so that it outlives a server that is restarted."""
    return subprocess.Popen(command, cwd=ROOT, env=os.environ, stdin=subprocess.DEVNULL, start_new_session=True)


def _set(who: Who, job_id: str, values: dict[str, Any]) -> None:
    table = schema.job
    with jot(who, "import.run") as writing:
        mine = sa.and_(table.c.kab_code == who.kab, table.c.id == job_id)
        writing.conn.execute(table.update().where(mine).values(values))
