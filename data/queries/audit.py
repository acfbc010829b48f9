"""What was done, by whom, when, about what; personal values stand apart and are opened one row at a time."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
import sqlalchemy as sa

from data import schema
from data.access import Who, require
from data.db import read
from data.problem import Problem
from data.scope import may_see_personal
from data.settings import region

# Values that are opened by a click of their own (`commands.open_personal`), so here it is only told that they changed.
UNTOLD = frozenset({"owner", "phone", "address", "lon", "lat", "number", "raw"})
HIDDEN = "•••"
LIMIT = 200
COLUMNS = ("id", "at", "person", "role", "deed", "about_kind", "about_id", "about_name")


def actor_history(who: Who, actor_id: str) -> list[dict[str, Any]]:
    """Every deed about an actor, newest first: at, person, role, deed, before, after.

    before and after (field -> value, or None) are given only to those who may see its personal data, and owner, phone,
    address, point and numbers in them only as `HIDDEN`.
    """
    require(who, "actor.see")
    done, detail = schema.audit, schema.audit_detail
    asked = (
        _told()
        .add_columns(detail.c.before, detail.c.after)
        .outerjoin(detail, sa.and_(detail.c.kab_code == done.c.kab_code, detail.c.audit_id == done.c.id))
        .where(done.c.kab_code == who.kab, done.c.about_kind == "actor", done.c.about_id == actor_id)
        .order_by(done.c.at.desc(), done.c.id.desc())
    )
    with read(who) as conn:
        personal = may_see_personal(who, conn, actor_id)
        rows = [dict(row) for row in conn.execute(asked).mappings()]
    names = ("at", "person", "role", "deed")
    return [
        {name: row[name] for name in names}
        | {name: _without_personal(row[name]) if personal else None for name in ("before", "after")}
        for row in rows
    ]


def _without_personal(values: Any) -> Any:
    """The same with personal values hidden, however deep they stand."""
    if isinstance(values, Mapping):
        return {
            name: HIDDEN if name in UNTOLD and value is not None else _without_personal(value)
            for name, value in values.items()
        }
    return [_without_personal(one) for one in values] if isinstance(values, list) else values


def audit_search(
    who: Who,
    person: str | None = None,
    deed: str | None = None,
    about_kind: str | None = None,
    about_id: str | None = None,
    since: date | None = None,
    until: date | None = None,
    limit: int = LIMIT,
) -> pd.DataFrame:
    """Deeds, newest first, at most `limit`; `person` is a person's id, `since` and `until` are the office's days.

    Columns: `COLUMNS`; about_name is the business name of an actor and the name of a facilitator, None for others.
    """
    require(who, "audit.see")
    done = schema.audit.c
    same = {done.by_person: person, done.deed: deed, done.about_kind: about_kind, done.about_id: about_id}
    where = [done.kab_code == who.kab, *(column == value for column, value in same.items() if value)]
    if since:
        where.append(done.at >= _midnight(since))
    if until:
        where.append(done.at < _midnight(until + timedelta(days=1)))
    asked = _told().where(*where).order_by(done.at.desc(), done.id.desc()).limit(limit)
    with read(who) as conn:
        return pd.DataFrame(conn.execute(asked).all(), columns=list(COLUMNS), dtype=object)


def audit_people(who: Who) -> dict[str, str]:
    """Id -> name of everybody who ever did something here, by name."""
    require(who, "audit.see")
    done, person = schema.audit, schema.person
    name = sa.func.coalesce(person.c.name, done.c.by_person)
    asked = (
        sa.select(done.c.by_person, name).distinct().select_from(_with_person(done)).where(done.c.kab_code == who.kab)
    )
    with read(who) as conn:
        return dict(sorted(((key, words) for key, words in conn.execute(asked)), key=lambda pair: pair[1]))


def audit_kinds(who: Who) -> tuple[str, ...]:
    """The kinds of things something was done about."""
    require(who, "audit.see")
    done = schema.audit.c
    with read(who) as conn:
        return tuple(sorted(conn.scalars(sa.select(done.about_kind).distinct().where(done.kab_code == who.kab))))


def one_audit(conn: sa.Connection, kab: str, audit_id: str) -> dict[str, Any]:
    """One row with before and after, inside an open connection; Problem("no_such_audit")."""
    done, detail = schema.audit, schema.audit_detail
    asked = (
        _told()
        .add_columns(detail.c.before, detail.c.after)
        .outerjoin(detail, sa.and_(detail.c.kab_code == done.c.kab_code, detail.c.audit_id == done.c.id))
        .where(done.c.kab_code == kab, done.c.id == audit_id)
    )
    found = conn.execute(asked).mappings().first()
    if found is None:
        raise Problem("no_such_audit")
    return dict(found)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(region().timezone)).astimezone(UTC)


def _with_person(done: sa.Table) -> sa.Join:
    person = schema.person
    return done.outerjoin(person, sa.and_(person.c.kab_code == done.c.kab_code, person.c.id == done.c.by_person))


def _told() -> sa.Select[Any]:
    done, person, base, someone = schema.audit, schema.person, schema.actor, schema.facilitator
    actor = sa.and_(done.c.about_kind == "actor", base.c.kab_code == done.c.kab_code, base.c.id == done.c.about_id)
    facilitator = sa.and_(
        done.c.about_kind == "facilitator", someone.c.kab_code == done.c.kab_code, someone.c.id == done.c.about_id
    )
    return sa.select(
        done.c.id,
        done.c.at,
        sa.func.coalesce(person.c.name, done.c.by_person).label("person"),
        done.c.by_role.label("role"),
        done.c.deed,
        done.c.about_kind,
        done.c.about_id,
        sa.func.coalesce(base.c.business_name, someone.c.name).label("about_name"),
    ).select_from(_with_person(done).outerjoin(base, actor).outerjoin(someone, facilitator))
