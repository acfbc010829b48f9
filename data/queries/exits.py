"""Exits that wait for their second person."""

from typing import Any

import sqlalchemy as sa

from data import office, schema
from data.access import Who, allows, require
from data.db import read
from data.scope import mine


def exit_proposals(who: Who) -> list[dict[str, Any]]:
    """Open proposals, oldest first: all for those who may confirm, else the own ones and those of the own caseload.

    Each has id, actor_id, business_name, state, reason, on_date, recorded_at, by_name, own (the asker proposed it),
    may_decide, and note: free text, None unless the actor's personal data belong to the asker's work.
    """
    decides = allows(who, "exit.confirm")
    if not decides:
        require(who, "exit.propose")
    table, base, person = schema.exit_proposal, schema.actor, schema.person
    asked = (
        sa.select(table, base.c.business_name, sa.func.coalesce(person.c.name, table.c.by_person).label("by_name"))
        .join(base, sa.and_(base.c.kab_code == table.c.kab_code, base.c.id == table.c.actor_id))
        .outerjoin(person, sa.and_(person.c.kab_code == table.c.kab_code, person.c.id == table.c.by_person))
        .where(table.c.kab_code == who.kab, table.c.decision.is_(None))
        .order_by(table.c.recorded_at, table.c.id)
    )
    with read(who) as conn:
        found = [dict(row) for row in conn.execute(asked).mappings()]
        own_work = mine(who, conn, list({row["actor_id"] for row in found}))
    shown = [row for row in found if decides or row["by_person"] == who.id or row["actor_id"] in own_work]
    return [_told(who, row, row["actor_id"] in own_work, decides) for row in shown]


def exit_backdate_days(who: Who) -> int:
    """How many days back an exit may be dated."""
    require(who, "exit.propose")
    with read(who) as conn:
        return office.number(conn, who.kab, "exit_backdate_days")


def _told(who: Who, row: dict[str, Any], own_work: bool, decides: bool) -> dict[str, Any]:
    names = ("id", "actor_id", "business_name", "state", "reason", "on_date", "recorded_at", "by_name")
    own = row["by_person"] == who.id
    note = row["note"] if allows(who, "actor.personal") and own_work else None
    return {name: row[name] for name in names} | {"own": own, "may_decide": decides and not own, "note": note}
