"""Which desa were listed when, by whom, and which of them somebody may record."""

import pandas as pd
import sqlalchemy as sa

from data import clock, schema
from data.access import Who, require
from data.db import read
from data.population import Frame
from data.territory import territories

ENUMERATION_COLUMNS = ("id", "desa_code", "desa", "on", "precision", "businesses", "by", "withdrawn", "mine")


def enumerations(who: Who) -> pd.DataFrame:
    """Every listing of a desa, the newest first: `ENUMERATION_COLUMNS`.

    `desa` is "Mangli (Kaliwates)", `by` the facilitator's name or None, `withdrawn` whether it was taken back, `mine`
    whether a pendamping recorded it as the own one; of all of them for others.
    """
    require(who, "figures.see")
    table, below, above, people = schema.enumeration, schema.desa, schema.kecamatan, schema.facilitator
    source = table.join(below, sa.and_(below.c.kab_code == table.c.kab_code, below.c.code == table.c.desa_code))
    source = source.join(above, sa.and_(above.c.kab_code == below.c.kab_code, above.c.code == below.c.kecamatan_code))
    source = source.outerjoin(
        people, sa.and_(people.c.kab_code == table.c.kab_code, people.c.id == table.c.facilitator_id)
    )
    columns = (table, below.c.name.label("desa"), above.c.name.label("kecamatan"), people.c.name.label("by"))
    asked = sa.select(*columns).select_from(source).where(table.c.kab_code == who.kab)
    order = (table.c.on_date.desc(), table.c.recorded_at.desc(), table.c.id.desc())
    with read(who) as conn:
        found = conn.execute(asked.order_by(*order)).mappings().all()
    rows = [
        (
            row["id"],
            row["desa_code"],
            f"{row['desa']} ({row['kecamatan']})",
            row["on_date"],
            row["on_precision"],
            row["businesses"],
            row["by"],
            row["withdrawn_at"] is not None,
            who.role != "pendamping"
            or (row["facilitator_id"] is not None and row["facilitator_id"] == who.facilitator),
        )
        for row in found
    ]
    return pd.DataFrame(rows, columns=list(ENUMERATION_COLUMNS), dtype=object)


def desa_i_list(who: Who) -> dict[str, str]:
    """Code -> "Mangli (Kaliwates)" of the desa whose listing somebody may record: a pendamping's own territory."""
    require(who, "enumeration.record")
    below, above = schema.desa, schema.kecamatan
    joined = below.join(above, sa.and_(above.c.kab_code == below.c.kab_code, above.c.code == below.c.kecamatan_code))
    asked = sa.select(below.c.code, below.c.name, above.c.name.label("kecamatan")).select_from(joined)
    with read(who) as conn:
        rows = conn.execute(asked.where(below.c.kab_code == who.kab).order_by(above.c.name, below.c.name)).all()
        mine = own_desa(conn, who) if who.role == "pendamping" else [code for code, _, _ in rows]
    return {code: f"{name} ({kecamatan})" for code, name, kecamatan in rows if code in mine}


def own_desa(conn: sa.Connection, who: Who) -> frozenset[str]:
    """The desa for which a facilitator answers today."""
    found = territories(conn, Frame(who.kab, clock.today(), clock.now()))
    return frozenset(found[who.facilitator].desa) if who.facilitator in found else frozenset()
