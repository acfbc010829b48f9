"""Whose work an actor is, today: checked inside the open connection, where rows are read and written."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from data import clock, schema
from data.access import Who, allows
from data.asking import FRAME, among, ids
from data.population import Frame, caseload
from data.problem import Problem
from data.summary.days import kept_here


def mine(who: Who, conn: sa.Connection, actor_ids: Sequence[str]) -> frozenset[str]:
    """Which of these actors are the asker's work: a pendamping's own caseload, for others all of them."""
    if who.role != "pendamping":
        return frozenset(actor_ids)
    if not who.facilitator or not actor_ids:
        return frozenset()
    today = clock.today()
    frame = Frame(who.kab, today, clock.now(), kept_here(conn, who.kab, today))
    if frame.which is None:
        return frozenset(conn.scalars(caseload(frame, who.facilitator, actor_ids)))
    asked = {"kab": frame.kab, "which": frame.which, "whose": who.facilitator} | ids(conn, actor_ids)
    return frozenset(conn.scalars(_kept(conn.dialect.name), asked))


@lru_cache(maxsize=2)
def _kept(dialect: str) -> sa.Select[Any]:
    """Those of these ids that are a facilitator's on the kept day, as `population.caseload` says."""
    kept = schema.actor_day
    mine = [kept.c[name] == sa.bindparam("whose", type_=sa.Text) for name in ("responsible_id", "facilitator_id")]
    day = (kept.c.kab_code == FRAME.kab, kept.c.which == sa.bindparam("which", type_=sa.Text))
    return sa.select(kept.c.id).where(*day, *mine, among(dialect, kept.c.id))


def require_mine(who: Who, conn: sa.Connection, actor_ids: Sequence[str]) -> None:
    """Raises Problem("not_your_actor") unless all of these actors are the asker's work."""
    if mine(who, conn, actor_ids) != frozenset(actor_ids):
        raise Problem("not_your_actor")


def may_see_personal(who: Who, conn: sa.Connection, actor_id: str) -> bool:
    """Whether personal data of this actor belong to the asker's work."""
    return allows(who, "actor.personal") and bool(mine(who, conn, [actor_id]))
