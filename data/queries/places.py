"""The places of a register as people write them, and actors whose point contradicts their place."""

import csv
from collections.abc import Iterator
from typing import Any

import pandas as pd
import sqlalchemy as sa

from data import clock, schema
from data.access import Who, require
from data.db import read
from data.filter import Filter
from data.importing import Gazetteer
from data.importing.placing import BORDER_METRES
from data.population import actors, caseload, frame_of
from data.settings import region
from geo.near import near
from geo.regions import load

ALIAS_COLUMNS = ("id", "level", "seen", "code", "place", "shipped", "source", "recorded_at")


def gazetteer(conn: sa.Connection, kab: str) -> Gazetteer:
    """The register's places with their codes, the office's spellings, and the regencies that are others."""
    rows: list[tuple[str, str, str, str]] = []
    codes: dict[str, str] = {}
    for code, level, name, parent, bps in _places(conn, kab):
        rows.append((code, level, name, parent))
        if bps:
            codes[bps] = code
    table = schema.place_alias
    asked = sa.select(table.c.level, table.c.seen, table.c.code).where(table.c.kab_code == kab)
    aliases = [dict(row) for row in conn.execute(asked.order_by(table.c.code)).mappings()]
    with (region().folder / "regencies.csv").open(encoding="utf-8", newline="") as file:
        return Gazetteer.from_rows(rows, aliases, region().kab_name, bps=codes, others=csv.DictReader(file))


def _places(conn: sa.Connection, kab: str) -> Iterator[tuple[str, str, str, str, str | None]]:
    above, below = schema.kecamatan, schema.desa
    for code, name, bps in conn.execute(sa.select(above.c.code, above.c.name, above.c.bps_code).where(_of(above, kab))):
        yield code, "kecamatan", name, "", bps
    asked = sa.select(below.c.code, below.c.name, below.c.kecamatan_code, below.c.bps_code).where(_of(below, kab))
    for code, name, parent, bps in conn.execute(asked):
        yield code, "desa", name, parent, bps


def _of(table: sa.Table, kab: str) -> sa.ColumnElement[bool]:
    return table.c.kab_code == kab


def aliases(who: Who) -> pd.DataFrame:
    """The spellings an import understands, by place: `ALIAS_COLUMNS`; `place` is "Mangli (Kaliwates)" for a desa,
    `shipped` is true for those the register was made with."""
    require(who, "reference.see")
    table = schema.place_alias
    with read(who) as conn:
        known = gazetteer(conn, who.kab)
        found = conn.execute(sa.select(table).where(_of(table, who.kab))).mappings().all()
    rows = [dict(row) | {"place": known.label(row["code"]), "shipped": row["by_person"] is None} for row in found]
    rows.sort(key=lambda row: (row["place"], row["seen"].lower()))
    return pd.DataFrame(rows, columns=list(ALIAS_COLUMNS))


def alias_places(who: Who) -> dict[str, dict[str, str]]:
    """Level -> code -> label of every place a spelling may mean, by name."""
    require(who, "reference.see")
    with read(who) as conn:
        known = gazetteer(conn, who.kab)
    by_name = sorted(known.names, key=known.label)
    return {
        "kecamatan": {code: known.label(code) for code in by_name if code not in known.parents},
        "desa": {code: known.label(code) for code in by_name if code in known.parents},
    }


def points_far_from_place(who: Who) -> pd.DataFrame:
    """Active actors whose point lies more than 300 m outside their kecamatan, the farthest first.

    Columns id, business_name, kecamatan, kecamatan_of_point (None outside every kecamatan), metres (rounded to 10); no
    coordinates. A pendamping sees the own caseload only.
    """
    require(who, "actor.personal")
    frame, exact = frame_of(who.kab, Filter(), clock.now()), schema.actor_personal
    rows = actors(frame, Filter())
    joined = rows.join(exact, sa.and_(exact.c.kab_code == who.kab, exact.c.actor_id == rows.c.id))
    asked = sa.select(rows.c.id, rows.c.business_name, rows.c.kecamatan_code, exact.c.lon, exact.c.lat)
    asked = asked.select_from(joined).where(exact.c.lon.is_not(None))
    if who.role == "pendamping":
        asked = asked.where(rows.c.id.in_(caseload(frame, who.facilitator or "")))
    with read(who) as conn:
        found = [far for row in conn.execute(asked) if (far := _far(*row))]
    found.sort(key=lambda row: -row["metres"])
    return pd.DataFrame(found, columns=["id", "business_name", "kecamatan", "kecamatan_of_point", "metres"])


def _far(actor_id: str, name: str, kecamatan: str, lon: float, lat: float) -> dict[str, Any] | None:
    metres = near().metres_outside(kecamatan, lon, lat)
    if metres <= BORDER_METRES:
        return None
    there, names = near().kecamatan_at(lon, lat), load().kecamatan
    return {
        "id": actor_id,
        "business_name": name,
        "kecamatan": names[kecamatan].name,
        "kecamatan_of_point": names[there].name if there else None,
        "metres": round(metres / 10) * 10,
    }
