"""Pairs of businesses that may be one: the list, two of them side by side, what was merged, what stays apart."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from data import schema
from data.access import Who, require
from data.db import read
from data.filter import Filter
from data.newactor import GROUPS
from data.population import Frame, actors, standing
from data.problem import Problem
from data.scope import may_see_personal
from data.summary.turning import frame_for

PAGE = 20
DECIDED = 50  # of what was decided the newest are listed
PERSONAL_GROUPS = ("owner", "phone", "address", "point")
COUNTED = {"contacts": schema.contact, "permits": schema.permit_event, "requests": schema.request}
_DATED = (schema.actor_place, schema.actor_sector, schema.actor_figures)
_LEFT, _RIGHT = schema.actor.alias("left_actor"), schema.actor.alias("right_actor")


@dataclass(frozen=True)
class DoublePair:
    """Two entries that may be one business, as any colleague may see them; `evidence` maps a field to a level code."""

    left_id: str
    right_id: str
    left_name: str
    right_name: str
    left_place: tuple[str, str | None]
    right_place: tuple[str, str | None]
    probability: float
    evidence: Mapping[str, str]


@dataclass(frozen=True)
class Side:
    """One of the two: `fields` of `NewActor` without personal data, and what was recorded about it, counted.

    `assigned_to` is the facilitator of its own assignment, `nib` its number where the asker may see numbers, `merged`
    says how many entries were merged into it.
    """

    id: str
    row_version: int
    active: bool
    merged_into: str | None
    known_since: date | None
    known_since_precision: str
    last_visit: date | None
    assigned_to: str | None
    nib: str | None
    counts: Mapping[str, int]
    merged: int
    fields: Mapping[str, Any]


@dataclass(frozen=True)
class Double:
    """A pair side by side; probability is None for two that were never found alike."""

    left: Side
    right: Side
    probability: float | None
    evidence: Mapping[str, str]
    decision: str | None

    @property
    def other_nib(self) -> bool:
        """Whether both have a NIB and not the same."""
        return bool(self.left.nib and self.right.nib and self.left.nib != self.right.nib)


@dataclass(frozen=True)
class Merged:
    """A merge that stands: which entry was kept, which one went, by whom and when."""

    id: str
    kept_id: str
    kept_name: str
    gone_name: str
    by: str
    at: datetime


def _open(who: Who, *columns: sa.ColumnElement[Any], decision: str | None = None) -> sa.Select[Any]:
    """Pairs with this decision of which neither was merged into another."""
    pair, source = schema.possible_double, schema.possible_double.join(_LEFT, _is(_LEFT, "left_id"))
    asked = sa.select(*columns).select_from(source.join(_RIGHT, _is(_RIGHT, "right_id")))
    there = (pair.c.kab_code == who.kab, _LEFT.c.merged_into.is_(None), _RIGHT.c.merged_into.is_(None))
    return asked.where(*there, pair.c.decision == decision if decision else pair.c.decision.is_(None))


def _is(side: sa.FromClause, column: str) -> sa.ColumnElement[bool]:
    pair = schema.possible_double
    return sa.and_(side.c.kab_code == pair.c.kab_code, side.c.id == pair.c[column])


def doubles(who: Who, page: int = 0, decision: str | None = None) -> tuple[list[DoublePair], int]:
    """One page (`PAGE`) of the pairs nobody has decided, likeliest first, and how many there are in all.

    With `decision="distinct"` the pairs that are known to be two businesses instead.
    """
    require(who, "double.review")
    pair, frame = schema.possible_double.c, _frame(who)
    columns = (_LEFT.c.business_name.label("left_name"), _RIGHT.c.business_name.label("right_name"))
    asked = _open(who, pair.left_id, pair.right_id, *columns, pair.probability, pair.evidence, decision=decision)
    asked = asked.order_by(pair.probability.desc(), pair.left_id, pair.right_id)
    with read(who) as conn:
        total = conn.scalar(_open(who, sa.func.count(), decision=decision)) or 0
        rows = conn.execute(asked.limit(PAGE).offset(PAGE * max(page, 0))).all()
        places = _places(conn, frame, [one for row in rows for one in (row.left_id, row.right_id)])
    found = [
        DoublePair(
            row.left_id,
            row.right_id,
            row.left_name,
            row.right_name,
            places[row.left_id],
            places[row.right_id],
            row.probability,
            row.evidence,
        )
        for row in rows
    ]
    return found, total


def _places(conn: sa.Connection, frame: Frame, ids: Sequence[str]) -> dict[str, tuple[str, str | None]]:
    table = schema.actor_place
    kept = frame.latest(table, extra=[table.c.actor_id.in_(ids)])
    asked = sa.select(kept.c.actor_id, kept.c.kecamatan_code, kept.c.desa_code)
    return {row.actor_id: (row.kecamatan_code, row.desa_code) for row in conn.execute(asked)}


def double(who: Who, left: str, right: str) -> Double:
    """Two entries side by side, personal data aside (`commands.open_double`); the left one has the smaller id.

    Problem("no_such_actor"), Problem("merge_same") when it is one entry.
    """
    require(who, "double.review")
    if left == right:
        raise Problem("merge_same")
    pair, frame = schema.possible_double, _frame(who)
    one, other = sorted((left, right))
    mine = sa.and_(pair.c.kab_code == who.kab, pair.c.left_id == one, pair.c.right_id == other)
    with read(who) as conn:
        found = conn.execute(sa.select(pair).where(mine)).mappings().first()
        left_side, right_side = (_side(who, conn, frame, actor_id) for actor_id in (one, other))
    if found is None:
        return Double(left_side, right_side, None, {}, None)
    return Double(left_side, right_side, found["probability"], found["evidence"], found["decision"])


def _side(who: Who, conn: sa.Connection, frame: Frame, actor_id: str) -> Side:
    base = schema.actor
    mine = sa.and_(base.c.kab_code == who.kab, base.c.id == actor_id)
    row = conn.execute(sa.select(base).where(mine)).mappings().first()
    if row is None:
        raise Problem("no_such_actor")
    ids = family(conn, frame, actor_id)
    fields = fields_now(conn, frame, actor_id)
    today = conn.execute(sa.select(actors(frame, Filter(), among=[actor_id]))).mappings().first()
    numbers = nib_and_npwp(frame, base.c.id) if may_see_personal(who, conn, actor_id) else (sa.null(), sa.null())
    own = standing(frame, "actor_id", base.c.id)
    facilitator, nib = conn.execute(sa.select(own, numbers[0]).where(mine)).one()
    return Side(
        **{name: row[name] for name in ("id", "row_version", "merged_into", "known_since", "known_since_precision")},
        active=today is not None,
        last_visit=today["last_visit"] if today else None,
        assigned_to=facilitator,
        nib=nib,
        counts={name: _count(conn, frame, table, ids) for name, table in COUNTED.items()},
        merged=len(ids) - 1,
        fields={name: fields.get(name) for group in GROUPS if group not in PERSONAL_GROUPS for name in GROUPS[group]},
    )


def _count(conn: sa.Connection, frame: Frame, table: sa.Table, ids: Sequence[str]) -> int:
    asked = sa.select(sa.func.count()).select_from(table).where(frame.known(table), table.c.actor_id.in_(ids))
    return conn.scalar(asked) or 0


def family(conn: sa.Connection, frame: Frame, actor_id: str) -> list[str]:
    """An actor's id and those of all that were merged into it."""
    return list(conn.scalars(frame.family(sa.literal(actor_id))))


