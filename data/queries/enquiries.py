"""Enquiries of buyers: which wait, and how many there were, were introduced, and became orders.

What is counted is what was done for a buyer and a maker, not how ready anybody is.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from data import clock, schema
from data.access import Who, require
from data.clock import office_day
from data.db import read
from data.listings import agreements
from data.population import Frame

CHANGES = schema.ENQUIRY_CHANGES


@dataclass(frozen=True)
class Enquiry:
    """An enquiry without what the buyer wrote. `waited`: days until they were introduced, else until today or its
    close; `listed`: the business still agrees to be listed; `value` of its orders in rupiah."""

    id: str
    ticket: str
    actor_id: str
    business_name: str
    buyer: str | None
    sent: date
    waited: int
    introduced_on: date | None
    closed_on: date | None
    orders: int
    value: int
    listed: bool


@dataclass(frozen=True)
class EnquiryCounts:
    """How many enquiries there are, how many were introduced, their orders and the orders' value in rupiah; `unvalued`
    orders have no value written down, `open` enquiries wait for their introduction."""

    enquiries: int
    introductions: int
    orders: int
    value: int
    unvalued: int
    open: int


def enquiries(who: Who, closed: bool = False) -> list[Enquiry]:
    """The open ones, those not yet introduced first, the longest waiting first; `closed`: the others, newest first."""
    require(who, "enquiry.see")
    today = clock.today()
    with read(who) as conn:
        happened = _events(conn, who)
        still = set(conn.scalars(sa.select(agreements(Frame(who.kab, today, clock.now())).subquery().c.actor_id)))
        rows = conn.execute(_asked(who)).mappings().all()
    found = [_told(row, happened[row["id"]], row["actor_id"] in still, today) for row in rows]
    chosen = [one for one in found if bool(one.closed_on) is closed]
    if closed:
        return sorted(chosen, key=lambda one: (one.closed_on, one.id), reverse=True)
    return sorted(chosen, key=lambda one: (one.introduced_on is not None, one.sent, one.id))


def enquiry_counts(who: Who) -> EnquiryCounts:
    """All enquiries that ever came, and what came of them."""
    require(who, "enquiry.see")
    with read(who) as conn:
        happened = _events(conn, who)
        ids = list(conn.scalars(sa.select(schema.enquiry.c.id).where(schema.enquiry.c.kab_code == who.kab)))
    orders = [event for events in happened.values() for event in events if event["change"] == "ordered"]
    done = {one: {event["change"] for event in happened[one]} for one in ids}
    return EnquiryCounts(
        enquiries=len(ids),
        introductions=sum("introduced" in changes for changes in done.values()),
        orders=len(orders),
        value=sum(event["value"] or 0 for event in orders),
        unvalued=sum(event["value"] is None for event in orders),
        open=sum(not changes & {"introduced", "ordered", "closed"} for changes in done.values()),
    )


def _asked(who: Who) -> sa.Select[Any]:
    table, base = schema.enquiry, schema.actor
    columns = [table.c[name] for name in ("id", "ticket", "actor_id", "buyer", "recorded_at")]
    same = sa.and_(base.c.kab_code == table.c.kab_code, base.c.id == table.c.actor_id)
    return sa.select(*columns, base.c.business_name).join(base, same).where(table.c.kab_code == who.kab)


def _events(conn: sa.Connection, who: Who) -> dict[str, list[dict[str, Any]]]:
    table = schema.enquiry_event
    asked = sa.select(table).where(table.c.kab_code == who.kab).order_by(table.c.on_date, table.c.recorded_at)
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in conn.execute(asked).mappings():
        found[row["enquiry_id"]].append(dict(row))
    return found


def _told(row: Any, events: Sequence[dict[str, Any]], listed: bool, today: date) -> Enquiry:
    first = {event["change"]: event["on_date"] for event in reversed(events)}
    orders = [event for event in events if event["change"] == "ordered"]
    sent = office_day(row["recorded_at"])
    until = first.get("introduced") or first.get("ordered") or first.get("closed") or today
    return Enquiry(
        id=row["id"],
        ticket=row["ticket"],
        actor_id=row["actor_id"],
        business_name=row["business_name"],
        buyer=row["buyer"],
        sent=sent,
        waited=(until - sent).days,
        introduced_on=first.get("introduced"),
        closed_on=first.get("closed"),
        orders=len(orders),
        value=sum(event["value"] or 0 for event in orders),
        listed=listed,
    )
