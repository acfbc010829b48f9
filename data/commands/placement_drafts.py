"""Plans of placement kept under a name, to be compared, discussed and applied later; keeping one changes nothing."""

from typing import Any

import sqlalchemy as sa

from data import schema
from data.access import Who
from data.commands.team import take_turns
from data.db import About, Writing, write
from data.normal import visible
from data.placement.kept import as_words
from data.placement.plan import Counted, Plan
from data.problem import Problem
from data.queries.drafted import theirs

DEED = "placement.keep"
KIND = "placement_draft"
LONGEST = 80  # characters of a name


def keep_placement_draft(who: Who, form_id: str, name: str, plan: Plan, counted: Counted) -> str:
    """Keep a plan under a name; `form_id` becomes its id, which is returned.

    Problem("placement_draft_name_missing"), Problem("placement_draft_name_long"),
    Problem("placement_draft_name_taken").
    """
    name = _name(name)
    with write(who, DEED, About(KIND, form_id)) as writing:
        writing.once(form_id)
        take_turns(writing)
        _check_free(writing, name)
        row = {"id": form_id, "name": name, "by_person": who.id, "plan": as_words(plan, counted), "removed_at": None}
        writing.insert(schema.placement_draft, row)
        writing.after = {"name": name}
    return form_id


def rename_placement_draft(who: Who, form_id: str, draft_id: str, name: str) -> None:
    """Give a draft of one's own another name; the same Problems as of keeping one and of removing it."""
    name, table = _name(name), schema.placement_draft
    with write(who, DEED, About(KIND, draft_id)) as writing:
        writing.once(form_id)
        take_turns(writing)
        before = _own(writing, draft_id)
        _check_free(writing, name, besides=draft_id)
        writing.conn.execute(table.update().where(_that(writing, draft_id)).values(name=name))
        writing.before, writing.after = {"name": before}, {"name": name}


def remove_placement_draft(who: Who, form_id: str, draft_id: str) -> None:
    """Take a draft of one's own off the list; what was applied from it stays, and the row as well.

    Problem("placement_draft_gone"), Problem("placement_draft_not_yours").
    """
    table = schema.placement_draft
    with write(who, DEED, About(KIND, draft_id)) as writing:
        writing.once(form_id)
        take_turns(writing)
        writing.before, writing.after = {"name": _own(writing, draft_id)}, {"removed": True}
        writing.conn.execute(table.update().where(_that(writing, draft_id)).values(removed_at=writing.at))


def name_of(writing: Writing, draft_id: str) -> str:
    """The name of a draft that is there; Problem("placement_draft_gone")."""
    return str(_row(writing, draft_id).name)


def _name(words: str) -> str:
    name = " ".join(visible(words).split())
    if not name:
        raise Problem("placement_draft_name_missing")
    if len(name) > LONGEST:
        raise Problem("placement_draft_name_long", most=LONGEST)
    return name


def _check_free(writing: Writing, name: str, besides: str = "") -> None:
    """Capitals do not make another name. SQLite's own lower case knows only ASCII, so they are compared here."""
    table = schema.placement_draft
    there = (table.c.kab_code == writing.who.kab, table.c.removed_at.is_(None), table.c.id != besides)
    if name.casefold() in {one.casefold() for one in writing.conn.scalars(sa.select(table.c.name).where(*there))}:
        raise Problem("placement_draft_name_taken")


def _that(writing: Writing, draft_id: str) -> sa.ColumnElement[bool]:
    table = schema.placement_draft
    return sa.and_(table.c.kab_code == writing.who.kab, table.c.id == draft_id, table.c.removed_at.is_(None))


def _row(writing: Writing, draft_id: str) -> sa.Row[Any, Any]:
    table = schema.placement_draft
    asked = sa.select(table.c.name, table.c.by_person).where(_that(writing, draft_id))
    found = writing.conn.execute(asked).first()
    if found is None:
        raise Problem("placement_draft_gone")
    return found


def _own(writing: Writing, draft_id: str) -> str:
    """Its name, for who may change it."""
    found = _row(writing, draft_id)
    if not theirs(writing.who, found.by_person):
        raise Problem("placement_draft_not_yours")
    return str(found.name)
