"""Regencies of 100,000 actors on two clusters and the same ones in one database: the same answer, and what it costs.

`python -m tests.bench.scale [--regencies N] [--actors N] [--no-suite]`; the last also runs the tests of the data layer
on PostgreSQL in the second cluster, where the app's own regency would lie.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from tests.clusters import Cluster, clusters
from tests.regencies import Country, country, engine

SAMPLE = 2000  # actors of the sample register, whose rows are like an office's
WRITES = 100


def size_of(country: Country, actors: int) -> dict[str, float]:
    """Bytes per actor of the invented regencies: tables, indexes, and of both what is derived."""
    derived = "relname IN ('actor_day', 'summary', 'stale')"
    asked = (
        "SELECT sum(pg_table_size(relid)), sum(pg_indexes_size(relid)),"
        f" sum(pg_total_relation_size(relid)) FILTER (WHERE {derived}) FROM pg_stat_user_tables"
    )
    with engine(country.single).connect() as conn:
        tables, indexes, kept = conn.exec_driver_sql(asked).one()
    return {name: float(size) / actors for name, size in (("tables", tables), ("indexes", indexes), ("derived", kept))}


def rollups(country: Country) -> dict[str, Any]:
    """Whether both answer the same, rows that travelled, and milliseconds of each."""
    apart, together = (_using(url, _rollup) for url in (country.coordinator, country.single))
    same = all(getattr(apart, name).equals(getattr(together, name)) for name in ("regencies", "rows"))
    times = {
        name: _using(url, lambda: _median(_rollup, 20))
        for name, url in (("coordinator_ms", country.coordinator), ("single_ms", country.single))
    }
    return {
        "same": same and apart.total == together.total,
        "actors": apart.total["actors"],
        "rows": len(apart.rows),
    } | times


def _rollup() -> Any:
    from data import queries
    from data.people import system

    return queries.rollup(system("utama"))


def sample(cluster: Cluster) -> dict[str, Any]:
    """Of the sample register, on SQLite and on PostgreSQL: bytes per actor, and milliseconds of writing a visit."""
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "contoh.db"
        for name, url in (("sqlite", f"sqlite:///{file}"), ("postgresql", cluster.create("sample"))):
            writing = _using(url, _fill_and_write)
            if name == "sqlite":
                with sa.create_engine(url, poolclass=sa.NullPool).connect() as conn:
                    conn.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
                size = file.stat().st_size
            else:
                size = int(
                    cluster.psql("sample", "-c", "SELECT sum(pg_total_relation_size(relid)) FROM pg_stat_user_tables")
                )
            found[name] = {"bytes_per_actor": size / SAMPLE, "visit_ms": writing}
    return found


def _fill_and_write() -> float:
    from data import clock, commands, db, schema
    from data.people import system
    from data.samples import fill
    from data.summary.turning import keep_up
    from tests.small import Small

    who = system("utama")
    commands.ensure_register("utama", "contoh")
    fill(who, SAMPLE, 7)
    keep_up(who)
    with db.read(who) as conn:
        actor, by = (conn.scalar(sa.select(table.c.id).limit(1)) for table in (schema.actor_day, schema.facilitator))
    return _median(lambda: Small(who).visit(actor, by, clock.today()), WRITES)


def _using(url: str, work: Callable[[], Any]) -> Any:
    """Do a work with the app's one register at a URL."""
    from data import db, settings

    os.environ["DATABASE_URL"] = url
    db.close()
    settings.settings.cache_clear()
    try:
        return work()
    finally:
        db.close()


def _median(work: Callable[[], Any], times: int) -> float:
    """Milliseconds."""
    taken = []
    for _ in range(times):
        begun = time.perf_counter()
        work()
        taken.append((time.perf_counter() - begun) * 1000)
    return statistics.median(taken)


def suite(cluster: Cluster) -> str:
    """The last line of the tests of the data layer, run on a cluster."""
    server = cluster.url().replace("postgresql+psycopg", "postgresql")
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-p",
        "tests.on_shard",
        "-k",
        "postgresql",
        "tests",
        "--ignore=tests/browser",
    ]
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    done = subprocess.run(command, env=environment | {"DAMPING_TEST_SERVER": server}, capture_output=True, text=True)
    sys.stderr.write(done.stdout if done.returncode else "")
    return done.stdout.strip().splitlines()[-1]


def main() -> None:
    """Measure, print, write `var/bench-scale.json`; 1 when the answers differ."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--regencies", type=int, default=11)  # the last one has no actors
    parser.add_argument("--actors", type=int, default=100_000)
    parser.add_argument("--no-suite", action="store_true")
    options = parser.parse_args()
    found: dict[str, Any] = {}

    def told(name: str, value: Any) -> None:
        found[name] = value
        print(json.dumps({name: value}), flush=True)

    with clusters(2) as servers:
        told("sample", sample(servers[1]))
        begun = time.perf_counter()
        made = country(servers, options.regencies, options.actors, databases=options.regencies)
        told("built_s", time.perf_counter() - begun)
        told("rollup", rollups(made))
        told("bytes_per_actor", size_of(made, found["rollup"]["actors"]))
        if not options.no_suite:
            told("suite", suite(servers[1]))
    Path("var").mkdir(exist_ok=True)
    Path("var/bench-scale.json").write_text(json.dumps(found, indent=1), encoding="utf-8")
    sys.exit(not found["rollup"]["same"])


if __name__ == "__main__":
    main()
