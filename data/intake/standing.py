"""What the register says today of some actors, and how a row of a file differs from it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from data import schema
from data.filter import Filter
from data.importing import CleanActor, CleanPermit
from data.importing.fingerprints import name_key
from data.newactor import FIGURES, KNOWN_SINCE, PERSONAL, PLACE, SECTOR, NewActor, together
from data.phones import dial
from data.population import Frame, frame_of

PERMITS = "permits"
NAMED = ("business_name", "owner", "address", "commodity", "product")
EXACT = ("legal_form", "workers_f", "investment", "capacity", "output_value", "materials_value")
NEAR = 0.0005  # degrees, about fifty metres: two measurements of one workshop
NUMBERS = {"nib": (13,), "npwp": (15, 16)}
Change = list[Any]  # [old, new] as JSON holds them


@dataclass
class Standing:
    """One actor: the fields of `NewActor`, its version, and its permit events as (kind, status, number)."""

    values: dict[str, Any]
    row_version: int
    permits: set[tuple[str, str, str | None]] = field(default_factory=set)


def standing(conn: sa.Connection, kab: str, at: datetime, ids: Collection[str]) -> dict[str, Standing]:
    """Actor id -> what stands there today; `ids` are few enough for one question."""
    frame, base, personal = frame_of(kab, Filter(), at), schema.actor, schema.actor_personal
    columns = (base.c.id, base.c.business_name, base.c.row_version, *(base.c[name] for name in KNOWN_SINCE))
    source = base.join(personal, sa.and_(personal.c.kab_code == kab, personal.c.actor_id == base.c.id))
    asked = sa.select(*columns, *(personal.c[name] for name in PERSONAL)).select_from(source)
    found = {
        row["id"]: Standing({name: value for name, value in row.items() if name != "row_version"}, row["row_version"])
        for row in conn.execute(asked.where(base.c.kab_code == kab, base.c.id.in_(ids))).mappings()
    }
    for table, names in ((schema.actor_place, PLACE), (schema.actor_sector, SECTOR), (schema.actor_figures, FIGURES)):
        kept = frame.latest(table, extra=[table.c.actor_id.in_(ids)])
        for row in conn.execute(sa.select(kept)).mappings():
            found[row["actor_id"]].values |= {name: row[name] for name in names}
    _permits(conn, frame, ids, found)
    return found


def _permits(conn: sa.Connection, frame: Frame, ids: Collection[str], found: dict[str, Standing]) -> None:
    events = schema.permit_event.c
    asked = sa.select(events.actor_id, events.kind, events.status, events.number, events.form)
    asked = asked.where(events.kab_code == frame.kab, events.actor_id.in_(ids)).order_by(events.on_date, events.id)
    for row in conn.execute(asked):
        found[row.actor_id].permits.add((row.kind, row.status, row.number))
        if row.kind == "badan_usaha":
            found[row.actor_id].values["legal_form"] = row.form


def new_actor(row: CleanActor) -> NewActor:
    """What a clean row says, as an actor is added."""
    since = date(row.known_since, 1, 1) if row.known_since else None
    return NewActor(
        business_name=row.business_name,
        kecamatan_code=row.kecamatan or "",
        desa_code=row.desa,
        known_since=since,
        known_since_precision="year" if since else "day",
        known_since_source="berkas impor" if since else None,
        kbli_code=row.kbli if row.kbli and len(row.kbli) == 5 else None,
        kbli_version=row.kbli_version or "2020",
        commodity=row.commodity,
        product=row.product,
        legal_form=row.legal_form,
        workers_m=_men_of(row),
        workers_f=row.workers_f,
        investment=_whole(row.investment),
        capacity=row.capacity,
        capacity_unit=row.capacity_unit,
        output_value=_whole(row.output_value),
        materials_value=_whole(row.materials_value),
        owner=row.owner,
        phone=" / ".join(row.phones) or None,
        address=row.address,
        lon=row.lon,
        lat=row.lat,
    )


def _men_of(row: CleanActor) -> int | None:
    """The men, or all workers of whom nothing else is said."""
    if row.workers_m is not None or row.workers is None:
        return row.workers_m
    return max(row.workers - (row.workers_f or 0), 0)


def _whole(value: float | None) -> int | None:
    return None if value is None else round(value)


def permits_of(row: CleanActor) -> list[CleanPermit]:
    """All permits of a row. NIB and NPWP columns say the number; that it is valid on the file's date is all we know."""
    given = {"nib": row.nib, "npwp": row.npwp}
    columns = [
        CleanPermit(kind, "terbit", number=number if len(number) in NUMBERS[kind] else None, raw=number)
        for kind, number in given.items()
        if number
    ]
    return [*row.permits, *columns]


def permit_row(permit: CleanPermit, since: date | None, today: date) -> dict[str, Any]:
    """The permit event, without its actor; a permit without a day is known since the file's year, else since today."""
    fallback, precision = (since, "year") if since else (today, "day")
    return {
        "kind": permit.kind,
        "status": permit.status,
        "on_date": permit.on or fallback,
        "on_precision": permit.precision if permit.on else precision,
        "expires_on": permit.expires,
        "number": permit.number,
        "raw": permit.raw,
    }


