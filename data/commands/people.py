"""Changes to people and to the office's settings. At every moment there is somebody who may let others in."""

import re
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from data import schema
from data.access import GRANTABLE, Who
from data.db import About, Writing, write
from data.office import SETTINGS
from data.people import DEMO_PEOPLE
from data.problem import Problem

EMAIL = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+\.[^@\s.,;<>\"]{2,}")
FIELDS = ("email", "name", "role", "facilitator_id", "also")
DEMO_IDS = frozenset(person["id"] for person in DEMO_PEOPLE)
LONGEST = 200


def save_person(
    who: Who,
    person_id: str | None,
    email: str,
    name: str,
    role: str,
    facilitator_id: str | None,
    also: tuple[str, ...],
    form_id: str,
) -> str:
    """Add a person (`person_id` None; the form's id becomes theirs) or change one; returns the id.

    Saving somebody who was ended lets them in again. Problem("person_email"), ("person_email_taken"), ("person_name"),
    ("person_role"), ("person_needs_facilitator"), ("person_no_facilitator"), ("person_also"), ("demo_person_fixed"),
    ("last_admin"), ("no_such_person").
    """
    made = person_id or form_id
    try:
        with write(who, "person.edit", About("person", made)) as writing:
            writing.once(form_id)
            new = _checked(writing, email, name, role, facilitator_id, also)
            if person_id is None:
                writing.insert(schema.person, new | {"id": made})
            else:
                _change(writing, person_id, new)
            writing.after = new
    except sa.exc.IntegrityError:
        raise Problem("person_email_taken") from None  # the cause holds the address
    return made


def end_person(who: Who, person_id: str) -> None:
    """From now on the person's e-mail opens nothing; what they did keeps their name.

    Problem("no_such_person"), ("demo_person_fixed"), ("last_admin").
    """
    with write(who, "person.edit", About("person", person_id)) as writing:
        if person_id in DEMO_IDS:
            raise Problem("demo_person_fixed")
        _change(writing, person_id, {"ended_at": writing.at})
        writing.after = {"ended_at": writing.at.isoformat()}


def start_view_as(who: Who, person_id: str) -> None:
    """Writes down that an admin begins to look at the app as this person sees it. Problem("no_such_person")."""
    with write(who, "person.view_as", About("person", person_id), changes=False) as writing:
        if _person(writing, person_id)["ended_at"]:
            raise Problem("no_such_person")


def save_setting(who: Who, name: str, value: str, source: str) -> None:
    """What the office decided, and by which paper.

    Problem("setting_unknown"), ("setting_range"), ("setting_source").
    """
    with write(who, "setting.edit", About("setting", name)) as writing:
        table, row = schema.setting, {"value": _value(name, value), "source": source.strip()[:LONGEST]}
        if not row["source"]:
            raise Problem("setting_source")
        asked = sa.select(table.c.value, table.c.source).where(table.c.kab_code == who.kab, table.c.name == name)
        old = writing.conn.execute(asked).mappings().first()
        writing.before, writing.after = dict(old or {"value": SETTINGS[name].default}), row
        make = postgresql.insert if writing.conn.dialect.name == "postgresql" else sqlite.insert
        saved = make(table).values(kab_code=who.kab, name=name, **row)
        writing.conn.execute(saved.on_conflict_do_update(index_elements=["kab_code", "name"], set_=row))


def _value(name: str, value: str) -> str:
    if name not in SETTINGS:
        raise Problem("setting_unknown")
    between, text = SETTINGS[name].between, value.strip()
    if between is None:
        return text[:LONGEST]
    low, high = between
    if not re.fullmatch(r"[0-9]{1,6}", text) or not low <= int(text) <= high:
        raise Problem("setting_range", low=low, high=high)
    return str(int(text))


def _checked(
    writing: Writing, email: str, name: str, role: str, facilitator_id: str | None, also: tuple[str, ...]
) -> dict[str, Any]:
    """The values of a person's row, each in the form in which it is kept."""
    email, name = email.strip().lower(), " ".join(name.split())
    if not EMAIL.fullmatch(email) or len(email) > LONGEST:
        raise Problem("person_email")
    if not name or len(name) > LONGEST:
        raise Problem("person_name")
    if role not in schema.ROLES:
        raise Problem("person_role")
    if not set(also) <= set(GRANTABLE):
        raise Problem("person_also")
    _check_facilitator(writing, role, facilitator_id)
    granted = " ".join(sorted(set(also)))
    row = {"email": email, "name": name, "role": role, "facilitator_id": facilitator_id, "also": granted}
    return row | {"ended_at": None}


def _check_facilitator(writing: Writing, role: str, facilitator_id: str | None) -> None:
    if role != "pendamping":
        if facilitator_id is not None:
            raise Problem("person_no_facilitator")
        return
    table = schema.facilitator
    asked = sa.select(table.c.id).where(table.c.kab_code == writing.who.kab, table.c.id == facilitator_id)
    if writing.conn.scalar(asked) is None:
        raise Problem("person_needs_facilitator")


def _change(writing: Writing, person_id: str, new: dict[str, Any]) -> None:
    """Writes the changed values and keeps the old ones for the audit; the last admin stays one."""
    admins = _locked_admins(writing)  # first, so that what is read afterwards is not outdated by another removal
    old = _person(writing, person_id)
    if person_id in DEMO_IDS and any(new.get(field, old[field]) != old[field] for field in ("email", "role")):
        raise Problem("demo_person_fixed")
    stays = new.get("ended_at") is None and new.get("role", old["role"]) == "admin"
    if admins == {person_id} and not stays:
        raise Problem("last_admin")
    writing.before = {field: old[field] for field in FIELDS if field in new}
    writing.before["ended_at"] = old["ended_at"].isoformat() if old["ended_at"] else None
    table = schema.person
    mine = sa.and_(table.c.kab_code == writing.who.kab, table.c.id == person_id)
    writing.conn.execute(table.update().where(mine).values(new))


def _locked_admins(writing: Writing) -> set[str]:
    """Who may let others in; nobody else removes one of them until this write ends."""
    table = schema.person
    active = (table.c.kab_code == writing.who.kab, table.c.role == "admin", table.c.ended_at.is_(None))
    return set(writing.conn.scalars(sa.select(table.c.id).where(*active).order_by(table.c.id).with_for_update()))


def _person(writing: Writing, person_id: str) -> sa.RowMapping:
    table = schema.person
    asked = sa.select(table).where(table.c.kab_code == writing.who.kab, table.c.id == person_id)
    found = writing.conn.execute(asked).mappings().first()
    if found is None:
        raise Problem("no_such_person")
    return found
