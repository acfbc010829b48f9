"""Files in the inbox that no batch needs any more go: what a process that was killed left behind."""

from datetime import timedelta

import sqlalchemy as sa

from data import inbox, schema
from data.db import exists, jot, read
from data.intake.waiting import drop_waiting, waiting
from data.people import system
from data.problem import Problem
from data.settings import settings

KEPT = timedelta(days=7)  # how long a file that nobody writes waits


def tidy(register: str) -> None:
    """Files that waited too long in this register go, then what no register needs."""
    with jot(system(register), "import.run") as writing:
        dropped = drop_waiting(writing, writing.at - KEPT)
    for batch_id in dropped:
        inbox.forget(batch_id)
    sweep()


def sweep() -> None:
    """Let go of what belongs to no waiting batch of any register; nothing goes while one of them cannot be asked."""
    waits: set[str] = set()
    for register in settings().registers:
        if exists(register):
            who = system(register)
            try:
                with read(who) as conn:
                    waits |= set(conn.scalars(sa.select(schema.import_batch.c.id).where(waiting(who))))
            except (Problem, sa.exc.DBAPIError):
                return
    inbox.sweep(waits)
