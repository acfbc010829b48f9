"""Questions about the team: who stands beside whom, whose contract ends, whom nobody stands beside any more."""

from collections import Counter
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
from data.population import Frame, actors, standing
from data.problem import Problem
from data.queries.assigned import NUMBERS, Assigned, Place, count
from data.queries.counting import Asked, counted_once
from data.summary.turning import frame_for
from geo.regions import load

DAY = timedelta(days=1)
Row = Mapping[str, Any]
Target = tuple[str, str]


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
    """So many actors of one desa (None: not known) whose facilitator has left; `personally`: by assignments of their
    own. `offers` say who could take over how many, `left` how many find no room.
    """

    key: str
    facilitator_id: str
    kecamatan_code: str
    desa_code: str | None
    personally: bool
    actors: int
    offers: tuple[Offer, ...] = ()
    left: int = 0

    @property
    def whole(self) -> bool:
        """Whether the desa itself passes, from area to area."""
        return not self.personally and self.desa_code is not None and len(self.offers) == 1 and not self.left


@dataclass(frozen=True)
class Orphans:
    """Groups of actors whose facilitator has left, and the facilitators who leave within `soon_days`."""

    groups: tuple[OrphanGroup, ...]
    ending: tuple[Member, ...]
    soon_days: int


def team(who: Who, day: date | None = None) -> list[Member]:
    """Every facilitator, by name, as of a day."""
    require(who, "team.see")
    _, found = counted_once(
        who,
        Filter(as_of=day),
        "team",
        lambda asked: _team(asked.conn, asked.frame, asked.held().totals("facilitator_id")),
        of_groups=True,
    )
    return list(found)


def _team(conn: sa.Connection, frame: Frame, loads: Mapping[str, int]) -> list[Member]:
    table = schema.facilitator
    people = conn.execute(sa.select(table).where(frame.known(table)).order_by(table.c.name, table.c.id)).mappings()
    contracts = _by_facilitator(conn, frame, schema.facilitator_contract, "from_on")
    states = sa.select(frame.latest(schema.facilitator_state, "facilitator_id"))
    state = {row["facilitator_id"]: row["state"] for row in conn.execute(states).mappings()}
    return [_member(dict(row), contracts.get(row["id"], []), state, loads, frame.day) for row in people]


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
    return counted_once(who, Filter(as_of=day), "territories", _territories, of_groups=True)[1].copy()


def _territories(asked: Asked) -> pd.DataFrame:
    table, found = schema.desa, count(asked)
    listed = sa.select(table.c.code, table.c.name, table.c.kecamatan_code).where(table.c.kab_code == asked.frame.kab)
    desa = [tuple(row) for row in asked.conn.execute(listed.order_by(table.c.code))]
    unplaced = [(None, None, kecamatan) for kecamatan, code in sorted(found.places, key=str) if code is None]
    rows = [_territory(place, found) for place in [*desa, *unplaced]]
    return pd.DataFrame(rows, dtype=object).astype(dict.fromkeys(NUMBERS, "int64"))


def _territory(place: tuple[Any, ...], found: Assigned) -> dict[str, Any]:
    code, name, kecamatan = place
    by = "desa" if code in found.areas else "kecamatan" if kecamatan in found.areas else None
    facilitator = found.of_area((kecamatan, code))
    state = "nobody" if facilitator is None else "current" if facilitator in found.current else "orphaned"
    numbers = found.places.get((kecamatan, code), dict.fromkeys(NUMBERS, 0))
    known = {"code": code, "name": name, "kecamatan_code": kecamatan, "facilitator_id": facilitator}
    return known | {"by": by, "standing": state, **numbers}


def orphans(who: Who, day: date | None = None) -> Orphans:
    """Actors whose facilitator's contract ended or who left, by former facilitator and desa, with whom they could be
    offered; and whose contract ends within the office's `contract_soon_days`."""
    require(who, "team.see")
    return counted_once(who, Filter(as_of=day), "orphans", _orphans, of_groups=True)[1]


def _orphans(asked: Asked) -> Orphans:
    conn, frame, found = asked.conn, asked.frame, count(asked)
    soon = office.number(conn, frame.kab, "contract_soon_days")
    members, groups = _team(conn, frame, found.loads), _groups(found)
    until = frame.day + DAY * soon
    leaving = [one for one in members if one.current and one.last_day and one.last_day <= until]
    staying = [one for one in members if one.assignable and one not in leaving]
    made, left = offers([_group(one) for one in groups], [_room(one, found.areas) for one in staying])
    for_key: dict[str, list[Offer]] = {}
    for offer in made:
        for_key.setdefault(offer.key, []).append(offer)
    return Orphans(
        tuple(replace(one, offers=tuple(for_key.get(one.key, ())), left=left.get(one.key, 0)) for one in groups),
        tuple(sorted(leaving, key=lambda one: (one.last_day or date.max, one.name))),
        soon,
    )


