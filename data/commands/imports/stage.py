"""The check: every row of the file is compared with the register and waits there, each step a short write."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

import sqlalchemy as sa

from data import clock, inbox, schema
from data.access import Who, require
from data.commands.imports.bring import FOUND, LEARNT, change, clear, drop_batch
from data.db import Writing, jot, read
from data.importing import (
    Against,
    CheckedRow,
    CleanVisit,
    Table,
    as_values,
    check_mapping,
    find_table,
    iter_actors,
    iter_visits,
    read_book,
    remember,
)
from data.inbox import Stopped, Superseded
from data.intake.against import against, mark
from data.intake.rows import CHUNK, IDS, batch_row, chunks, quiet
from data.intake.standing import Standing, differences, standing
from data.intake.waiting import OPEN
from data.problem import Problem


def check_batch(who: Who, batch_id: str, tell: Any = quiet) -> None:
    """Check every row of a batch's file against the register as it stands; what was staged before goes.

    `tell(done, total)` is called as rows are done and may raise Stopped: then the batch goes as well. Problems are
    those of the mapping, Problem("batch_closed"), Problem("file_gone").
    """
    require(who, "import.run")
    check_id = clock.new_id()
    with read(who) as conn:
        batch = batch_row(conn, who, batch_id)
        if batch["state"] not in OPEN:
            raise Problem("batch_closed")
        register_mark = mark(conn, who, batch_id)
        chosen = {name: value for name, value in batch["options"].items() if name not in (FOUND, "updates")}
        known = against(conn, who, chosen)
    table = find_table(read_book(batch["file_name"], inbox.path_of(batch_id)), batch["sheet"])
    check_mapping(table, batch["kind"], batch["mapping"], chosen)
    learnt = remember(table, batch["kind"], batch["mapping"], chosen, known.places).as_json()
    with jot(who, "import.run") as writing:
        clear(writing, batch_id, check_id)
    try:
        counts = _stage(who, batch, check_id, table, known, tell)
    except Superseded:
        raise
    except Stopped:
        drop_batch(who, batch_id)
        raise
    with jot(who, "import.run") as writing:
        _still_ours(writing, batch_id, check_id)
        skipped = {why: len(numbers) for why, numbers in table.skipped.items()}
        chosen_now = batch_row(writing.conn, who, batch_id)["options"]
        options = chosen_now | {FOUND: chosen_now[FOUND] | {LEARNT: learnt}}
        values = {"state": "checked", "skipped": skipped, "options": options, "register_mark": register_mark}
        change(writing, batch_id, values | counts)


def _still_ours(writing: Writing, batch_id: str, check_id: str) -> None:
    """Ends this check where another one of the same batch has begun, or its columns were changed."""
    table = schema.import_batch
    mine = sa.and_(table.c.kab_code == writing.who.kab, table.c.id == batch_id, table.c.check_id == check_id)
    if writing.conn.execute(table.update().where(mine).values(check_id=check_id)).rowcount != 1:
        raise Superseded


def _stage(who: Who, batch: sa.RowMapping, check_id: str, table: Table, known: Against, tell: Any) -> dict[str, int]:
    rows: Iterator[CheckedRow] = (iter_actors if batch["kind"] == "actors" else iter_visits)(
        table, batch["mapping"], known
    )
    counts: Counter[str] = Counter(dict.fromkeys(("rows", "accepted", "warned", "rejected"), 0))
    total = table.last_row - table.header_rows[-1]
    for some in chunks(rows, CHUNK):
        with read(who) as conn:
            compared = list(_compared(conn, who, batch["kind"], some))
        with jot(who, "import.run") as writing:
            _still_ours(writing, batch["id"], check_id)
            writing.insert(schema.import_row, *({"batch_id": batch["id"]} | row for row in compared))
        counts.update(row.verdict for row in some)
        counts["rows"] += len(some)
        tell(some[-1].row - table.header_rows[-1], total)
    return dict(counts)


def _compared(conn: sa.Connection, who: Who, kind: str, rows: list[Any]) -> Iterator[dict[str, Any]]:
    if kind == "visits":
        have = _contacts(conn, who, rows)
        yield from (_staged(row, _visit_action(row, have), actor_id=row.actor_id) for row in rows)
        return
    there = _there(conn, who, {row.same_as for row in rows if row.same_as})
    today = clock.today()
    for row in rows:
        now = there.get(row.same_as or "")
        if row.verdict == "rejected":
            yield _staged(row, "none")
        elif row.repeat_of is not None:
            yield _staged(row, "repeat", actor_id=row.same_as)
        elif now is None:
            yield _staged(row, "add")
        else:
            changes = differences(row, now, today)
            about = {"actor_id": row.same_as, "row_version": now.row_version, "changes": changes or None}
            yield _staged(row, "change" if changes else "same", **about)


def _there(conn: sa.Connection, who: Who, ids: set[str]) -> dict[str, Standing]:
    found: dict[str, Standing] = {}
    for some in chunks(sorted(ids), IDS):
        found |= standing(conn, who.kab, clock.now(), some)
    return found


def _staged(row: CheckedRow, action: str, **more: Any) -> dict[str, Any]:
    values = as_values(row)
    problems = values.pop("problems", None)
    return {
        "row": row.row,
        "outcome": row.verdict,
        "actor_id": None,
        "codes": " ".join(problem.code for problem in row.problems),
        "raw": row.raw,
        "clean": values,
        "problems": problems,
        "changes": None,
        "action": action,
        "repeat_of": row.repeat_of,
        "row_version": None,
    } | more


Contact = tuple[Any, Any, Any, Any]


def _contacts(conn: sa.Connection, who: Who, rows: Iterable[CleanVisit]) -> tuple[set[Contact], set[str]]:
    """The contacts the register has with these actors, and which of the forms' ids."""
    table, found, ids = schema.contact.c, set[Contact](), set[str]()
    asked = sa.select(table.actor_id, table.facilitator_id, table.on_date, table.mode).where(table.kab_code == who.kab)
    for some in chunks(sorted({row.actor_id for row in rows if row.actor_id}), IDS):
        found |= {tuple(row) for row in conn.execute(asked.where(table.actor_id.in_(some)))}
    for some in chunks(sorted({row.form_id for row in rows if row.form_id}), IDS):
        ids |= set(conn.scalars(sa.select(table.id).where(table.kab_code == who.kab, table.id.in_(some))))
    return found, ids


def _visit_action(row: CleanVisit, have: tuple[set[Contact], set[str]]) -> str:
    if row.verdict == "rejected":
        return "none"
    if row.repeat_of is not None:
        return "repeat"
    contacts, forms = have
    known = (row.actor_id, row.facilitator_id, row.on, row.mode) in contacts or row.form_id in forms
    return "same" if known else "add"
