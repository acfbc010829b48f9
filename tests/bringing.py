"""A file all the way into a register, as a clerk brings it."""

from typing import Any

import sqlalchemy as sa

from data import commands, db, schema
from data.access import Who

# What an import leaves behind that is no fact: itself, the audit, what it learnt of the titles.
TRACES = ("import_batch", "import_row", "import_mapping", "audit", "audit_detail", "data_version", "job")


def check(who: Who, *lines: str, name: str = "berkas.csv", **options: Any) -> str:
    """Bring lines of a CSV and check them; the batch's id."""
    return check_bytes(who, "\n".join(lines).encode() + b"\n", name, **options)


def check_bytes(who: Who, content: bytes, name: str, **options: Any) -> str:
    """Bring a file and check it; the batch's id."""
    batch_id = commands.bring_file(who, name, content)
    if options:
        commands.choose_columns(who, batch_id, options=options)
    commands.check_batch(who, batch_id)
    return batch_id


def bring(who: Who, *lines: str, name: str = "berkas.csv", **options: Any) -> str:
    """Bring lines of a CSV and write them; the batch's id."""
    batch_id = check(who, *lines, name=name, **options)
    commands.write_batch(who, batch_id)
    return batch_id


def bring_bytes(who: Who, content: bytes, name: str, **options: Any) -> str:
    """Bring a file and write it; the batch's id."""
    batch_id = check_bytes(who, content, name, **options)
    commands.write_batch(who, batch_id)
    return batch_id


def counted(who: Who, *, without: tuple[str, ...] = ()) -> dict[str, int]:
    """Table -> how many rows it has."""
    with db.read(who) as conn:
        return {
            table.name: conn.scalar(sa.select(sa.func.count()).select_from(table)) or 0
            for table in schema.metadata.sorted_tables
            if table.name not in without and table.name not in schema.DERIVED
        }


def everything(who: Who, *, without: tuple[str, ...] = ()) -> dict[str, list[tuple[Any, ...]]]:
    """Table -> all its rows, to compare a register before and after."""
    with db.read(who) as conn:
        return {
            table.name: sorted(tuple(map(str, row)) for row in conn.execute(sa.select(table)))
            for table in schema.metadata.sorted_tables
            if table.name not in without and table.name not in schema.DERIVED
        }
