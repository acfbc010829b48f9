"""A business agrees in writing to be listed, changes what is shown of it, and may take its word back at any time."""

from datetime import date
from typing import Any

import sqlalchemy as sa

from data import clock, schema
from data.access import Who
from data.buyers import Listing
from data.commands.enquiries import clean
from data.db import About, Writing, write
from data.filter import Filter
from data.listings import businesses
from data.population import frame_of
from data.problem import Problem
from data.scope import require_mine

LONGEST = {"consent_paper": 200, "product": 300, "price": 120, "capacity": 120, "lead_time": 120, "origin": 300}


def list_actor(who: Who, form_id: str, actor_id: str, listing: Listing) -> None:
    """Record the written consent of an active business and its product sheet, or change those of its listing.

    The same form twice is one deed. Problem("listing_product_missing"), ("listing_paper_missing"),
    ("text_too_long", most), ("listing_in_future"), ("no_such_actor"), ("not_your_actor"), ("listing_not_active").
    """
    with write(who, "listing.edit", About("actor", actor_id)) as writing:
        writing.once(form_id)
        new = _checked(listing)
        _lock(writing, actor_id)
        require_mine(who, writing.conn, [actor_id])
        if not businesses(writing.conn, frame_of(who.kab, Filter(), writing.at), [actor_id]):
            raise Problem("listing_not_active")
        now = _active(writing, actor_id)
        if now is None:
            writing.insert(schema.listing, {"id": form_id, "actor_id": actor_id, "by_person": who.id} | new)
            writing.after = _told(new)
            return
        changed = {name: value for name, value in new.items() if now[name] != value}
        writing.before, writing.after = _told({name: now[name] for name in changed}), _told(changed)
        if changed:
            table = schema.listing
            mine = sa.and_(table.c.kab_code == who.kab, table.c.id == now["id"])
            writing.conn.execute(table.update().where(mine).values(changed))


def withdraw_listing(who: Who, form_id: str, actor_id: str) -> None:
    """The business takes its consent back: from this moment nothing we serve shows it.

    Problem("no_such_actor"), ("not_your_actor"), ("listing_none") when it is not listed.
    """
    with write(who, "listing.edit", About("actor", actor_id)) as writing:
        writing.once(form_id)
        _lock(writing, actor_id)
        require_mine(who, writing.conn, [actor_id])
        if _active(writing, actor_id) is None:
            raise Problem("listing_none")
        end_listings(writing, [actor_id])
        writing.after = {"withdrawn": True}


def end_listings(writing: Writing, actor_ids: list[str]) -> None:
    """Inside an open write: no listing of these actors holds any more."""
    table = schema.listing
    mine = sa.and_(table.c.kab_code == writing.who.kab, table.c.actor_id.in_(actor_ids), table.c.withdrawn_at.is_(None))
    values = {"withdrawn_at": writing.at, "withdrawn_by": writing.who.id}
    writing.conn.execute(table.update().where(mine).values(values))


def _checked(listing: Listing) -> dict[str, Any]:
    said = {name: clean(getattr(listing, name) or "", LONGEST[name]) or None for name in LONGEST}
    if not said["product"]:
        raise Problem("listing_product_missing")
    if not said["consent_paper"]:
        raise Problem("listing_paper_missing")
    days: dict[str, date | None] = {name: getattr(listing, name) for name in ("consented_on", "contact_confirmed_on")}
    if any(day > clock.today() for day in days.values() if day):
        raise Problem("listing_in_future")
    return said | days


def _lock(writing: Writing, actor_id: str) -> None:
    """One consent at a time for one actor, on PostgreSQL as on SQLite."""
    table = schema.actor
    mine = sa.and_(table.c.kab_code == writing.who.kab, table.c.id == actor_id)
    if writing.conn.scalar(sa.select(table.c.id).where(mine).with_for_update()) is None:
        raise Problem("no_such_actor")


def _active(writing: Writing, actor_id: str) -> dict[str, Any] | None:
    table = schema.listing
    mine = sa.and_(table.c.kab_code == writing.who.kab, table.c.actor_id == actor_id, table.c.withdrawn_at.is_(None))
    found = writing.conn.execute(sa.select(table).where(mine)).mappings().first()
    return dict(found) if found else None


def _told(values: dict[str, Any]) -> dict[str, Any]:
    """The values as the audit keeps them: days as text."""
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}
