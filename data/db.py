"""Two doors to the database: `read` cannot write; `write` cannot forget the right, the audit row or the version.

SQLite runs in WAL with foreign keys on; a read is one snapshot on either engine, a write takes the lock at its start.
A register of real data opens only where a sign-in provider is configured, and to people as their rows say now.
"""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from data import clock, schema
from data.access import Who, require
from data.problem import Problem
from data.settings import settings
from data.summary.keeping import refresh


@dataclass(frozen=True)
class About:
    """What a deed is about: a kind of thing and its id."""

    kind: str
    id: str


class Repeated(Exception):
    """The form was received before: the write ends there, and nothing is written twice."""


@dataclass
class Writing:
    """An open write: its connection, its moment, and the values for the audit's erasable side table.

    `abouts` are what the deed is about: one audit row each, with its own before and after where `details` has them.
    """

    conn: sa.Connection
    who: Who
    at: datetime
    abouts: list[About]
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)
    details: dict[About, tuple[dict[str, Any], dict[str, Any]]] = field(default_factory=dict)

    def insert(self, table: sa.Table, *rows: dict[str, Any]) -> None:
        """Insert rows, each completed with the regency's code, an id and the time of recording where they lack one."""
        if rows:
            self.conn.execute(table.insert(), [self._completed(table, row) for row in rows])

    def once(self, form_id: str) -> None:
        """Ends this write silently when a form of this id was written before, be it at this very moment."""
        make = postgresql.insert if self.conn.dialect.name == "postgresql" else sqlite.insert
        row = {"kab_code": self.who.kab, "id": form_id, "by_person": self.who.id, "recorded_at": self.at}
        received = make(schema.form).values(row).on_conflict_do_nothing().returning(schema.form.c.id)
        if self.conn.scalar(received) is None:
            raise Repeated

    def _completed(self, table: sa.Table, row: dict[str, Any]) -> dict[str, Any]:
        defaults: dict[str, Any] = {"kab_code": self.who.kab}
        if "id" in table.c:
            defaults["id"] = row.get("id") or clock.new_id()
        if "recorded_at" in table.c:
            defaults["recorded_at"] = self.at
        return defaults | row


# Roles without a row in the list of people: the visitor without a name, and the machinery.
NAMELESS = ("publik", "system")

_ENGINES: dict[tuple[str, bool], sa.Engine] = {}
_KINDS: dict[str, str] = {}  # database -> kind of its register, fixed when it was made
# SQLite lets one writer in and the others ask again and again; in this process they wait in line instead.
_TURNS: defaultdict[str, Lock] = defaultdict(Lock)


def engine(url: str, writable: bool) -> sa.Engine:
    """One pooled engine per database and door."""
    key = (url, writable)
    if key not in _ENGINES:
        _ENGINES[key] = _sqlite(url, writable) if url.startswith("sqlite") else _postgresql(url, writable)
    return _ENGINES[key]


def close() -> None:
    """Let all connections go."""
    _KINDS.clear()
    while _ENGINES:
        _ENGINES.popitem()[1].dispose()


def _postgresql(url: str, writable: bool) -> sa.Engine:
    level = "READ COMMITTED" if writable else "REPEATABLE READ"
    options = {} if writable else {"postgresql_readonly": True}
    # A fixed number, so that two processes stay well under the server's usual hundred; more sessions wait their turn.
    pool = {"pool_size": 5 if writable else 15, "max_overflow": 0, "pool_pre_ping": True}
    return sa.create_engine(url, isolation_level=level, execution_options=options, hide_parameters=True, **pool)


def _sqlite(url: str, writable: bool) -> sa.Engine:
    made = sa.create_engine(url, hide_parameters=True)  # values of people do not go into tracebacks
    sa.event.listen(made, "connect", _sqlite_read_write if writable else _sqlite_read_only)
    sa.event.listen(made, "begin", _begin_immediate if writable else _begin)
    return made


