"""The register as a file is checked against it."""

import csv
import re
from collections.abc import Mapping
from functools import partial
from typing import Any

import sqlalchemy as sa

from data import clock, schema
from data.access import Who
from data.filter import Filter
from data.importing.against import ActorIndex, Against
from data.importing.clean import glued
from data.points import around
from data.population import frame_of
from data.queries.places import gazetteer
from data.sectors import OTHER, sector_of
from data.settings import region


def against(conn: sa.Connection, who: Who, options: Mapping[str, Any]) -> Against:
    """The register as a file is checked against it; `options` were chosen for the whole file."""
    prefixes = sector_of(conn, who.kab)
    index, known = _actors(conn, who)
    return Against(
        places=gazetteer(conn, who.kab),
        today=clock.today(),
        actors=index,
        known=known,
        sector_of=partial(_industrial, prefixes),
        legal_forms=legal_forms(conn, who.kab),
        regency_digits=who.kab.replace(".", ""),
        box=around(),
        codes2020=_codes("2020"),
        codes2025=_codes("2025"),
        facilitators=_facilitators(conn, who.kab),
        options=dict(options),
    )


def mark(conn: sa.Connection, who: Who, batch_id: str) -> str:
    """What must not have changed between a batch's check and its write: the imports, undos, merges and erasures there
    are. Edits of single businesses are told by their row versions."""
    batches, merges, base = schema.import_batch.c, schema.merge.c, schema.actor.c
    asked = (
        sa.select(sa.func.count(batches.written_at), sa.func.count(batches.undone_at)).where(
            batches.kab_code == who.kab, batches.id != batch_id
        ),
        sa.select(sa.func.count(), sa.func.count(merges.undone_at)).where(merges.kab_code == who.kab),
        sa.select(sa.func.count(base.erased_at), sa.func.max(base.erased_at)).where(base.kab_code == who.kab),
    )
    return " ".join(str(value) for one in asked for value in conn.execute(one).one())


def _industrial(prefixes: Any, code: str) -> str | None:
    found = (prefixes(code, version) for version in ("2020", "2025"))
    return next((sector for sector in found if sector != OTHER), None)


def _codes(version: str) -> frozenset[str]:
    with (region().folder / "kbli.csv").open(encoding="utf-8", newline="") as file:
        return frozenset(row["code"] for row in csv.DictReader(file) if row["version"] == version)


def legal_forms(conn: sa.Connection, kab: str) -> dict[str, str]:
    """Words as files write them -> form: its code, its name, and the short word in its name's brackets."""
    table = schema.legal_form
    found: dict[str, str] = {}
    for code, name in conn.execute(sa.select(table.c.code, table.c.name_id).where(table.c.kab_code == kab)):
        short = re.findall(r"\((.+?)\)", name)
        found |= {glued(word): code for word in (code, re.sub(r"\(.*?\)", "", name), *short)}
    return found


def _actors(conn: sa.Connection, who: Who) -> tuple[ActorIndex, dict[str, str]]:
    """The businesses of the register by name and NIB, and by fingerprint; a double entry stands for the kept one."""
    base, place, personal = schema.actor, schema.actor_place, schema.actor_personal
    kept = frame_of(who.kab, Filter(), clock.now()).latest(place)
    source = base.join(kept, kept.c.actor_id == base.c.id).join(
        personal, sa.and_(personal.c.kab_code == who.kab, personal.c.actor_id == base.c.id)
    )
    columns = (base.c.id, base.c.business_name, personal.c.owner, kept.c.kecamatan_code, kept.c.desa_code)
    asked = sa.select(*columns, base.c.fingerprint, base.c.merged_into).select_from(source)
    rows = conn.execute(asked.where(base.c.kab_code == who.kab)).all()
    into = {row.id: row.merged_into for row in rows if row.merged_into}
    events = schema.permit_event.c
    numbers = sa.select(events.number, events.actor_id).where(
        events.kab_code == who.kab, events.kind == "nib", events.number.is_not(None)
    )
    nibs = [(nib, _survivor(into, actor_id)) for nib, actor_id in conn.execute(numbers)]
    index = ActorIndex(((row[0], row[1], row[2], row[3], row[4]) for row in rows if not row.merged_into), nibs)
    return index, {row.fingerprint: _survivor(into, row.id) for row in rows}


def _survivor(into: Mapping[str, str], actor_id: str) -> str:
    while actor_id in into:
        actor_id = into[actor_id]
    return actor_id


def _facilitators(conn: sa.Connection, kab: str) -> dict[str, str]:
    table = schema.facilitator
    return {name: key for key, name in conn.execute(sa.select(table.c.id, table.c.name).where(table.c.kab_code == kab))}
