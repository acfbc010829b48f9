"""Takes a backup: one snapshot while people go on working, restored for a trial before the file gets its name."""

from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from alembic.runtime.migration import MigrationContext

from data import clock, db
from data.access import Who, require
from data.backup import file, places, rows
from data.backup.restoring import load, told
from data.problem import Problem
from data.settings import settings


@dataclass(frozen=True)
class Taken:
    """A finished backup: what it is, and the file's size in bytes."""

    about: file.About
    size: int


def backup(who: Who, path: Path) -> Taken:
    """Write the register as it is at this moment into a new file that only its owner may read.

    Nobody waits for it: people read and write on. The file gets its name after a trial restore held the same rows, and
    with the audit row that says so. Problem("backup_exists") when there is such a file, Problem("backup_no_room") when
    it cannot be written, Problem("register_not_made"), Problem("real_needs_sign_in").
    """
    require(who, "register.backup")
    if not db.exists(who.register):
        raise Problem("register_not_made")
    if path.exists():
        raise Problem("backup_exists", name=path.name)
    try:
        with places.beside(path) as made:
            about = _take(who, made)
            _try(made)
            size = made.stat().st_size
            with db.write(who, "register.backup", db.About("register", about.kind), changes=False) as writing:
                writing.after = told(about) | {"file": path.name}
                places.publish(made, path)
    except FileExistsError as error:
        raise Problem("backup_exists", name=path.name) from error
    except OSError as error:
        raise Problem("backup_no_room") from error
    return Taken(about, size)


def _take(who: Who, made: Path) -> file.About:
    with made.open("wb") as into, db.read(who) as conn:
        kind = db.kind_of(conn, who)
        if kind is None:
            raise Problem("register_not_made")
        writer = file.Writer(into)
        taken_at = clock.now()
        for table in rows.tables(conn):
            writer.table(table.name, tuple(table.c.keys()), rows.lines_of(conn, list(table.c), who.kab))
        return writer.close(
            kind=kind,
            kab_code=who.kab,
            schema=str(MigrationContext.configure(conn).get_current_revision()),
            data_version=db.version(conn, who.kab),
            taken_at=taken_at.isoformat(timespec="seconds"),
        )


def _try(made: Path) -> None:
    """Restore it into a database that is thrown away; Problem("backup_failed_trial") when it is not the same."""
    folder = settings().var
    folder.mkdir(parents=True, exist_ok=True)
    with file.opened(made) as backup, places.beside(folder / "trial") as trial, places.sqlite_file(trial) as conn:
        try:
            load(conn, backup)
        except (Problem, sa.exc.SQLAlchemyError) as error:
            raise Problem("backup_failed_trial") from error
