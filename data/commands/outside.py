"""What others have counted is entered, corrected by newer numbers, and withdrawn with its date; nothing is deleted."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from data import clock, schema
from data.access import Who
from data.commands.enquiries import clean
from data.db import About, Writing, write
from data.outside import MOST, NewSource, PlaceCount
from data.population import Frame
from data.problem import Problem
from data.queries.outside import Spot, numbers_known

LONGEST = {"title": 120, "counts": 300, "reference": 300}
OLDEST = 1950


def add_source(who: Who, new: NewSource, form_id: str) -> None:
    """A source without numbers yet; its id is the form's.

    Problem("outside_title"), ("outside_counts"), ("outside_reference") for what is empty, ("text_too_long", most),
    ("outside_day") for a day to come or before 1950.
    """
    with write(who, "outside.edit", About("outside_source", form_id)) as writing:
        writing.once(form_id)
        said = {name: clean(getattr(new, name), most) for name, most in LONGEST.items()}
        if not said["title"]:
            raise Problem("outside_title")
        if not said["counts"]:
            raise Problem("outside_counts")
        if not said["reference"]:
            raise Problem("outside_reference")
        if new.on > clock.today() or new.on.year < OLDEST:
            raise Problem("outside_day", oldest=OLDEST)
        row = said | {"id": form_id, "on_date": new.on, "on_precision": new.precision}
        writing.insert(schema.outside_source, row)
        writing.after = said | {"on_date": new.on.isoformat()}


def save_counts(who: Who, source_id: str, counts: Sequence[PlaceCount], form_id: str) -> int:
    """Numbers of a source, each as a newer row where it is another than the one that stands; how many are.

    Problem("outside_gone") for a source that is unknown or withdrawn, ("counts_place", read), ("counts_sector", read),
    ("counts_number", read).
    """
    rows: list[dict[str, Any]] = []
    with write(who, "outside.edit", About("outside_source", source_id)) as writing:
        writing.once(form_id)
        stands = _numbers(writing, source_id)
        for one in _checked(writing, counts):
            spot: Spot = (one.kecamatan, one.desa, one.sector)
            if stands.get(spot) != one.businesses:
                rows.append(_row(source_id, one))
        writing.insert(schema.outside_count, *rows)
        writing.after = {"rows": len(rows)}
    return len(rows)


def withdraw_source(who: Who, source_id: str) -> None:
    """From now on nothing is divided by it; what was known before stays. Problem("outside_gone")."""
    table = schema.outside_source
    with write(who, "outside.edit", About("outside_source", source_id)) as writing:
        mine = sa.and_(table.c.kab_code == who.kab, table.c.id == source_id, table.c.withdrawn_at.is_(None))
        title = writing.conn.scalar(table.update().where(mine).values(withdrawn_at=writing.at).returning(table.c.title))
        if title is None:
            raise Problem("outside_gone")
        writing.before = {"title": title}


def _numbers(writing: Writing, source_id: str) -> dict[Spot, int]:
    frame = Frame(writing.who.kab, clock.today(), writing.at)
    for one in numbers_known(writing.conn, frame):
        if one.source.id == source_id:
            return dict(one.spots)
    raise Problem("outside_gone")


def _checked(writing: Writing, counts: Sequence[PlaceCount]) -> Sequence[PlaceCount]:
    below, above, sector = schema.desa, schema.kecamatan, schema.sector
    desa = _pairs(writing, below, below.c.kecamatan_code)
    kecamatan, sectors = _pairs(writing, above, above.c.code), _pairs(writing, sector, sector.c.code)
    for one in counts:
        if one.kecamatan not in kecamatan or (one.desa and desa.get(one.desa) != one.kecamatan):
            raise Problem("counts_place", read=one.code)
        if one.sector and one.sector not in sectors:
            raise Problem("counts_sector", read=one.sector)
        if not 0 <= one.businesses <= MOST:
            raise Problem("counts_number", read=one.businesses)
    return counts


def _pairs(writing: Writing, table: sa.Table, value: sa.ColumnElement[Any]) -> dict[str, str]:
    asked = sa.select(table.c.code, value.label("value")).where(table.c.kab_code == writing.who.kab)
    return {code: found for code, found in writing.conn.execute(asked)}


def _row(source_id: str, one: PlaceCount) -> dict[str, Any]:
    place = {"kecamatan_code": one.kecamatan, "desa_code": one.desa}
    return {"source_id": source_id, **place, "sector": one.sector, "businesses": one.businesses}
