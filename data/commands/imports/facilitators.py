"""Facilitators whom a list of visits names and the register lacks."""

from collections.abc import Iterable

import sqlalchemy as sa

from data import schema
from data.access import Who
from data.db import About, write
from data.importing.fingerprints import name_key


def add_facilitators(who: Who, names: Iterable[str]) -> int:
    """Add the facilitators that a list of visits names and the register lacks; how many were added.

    They have no contract yet, so nobody is assigned to them; their visits count.
    """
    with write(who, "facilitator.add", About("facilitator", "list")) as writing:
        table = schema.facilitator
        have = {
            name_key(name) for name in writing.conn.scalars(sa.select(table.c.name).where(table.c.kab_code == who.kab))
        }
        new = {key: name.strip() for name in names if (key := name_key(name)) and key not in have}
        writing.insert(table, *({"name": name} for name in new.values()))
        return len(new)
