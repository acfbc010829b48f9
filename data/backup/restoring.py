"""Puts a backup back: only where there is nothing yet, never as another kind, all of it or nothing."""

import json
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.script import ScriptDirectory

from data import clock, schema
from data import db as doors
from data.access import Who, require
from data.backup import file, places, rows
from data.migrate import config
from data.problem import Problem
from data.settings import KINDS, settings
from data.summary.keeping import rebuild

_ANALYZE = sa.text("ANALYZE")  # without statistics the planner takes minutes for a question


def restore(who: Who, path: Path) -> file.About:
    """Make the register anew out of a backup; what it was taken of. It keeps its kind, and is migrated to this release.

    Problem("restore_exists") where there is a register or anything else, Problem("restore_other_kind") and
    Problem("restore_other_regency") where it does not belong, Problem("real_needs_sign_in"), Problem("backup_newer"),
    Problem("backup_damaged"), and what `file.opened` raises; after each of them all is as it was.
    """
    require(who, "register.restore")
    with file.opened(path) as backup:
        _may_come_here(who, backup.about)
        with _empty(doors.url_of(who.register)) as conn:
            backup.check()
            load(conn, backup)
            _migrate(conn, "head")
            _write_down(conn, who, backup.about)
            conn.execute(_ANALYZE)
            rebuild(conn, who.kab, clock.today(), doors.version(conn, who.kab))
            conn.execute(_ANALYZE)
    return backup.about


def load(conn: sa.Connection, backup: file.Backup) -> None:
    """Into an empty database: the tables as they were when the backup was taken, and its rows, compared row by row
    with what the backup says of them. Problem("backup_damaged") where they are not the same."""
    about = backup.about
    if about.schema not in known_schemas():
        raise Problem("backup_newer")
    _migrate(conn, about.schema)
    made = rows.tables(conn)
    if {one.name: set(one.c.keys()) for one in made} != {
        name: set(kept.columns) for name, kept in about.tables.items()
    }:
        raise Problem("backup_damaged")
    dbapi: Any = conn.dialect.loaded_dbapi
    try:
        with places.bare(conn, made):
            for table in made:
                rows.insert(conn, table.name, about.tables[table.name].columns, _values(backup, table.name))
    except (sa.exc.IntegrityError, sa.exc.DataError, dbapi.IntegrityError, dbapi.DataError) as error:
        raise Problem("backup_damaged") from error  # rows that no register of this schema can hold
    if not (_same(conn, made, about) and places.rules_hold(conn)):
        raise Problem("backup_damaged")


def _same(conn: sa.Connection, made: list[sa.Table], about: file.About) -> bool:
    """Whether the database holds what the backup says: every row, of its own regency only, and its kind."""
    for table in made:
        columns = [table.c[name] for name in about.tables[table.name].columns]
        if rows.sum_of(conn, columns, about.kab_code) != about.tables[table.name].sum:
            return False
    return conn.scalars(sa.select(schema.register.c.kind)).all() == [about.kind]


def known_schemas() -> set[str]:
    """The migrations this release knows."""
    return {one.revision for one in ScriptDirectory.from_config(config()).walk_revisions()}


def _may_come_here(who: Who, about: file.About) -> None:
    if about.schema not in known_schemas():
        raise Problem("backup_newer")
    if about.kab_code != who.kab:
        raise Problem("restore_other_regency", found=about.kab_code, wanted=who.kab)
    if who.register in KINDS and who.register != about.kind:
        raise Problem("restore_other_kind", kind=about.kind, register=who.register)
    if about.kind == "nyata" and not settings().sign_in:
        raise Problem("real_needs_sign_in")


def _empty(url: str) -> AbstractContextManager[sa.Connection]:
    if url.startswith("sqlite:///"):
        return places.new_sqlite(Path(url.removeprefix("sqlite:///")))
    return places.empty_postgresql(doors.engine(url, writable=True))


def _migrate(conn: sa.Connection, revision: str) -> None:
    made = config()
    made.attributes["connection"] = conn
    command.upgrade(made, revision)


def _values(backup: file.Backup, name: str) -> Iterator[list[list[Any]]]:
    for lines in backup.batches(name):
        yield [json.loads(line) for line in lines]


def _write_down(conn: sa.Connection, who: Who, about: file.About) -> None:
    """The audit row, in the transaction that restores."""
    writing = doors.Writing(conn, who, clock.now(), [])
    audit_id = clock.new_id()
    deed = {"at": writing.at, "by_person": who.id, "by_role": who.role, "deed": "register.restore"}
    writing.insert(schema.audit, deed | {"id": audit_id, "about_kind": "register", "about_id": about.kind})
    writing.insert(schema.audit_detail, {"audit_id": audit_id, "after": told(about)})


def told(about: file.About) -> dict[str, Any]:
    """What the audit keeps of a backup."""
    return {"taken_at": about.taken_at, "data_version": about.data_version, "rows": about.rows, "sha256": about.sha256}