def _sqlite_read_write(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # transactions begin where we say, not where the driver guesses
    for pragma in (
        "journal_mode=WAL",
        "foreign_keys=ON",
        "busy_timeout=120000",  # a large import in its own process holds the only pen for so long
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


def kind_of(conn: sa.Connection, who: Who) -> str | None:
    """The kind of the register behind a connection; None while it is being made."""
    url = url_of(who.register)
    if url not in _KINDS:
        found = conn.scalar(sa.select(schema.register.c.kind).where(schema.register.c.kab_code == who.kab))
        if found is None:
            return None
        _KINDS[url] = found
    return _KINDS[url]


def kind(who: Who) -> str | None:
    """The kind of a register; its database is opened for it only where that is not known yet."""
    found = _KINDS.get(url_of(who.register))
    if found is None:
        with read(who) as conn:
            return kind_of(conn, who)
    _provided(found)
    return found


def _provided(found: str | None) -> None:
    if found == "nyata" and not settings().sign_in:
        raise Problem("real_needs_sign_in")


def _guard(conn: sa.Connection, who: Who) -> None:
    """In a register of real data: a sign-in provider, and everybody still is who they were when their screen began."""
    found = kind_of(conn, who)
    _provided(found)
    if found != "nyata" or who.role in NAMELESS:
        return
    people = schema.person
    columns = (people.c.id, people.c.role, people.c.facilitator_id, people.c.also)
    asked = sa.select(*columns).where(people.c.kab_code == who.kab, people.c.ended_at.is_(None))
    rows = {row.id: row for row in conn.execute(asked.where(people.c.id.in_({who.id, who.seen_by or who.id})))}
    mine, admin = rows.get(who.id), rows.get(who.seen_by or "")
    now = mine and (mine.role, mine.facilitator_id, frozenset(mine.also.split()))
    if now != (who.role, who.facilitator, who.also) or (who.seen_by and (admin is None or admin.role != "admin")):
        raise Problem("no_longer_yours")


@contextmanager
def read(who: Who) -> Iterator[sa.Connection]:
    """One consistent snapshot; a statement that writes fails."""
    with engine(url_of(who.register), writable=False).begin() as conn:
        _guard(conn, who)
        yield conn


@contextmanager
def write(who: Who, deed: str, about: About, *, changes: bool = True) -> Iterator[Writing]:
    """One transaction with its right checked and its audit rows; `changes=False` is a look at personal data.

    Raises Problem("not_allowed"), or Problem("only_looking") for an admin who sees the app as another person, before
    anything is begun; any exception inside rolls back all of it.
    """
    try:
        with _writable(who, deed) as conn:
            writing = Writing(conn, who, clock.now(), [about])
            yield writing
            _record(writing, deed)
            if changes:
                refresh(conn, who.kab, raise_version(conn, who.kab))
    except Repeated:
        return


@contextmanager
def jot(who: Who, deed: str) -> Iterator[Writing]:
    """A write of somebody's own unfinished words (`draft`): its right is checked, but nothing has been done yet, so
    there is neither an audit row nor a new version of the data."""
    with _writable(who, deed) as conn:
        yield Writing(conn, who, clock.now(), [])


@contextmanager
def _writable(who: Who, deed: str) -> Iterator[sa.Connection]:
    require(who, deed)
    if who.seen_by:
        raise Problem("only_looking")
    url = url_of(who.register)
    with _TURNS[url] if url.startswith("sqlite") else nullcontext(), engine(url, writable=True).begin() as conn:
        _guard(conn, who)
        yield conn


def _record(writing: Writing, deed: str) -> None:
    who = writing.who
    row = {"at": writing.at, "by_person": who.id, "by_role": who.role, "deed": deed}
    for about in writing.abouts:
        audit_id = clock.new_id()
        writing.insert(schema.audit, row | {"id": audit_id, "about_kind": about.kind, "about_id": about.id})
        before, after = writing.details.get(about, (writing.before, writing.after))
        if before or after:
            writing.insert(
                schema.audit_detail, {"audit_id": audit_id, "before": before or None, "after": after or None}
            )


def raise_version(conn: sa.Connection, kab: str) -> int:
    """Count this write in the data's version; what it is now. Until the write ends no other one passes here."""
    counter = schema.data_version
    raised = counter.update().where(counter.c.kab_code == kab).values(version=counter.c.version + 1)
    return conn.scalar(raised.returning(counter.c.version)) or 0


def version(conn: sa.Connection, kab: str) -> int:
    """The number of changes written so far."""
    return conn.scalar(sa.select(schema.data_version.c.version).where(schema.data_version.c.kab_code == kab)) or 0
