"""What facilitators did in one month of the office's calendar, and where they stand on its last day (today while it
runs). Everybody is counted in the same few queries.

A visit is a contact in person in which they met. The target counts sessions: a visit on its own is one, a group session
is one however many came. A contact of which only the year is known belongs to no month.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from data import clock, office, schema
from data.clock import months_before
from data.db import version
from data.filter import Filter
from data.months import Month, MonthRow, TeamMonth
from data.population import Frame, actors, current_facilitators
from data.promises import open_promises
from data.territory import Territory, territories

PIECE = 5_000
CONTACTS = ("visits", "sessions", "phone", "attempts")
AFTER_VISIT = 12  # months in which a visit must lie before what is called "sesudah pendampingan"


def team(conn: sa.Connection, kab: str, month: Month, facilitator_id: str | None = None) -> TeamMonth:
    """Everybody who was at work in the month or is expected to be, or the one facilitator asked for."""
    frame = Frame(kab, month.day, clock.now())
    found = _Found.of(conn, frame, month, facilitator_id)
    people = _people(conn, frame, facilitator_id)
    rows = tuple(found.row(person) for person in people if facilitator_id or found.concerns(person))
    reached = {code for who in found.current for code in found.area(who).kecamatan}
    listed = sa.select(schema.kecamatan.c.code).where(schema.kecamatan.c.kab_code == kab)
    unreached = tuple(sorted(set(conn.scalars(listed)) - reached))
    return TeamMonth(month, rows, unreached, frame.known_at, version(conn, kab))


@dataclass(frozen=True)
class _Found:
    """What the few queries found about everybody, by facilitator; `row` takes one facilitator's share."""

    month: Month
    current: frozenset[str]
    contracts: Mapping[str, list[tuple[date, date | None]]]
    areas: Mapping[str, Territory]
    cases: Mapping[str, list[Mapping[str, Any]]]
    contacts: Mapping[str, dict[str, Any]]
    outcomes: Mapping[str, set[tuple[str, str]]]
    overdue: set[str]
    target: int
    soon: int

    @classmethod
    def of(cls, conn: sa.Connection, frame: Frame, month: Month, only: str | None) -> "_Found":
        cases = _cases(conn, frame, only)
        return cls(
            month=month,
            current=frozenset(conn.scalars(current_facilitators(frame))),
            contracts=_contracts(conn, frame),
            areas=territories(conn, frame),
            cases=cases,
            contacts=_contacts(conn, frame, month),
            outcomes=_outcomes(conn, frame, month),
            overdue=_overdue(conn, frame, [case["id"] for mine in cases.values() for case in mine]),
            target=office.number(conn, frame.kab, "visit_target"),
            soon=office.number(conn, frame.kab, "contract_soon_days"),
        )

    def area(self, who: str) -> Territory:
        return self.areas.get(who, Territory())

    def concerns(self, person: Mapping[str, Any]) -> bool:
        """Whether somebody belongs in this month; not those who had left before it and have no area to hand over."""
        who, month = person["id"], self.month
        on_paper = any(
            start <= month.day and (end is None or end >= month.first) for start, end in self.contracts.get(who, [])
        )
        at_hand = person["state"] not in (None, "selesai")
        return at_hand or on_paper or who in self.contacts or bool(self.area(who).desa)

    def row(self, person: Mapping[str, Any]) -> MonthRow:
        who = person["id"]
        here, mine, current = self.area(who), self.cases.get(who, []), who in self.current
        ids = {case["id"] for case in mine}
        return MonthRow(
            facilitator_id=who,
            name=person["name"],
            state=person["state"],
            current=current,
            **_contract(self.contracts.get(who, []), self.month.day, self.soon),
            kecamatan=here.kecamatan,
            caseload=len(mine),
            capacity=person["capacity"],
            load=len(mine) / person["capacity"] if person["capacity"] and current else None,
            **self.contacts.get(who, dict.fromkeys(CONTACTS, 0)),
            target=person["visit_target"] or self.target,
            overdue=len(ids & self.overdue),
            **_gaps(mine),
            needs_met=sum(actor in ids for actor, _ in self.outcomes["need"]),
            permits_issued=sum(actor in ids for actor, _ in self.outcomes["permit"]),
            area_km2=here.area_km2,
            desa=len(here.desa),
            density=_density(mine, here) if current else None,
            distance_km=here.distance_km(person["home_desa"], (case["desa_code"] for case in mine)),
        )