def _groups(found: Assigned) -> list[OrphanGroup]:
    """Those with an assignment of their own are known one by one; all others of a place were of its area."""
    own = Counter((who, place) for who, place in found.own.values() if who not in found.current)
    counted: Counter[tuple[str, Place, bool]] = Counter(
        {(who, place, True): size for (who, place), size in own.items()}
    )
    theirs: Counter[Place] = Counter()
    for (_, place), size in own.items():
        theirs[place] += size
    for place, numbers in found.places.items():
        former, size = found.of_area(place), numbers["orphaned"] - theirs[place]
        if former and size > 0:
            counted[former, place, False] = size
    made = [OrphanGroup(_key(who, place, own), who, *place, own, size) for (who, place, own), size in counted.items()]
    return sorted(made, key=lambda one: (one.facilitator_id, -one.actors, one.key))


def orphan_targets(
    who: Who, groups: Sequence[OrphanGroup], day: date | None = None
) -> dict[str, list[tuple[str, list[Target]]]]:
    """Key of a group -> what each of its offers assigns, and to whom: the desa where it passes whole, else its actors.

    The actors are looked up here: there may be many, and nobody needs them before somebody accepts.
    """
    require(who, "team.see")
    frame = frame_for(who, Filter(as_of=day))
    by_actor = [one for one in groups if not one.whole]
    with read(who) as conn:
        actor_ids = _orphan_ids(conn, frame, by_actor) if by_actor else {}
    made: dict[str, list[tuple[str, list[Target]]]] = {
        one.key: [(offer.facilitator_id, [("desa", str(one.desa_code))]) for offer in one.offers]
        for one in groups
        if one.whole
    }
    for one in by_actor:
        waiting = iter(actor_ids.get(one.key, ()))
        made[one.key] = [
            (
                offer.facilitator_id,
                [("actor", actor_id) for _, actor_id in zip(range(offer.count), waiting, strict=False)],
            )
            for offer in one.offers
        ]
    return made


def _orphan_ids(conn: sa.Connection, frame: Frame, groups: Sequence[OrphanGroup]) -> dict[str, list[str]]:
    """Key of a group -> its actors, in the order of their ids."""
    places = tuple({one.kecamatan_code for one in groups})
    rows = actors(frame, Filter(as_of=frame.day, kecamatan=places), named=False)
    own = standing(frame, "actor_id", rows.c.id).is_not(None)
    asked = sa.select(rows.c.responsible_id, rows.c.kecamatan_code, rows.c.desa_code, own, rows.c.id)
    givers = {one.facilitator_id for one in groups}
    found: dict[str, list[str]] = {}
    for row in conn.execute(asked.where(rows.c.orphaned == 1, rows.c.responsible_id.in_(givers)).order_by(rows.c.id)):
        found.setdefault(_key(row[0], (row[1], row[2]), bool(row[3])), []).append(row[4])
    return found


def _key(facilitator_id: str, place: Place, personally: bool) -> str:
    return ":".join(map(str, (facilitator_id, *place, personally)))


def _group(group: OrphanGroup) -> Group:
    at = load().place(group.desa_code or group.kecamatan_code).label
    return Group(group.key, at, group.actors)


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
    member = next((one for one in team(who, day) if one.id == facilitator_id), None)
    if member is None:
        raise Problem("no_facilitator_found")
    frame, table, base = frame_for(who, Filter(as_of=day)), schema.assignment, schema.actor
    mine = sa.and_(frame.running(table), table.c.facilitator_id == facilitator_id)
    still = sa.func.coalesce(sa.not_(frame.merged(base)), sa.true())
    alone = table.join(base, sa.and_(base.c.kab_code == table.c.kab_code, base.c.id == table.c.actor_id))
    with read(who) as conn:
        contracts = _by_facilitator(conn, frame, schema.facilitator_contract, "from_on").get(facilitator_id, [])
        states = _by_facilitator(conn, frame, schema.facilitator_state, "on_date").get(facilitator_id, [])
        areas = sa.select(table).where(mine, table.c.actor_id.is_(None)).order_by(table.c.from_on)
        return {
            "member": member,
            "contracts": contracts[::-1],
            "states": states[::-1],
            "areas": [dict(row) for row in conn.execute(areas).mappings()],
            "personally": conn.scalar(sa.select(sa.func.count()).select_from(alone).where(mine, still)),
        }
