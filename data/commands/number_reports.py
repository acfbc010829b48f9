"""A reader says that a published number is wrong; the office answers in public."""

import sqlalchemy as sa

from data import office, schema
from data.access import Who, require
from data.db import About, Writing, read, write
from data.normal import visible
from data.problem import Problem
from data.public import ledger
from data.throttle import spend
from data.tickets import new_ticket

SHORTEST, LONGEST = 10, 1000  # characters of a report, and of its answer
LONGEST_CONTACT = 200


def report_number(
    who: Who,
    form_id: str,
    release: str,
    table: str,
    row: str | None,
    column: str | None,
    words: str,
    contact: str,
    address: str | None,
) -> str:
    """Say that a number of a release is wrong; the ticket, of a form sent twice the first one's.

    Without a `row` all of the table is meant, without a `column` all of the row. `words` and `contact` (may be empty)
    are never public. `address` is the sender's, counted but not kept. Problem("release_unknown"), ("no_such_number"),
    ("report_words", shortest, longest), ("report_contact", longest), ("too_many_today").
    """
    require(who, "number.report")
    said, reached = visible(words), visible(contact)
    if not SHORTEST <= len(said) <= LONGEST:
        raise Problem("report_words", shortest=SHORTEST, longest=LONGEST)
    if len(reached) > LONGEST_CONTACT:
        raise Problem("report_contact", longest=LONGEST_CONTACT)
    _check_published(who, release, table, row, column)
    with write(who, "number.report", About("number_report", form_id)) as writing:
        writing.once(form_id)
        if who.role == "publik":
            spend(writing, address, "number.report", office.number(writing.conn, who.kab, "reports_per_day"))
        meant = {"release_slug": release, "table_name": table, "row_code": row, "column_name": column}
        told = {"ticket": new_ticket(), "words": said, "contact": reached or None, "by_person": who.id}
        writing.insert(schema.number_report, {"id": form_id} | meant | told)
        writing.after = meant
    return _ticket(who, form_id)


def answer_number(who: Who, form_id: str, report_id: str, answer: str, corrected: bool) -> None:
    """Answer a report in public, as plain text; `corrected`: the next release has another number.

    Problem("answer_words", shortest, longest), ("no_such_report"), ("report_answered").
    """
    with write(who, "number.answer", About("number_report", report_id)) as writing:
        writing.once(form_id)
        said = visible(answer)
        if not SHORTEST <= len(said) <= LONGEST:
            raise Problem("answer_words", shortest=SHORTEST, longest=LONGEST)
        table, mine = schema.number_report, _one(writing, report_id)
        if writing.conn.scalar(sa.select(table.c.id).where(mine)) is None:
            raise Problem("no_such_report")
        values = {"answer": said, "corrected": corrected, "answered_by": who.id, "answered_at": writing.at}
        waits = sa.and_(mine, table.c.answer.is_(None))
        if writing.conn.execute(table.update().where(waits).values(values)).rowcount != 1:
            raise Problem("report_answered")
        writing.after = {"answer": said, "corrected": corrected}


def open_reporter(who: Who, report_id: str) -> str | None:
    """How the one who reported can be reached; a look at personal data, so it is audited. Problem("no_such_report")."""
    with write(who, "number.answer", About("number_report", report_id), changes=False) as writing:
        table = schema.number_report
        found = writing.conn.execute(sa.select(table.c.contact).where(_one(writing, report_id))).first()
        if found is None:
            raise Problem("no_such_report")
        contact: str | None = found.contact
        return contact


def erase_report(who: Who, report_id: str) -> None:
    """Empty what a reader wrote, and how they can be reached; the answer stays. Problem("no_such_report")."""
    with write(who, "subject.erase", About("number_report", report_id)) as writing:
        emptied = schema.number_report.update().where(_one(writing, report_id))
        if writing.conn.execute(emptied.values(words=sa.null(), contact=sa.null())).rowcount != 1:
            raise Problem("no_such_report")
        writing.after = {"erased": True}


def _check_published(who: Who, release: str, table: str, row: str | None, column: str | None) -> None:
    found = next((one for one in ledger.release(who.register, release).tables if one.name == table), None)
    if (
        found is None
        or (row is not None and row not in [one.code for one in found.rows])
        or (column is not None and column not in found.columns)
    ):
        raise Problem("no_such_number")


def _one(writing: Writing, report_id: str) -> sa.ColumnElement[bool]:
    table = schema.number_report.c
    return sa.and_(table.kab_code == writing.who.kab, table.id == report_id)


def _ticket(who: Who, form_id: str) -> str:
    table = schema.number_report.c
    with read(who) as conn:
        mine = sa.select(table.ticket).where(table.kab_code == who.kab, table.id == form_id)
        return str(conn.scalars(mine).one())
