"""What people have done since with what a batch brought, so that undoing it takes nothing of theirs."""

from collections import defaultdict
from collections.abc import Collection

import sqlalchemy as sa

from data import schema
from data.access import Who

EDITED, MERGED, DRAFT = "edited", "merged", "draft"  # besides the names of tables: why something is kept


def touched(conn: sa.Connection, who: Who, batch_id: str, actor_ids: Collection[str]) -> dict[str, set[str]]:
    """Which of these businesses of a batch people have done something with since, and what (names of tables)."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for table in schema.about_actor():
        if table in (schema.actor_personal, schema.import_row):
            continue
        foreign = [sa.func.coalesce(table.c.batch_id, "") != batch_id] if "batch_id" in table.c else []
        asked = sa.select(table.c.actor_id).where(
            table.c.kab_code == who.kab, table.c.actor_id.in_(actor_ids), *foreign
        )
        for actor_id in conn.scalars(asked):
            found[actor_id].add(table.name)
    base, other = schema.actor.c, schema.actor.alias().c
    into = sa.select(other.id).where(other.kab_code == who.kab, other.merged_into == base.id)
    asked = sa.select(base.id, base.row_version, base.merged_into, sa.exists(into).label("has")).where(
        base.kab_code == who.kab, base.id.in_(actor_ids)
    )
    for row in conn.execute(asked):
        if row.row_version != 1:
            found[row.id].add(EDITED)
        if row.merged_into or row.has:
            found[row.id].add(MERGED)
    drafts = schema.draft.c
    for about in conn.scalars(sa.select(drafts.about).where(drafts.kab_code == who.kab, drafts.about.in_(actor_ids))):
        found[about].add(DRAFT)
    return found


def held_contacts(conn: sa.Connection, who: Who, contact_ids: Collection[str]) -> dict[str, set[str]]:
    """Contacts on which something else rests: a need met, a promise answered."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for table in (schema.need_event, schema.promise_event):
        asked = sa.select(table.c.contact_id).where(table.c.kab_code == who.kab, table.c.contact_id.in_(contact_ids))
        for contact_id in conn.scalars(asked):
            found[contact_id].add(table.name)
    return found
