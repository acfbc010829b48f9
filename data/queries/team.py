"""Questions about the team: who stands beside whom, whose contract ends, whom nobody stands beside any more."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import pandas as pd
import sqlalchemy as sa

from data import office, schema
from data.access import Who, require
from data.db import read
from data.filter import Filter
from data.offers import Group, Offer, Point, Room, offers
from data.population import Frame, actors, caseloads, current_facilitators, standing
from data.problem import Problem
from data.summary.turning import frame_for
from geo.regions import load

DAY = timedelta(days=1)
Row = Mapping[str, Any]
NUMBERS = ("actors", "assigned", "personally", "orphaned")


@dataclass(frozen=True)
class Member:
    """A facilitator on a day.

    `contract` is the one that runs, else the next, else the last (id, from_on, to_on). `last_day` ends the unbroken
    row of contracts that runs, None while no end is set. `current` is at work under contract; `assignable` could be.
    """

    id: str
    name: str
    home_desa: str | None
    capacity: int | None
    visit_target: int | None
    state: str | None
    contract: Mapping[str, Any] | None
    under_contract: bool
    last_day: date | None
    caseload: int

    @property
    def current(self) -> bool:
        return self.under_contract and self.state == "aktif"

    @property
    def assignable(self) -> bool:
        return self.under_contract and self.state in ("aktif", "belum_ditugaskan")


@dataclass(frozen=True)
class OrphanGroup:
    """Actors of one desa (None: not known) whose facilitator has left; `personally`: by assignments of their own.

    `offers` say who could take over how many, `left` how many find no room.
    """

    key: str
    facilitator_id: str
    kecamatan_code: str
    desa_code: str | None
    personally: bool
    actor_ids: tuple[str, ...]
    offers: tuple[Offer, ...] = ()
    left: int = 0

    def targets(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """What each offer assigns: the desa itself where it passes whole from area to area, else its actors."""
        if not self.personally and self.desa_code and len(self.offers) == 1 and not self.left:
            return [(self.offers[0].facilitator_id, [("desa", self.desa_code)])]
        made, begin = [], 0
        for offer in self.offers:
            ids = self.actor_ids[begin : begin + offer.count]
            made.append((offer.facilitator_id, [("actor", one) for one in ids]))
            begin += offer.count
        return made


@dataclass(frozen=True)
class Orphans:
    """Groups of actors whose facilitator has left, and the facilitators who leave within `soon_days`."""

    groups: tuple[OrphanGroup, ...]
    ending: tuple[Member, ...]
    soon_days: int


def _frame(who: Who, day: date | None) -> Frame:
    return frame_for(who, Filter(as_of=day))


def team(who: Who, day: date | None = None) -> list[Member]:
    """Every facilitator, by name, as of a day."""
    require(who, "team.see")
    frame = _frame(who, day)
    with read(who) as conn:
        return _team(conn, frame)


def _team(conn: sa.Connection, frame: Frame) -> list[Member]:
    table = schema.facilitator
    people = conn.execute(sa.select(table).where(frame.known(table)).order_by(table.c.name, table.c.id)).mappings()
    contracts = _by_facilitator(conn, frame, schema.facilitator_contract, "from_on")
    states = sa.select(frame.latest(schema.facilitator_state, "facilitator_id"))
    state = {row["facilitator_id"]: row["state"] for row in conn.execute(states).mappings()}
    load_of: dict[str, int] = {code: count for code, count in conn.execute(caseloads(frame))}
    return [_member(dict(row), contracts.get(row["id"], []), state, load_of, frame.day) for row in people]


def _by_facilitator(conn: sa.Connection, frame: Frame, table: sa.Table, order: str) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in conn.execute(sa.select(table).where(frame.known(table)).order_by(table.c[order])).mappings():
        found.setdefault(row["facilitator_id"], []).append(dict(row))
    return found


def _member(
    row: dict[str, Any], contracts: list[Row], state: Mapping[str, str], loads: Mapping[str, int], day: date
) -> Member:
    running = [one for one in contracts if one["from_on"] <= day and (one["to_on"] is None or one["to_on"] >= day)]
    coming = [one for one in contracts if one["from_on"] > day]
    return Member(
        **{name: row[name] for name in ("id", "name", "home_desa", "capacity", "visit_target")},
        state=state.get(row["id"]),
        contract=next(iter([*running, *coming, *reversed(contracts)]), None),
        under_contract=bool(running),
        last_day=_last_day(running[-1], coming) if running else None,
        caseload=loads.get(row["id"], 0),
    )


def _last_day(running: Row, coming: Iterable[Row]) -> date | None:
    """The end of contracts that follow each other without a gap."""
    end: date | None = running["to_on"]
    for one in coming:
        if end and one["from_on"] == end + DAY:
            end = one["to_on"]
    return end


def territories(who: Who, day: date | None = None) -> pd.DataFrame:
    """A row per desa: code, name, kecamatan_code, facilitator_id, by ("desa", "kecamatan" or None), standing
    ("current", "orphaned": the facilitator has left, "nobody"), and of its active actors: actors, assigned,
    personally, orphaned. Desa not yet known stands last for each kecamatan that has such actors, with code None."""
    require(who, "team.see")
    frame, table = _frame(who, day), schema.desa
    with read(who) as conn:
        area = _areas(conn, frame)
        current = set(conn.scalars(current_facilitators(frame)))
        counts = _counts(conn, frame)
        asked = sa.select(table.c.code, table.c.name, table.c.kecamatan_code).where(table.c.kab_code == who.kab)
        desa = [tuple(row) for row in conn.execute(asked.order_by(table.c.code))]
    unplaced = [(None, None, kecamatan) for kecamatan, code in sorted(counts, key=str) if code is None]
    rows = [_territory(place, area, current, counts) for place in [*desa, *unplaced]]
    return pd.DataFrame(rows, dtype=object).astype(dict.fromkeys(NUMBERS, "int64"))


def _territory(
    place: tuple[Any, ...],
    area: Mapping[str, str],
    current: set[str],
    counts: Mapping[tuple[str, str | None], Mapping[str, int]],
) -> dict[str, Any]:
    code, name, kecamatan = place
    by = "desa" if code in area else "kecamatan" if kecamatan in area else None
    facilitator = {"desa": area.get(code), "kecamatan": area.get(kecamatan)}.get(by or "")
    state = "nobody" if facilitator is None else "current" if facilitator in current else "orphaned"
    numbers = counts.get((kecamatan, code), dict.fromkeys(NUMBERS, 0))
    known = {"code": code, "name": name, "kecamatan_code": kecamatan, "facilitator_id": facilitator}
    return known | {"by": by, "standing": state, **numbers}


def _areas(conn: sa.Connection, frame: Frame) -> dict[str, str]:
    """Desa or kecamatan code -> facilitator of the assignment in force."""
    table = schema.assignment
    code = sa.func.coalesce(table.c.desa_code, table.c.kecamatan_code)
    asked = sa.select(code, table.c.facilitator_id).where(frame.running(table), table.c.actor_id.is_(None))
    return {row[0]: row[1] for row in conn.execute(asked.order_by(table.c.from_on, table.c.recorded_at, table.c.id))}


def _counts(conn: sa.Connection, frame: Frame) -> dict[tuple[str, str | None], dict[str, int]]:
    rows = actors(frame, Filter(as_of=frame.day))
    counted = {
        "actors": sa.func.count(),
        "assigned": sa.func.count(rows.c.facilitator_id),
        "personally": sa.func.sum(rows.c.personally),
        "orphaned": sa.func.sum(rows.c.orphaned),
    }
    place = (rows.c.kecamatan_code, rows.c.desa_code)
    asked = sa.select(*place, *counted.values()).group_by(*place)
    return {(row[0], row[1]): dict(zip(counted, map(int, row[2:]), strict=True)) for row in conn.execute(asked)}


def responsible(frame: Frame, rows: sa.CTE) -> tuple[sa.ColumnElement[Any], sa.ColumnElement[Any]]:
    """Of `population.actors`: the facilitator of the own and of the most specific assignment, at work or not."""
    own = standing(frame, "actor_id", rows.c.id)
    area = (standing(frame, name, rows.c[name]) for name in ("desa_code", "kecamatan_code"))
    return own, sa.func.coalesce(own, *area)


def orphans(who: Who, day: date | None = None) -> Orphans:
    """Actors whose facilitator's contract ended or who left, by former facilitator and desa, with whom they could be
    offered; and whose contract ends within the office's `contract_soon_days`."""
    require(who, "team.see")
    frame = _frame(who, day)
    with read(who) as conn:
        soon = office.number(conn, who.kab, "contract_soon_days")
        members = _team(conn, frame)
        areas = _areas(conn, frame)
        groups = _groups(conn, frame)
    until = frame.day + DAY * soon
    leaving = [one for one in members if one.current and one.last_day and one.last_day <= until]
    staying = [one for one in members if one.assignable and one not in leaving]
    made, left = offers([_group(one) for one in groups], [_room(one, areas) for one in staying])
    for_key: dict[str, list[Offer]] = {}
    for offer in made:
        for_key.setdefault(offer.key, []).append(offer)
    return Orphans(
        tuple(replace(one, offers=tuple(for_key.get(one.key, ())), left=left.get(one.key, 0)) for one in groups),
        tuple(sorted(leaving, key=lambda one: (one.last_day or date.max, one.name))),
        soon,
    )


