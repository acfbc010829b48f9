"""A checked batch is written: one transaction, all of it or nothing."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from data import clock, inbox, schema
from data.access import Who
from data.commands.actors import actor_rows, write_fields
from data.commands.imports.bring import FOUND, LEARNT, UPDATES
from data.commands.imports.visits import write_visits
from data.db import About, Writing, write
from data.importing import actor_of
from data.intake.against import mark
from data.intake.rows import IDS, batch_row, chunks, hold, of_batch, quiet, set_row, staged
from data.intake.standing import (
    PERMITS,
    Change,
    Standing,
    as_json,
    chosen,
    differences,
    missing_permits,
    new_actor,
    permit_row,
    permits_of,
    standing,
)
from data.newactor import together
from data.problem import Problem
from data.sectors import sector_of

ONE_AT_A_TIME = 35_09_2019  # the number of PostgreSQL's lock
KEPT_MEANWHILE = "changed_meanwhile"  # why a row was left whose actor somebody edited after the check


def write_batch(who: Who, batch_id: str, tell: Any = quiet) -> None:
    """Write the rows of a checked batch: new businesses, and what is new about those that are there already.

    The batch's option `updates` says how the latter are changed: 'fill' adds what the register lacks, 'replace' also
    overwrites, 'none' leaves them. A field that somebody edited after the check is left as they wrote it. `tell` may
    raise Stopped: nothing is written then. Problem("batch_not_checked"), also for one that is written already, and
    Problem("batch_stale") where businesses were imported, undone, merged or erased since the check.
    """
    with write(who, "import.run", About("import_batch", batch_id)) as writing:
        _claim(writing, batch_id)
        batch = batch_row(writing.conn, who, batch_id)
        progress = _Progress(tell, batch["rows"])
        if batch["kind"] == "actors":
            values = _write_actors(writing, batch, progress)
        else:
            values = write_visits(writing, batch_id, _staged(writing, batch, "add"), progress.add)
        options = {name: value for name, value in batch["options"].items() if name != FOUND} | values.pop("options", {})
        mine = sa.and_(schema.import_batch.c.kab_code == who.kab, schema.import_batch.c.id == batch_id)
        writing.conn.execute(schema.import_batch.update().where(mine).values(options=options, **values))
        _remember(writing, batch)
        counts = {name: batch[name] for name in ("rows", "accepted", "warned", "rejected")}
        since = values.get("visits_since")
        told = values | ({"visits_since": since.isoformat()} if since else {})
        writing.after = {"file_name": batch["file_name"], **counts, **told}
    inbox.forget(batch_id)


class _Progress:
    def __init__(self, tell: Any, total: int) -> None:
        self.tell, self.total, self.done = tell, total, 0

    def add(self, rows: int) -> None:
        self.done += rows
        self.tell(self.done, self.total)


def _claim(writing: Writing, batch_id: str) -> None:
    """From here on nobody else writes this batch."""
    table = schema.import_batch
    mine = sa.and_(table.c.kab_code == writing.who.kab, table.c.id == batch_id, table.c.state == "checked")
    if writing.conn.dialect.name == "postgresql":  # one import at a time, as SQLite has it
        writing.conn.execute(sa.select(sa.func.pg_advisory_xact_lock(ONE_AT_A_TIME)))
    claiming = table.update().where(mine).values(state="written", written_at=writing.at)
    seen = writing.conn.scalar(claiming.returning(table.c.register_mark))
    if seen is None:
        raise Problem("batch_not_checked")
    if seen != mark(writing.conn, writing.who, batch_id):
        raise Problem("batch_stale")


# --- actors ----------------------------------------------------------------------------------------------------------


def _write_actors(writing: Writing, batch: sa.RowMapping, progress: _Progress) -> dict[str, Any]:
    hold(writing.conn, writing.who, batch["id"])
    added = sum(_add(writing, batch["id"], rows, progress) for rows in _staged(writing, batch, "add"))
    update = _Update(writing, batch["id"], batch["options"].get("updates") or UPDATES[0])
    for rows in _staged(writing, batch, "change"):
        for some in chunks(rows, IDS):
            _change(update, some)
            progress.add(len(some))
    for rows in _staged(writing, batch, "repeat"):
        _add_permits_of_repeats(update, rows)
        progress.add(len(rows))
    return {"added": added, "changed": len(update.raised)}


@dataclass
class _Update:
    """What a batch does to businesses that were there: how far it may go, and how often it raised whose version."""

    writing: Writing
    batch_id: str
    policy: str
    raised: Counter[str] = field(default_factory=Counter)

    def standing(self, ids: Collection[str]) -> dict[str, Standing]:
        return standing(self.writing.conn, self.writing.who.kab, self.writing.at, ids)


def _staged(writing: Writing, batch: sa.RowMapping, action: str) -> Any:
    return staged(writing.conn, writing.who, batch["id"], action)


def _add(writing: Writing, batch_id: str, rows: Sequence[sa.RowMapping], progress: _Progress) -> int:
    sectors, today = sector_of(writing.conn, writing.who.kab), clock.today()
    collected: defaultdict[sa.Table, list[dict[str, Any]]] = defaultdict(list)
    made = []
    for row in rows:
        clean, actor_id = actor_of(row["clean"]), clock.new_id()
        new, batch = new_actor(clean), {"batch_id": batch_id, "batch_row": row["row"]}
        for table, values in actor_rows(actor_id, new, writing.who.id, sectors, batch):
            collected[table].append(_NO_FORM | values if table is schema.permit_event else values)
        for permit in permits_of(clean):
            event = _event(actor_id, permit_row(permit, new.known_since, today), batch_id)
            collected[schema.permit_event].append(event)
        made.append({"row": row["row"], "actor_id": actor_id})
    for table, of_table in collected.items():
        writing.insert(table, *of_table)
    set_row(writing.conn, writing.who, batch_id, made, "actor_id")
    progress.add(len(rows))
    return len(rows)


# One statement for all permit events wants the same columns of each.
_NO_FORM: dict[str, Any] = dict.fromkeys(("form", "expires_on", "number", "raw"))


def _event(actor_id: str, event: dict[str, Any], batch_id: str) -> dict[str, Any]:
    days = {name: date.fromisoformat(event[name]) for name in ("on_date", "expires_on") if isinstance(event[name], str)}
    return _NO_FORM | event | days | {"actor_id": actor_id, "batch_id": batch_id}


def _change(update: _Update, rows: Sequence[sa.RowMapping]) -> None:
    now = update.standing({row["actor_id"] for row in rows})
    results = []
    for row in rows:
        there = now[row["actor_id"]]
        wanted = chosen(differences(actor_of(row["clean"]), there, clock.today()), update.policy)
        # What stands there may be another's since the check: a person saw another "old" than this one.
        edited = there.row_version - update.raised[row["actor_id"]] != row["row_version"]
        seen = (row["changes"] or {}) if edited else wanted
        changes = _as_seen(wanted, seen)
        _apply(update, row["actor_id"], there, changes)
        result = KEPT_MEANWHILE if len(changes) < len(wanted) else None
        results.append({"row": row["row"], "changes": changes or None, "kept_because": result})
    set_row(update.writing.conn, update.writing.who, update.batch_id, results, "changes", "kept_because")


def _as_seen(wanted: Mapping[str, Change], seen: Mapping[str, Change]) -> dict[str, Change]:
    """The changes whose whole group is as a person saw it."""
    groups = [group for group in together(wanted) if all(seen.get(name) == change for name, change in group.items())]
    return {name: change for group in groups for name, change in group.items()}


def _apply(update: _Update, actor_id: str, there: Standing, changes: Mapping[str, Change]) -> None:
    """Write an actor's changes and note them in `there`: a later row of the file may be about the same actor."""
    if not changes:
        return
    writing = update.writing
    _tell(writing, About("actor", actor_id), changes)
    events = changes.get(PERMITS, [None, []])[1]
    writing.insert(schema.permit_event, *(_event(actor_id, event, update.batch_id) for event in events))
    fields = {name: value_of(name, new) for name, (_, new) in changes.items() if name != PERMITS}
    write_fields(writing, actor_id, there.values, fields, update.batch_id)
    there.values |= fields
    there.permits |= {(event["kind"], event["status"], event["number"]) for event in events}
    there.row_version += 1
    update.raised[actor_id] += 1


