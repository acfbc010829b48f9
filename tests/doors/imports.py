"""The doors of an import: a file brought, checked, written, undone."""

from typing import Any

from data import commands, importing, queries
from data.access import Who
from data.filter import Filter
from data.people import system
from tests.bringing import bring, check
from tests.doors import Ask, Deed

FILE = b"Nama Usaha,Kecamatan\nA,Kalisat\n"
TABLE = importing.find_table(importing.read_book("a.csv", FILE))
COLUMNS = importing.propose(TABLE).mapping


def brought(who: Who) -> None:
    commands.bring_file(who, "a.csv", FILE)


def checked(who: Who) -> None:
    check(who, *FILE.decode().splitlines())


def written(who: Who) -> None:
    bring(who, *FILE.decode().splitlines())


def last(who: Who) -> str:
    """The newest batch, if there is any."""
    batches = queries.batches(system(who.register))
    return str(batches["id"].iloc[0]) if len(batches) else "no-such"


def about_none(ask: Any) -> Ask:
    return lambda who: ask(who, "no-such")


# Every question with a right: how it is asked.
QUESTIONS: dict[str, Ask] = {
    "batch": about_none(queries.batch),
    "batch_problems": about_none(queries.batch_problems),
    "batches": queries.batches,
    "check_actors": lambda who: queries.check_actors(who, TABLE, COLUMNS),
    "check_visits": lambda who: queries.check_visits(who, TABLE, COLUMNS),
    "job_problem": about_none(queries.job_problem),
    "kept_rows": about_none(queries.kept_rows),
    "looking_for_doubles": queries.looking_for_doubles,
    "problem_counts": about_none(queries.problem_counts),
    "progress": about_none(queries.progress),
    "undo_preview": about_none(queries.undo_preview),
    "would_change": lambda who: queries.would_change(who, "no-such", "fill"),
}

# Every change: called with who does it and an actor that is there.
CHANGES: dict[str, Deed] = {
    "add_facilitators": Deed(
        "facilitator.add",
        "petugas",
        lambda who, _: commands.add_facilitators(who, ["Rini", "rini "]),
        lambda who, _: commands.add_facilitators(who, ["Rini", None]),  # type: ignore[list-item]
    ),
    "bring_file": Deed(
        "import.run",
        "petugas",
        lambda who, _: commands.bring_file(who, "a.csv", FILE),
        lambda who, _: commands.bring_file(who, "a.csv", b""),
        jots=True,
    ),
    "choose_columns": Deed(
        "import.run",
        "petugas",
        lambda who, _: commands.choose_columns(who, last(who), options={"updates": "none"}),
        lambda who, _: commands.choose_columns(who, "no-such"),
        ready=brought,
        jots=True,
    ),
    "check_batch": Deed(
        "import.run",
        "petugas",
        lambda who, _: commands.check_batch(who, last(who)),
        lambda who, _: commands.check_batch(who, "no-such"),
        ready=brought,
        jots=True,
    ),
    "start_check": Deed(
        "import.run",
        "petugas",
        lambda who, _: commands.start_check(who, last(who)),
        lambda who, _: commands.start_check(who, "no-such"),
        ready=brought,
        jots=True,
    ),
    "write_batch": Deed(
        "import.run",
        "petugas",
        lambda who, _: commands.write_batch(who, last(who)),
        lambda who, _: commands.write_batch(who, "no-such"),
        ready=checked,
    ),
    "start_write": Deed(
        "import.run",
        "petugas",
        lambda who, _: commands.start_write(who, last(who)),
        lambda who, _: commands.start_write(who, "no-such"),
        ready=checked,
    ),
    "undo_batch": Deed(
        "import.undo",
        "petugas",
        lambda who, _: commands.undo_batch(who, last(who)),
        lambda who, _: commands.undo_batch(who, "no-such"),
        ready=written,
    ),
    "start_undo": Deed(
        "import.undo",
        "petugas",
        lambda who, _: commands.start_undo(who, last(who)),
        lambda who, _: commands.start_undo(who, "no-such"),
        ready=written,
    ),
    "start_doubles": Deed(
        "double.review",
        "petugas",
        lambda who, _: commands.start_doubles(who),
        lambda who, _: commands.start_doubles(who, "no-such"),
        jots=True,
    ),
    "stop_job": Deed(
        "import.run",
        "petugas",
        lambda who, _: commands.stop_job(who, last(who)),
        lambda who, _: commands.stop_job(who, "no-such"),
        ready=brought,
        jots=True,
    ),
    "drop_batch": Deed(
        "import.run",
        "petugas",
        lambda who, _: commands.drop_batch(who, last(who)),
        lambda who, _: commands.drop_batch(who, "no-such"),
        ready=checked,
        jots=True,
    ),
    "open_changes": Deed(
        "actor.personal",
        "petugas",
        lambda who, _: commands.open_changes(who, last(who)),
        lambda who, _: commands.open_changes(who, "no-such"),
        ready=checked,
    ),
    "open_rejected": Deed(
        "actor.personal",
        "petugas",
        lambda who, _: commands.open_rejected(who, last(who)),
        lambda who, _: commands.open_rejected(who, "no-such"),
        ready=checked,
    ),
    "register_workbook": Deed(
        "actor.export",
        "petugas",
        lambda who, _: commands.register_workbook(who, Filter()),
        lambda who, _: commands.register_workbook(who, Filter(), "xx"),
    ),
}
