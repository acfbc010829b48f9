"""What a business still lacks to be ready to supply, and whether it agreed to be listed."""

from dataclasses import dataclass, replace
from datetime import date

import sqlalchemy as sa

from data import schema
from data.access import Who, allows, require
from data.buyers import Item, Listing, Offer, offers
from data.clock import office_day
from data.db import read
from data.listings import businesses
from data.scope import mine
from data.summary.turning import frame_for


@dataclass(frozen=True)
class Supply:
    """How ready a business is today. `listing` is what it agreed to have shown (None: it is not listed), `withdrawn_on`
    the day it last took its consent back; `may_edit`: the asker may record consent and withdrawal."""

    sector: str
    items: tuple[Item, ...]
    offers: tuple[Offer, ...]
    listing: Listing | None
    withdrawn_on: date | None
    may_edit: bool


def supply(who: Who, actor_id: str) -> Supply | None:
    """The checklist of an active business, and per kind of buyer what it lacks; None for one that is not active.

    Where the signed paper is kept is told only to those who may edit the listing.
    """
    require(who, "actor.see")
    frame = frame_for(who)
    with read(who) as conn:
        found = businesses(conn, frame, [actor_id]).get(actor_id)
        if found is None:
            return None
        may_edit = allows(who, "listing.edit") and bool(mine(who, conn, [actor_id]))
        withdrawn = _last_withdrawal(conn, who, actor_id)
    listing = found.listing
    return Supply(
        sector=found.sector,
        items=found.items,
        offers=offers(found.sector, found.items),
        listing=replace(listing, consent_paper="") if listing and not may_edit else listing,
        withdrawn_on=withdrawn,
        may_edit=may_edit,
    )


def _last_withdrawal(conn: sa.Connection, who: Who, actor_id: str) -> date | None:
    table = schema.listing
    asked = sa.select(sa.func.max(table.c.withdrawn_at)).where(
        table.c.kab_code == who.kab, table.c.actor_id == actor_id
    )
    found = conn.scalar(asked)
    return office_day(found) if found else None