def _people(conn: sa.Connection, frame: Frame, only: str | None) -> list[Mapping[str, Any]]:
    someone, state = schema.facilitator, schema.facilitator_state
    asked = (
        sa.select(someone, state.c.state)
        .select_from(someone.outerjoin(state, frame.kept(state, lambda it: it.facilitator_id == someone.c.id)))
        .where(frame.known(someone), someone.c.id == only if only else sa.true())
    )
    found = [dict(row) for row in conn.execute(asked).mappings()]
    return sorted(found, key=lambda row: (row["name"].casefold(), row["id"]))


def _contracts(conn: sa.Connection, frame: Frame) -> dict[str, list[tuple[date, date | None]]]:
    table, found = schema.facilitator_contract, defaultdict(list)
    for who, start, end in conn.execute(
        sa.select(table.c.facilitator_id, table.c.from_on, table.c.to_on).where(frame.known(table))
    ):
        found[who].append((start, end))
    return found


def _contract(pieces: list[tuple[date, date | None]], day: date, soon: int) -> dict[str, Any]:
    """The end of the last contract (None: open, or no contract), the days until then, and whether that is soon."""
    ends = [end for _, end in pieces]
    last = max((end for end in ends if end), default=None) if None not in ends else None
    days = (last - day).days if last else None
    return {
        "contract_end": last,
        "contract_days": days,
        "contract_soon": days is not None and 0 <= days <= soon,
    }


def _cases(conn: sa.Connection, frame: Frame, only: str | None) -> dict[str, list[Mapping[str, Any]]]:
    """Facilitator -> the own active actors; of personal data only whether they are there."""
    rows = actors(frame, Filter(facilitator=(only,) if only else (), as_of=frame.day, known_at=frame.known_at))
    exact = schema.actor_personal
    found: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    names = ("id", "facilitator_id", "desa_code", "waiting", "observed", "personally")
    asked = (
        sa.select(
            *(rows.c[name] for name in names),
            exact.c.lon.is_(None).label("no_point"),
            (sa.func.coalesce(exact.c.phone, "") == "").label("no_phone"),
        )
        .select_from(
            rows.outerjoin(exact, sa.and_(exact.c.kab_code == frame.kab, exact.c.actor_id == rows.c.id)),
        )
        .where(rows.c.facilitator_id.is_not(None))
    )
    for row in conn.execute(asked).mappings():
        found[row["facilitator_id"]].append(dict(row))
    return found


def _gaps(mine: list[Mapping[str, Any]]) -> dict[str, Any]:
    bands = Counter(case["waiting"] for case in mine if case["observed"])
    return {
        "never": bands["never"],
        "over_24": bands["over_24"],
        "no_desa": sum(case["desa_code"] is None for case in mine),
        "no_point": sum(bool(case["no_point"]) for case in mine),
        "no_phone": sum(bool(case["no_phone"]) for case in mine),
    }


def _density(mine: list[Mapping[str, Any]], here: Territory) -> float | None:
    """Actors of the area (not those assigned personally, who may live anywhere) per km²."""
    return sum(not case["personally"] for case in mine) / here.area_km2 if here.area_km2 else None


