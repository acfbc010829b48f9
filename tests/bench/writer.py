"""The process that writes while others read: each line on its input logs one visit, and puts the same rows bare.

Its input is a pipe of the bench; each answer is a line of JSON: ms of the visit, ms of the bare insert into a copy of
the tables without triggers, and what coverage must now say of the kecamatan. `python -m tests.bench.writer COPY`.
"""

import json
import sqlite3
import sys
import time
from dataclasses import dataclass

import sqlalchemy as sa

from data import clock, commands, queries, schema
from data.access import Who
from data.commands import NewVisit
from data.db import read, url_of
from data.filter import Filter
from data.people import demo_person
from tests.bench.registers import REGISTER


@dataclass(frozen=True)
class Unvisited:
    """An actor of the demo pendamping whom nobody has visited yet."""

    id: str
    kecamatan: str


def unvisited(who: Who, most: int = 400) -> list[Unvisited]:
    """Active actors of the facilitator whom nobody has met or tried to."""
    kept, place, contact = schema.actor_day, schema.kecamatan, schema.contact
    tried = sa.exists().where(contact.c.kab_code == kept.c.kab_code, contact.c.actor_id == kept.c.id)
    recorded = sa.select(place.c.code).where(place.c.visits_since.is_not(None))
    asked = (
        sa.select(kept.c.id, kept.c.kecamatan_code.label("kecamatan"))
        .where(kept.c.responsible_id == who.facilitator, kept.c.facilitator_id == who.facilitator)
        .where(kept.c.which == "today", kept.c.last_visit.is_(None))
        .where(kept.c.kecamatan_code.in_(recorded), ~tried)
        .limit(most)
    )
    with read(who) as conn:
        return [Unvisited(row.id, row.kecamatan) for row in conn.execute(asked)]


class Bare:
    """The tables of a visit in a copy of the register, without triggers: an insert and nothing else."""

    def __init__(self, path: str) -> None:
        self._conn = sqlite3.connect(path, isolation_level=None)
        triggers = self._conn.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for (name,) in triggers:
            self._conn.execute(f"DROP TRIGGER {name}")
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL"):
            self._conn.execute(f"PRAGMA {pragma}")

    def put(self, rows: dict[str, list[tuple[object, ...]]]) -> float:
        """Insert these rows in one transaction; ms."""
        begun = time.perf_counter()
        self._conn.execute("BEGIN IMMEDIATE")
        for table, found in rows.items():
            holes = ", ".join("?" * len(found[0]))
            self._conn.executemany(f"INSERT INTO {table} VALUES ({holes})", found)
        self._conn.execute("UPDATE data_version SET version = version + 1")
        self._conn.execute("COMMIT")
        return (time.perf_counter() - begun) * 1000


def log(who: Who, actor_id: str) -> tuple[str, float]:
    """The form's id and ms of a visit of today, as the form on the phone sends it."""
    new = NewVisit(
        form_id=clock.new_id(),
        actor_ids=(actor_id,),
        on=clock.today(),
        mode="di_tempat",
        outcome="bertemu",
        topics=("perizinan",),
        result="Dijelaskan cara mengurus NIB.",
    )
    begun = time.perf_counter()
    commands.log_visit(who, new)
    return new.form_id, (time.perf_counter() - begun) * 1000


def written(path: str, form_id: str, actor_id: str) -> dict[str, list[tuple[object, ...]]]:
    """The rows that this form made, as they lie in the register."""
    asked = {
        "form": ("SELECT * FROM form WHERE id = ?", form_id),
        "contact": ("SELECT * FROM contact WHERE actor_id = ?", actor_id),
        "audit": ("SELECT * FROM audit WHERE about_kind = 'actor' AND about_id = ?", actor_id),
        "audit_detail": (
            "SELECT d.* FROM audit_detail d JOIN audit a ON a.id = d.audit_id WHERE a.about_id = ?",
            actor_id,
        ),
    }
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as conn:
        return {table: conn.execute(sql, (one,)).fetchall() for table, (sql, one) in asked.items()}


def main() -> None:
    """One visit for each line, until the input ends."""
    who, leader = demo_person(REGISTER, "pendamping"), demo_person(REGISTER, "pimpinan")
    path, bare = url_of(REGISTER).removeprefix("sqlite:///"), Bare(sys.argv[1])
    waiting = unvisited(who)
    print(json.dumps({"ready": len(waiting)}), flush=True)
    for _, actor in zip(sys.stdin, waiting, strict=False):
        form_id, ms = log(who, actor.id)
        bare_ms = bare.put(written(path, form_id, actor.id))
        total = queries.figures(leader, Filter(kecamatan=(actor.kecamatan,)), "desa").total
        said = {"visit": ms, "bare": bare_ms, "kecamatan": actor.kecamatan}
        print(json.dumps(said | {"served": total["served"], "observed": total["observed"]}), flush=True)


if __name__ == "__main__":
    main()
