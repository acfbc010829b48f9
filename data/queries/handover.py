"""What passes from one facilitator to another with each actor: promises, needs, permits that lapse, the last note."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from data import office, schema
from data.filter import Filter
from data.population import Frame, actors, entries_of
from data.promises import open_promises
from data.queries.team import responsible


@dataclass(frozen=True)
class HandedOver:
    """One actor on the record: the open promise with its day and postponements, open needs (kinds), permits (kind,
    last day) about to lapse, and the last words written about it, with their day."""

    id: str
    business_name: str
    kecamatan_code: str
    desa_code: str | None
    promise: str | None = None
    due: date | None = None
    postponed: int = 0
    needs: tuple[str, ...] = ()
    permits: tuple[tuple[str, date], ...] = ()
    note: str | None = None
    note_on: date | None = None


@dataclass(frozen=True)
class Handover:
    """The record of a day: who hands over to whom, and the actors by kecamatan, desa and name."""

    day: date
    giver: str
    taker: str
    actors: tuple[HandedOver, ...]


def handed_over(conn: sa.Connection, frame: Frame, giver: str, kecamatan: str | None) -> tuple[HandedOver, ...]:
    """The actors a facilitator stands beside, or stood beside until the contract ended; in one kecamatan if named.

    They hold personal free text: only `commands.open_handover`, which writes the look down, may ask.
    """
    found = _actors(conn, frame, giver, kecamatan)
    ids = [row["id"] for row in found]
    promises = open_promises(conn, frame, ids)
    entries = list(entries_of(conn, frame, ids))
    needs, permits = _needs(conn, frame, entries), _permits(conn, frame, entries)
    notes = _notes(conn, frame, entries)
    made = []
    for row in found:
        actor_id = row["id"]
        promise, note = promises.get(actor_id), notes.get(actor_id)
        made.append(
            HandedOver(
                **row,
                promise=promise.step if promise else None,
                due=promise.due if promise else None,
                postponed=promise.postponed if promise else 0,
                needs=tuple(needs.get(actor_id, ())),
                permits=tuple(permits.get(actor_id, ())),
                note=note[0] if note else None,
                note_on=note[1] if note else None,
            )
        )
    return tuple(made)


def _actors(conn: sa.Connection, frame: Frame, giver: str, kecamatan: str | None) -> list[dict[str, Any]]:
    rows = actors(frame, Filter(as_of=frame.day, kecamatan=(kecamatan,) if kecamatan else ()))
    columns = (rows.c.id, rows.c.business_name, rows.c.kecamatan_code, rows.c.desa_code)
    asked = sa.select(*columns).where(responsible(frame, rows)[1] == giver)
    found = [dict(row) for row in conn.execute(asked).mappings()]
    return sorted(found, key=lambda row: (row["kecamatan_code"], row["desa_code"] or "", row["business_name"]))


def _needs(conn: sa.Connection, frame: Frame, entries: Sequence[str]) -> Mapping[str, list[str]]:
    table = schema.need_event
    kept = frame.latest_of_all(table, "kind", extra=[table.c.actor_id.in_(entries)])
    asked = sa.select(kept.c.actor_id, kept.c.kind).where(kept.c.change == "raised").order_by(kept.c.on_date)
    found: dict[str, list[str]] = {}
    for actor_id, kind in conn.execute(asked):
        found.setdefault(actor_id, []).append(kind)
    return found


def _permits(conn: sa.Connection, frame: Frame, entries: Sequence[str]) -> Mapping[str, list[tuple[str, date]]]:
    until = frame.day + timedelta(days=office.number(conn, frame.kab, "permit_soon_days"))
    table = schema.permit_event
    kept = frame.latest_of_all(table, "kind", extra=[table.c.actor_id.in_(entries)])
    lapsing = sa.and_(kept.c.status == "terbit", kept.c.expires_on.between(frame.day, until))
    asked = sa.select(kept.c.actor_id, kept.c.kind, kept.c.expires_on).where(lapsing).order_by(kept.c.expires_on)
    found: dict[str, list[tuple[str, date]]] = {}
    for actor_id, kind, expires_on in conn.execute(asked):
        found.setdefault(actor_id, []).append((kind, expires_on))
    return found


def _notes(conn: sa.Connection, frame: Frame, entries: Sequence[str]) -> Mapping[str, tuple[str, date]]:
    table = schema.contact
    kept = frame.latest_of_all(table, extra=[table.c.actor_id.in_(entries), table.c.result.is_not(None)])
    asked = sa.select(kept.c.actor_id, kept.c.result, kept.c.on_date)
    return {actor_id: (words, on_date) for actor_id, words, on_date in conn.execute(asked)}
