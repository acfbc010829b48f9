"""Regencies on two clusters: the roll-up is what one database would answer, is counted where the rows lie, sees nothing
but sums, and nothing else crosses."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd
import pytest
import sqlalchemy as sa

from data import clock, commands, db, queries, settings
from data.__main__ import main
from data.filter import Filter
from data.people import system
from data.population import Frame
from data.population import actors as population
from data.problem import Problem
from data.queries.rollup import COUNTED, Rollup
from data.summary.turning import keep_up
from data.text import text
from tests.clusters import PASSWORD, Cluster, clusters, programs
from tests.conftest import CI, use
from tests.regencies import Country, attach, country, engine, invent, set_up
from tests.small import Small

REGENCIES, ACTORS, DATABASES = 5, 600, 3


@pytest.fixture(scope="module")
def here() -> Iterator[Country]:
    """Five regencies in three databases on two clusters, made once for this file."""
    if not programs():
        assert not CI, "postgres_fdw is missing"
        pytest.skip("Debian's packages postgresql and postgresql-contrib are not here")
    with clusters(2) as servers:
        yield country(servers, REGENCIES, ACTORS, DATABASES)
        db.close()


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> Iterator[Any]:
    """Opens the app's one register at a URL."""

    def opened(url: str) -> str:
        db.close()
        use(monkeypatch, tmp_path, url)
        return "utama"

    yield opened
    db.close()
    settings.settings.cache_clear()


def asked(at: Any, url: str) -> Rollup:
    return queries.rollup(system(at(url)))


def explained(url: str, statement: str) -> list[dict[str, Any]]:
    """Every node of the plan of a statement that was run."""
    with engine(url).connect() as conn:
        plan = conn.exec_driver_sql(f"EXPLAIN (ANALYZE, VERBOSE, FORMAT JSON) {statement}").scalar_one()
    waiting, found = [plan[0]["Plan"]], []
    while waiting:
        found.append(waiting.pop())
        waiting += found[-1].get("Plans", [])
    return found


# --- the roll-up -----------------------------------------------------------------------------------------------------


def test_the_answer_is_that_of_one_database(here: Country, at: Any) -> None:
    apart, together = asked(at, here.coordinator), asked(at, here.single)
    pd.testing.assert_frame_equal(apart.regencies, together.regencies)
    pd.testing.assert_frame_equal(apart.rows, together.rows)
    assert apart.total == together.total
    assert list(apart.regencies["kab_code"]) == list(here.shards)
    assert len({*apart.regencies["actors"]}) == REGENCIES, "no regency is like another"
    empty = apart.regencies.iloc[-1]
    assert (empty["actors"], empty["coverage"] is pd.NA) == (0, True), "a regency without actors has no answer, not 0 %"


def test_the_answer_is_that_of_the_rows_themselves(here: Country, at: Any) -> None:
    answer, frame = asked(at, here.coordinator).rows, Frame("99.02", clock.today(), clock.now())
    rows = population(frame, Filter())
    seen = sa.func.coalesce(rows.c.observed, 0)
    by, sums = (rows.c.sector, rows.c.waiting), (seen, seen * rows.c.served, rows.c.legal)
    counted = sa.select(*by, sa.func.count(), *(sa.func.sum(one) for one in sums)).group_by(*by).order_by(*by)
    cluster, database = here.shards["99.02"]
    with engine(cluster.url(database)).begin() as conn:
        truth = [tuple(row) for row in conn.execute(counted)]
    mine = answer[answer["kab_code"] == "99.02"][["sector", "waiting", *COUNTED]]
    assert list(mine.itertuples(index=False, name=None)) == truth
    assert len(truth) > 40
    assert 0 < mine["served"].sum() < mine["observed"].sum() < mine["actors"].sum()


def test_every_database_counts_its_own_rows_and_all_at_once(here: Country, at: Any) -> None:
    plan = explained(here.coordinator, "SELECT * FROM rollup")
    scans = [node for node in plan if node["Node Type"] == "Foreign Scan"]
    assert len(scans) == DATABASES
    assert all(node["Async Capable"] and node["Remote SQL"].endswith("FROM public.rollup") for node in scans)
    answer = asked(at, here.coordinator)
    assert sum(node["Actual Rows"] for node in scans) == len(answer.rows) + REGENCIES, "sums travel, no actors"


