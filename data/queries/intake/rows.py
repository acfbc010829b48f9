"""The rows of a batch: their problems, how many they change, what was left as people wrote it."""

import pandas as pd
import sqlalchemy as sa

from data import schema
from data.access import Who, require
from data.db import read
from data.intake.rows import IDS, chunks, of_batch
from data.intake.standing import chosen
from data.intake.touched import held_contacts, touched

SIZE = 200  # rows of a page


def problem_counts(who: Who, batch_id: str) -> dict[str, int]:
    """How often each problem occurs in a batch, the most frequent first."""
    require(who, "import.run")
    table = schema.import_row.c
    counted: dict[str, int] = {}
    with read(who) as conn:
        asked = sa.select(table.codes, sa.func.count()).where(of_batch(who, batch_id), table.codes != "")
        for codes, count in conn.execute(asked.group_by(table.codes)):
            for code in codes.split():
                counted[code] = counted.get(code, 0) + count
    return dict(sorted(counted.items(), key=lambda one: -one[1]))


def batch_problems(
    who: Who, batch_id: str, *, code: str | None = None, verdict: str | None = None, page: int = 0, size: int = SIZE
) -> tuple[pd.DataFrame, int]:
    """Problems of a page of rows: row, verdict, column, letter, value, code, details; and how many rows have some."""
    require(who, "import.run")
    table = schema.import_row.c
    where = [of_batch(who, batch_id), table.codes != ""]
    if code:
        where.append(sa.literal(" ").concat(table.codes).concat(" ").contains(f" {code} ", autoescape=True))
    if verdict:
        where.append(table.outcome == verdict)
    with read(who) as conn:
        total = conn.scalar(sa.select(sa.func.count()).select_from(schema.import_row).where(*where)) or 0
        asked = sa.select(table.problems, table.outcome).where(*where).order_by(table.row)
        rows = [
            {"verdict": outcome, **problem}
            for problems, outcome in conn.execute(asked.limit(size).offset(page * size))
            for problem in problems or ()
            if code in (None, problem["code"])
        ]
    columns = ["row", "verdict", "column", "letter", "value", "code", "details"]
    return pd.DataFrame(rows, columns=columns, dtype=object), total


def would_change(who: Who, batch_id: str, updates: str) -> int:
    """How many businesses a write would change under this choice ("fill", "replace" or "none")."""
    require(who, "import.run")
    table = schema.import_row.c
    if updates == "none":
        return 0
    with read(who) as conn:
        asked = sa.select(table.actor_id, table.changes).where(of_batch(who, batch_id), table.action == "change")
        return len({actor_id for actor_id, changes in conn.execute(asked) if chosen(changes or {}, updates)})


def kept_rows(who: Who, batch_id: str) -> pd.DataFrame:
    """What an undo or a write left as people had written it: row, actor_id, business_name, why (a list of words)."""
    require(who, "import.run")
    table, base = schema.import_row, schema.actor
    with read(who) as conn:
        source = table.outerjoin(base, sa.and_(base.c.kab_code == who.kab, base.c.id == table.c.actor_id))
        asked = sa.select(table.c.row, table.c.actor_id, base.c.business_name, table.c.kept_because).select_from(source)
        where = (of_batch(who, batch_id), table.c.kept_because.is_not(None))
        found = conn.execute(asked.where(*where).order_by(table.c.row)).all()
    rows = [(row.row, row.actor_id, row.business_name, row.kept_because.split()) for row in found]
    return pd.DataFrame(rows, columns=["row", "actor_id", "business_name", "why"])


def undo_preview(who: Who, batch_id: str) -> dict[str, int]:
    """What an undo would do as things stand: remove, restore, keep (counts)."""
    require(who, "import.run")
    counts = {"remove": 0, "restore": 0, "keep": 0}
    table, contacts = schema.import_row.c, schema.contact.c
    with read(who) as conn:
        held = held_contacts(conn, who, batch_id)
        asked = sa.select(sa.func.count()).where(contacts.kab_code == who.kab, contacts.batch_id == batch_id)
        counts["keep"] = len(held)
        counts["remove"] = (conn.scalar(asked) or 0) - len(held)
        changed = (of_batch(who, batch_id), table.action.in_(("change", "repeat")), table.changes.is_not(None))
        counts["restore"] = conn.scalar(sa.select(sa.func.count(table.actor_id.distinct())).where(*changed)) or 0
        base = schema.actor.c
        added = sa.select(base.id).where(base.kab_code == who.kab, base.batch_id == batch_id)
        for some in chunks(conn.scalars(added).all(), IDS):
            kept = touched(conn, who, batch_id, some, held)
            counts["keep"] += len(kept)
            counts["remove"] += len(some) - len(kept)
    return counts
