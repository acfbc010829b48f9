"""The doors of the workbook to work in without a signal, and of the form for ODK and Kobo."""

from data import commands, queries, schema
from data.access import Who
from data.db import About, read, write
from data.offline import FORM, Book, Origin, make_workbook
from data.queries.offline import register_mark, words_of
from tests.doors import Ask, Deed

EKO = "facilitator-eko"


def ready(system: Who) -> None:
    with write(system, "register.fill", About("register", "test")) as writing:
        writing.insert(schema.facilitator, {"id": EKO, "name": "Eko"})


def workbook(who: Who) -> bytes:
    """Eko's, as it would have been downloaded; he has no actors."""
    with read(who) as conn:
        mark, words = register_mark(conn, who.kab), words_of(conn, who.kab, "id")
    origin = Origin("019abcde-0000-7000-8000-000000000000", FORM, mark, EKO, "id")
    return make_workbook(Book(origin, "Eko", "hari ini", None, words, [], ["019abcde-0000-7000-8000-000000000001"]))


QUESTIONS: dict[str, Ask] = {"visit_form": queries.visit_form}

CHANGES: dict[str, Deed] = {
    "caseload_workbook": Deed(
        "actor.personal",
        "petugas",
        lambda who, _: commands.caseload_workbook(who, EKO),
        lambda who, _: commands.caseload_workbook(who, "no-such"),
        ready,
    ),
    "bring_caseload": Deed(
        "caseload.bring",
        "petugas",
        lambda who, _: commands.bring_caseload(who, "a.xlsx", workbook(who)),
        lambda who, _: commands.bring_caseload(who, "a.xlsx", b"no workbook"),
        ready,
    ),
}
