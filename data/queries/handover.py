"""What passes from one facilitator to another with each actor: promises, needs, permits that lapse, the last note."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from data import office, schema
from data.asking import among, family, ids
from data.filter import Filter
from data.population import Frame, actors
from data.promises import open_promises
from data.summary.days import kept_here


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
    """The record of a day: who hands over to whom, and the actors by kecamatan, desa and name. `count` there are,
    `promised` of them with an open promise; the first `MOST` are told."""

    day: date
    giver: str
    taker: str
    actors: tuple[HandedOver, ...]
    count: int
    promised: int


MOST = 1_000  # actors on one record; a longer one is made kecamatan by kecamatan


def handed_over(
    conn: sa.Connection, frame: Frame, giver: str, kecamatan: str | None
) -> tuple[tuple[HandedOver, ...], int, int]:
    """The first `MOST` actors a facilitator stands beside, or stood beside until the contract ended; in one kecamatan
    if named. And how many there are, and how many of them have an open promise.

    They hold personal free text: only `commands.open_handover`, which writes the look down, may ask.
    """
    all_of_them = _actors(conn, frame, giver, kecamatan)
    promises = open_promises(conn, frame, [row["id"] for row in all_of_them])
    told = all_of_them[:MOST]
    entries = family(conn, frame, [row["id"] for row in told])
    needs, permits = _needs(conn, frame, entries), _permits(conn, frame, entries)
    notes = _notes(conn, frame, entries)
    made = []
    for row in told:
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
    return tuple(made), len(all_of_them), len(promises)


def _actors(conn: sa.Connection, frame: Frame, giver: str, kecamatan: str | None) -> list[dict[str, Any]]:
    kept = Frame(frame.kab, frame.day, frame.known_at, kept_here(conn, frame.kab, frame.day))
    rows = actors(kept, Filter(as_of=frame.day, kecamatan=(kecamatan,) if kecamatan else ()))
    columns = (rows.c.id, rows.c.business_name, rows.c.kecamatan_code, rows.c.desa_code)
    asked = sa.select(*columns).where(rows.c.responsible_id == giver)
    found = [dict(row) for row in conn.execute(asked).mappings()]
    return sorted(found, key=lambda row: (row["kecamatan_code"], row["desa_code"] or "", row["business_name"]))


def _needs(conn: sa.Connection, frame: Frame, entries: Collection[str]) -> Mapping[str, list[str]]:
    table = schema.need_event
    kept = frame.latest_of_all(table, "kind", extra=[among(conn.dialect.name, table.c.actor_id)])
    asked = sa.select(kept.c.actor_id, kept.c.kind).where(kept.c.change == "raised").order_by(kept.c.on_date)
    found: dict[str, list[str]] = {}
    for actor_id, kind in conn.execute(asked, ids(conn, entries)):
        found.setdefault(actor_id, []).append(kind)
    return found


def _permits(conn: sa.Connection, frame: Frame, entries: Collection[str]) -> Mapping[str, list[tuple[str, date]]]:
    until = frame.day + timedelta(days=office.number(conn, frame.kab, "permit_soon_days"))
    table = schema.permit_event
    kept = frame.latest_of_all(table, "kind", extra=[among(conn.dialect.name, table.c.actor_id)])
    lapsing = sa.and_(kept.c.status == "terbit", kept.c.expires_on.between(frame.day, until))
    asked = sa.select(kept.c.actor_id, kept.c.kind, kept.c.expires_on).where(lapsing).order_by(kept.c.expires_on)
    found: dict[str, list[tuple[str, date]]] = {}
    for actor_id, kind, expires_on in conn.execute(asked, ids(conn, entries)):
        found.setdefault(actor_id, []).append((kind, expires_on))
    return found


def _notes(conn: sa.Connection, frame: Frame, entries: Collection[str]) -> Mapping[str, tuple[str, date]]:
    table = schema.contact
    kept = frame.latest_of_all(table, extra=[among(conn.dialect.name, table.c.actor_id), table.c.result.is_not(None)])
    asked = sa.select(kept.c.actor_id, kept.c.result, kept.c.on_date)
    return {actor_id: (words, on_date) for actor_id, words, on_date in conn.execute(asked, ids(conn, entries))}