def _tell(writing: Writing, about: About, changes: Mapping[str, Change]) -> None:
    """One audit row of each actor, from what stood there before the batch to what it leaves."""
    if about not in writing.details:
        writing.abouts.append(about)
    before, after = writing.details.setdefault(about, ({}, {}))
    for name, (old, new) in changes.items():
        if name == PERMITS:
            after[name] = [*after.get(name, []), *new]
        else:
            before.setdefault(name, old)
            after[name] = new


def value_of(name: str, value: Any) -> Any:
    """A changed field as the tables hold it, from what JSON holds."""
    return date.fromisoformat(value) if name == "known_since" and value else value


def _add_permits_of_repeats(update: _Update, rows: Sequence[sa.RowMapping]) -> None:
    """A business written twice is one actor, but its second row may hold another permit."""
    writing, table = update.writing, schema.import_row.c
    for some in chunks(rows, IDS):
        asked = sa.select(table.row, table.actor_id, table.action).where(
            of_batch(writing.who, update.batch_id), table.row.in_({row["repeat_of"] for row in some})
        )
        firsts = {row.row: row for row in writing.conn.execute(asked) if row.actor_id}
        now = update.standing({first.actor_id for first in firsts.values()})
        results = []
        for row in some:
            first, changes = firsts.get(row["repeat_of"]), None
            if first is not None:
                changes = _repeat(update, row, first, now[first.actor_id])
            results.append({"row": row["row"], "actor_id": first and first.actor_id, "changes": changes})
        set_row(writing.conn, writing.who, update.batch_id, results, "actor_id", "changes")


def _repeat(update: _Update, row: sa.RowMapping, first: Any, there: Standing) -> dict[str, Change] | None:
    """Write the permits of a repeat; as changes of its row where the actor was there before the batch."""
    clean = actor_of(row["clean"])
    new, since = missing_permits(permits_of(clean), there.permits), new_actor(clean).known_since
    events = [permit_row(permit, since, clock.today()) for permit in new]
    if first.action != "add":
        changes = chosen({PERMITS: [None, as_json(events)]} if events else {}, update.policy)
        _apply(update, first.actor_id, there, changes)
        return changes or None
    there.permits |= {(permit.kind, permit.status, permit.number) for permit in new}
    update.writing.insert(schema.permit_event, *(_event(first.actor_id, event, update.batch_id) for event in events))
    return None


# --- what the next file of its kind is spared ------------------------------------------------------------------------


def _remember(writing: Writing, batch: sa.RowMapping) -> None:
    make = postgresql.insert if writing.conn.dialect.name == "postgresql" else sqlite.insert
    key = {"kab_code": writing.who.kab, "header": batch["header"]}
    learnt = batch["options"][FOUND][LEARNT]
    values = {"content": learnt, "by_person": writing.who.id, "recorded_at": writing.at}
    row = make(schema.import_mapping).values(key | values)
    writing.conn.execute(row.on_conflict_do_update(index_elements=list(key), set_=values))
