"""The doors of the trail."""

import sqlalchemy as sa

from data import commands, db, queries, schema
from data.access import Who
from tests.doors import Ask, Deed

QUESTIONS: dict[str, Ask] = {
    "actor_history": lambda who: queries.actor_history(who, "no-such"),
    "audit_kinds": queries.audit_kinds,
    "audit_people": queries.audit_people,
    "audit_search": queries.audit_search,
}


def _open(who: Who, actor: str) -> object:
    with db.read(who) as conn:
        mine = (schema.audit.c.kab_code == who.kab, schema.audit.c.about_id == actor)
        audit_id = conn.scalar(sa.select(schema.audit.c.id).where(*mine))
    return commands.open_audit_detail(who, audit_id or "no-such")


CHANGES: dict[str, Deed] = {
    "open_audit_detail": Deed("audit.see", "admin", _open, lambda who, _: commands.open_audit_detail(who, "no-such")),
}
