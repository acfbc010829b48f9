"""Changes to actors: adding one, editing one, and opening its personal data (a look that is written down)."""

import re
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from data import clock, schema
from data.access import Who
from data.db import About, Writing, write
from data.filter import Filter
from data.importing import fingerprint
from data.newactor import FIGURES, KNOWN_SINCE, PERSONAL, PLACE, SECTOR, NewActor
from data.normal import plain
from data.points import check_point
from data.population import actors, caseload, frame_of
from data.problem import Problem
from data.scope import may_see_personal
from data.sectors import SectorOf, sector_of


def add_actor(who: Who, new: NewActor, form_id: str) -> str:
    """Add an active actor; `form_id` is its id and its double-submit key: the same form twice makes one actor.

    Problem("form_name_missing"), Problem("form_place_missing"), Problem("form_kbli"), Problem("point_unreadable") for
    half a point and Problem("point_outside") for one elsewhere.
    """
    check_new(new)
    check_point(new.lon, new.lat)
    with write(who, "actor.add", About("actor", form_id)) as writing:
        writing.once(form_id)
        insert_actor(writing, form_id, new)
        writing.after = {"business_name": new.business_name}
    return form_id


def check_new(new: NewActor) -> None:
    """The Problems of a form that lacks its name or place, or has no KBLI of five digits."""
    if not new.business_name.strip():
        raise Problem("form_name_missing")
    if not new.kecamatan_code:
        raise Problem("form_place_missing")
    if new.kbli_code is not None and not re.fullmatch(r"\d{5}", new.kbli_code):
        raise Problem("form_kbli")


def insert_actor(writing: Writing, actor_id: str, new: NewActor, batch: dict[str, Any] | None = None) -> None:
    """The rows of one new actor inside an open write; `batch` has batch_id and batch_row when it was imported."""
    sectors = sector_of(writing.conn, writing.who.kab)
    for table, row in actor_rows(actor_id, new, writing.who.id, sectors, batch):
        writing.insert(table, row)


def actor_rows(
    actor_id: str, new: NewActor, by_person: str, sectors: SectorOf, batch: dict[str, Any] | None = None
) -> Iterator[tuple[sa.Table, dict[str, Any]]]:
    """The rows of one new actor and their tables, in an order that no foreign key minds."""
    since = new.known_since or clock.today()
    precision = new.known_since_precision if new.known_since else "day"
    dated = {"actor_id": actor_id, "on_date": since, "on_precision": precision}
    if batch:
        dated["batch_id"] = batch["batch_id"]
    name = new.business_name.strip()
    yield (
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
    yield schema.actor_personal, {"actor_id": actor_id} | {field: getattr(new, field) for field in PERSONAL}
    yield schema.actor_place, dated | {"kecamatan_code": new.kecamatan_code, "desa_code": new.desa_code}
    yield schema.actor_state, dated | {"state": "active", "by_person": by_person}
    yield schema.actor_sector, dated | sector_row(new, sectors)
    numbers = {field: getattr(new, field) for field in FIGURES}
    if any(value is not None for value in numbers.values()):
        yield schema.actor_figures, dated | numbers
    if new.legal_form:
        yield schema.permit_event, dated | legal_form_row(new.legal_form)


def sector_row(new: NewActor, sectors: SectorOf) -> dict[str, Any]:
    """What `actor_sector` says of an actor, without its date."""
    return {
        "sector": sectors(new.kbli_code, new.kbli_version),
        "kbli_code": new.kbli_code,
        "kbli_version": new.kbli_version if new.kbli_code else None,
        "commodity": new.commodity,
        "product": new.product,
    }


def legal_form_row(form: str) -> dict[str, Any]:
    """The permit event of a legal form, without its date."""
    return {"kind": "badan_usaha", "status": "terbit", "form": form}


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
        change_actor(writing, actor_id, row_version, changes)


def change_actor(
    writing: Writing, actor_id: str, row_version: int, changes: dict[str, Any], batch_id: str | None = None
) -> None:
    """What `edit_actor` does, inside an open write; the row version is raised also when no field is named. `batch_id`
    when an upload brings them."""
    who, conn, table = writing.who, writing.conn, schema.actor
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
    check_new(new)
    if {"lon", "lat"} & set(changes):  # a point that came by import may lie elsewhere and wait for its correction
        check_point(new.lon, new.lat)
    name = new.business_name.strip()
    values = {"business_name": name, "search_name": plain(name), "row_version": row_version + 1}
    written = conn.execute(table.update().where(mine, table.c.row_version == row_version).values(values))
    if written.rowcount != 1:
        raise Problem("changed_meanwhile")
    writing.before = {field: old.get(field) for field in changes}
    writing.after = dict(changes)
    _write_changed(writing, actor_id, new, set(changes), batch_id)


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


def write_fields(
    writing: Writing, actor_id: str, old: dict[str, Any], changes: dict[str, Any], batch_id: str | None = None
) -> None:
    """Inside an open write: some fields of `NewActor` changed today, beside `old` (the fields as they stand), and the
    actor's version raised; `batch_id` when an import brings them."""
    fields = {name: value for name, value in (old | changes).items() if name in NewActor.__dataclass_fields__}
    new = NewActor(**fields | {"kbli_version": fields.get("kbli_version") or "2020"})
    name, table = new.business_name.strip(), schema.actor
    values: dict[str, Any] = {"row_version": table.c.row_version + 1}
    if "business_name" in changes:
        values |= {"business_name": name, "search_name": plain(name)}
    values |= {field: getattr(new, field) for field in KNOWN_SINCE if field in changes}
    mine = sa.and_(table.c.kab_code == writing.who.kab, table.c.id == actor_id)
    writing.conn.execute(table.update().where(mine).values(values))
    _write_changed(writing, actor_id, new, set(changes), batch_id)


def _write_changed(
    writing: Writing, actor_id: str, new: NewActor, changed: set[str], batch_id: str | None = None
) -> None:
    dated: dict[str, Any] = {"actor_id": actor_id, "on_date": clock.today(), "on_precision": "day"}
    dated |= {"batch_id": batch_id} if batch_id else {}
    if changed & set(PLACE):
        writing.insert(schema.actor_place, dated | {field: getattr(new, field) for field in PLACE})
    if changed & set(SECTOR):
        writing.insert(schema.actor_sector, dated | sector_row(new, sector_of(writing.conn, writing.who.kab)))
    if changed & set(FIGURES):
        writing.insert(schema.actor_figures, dated | {field: getattr(new, field) for field in FIGURES})
    if "legal_form" in changed and new.legal_form:
        writing.insert(schema.permit_event, dated | legal_form_row(new.legal_form))
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
