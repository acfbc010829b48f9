"""What the placement model starts from: who could be assigned, and today's actors counted by place and facilitator."""

from collections import Counter

import sqlalchemy as sa

from data import schema
from data.access import Who, require
from data.db import read
from data.filter import Filter
from data.placement.model import Case, Facilitator, Group
from data.population import Frame, actors
from data.queries.team import team
from data.summary.turning import frame_for
from geo.regions import load

Key = tuple[str, str | None, str, str | None, bool]  # kecamatan, desa, waiting, facilitator at work, personally


def placement_case(who: Who) -> Case:
    """Today's case: facilitators under contract who are or can be set to work, and every active actor counted once.

    Read from what is kept of today; a person who may see the team may think about placing it.
    """
    require(who, "team.see")
    people = [one for one in team(who) if one.assignable]
    frame = frame_for(who)
    with read(who) as conn:
        counted, bound = _counted(conn, frame)
    region = load()
    places = {**region.kecamatan, **region.desa}
    known = {one.id for one in people}
    groups = (
        Group(kecamatan, desa, waiting, facilitator if facilitator in known else None, personally, count)
        for (kecamatan, desa, waiting, facilitator, personally), count in sorted(counted.items(), key=str)
        if count
    )
    return Case(
        tuple(Facilitator(one.id, one.name, one.home_desa, one.capacity) for one in people),
        tuple(groups),
        {code: place.label for code, place in places.items()},
        {code: place.neighbours for code, place in places.items()},
        bound,
    )


def _counted(conn: sa.Connection, frame: Frame) -> tuple[Counter[Key], int]:
    """Actors by key, and how many are left out because their own assignment is to somebody who has left."""
    rows = actors(frame, Filter(as_of=frame.day), named=False)
    key = (rows.c.kecamatan_code, rows.c.desa_code, rows.c.waiting, rows.c.facilitator_id, rows.c.personally)
    asked = sa.select(*key, sa.func.count()).group_by(*key)
    counted: Counter[Key] = Counter()
    for row in conn.execute(asked):
        counted[row[0], row[1], row[2], row[3], bool(row[4])] += row[5]
    left = _left_behind(conn, frame)
    return counted - left, left.total()


def _left_behind(conn: sa.Connection, frame: Frame) -> Counter[Key]:
    """The same of actors whose own assignment is in force though its facilitator has left."""
    rows, own = actors(frame, Filter(as_of=frame.day), named=False), schema.assignment
    theirs = sa.select(own.c.actor_id).where(frame.running(own), own.c.actor_id.is_not(None))
    place = (rows.c.kecamatan_code, rows.c.desa_code, rows.c.waiting)
    asked = sa.select(*place, sa.func.count()).where(rows.c.orphaned == 1, rows.c.id.in_(theirs)).group_by(*place)
    return Counter({(row[0], row[1], row[2], None, False): row[3] for row in conn.execute(asked)})
