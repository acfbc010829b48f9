"""The last visit of an actor, and how long it has been waiting since."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa

from data import schema
from data.metrics import band_edges
from data.population.frame import Clause, Frame, Same


def last_visit(frame: Frame, actor_id: sa.ColumnElement[str]) -> sa.ColumnElement[date | None]:
    """The day of an actor's last visit: in person, and they met. Phone, messages and attempts stop no clock.

    Looked up for each actor of the statement around: for few of them.
    """
    met = schema.contact.alias()

    def look(theirs: Same) -> sa.ColumnElement[Any]:
        asked = sa.select(sa.func.max(met.c.on_date)).where(_visits(frame, met), theirs(met.c))
        return asked.correlate_except(met).scalar_subquery()

    return frame.of_all(actor_id, look)


def last_visits(frame: Frame, among: Sequence[str] = ()) -> sa.CTE:
    """Actor id and its `last_visit`, of those once visited; `among` looks at these actors only."""
    met = schema.contact
    source, whose = frame.counted_for(met, among)
    asked = sa.select(whose.label("actor_id"), sa.func.max(met.c.on_date).label("last_visit")).select_from(source)
    if among:
        asked = asked.where(met.c.actor_id.in_(frame.entries(among)))
    return asked.where(_visits(frame, met)).group_by(whose).cte("visits").prefix_with("MATERIALIZED")


def _visits(frame: Frame, met: sa.FromClause) -> Clause:
    return sa.and_(frame.happened(met), met.c.mode.in_(schema.MODES_IN_PERSON), met.c.outcome == "bertemu")


def waiting_band(last_visit: Any, day: date) -> sa.ColumnElement[str]:
    """The waiting band (`metrics.BANDS`) of a last visit."""
    edge = band_edges(day)
    return sa.case(
        (last_visit.is_(None), "never"),
        (last_visit > edge["m6"], "under_6"),
        (last_visit > edge["m12"], "6_12"),
        (last_visit > edge["m24"], "12_24"),
        else_="over_24",
    )