def _groups(conn: sa.Connection, frame: Frame) -> list[OrphanGroup]:
    rows = actors(frame, Filter(as_of=frame.day))
    own, former = responsible(frame, rows)
    asked = sa.select(
        former.label("former"), rows.c.kecamatan_code, rows.c.desa_code, own.is_not(None).label("personally"), rows.c.id
    )
    found: dict[tuple[str, str, str | None, bool], list[str]] = {}
    for row in conn.execute(asked.where(rows.c.orphaned == 1).order_by(rows.c.id)):
        found.setdefault((row[0], row[1], row[2], bool(row[3])), []).append(row[4])
    made = [
        OrphanGroup(":".join(map(str, (a, b, c, d))), a, b, c, d, tuple(ids)) for (a, b, c, d), ids in found.items()
    ]
    return sorted(made, key=lambda one: (one.facilitator_id, -len(one.actor_ids), one.key))


def _group(group: OrphanGroup) -> Group:
    at = load().place(group.desa_code or group.kecamatan_code).label
    return Group(group.key, at, len(group.actor_ids))


def _room(member: Member, areas: Mapping[str, str]) -> Room:
    """Who has no capacity written down has no known room."""
    served = [load().place(code).label for code, facilitator in areas.items() if facilitator == member.id]
    at = load().desa[member.home_desa].label if member.home_desa else _middle(served)
    return Room(member.id, at, (member.capacity or 0) - member.caseload)