def _contacts(conn: sa.Connection, frame: Frame, month: Month) -> dict[str, dict[str, Any]]:
    table = schema.contact
    in_person, met = table.c.mode.in_(schema.MODES_IN_PERSON), table.c.outcome == "bertemu"
    visit = sa.and_(in_person, met)

    def how_many(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
        return sa.func.sum(sa.case((condition, 1), else_=0))

    session = sa.case((visit, sa.func.coalesce(table.c.session_id, table.c.id)))
    asked = sa.select(
        table.c.facilitator_id,
        how_many(visit).label("visits"),
        sa.func.count(session.distinct()).label("sessions"),
        how_many(sa.and_(sa.not_(in_person), met)).label("phone"),
        how_many(sa.not_(met)).label("attempts"),
    ).where(*within(frame, month, table))
    rows = conn.execute(asked.group_by(table.c.facilitator_id)).mappings()
    return {row["facilitator_id"]: {name: int(row[name]) for name in CONTACTS} for row in rows}


def within(frame: Frame, month: Month, table: sa.Table) -> tuple[sa.ColumnElement[bool], ...]:
    """Rows of the month, recorded by then, whose month is known."""
    return frame.happened(table), table.c.on_date >= month.first, table.c.on_precision != "year"


def _overdue(conn: sa.Connection, frame: Frame, ids: Sequence[str]) -> set[str]:
    """Actors with an open promise whose day has gone by; asked in pieces, a statement takes only so many values."""
    pieces = (ids[start : start + PIECE] for start in range(0, len(ids), PIECE))
    found = (promise for piece in pieces for promise in open_promises(conn, frame, piece).values())
    return {promise.actor_id for promise in found if promise.due < frame.day}


def _outcomes(conn: sa.Connection, frame: Frame, month: Month) -> dict[str, set[tuple[str, str]]]:
    """(actor, kind) of needs met and permits issued in the month, with a visit in the twelve months before; of merged
    entries the actor they count for."""
    survivors = sa.select(frame.survivors())
    survivor: dict[str, str] = {entry: actor_id for entry, actor_id in conn.execute(survivors)}
    need, permit, form = schema.need_event, schema.permit_event, schema.legal_form
    no_entity = sa.select(form.c.code).where(form.c.kab_code == frame.kab, sa.not_(form.c.legal_entity))
    asked = {
        name: sa.select(table.c.actor_id, table.c.kind, table.c.on_date).where(*within(frame, month, table), wanted)
        for name, table, wanted in (
            ("need", need, need.c.change == "met"),
            (
                "permit",
                permit,
                sa.and_(permit.c.status == "terbit", sa.func.coalesce(permit.c.form, "").not_in(no_entity)),
            ),
        )
    }
    found = {
        name: [(survivor.get(row.actor_id, row.actor_id), row.kind, row.on_date) for row in conn.execute(rows)]
        for name, rows in asked.items()
    }
    days = _visit_days(conn, frame, month, sa.union_all(*asked.values()).subquery(), survivor)

    def after_a_visit(actor: str, day: date) -> bool:
        return any(months_before(day, AFTER_VISIT) < visit <= day for visit in days.get(actor, ()))

    return {
        name: {(actor, kind) for actor, kind, day in rows if after_a_visit(actor, day)} for name, rows in found.items()
    }


def _visit_days(
    conn: sa.Connection, frame: Frame, month: Month, events: sa.Subquery, survivor: Mapping[str, str]
) -> dict[str, set[date]]:
    table, found, merged = schema.contact, defaultdict(set), frame.survivors()
    theirs = (sa.select(column) for column in (events.c.actor_id, merged.c.id, merged.c.survivor))
    asked = sa.select(table.c.actor_id, table.c.on_date).where(
        frame.happened(table),
        sa.or_(*(table.c.actor_id.in_(ids) for ids in theirs)),
        table.c.on_date > months_before(month.first, AFTER_VISIT),
        table.c.mode.in_(schema.MODES_IN_PERSON),
        table.c.outcome == "bertemu",
    )
    for actor, day in conn.execute(asked):
        found[survivor.get(actor, actor)].add(day)
    return found
