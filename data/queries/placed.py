"""What a placement plan is applied to, and which one was applied last: read from the assignments and the audit."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any

import sqlalchemy as sa

from data import schema
from data.access import Who, require
from data.db import read

KIND = "placement"  # of what the audit row of a whole change set is about
DEED = "assignment.edit"


@dataclass(frozen=True)
class Applied:
    """A plan that was applied and not taken back: when, from which day on, how many places got another assignment;
    `intact` while nothing has touched those assignments since, and it can be taken back; `draft` the name it was kept
    under, None where it was not."""

    id: str
    at: datetime
    from_on: date
    places: int
    intact: bool
    draft: str | None = None


def areas_mark(who: Who) -> str:
    """A mark of all assignments of areas: another one as soon as one of them is made, changed or ended."""
    require(who, "team.see")
    with read(who) as conn:
        return mark_of(conn, who.kab)


def mark_of(conn: sa.Connection, kab: str) -> str:
    """The same over an open connection."""
    table = schema.assignment
    columns = (table.c.id, table.c.facilitator_id, table.c.desa_code, table.c.kecamatan_code, table.c.from_on)
    asked = sa.select(*columns, table.c.to_on).where(table.c.kab_code == kab, table.c.actor_id.is_(None))
    rows = [tuple(row) for row in conn.execute(asked.order_by(table.c.id))]
    return sha256(repr(rows).encode()).hexdigest()


def applied_placement(who: Who) -> Applied | None:
    """The plan applied last, None where there is none or it was taken back."""
    require(who, "team.see")
    with read(who) as conn:
        found = last_set(conn, who.kab)
        if found is None:
            return None
        undo = found["after"]["undo"]
        return Applied(
            found["about_id"],
            found["at"],
            date.fromisoformat(found["after"]["from_on"]),
            int(found["after"]["places"]),
            intact(conn, who.kab, undo),
            found["after"].get("name"),
        )


def last_set(conn: sa.Connection, kab: str, placement_id: str | None = None) -> Mapping[str, Any] | None:
    """The change set applied last, or this one: about_id, at, after (of its audit row); None where there is none that
    was not taken back. A set that was taken back has a second audit row."""
    done, detail = schema.audit, schema.audit_detail
    asked = (
        sa.select(done.c.about_id, sa.func.min(done.c.id).label("audit_id"), sa.func.min(done.c.at).label("at"))
        .where(done.c.kab_code == kab, done.c.about_kind == KIND, done.c.deed == DEED)
        .group_by(done.c.about_id)
        .having(sa.func.count() == 1)
        .order_by(sa.func.min(done.c.at).desc())
        .limit(1)
    )
    if placement_id is not None:
        asked = asked.where(done.c.about_id == placement_id)
    found = conn.execute(asked).mappings().first()
    if found is None:
        return None
    kept = sa.select(detail.c.after).where(detail.c.kab_code == kab, detail.c.audit_id == found["audit_id"])
    after = conn.scalar(kept)
    return {**found, "after": after} if after else None


def intact(conn: sa.Connection, kab: str, undo: Mapping[str, Any]) -> bool:
    """Whether each row that a change set wrote is as it left it, and no other runs in its place."""
    left = {after["id"]: after for _, after in undo["rows"] if after}
    gone = [before for before, after in undo["rows"] if not after]
    table = schema.assignment
    codes = {row[name] for row in [*left.values(), *gone] for name in AREA_COLUMNS if row[name]}
    of_areas = sa.or_(*(table.c[name].in_(codes) for name in AREA_COLUMNS))
    asked = sa.select(table).where(table.c.kab_code == kab, of_areas)
    now = {row["id"]: as_words(dict(row)) for row in conn.execute(asked).mappings()}
    if any(now.get(row_id) != row for row_id, row in left.items()):
        return False
    others = [row for row_id, row in now.items() if row_id not in left]
    return all(row["to_on"] is not None and row["to_on"] < undo["from_on"] for row in others)


AREA_COLUMNS = ("desa_code", "kecamatan_code")
COLUMNS = ("id", "facilitator_id", *AREA_COLUMNS, "from_on", "to_on", "recorded_at", "end_recorded_at")


def as_words(row: Mapping[str, Any]) -> dict[str, str | None]:
    """A row of an area's assignment as the audit keeps it: days and moments as text."""
    return {name: row[name].isoformat() if hasattr(row[name], "isoformat") else row[name] for name in COLUMNS}


def as_row(words: Mapping[str, str | None]) -> dict[str, Any]:
    """What `as_words` made, as the row it was."""
    row: dict[str, Any] = dict(words)
    for name, read_back in (
        ("from_on", date.fromisoformat),
        ("to_on", date.fromisoformat),
        ("recorded_at", datetime.fromisoformat),
        ("end_recorded_at", datetime.fromisoformat),
    ):
        if row[name] is not None:
            row[name] = read_back(row[name])
    return row
