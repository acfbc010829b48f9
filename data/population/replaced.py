"""Numbers that stand beside the history: what they were known to be, though the office has replaced them since.

The day from which a kecamatan's visits are recorded, and a facilitator's capacity. The row itself holds what is known
now; `replaced_number` what was known until then. So March's link shows March's numbers.
"""

from typing import Any

import sqlalchemy as sa

from data import schema
from data.population.frame import Frame

KEPT_IN = {"visits_since": "day", "capacity": "number"}  # which column of `replaced_number` holds it


def recorded_since(frame: Frame) -> sa.Select[Any]:
    """Every kecamatan with the day from which its visits are recorded, as known in the frame: code, visits_since."""
    return _as_known(frame, schema.kecamatan.c.code, schema.kecamatan.c.visits_since)


def capacities(frame: Frame) -> sa.Select[Any]:
    """Every facilitator with their capacity in actors, as known in the frame: id, capacity."""
    return _as_known(frame, schema.facilitator.c.id, schema.facilitator.c.capacity)


def _as_known(frame: Frame, key: sa.Column[Any], column: sa.Column[Any]) -> sa.Select[Any]:
    since = schema.replaced_number
    mine = sa.and_(since.c.kab_code == frame.kab, since.c.name == column.name, since.c.about == key)
    replaced = sa.and_(mine, since.c.recorded_at > frame.known_at)
    value = since.c[KEPT_IN[column.name]]
    then = sa.select(value).where(replaced).order_by(since.c.recorded_at, since.c.id).limit(1)
    as_known = sa.case((sa.exists().where(replaced), then.scalar_subquery()), else_=column)
    return sa.select(key, as_known.label(column.name)).where(key.table.c.kab_code == frame.kab)
