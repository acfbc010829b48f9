"""Opening a pair's personal data to compare them, and saying that two entries are two businesses."""

from typing import Any

import sqlalchemy as sa

from data import schema
from data.access import Who
from data.db import About, Writing, write
from data.newactor import PERSONAL
from data.problem import Problem
from data.scope import require_mine


def open_double(who: Who, left: str, right: str) -> dict[str, dict[str, Any]]:
    """The personal data of both entries by id, for those whose work they are; one audit row about each.

    Problem("not_your_actor"), Problem("no_such_actor").
    """
    with write(who, "actor.personal", About("actor", left), changes=False) as writing:
        ids = list(dict.fromkeys((left, right)))
        require_mine(who, writing.conn, ids)
        table = schema.actor_personal
        mine = sa.and_(table.c.kab_code == who.kab, table.c.actor_id.in_(ids))
        rows = {row["actor_id"]: row for row in writing.conn.execute(sa.select(table).where(mine)).mappings()}
        if set(rows) != set(ids):
            raise Problem("no_such_actor")
        writing.abouts[:] = [About("actor", one) for one in ids]
        return {one: {name: rows[one][name] for name in PERSONAL} for one in ids}


def keep_both(who: Who, left: str, right: str, form_id: str) -> None:
    """Two businesses, and no longer asked about. Problem("no_such_double"), Problem("double_decided")."""
    _decide(who, left, right, form_id, old=None, new="distinct")


def ask_again(who: Who, left: str, right: str, form_id: str) -> None:
    """Take `keep_both` back: the pair is asked about again. Problem("no_such_double"), Problem("double_decided")."""
    _decide(who, left, right, form_id, old="distinct", new=None)


def _decide(who: Who, left: str, right: str, form_id: str, old: str | None, new: str | None) -> None:
    with write(who, "double.review", About("actor", left)) as writing:
        writing.once(form_id)
        table, (one, other) = schema.possible_double, sorted((left, right))
        mine = sa.and_(table.c.kab_code == who.kab, table.c.left_id == one, table.c.right_id == other)
        if writing.conn.scalar(sa.select(table.c.left_id).where(mine)) is None:
            raise Problem("no_such_double")
        as_it_was = table.c.decision == old if old else table.c.decision.is_(None)
        by = {"decided_by": who.id, "decided_at": writing.at} if new else {"decided_by": None, "decided_at": None}
        if writing.conn.execute(table.update().where(mine, as_it_was).values(decision=new, **by)).rowcount != 1:
            raise Problem("double_decided")
        _tell(writing, left, right, new)


def _tell(writing: Writing, left: str, right: str, decision: str | None) -> None:
    writing.abouts[:] = [About("actor", left), About("actor", right)]
    for about, other in zip(writing.abouts, (right, left), strict=True):
        writing.details[about] = ({}, {"decision": decision, "other": other})
