"""Writing a checked file: one batch, one transaction, all of it or nothing."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa

from data import clock, schema
from data.access import Who
from data.commands.actors import NewActor, insert_actor
from data.commands.contacts import insert_contacts
from data.db import About, Writing, write
from data.importing import Checked, CleanActor, CleanPermit, CleanVisit
from data.importing.fingerprints import name_key
from data.importing.result import CheckedRow
from data.queries.intake import known_fingerprints


def import_actors(who: Who, file_name: str, sha256: str, checked: Checked[CleanActor]) -> str:
    """Write the accepted and warned actors; repeats once, those already in the register not again. The batch's id."""
    batch_id = clock.new_id()
    with write(who, "import.run", About("import_batch", batch_id)) as writing:
        _insert_batch(writing, batch_id, "actors", file_name, sha256, checked.counts())
        known = set(known_fingerprints(writing.conn, who.kab))
        actor_ids: dict[int, str] = {}
        for row in checked.rows:
            if row.verdict == "rejected" or row.repeat_of is not None or row.fingerprint in known:
                continue
            actor_ids[row.row] = clock.new_id()
            _insert_clean(writing, actor_ids[row.row], row, {"batch_id": batch_id, "batch_row": row.row})
        _insert_permits_of_repeats(writing, checked.rows, actor_ids)
        _insert_rows(writing, batch_id, checked.rows, actor_ids)
        writing.after = {"file_name": file_name, "actors": len(actor_ids), **checked.counts()}
    return batch_id


def _insert_permits_of_repeats(writing: Writing, rows: Sequence[CleanActor], actor_ids: dict[int, str]) -> None:
    """A business written twice is one actor, but its second row may hold another permit."""
    by_row = {row.row: row for row in rows}
    for row in rows:
        if row.verdict != "rejected" and row.repeat_of in actor_ids:
            first = by_row[row.repeat_of]
            new = [
                permit for permit in (*row.permits, *_numbers(row)) if permit not in (*first.permits, *_numbers(first))
            ]
            writing.insert(schema.permit_event, *(_event(actor_ids[row.repeat_of], one, _since(row)) for one in new))


def _since(row: CleanActor) -> date | None:
    return date(row.known_since, 1, 1) if row.known_since else None


def _insert_clean(writing: Writing, actor_id: str, row: CleanActor, batch: dict[str, Any]) -> None:
    known_since = _since(row)
    new = NewActor(
        business_name=row.business_name,
        kecamatan_code=row.kecamatan or "",
        desa_code=row.desa,
        known_since=known_since,
        known_since_precision="year",
        known_since_source="berkas impor" if known_since else None,
        kbli_code=row.kbli if row.kbli and len(row.kbli) == 5 else None,
        commodity=row.commodity,
        product=row.product,
        legal_form=row.legal_form,
        workers_m=row.workers_m if row.workers_m is not None else row.workers,
        workers_f=row.workers_f,
        investment=_whole(row.investment),
        capacity=row.capacity,
        capacity_unit=row.capacity_unit,
        output_value=_whole(row.output_value),
        materials_value=_whole(row.materials_value),
        owner=row.owner,
        phone=" / ".join(row.phones) or None,
        address=row.address,
    )
    insert_actor(writing, actor_id, new, batch)
    permits = [*row.permits, *_numbers(row)]
    writing.insert(schema.permit_event, *(_event(actor_id, permit, known_since) for permit in permits))


def _whole(value: float | None) -> int | None:
    return None if value is None else round(value)


def _numbers(row: CleanActor) -> list[CleanPermit]:
    """NIB and NPWP columns say the number; that it is valid on the file's date is all that is known."""
    right = {"nib": (13,), "npwp": (15, 16)}
    given = {"nib": row.nib, "npwp": row.npwp}
    return [
        CleanPermit(kind, "terbit", number=number if len(number) in right[kind] else None, raw=number)
        for kind, number in given.items()
        if number
    ]


def _event(actor_id: str, permit: CleanPermit, known_since: date | None) -> dict[str, Any]:
    fallback, precision = (known_since, "year") if known_since else (clock.today(), "day")
    return {
        "actor_id": actor_id,
        "kind": permit.kind,
        "status": permit.status,
        "on_date": permit.on or fallback,
        "on_precision": permit.precision if permit.on else precision,
        "expires_on": permit.expires,
        "number": permit.number,
        "raw": permit.raw,
    }


def import_visits(who: Who, file_name: str, sha256: str, checked: Checked[CleanVisit]) -> str:
    """Write the accepted and warned contacts; group contacts of one facilitator and day share a session."""
    batch_id = clock.new_id()
    with write(who, "import.run", About("import_batch", batch_id)) as writing:
        good = [row for row in checked.rows if row.verdict != "rejected" and row.repeat_of is None and row.on]
        since = min((row.on for row in good if row.on), default=None)
        _insert_batch(writing, batch_id, "visits", file_name, sha256, checked.counts(), since)
        have = _known_contacts(writing)
        good = [row for row in good if (row.actor_id, row.facilitator_id, row.on, row.mode) not in have]
        insert_contacts(writing, [_contact(row, batch_id) for row in good])
        _insert_rows(writing, batch_id, checked.rows, {row.row: row.actor_id or "" for row in good})
        writing.after = {"file_name": file_name, "contacts": len(good), **checked.counts()}
    return batch_id


def _known_contacts(writing: Writing) -> set[tuple[Any, ...]]:
    """The contacts the register has: the same list brought in again adds nothing."""
    table = schema.contact
    asked = sa.select(table.c.actor_id, table.c.facilitator_id, table.c.on_date, table.c.mode)
    return {tuple(row) for row in writing.conn.execute(asked.where(table.c.kab_code == writing.who.kab))}


def _contact(row: CleanVisit, batch_id: str) -> dict[str, Any]:
    return {
        "actor_id": row.actor_id,
        "facilitator_id": row.facilitator_id,
        "on_date": row.on,
        "on_precision": "day",
        "mode": row.mode,
        "outcome": row.outcome,
        "topics": " ".join(row.topics),
        "result": row.result,
        "batch_id": batch_id,
    }


def _insert_batch(
    writing: Writing,
    batch_id: str,
    kind: str,
    file_name: str,
    sha256: str,
    counts: dict[str, int],
    visits_since: date | None = None,
) -> None:
    about = {"id": batch_id, "kind": kind, "file_name": file_name, "file_sha256": sha256, "by_person": writing.who.id}
    writing.insert(schema.import_batch, about | counts | {"visits_since": visits_since})


def _insert_rows(writing: Writing, batch_id: str, rows: Sequence[CheckedRow], actor_ids: dict[int, str]) -> None:
    writing.insert(
        schema.import_row,
        *(
            {
                "batch_id": batch_id,
                "row": row.row,
                "outcome": row.verdict,
                "actor_id": actor_ids.get(row.row),
                "codes": " ".join(problem.code for problem in row.problems),
                "raw": row.raw,
            }
            for row in rows
        ),
    )


def add_facilitators(who: Who, names: Iterable[str]) -> int:
    """Add the facilitators that a list of visits names and the register lacks; how many were added.

    They have no contract yet, so nobody is assigned to them; their visits count.
    """
    with write(who, "facilitator.add", About("facilitator", "list")) as writing:
        table = schema.facilitator
        have = {
            name_key(name) for name in writing.conn.scalars(sa.select(table.c.name).where(table.c.kab_code == who.kab))
        }
        new = {key: name.strip() for name in names if (key := name_key(name)) and key not in have}
        writing.insert(table, *({"name": name} for name in new.values()))
        return len(new)
