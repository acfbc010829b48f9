"""What happened to one actor: its timeline, its needs, what followed facilitation, and who changed which field."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from data import clock, schema
from data.access import Who, allows, require
from data.asking import FRAME, among, family, ids, values
from data.checklist import steps
from data.clock import months_before, office_day
from data.db import read
from data.population import Frame
from data.problem import Problem
from data.scope import may_see_personal

FACILITATION_MONTHS = 12
CHANNELS = schema.CHANNELS  # on which a request may come


def timeline(who: Who, actor_id: str) -> list[dict[str, Any]]:
    """What happened to an actor, newest first: on_date, on_precision, kind ("contact", "permit", …) and its facts.

    Words of contacts (result, next step), notes and numbers are left out for those who may not see personal data; a
    proposed exit is there for those and for who may confirm it. Of entries merged into it what happened is there, and
    that they were merged (kind "merge", with the entry's business_name).
    """
    require(who, "actor.see")
    frame = Frame(who.kab, clock.today(), clock.now())
    with read(who) as conn:
        entries = list(family(conn, frame, [actor_id]))
        personal = may_see_personal(who, conn, actor_id)
        events = [
            {"kind": kind, **row}
            for kind in _TIMELINE
            if kind != "exit" or personal or allows(who, "exit.confirm")
            for row in _rows_about(conn, who, kind, personal, entries if kind in _HAPPENED else [actor_id])
        ] + _merged(conn, frame, [one for one in entries if one != actor_id])
    return sorted(events, key=lambda event: (event["on_date"], event["recorded_at"]), reverse=True)


_ALWAYS = ("on_date", "on_precision", "recorded_at")
_TIMELINE: dict[str, tuple[sa.Table, tuple[str, ...], tuple[str, ...]]] = {
    "contact": (
        schema.contact,
        (*_ALWAYS, "mode", "outcome", "topics", "facilitator_id", "next_due"),
        ("result", "next_step"),
    ),
    "permit": (schema.permit_event, (*_ALWAYS, "kind", "status", "form", "expires_on"), ("number", "raw")),
    "need": (schema.need_event, (*_ALWAYS, "kind", "change"), ()),
    "promise": (schema.promise_event, (*_ALWAYS, "change", "due"), ("note",)),
    "request": (schema.request, (*_ALWAYS, "channel", "topics"), ("note",)),
    "state": (schema.actor_state, (*_ALWAYS, "state", "reason"), ()),
    "exit": (schema.exit_proposal, ("on_date", "recorded_at", "state", "reason", "decision"), ("note",)),
    "place": (schema.actor_place, (*_ALWAYS, "kecamatan_code", "desa_code"), ()),
    "sector": (schema.actor_sector, (*_ALWAYS, "sector", "kbli_code", "product"), ()),
}
# What happened to any entry of a business happened to the business; what an entry was is its own.
_HAPPENED = frozenset({"contact", "permit", "need", "promise", "request", "exit"})


def _merged(conn: sa.Connection, frame: Frame, entries: Sequence[str]) -> list[dict[str, Any]]:
    base = schema.actor
    mine = sa.and_(base.c.kab_code == frame.kab, base.c.id.in_(entries))
    rows = conn.execute(sa.select(base.c.business_name, base.c.merged_at).where(mine)) if entries else ()
    return [
        {
            "kind": "merge",
            "on_date": office_day(row.merged_at),
            "on_precision": "day",
            "recorded_at": row.merged_at,
            "business_name": row.business_name,
        }
        for row in rows
    ]


def _rows_about(
    conn: sa.Connection, who: Who, kind: str, personal: bool, entries: Sequence[str]
) -> list[dict[str, Any]]:
    asked = {"kab": who.kab} | ids(conn, entries)
    rows = conn.execute(_about(conn.dialect.name, kind, personal), asked).mappings()
    return [{"on_precision": "day", **row} for row in rows]


@lru_cache(maxsize=2 * 2 * 9)
def _about(dialect: str, kind: str, personal: bool) -> sa.Select[Any]:
    table, columns, private = _TIMELINE[kind]
    chosen = [
        table.c[name].label("of" if name == "kind" else name) for name in (*columns, *(private if personal else ()))
    ]
    return sa.select(*chosen).where(table.c.kab_code == FRAME.kab, among(dialect, table.c.actor_id))


Visits = list[tuple[date, frozenset[str]]]


def visits_of(conn: sa.Connection, frame: Frame, entries: Sequence[str]) -> Visits:
    """Days and topics of the visits to these entries: in person, and they met."""
    asked = conn.execute(_met(conn.dialect.name), values(frame) | ids(conn, entries))
    return [(on, frozenset(topics.split())) for on, topics in asked]


@lru_cache(maxsize=2)
def _met(dialect: str) -> sa.Select[Any]:
    table = schema.contact
    met = sa.and_(table.c.mode.in_(schema.MODES_IN_PERSON), table.c.outcome == "bertemu")
    asked = sa.select(table.c.on_date, table.c.topics)
    return asked.where(FRAME.happened(table), among(dialect, table.c.actor_id), met)


def needs_of(conn: sa.Connection, frame: Frame, entries: Sequence[str], visits: Visits) -> list[dict[str, Any]]:
    """Each need of these entries as it stands: kind, change (raised, met, dropped), on_date, on_precision, raised_on
    (None when it was written down only once it was met) and after_facilitation (by their `visits`)."""
    found: dict[str, dict[str, Any]] = {}
    for row in conn.execute(_needs(conn.dialect.name), values(frame) | ids(conn, entries)).mappings():
        known = found.setdefault(row["kind"], {"kind": row["kind"], "raised_on": None})
        if row["change"] == "raised" and known.get("change") != "raised":
            known["raised_on"] = row["on_date"]
        known |= {name: row[name] for name in ("change", "on_date", "on_precision")}
    for known in found.values():
        known["after_facilitation"] = known["change"] == "met" and _follows(visits, known["kind"], known["on_date"])
    return sorted(found.values(), key=lambda need: (need["change"] != "raised", need["on_date"]))


@lru_cache(maxsize=2)
def _needs(dialect: str) -> sa.Select[Any]:
    events = schema.need_event
    asked = sa.select(events.c.kind, events.c.change, events.c.on_date, events.c.on_precision)
    asked = asked.where(FRAME.happened(events), among(dialect, events.c.actor_id))
    return asked.order_by(events.c.on_date, events.c.recorded_at, events.c.id)


def with_facilitation(permits: list[dict[str, Any]], visits: Visits) -> list[dict[str, Any]]:
    """The permits, each with `after_facilitation`: issued after a visit on its topic."""
    known = steps()
    for permit in permits:
        step = known.get(permit["kind"])
        issued = permit["status"] == "terbit" and step is not None
        permit["after_facilitation"] = issued and _follows(visits, step.topic if step else "", permit["on_date"])
    return permits


def _follows(visits: Visits, topic: str, on: date) -> bool:
    """Whether a visit on the topic lies in the 12 months before a day: a sequence, not a cause."""
    earliest = months_before(on, FACILITATION_MONTHS)
    return any(topic in topics and earliest <= day <= on for day, topics in visits)


@dataclass(frozen=True)
class Changed:
    """Who changed a field last, and when."""

    at: datetime
    by: str


def last_changes(who: Who, actor_id: str) -> dict[str, Changed]:
    """Field of `NewActor` -> who edited it last; names of fields only, never their values.

    Problem("not_your_actor") for those who may not edit it. A field nobody edited, or whose record was erased, is
    absent.
    """
    require(who, "actor.edit")
    audit, detail, person = schema.audit, schema.audit_detail, schema.person
    source = audit.join(detail, sa.and_(detail.c.kab_code == audit.c.kab_code, detail.c.audit_id == audit.c.id))
    source = source.outerjoin(person, sa.and_(person.c.kab_code == who.kab, person.c.id == audit.c.by_person))
    about = (audit.c.kab_code == who.kab, audit.c.about_kind == "actor", audit.c.about_id == actor_id)
    asked = (
        sa.select(audit.c.at, sa.func.coalesce(person.c.name, audit.c.by_person).label("by"), detail.c.after)
        .select_from(source)
        .where(*about, audit.c.deed == "actor.edit")
        .order_by(audit.c.at, audit.c.id)
    )
    with read(who) as conn:
        if not may_see_personal(who, conn, actor_id):
            raise Problem("not_your_actor")
        return _by_field(conn.execute(asked).all())


def _by_field(rows: Iterable[Any]) -> dict[str, Changed]:
    return {field: Changed(row.at, row.by) for row in rows for field in row.after or ()}
