"""Changes to actors: adding one, editing one, and opening its personal data (a look that is written down)."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from data import clock, schema
from data.access import Who
from data.db import About, Writing, write
from data.filter import Filter
from data.importing import fingerprint
from data.normal import plain
from data.points import check_point
from data.population import actors, caseload, frame_of
from data.problem import Problem
from data.scope import may_see_personal
from data.sectors import sector_of

FIGURES = ("workers_m", "workers_f", "investment", "capacity", "capacity_unit", "output_value", "materials_value")
PLACE = ("kecamatan_code", "desa_code")
SECTOR = ("kbli_code", "kbli_version", "commodity", "product")
PERSONAL = ("owner", "phone", "address", "lon", "lat")


@dataclass(frozen=True)
class NewActor:
    """What a person knows of an actor; dates are days, money is rupiah. Only name and kecamatan are required."""

    business_name: str
    kecamatan_code: str
    desa_code: str | None = None
    known_since: date | None = None
    known_since_precision: str = "day"
    known_since_source: str | None = None
    kbli_code: str | None = None
    kbli_version: str = "2020"
    commodity: str | None = None
    product: str | None = None
    legal_form: str | None = None
    workers_m: int | None = None
    workers_f: int | None = None
    investment: int | None = None
    capacity: float | None = None
    capacity_unit: str | None = None
    output_value: int | None = None
    materials_value: int | None = None
    owner: str | None = None
    phone: str | None = None
    address: str | None = None
    lon: float | None = None
    lat: float | None = None


def add_actor(who: Who, new: NewActor, form_id: str) -> str:
    """Add an active actor; `form_id` is its id and its double-submit key: the same form twice makes one actor.

    Problem("form_name_missing"), Problem("form_place_missing"), Problem("form_kbli"), Problem("point_unreadable") for
    half a point and Problem("point_outside") for one elsewhere.
    """
    _check(new)
    check_point(new.lon, new.lat)
    with write(who, "actor.add", About("actor", form_id)) as writing:
        writing.once(form_id)
        insert_actor(writing, form_id, new)
        writing.after = {"business_name": new.business_name}
    return form_id


def _check(new: NewActor) -> None:
    if not new.business_name.strip():
        raise Problem("form_name_missing")
    if not new.kecamatan_code:
        raise Problem("form_place_missing")
    if new.kbli_code is not None and not re.fullmatch(r"\d{5}", new.kbli_code):
        raise Problem("form_kbli")


def insert_actor(writing: Writing, actor_id: str, new: NewActor, batch: dict[str, Any] | None = None) -> None:
    """The rows of one new actor inside an open write; `batch` has batch_id and batch_row when it was imported."""
    since = new.known_since or clock.today()
    precision = new.known_since_precision if new.known_since else "day"
    dated = {"actor_id": actor_id, "on_date": since, "on_precision": precision}
    name = new.business_name.strip()
    writing.insert(
        schema.actor,
        {
            "id": actor_id,
            "business_name": name,
            "search_name": plain(name),
            "fingerprint": fingerprint(name, new.owner, new.kecamatan_code, new.desa_code),
            "known_since": new.known_since,
            "known_since_precision": new.known_since_precision,
            "known_since_source": new.known_since_source,
            **(batch or {}),
        },
    )
    writing.insert(schema.actor_personal, {"actor_id": actor_id} | {name: getattr(new, name) for name in PERSONAL})
    writing.insert(schema.actor_place, dated | {"kecamatan_code": new.kecamatan_code, "desa_code": new.desa_code})
    writing.insert(schema.actor_state, dated | {"state": "active", "by_person": writing.who.id})
    _insert_sector(writing, dated, new)
    numbers = {name: getattr(new, name) for name in FIGURES}
    if any(value is not None for value in numbers.values()):
        writing.insert(schema.actor_figures, dated | numbers)
    if new.legal_form:
        _insert_legal_form(writing, dated, new.legal_form)


def _insert_sector(writing: Writing, dated: dict[str, Any], new: NewActor) -> None:
    row = {
        "sector": sector_of(writing.conn, writing.who.kab)(new.kbli_code, new.kbli_version),
        "kbli_code": new.kbli_code,
        "kbli_version": new.kbli_version if new.kbli_code else None,
        "commodity": new.commodity,
        "product": new.product,
    }
    writing.insert(schema.actor_sector, dated | row)


def _insert_legal_form(writing: Writing, dated: dict[str, Any], form: str) -> None:
    event = {"kind": "badan_usaha", "status": "terbit", "form": form}
    writing.insert(schema.permit_event, dated | event)


def edit_actor(who: Who, actor_id: str, row_version: int, changes: dict[str, Any], form_id: str | None = None) -> None:
    """Change some fields of `NewActor` today, each as a new dated row; old rows stay, what is not named is kept.

    `form_id` is the form's double-submit key: a click too many is no change by somebody else.

    Problem("no_such_actor"), Problem("not_your_actor"), the problems of `add_actor`, and Problem("changed_meanwhile")
    when `row_version` is no longer the actor's, so that nobody overwrites what they have not seen; `queries.actor`
    and `queries.last_changes` then say what stands there and by whom.
    """
    with write(who, "actor.edit", About("actor", actor_id)) as writing:
        if form_id:
            writing.once(form_id)
        conn, table = writing.conn, schema.actor
        mine = sa.and_(table.c.kab_code == who.kab, table.c.id == actor_id)
        found = conn.execute(sa.select(table).where(mine)).mappings().first()
        if found is None:
            raise Problem("no_such_actor")
        if not may_see_personal(who, conn, actor_id):
            raise Problem("not_your_actor")
        old = {"business_name": found["business_name"]} | _now(writing, actor_id)
        if "kecamatan_code" in changes:
            changes = {"desa_code": None} | changes
        new = NewActor(**(old | changes))
        _check(new)
        if {"lon", "lat"} & set(changes):  # a point that came by import may lie elsewhere and wait for its correction
            check_point(new.lon, new.lat)
        name = new.business_name.strip()
        values = {"business_name": name, "search_name": plain(name), "row_version": row_version + 1}
        written = conn.execute(table.update().where(mine, table.c.row_version == row_version).values(values))
        if written.rowcount != 1:
            raise Problem("changed_meanwhile")
        writing.before = {field: old.get(field) for field in changes}
        writing.after = dict(changes)
        _write_changed(writing, actor_id, new, set(changes))


def _now(writing: Writing, actor_id: str) -> dict[str, Any]:
    """The fields of `NewActor` as they stand today."""
    frame = frame_of(writing.who.kab, Filter(), writing.at)
    found: dict[str, Any] = {}
    for table, fields in ((schema.actor_place, PLACE), (schema.actor_sector, SECTOR), (schema.actor_figures, FIGURES)):
        kept = frame.latest(table, extra=[table.c.actor_id == actor_id])
        row = writing.conn.execute(sa.select(kept)).mappings().first()
        found |= {field: row[field] for field in fields} if row else {}
    personal = schema.actor_personal
    mine = sa.and_(personal.c.kab_code == writing.who.kab, personal.c.actor_id == actor_id)
    row = writing.conn.execute(sa.select(personal).where(mine)).mappings().one()
    found |= {field: row[field] for field in PERSONAL}
    events = schema.permit_event
    kept = frame.latest(events, extra=[events.c.actor_id == actor_id, events.c.kind == "badan_usaha"])
    found["legal_form"] = writing.conn.scalar(sa.select(kept.c.form))
    return found | {"kbli_version": found.get("kbli_version") or "2020"}


def _write_changed(writing: Writing, actor_id: str, new: NewActor, changed: set[str]) -> None:
    dated = {"actor_id": actor_id, "on_date": clock.today(), "on_precision": "day"}
    if changed & set(PLACE):
        writing.insert(schema.actor_place, dated | {field: getattr(new, field) for field in PLACE})
    if changed & set(SECTOR):
        _insert_sector(writing, dated, new)
    if changed & set(FIGURES):
        writing.insert(schema.actor_figures, dated | {field: getattr(new, field) for field in FIGURES})
    if "legal_form" in changed and new.legal_form:
        _insert_legal_form(writing, dated, new.legal_form)
    if changed & set(PERSONAL):
        table = schema.actor_personal
        mine = sa.and_(table.c.kab_code == writing.who.kab, table.c.actor_id == actor_id)
        writing.conn.execute(table.update().where(mine).values({field: getattr(new, field) for field in PERSONAL}))


def open_personal(who: Who, actor_id: str) -> dict[str, Any]:
    """The personal data of one actor, for those whose work needs them; the look is audited.

    Problem("not_your_actor") when it is outside the asker's scope.
    """
    with write(who, "actor.personal", About("actor", actor_id), changes=False) as writing:
        if not may_see_personal(who, writing.conn, actor_id):
            raise Problem("not_your_actor")
        table = schema.actor_personal
        mine = sa.and_(table.c.kab_code == who.kab, table.c.actor_id == actor_id)
        row = writing.conn.execute(sa.select(table).where(mine)).mappings().one()
        return {name: row[name] for name in PERSONAL}


def open_points(who: Who, wanted: Filter) -> list[dict[str, Any]]:
    """The exact points (id, business_name, lon, lat) of a filter's actors as far as they are the asker's; audited.

    Actors without a point are absent. A pendamping gets the own caseload only.
    """
    about = About("place", ",".join(wanted.desa or wanted.kecamatan))
    with write(who, "actor.personal", about, changes=False) as writing:
        rows, exact = actors(frame_of(who.kab, wanted, writing.at), wanted), schema.actor_personal
        asked = sa.select(rows.c.id, rows.c.business_name, exact.c.lon, exact.c.lat).join(
            exact, sa.and_(exact.c.kab_code == who.kab, exact.c.actor_id == rows.c.id)
        )
        asked = asked.where(exact.c.lon.is_not(None))
        if who.role == "pendamping":
            # The caseload of today decides, whatever date the screen looks at.
            today = Filter(facilitator=(who.facilitator or "",))
            asked = asked.where(rows.c.id.in_(caseload(frame_of(who.kab, today, writing.at), who.facilitator or "")))
        return [dict(row) for row in writing.conn.execute(asked).mappings()]
