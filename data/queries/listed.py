"""What colleagues may see of actors that a question from memory has chosen: their names and a few facts."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import sqlalchemy as sa

from data import schema
from data.asking import among, ids
from data.past.columns import Numbers
from data.past.standing import Standing
from data.queries.counting import Asked

FACTS = ("sector", "kecamatan_code", "desa_code", "facilitator_id")


def places(asked: Asked, chosen: Numbers) -> Numbers:
    """For each entry of the register its place among the chosen actors of the standing, -1 if it is none of them."""
    found = np.full(asked.past.size, -1, dtype=np.int64)
    found[asked.standing().entries[chosen]] = np.arange(len(chosen))
    return found


def facts(asked: Asked, rows: Numbers) -> list[dict[str, Any]]:
    """Of these actors of the standing, in this order: id, business_name and `FACTS`."""
    standing = asked.standing()
    actors = [one.decode() for one in standing.ids[rows].tolist()]
    named = _names(asked.conn, asked.frame.kab, actors)
    words = {name: _words(standing, name, rows) for name in FACTS}
    return [
        {"id": actor, "business_name": named[actor], **{name: words[name][at] for name in FACTS}}
        for at, actor in enumerate(actors)
    ]


def _names(conn: sa.Connection, kab: str, actors: Sequence[str]) -> dict[str, str]:
    """Id -> business name."""
    base = schema.actor
    asked = sa.select(base.c.id, base.c.business_name).where(base.c.kab_code == kab)
    rows = conn.execute(asked.where(among(conn.dialect.name, base.c.id)), ids(conn, actors))
    return {actor: name for actor, name in rows}


def _words(standing: Standing, column: str, rows: Numbers) -> list[str | None]:
    known = {number: word or None for word, number in standing.codes[column].items()}
    return [known[number] for number in standing.columns[column][rows].tolist()]
