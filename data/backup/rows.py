"""Rows as one text on either engine: a JSON array a line, in which a date is text and JSON the text that was stored.

A table's checksum is the sum of the SHA-256 of its lines modulo 2^256: two engines sort text differently, and the sum
does not ask in which order the rows came.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from data import schema

BATCH = 2_000  # rows in memory at a time


@dataclass(frozen=True)
class Sum:
    """How many rows a table has, and their checksum."""

    rows: int
    sha256: str


class Tally:
    """Adds lines up to a `Sum`."""

    def __init__(self) -> None:
        self._rows, self._total = 0, 0

    def add(self, lines: Iterable[str]) -> None:
        for line in lines:
            self._rows += 1
            self._total += int.from_bytes(hashlib.sha256(line.encode()).digest())

    def sum(self) -> Sum:
        return Sum(self._rows, f"{self._total % 2**256:064x}")


def tables(conn: sa.Connection) -> list[sa.Table]:
    """The register's tables as this very database knows them, whatever release made it; parents before children.

    What else lies in the database, such as the parts of a partitioned table, is not the register's.
    """
    inspector = sa.inspect(conn)
    # What is derived from the rest is made anew after a restore.
    ours = set(schema.metadata.tables) - schema.DERIVED
    return [
        sa.Table(name, sa.MetaData(), *(sa.Column(c["name"], c["type"]) for c in inspector.get_columns(name)))
        for name, _ in inspector.get_sorted_table_and_fkc_names()
        if name in ours
    ]


def lines_of(conn: sa.Connection, columns: Sequence[sa.Column[Any]], kab: str) -> Iterator[list[str]]:
    """The regency's rows of a table as lines, some at a time; the database keeps the rest until they are asked for."""
    asked = sa.select(*(_stored(column) for column in columns)).where(columns[0].table.c.kab_code == kab)
    plain = [(place, turn) for place, column in enumerate(columns) if (turn := _turn(column.type))]
    for rows in conn.execute(asked, execution_options={"yield_per": BATCH}).partitions():
        yield [_line(row, plain) for row in rows]


def sum_of(conn: sa.Connection, columns: Sequence[sa.Column[Any]], kab: str) -> Sum:
    """The sum over the regency's rows of a table as they stand in the database."""
    tally = Tally()
    for lines in lines_of(conn, columns, kab):
        tally.add(lines)
    return tally.sum()


def insert(conn: sa.Connection, name: str, columns: Sequence[str], batches: Iterable[list[list[Any]]]) -> None:
    """Rows as they were read from lines, into a table of either engine; a table is one statement on PostgreSQL, so
    that a row may point at a later one."""
    quote = conn.dialect.identifier_preparer.quote
    into = f"{quote(name)} ({', '.join(quote(column) for column in columns)})"
    if conn.dialect.name == "sqlite":
        marks = ", ".join("?" * len(columns))
        for rows in batches:
            if rows:
                conn.exec_driver_sql(f"INSERT INTO {into} VALUES ({marks})", [tuple(row) for row in rows])
        return
    driver: Any = conn.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(f"COPY {into} FROM STDIN") as copy:
        for rows in batches:
            for row in rows:
                copy.write_row(row)


def _stored(column: sa.Column[Any]) -> sa.ColumnElement[Any]:
    """The value as the driver gives it; of JSON its very text."""
    if isinstance(column.type, sa.JSON):
        return sa.cast(column, sa.Text)
    return sa.type_coerce(column, sa.types.NullType())


def _line(row: Iterable[Any], plain: list[tuple[int, Callable[[Any], Any]]]) -> str:
    values = list(row)
    for place, turn in plain:
        if values[place] is not None:
            values[place] = turn(values[place])
    return encode(values)


encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def _turn(kind: sa.types.TypeEngine[Any]) -> Callable[[Any], Any] | None:
    """How a value of this type becomes the same on both engines; None where it is."""
    for known, turn in _TURNS.items():
        if isinstance(kind, known):
            return turn
    raise TypeError(f"no backup knows how to keep {kind!r}")


def _moment(value: str | datetime) -> str:
    if isinstance(value, str) and len(value) == len("2026-11-24 00:00:00.000000"):
        return value
    found = datetime.fromisoformat(value) if isinstance(value, str) else value
    return found.isoformat(" ", "microseconds")


def _day(value: str | date) -> str:
    return value if isinstance(value, str) else value.isoformat()


def _number(value: float) -> float:
    return value + 0.0  # SQLite keeps no negative zero


_TURNS: dict[type[sa.types.TypeEngine[Any]], Callable[[Any], Any] | None] = {
    sa.JSON: None,
    sa.Boolean: bool,
    sa.Integer: None,
    sa.Float: _number,
    sa.DateTime: _moment,
    sa.Date: _day,
    sa.String: None,
}
