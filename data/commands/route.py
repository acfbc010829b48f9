"""The exact points of a day's stops: a look at personal data, written down for each actor."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa

from data import schema
from data.access import Who, require
from data.db import About, write
from data.problem import Problem
from data.scope import require_mine

MOST = 20  # stops of one day


@dataclass(frozen=True)
class Stop:
    """An actor to go to; the point (longitude, latitude in degrees) is None when none is recorded."""

    actor_id: str
    business_name: str
    point: tuple[float, float] | None = field(repr=False)


def open_route(who: Who, actor_ids: Sequence[str]) -> list[Stop]:
    """The points of these actors, in the order asked; each look is audited.

    Problem("not_your_actor") unless all are the asker's work, Problem("no_such_actor"), Problem("route_too_long").
    """
    require(who, "actor.personal")
    asked_for = list(dict.fromkeys(actor_ids))
    if not asked_for:
        return []
    if len(asked_for) > MOST:
        raise Problem("route_too_long", most=MOST)
    with write(who, "actor.personal", About("actor", asked_for[0]), changes=False) as writing:
        require_mine(who, writing.conn, asked_for)
        found = _stops(writing.conn, who.kab, asked_for)
        if set(found) != set(asked_for):
            raise Problem("no_such_actor")
        writing.abouts += [About("actor", actor_id) for actor_id in asked_for[1:]]
        return [found[actor_id] for actor_id in asked_for]


def _stops(conn: sa.Connection, kab: str, actor_ids: Sequence[str]) -> dict[str, Stop]:
    base, exact = schema.actor, schema.actor_personal
    joined = base.outerjoin(exact, sa.and_(exact.c.kab_code == kab, exact.c.actor_id == base.c.id))
    asked = sa.select(base.c.id, base.c.business_name, exact.c.lon, exact.c.lat).select_from(joined)
    rows = conn.execute(asked.where(base.c.kab_code == kab, base.c.id.in_(actor_ids)))
    return {row.id: Stop(row.id, row.business_name, None if row.lon is None else (row.lon, row.lat)) for row in rows}
