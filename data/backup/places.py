"""Where a backup is put back: a new SQLite file, made beside and named when whole, or an empty PostgreSQL database."""

import os
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from data.problem import Problem

LEFT_BEHIND = 24 * 3600  # seconds: what a process that was killed began, nobody goes on with
BESIDE = ".damping-unfinished-"


@contextmanager
def beside(path: Path) -> Iterator[Path]:
    """A new empty file in the same folder that only its owner reads; gone afterwards, unless it was renamed."""
    _sweep(path.parent)
    made = path.parent / f"{BESIDE}{secrets.token_hex(8)}"
    os.close(os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        yield made
    finally:
        for left in (made, *_companions(made)):
            left.unlink(missing_ok=True)


def publish(made: Path, path: Path) -> None:
    """Give a finished file its name, on the disk for certain; FileExistsError when the name is taken."""
    with made.open("rb+") as file:
        os.fsync(file.fileno())
    try:
        os.link(made, path)
    except FileExistsError:
        raise
    except OSError:  # a file system without links, such as a memory stick's
        if path.exists():
            raise FileExistsError(path) from None
        made.rename(path)
    with suppress(OSError):  # not every system opens a folder
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


@contextmanager
def sqlite_file(path: Path) -> Iterator[sa.Connection]:
    """An open transaction on an SQLite file that nobody else knows yet: fast and without a journal, for a file that is
    thrown away if anything goes wrong. Keys are not looked up row by row, see `rules_hold`."""
    engine = sa.create_engine(f"sqlite:///{path}", hide_parameters=True, poolclass=sa.pool.NullPool)
    sa.event.listen(engine, "connect", _hasty)
    sa.event.listen(engine, "begin", lambda conn: conn.exec_driver_sql("BEGIN"))
    with engine.begin() as conn:
        yield conn


@contextmanager
def new_sqlite(path: Path) -> Iterator[sa.Connection]:
    """A new register's file that gets its name once all is well; Problem("restore_exists"), Problem("restore_left")."""
    if path.exists():
        raise Problem("restore_exists")
    if any(left.exists() for left in _companions(path)):
        raise Problem("restore_left", name=path.name)  # SQLite would read an older file's journal into the new one
    path.parent.mkdir(parents=True, exist_ok=True)
    with beside(path) as made:
        with sqlite_file(made) as conn:
            yield conn
        try:
            publish(made, path)
        except FileExistsError as error:
            raise Problem("restore_exists") from error


@contextmanager
def empty_postgresql(engine: sa.Engine) -> Iterator[sa.Connection]:
    """A transaction on a PostgreSQL database without any table; Problem("restore_exists")."""
    with engine.begin() as conn:
        if sa.inspect(conn).get_table_names():
            raise Problem("restore_exists")
        yield conn


@contextmanager
def bare(conn: sa.Connection, tables: list[sa.Table]) -> Iterator[None]:
    """The tables without what the application does at a change, and in SQLite without what it looks up by: rows come
    in as they were, and all is as before when the last is there."""
    quote = conn.dialect.identifier_preparer.quote
    if conn.dialect.name == "sqlite":
        kept = conn.exec_driver_sql(
            "SELECT type, name, sql FROM sqlite_master WHERE type IN ('trigger', 'index') AND sql IS NOT NULL"
        ).all()
        for kind, name, _ in kept:
            conn.exec_driver_sql(f"DROP {kind} {quote(name)}")
        yield
        for _, _, sql in kept:
            conn.exec_driver_sql(sql)
        return
    for deed in ("DISABLE", "ENABLE"):
        for table in tables:
            conn.exec_driver_sql(f"ALTER TABLE {quote(table.name)} {deed} TRIGGER USER")
        if deed == "DISABLE":
            yield


def rules_hold(conn: sa.Connection) -> bool:
    """Whether the database finds itself whole: in SQLite it is asked, PostgreSQL has looked at every row by itself."""
    if conn.dialect.name != "sqlite":
        return True
    whole = conn.exec_driver_sql("PRAGMA integrity_check").scalars().all() == ["ok"]
    return whole and conn.exec_driver_sql("PRAGMA foreign_key_check").first() is None


def _hasty(connection: Any, _record: object) -> None:
    connection.isolation_level = None
    for pragma in ("journal_mode=OFF", "synchronous=OFF", "foreign_keys=OFF", "cache_size=-65536"):
        connection.execute(f"PRAGMA {pragma}")


def _companions(path: Path) -> list[Path]:
    return [path.with_name(path.name + ending) for ending in ("-wal", "-shm", "-journal")]


def _sweep(folder: Path) -> None:
    """Let go of what a process that was killed has left in a folder: it may hold personal data."""
    for left in folder.glob(f"{BESIDE}*"):
        with suppress(OSError):
            if left.stat().st_mtime < time.time() - LEFT_BEHIND:
                left.unlink()
