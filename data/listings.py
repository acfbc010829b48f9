"""Which businesses are listed at this moment, and what stands to each: read inside an open connection.

Listed is who agreed and has not withdrawn, is active, was not merged into another, and was not erased since.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

import sqlalchemy as sa

from data import schema
from data.buyers import Facts, Item, Listing, standing, steps
from data.filter import Filter
from data.population import UNRECORDED, Frame, actors

SHEET = tuple(field.name for field in fields(Listing))


@dataclass(frozen=True)
class Business:
    """An active business today; `permits` is kind -> status, `listing` what it agreed to have shown, if it did."""

    id: str
    business_name: str
    sector: str
    kecamatan: str
    permits: Mapping[str, str]
    kbli_code: str | None
    listing_id: str | None
    listing: Listing | None
    items: tuple[Item, ...]


def businesses(
    conn: sa.Connection, frame: Frame, actor_ids: Sequence[str], also: Sequence[str] = ()
) -> dict[str, Business]:
    """The active ones of these actors by id, with every permit kind that a step looks at and those of `also`."""
    if not actor_ids:
        return {}
    kinds = tuple(dict.fromkeys([*(kind for step in steps().values() for kind in step.permits), *also]))
    rows = actors(frame, Filter(), kinds, list(actor_ids))
    columns = [rows.c[name] for name in ("id", "business_name", "sector", "kecamatan_code", "kbli_code")]
    asked = sa.select(*columns, *(rows.c[f"permit_{kind}"] for kind in kinds))
    mine = agreements(frame).where(schema.listing.c.actor_id.in_(actor_ids))
    agreed = {row["actor_id"]: dict(row) for row in conn.execute(mine).mappings()}
    found = conn.execute(asked.order_by(rows.c.business_name, rows.c.id)).mappings()
    return {row["id"]: _business(frame, dict(row), kinds, agreed.get(row["id"])) for row in found}


def listed(conn: sa.Connection, frame: Frame, also: Sequence[str] = ()) -> list[Business]:
    """Every listed business, by name."""
    found = businesses(conn, frame, sorted({row.actor_id for row in conn.execute(agreements(frame))}), also)
    return [one for one in found.values() if one.listing]


def agreements(frame: Frame) -> sa.Select[Any]:
    """The rows of `listing` that hold: not withdrawn, and not older than an erasure."""
    table, base = schema.listing, schema.actor
    same = sa.and_(base.c.kab_code == table.c.kab_code, base.c.id == table.c.actor_id)
    still = sa.or_(base.c.erased_at.is_(None), table.c.recorded_at > base.c.erased_at)
    return sa.select(table).join(base, same).where(table.c.kab_code == frame.kab, table.c.withdrawn_at.is_(None), still)


def sheet(row: Mapping[str, Any]) -> Listing:
    """A row of `listing` as what it says."""
    return Listing(**{name: row[name] for name in SHEET})


def _business(frame: Frame, row: Mapping[str, Any], kinds: Sequence[str], agreed: Mapping[str, Any] | None) -> Business:
    permits = {kind: row[f"permit_{kind}"] or UNRECORDED for kind in kinds}
    listing = sheet(agreed) if agreed else None
    return Business(
        id=row["id"],
        business_name=row["business_name"],
        sector=row["sector"],
        kecamatan=row["kecamatan_code"],
        permits=permits,
        kbli_code=row["kbli_code"],
        listing_id=agreed["id"] if agreed else None,
        listing=listing,
        items=standing(row["sector"], Facts(permits, row["kbli_code"], listing), frame.day),
    )