def test_the_command_line_says_it(here: Country, at: Any, capsys: pytest.CaptureFixture[str]) -> None:
    at(here.coordinator)
    assert main(["rollup", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["total"]["actors"] == sum(regency["actors"] for regency in said["regencies"]) > 0
    assert said["regencies"][0]["day"] == clock.today().isoformat()
    assert said["regencies"][-1]["coverage"] is None
    assert main(["rollup"]) == 0
    assert "99.04" in capsys.readouterr().out


# --- what it may not -------------------------------------------------------------------------------------------------


def test_the_role_of_the_rollup_sees_sums_and_nothing_else(here: Country) -> None:
    cluster, database = here.shards["99.01"]
    everything = engine(cluster.url(database))
    tables = sa.inspect(everything).get_table_names()
    with engine(cluster.url(database, "rollup")).connect() as conn:
        assert conn.exec_driver_sql("SELECT count(*) FROM rollup").scalar_one() > 40
        for statement in (*(f"SELECT 1 FROM {table} LIMIT 1" for table in tables), "CREATE TABLE mine (a int)"):
            with pytest.raises(sa.exc.DBAPIError, match=r"permission denied|read-only"), conn.begin_nested():
                conn.exec_driver_sql(statement)
    assert len(tables) > 40


def test_nothing_is_written_through_the_coordinator_and_no_commit_spans_two(here: Country) -> None:
    first, _ = here.shards["99.00"]
    with pytest.raises(RuntimeError, match="does not allow updates"):
        first.psql("coordinator", "-c", "UPDATE rollup SET actors = 0 WHERE kab_code = '99.01'")
    for cluster, database in here.shards.values():
        assert cluster.psql(database, "-c", "SHOW max_prepared_transactions").strip() == "0"


def test_the_registers_own_tables_cannot_be_foreign_partitions(here: Country) -> None:
    """Why an app is pointed at its regency's database: through postgres_fdw there is no key to refer to."""
    with engine(here.coordinator).connect() as conn:
        parent = "CREATE TABLE actor (kab_code text, id text, PRIMARY KEY (kab_code, id)) PARTITION BY LIST (kab_code)"
        conn.exec_driver_sql(parent)
        with pytest.raises(sa.exc.DBAPIError, match='partitioned table "actor"'):
            conn.exec_driver_sql("CREATE FOREIGN TABLE a PARTITION OF actor FOR VALUES IN ('99.01') SERVER shard_0")
        conn.rollback()


# --- what can go wrong -----------------------------------------------------------------------------------------------


def test_a_database_without_the_rollup_says_so(here: Country, at: Any, capsys: pytest.CaptureFixture[str]) -> None:
    at(next(iter(here.shards.values()))[0].url("empty"))
    assert main(["rollup"]) == 2
    assert capsys.readouterr().err.strip() == text("problem.rollup_not_here")


@dataclass(frozen=True)
class Spare:
    """Another coordinator, of two regencies (98.00 and 98.01) whose databases may be spoilt."""

    first: Cluster
    second: Cluster
    coordinator: str

    @property
    def url(self) -> str:
        """Of the second regency's database."""
        return self.second.url("two")

    def attach(self) -> None:
        attach(self.first, "spare", self.second, "two")


@pytest.fixture
def spare(here: Country) -> Iterator[Spare]:
    (second, _), (first, _) = here.shards["99.02"], here.shards["99.01"]
    made = Spare(first, second, first.create("spare"))
    for kab, cluster, name in (("98.00", first, "one"), ("98.01", second, "two")):
        invent(cluster.create(name, "empty"), {kab: 20})
        set_up(cluster, name)
        attach(first, "spare", cluster, name)
    yield made
    db.close()
    for cluster, name in ((first, "spare"), (first, "one"), (second, "two")):
        cluster.psql("postgres", "-c", f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def problem(at: Any, url: str) -> Problem:
    with pytest.raises(Problem) as caught:
        asked(at, url)
    return caught.value


def test_what_cannot_be_added_up_is_not(spare: Spare, at: Any) -> None:
    assert len(asked(at, spare.coordinator).regencies) == 2
    set_kind = "UPDATE register SET kind = '{}'"
    spare.second.psql("two", "-c", set_kind.format("contoh"))
    assert str(problem(at, spare.coordinator)) == "rollup_kinds(kinds='contoh, uji')"
    spare.second.psql("two", "-c", set_kind.format("uji"))
    invent(spare.url, {"98.00": 5})
    assert str(problem(at, spare.coordinator)) == "rollup_twice(regencies='98.00')"
    with pytest.raises(RuntimeError, match="would overlap"):  # nor can it be attached so
        spare.attach()


def test_a_database_that_does_not_answer_is_named(spare: Spare, at: Any) -> None:
    spare.second.psql("postgres", "-c", "DROP DATABASE two WITH (FORCE)")
    gone = problem(at, spare.coordinator)
    assert gone.code == "rollup_unreachable"
    assert '"two"' in str(gone.details["said"])
    assert PASSWORD not in str(gone)


# --- the app in its regency's database -------------------------------------------------------------------------------


def test_a_visit_written_in_a_regency_is_in_the_next_rollup(spare: Spare, at: Any) -> None:
    """The app runs on its database unchanged, beside another regency that lives in the same one."""
    who = system(at(spare.url))
    commands.ensure_register("utama", "uji")
    keep_up(who)
    spare.attach()
    before = asked(at, spare.coordinator).regencies.set_index("kab_code")
    small = Small(system(at(spare.url)))
    small.visit(small.actor("Mebel Jati"), small.facilitator("Sari"), clock.today())
    after = asked(at, spare.coordinator).regencies.set_index("kab_code")
    assert dict(after["actors"] - before["actors"]) == {"35.09": 1, "98.00": 0, "98.01": 0}
    assert dict(after["version"] - before["version"]) == {"35.09": 3, "98.00": 0, "98.01": 0}
