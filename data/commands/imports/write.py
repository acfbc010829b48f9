"""A checked batch is written: one transaction, all of it or nothing."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from data import clock, inbox, schema
from data.access import Who
from data.commands.actors import actor_rows, write_fields
from data.commands.imports.bring import FOUND, LEARNT
from data.commands.imports.visits import write_visits
from data.db import About, Writing, write
from data.importing import actor_of
from data.intake.rows import IDS, batch_row, chunks, quiet, set_row, staged
from data.intake.standing import (
    PERMITS,
    Standing,
    differences,
    fills,
    missing_permits,
    new_actor,
    permit_row,
    permits_of,
    standing,
)
from data.problem import Problem
from data.sectors import sector_of

UPDATES = ("fill", "replace", "none")
KEPT_MEANWHILE = "changed_meanwhile"  # why a row was left whose actor somebody edited after the check


def write_batch(who: Who, batch_id: str, tell: Any = quiet) -> None:
    """Write the rows of a checked batch: new businesses, and what is new about those that are there already.

    The batch's option `updates` says how the latter are changed: 'fill' adds what the register lacks, 'replace' also
    overwrites, 'none' leaves them. A field that somebody edited after the check is left as they wrote it. `tell` may
    raise Stopped: nothing is written then. Problem("batch_not_checked"), also for one that is written already.
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
    claimed = writing.conn.execute(table.update().where(mine).values(state="written", written_at=writing.at))
    if claimed.rowcount != 1:
        raise Problem("batch_not_checked")


# --- actors ----------------------------------------------------------------------------------------------------------


def _write_actors(writing: Writing, batch: sa.RowMapping, progress: _Progress) -> dict[str, Any]:
    added = sum(_add(writing, batch["id"], rows, progress) for rows in _staged(writing, batch, "add"))
    policy = batch["options"].get("updates", UPDATES[0])
    changed = 0
    for rows in _staged(writing, batch, "change"):
        for some in chunks(rows, IDS):
            changed += _change(writing, batch["id"], some, policy)
            progress.add(len(some))
    for rows in _staged(writing, batch, "repeat"):
        _add_permits_of_repeats(writing, batch["id"], rows)
        progress.add(len(rows))
    return {"added": added, "changed": changed}


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


def _change(writing: Writing, batch_id: str, rows: Sequence[sa.RowMapping], policy: str) -> int:
    now = standing(writing.conn, writing.who.kab, writing.at, [row["actor_id"] for row in rows])
    results = []
    for row in rows:
        there = now[row["actor_id"]]
        changes = differences(actor_of(row["clean"]), there, clock.today())
        chosen = {name: change for name, change in changes.items() if _wanted(policy, name, change)}
        # What stands there may be another's since the check: a person saw another "old" than this one.
        seen = row["changes"] if there.row_version != row["row_version"] else chosen
        meanwhile = [name for name in chosen if seen.get(name) != chosen[name]]
        chosen = {name: change for name, change in chosen.items() if name not in meanwhile}
        _apply(writing, batch_id, row["actor_id"], there, chosen)
        result = KEPT_MEANWHILE if meanwhile else None
        results.append({"row": row["row"], "changes": chosen or None, "kept_because": result})
    set_row(writing.conn, writing.who, batch_id, results, "changes", "kept_because")
    return sum(1 for one in results if one["changes"])


def _wanted(policy: str, name: str, change: Sequence[Any]) -> bool:
    return policy == "replace" or (policy == "fill" and fills(name, change))


def _apply(writing: Writing, batch_id: str, actor_id: str, there: Standing, changes: dict[str, Any]) -> None:
    if not changes:
        return
    fields = {name: change for name, change in changes.items() if name != PERMITS}
    about = About("actor", actor_id)
    writing.abouts.append(about)
    writing.details[about] = (
        {name: old for name, (old, _) in fields.items()},
        {name: new for name, (_, new) in changes.items()},
    )
    for event in changes.get(PERMITS, [None, []])[1]:
        writing.insert(schema.permit_event, _event(actor_id, event, batch_id))
    write_fields(
        writing, actor_id, there.values, {name: value_of(name, new) for name, (_, new) in fields.items()}, batch_id
    )


def value_of(name: str, value: Any) -> Any:
    """A changed field as the tables hold it, from what JSON holds."""
    return date.fromisoformat(value) if name == "known_since" and value else value


def _add_permits_of_repeats(writing: Writing, batch_id: str, rows: Sequence[sa.RowMapping]) -> None:
    """A business written twice is one actor, but its second row may hold another permit."""
    table = schema.import_row.c
    for some in chunks(rows, IDS):
        asked = sa.select(table.row, table.actor_id).where(
            table.kab_code == writing.who.kab,
            table.batch_id == batch_id,
            table.row.in_({row["repeat_of"] for row in some}),
        )
        actor_ids = {number: actor_id for number, actor_id in writing.conn.execute(asked) if actor_id}
        about = [{"row": row["row"], "actor_id": actor_ids.get(row["repeat_of"])} for row in some]
        set_row(writing.conn, writing.who, batch_id, about, "actor_id")
        now = standing(writing.conn, writing.who.kab, writing.at, set(actor_ids.values()))
        for row in some:
            clean, actor_id = actor_of(row["clean"]), actor_ids.get(row["repeat_of"])
            if actor_id is None:
                continue
            new, since = missing_permits(permits_of(clean), now[actor_id].permits), new_actor(clean).known_since
            now[actor_id].permits |= {(permit.kind, permit.status, permit.number) for permit in new}
            events = (_event(actor_id, permit_row(permit, since, clock.today()), batch_id) for permit in new)
            writing.insert(schema.permit_event, *events)


# --- what the next file of its kind is spared ------------------------------------------------------------------------


def _remember(writing: Writing, batch: sa.RowMapping) -> None:
    make = postgresql.insert if writing.conn.dialect.name == "postgresql" else sqlite.insert
    key = {"kab_code": writing.who.kab, "header": batch["header"]}
    learnt = batch["options"][FOUND][LEARNT]
    values = {"content": learnt, "by_person": writing.who.id, "recorded_at": writing.at}
    row = make(schema.import_mapping).values(key | values)
    writing.conn.execute(row.on_conflict_do_update(index_elements=list(key), set_=values))
