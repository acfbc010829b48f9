"""What anybody may do: ask for help, and say that nobody has come yet."""

from collections.abc import Collection
from dataclasses import replace

import sqlalchemy as sa

from data import clock, office, schema
from data.access import Who, require
from data.db import About, Writing, read, write
from data.help import NewHelp, faults
from data.normal import visible
from data.population import Frame, current_facilitators, standing
from data.problem import Problem
from data.throttle import spend
from data.tickets import new_ticket, normal


def ask_help(who: Who, form_id: str, new: NewHelp, address: str | None = None) -> str:
    """Ask for help; its ticket. The same form twice is one request, of the same ticket.

    Whoever has not signed in asks for themselves, today, and only so often a day from one `address`; staff say on
    which day and by which channel they were asked. What fills in the trap is told a ticket, and nothing is written.

    The Problems of `help.faults`, Problem("help_place_missing"), ("help_unknown"), ("too_many_today").
    """
    if new.trap:
        return new_ticket()
    new = replace(new, name=visible(new.name), contact=visible(new.contact), note=visible(new.note))
    ours = who.role != "publik"
    today = clock.today()
    wrong = faults(new, today)
    if wrong:
        raise wrong[0]
    with write(who, "help.ask", About("help", form_id)) as writing:
        writing.once(form_id)
        if not ours:
            spend(writing, address, "help.ask", office.number(writing.conn, who.kab, "help_per_day"))
        _known(writing, new)
        on = (ours and new.on) or today
        row = {
            "id": form_id,
            "ticket": new_ticket(),
            "on_date": on,
            "channel": new.channel if ours else "sendiri",
            "kecamatan_code": new.kecamatan,
            "desa_code": new.desa or None,
            "sector": new.sector or None,
            "topics": " ".join(dict.fromkeys(new.topics)),
            "facilitator_id": owner(writing, new.kecamatan, new.desa),
            "by_person": who.id,
        }
        writing.insert(schema.help_request, row)
        words = {field: getattr(new, field) or None for field in ("name", "contact", "note")}
        writing.insert(schema.help_personal, {"help_id": form_id, "consented_at": writing.at} | words)
        writing.after = {"on": on.isoformat(), "channel": row["channel"], "facilitator_id": row["facilitator_id"]}
    return _ticket(who, form_id)


def owner(writing: Writing, kecamatan: str, desa: str | None) -> str | None:
    """The facilitator who answers for a desa, else for its kecamatan, and is at work; None: the office."""
    frame = Frame(writing.who.kab, clock.today(), writing.at)
    area = sa.func.coalesce(
        standing(frame, "desa_code", sa.literal(desa or "")), standing(frame, "kecamatan_code", sa.literal(kecamatan))
    )
    found: str | None = writing.conn.scalar(sa.select(area).where(area.in_(current_facilitators(frame))))
    return found


def _known(writing: Writing, new: NewHelp) -> None:
    """The place, the sector and the needs are of the register's lists."""
    places = schema.kecamatan.c.code, schema.desa.c.kecamatan_code + " " + schema.desa.c.code
    if not _listed(writing, places[0], [new.kecamatan]):
        raise Problem("help_place_missing")
    desa = [f"{new.kecamatan} {new.desa}"] if new.desa else []
    sector = [new.sector] if new.sector else []
    asked = ((places[1], desa), (schema.sector.c.code, sector), (schema.need_kind.c.code, new.topics))
    if not all(_listed(writing, column, codes) for column, codes in asked):
        raise Problem("help_unknown")


def _listed(writing: Writing, column: sa.ColumnElement[str], codes: Collection[str]) -> bool:
    wanted = set(codes)
    if not wanted:
        return True
    asked = sa.select(column).where(sa.column("kab_code") == writing.who.kab, column.in_(wanted))
    return set(writing.conn.scalars(asked)) == wanted


def _ticket(who: Who, help_id: str) -> str:
    table = schema.help_request
    with read(who) as conn:
        asked = sa.select(table.c.ticket).where(table.c.kab_code == who.kab, table.c.id == help_id)
        found: str | None = conn.scalar(asked)
    if found is None:
        raise Problem("no_such_ticket")
    return found


def nobody_came(who: Who, typed: str) -> None:
    """The holder of a ticket says that nobody has come yet; more than once a day is once.

    Problem("no_such_ticket"), and Problem("help_not_waiting") where help was declined.
    """
    require(who, "help.ask")
    table, ticket = schema.help_request, normal(typed) or ""
    with read(who) as conn:
        asked = sa.select(table.c.id, table.c.state).where(table.c.kab_code == who.kab, table.c.ticket == ticket)
        found = conn.execute(asked).first()
    if found is None:
        raise Problem("no_such_ticket")
    if found.state == "declined":
        raise Problem("help_not_waiting")
    with write(who, "help.ask", About("help", found.id)) as writing:
        writing.once(f"nobody_came {found.id} {clock.office_day(writing.at)}")
        row = {"help_id": found.id, "change": "nobody_came", "by_person": who.id}
        writing.insert(schema.help_event, row)
        writing.after = {"nobody_came": True}
