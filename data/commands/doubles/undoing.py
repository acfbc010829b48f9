"""Taking a merge back: two entries again, each with its own history; what was edited since stays and is told."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import sqlalchemy as sa

from data import clock, schema
from data.access import Who
from data.clock import office_day
from data.commands.actors import write_fields
from data.commands.doubles.merging import HISTORY, about_pair, as_json, lock, tell
from data.db import About, Writing, write
from data.newactor import GROUPS, KNOWN_SINCE
from data.population import Frame
from data.problem import Problem
from data.queries.doubles import fields_now
from data.scope import require_mine


def undo_merge(who: Who, merge_id: str, form_id: str) -> list[str]:
    """Part two merged entries; the fields (`GROUPS`, "known_since", "assignment") that were changed since and stay.

    Problem("no_such_merge"), ("merge_undone"), ("merge_undo_order") while the kept one is itself merged into another.
    """
    conflicts: list[str] = []
    with write(who, "actor.merge", About("merge", merge_id)) as writing:
        writing.once(form_id)
        merge = _merge(writing, merge_id)
        kept_id, gone_id = merge["actor_id"], merge["gone_id"]
        rows = lock(writing, kept_id, gone_id)
        if _merge(writing, merge_id)["undone_at"]:  # somebody else's undo was waited for
            raise Problem("merge_undone")
        require_mine(who, writing.conn, [kept_id])
        if rows[kept_id]["merged_into"]:
            raise Problem("merge_undo_order")
        changes = merge["changes"] or {}
        old = fields_now(writing.conn, Frame(who.kab, clock.today(), writing.at), kept_id)
        back, conflicts = _back(old, changes)
        write_fields(writing, kept_id, old, back)
        _drop_history(writing, merge)
        if "assignment" in changes and not _drop_assignment(writing, merge, changes["assignment"][1]):
            conflicts.append("assignment")
        _part(writing, merge)
        tell(writing, kept_id, gone_id, {"parted": gone_id, "stay": conflicts}, {"parted": kept_id})
    return conflicts


def _merge(writing: Writing, merge_id: str) -> Mapping[str, Any]:
    table = schema.merge
    mine = sa.and_(table.c.kab_code == writing.who.kab, table.c.id == merge_id)
    found = writing.conn.execute(sa.select(table).where(mine)).mappings().first()
    if found is None:
        raise Problem("no_such_merge")
    return dict(found)


def _back(now: Mapping[str, Any], changes: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """The values of before for what still stands as the merge wrote it; the rest by name."""
    back: dict[str, Any] = {}
    conflicts = []
    for group, names in (GROUPS | {"known_since": KNOWN_SINCE}).items():
        mine = [name for name in names if name in changes]
        if all(as_json(now[name]) == changes[name][1] for name in mine):
            back |= {name: _value(name, changes[name][0]) for name in mine}
        elif any(as_json(now[name]) != changes[name][0] for name in mine):
            conflicts.append(group)
    return back, conflicts


def _value(name: str, value: Any) -> Any:
    return date.fromisoformat(value) if name == "known_since" and value else value


def _drop_history(writing: Writing, merge: Mapping[str, Any]) -> None:
    """The earlier rows that the merge copied to the kept one; the gone one has its own."""
    for table in HISTORY:
        copied = (table.c.recorded_at == merge["recorded_at"], table.c.on_date < office_day(merge["recorded_at"]))
        mine = sa.and_(table.c.kab_code == writing.who.kab, table.c.actor_id == merge["actor_id"], *copied)
        writing.conn.execute(table.delete().where(mine))


def _drop_assignment(writing: Writing, merge: Mapping[str, Any], facilitator_id: str) -> bool:
    """The assignment that came with the merge goes; false when somebody has changed it since."""
    table = schema.assignment
    same = (table.c.recorded_at == merge["recorded_at"], table.c.facilitator_id == facilitator_id)
    mine = sa.and_(table.c.kab_code == writing.who.kab, table.c.actor_id == merge["actor_id"], *same)
    running = sa.or_(table.c.to_on.is_(None), table.c.to_on >= clock.today())
    return bool(writing.conn.execute(table.delete().where(mine, running)).rowcount)


def _part(writing: Writing, merge: Mapping[str, Any]) -> None:
    base, table, pair = schema.actor, schema.merge, schema.possible_double
    gone = sa.and_(base.c.kab_code == writing.who.kab, base.c.id == merge["gone_id"])
    apart = {"merged_into": None, "merged_at": None, "row_version": base.c.row_version + 1}
    writing.conn.execute(base.update().where(gone).values(apart))
    mine = sa.and_(table.c.kab_code == writing.who.kab, table.c.id == merge["id"])
    # Its values are nobody's any more: the fields they came from stand in the two entries.
    undone = {"undone_at": writing.at, "undone_by": writing.who.id, "changes": sa.null()}
    writing.conn.execute(table.update().where(mine).values(undone))
    asked = {"decision": None, "decided_by": None, "decided_at": None}
    again = sa.and_(about_pair(writing, merge["actor_id"], merge["gone_id"]), pair.c.decision == "merged")
    writing.conn.execute(pair.update().where(again).values(asked))
