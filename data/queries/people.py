"""Who may sign in, as what; and the office's own numbers with their sources."""

from dataclasses import dataclass

import pandas as pd
import sqlalchemy as sa

from data import schema
from data.access import Who, require
from data.db import read
from data.office import SETTINGS


@dataclass(frozen=True)
class OfficeSetting:
    """A setting as it holds now; `source` is None while the office has not confirmed it."""

    name: str
    value: str
    source: str | None
    default: str
    between: tuple[int, int] | None


def people(who: Who) -> pd.DataFrame:
    """Everybody on the office's list, those who may sign in first.

    Columns: id, email, name, role, facilitator_id, facilitator (name), also (tuple of deeds), ended (bool).
    """
    require(who, "person.edit")
    table, team = schema.person, schema.facilitator
    same = sa.and_(team.c.kab_code == table.c.kab_code, team.c.id == table.c.facilitator_id)
    columns = [table.c[name] for name in ("id", "email", "name", "role", "facilitator_id")]
    asked = (
        sa.select(*columns, team.c.name.label("facilitator"), table.c.also, table.c.ended_at.is_not(None))
        .outerjoin(team, same)
        .where(table.c.kab_code == who.kab)
        .order_by(table.c.ended_at.is_not(None), table.c.name, table.c.id)
    )
    with read(who) as conn:
        rows = [(*row[:-2], tuple(row[-2].split()), bool(row[-1])) for row in conn.execute(asked)]
    names = ["id", "email", "name", "role", "facilitator_id", "facilitator", "also", "ended"]
    return pd.DataFrame(rows, columns=names, dtype=object)


def office_settings(who: Who) -> list[OfficeSetting]:
    """Every setting of the office, in the order of `SETTINGS`."""
    require(who, "reference.see")
    table = schema.setting
    with read(who) as conn:
        asked = sa.select(table.c.name, table.c.value, table.c.source).where(table.c.kab_code == who.kab)
        written = {row.name: (row.value, row.source) for row in conn.execute(asked)}
    return [
        OfficeSetting(name, *written.get(name, (one.default, None)), default=one.default, between=one.between)
        for name, one in SETTINGS.items()
    ]
