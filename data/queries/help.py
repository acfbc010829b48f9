"""Requests for help that wait or are done with: whose they are, how long they wait, which come first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from data import clock, office, schema
from data.access import Who, require
from data.db import read
from data.help import late, stage
from data.population import Frame, current_facilitators, entries_of
from data.problem import Problem

DONE_FOR = timedelta(days=365)


@dataclass(frozen=True)
class HelpRequest:
    """A request as anybody may see it whose work it is, without the words of the person who asked.

    `on` is the day it was asked, `facilitator_id` whose it is (None: the office's, also when its facilitator is not at
    work any more), `days` since it was asked, `said` the day on which its holder said that nobody came, unless somebody
    has met or spoken with them since. `late`: to be seen first.
    """

    id: str
    ticket: str
    on: date
    recorded: date
    channel: str
    kecamatan: str
    desa: str | None
    sector: str | None
    topics: tuple[str, ...]
    facilitator_id: str | None
    stage: str
    refusal: str | None
    actor_id: str | None
    days: int
    said: date | None
    late: bool
    accepted: date | None

    @property
    def waits(self) -> bool:
        """Whether somebody still has to do something."""
        return self.stage in ("new", "accepted") or self.said is not None


def help_requests(who: Who) -> list[HelpRequest]:
    """The requests of the asker's work, a pendamping's own only: those to be seen first before the others, the longest
    waiting first. Declined ones are told for a year."""
    require(who, "help.see")
    with read(who) as conn:
        table = schema.help_request
        lately = table.c.recorded_at > clock.now() - DONE_FOR
        asked = sa.select(table).where(table.c.kab_code == who.kab, sa.or_(table.c.state != "declined", lately))
        if who.role == "pendamping":
            asked = asked.where(table.c.facilitator_id == (who.facilitator or ""))
        return sorted(followed(conn, who.kab, conn.execute(asked).all()), key=_order)


def _order(one: HelpRequest) -> tuple[bool, date, str]:
    return not one.late, one.on, one.id


def help_request(who: Who, help_id: str) -> HelpRequest:
    """One request; Problem("no_such_help"), Problem("not_your_help")."""
    require(who, "help.see")
    with read(who) as conn:
        return followed(conn, who.kab, [mine(who, conn, help_id)])[0]


def mine(who: Who, conn: sa.Connection, help_id: str) -> sa.Row[Any]:
    """The row of a request that is the asker's work.

    Problem("no_such_help"), and Problem("not_your_help") for a pendamping whose it is not.
    """
    table = schema.help_request
    asked = sa.select(table).where(table.c.kab_code == who.kab, table.c.id == help_id)
    found = conn.execute(asked).first()
    if found is None:
        raise Problem("no_such_help")
    if who.role == "pendamping" and (who.facilitator is None or found.facilitator_id != who.facilitator):
        raise Problem("not_your_help")
    return found


def followed(conn: sa.Connection, kab: str, rows: Sequence[sa.Row[Any]]) -> list[HelpRequest]:
    """Rows of `help_request` with what became of them as of today, in their order."""
    frame = Frame(kab, clock.today(), clock.now())
    days = office.number(conn, kab, "request_days")
    working = set(conn.scalars(current_facilitators(frame)))
    contacts = _contacts(conn, frame, {row.actor_id for row in rows if row.actor_id})
    events = _events(conn, kab, [row.id for row in rows])
    return [_followed(row, frame.day, days, working, contacts, events.get(row.id, {})) for row in rows]


def _followed(
    row: sa.Row[Any],
    day: date,
    request_days: int,
    working: set[str],
    contacts: dict[str, list[tuple[date, datetime]]],
    events: dict[str, datetime],
) -> HelpRequest:
    after = [(on, at) for on, at in contacts.get(row.actor_id or "", []) if on >= row.on_date]
    at = stage(row.state, bool(after))
    said = events.get("nobody_came")
    said_on = clock.office_day(said) if said and not _answered(said, after) and at != "declined" else None
    accepted = events.get("accepted")
    return HelpRequest(
        id=row.id,
        ticket=row.ticket,
        on=row.on_date,
        recorded=clock.office_day(row.recorded_at),
        channel=row.channel,
        kecamatan=row.kecamatan_code,
        desa=row.desa_code,
        sector=row.sector,
        topics=tuple(row.topics.split()),
        facilitator_id=row.facilitator_id if row.facilitator_id in working else None,
        stage=at,
        refusal=row.refusal,
        actor_id=row.actor_id,
        days=(day - row.on_date).days,
        said=said_on,
        late=said_on is not None or late(at, row.on_date, day, request_days),
        accepted=clock.office_day(accepted) if accepted else None,
    )


def _answered(said: datetime, contacts: Iterable[tuple[date, datetime]]) -> bool:
    """Whether a contact that was written down since lies on that day or later."""
    return any(on >= clock.office_day(said) and at > said for on, at in contacts)


def _contacts(conn: sa.Connection, frame: Frame, actor_ids: set[str]) -> dict[str, list[tuple[date, datetime]]]:
    """Actor -> day and recording of each contact in which they met or spoke, those of merged entries among them."""
    if not actor_ids:
        return {}
    merged = frame.survivors()
    asked_into = sa.select(merged.c.id, merged.c.survivor).where(merged.c.id.in_(actor_ids))
    into: dict[str, str] = {gone: kept for gone, kept in conn.execute(asked_into)}
    made, entries = schema.contact, entries_of(conn, frame, {into.get(one, one) for one in actor_ids})
    asked = sa.select(made.c.actor_id, made.c.on_date, made.c.recorded_at).where(
        frame.happened(made), made.c.actor_id.in_(list(entries)), made.c.outcome == "bertemu"
    )
    found: dict[str, list[tuple[date, datetime]]] = {}
    for entry, on, at in conn.execute(asked):
        found.setdefault(entries[entry], []).append((on, at))
    return {one: found.get(into.get(one, one), []) for one in actor_ids}


def _events(conn: sa.Connection, kab: str, help_ids: Sequence[str]) -> dict[str, dict[str, datetime]]:
    """Request -> change -> when it last happened."""
    table = schema.help_event
    last = sa.func.max(table.c.recorded_at, type_=schema.Moment)
    asked = sa.select(table.c.help_id, table.c.change, last).where(table.c.kab_code == kab)
    asked = asked.where(table.c.help_id.in_(help_ids)).group_by(table.c.help_id, table.c.change)
    found: dict[str, dict[str, datetime]] = {}
    for help_id, change, at in conn.execute(asked):
        found.setdefault(help_id, {})[change] = at
    return found