def differences(row: CleanActor, now: Standing, today: date) -> dict[str, Change]:
    """Field -> [old, new] where the row says what the register does not; what the row leaves empty says nothing."""
    new = new_actor(row)
    found: dict[str, Change] = {}
    for name in NAMED:
        _note(found, name, now, getattr(new, name), _same_words)
    for name in EXACT:
        _note(found, name, now, getattr(new, name), lambda old, said: old == said)
    if new.capacity is not None:  # a unit without its number says nothing
        _note(found, "capacity_unit", now, new.capacity_unit, _same_words)
    _men(found, row, now)
    _kbli(found, row, now)
    _place(found, new, now)
    _phones(found, new, now)
    _since(found, new, now)
    _point(found, new, now)
    events = missing_permits(permits_of(row), now.permits)
    if events:
        found[PERMITS] = [None, as_json([permit_row(permit, new.known_since, today) for permit in events])]
    return found


def missing_permits(permits: Iterable[CleanPermit], have: set[tuple[str, str, str | None]]) -> list[CleanPermit]:
    """Those the register does not have; a bare word ("belum") says nothing where the kind is written down already."""
    kinds, numbers = {kind for kind, _, _ in have}, {(kind, number) for kind, _, number in have if number}
    return [
        permit
        for permit in permits
        if (permit.kind, permit.status, permit.number) not in have
        and (permit.on or permit.expires or _undated_news(permit, kinds, numbers))
    ]


def _undated_news(permit: CleanPermit, kinds: set[str], numbers: set[tuple[str, str]]) -> bool:
    """A known number without a day is no word on whether the permit holds today: one withdrawn stays withdrawn."""
    if not permit.number:
        return permit.kind not in kinds
    return permit.status != "terbit" or (permit.kind, permit.number) not in numbers


def chosen(changes: Mapping[str, Change], updates: str) -> dict[str, Change]:
    """What of an actor's changes a write makes under this choice ("fill", "replace" or "none"), groups whole."""
    if updates == "none":
        return {}
    return dict(changes) if updates == "replace" else filling(changes)


def filling(changes: Mapping[str, Change]) -> dict[str, Change]:
    """The changes that only add to what the register has, so that nothing somebody wrote is lost."""
    groups = [group for group in together(changes) if all(_fills(name, change) for name, change in group.items())]
    return {name: change for group in groups for name, change in group.items()}


def _fills(name: str, change: Sequence[Any]) -> bool:
    old, new = change
    if name == "phone":
        return not old or str(new).startswith(str(old))
    return old in (None, "") or name in (PERMITS, *KNOWN_SINCE)


def _note(found: dict[str, Change], name: str, now: Standing, said: Any, same: Any) -> None:
    old = now.values.get(name)
    if said not in (None, "") and not same(old, said):
        found[name] = [old, said]


def _same_words(old: Any, said: Any) -> bool:
    return name_key(str(old or "")) == name_key(str(said))


def _men(found: dict[str, Change], row: CleanActor, now: Standing) -> None:
    """A bare total of all workers says nothing of the men where the women are known."""
    bare = row.workers_m is None and row.workers_f is None
    if not (bare and now.values.get("workers_f") is not None):
        _note(found, "workers_m", now, _men_of(row), lambda old, said: old == said)


def _kbli(found: dict[str, Change], row: CleanActor, now: Standing) -> None:
    """A code means what it does in its version; a version nobody knows contradicts none."""
    new, names = new_actor(row), ("kbli_code", "kbli_version")
    code, version = (now.values.get(name) for name in names)
    if new.kbli_code and (new.kbli_code != code or (row.kbli_version and row.kbli_version != version)):
        found |= {"kbli_code": [code, new.kbli_code], "kbli_version": [version, new.kbli_version]}


def _place(found: dict[str, Change], new: NewActor, now: Standing) -> None:
    kecamatan, desa = now.values.get("kecamatan_code"), now.values.get("desa_code")
    moved = bool(new.kecamatan_code) and new.kecamatan_code != kecamatan
    if moved:
        found["kecamatan_code"] = [kecamatan, new.kecamatan_code]
    if new.desa_code != desa and (moved or new.desa_code):
        found["desa_code"] = [desa, new.desa_code]


def _phones(found: dict[str, Change], new: NewActor, now: Standing) -> None:
    """Numbers the register does not have are set beside those it has."""
    old = now.values.get("phone")
    have = {number.tel or number.shown for number in dial(old)}
    more = [number.shown for number in dial(new.phone) if (number.tel or number.shown) not in have]
    if more:
        found["phone"] = [old, " / ".join(([old] if old else []) + more)]


def _since(found: dict[str, Change], new: NewActor, now: Standing) -> None:
    """The earliest documented day counts."""
    old = now.values.get("known_since")
    if new.known_since and (old is None or new.known_since.year < old.year):
        found |= {name: [as_json(now.values.get(name)), as_json(getattr(new, name))] for name in KNOWN_SINCE}


def _point(found: dict[str, Change], new: NewActor, now: Standing) -> None:
    if new.lon is None or new.lat is None:
        return
    lon, lat = now.values.get("lon"), now.values.get("lat")
    if lon is None or lat is None or max(abs(lon - new.lon), abs(lat - new.lat)) > NEAR:
        found |= {"lon": [lon, new.lon], "lat": [lat, new.lat]}


def as_json(value: Any) -> Any:
    """A value, or several in a list or a mapping, as JSON holds them."""
    if isinstance(value, list):
        return [as_json(one) for one in value]
    if isinstance(value, dict):
        return {name: as_json(one) for name, one in value.items()}
    return value.isoformat() if isinstance(value, date) else value
