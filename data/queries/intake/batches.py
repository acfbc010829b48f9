"""Batches as a screen shows them: what a file seems to be, what a person chose, what was found."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pandas as pd
import sqlalchemy as sa

from data import inbox, schema
from data.access import Who, require
from data.db import read
from data.importing import find_table, read_book
from data.intake.rows import batch_row
from data.intake.waiting import OPEN
from data.problem import Problem

SAMPLES = 3  # values of a column that a person sees


@dataclass(frozen=True)
class Batch:
    """One file on its way: what it seems to be, what a person chose, what was found. `columns` are letter, title and
    a few values as text; `same_as` is (file name, when, by whom) of a written batch of the same sheet and bytes."""

    id: str
    file_name: str
    kind: str
    preset: str | None
    state: str
    sheet: str | None
    sheets: tuple[str, ...]
    header_rows: tuple[int, ...]
    columns: tuple[tuple[str, str, tuple[str, ...]], ...] = field(repr=False)
    mapping: dict[str, str]
    reasons: dict[str, str]
    remembered: bool
    options: dict[str, Any]
    counts: dict[str, int]
    actions: dict[str, int]
    skipped: dict[str, int]
    added: int
    changed: int
    by_name: str
    at: datetime
    written_at: datetime | None
    undone_at: datetime | None
    same_as: tuple[str, datetime, str] | None
    kept: int


def batch(who: Who, batch_id: str) -> Batch:
    """One batch; the values of its columns while its file waits. Problem("no_such_batch")."""
    require(who, "import.run")
    with read(who) as conn:
        row = batch_row(conn, who, batch_id)
        names = _people(conn, who)
        rows = schema.import_row.c
        mine = sa.and_(rows.kab_code == who.kab, rows.batch_id == batch_id)
        asked = sa.select(rows.action, sa.func.count()).where(mine).group_by(rows.action)
        actions = {action: count for action, count in conn.execute(asked)}
        kept = conn.scalar(sa.select(sa.func.count()).where(mine, rows.kept_because.is_not(None))) or 0
        same_as = _same_file(conn, who, row, names)
    found = (row["options"] or {}).get("found", {})
    samples = _samples(row)
    return Batch(
        id=row["id"],
        file_name=row["file_name"],
        kind=row["kind"],
        preset=row["preset"],
        state=row["state"],
        sheet=row["sheet"],
        sheets=tuple(found.get("sheets", ())),
        header_rows=tuple(found.get("header_rows", ())),
        columns=tuple((letter, title, tuple(samples.get(letter, ()))) for letter, title in found.get("columns", ())),
        mapping=row["mapping"] or {},
        reasons=found.get("reasons", {}),
        remembered=found.get("remembered", False),
        options={name: value for name, value in (row["options"] or {}).items() if name != "found"},
        counts={name: row[name] for name in ("rows", "accepted", "warned", "rejected")},
        actions={name: actions.get(name, 0) for name in schema.ROW_ACTIONS},
        skipped=row["skipped"] or {},
        added=row["added"],
        changed=row["changed"],
        by_name=names.get(row["by_person"], row["by_person"]),
        at=row["recorded_at"],
        written_at=row["written_at"],
        undone_at=row["undone_at"],
        same_as=same_as,
        kept=kept,
    )


def _samples(row: sa.RowMapping) -> Mapping[str, Sequence[str]]:
    """Column letter -> its first values, from the file that waits: they are kept in no table, and go with the file."""
    if row["state"] not in OPEN:
        return {}
    noted = inbox.samples_of(row["id"], row["sheet"])
    if noted is not None:
        return noted
    try:
        table = find_table(read_book(row["file_name"], inbox.path_of(row["id"])), row["sheet"])
    except Problem:
        return {}  # whoever works on the file next is told what is wrong with it
    samples = {column.letter: column.samples[:SAMPLES] for column in table.columns}
    inbox.note_samples(row["id"], row["sheet"], samples)
    return samples


def batches(who: Who) -> pd.DataFrame:
    """All batches, the newest first: id, file_name, kind, preset, state, rows, added, changed, rejected, by_name, at,
    written_at, undone_at."""
    require(who, "import.run")
    table = schema.import_batch
    with read(who) as conn:
        names = _people(conn, who)
        asked = sa.select(table).where(table.c.kab_code == who.kab).order_by(table.c.recorded_at.desc())
        rows = [
            dict(row) | {"at": row["recorded_at"], "by_name": names.get(row["by_person"], row["by_person"])}
            for row in conn.execute(asked).mappings()
        ]
    columns = ("id", "file_name", "kind", "preset", "state", "rows", "added", "changed", "rejected", "by_name")
    return pd.DataFrame(rows, columns=[*columns, "at", "written_at", "undone_at"])


def _people(conn: sa.Connection, who: Who) -> dict[str, str]:
    people = schema.person.c
    return {
        key: name for key, name in conn.execute(sa.select(people.id, people.name).where(people.kab_code == who.kab))
    }


def _same_file(
    conn: sa.Connection, who: Who, row: sa.RowMapping, names: Mapping[str, str]
) -> tuple[str, datetime, str] | None:
    table = schema.import_batch.c
    asked = sa.select(table.file_name, table.written_at, table.by_person).where(
        table.kab_code == who.kab,
        table.file_sha256 == row["file_sha256"],
        table.sheet == row["sheet"],
        table.state == "written",
        table.id != row["id"],
    )
    found = conn.execute(asked.order_by(table.written_at.desc()).limit(1)).first()
    return (found[0], found[1], names.get(found[2], found[2])) if found else None
