"""How far the long work on a batch is."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from data import clock, inbox, schema
from data.access import Who, require
from data.db import read
from data.problem import Problem


@dataclass(frozen=True)
class Progress:
    """Work going on: what, how many rows are done of how many (None: not known), since when, and whether still."""

    kind: str
    done: int
    total: int | None
    started_at: datetime
    alive: bool


def progress(who: Who, batch_id: str) -> Progress | None:
    """The work going on for a batch; None when there is none. A process that died is told once as not alive."""
    require(who, "import.run")
    job = _last_job(who, batch_id)
    if job is None or job["state"] not in ("waiting", "running"):
        return None
    return _progress_of(job)


def _progress_of(job: sa.RowMapping) -> Progress:
    count = inbox.count_of(job["about"])
    if count is None:
        young = clock.now() - job["recorded_at"] < inbox.BEGINS_WITHIN
        return Progress(job["kind"], 0, None, job["recorded_at"], alive=young)
    return Progress(job["kind"], count.done, count.total, count.started_at, count.alive)


def looking_for_doubles(who: Who) -> bool:
    """Whether a search for entries that may be one business goes on."""
    require(who, "double.review")
    table = schema.job
    mine = sa.and_(table.c.kab_code == who.kab, table.c.kind == "pairs", table.c.state.in_(("waiting", "running")))
    with read(who) as conn:
        jobs = conn.execute(sa.select(table).where(mine)).mappings().all()
    return any(_progress_of(job).alive for job in jobs)


def job_problem(who: Who, batch_id: str) -> Problem | None:
    """What ended the last work on a batch before its end, if anything did."""
    require(who, "import.run")
    job = _last_job(who, batch_id)
    if job is None or job["state"] != "failed" or not job["problem"]:
        return None
    return Problem(job["problem"]["code"], **job["problem"]["details"])


def _last_job(who: Who, batch_id: str) -> sa.RowMapping | None:
    table = schema.job
    mine = sa.and_(table.c.kab_code == who.kab, table.c.about == batch_id)
    with read(who) as conn:
        return (
            conn.execute(sa.select(table).where(mine).order_by(table.c.recorded_at.desc()).limit(1)).mappings().first()
        )
