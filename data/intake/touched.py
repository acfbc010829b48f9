"""What people have done since with what a batch brought, so that undoing it takes nothing of theirs."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from typing import Any

import sqlalchemy as sa

from data import schema
from data.access import Who

ANSWERS = (schema.need_event, schema.promise_event)  # what may rest on a contact
# Why something is kept, besides the names of tables: IMPORTED is a later batch that stands and changed it.
EDITED, MERGED, ERASED, DRAFT, IMPORTED = "edited", "merged", "erased", "draft", "imported"
# Deeds by which people change an actor's fields; what imports and undos wrote of it is told by their batches.
_EDITS = {"actor.edit": EDITED, "actor.merge": MERGED, "subject.erase": ERASED}


def touched(
    conn: sa.Connection, who: Who, batch_id: str, actor_ids: Collection[str], held: Collection[str]
) -> dict[str, set[str]]:
    """Which of these businesses of a batch people have done something with since, and what (names of tables).

    `held` are the batch's contacts that stay (`held_contacts`).
    """
    found: defaultdict[str, set[str]] = defaultdict(set)
    for table in schema.about_actor():
        if table in (schema.actor_personal, schema.import_row):
            continue
        batch = table.c.batch_id if "batch_id" in table.c and table is not schema.contact else sa.null()
        asked = sa.select(table.c.actor_id, batch).where(
            table.c.kab_code == who.kab, table.c.actor_id.in_(actor_ids), _foreign(table, batch_id, held)
        )
        for actor_id, other_batch in conn.execute(asked):
            found[actor_id].add(IMPORTED if other_batch else table.name)
    base, other = schema.actor.c, schema.actor.alias().c
    into = sa.select(other.id).where(other.kab_code == who.kab, other.merged_into == base.id)
    asked = sa.select(base.id).where(
        base.kab_code == who.kab, base.id.in_(actor_ids), sa.or_(base.merged_into.is_not(None), sa.exists(into))
    )
    for merged in conn.scalars(asked):
        found[merged].add(MERGED)
    for actor_id, why in _written(conn, who, batch_id, actor_ids):
        found[actor_id].add(why)
    drafts = schema.draft.c
    for about in conn.scalars(sa.select(drafts.about).where(drafts.kab_code == who.kab, drafts.about.in_(actor_ids))):
        found[about].add(DRAFT)
    return found


def _written(conn: sa.Connection, who: Who, batch_id: str, actor_ids: Collection[str]) -> Iterator[tuple[str, str]]:
    """Which of these a person edited, or another batch that stands changed, and which of both it was."""
    audit, row, batch = schema.audit.c, schema.import_row.c, schema.import_batch.c
    edits = sa.select(audit.about_id, audit.deed).where(
        audit.kab_code == who.kab,
        audit.about_kind == "actor",
        audit.about_id.in_(actor_ids),
        audit.deed.in_(_EDITS),
    )
    yield from ((actor_id, _EDITS[deed]) for actor_id, deed in conn.execute(edits))
    standing = sa.select(batch.id).where(batch.kab_code == who.kab, batch.state == "written", batch.id != batch_id)
    changed = sa.select(row.actor_id).where(
        row.kab_code == who.kab, row.actor_id.in_(actor_ids), row.changes.is_not(None), row.batch_id.in_(standing)
    )
    yield from ((actor_id, IMPORTED) for actor_id in conn.scalars(changed))


def _foreign(table: sa.Table, batch_id: str, held: Collection[str]) -> sa.ColumnElement[bool]:
    """Rows that do not go with the batch."""
    if table in ANSWERS:
        contact = schema.contact
        return ~sa.exists().where(_written_with(table, contact), contact.c.batch_id == batch_id)
    if "batch_id" not in table.c:
        return sa.true()
    foreign = sa.func.coalesce(table.c.batch_id, "") != batch_id
    return sa.or_(foreign, table.c.id.in_(held)) if table is schema.contact and held else foreign


def _written_with(table: sa.Table, contact: Any) -> sa.ColumnElement[bool]:
    """A visit and what came of it are one write, which has one moment; nobody else writes the actor's visits then."""
    return sa.and_(
        contact.c.kab_code == table.c.kab_code,
        contact.c.actor_id == table.c.actor_id,
        contact.c.recorded_at == table.c.recorded_at,
    )


def brought_along(table: sa.Table, contact_ids: Collection[str]) -> sa.ColumnElement[bool]:
    """Needs or promises that were written with these contacts, as conditions on `table`."""
    contact = schema.contact
    return sa.exists().where(_written_with(table, contact), contact.c.id.in_(contact_ids))


def held_contacts(conn: sa.Connection, who: Who, batch_id: str) -> dict[str, set[str]]:
    """Contacts of a batch on which something else rests: a need met, a promise answered.

    What the batch itself wrote with a contact goes with that contact: it holds another one only where that one stays.
    """
    found: defaultdict[str, set[str]] = defaultdict(set)
    resting = [(table.name, *row) for table in ANSWERS for row in conn.execute(_resting(table, who, batch_id))]
    while more := [one for one in resting if _holds(one[2], found) and one[0] not in found.get(one[1], ())]:
        for name, contact_id, _ in more:
            found[contact_id].add(name)
    return found


def _holds(writer: str | None, found: Collection[str]) -> bool:
    return writer is None or writer in found


def _resting(table: sa.Table, who: Who, batch_id: str) -> sa.Select[Any]:
    """Contact of the batch, and the contact of the batch with which what rests on it was written, if any."""
    contact, writer = schema.contact, schema.contact.alias()
    of = sa.and_(contact.c.kab_code == table.c.kab_code, contact.c.id == table.c.contact_id)
    source = table.join(contact, of).outerjoin(
        writer, sa.and_(_written_with(table, writer), writer.c.batch_id == batch_id)
    )
    return (
        sa.select(contact.c.id, writer.c.id)
        .select_from(source)
        .where(table.c.kab_code == who.kab, contact.c.batch_id == batch_id)
    )
