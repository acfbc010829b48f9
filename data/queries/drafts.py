"""The asker's own drafts; whoever looks at the app as somebody else reads none of them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from data import schema
from data.access import Who, require
from data.db import read


@dataclass
class Draft:
    """What stood in a form when it was last kept; `content` holds plain JSON values by field."""

    form_id: str
    content: dict[str, Any]
    saved_at: datetime


def draft(who: Who, about: str) -> Draft | None:
    """The asker's draft about an actor (its id) or a group, None when there is none."""
    return next((found for subject, found in drafts(who) if subject == about), None)


def drafts(who: Who) -> list[tuple[str, Draft]]:
    """What each of the asker's drafts is about, and the draft, the newest first."""
    require(who, "visit.log")
    if who.seen_by:
        return []
    table = schema.draft
    mine = sa.and_(table.c.kab_code == who.kab, table.c.person_id == who.id)
    with read(who) as conn:
        rows = conn.execute(sa.select(table).where(mine).order_by(table.c.saved_at.desc(), table.c.about))
        return [(row.about, Draft(row.form_id, row.content, row.saved_at)) for row in rows]
