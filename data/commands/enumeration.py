"""Somebody went through a desa and looked who is there: recorded with how many they found, none included."""

from datetime import date

import sqlalchemy as sa

from data import clock, schema
from data.access import Who
from data.db import About, Writing, write
from data.outside import MOST
from data.problem import Problem
from data.queries.listing_desa import own_desa


def record_enumeration(
    who: Who, desa_code: str, on: date, businesses: int, facilitator_id: str | None, form_id: str
) -> None:
    """A desa was listed on a day. A pendamping records the own listing of a desa of the own territory only.

    Problem("enumeration_desa"), ("not_your_desa"), ("enumeration_day") for a day to come or before 1990,
    ("enumeration_number"), ("no_facilitator_found").
    """
    with write(who, "enumeration.record", About("enumeration", form_id)) as writing:
        writing.once(form_id)
        if not on.year >= 1990 or on > clock.today():
            raise Problem("enumeration_day")
        if not 0 <= businesses <= MOST:
            raise Problem("enumeration_number")
        by = who.facilitator if who.role == "pendamping" else facilitator_id
        _check(writing, desa_code, by)
        row = {"id": form_id, "desa_code": desa_code, "on_date": on, "businesses": businesses, "facilitator_id": by}
        writing.insert(schema.enumeration, row)
        writing.after = {"desa_code": desa_code, "on_date": on.isoformat(), "businesses": businesses}


def withdraw_enumeration(who: Who, enumeration_id: str) -> None:
    """It was recorded by mistake; what was known before stays. A pendamping takes back the own ones only.

    Problem("enumeration_gone"), ("not_your_desa").
    """
    table = schema.enumeration
    with write(who, "enumeration.record", About("enumeration", enumeration_id)) as writing:
        mine = sa.and_(table.c.kab_code == who.kab, table.c.id == enumeration_id, table.c.withdrawn_at.is_(None))
        found = writing.conn.execute(sa.select(table).where(mine)).mappings().first()
        if found is None:
            raise Problem("enumeration_gone")
        if who.role == "pendamping" and (not who.facilitator or found["facilitator_id"] != who.facilitator):
            raise Problem("not_your_desa")
        writing.conn.execute(table.update().where(mine).values(withdrawn_at=writing.at))
        writing.before = {"desa_code": found["desa_code"], "on_date": found["on_date"].isoformat()}


def _check(writing: Writing, desa_code: str, by: str | None) -> None:
    who, below, people = writing.who, schema.desa, schema.facilitator
    asked = sa.select(below.c.code).where(below.c.kab_code == who.kab, below.c.code == desa_code)
    if writing.conn.scalar(asked) is None:
        raise Problem("enumeration_desa")
    if who.role == "pendamping" and desa_code not in own_desa(writing.conn, who):
        raise Problem("not_your_desa")
    someone = sa.select(people.c.id).where(people.c.kab_code == who.kab, people.c.id == by)
    if by is not None and writing.conn.scalar(someone) is None:
        raise Problem("no_facilitator_found")
