"""Changes to the reference lists: which rule is current is the office's to confirm, row by row, with its source."""

from typing import Any

import sqlalchemy as sa

from data import schema
from data.access import Who
from data.db import About, write
from data.problem import Problem

# What a person may change in each list; codes are what other rows point to.
EDITABLE: dict[str, tuple[sa.Table, tuple[str, ...]]] = {
    "legal_form": (schema.legal_form, ("name_id", "name_en", "legal_entity", "source")),
    "permit_kind": (schema.permit_kind, ("name_id", "name_en", "validity_years", "usual_days", "source")),
    "need_kind": (schema.need_kind, ("name_id", "name_en", "source")),
    "sector": (schema.sector, ("name_id", "name_en", "source")),
}
MOST_DAYS = 3650


def edit_reference(who: Who, name: str, code: str, changes: dict[str, Any]) -> None:
    """Change some columns of one row.

    Problem("reference_fixed") for what may not change, ("name_empty"), ("usual_days_unreadable").
    """
    table, allowed = EDITABLE.get(name, (None, ()))
    if table is None or not set(changes) <= set(allowed):
        raise Problem("reference_fixed")
    if any(not str(changes[column] or "").strip() for column in ("name_id", "name_en", "source") if column in changes):
        raise Problem("name_empty")
    if not _days(changes.get("usual_days")):
        raise Problem("usual_days_unreadable", most=MOST_DAYS)
    with write(who, "reference.edit", About(name, code)) as writing:
        mine = sa.and_(table.c.kab_code == who.kab, table.c.code == code)
        old = writing.conn.execute(sa.select(table).where(mine)).mappings().first()
        if old is None:
            raise Problem("reference_fixed")
        writing.before = {column: old[column] for column in changes}
        writing.after = dict(changes)
        writing.conn.execute(table.update().where(mine).values(changes))


def _days(value: Any) -> bool:
    """Whether this is a number of days, or none."""
    return value is None or (type(value) is int and 0 <= value <= MOST_DAYS)
