"""Plans of placement that were kept under a name, whose they are, and whether the assignments have changed since."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from weakref import WeakKeyDictionary

import sqlalchemy as sa

from data import clock, schema
from data.access import Who, allows, require
from data.db import read, version
from data.placement.kept import from_words
from data.placement.plan import Counted, Plan
from data.problem import Problem
from data.queries.placed import mark_of


@dataclass(frozen=True)
class PlacementDraft:
    """A plan under its name. `maker` is a name; `plan` and `counted` are None where what was kept cannot be read;
    `outdated` since an assignment of an area was made, changed or ended; `mine` to rename and remove."""

    id: str
    name: str
    maker: str
    at: datetime
    plan: Plan | None
    counted: Counted | None
    outdated: bool
    mine: bool


def placement_drafts(who: Who) -> list[PlacementDraft]:
    """All that were not removed, the newest first."""
    require(who, "team.see")
    with read(who) as conn:
        return _kept(conn, who)


def placement_draft(who: Who, draft_id: str) -> PlacementDraft:
    """One of them; Problem("placement_draft_gone") where there is none, or none any more."""
    require(who, "team.see")
    with read(who) as conn:
        found = _kept(conn, who, schema.placement_draft.c.id == draft_id)
    if not found:
        raise Problem("placement_draft_gone")
    return found[0]


def placement_basis(who: Who) -> Counted:
    """What a count begins from: to be asked before its case, so that what changes in between makes it outdated."""
    require(who, "team.see")
    with read(who) as conn:
        return Counted(clock.today(), clock.now(), version(conn, who.kab), mark_of(conn, who.kab))


def theirs(who: Who, by_person: str) -> bool:
    """Whether somebody may rename and remove a draft: who made it, and an admin."""
    return allows(who, "placement.keep") and (who.id == by_person or who.role == "admin")


# A plan never changes once it is kept, and takes longer to read than all else: draft -> what it says, by database.
_READ: WeakKeyDictionary[sa.Engine, dict[tuple[str, str], tuple[Plan, Counted] | tuple[None, None]]] = (
    WeakKeyDictionary()
)
_MOST = 200  # plans held; 1 MB takes some twenty


def _kept(conn: sa.Connection, who: Who, *where: sa.ColumnElement[bool]) -> list[PlacementDraft]:
    table, person = schema.placement_draft, schema.person
    same = sa.and_(person.c.kab_code == table.c.kab_code, person.c.id == table.c.by_person)
    columns = (column for column in table.c if column.name != "plan")
    asked = (
        sa.select(*columns, sa.func.coalesce(person.c.name, table.c.by_person).label("maker"))
        .outerjoin(person, same)
        .where(table.c.kab_code == who.kab, table.c.removed_at.is_(None), *where)
        .order_by(table.c.recorded_at.desc(), table.c.id.desc())
    )
    rows = conn.execute(asked).mappings().all()
    mark, plans = mark_of(conn, who.kab) if rows else "", _plans(conn, who.kab, [row["id"] for row in rows])
    return [_draft(row, who, mark, *plans[row["id"]]) for row in rows]


def _plans(conn: sa.Connection, kab: str, ids: Sequence[str]) -> dict[str, tuple[Plan, Counted] | tuple[None, None]]:
    table, held = schema.placement_draft, _READ.setdefault(conn.engine, {})
    missing = [one for one in ids if (kab, one) not in held]
    if len(held) + len(missing) > _MOST:
        held.clear()
        missing = list(ids)
    asked = sa.select(table.c.id, table.c.plan).where(table.c.kab_code == kab, table.c.id.in_(missing))
    found = {one: _read(words) for one, words in conn.execute(asked)} if missing else {}
    held.update({(kab, one): read for one, read in found.items()})
    return {one: found[one] if one in found else held[kab, one] for one in ids}


def _draft(row: sa.RowMapping, who: Who, mark: str, plan: Plan | None, counted: Counted | None) -> PlacementDraft:
    return PlacementDraft(
        row["id"],
        row["name"],
        row["maker"],
        row["recorded_at"],
        plan,
        counted,
        outdated=counted is not None and counted.mark != mark,
        mine=theirs(who, row["by_person"]),
    )


def _read(words: object) -> tuple[Plan, Counted] | tuple[None, None]:
    try:
        return from_words(words)
    except Problem:
        return None, None
