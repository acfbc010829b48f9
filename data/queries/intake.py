"""What an import must know of the register: its places, words and actors; and the check of a table against them."""

import csv
import re
from collections.abc import Mapping

import sqlalchemy as sa

from data import clock, importing, schema
from data.access import Who, require
from data.db import read
from data.filter import Filter
from data.importing import ActorIndex, Checked, CleanActor, CleanVisit, Gazetteer, Table
from data.importing.clean import glued
from data.population import actors, frame_of
from data.sectors import OTHER, sector_of
from data.settings import region


def check_actors(who: Who, table: Table, mapping: Mapping[str, str]) -> Checked[CleanActor]:
    """A table of actors checked against this register; nothing is written."""
    require(who, "import.run")
    with read(who) as conn:
        prefixes = sector_of(conn, who.kab)
        return importing.check_actors(
            table,
            mapping,
            gazetteer(conn, who.kab),
            lambda code: None if prefixes(code) == OTHER else prefixes(code),
            legal_forms(conn, who.kab),
            known_fingerprints(conn, who.kab),
            regency_digits=who.kab.replace(".", ""),
            today=clock.today(),
        )


def check_visits(
    who: Who, table: Table, mapping: Mapping[str, str], mode: str | None = None, outcome: str | None = None
) -> Checked[CleanVisit]:
    """A list of visits checked against this register; `mode` and `outcome` stand where the file says nothing."""
    require(who, "import.run")
    with read(who) as conn:
        return importing.check_visits(
            table,
            mapping,
            gazetteer(conn, who.kab),
            _actor_index(conn, who),
            _facilitators(conn, who.kab),
            clock.today(),
            default_mode=mode,
            default_outcome=outcome,
        )


def gazetteer(conn: sa.Connection, kab: str) -> Gazetteer:
    """The register's places with the office's list of spellings."""
    kecamatan, desa = schema.kecamatan, schema.desa
    rows = [
        (code, "kecamatan", name, "")
        for code, name in conn.execute(sa.select(kecamatan.c.code, kecamatan.c.name).where(kecamatan.c.kab_code == kab))
    ]
    asked = sa.select(desa.c.code, desa.c.name, desa.c.kecamatan_code).where(desa.c.kab_code == kab)
    rows += [(code, "desa", name, parent) for code, name, parent in conn.execute(asked)]
    with (region().folder / "spelling.csv").open(encoding="utf-8", newline="") as file:
        return Gazetteer.from_rows(rows, list(csv.DictReader(file)), region().kab_name)


def legal_forms(conn: sa.Connection, kab: str) -> dict[str, str]:
    """Words as files write them -> form: its code, its name, and the short word in its name's brackets."""
    table = schema.legal_form
    found: dict[str, str] = {}
    for code, name in conn.execute(sa.select(table.c.code, table.c.name_id).where(table.c.kab_code == kab)):
        short = re.findall(r"\((.+?)\)", name)
        found |= {glued(word): code for word in (code, re.sub(r"\(.*?\)", "", name), *short)}
    return found


def known_fingerprints(conn: sa.Connection, kab: str) -> frozenset[str]:
    """The businesses the register already has."""
    return frozenset(conn.scalars(sa.select(schema.actor.c.fingerprint).where(schema.actor.c.kab_code == kab)))


def _actor_index(conn: sa.Connection, who: Who) -> ActorIndex:
    rows, personal = actors(frame_of(who.kab, Filter(), clock.now()), Filter()), schema.actor_personal
    asked = sa.select(
        rows.c.id, rows.c.business_name, personal.c.owner, rows.c.kecamatan_code, rows.c.desa_code
    ).outerjoin(personal, sa.and_(personal.c.kab_code == who.kab, personal.c.actor_id == rows.c.id))
    return ActorIndex((row[0], row[1], row[2], row[3], row[4]) for row in conn.execute(asked))


def _facilitators(conn: sa.Connection, kab: str) -> dict[str, str]:
    table = schema.facilitator
    return {name: key for key, name in conn.execute(sa.select(table.c.id, table.c.name).where(table.c.kab_code == kab))}
