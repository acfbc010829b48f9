"""A file is brought: what it seems to be is found out, its columns may be corrected; nothing is written yet."""

import hashlib
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from data import clock, inbox, schema
from data.access import Who, require
from data.commands.imports.sweeping import tidy
from data.db import Writing, jot, kind_of, read
from data.importing import (
    Book,
    Proposal,
    Remembered,
    Table,
    find_table,
    header_fingerprint,
    lines_above,
    propose,
    read_book,
    table_sheets,
)
from data.intake.rows import batch_row, of_batch
from data.intake.waiting import OPEN, drop_rows
from data.problem import Problem
from data.queries.places import gazetteer

UPDATES = ("fill", "replace", "none")
FOUND = "found"  # in a batch's options: what stood in the file, for the screen
LEARNT = "learnt"  # in FOUND: what is to be remembered of these titles once the batch is written


def bring_file(who: Who, name: str, content: bytes) -> str:
    """Look into a file and keep it until it is written or thrown away; the id of its batch, to be checked next.

    Problem of severity `file` for one that cannot be used, Problem("sample_takes_no_other") where the data of the
    register are invented: nothing is kept then.
    """
    require(who, "import.run")
    book = read_book(name, content)
    table = find_table(book)
    batch_id = clock.new_id()
    with read(who) as conn:
        if kind_of(conn, who) == "contoh":
            raise Problem("sample_takes_no_other")
        values = _proposed(conn, who, book, table)
    row = {"id": batch_id, "file_name": name, "file_sha256": hashlib.sha256(content).hexdigest()}
    with jot(who, "import.run") as writing:
        inbox.keep(batch_id, name, content)
        nothing = dict.fromkeys(("rows", "accepted", "warned", "rejected"), 0)
        writing.insert(schema.import_batch, row | values | nothing | {"state": "checking", "by_person": who.id})
    tidy(who.register)
    return batch_id


def choose_columns(
    who: Who,
    batch_id: str,
    *,
    sheet: str | None = None,
    kind: str | None = None,
    mapping: Mapping[str, str] | None = None,
    options: Mapping[str, Any] | None = None,
) -> None:
    """A person corrects what was found; what is None stays. The batch is to be checked again, unless only `updates`
    (how businesses that are there already are changed) was chosen.

    Another sheet or kind is looked at anew. Problem("batch_closed") for a batch that was written.
    """
    require(who, "import.run")
    if (options or {}).get("updates", UPDATES[0]) not in UPDATES:
        raise ValueError("updates is none of " + ", ".join(UPDATES))
    with read(who) as conn:
        batch = batch_row(conn, who, batch_id)
        _still_open(batch)
        if (sheet or batch["sheet"]) != batch["sheet"] or (kind or batch["kind"]) != batch["kind"]:
            book = read_book(batch["file_name"], inbox.path_of(batch_id))
            values = _proposed(conn, who, book, find_table(book, sheet or batch["sheet"]), kind)
        else:
            values = _corrected(batch, mapping, options)
    compared = {name: {**value, "updates": None} if name == "options" else value for name, value in values.items()}
    before = {name: {**batch[name], "updates": None} if name == "options" else batch[name] for name in values}
    with jot(who, "import.run") as writing:
        if compared != before:
            clear(writing, batch_id)
        change(writing, batch_id, values)


def _corrected(
    batch: sa.RowMapping, mapping: Mapping[str, str] | None, options: Mapping[str, Any] | None
) -> dict[str, Any]:
    chosen = batch["mapping"] if mapping is None else {name: letter for name, letter in mapping.items() if letter}
    return {"kind": batch["kind"], "mapping": chosen, "options": {**batch["options"], **(options or {})}}


def drop_batch(who: Who, batch_id: str) -> None:
    """Throw a file away that was not written, and all that was found in it."""
    with jot(who, "import.run") as writing:
        _still_open(batch_row(writing.conn, who, batch_id))
        change(writing, batch_id, {"check_id": None})
        _drop(writing, batch_id)


def clear(writing: Writing, batch_id: str, check_id: str | None = None) -> None:
    """Inside an open write: the batch as it was before its check, or at the beginning of the check with this id."""
    nothing = dict.fromkeys(("rows", "accepted", "warned", "rejected", "added", "changed"), 0)
    change(writing, batch_id, {"state": "checking", "skipped": None, "check_id": check_id} | nothing)
    writing.conn.execute(schema.import_row.delete().where(of_batch(writing.who, batch_id)))


def _still_open(batch: sa.RowMapping) -> None:
    if batch["state"] not in OPEN:
        raise Problem("batch_closed")


def change(writing: Writing, batch_id: str, values: dict[str, Any]) -> None:
    """Inside an open write: change a batch nobody has written meanwhile, else Problem("batch_closed")."""
    table = schema.import_batch
    mine = sa.and_(table.c.kab_code == writing.who.kab, table.c.id == batch_id, table.c.state.in_(OPEN))
    if writing.conn.execute(table.update().where(mine).values(values)).rowcount != 1:
        raise Problem("batch_closed")


def _drop(writing: Writing, batch_id: str) -> None:
    drop_rows(writing, batch_id)
    inbox.forget(batch_id)


def _proposed(conn: sa.Connection, who: Who, book: Book, table: Table, kind: Any = None) -> dict[str, Any]:
    """What a batch says of its file: kind, columns, and what the screen shows of them."""
    header = header_fingerprint(table)
    remembered = _remembered(conn, who, header)
    proposal = propose(table, remembered, gazetteer(conn, who.kab), kind, lines_above(book, table))
    return {
        "kind": proposal.kind,
        "preset": proposal.preset,
        "sheet": table.sheet,
        "header": header,
        "mapping": dict(proposal.mapping),
        "options": {**proposal.options, FOUND: _found(table, table_sheets(book), proposal, remembered is not None)},
    }


def _found(table: Table, sheets: list[str], proposal: Proposal, remembered: bool) -> dict[str, Any]:
    return {
        "columns": [[one.letter, one.title] for one in table.columns],
        "sheets": sheets,
        "header_rows": list(table.header_rows),
        "reasons": dict(proposal.reasons),
        "remembered": remembered,
    }


def _remembered(conn: sa.Connection, who: Who, header: str) -> Remembered | None:
    table = schema.import_mapping.c
    content = conn.scalar(sa.select(table.content).where(table.kab_code == who.kab, table.header == header))
    return Remembered.from_json(content) if content else None