def nib_and_npwp(frame: Frame, actor_id: sa.ColumnElement[str]) -> tuple[sa.ColumnElement[Any], ...]:
    """The newest NIB and NPWP written down for an actor of the statement around, those merged into it included."""
    return tuple(_number(frame, actor_id, kind) for kind in ("nib", "npwp"))


def _number(frame: Frame, actor_id: sa.ColumnElement[str], kind: str) -> sa.ColumnElement[Any]:
    event = schema.permit_event.alias()
    written = (frame.happened(event), event.c.kind == kind, event.c.number.is_not(None))
    newest = (event.c.on_date.desc(), event.c.recorded_at.desc(), event.c.id.desc())

    def look(theirs: Any) -> sa.ColumnElement[Any]:
        asked = sa.select(event.c.number).where(*written, theirs(event.c)).order_by(*newest).limit(1)
        return asked.correlate_except(event).scalar_subquery()

    return frame.of_all(actor_id, look)


def fields_now(conn: sa.Connection, frame: Frame, actor_id: str) -> dict[str, Any]:
    """The fields of `NewActor` as they stand today, its personal data and `known_since` among them."""
    base, personal = schema.actor, schema.actor_personal
    found: dict[str, Any] = {}
    for table in _DATED:
        row = conn.execute(sa.select(frame.latest(table, extra=[table.c.actor_id == actor_id]))).mappings().first()
        found |= dict(row) if row else {}
    for table, column in ((personal, personal.c.actor_id), (base, base.c.id)):
        row = conn.execute(sa.select(table).where(table.c.kab_code == frame.kab, column == actor_id)).mappings().one()
        found |= dict(row)
    names = [name for group in GROUPS.values() for name in group]
    since = ("known_since", "known_since_precision", "known_since_source")
    return {name: found.get(name) for name in (*names, *since)}


def merges(who: Who) -> list[Merged]:
    """The merges that stand, newest first, at most `DECIDED`."""
    require(who, "double.review")
    merge, person, kept, gone = schema.merge, schema.person, _LEFT, _RIGHT
    source = (
        merge.join(kept, sa.and_(kept.c.kab_code == merge.c.kab_code, kept.c.id == merge.c.actor_id))
        .join(gone, sa.and_(gone.c.kab_code == merge.c.kab_code, gone.c.id == merge.c.gone_id))
        .outerjoin(person, sa.and_(person.c.kab_code == merge.c.kab_code, person.c.id == merge.c.by_person))
    )
    by = sa.func.coalesce(person.c.name, merge.c.by_person)
    asked = sa.select(merge.c.id, kept.c.id, kept.c.business_name, gone.c.business_name, by, merge.c.recorded_at)
    asked = asked.select_from(source).where(merge.c.kab_code == who.kab, merge.c.undone_at.is_(None))
    with read(who) as conn:
        rows = conn.execute(asked.order_by(merge.c.recorded_at.desc(), merge.c.id).limit(DECIDED))
        return [Merged(*row) for row in rows]


def _frame(who: Who) -> Frame:
    return frame_for(who)
