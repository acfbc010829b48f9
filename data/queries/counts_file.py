"""A file of what others have counted, read against the register's places and sectors; nothing is kept of it."""

import sqlalchemy as sa

from data import schema
from data.access import Who, require
from data.db import read
from data.importing.counts import read_counts
from data.outside import CountsRead
from data.queries.places import gazetteer


def counts_in(who: Who, name: str, content: bytes) -> tuple[CountsRead, dict[str, str]]:
    """What a file says, and code -> words of every place in it; the Problems are those of `read_counts`."""
    require(who, "outside.edit")
    table = schema.sector
    asked = sa.select(table.c.code, table.c.name_id, table.c.name_en).where(table.c.kab_code == who.kab)
    with read(who) as conn:
        places = gazetteer(conn, who.kab)
        sectors = {word: row.code for row in conn.execute(asked) for word in row}
    found = read_counts(name, content, places, sectors)
    return found, {one.code: places.label(one.code) for one in found.counts.values()}
