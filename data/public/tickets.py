"""What the holder of a ticket may see of a request for help: where it stands, and nothing by which anybody is known."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from data import clock, office, schema
from data.db import read
from data.help import about
from data.people import anonymous
from data.problem import Problem
from data.queries.help import followed
from data.tickets import normal


@dataclass(frozen=True)
class TicketState:
    """A request as its ticket tells it.

    `received` is the day it was written down, `on` the day it was asked, `kecamatan` a name, `area` whether a
    facilitator of the area has it (else the office), `stage` one of `help.STAGES`. `ahead`: how many wait in the whole
    regency since before, to the nearest five, 0 for fewer than five; None once it is accepted or declined. `said`: the
    day on which the holder said that nobody came, while that is unanswered; `said_today`: it was said today.
    """

    ticket: str
    received: date
    on: date
    kecamatan: str
    area: bool
    stage: str
    accepted: date | None
    refusal: str | None
    ahead: int | None
    late: bool
    said: date | None
    said_today: bool
    within_days: int


@dataclass(frozen=True)
class HelpChoices:
    """What a request may choose from, code -> name; desa by the code of their kecamatan. And the office's telephone."""

    kecamatan: Mapping[str, str]
    desa: Mapping[str, Mapping[str, str]]
    sector: Mapping[str, str]
    need: Mapping[str, str]
    within_days: int
    phone: str


def state(register: str, typed: str) -> TicketState:
    """Where the request of a ticket stands today; Problem("no_such_ticket") for one that is none, however it is
    written."""
    who, table = anonymous(register), schema.help_request
    mine = sa.and_(table.c.kab_code == who.kab, table.c.ticket == (normal(typed) or ""))
    with read(who) as conn:
        row = conn.execute(sa.select(table).where(mine)).first()
        if row is None:
            raise Problem("no_such_ticket")
        one = followed(conn, who.kab, [row])[0]
        places, today = schema.kecamatan, clock.today()
        named = sa.select(places.c.name).where(places.c.kab_code == who.kab, places.c.code == one.kecamatan)
        return TicketState(
            ticket=one.ticket,
            received=one.recorded,
            on=one.on,
            kecamatan=conn.scalar(named) or "",
            area=one.facilitator_id is not None,
            stage=one.stage,
            accepted=one.accepted,
            refusal=one.refusal,
            ahead=about(_ahead(conn, row)) if one.stage == "new" else None,
            late=one.late,
            said=one.said,
            said_today=_said_on(conn, row) == today,
            within_days=office.number(conn, who.kab, "request_days"),
        )


def _ahead(conn: sa.Connection, row: sa.Row[Any]) -> int:
    """Requests of the whole regency that wait since before: the queue of one area would tell about that area."""
    table = schema.help_request
    earlier = sa.tuple_(table.c.on_date, table.c.recorded_at, table.c.id) < sa.tuple_(
        sa.literal(row.on_date), sa.literal(row.recorded_at, schema.Moment), sa.literal(row.id)
    )
    asked = sa.select(sa.func.count()).where(table.c.kab_code == row.kab_code, table.c.state == "new", earlier)
    return conn.scalar(asked) or 0


def _said_on(conn: sa.Connection, row: sa.Row[Any]) -> date | None:
    """The day on which the holder last said that nobody came."""
    table = schema.help_event
    last = sa.func.max(table.c.recorded_at, type_=schema.Moment)
    mine = sa.and_(table.c.kab_code == row.kab_code, table.c.help_id == row.id, table.c.change == "nobody_came")
    found = conn.scalar(sa.select(last).where(mine))
    return clock.office_day(found) if found else None


def choices(register: str, language: str = "id") -> HelpChoices:
    """The lists of the form, as the register has them; no kecamatan or desa is missing from them."""
    who = anonymous(register)
    with read(who) as conn:
        kecamatan, desa = schema.kecamatan, schema.desa
        asked = sa.select(desa.c.kecamatan_code, desa.c.code, desa.c.name).where(desa.c.kab_code == who.kab)
        by_place: dict[str, dict[str, str]] = {}
        for parent, code, name in conn.execute(asked.order_by(desa.c.name)):
            by_place.setdefault(parent, {})[code] = name
        places = sa.select(kecamatan.c.code, kecamatan.c.name).where(kecamatan.c.kab_code == who.kab)
        return HelpChoices(
            kecamatan=_pairs(conn, places.order_by(kecamatan.c.name)),
            desa=by_place,
            sector=_named(conn, who.kab, schema.sector, language),
            need=_named(conn, who.kab, schema.need_kind, language),
            within_days=office.number(conn, who.kab, "request_days"),
            phone=office.words(conn, who.kab, "office_phone"),
        )


def _named(conn: sa.Connection, kab: str, table: sa.Table, language: str) -> dict[str, str]:
    asked = sa.select(table.c.code, table.c[f"name_{language}"]).where(table.c.kab_code == kab)
    return _pairs(conn, asked.order_by(table.c.position))


def _pairs(conn: sa.Connection, asked: sa.Select[Any]) -> dict[str, str]:
    return {code: name for code, name in conn.execute(asked)}
