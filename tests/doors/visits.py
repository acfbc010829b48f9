"""The doors of visits, promises, requests and drafts."""

from typing import Any

from data import clock, commands, queries, schema
from data.access import Who
from data.commands import NewVisit
from data.db import About, write
from data.filter import Filter
from tests.doors import Ask, Deed

DEWI = "facilitator-dewi"


def somebody(system: Who) -> None:
    """A facilitator in whose name a clerk logs."""
    with write(system, "register.fill", About("register", "test")) as writing:
        writing.insert(schema.facilitator, {"id": DEWI, "name": "Dewi"})


def visit(form_id: str, actor: str, facilitator: str) -> NewVisit:
    return NewVisit(form_id, (actor,), clock.today(), "di_tempat", "bertemu", facilitator_id=facilitator)


def ask(who: Who, actor: str, channel: str) -> Any:
    return commands.log_request(who, "form-r", actor, clock.today(), channel)


QUESTIONS: dict[str, Ask] = {
    "draft": lambda who: queries.draft(who, "group"),
    "drafts": queries.drafts,
    "late_entries": lambda who: queries.late_entries(who, Filter()),
    "promise": lambda who: queries.promise(who, "no-such"),
    "promise_words": lambda who: queries.promise_words(who, []),
    "request": lambda who: queries.request(who, "no-such"),
}

CHANGES: dict[str, Deed] = {
    "log_visit": Deed(
        "visit.log",
        "petugas",
        lambda who, actor: commands.log_visit(who, visit("form-1", actor, DEWI)),
        lambda who, actor: commands.log_visit(who, visit("form-2", actor, "no-such")),
        ready=somebody,
    ),
    "log_request": Deed(
        "request.log",
        "petugas",
        lambda who, actor: ask(who, actor, "desa"),
        lambda who, actor: ask(who, actor, "merpati"),
    ),
    "save_draft": Deed(
        "visit.log",
        "petugas",
        lambda who, actor: commands.save_draft(who, actor, "form-1", {"result": "a"}),
        lambda who, actor: commands.save_draft(who, actor, "form-1", {"result": "a" * 20_000}),
        jots=True,
    ),
    "drop_draft": Deed("visit.log", "petugas", commands.drop_draft, jots=True),
}
