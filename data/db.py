"""Two doors to the database: `read` cannot write; `write` cannot forget the right, the audit row or the version.

SQLite runs in WAL with foreign keys on; a read is one snapshot on either engine, a write takes the lock at its start.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from data import clock, schema
from data.access import Who, require
from data.problem import Problem
from data.settings import settings


@dataclass(frozen=True)
class About:
    """What a deed is about: a kind of thing and its id."""

    kind: str
    id: str


@dataclass
class Writing:
    """An open write: its connection, its moment, and the values for the audit's erasable side table."""

    conn: sa.Connection
    who: Who
    at: datetime
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)

    def insert(self, table: sa.Table, *rows: dict[str, Any]) -> None:
        """Insert rows, each completed with the regency's code, an id and the time of recording where they lack one."""
        if rows:
            self.conn.execute(table.insert(), [self._completed(table, row) for row in rows])

    def _completed(self, table: sa.Table, row: dict[str, Any]) -> dict[str, Any]:
        defaults: dict[str, Any] = {"kab_code": self.who.kab}
        if "id" in table.c:
            defaults["id"] = row.get("id") or clock.new_id()
        if "recorded_at" in table.c:
            defaults["recorded_at"] = self.at
        return defaults | row


_ENGINES: dict[tuple[str, bool], sa.Engine] = {}


def engine(url: str, writable: bool) -> sa.Engine:
    """One pooled engine per database and door."""
    key = (url, writable)
    if key not in _ENGINES:
        _ENGINES[key] = _sqlite(url, writable) if url.startswith("sqlite") else _postgresql(url, writable)
    return _ENGINES[key]


def close() -> None:
    """Let all connections go."""
    while _ENGINES:
        _ENGINES.popitem()[1].dispose()


def _postgresql(url: str, writable: bool) -> sa.Engine:
    level = "READ COMMITTED" if writable else "REPEATABLE READ"
    options = {} if writable else {"postgresql_readonly": True}
    return sa.create_engine(url, isolation_level=level, execution_options=options, pool_pre_ping=True)


def _sqlite(url: str, writable: bool) -> sa.Engine:
    made = sa.create_engine(url)
    sa.event.listen(made, "connect", _sqlite_read_write if writable else _sqlite_read_only)
    sa.event.listen(made, "begin", _begin_immediate if writable else _begin)
    return made


def _sqlite_read_write(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # transactions begin where we say, not where the driver guesses
    for pragma in (
        "journal_mode=WAL",
        "foreign_keys=ON",
        "busy_timeout=10000",
        "synchronous=NORMAL",
        "recursive_triggers=ON",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _sqlite_read_only(connection: Any, record: object) -> None:
    _sqlite_read_write(connection, record)
    connection.execute("PRAGMA query_only=ON")


def _begin(conn: sa.Connection) -> None:
    conn.exec_driver_sql("BEGIN")


def _begin_immediate(conn: sa.Connection) -> None:
    conn.exec_driver_sql("BEGIN IMMEDIATE")


def url_of(register: str) -> str:
    """The database URL of a register; Problem("register_unknown") for a name that is none."""
    url = settings().registers.get(register)
    if url is None:
        raise Problem("register_unknown")
    return url


def exists(register: str) -> bool:
    """Whether the register's database is there; a file that is not is never made by looking."""
    url = url_of(register)
    return not url.startswith("sqlite:///") or Path(url.removeprefix("sqlite:///")).exists()


@contextmanager
def read(who: Who) -> Iterator[sa.Connection]:
    """One consistent snapshot; a statement that writes fails."""
    with engine(url_of(who.register), writable=False).begin() as conn:
        yield conn


@contextmanager
def write(who: Who, deed: str, about: About, *, changes: bool = True) -> Iterator[Writing]:
    """One transaction with its right checked and its audit row; `changes=False` is a look at personal data.

    Raises Problem("not_allowed") before anything is begun; any exception inside rolls back all of it.
    """
    require(who, deed)
    with engine(url_of(who.register), writable=True).begin() as conn:
        writing = Writing(conn, who, clock.now())
        yield writing
        _record(writing, deed, about)
        if changes:
            raise_version(conn, who.kab)


def _record(writing: Writing, deed: str, about: About) -> None:
    who, audit_id = writing.who, clock.new_id()
    row = {"id": audit_id, "at": writing.at, "by_person": who.id, "by_role": who.role, "deed": deed}
    writing.insert(schema.audit, row | {"about_kind": about.kind, "about_id": about.id})
    if writing.before or writing.after:
        writing.insert(
            schema.audit_detail,
            {"audit_id": audit_id, "before": writing.before or None, "after": writing.after or None},
        )


def raise_version(conn: sa.Connection, kab: str) -> None:
    """Count this write in the data's version."""
    counter = schema.data_version
    conn.execute(counter.update().where(counter.c.kab_code == kab).values(version=counter.c.version + 1))


def version(conn: sa.Connection, kab: str) -> int:
    """The number of changes written so far."""
    return conn.scalar(sa.select(schema.data_version.c.version).where(schema.data_version.c.kab_code == kab)) or 0
