"""Spellings of places: what an import understands besides the names themselves, kept by the office."""

import csv
from typing import Any

import sqlalchemy as sa

from data import clock, schema
from data.access import Who
from data.db import About, Writing, write
from data.importing.placecell import place_key, take_apart
from data.importing.places import Gazetteer
from data.problem import Problem
from data.queries.places import gazetteer
from data.settings import region

LONGEST = 100


def save_alias(who: Who, level: str, seen: str, code: str, form_id: str) -> None:
    """From now on `seen` (as written, with or without "Kec.", "Desa") means the kecamatan or desa of this code.

    Problem("alias_empty"), ("alias_place_unknown") for a code that is not of this level, ("alias_is_name") for the name
    of a place, ("alias_is_regency") for that of a regency, ("alias_taken") where it has a meaning already: another
    kecamatan's, or a desa's in the same kecamatan.
    """
    name = _bare(level, " ".join(seen.split()))[:LONGEST]
    row = {"id": clock.new_id(), "level": level, "seen": name, "key": place_key(name), "code": code}
    with write(who, "alias.edit", About("place_alias", row["id"])) as writing:
        writing.once(form_id)
        _check(writing, gazetteer(writing.conn, who.kab), row)
        writing.insert(schema.place_alias, row | {"source": "", "by_person": who.id})
        writing.after = {"seen": name, "place": code}


def drop_alias(who: Who, alias_id: str) -> None:
    """A spelling means nothing any more. Problem("alias_gone") where there is none of this id."""
    table = schema.place_alias
    with write(who, "alias.edit", About("place_alias", alias_id)) as writing:
        mine = sa.and_(table.c.kab_code == who.kab, table.c.id == alias_id)
        old = writing.conn.execute(sa.select(table.c.seen, table.c.code).where(mine)).first()
        if old is None:
            raise Problem("alias_gone")
        writing.before = {"seen": old.seen, "place": old.code}
        writing.conn.execute(table.delete().where(mine))


def _bare(level: str, seen: str) -> str:
    """'Kec. Kalisatt' -> 'Kalisatt': an import takes the label away before it looks a name up."""
    cell = take_apart(seen)
    if cell.regency:
        return seen
    labelled = (cell.kecamatan, cell.desa) if level == "kecamatan" else (cell.desa, cell.kecamatan)
    return labelled[0] or cell.plain or labelled[1]


def _check(writing: Writing, places: Gazetteer, row: dict[str, str]) -> None:
    seen, key, code = row["seen"], row["key"], row["code"]
    if not key:
        raise Problem("alias_empty")
    if code not in places.names or row["level"] != ("desa" if code in places.parents else "kecamatan"):
        raise Problem("alias_place_unknown")
    if places.is_regency(seen) or places.is_other_regency(seen):
        raise Problem("alias_is_regency", seen=seen)
    if named := places.exactly(seen):
        raise Problem("alias_is_name", seen=seen, place=places.label(named[0]))
    for other in _meanings(writing, row["level"], key):
        # Two desa may be written alike where their kecamatan tells them apart.
        if row["level"] == "kecamatan" or places.parents[other] == places.parents[code]:
            raise Problem("alias_taken", seen=seen, place=places.label(other))


def _meanings(writing: Writing, level: str, key: str) -> list[str]:
    table = schema.place_alias
    asked = sa.select(table.c.code).where(table.c.kab_code == writing.who.kab, table.c.level == level)
    return list(writing.conn.scalars(asked.where(table.c.key == key)))


def shipped_aliases() -> list[dict[str, Any]]:
    """Rows of `place_alias` for a new register, from the region's list."""
    with (region().folder / "spelling.csv").open(encoding="utf-8", newline="") as file:
        return [row | {"key": place_key(row["seen"]), "by_person": None} for row in csv.DictReader(file)]


def untouched(conn: sa.Connection, kab: str) -> bool:
    """Whether a register has no spellings, and nobody has ever changed them."""
    table, audit = schema.place_alias, schema.audit
    there = sa.select(table.c.id).where(table.c.kab_code == kab)
    changed = sa.select(audit.c.id).where(audit.c.kab_code == kab, audit.c.about_kind == "place_alias")
    return conn.scalar(there.limit(1)) is None and conn.scalar(changed.limit(1)) is None
