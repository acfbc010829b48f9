"""Invented regencies in PostgreSQL, a hundred thousand actors in seconds: sets of rows, no row at a time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from data import clock, db
from data.migrate import migrate
from data.settings import ROOT
from data.summary.keeping import rebuild
from tests.clusters import PASSWORD, Cluster

SQL = ROOT / "deploy" / "sql"

# Read by each step: the regencies to be made, their number of actors, and a seed that makes each unlike the others.
WANTED = "CREATE TEMPORARY TABLE wanted (kab text, n int, seed int, kind text, today date) ON COMMIT DROP"
STEPS = (
    "INSERT INTO register (kab_code, kind, made_at) SELECT kab, kind, now() FROM wanted",
    "INSERT INTO data_version SELECT kab, 1 FROM wanted",
    # In the last two places visits are not recorded.
    """INSERT INTO kecamatan (kab_code, code, name, area_km2, visits_since)
       SELECT kab, kab || '.' || lpad(g::text, 2, '0'), 'K' || g, 1, CASE WHEN g < 19 THEN date '2019-01-01' END
       FROM wanted, generate_series(1, 20) g""",
    """INSERT INTO desa (kab_code, code, kecamatan_code, name, kind, area_km2)
       SELECT kab, code || '.' || 2000 + g, code, 'D' || g, 'desa', 1
       FROM wanted JOIN kecamatan ON kab_code = kab, generate_series(1, 8) g""",
    "INSERT INTO sector SELECT kab, 's' || g, 's' || g, 's' || g, g, 'invented' FROM wanted, generate_series(0, 11) g",
    """INSERT INTO permit_kind (kab_code, code, name_id, name_en, basic, sectors, position, source)
       SELECT kab, k, k, k, true, '*', 1, 'invented' FROM wanted, unnest(ARRAY['badan_usaha', 'nib', 'npwp']) k""",
    """INSERT INTO facilitator (kab_code, id, name, recorded_at)
       SELECT kab, 'f' || g, 'F' || g, '2019-01-01' FROM wanted, generate_series(1, 10) g""",
    """INSERT INTO facilitator_contract (kab_code, id, facilitator_id, from_on, recorded_at)
       SELECT kab, id, id, '2019-01-01', recorded_at FROM wanted JOIN facilitator ON kab_code = kab""",
    """INSERT INTO facilitator_state (kab_code, id, facilitator_id, on_date, state, recorded_at)
       SELECT kab, id, id, '2019-01-01', 'aktif', recorded_at FROM wanted JOIN facilitator ON kab_code = kab""",
    """INSERT INTO assignment (kab_code, id, facilitator_id, kecamatan_code, from_on, recorded_at)
       SELECT kab, code, 'f' || 1 + right(code, 2)::int % 10, code, '2019-01-01', '2019-01-01'
       FROM wanted JOIN kecamatan ON kab_code = kab""",
    """INSERT INTO actor (kab_code, id, business_name, search_name, fingerprint, known_since, recorded_at)
       SELECT kab, 'a' || lpad(g::text, 8, '0'), 'Usaha ' || g, 'usaha ' || g, 'usaha ' || g,
         '2018-01-01', '2019-01-01' FROM wanted, generate_series(1, n) g""",
    """INSERT INTO actor_place (kab_code, id, actor_id, on_date, kecamatan_code, desa_code, recorded_at)
       SELECT kab, id, id, '2018-01-01', place, place || '.' || 2001 + dice / 20 % 8, recorded_at
       FROM (SELECT *, kab || '.' || lpad((1 + dice % 20)::text, 2, '0') AS place
         FROM (SELECT *, right(id, 8)::int * 7 / 3 + seed AS dice FROM wanted JOIN actor ON kab_code = kab) a) b""",
    """INSERT INTO actor_state (kab_code, id, actor_id, on_date, state, reason, by_person, second_person, recorded_at)
       SELECT kab, id, id, '2018-01-01', CASE WHEN right(id, 8)::int % 23 = 0 THEN 'closed' ELSE 'active' END,
         'bahan_baku', 'x', 'y', recorded_at FROM wanted JOIN actor ON kab_code = kab""",
    """INSERT INTO actor_sector (kab_code, id, actor_id, on_date, sector, recorded_at)
       SELECT kab, id, id, '2018-01-01', 's' || (right(id, 8)::int + seed) % 13 % 12, recorded_at
       FROM wanted JOIN actor ON kab_code = kab""",
    # Up to three visits each, over the last four years; many were never visited.
    """INSERT INTO contact (kab_code, id, actor_id, facilitator_id, on_date, mode, outcome, recorded_at)
       SELECT kab, id || v, id, 'f1', today - (right(id, 8)::int * 31 + seed * v * 97) % 1460,
         'di_tempat', 'bertemu', '2019-01-01'
       FROM wanted JOIN actor ON kab_code = kab, generate_series(1, right(id, 8)::int % 3 + seed % 2) v""",
    """INSERT INTO permit_event (kab_code, id, actor_id, kind, status, on_date, recorded_at)
       SELECT kab, id || k, id, k, 'terbit', '2020-01-01', recorded_at
       FROM wanted JOIN actor ON kab_code = kab,
         unnest(ARRAY['badan_usaha', 'nib', 'npwp']) WITH ORDINALITY kinds (k, place)
       WHERE (right(id, 8)::int + seed) % 7 >= place * 2 - 1""",
)


def invent(url: str, sizes: Mapping[str, int], kind: str = "uji") -> None:
    """Regencies with that many actors, and what is counted of them today, in a database that is migrated."""
    today = clock.today()
    rows = [{"kab": kab, "n": size, "seed": int(kab[-2:]), "kind": kind, "today": today} for kab, size in sizes.items()]
    with engine(url).begin() as conn:
        # No trigger looks at each row: foreign keys would be most of the time, and what is counted is counted below.
        conn.exec_driver_sql("SET LOCAL session_replication_role = replica")
        conn.exec_driver_sql(WANTED)
        conn.execute(sa.text("INSERT INTO wanted VALUES (:kab, :n, :seed, :kind, :today)"), rows)
        for step in STEPS:
            conn.exec_driver_sql(step.replace("%", "%%"))
        conn.exec_driver_sql("ANALYZE")  # else the first count is planned for empty tables
        for kab in sizes:
            rebuild(conn, kab, today, 1)


def engine(url: str) -> sa.Engine:
    """An engine that keeps no connection: a database that is looked at can be neither copied nor dropped."""
    return sa.create_engine(url, poolclass=sa.NullPool)


@dataclass(frozen=True)
class Country:
    """Regencies in databases spread over clusters, a coordinator, and one database that holds them all."""

    shards: dict[str, tuple[Cluster, str]]  # regency -> where its database lies
    coordinator: str
    single: str


def country(clusters: Sequence[Cluster], regencies: int, actors: int, databases: int) -> Country:
    """Made as docs/scale.md says. 99.01 has that many actors, each next one a hundredth less, the last one none."""
    for cluster in clusters:
        migrate(cluster.create("empty"))
        db.engine(cluster.url("empty"), writable=True).dispose()
    first, sizes = clusters[0], {f"99.{number:02}": actors - actors * number // 100 for number in range(regencies)}
    sizes[max(sizes)] = 0
    coordinator, single = first.create("coordinator"), first.create("single", "empty")
    shards: dict[str, tuple[Cluster, str]] = {}
    for number in range(databases):
        cluster, name = clusters[number % len(clusters)], f"shard_{number}"
        mine = {kab: sizes[kab] for kab in list(sizes)[number::databases]}
        invent(cluster.create(name, "empty"), mine)
        set_up(cluster, name)
        attach(first, "coordinator", cluster, name)
        shards |= dict.fromkeys(mine, (cluster, name))
    invent(single, sizes)
    set_up(first, "single")
    return Country(dict(sorted(shards.items())), coordinator, single)


def set_up(cluster: Cluster, database: str) -> None:
    """What a database of regencies needs for the roll-up."""
    cluster.psql(database, "-f", str(SQL / "rollup_regency.sql"), password=PASSWORD)


def attach(on: Cluster, coordinator: str, cluster: Cluster, database: str) -> None:
    """A database of regencies becomes a partition on the coordinator."""
    where = {"host": "127.0.0.1", "port": str(cluster.port), "dbname": database, "password": PASSWORD}
    on.psql(coordinator, "-f", str(SQL / "rollup_attach.sql"), shard=database, **where)
