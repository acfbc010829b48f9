"""Who stands beside whom: the active actors, and the facilitator responsible for each."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from data import schema
from data.population.frame import Clause, Frame


def present(frame: Frame) -> sa.FromClause:
    """Actors with their state and place on the date."""
    base, place, state = schema.actor, schema.actor_place, schema.actor_state
    source = base.join(state, frame.kept(state, lambda it: it.actor_id == base.c.id))
    return source.join(place, frame.kept(place, lambda it: it.actor_id == base.c.id))


def active(frame: Frame, among: Sequence[str] = ()) -> Clause:
    """Of those present: known, active, not merged into another; `among` looks at these ids only."""
    base = schema.actor
    asked = base.c.id.in_(among) if among else sa.true()
    here = sa.func.coalesce(sa.not_(frame.merged(base)), sa.true())
    return sa.and_(frame.known(base), schema.actor_state.c.state == "active", here, asked)


def responsible(frame: Frame) -> tuple[sa.ColumnElement[Any], sa.ColumnElement[Any]]:
    """The facilitator of an actor's own assignment, and of its area's: of its desa, else its kecamatan.

    Its own goes before: it is the most specific.
    """
    place = schema.actor_place.c
    own = standing(frame, "actor_id", schema.actor.c.id)
    desa, kecamatan = (standing(frame, name, place[name]) for name in ("desa_code", "kecamatan_code"))
    return own, sa.func.coalesce(desa, kecamatan)


def caseload(frame: Frame, facilitator_id: str, among: Sequence[str] = ()) -> sa.Select[Any]:
    """Ids of the active actors of one facilitator; `among` looks at these ids only."""
    if frame.which:
        return _kept_caseload(frame, facilitator_id, among)
    winner = sa.func.coalesce(*responsible(frame)).label("facilitator_id")
    each = _once(sa.select(schema.actor.c.id, winner).select_from(present(frame)).where(active(frame, among)))
    current = each.c.facilitator_id.in_(current_facilitators(frame))
    return sa.select(each.c.id).where(each.c.facilitator_id == facilitator_id, current)


def caseloads(frame: Frame) -> sa.Select[Any]:
    """Facilitator id and how many active actors each current facilitator has."""
    if frame.which:
        return _kept_caseloads(frame)
    winner = sa.func.coalesce(*responsible(frame)).label("facilitator_id")
    each = _once(sa.select(winner).select_from(present(frame)).where(active(frame)))
    counted = sa.select(each.c.facilitator_id, sa.func.count().label("caseload"))
    return counted.where(each.c.facilitator_id.in_(current_facilitators(frame))).group_by(each.c.facilitator_id)


def _kept_caseload(frame: Frame, facilitator_id: str, among: Sequence[str]) -> sa.Select[Any]:
    kept = schema.actor_day
    mine = sa.and_(kept.c.responsible_id == facilitator_id, kept.c.facilitator_id == facilitator_id)
    asked = sa.select(kept.c.id).where(kept.c.kab_code == frame.kab, kept.c.which == frame.which, mine)
    return asked.where(kept.c.id.in_(among)) if among else asked


def _kept_caseloads(frame: Frame) -> sa.Select[Any]:
    kept = schema.actor_day
    # Who is at work is who is responsible: by that name they lie in order in the index.
    counted = sa.select(kept.c.responsible_id.label("facilitator_id"), sa.func.count().label("caseload"))
    here = sa.and_(kept.c.kab_code == frame.kab, kept.c.which == frame.which)
    return counted.where(here, kept.c.facilitator_id.is_not(None)).group_by(kept.c.responsible_id)


def _once(each: sa.Select[Any]) -> sa.CTE:
    """Each actor with its facilitator, looked up once: PostgreSQL would try every facilitator with every actor."""
    return each.cte("responsible").prefix_with("MATERIALIZED")


def standing(frame: Frame, target: str, value: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    """The facilitator of the assignment in force for one target (its newest, if there are more)."""
    table = schema.assignment.alias()
    order = (table.c.from_on.desc(), table.c.recorded_at.desc(), table.c.id.desc())
    asked = sa.select(table.c.facilitator_id).where(frame.running(table), table.c[target] == value)
    return asked.order_by(*order).limit(1).correlate_except(table).scalar_subquery()


def current_facilitators(frame: Frame) -> sa.Select[Any]:
    """Ids of facilitators with a contract on the date who are at work."""
    contract, someone, state = schema.facilitator_contract, schema.facilitator, schema.facilitator_state
    under_contract = sa.select(contract.c.facilitator_id).where(frame.running(contract))
    at_work = frame.kept(state, lambda it: it.facilitator_id == someone.c.id)
    return (
        sa.select(someone.c.id)
        .select_from(someone.join(state, at_work))
        .where(frame.known(someone), state.c.state == "aktif", someone.c.id.in_(under_contract))
    )
