"""Registers of any size in seconds to minutes: an empty one made by the app itself, then filled by plain SQL.

The rows come from `columns`; two writers put the same ones into SQLite and PostgreSQL. Registers are kept in the
temporary directory under the mark of what made them, so that the next run finds them.

`python -m tests.bench.registers 10000 100000` fills the cache; `--url postgresql+psycopg://…` fills that database.
"""

import argparse
import hashlib
import os
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import chain
from pathlib import Path

import psycopg
import sqlalchemy as sa

from data import clock, commands, db, schema, settings
from data.migrate import MIGRATIONS
from data.people import system
from data.samples.facts import load_facts
from data.sectors import sector_of
from data.summary.keeping import rebuild
from tests.bench import columns
from tests.bench.columns import Invented, Rows
from tests.bench.servers import ROOT

REGISTER = "contoh"  # opens as Pimpinan, without a sign-in


def cache() -> Path:
    """The folder of the registers that this generator and these migrations make."""
    migrations = sorted((MIGRATIONS / "versions").glob("*.py"))
    made_by = _mark(Path(columns.__file__), settings.region().folder / "sample.toml", *migrations)
    return Path(tempfile.gettempdir()) / "damping-bench" / f"{migrations[-1].stem[:4]}-{made_by}"


def _mark(*files: Path) -> str:
    """What these files say, as a few letters."""
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:10]


def register(count: int) -> Path:
    """The folder (a DAMPING_VAR) of an embedded register with so many actors; made when it is not there yet."""
    found = cache() / str(count)
    if not (found / f"{REGISTER}.db").exists():
        _forget_others(found.parent)
        draft = Path(tempfile.mkdtemp(prefix="draft-", dir=_made(found.parent)))
        try:
            with pointed_at(draft):
                fill_sqlite(count, draft / f"{REGISTER}.db")
            draft.rename(found)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
    _sum_up(found)
    return found


def _sum_up(folder: Path) -> None:
    """Count the summaries when they were not counted yet by the code as it is now."""
    code = _mark(*(file for part in ("summary", "population") for file in sorted(ROOT.glob(f"data/{part}/*.py"))))
    counted = folder / "counted"
    if counted.exists() and counted.read_text() == code:
        return
    with pointed_at(folder):
        sum_up(REGISTER)
    counted.write_text(code)


def copy(var: Path, target: Path) -> None:
    """The register in `var` as a file of its own, whoever reads it meanwhile."""
    with closing(sqlite3.connect(var / f"{REGISTER}.db")) as kept, closing(sqlite3.connect(target)) as made:
        kept.backup(made)


def sum_up(name: str) -> None:
    """Count all summaries of a register from its rows."""
    who = system(name)
    with db.write(who, "register.fill", db.About("register", "bench")) as writing:
        rebuild(writing.conn, who.kab, clock.today(), db.version(writing.conn, who.kab) + 1)


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _forget_others(kept: Path) -> None:
    """What other code made is of no use any more, and large."""
    for other in kept.parent.glob("*"):
        if other != kept and other.is_dir():
            shutil.rmtree(other, ignore_errors=True)


@contextmanager
def pointed_at(var: Path, url: str | None = None) -> Iterator[None]:
    """This process's settings look at a folder of embedded registers, or at one database."""
    before = {name: os.environ.pop(name, None) for name in ("DAMPING_VAR", "DATABASE_URL")}
    os.environ |= {"DAMPING_VAR": str(var)} | ({"DATABASE_URL": url} if url else {})
    settings.settings.cache_clear()
    try:
        yield
    finally:
        db.close()
        for name, value in before.items():
            os.environ.pop(name, None)
            if value is not None:
                os.environ[name] = value
        settings.settings.cache_clear()


def _invented(count: int, name: str) -> Invented:
    """Makes the empty register and says what belongs into it."""
    who = system(name)
    commands.ensure_register(name, "contoh")
    with db.read(who) as conn:
        sectors = sector_of(conn, who.kab)
    facts = load_facts(settings.region().folder / "sample.toml")
    return Invented(count, facts, sectors, who.kab, clock.today())


def fill_sqlite(count: int, path: Path) -> None:
    """Make and fill an embedded register; its indexes and triggers stand aside meanwhile."""
    made = _invented(count, REGISTER)
    db.close()
    conn = sqlite3.connect(path, isolation_level=None)
    for pragma in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-400000", "temp_store=MEMORY"):
        conn.execute(f"PRAGMA {pragma}")
    aside = conn.execute("SELECT type, name, sql FROM sqlite_master WHERE type IN ('index', 'trigger') AND sql <> ''")
    standing = aside.fetchall()
    for kind, name, _ in standing:
        conn.execute(f"DROP {kind} {name}")
    conn.execute("BEGIN")
    for rows in chain(made.first(), made.blocks()):
        holes = ", ".join("?" * len(rows.columns))
        conn.executemany(
            f"INSERT INTO {rows.table.name} ({', '.join(rows.columns)}) VALUES ({holes})",
            zip(*rows.columns.values(), strict=True),
        )
    for _, _, sql in standing:
        conn.execute(sql)
    conn.execute("COMMIT")
    conn.execute("PRAGMA journal_mode=WAL")
    conn.close()
    _finish(made, REGISTER)


def fill_postgresql(count: int, url: str, var: Path) -> None:
    """Make and fill the register of a PostgreSQL database; its user must be allowed to set triggers aside."""
    with pointed_at(var, url):
        made = _invented(count, "utama")
        db.close()
        plain = sa.make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(plain) as conn, conn.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica")  # neither triggers nor foreign keys meanwhile
            for rows in chain(made.first(), made.blocks()):
                _copy(cursor, rows)
        _finish(made, "utama")
        sum_up("utama")


def _copy(cursor: psycopg.Cursor[tuple[object, ...]], rows: Rows) -> None:
    names = ", ".join(rows.columns)
    with cursor.copy(f"COPY {rows.table.name} ({names}) FROM STDIN".encode()) as copy:
        for row in zip(*rows.columns.values(), strict=True):
            copy.write_row(row)


def _finish(made: Invented, name: str) -> None:
    """Since when visits are recorded, who the demo pendamping is, statistics."""
    who, place, people = system(name), schema.kecamatan, schema.person
    with db.write(who, "register.fill", db.About("register", "bench")) as writing:
        for code, since in made.visits_since().items():
            here = sa.and_(place.c.kab_code == who.kab, place.c.code == code)
            writing.conn.execute(place.update().where(here).values(visits_since=since))
        mine = sa.and_(people.c.kab_code == who.kab, people.c.id == columns.DEMO)
        writing.conn.execute(people.update().where(mine).values(facilitator_id=made.demo))
        writing.conn.execute(sa.text("ANALYZE"))


def main() -> None:
    """Make the registers asked for and say how long each took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("actors", type=int, nargs="+")
    parser.add_argument("--url", help="a PostgreSQL database without a register, for one size")
    options = parser.parse_args()
    for count in options.actors:
        begun = time.perf_counter()
        if options.url:
            with tempfile.TemporaryDirectory() as var:
                fill_postgresql(count, options.url, Path(var))
        else:
            print(register(count), end=" ")
        print(f"{count} actors in {time.perf_counter() - begun:.1f} s")


if __name__ == "__main__":
    main()
