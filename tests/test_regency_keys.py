"""A regency is a shard: every key begins with its code, every table can be partitioned by it, and no statement touches
the rows of another one. PostgreSQL itself is the judge: it says which partitions a statement would look into."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from data import commands, db, schema, settings
from data.access import Who
from data.migrate import migrate
from data.people import anonymous, demo_person, system
from data.problem import Problem
from tests.conftest import fresh_database, use
from tests.doors import Ask
from tests.small import TODAY, Small
from tests.test_doors import CHANGES, QUESTIONS

ELSEWHERE = "__elsewhere"
TABLES = schema.metadata.sorted_tables


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_key_begins_with_the_regency(table: sa.Table) -> None:
    unique = [index for index in table.indexes if index.unique]
    unique += [one for one in table.constraints if isinstance(one, sa.UniqueConstraint)]
    # An index of what is derived may begin otherwise: it finds rows, it does not say which are whose.
    indexes = () if table.name in schema.DERIVED else table.indexes
    for key in (table.primary_key, *indexes, *unique):
        assert next(iter(key.columns)).name == "kab_code", key
    for key in table.foreign_key_constraints:
        assert key.column_keys[0] == "kab_code" == key.elements[0].column.name, key


@dataclass
class Watch:
    """Explains every statement of the app before it runs, and keeps those that would touch another regency's rows."""

    seen: set[str] = field(default_factory=set)
    crossing: dict[str, set[str]] = field(default_factory=dict)

    def __call__(self, conn: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, many: bool) -> None:
        if statement in self.seen or not statement.lstrip(" (").startswith(
            ("SELECT", "WITH", "INSERT", "UPDATE", "DELETE")
        ):
            return
        self.seen.add(statement)
        with conn.connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN (FORMAT JSON) {statement}", parameters[0] if many else parameters)
            touched = set(_relations(cursor.fetchone()[0][0]["Plan"]))
        elsewhere = {name for name in touched if name.endswith(ELSEWHERE)}
        if elsewhere:
            self.crossing[statement] = elsewhere


def _relations(node: dict[str, Any]) -> Iterator[str]:
    if "Relation Name" in node:
        yield node["Relation Name"]
    for each in node.get("Plans", ()):
        yield from _relations(each)


def _by_regency(table: sa.Table, _conn: Any, **_how: Any) -> None:
    if "kab_code" in table.c:
        table.dialect_options["postgresql"]["partition_by"] = "LIST (kab_code)"


def _partitions(table: sa.Table, conn: sa.Connection, **_how: Any) -> None:
    if "kab_code" in table.c:
        kab = settings.region().kab_code
        conn.exec_driver_sql(f"CREATE TABLE {table.name}__here PARTITION OF {table.name} FOR VALUES IN ('{kab}')")
        conn.exec_driver_sql(f"CREATE TABLE {table.name}{ELSEWHERE} PARTITION OF {table.name} DEFAULT")


@pytest.fixture
def watch(postgres: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Watch]:
    """The register `utama`, made by the migrations, but with every table partitioned by regency; and who watches it."""
    use(monkeypatch, tmp_path, fresh_database(postgres))
    made, engines = Watch(), (sa.Engine, "before_cursor_execute")
    hooks = ((sa.Table, "before_create", _by_regency), (sa.Table, "after_create", _partitions))
    for hook in hooks:
        sa.event.listen(*hook)
    try:
        migrate(db.url_of("utama"))  # a migration is about all regencies of a database, and not watched
    finally:
        for hook in hooks:
            sa.event.remove(*hook)
    sa.event.listen(*engines, made)
    commands.ensure_register("utama", "uji")
    yield made
    sa.event.remove(*engines, made)
    db.close()
    settings.settings.cache_clear()


def test_no_question_and_no_change_leaves_its_regency(watch: Watch) -> None:
    people = {role: demo_person("utama", role) for role in schema.ROLES} | {"system": system("utama")}
    small = Small(people["system"])
    sari = small.facilitator("Sari")
    small.assign(sari, kecamatan_code="35.09.27")
    for name, change in CHANGES.items():
        actor = small.actor(f"Mebel {name}", lon=113.8, lat=-8.1, owner="Budi")
        small.visit(actor, sari, TODAY)
        try:
            if change.ready:
                change.ready(people["system"])
            change.do(people.get(change.role) or anonymous("utama"), actor)
        except (Problem, sa.exc.IntegrityError) as fault:  # what an earlier change did or made ready is in its way
            assert getattr(fault, "code", None) != "not_allowed", name
    for name, ask in QUESTIONS.items():
        if name != "rollup":
            assert any(_answered(ask, who) for who in people.values()), name
    with db.engine(db.url_of("utama"), writable=False).begin() as conn:
        partitioned = set(conn.exec_driver_sql("SELECT partrelid::regclass::text FROM pg_partitioned_table").scalars())
    assert {table.name for table in TABLES} <= {name.strip('"') for name in partitioned}
    assert watch.crossing == {}
    assert len(watch.seen) > 300


def _answered(ask: Ask, who: Who) -> bool:
    """Whether the question was asked; a sentence about what is not there is an answer too."""
    try:
        ask(who)
    except Problem as problem:
        return problem.code != "not_allowed"
    return True


def test_a_statement_that_forgets_the_regency_is_seen(watch: Watch) -> None:
    with db.engine(db.url_of("utama"), writable=False).begin() as conn:
        conn.execute(sa.select(schema.sector.c.code))
        conn.execute(sa.select(schema.desa.c.code).where(schema.desa.c.kab_code == "35.09"))
    assert list(watch.crossing.values()) == [{f"sector{ELSEWHERE}"}]
