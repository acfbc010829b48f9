"""The register as a workbook that Impor reads again: brought back unchanged, it changes nothing."""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from data import schema
from data.access import Who
from data.db import About, Writing, write
from data.filter import Filter
from data.importing.workbook import Streamed, streamed
from data.intake.rows import IDS, chunks
from data.intake.standing import Standing, standing
from data.population import actors, frame_of
from data.text import text

# The importer's fields in the order of the columns, and the field of `NewActor` each holds.
COLUMNS = {
    "actor_id": "id",
    "business_name": "business_name",
    "owner": "owner",
    "address": "address",
    "desa": "desa",
    "kecamatan": "kecamatan",
    "phone": "phone",
    "legal_form": "legal_form",
    "nib": "nib",
    "npwp": "npwp",
    "kbli": "kbli_code",
    "commodity": "commodity",
    "product": "product",
    "workers_m": "workers_m",
    "workers_f": "workers_f",
    "investment": "investment",
    "capacity": "capacity",
    "capacity_unit": "capacity_unit",
    "output_value": "output_value",
    "materials_value": "materials_value",
    "known_since": "known_since",
    "lon": "lon",
    "lat": "lat",
}
PERMIT_COLUMNS = ("actor_id", "business_name", "permit_type", "permit_number", "permit_status", "permit_on")
NUMBERED = ("nib", "npwp")


def register_workbook(who: Who, wanted: Filter, language: str = "id") -> bytes:
    """The active businesses of a filter with their personal data, and their permits on a second sheet; an audited look.

    Read again on *Impor*, a row finds its business by its id.
    """
    about = About("place", ",".join(wanted.desa or wanted.kecamatan))
    with write(who, "actor.export", about, changes=False) as writing:
        conn, kab = writing.conn, who.kab
        rows = actors(frame_of(kab, wanted, writing.at), wanted)
        ids = list(conn.scalars(sa.select(rows.c.id).order_by(rows.c.id)))
        names = _names(writing)
        writing.after = {"actors": len(ids)}
        titles = [text(f"import.field.{name}", language) for name in COLUMNS]
        permit_titles = [text(f"import.field.{name}", language) for name in (*PERMIT_COLUMNS, "permit_expires")]
        return streamed(
            [
                Streamed(text("export.actors", language), titles, [20] * len(titles), _lines(writing, ids, names)),
                Streamed(text("export.permits", language), permit_titles, [24] * 7, _permits(writing, ids)),
            ]
        )


def _names(writing: Writing) -> dict[str, str]:
    """Codes of places and of legal forms -> names."""
    found: dict[str, str] = {}
    forms = schema.legal_form.c
    for code, name in (
        (schema.kecamatan.c.code, schema.kecamatan.c.name),
        (schema.desa.c.code, schema.desa.c.name),
        (forms.code, forms.code),
    ):
        asked = sa.select(code, name).where(code.table.c.kab_code == writing.who.kab)
        found |= {key: words for key, words in writing.conn.execute(asked)}
    return found


def _lines(writing: Writing, ids: list[str], names: dict[str, str]) -> Iterator[list[Any]]:
    for some in chunks(ids, IDS):
        now = standing(writing.conn, writing.who.kab, writing.at, some)
        for one in some:
            yield _line(now[one], names)


def _line(now: Standing, names: dict[str, str]) -> list[Any]:
    values = dict(now.values)
    values["kecamatan"] = names.get(values.get("kecamatan_code") or "")
    values["desa"] = names.get(values.get("desa_code") or "")
    since = values.get("known_since")
    values["known_since"] = since.year if since else None
    for kind, _, number in sorted(now.permits, key=lambda permit: permit[2] or ""):
        if kind in NUMBERED and number:
            values[kind] = number
    return [values.get(field) for field in COLUMNS.values()]


def _permits(writing: Writing, ids: list[str]) -> Iterator[list[Any]]:
    """Every permit event but the legal form and the numbers that stand on the first sheet."""
    base, events = schema.actor.c, schema.permit_event.c
    columns = (
        base.id,
        base.business_name,
        events.kind,
        events.number,
        events.status,
        events.on_date,
        events.expires_on,
    )
    asked = sa.select(*columns).join(
        schema.permit_event, sa.and_(events.kab_code == base.kab_code, events.actor_id == base.id)
    )
    asked = asked.where(base.kab_code == writing.who.kab, events.kind.not_in(("badan_usaha", *NUMBERED)))
    for some in chunks(ids, IDS):
        for row in writing.conn.execute(asked.where(base.id.in_(some)).order_by(base.id, events.on_date, events.id)):
            yield list(row)