def _middle(points: Sequence[Point]) -> Point | None:
    if not points:
        return None
    lons, lats = zip(*points, strict=True)
    return sum(lons) / len(points), sum(lats) / len(points)


def facilitator_card(who: Who, facilitator_id: str, day: date | None = None) -> dict[str, Any]:
    """One facilitator: member, contracts and states newest first, areas and number of personal assignments running.

    Problem("no_facilitator_found").
    """
    require(who, "team.see")
    frame, table = _frame(who, day), schema.assignment
    with read(who) as conn:
        member = next((one for one in _team(conn, frame) if one.id == facilitator_id), None)
        if member is None:
            raise Problem("no_facilitator_found")
        contracts = _by_facilitator(conn, frame, schema.facilitator_contract, "from_on").get(facilitator_id, [])
        states = _by_facilitator(conn, frame, schema.facilitator_state, "on_date").get(facilitator_id, [])
        asked = sa.select(table).where(frame.running(table), table.c.facilitator_id == facilitator_id)
        merged = set(conn.scalars(sa.select(frame.survivors().c.id)))
        rows = conn.execute(asked.order_by(table.c.from_on)).mappings()
        running = [dict(row) for row in rows if row["actor_id"] not in merged]
    return {
        "member": member,
        "contracts": contracts[::-1],
        "states": states[::-1],
        "areas": [row for row in running if row["actor_id"] is None],
        "personally": sum(row["actor_id"] is not None for row in running),
    }
