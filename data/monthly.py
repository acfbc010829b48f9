"""What facilitators did in one month of the office's calendar, and where they stand on its last day (today while it
runs). Everybody is counted in the same few queries.

A visit is a contact in person in which they met. The target counts sessions: a visit on its own is one, a group session
is one however many came. A contact of which only the year is known belongs to no month.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from data import casework, clock, office, schema
from data.banded import Bands
from data.casework import Cases
from data.casework import within as within
from data.db import version
from data.months import Month, MonthRow, TeamMonth
from data.population import Frame, current_facilitators
from data.summary.cube import Cube
from data.summary.days import kept_here
from data.targets import Contract
from data.territory import Territory

CONTACTS = ("visits", "sessions", "phone", "attempts")


def team(conn: sa.Connection, kab: str, month: Month, facilitator_id: str | None = None) -> TeamMonth:
    """Everybody who was at work in the month or is expected to be, or the one facilitator asked for."""
    frame = Frame(kab, month.day, clock.now(), kept_here(conn, kab, month.day))
    return team_of(conn, frame, month, None, facilitator_id)


def team_of(
    conn: sa.Connection, frame: Frame, month: Month, held: Cube | None, facilitator_id: str | None = None
) -> TeamMonth:
    """The same; `held` are the groups or actors of the frame's day, where they are at hand."""
    found = _Found.of(conn, frame, month, held, facilitator_id)
    people = everybody(conn, frame, facilitator_id)
    rows = tuple(found.row(person) for person in people if facilitator_id or found.concerns(person))
    reached = {code for who in found.current for code in found.area(who).kecamatan}
    listed = sa.select(schema.kecamatan.c.code).where(schema.kecamatan.c.kab_code == frame.kab)
    unreached = tuple(sorted(set(conn.scalars(listed)) - reached))
    return TeamMonth(month, rows, unreached, frame.known_at, version(conn, frame.kab))


@dataclass(frozen=True)
class _Found:
    """What the few queries found about everybody, by facilitator; `row` takes one facilitator's share."""

    month: Month
    current: frozenset[str]
    bands: Bands
    cases: Mapping[str, Cases]
    contacts: Mapping[str, dict[str, Any]]
    recorded: Mapping[str, tuple[int, int]]
    overdue: Counter[str]
    outcomes: Mapping[str, Counter[str]]
    soon: int

    @classmethod
    def of(cls, conn: sa.Connection, frame: Frame, month: Month, held: Cube | None, only: str | None) -> "_Found":
        cases, owners = casework.cases(conn, frame, held, only)
        return cls(
            month=month,
            current=frozenset(conn.scalars(current_facilitators(frame))),
            bands=Bands.of(conn, frame, month),
            cases=cases,
            contacts=contacts(conn, frame, month),
            recorded=owners.recorded(conn),
            overdue=casework.overdue(conn, owners),
            outcomes=casework.outcomes(conn, owners, month),
            soon=office.number(conn, frame.kab, "contract_soon_days"),
        )

    def area(self, who: str) -> Territory:
        return self.bands.area(who)

    def concerns(self, person: Mapping[str, Any]) -> bool:
        """Whether somebody belongs in this month; not those who had left before it and have no area to hand over."""
        who, month = person["id"], self.month
        pieces = self.bands.contracts.get(who, [])
        on_paper = any(start <= month.day and (end is None or end >= month.first) for start, end in pieces)
        at_hand = person["state"] not in (None, "selesai")
        return at_hand or on_paper or who in self.contacts or bool(self.area(who).desa)

    def row(self, person: Mapping[str, Any]) -> MonthRow:
        who = person["id"]
        here, mine, current = self.area(who), self.cases.get(who, Cases()), who in self.current
        (point, phone), came = self.recorded.get(who, (0, 0)), self.outcomes.get(who, Counter())
        distance = here.distance_km(person["home_desa"], mine.desa)
        return MonthRow(
            facilitator_id=who,
            name=person["name"],
            state=person["state"],
            current=current,
            **_contract(self.bands.contracts.get(who, []), self.month.day, self.soon),
            kecamatan=here.kecamatan,
            caseload=mine.actors,
            capacity=person["capacity"],
            load=mine.actors / person["capacity"] if person["capacity"] and current else None,
            **self.contacts.get(who, dict.fromkeys(CONTACTS, 0)),
            target=self.bands.start(person),
            band=self.bands.band(person, mine.desa, distance) if current else None,
            overdue=self.overdue[who],
            never=mine.never,
            over_24=mine.over_24,
            no_desa=mine.desa[None],
            no_point=mine.actors - point,
            no_phone=mine.actors - phone,
            needs_met=came["need"],
            permits_issued=came["permit"],
            area_km2=here.area_km2,
            desa=len(here.desa),
            density=_density(mine, here) if current else None,
            distance_km=distance,
        )


def everybody(conn: sa.Connection, frame: Frame, only: str | None = None) -> list[Mapping[str, Any]]:
    """The facilitators known by then, by name, each with the state on the day; or the one asked for."""
    someone, state = schema.facilitator, schema.facilitator_state
    asked = (
        sa.select(someone, state.c.state)
        .select_from(someone.outerjoin(state, frame.kept(state, lambda it: it.facilitator_id == someone.c.id)))
        .where(frame.known(someone), someone.c.id == only if only else sa.true())
    )
    found = [dict(row) for row in conn.execute(asked).mappings()]
    return sorted(found, key=lambda row: (row["name"].casefold(), row["id"]))


def _contract(pieces: list[Contract], day: date, soon: int) -> dict[str, Any]:
    """The end of the last contract (None: open, or no contract), the days until then, and whether that is soon."""
    ends = [end for _, end in pieces]
    last = max((end for end in ends if end), default=None) if None not in ends else None
    days = (last - day).days if last else None
    return {
        "contract_end": last,
        "contract_days": days,
        "contract_soon": days is not None and 0 <= days <= soon,
    }


def _density(mine: Cases, here: Territory) -> float | None:
    """Actors of the area (not those assigned personally, who may live anywhere) per km²."""
    return (mine.actors - mine.personally) / here.area_km2 if here.area_km2 else None


def contacts(conn: sa.Connection, frame: Frame, month: Month) -> dict[str, dict[str, Any]]:
    """Facilitator -> CONTACTS of the month."""
    table, someone = schema.contact, schema.facilitator
    in_person, met = table.c.mode.in_(schema.MODES_IN_PERSON), table.c.outcome == "bertemu"
    visit = sa.and_(in_person, met)

    def how_many(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
        return sa.func.sum(sa.case((condition, 1), else_=0))

    alone = how_many(sa.and_(visit, table.c.session_id.is_(None)))
    # By facilitator, for so they lie in the index; whose sessions are told apart, the visits alone need not be.
    team = sa.select(someone.c.id).where(someone.c.kab_code == frame.kab)
    asked = sa.select(
        table.c.facilitator_id,
        how_many(visit).label("visits"),
        (alone + sa.func.count(sa.case((visit, table.c.session_id)).distinct())).label("sessions"),
        how_many(sa.and_(sa.not_(in_person), met)).label("phone"),
        how_many(sa.not_(met)).label("attempts"),
    ).where(*within(frame, month, table), table.c.facilitator_id.in_(team))
    rows = conn.execute(asked.group_by(table.c.facilitator_id)).mappings()
    return {row["facilitator_id"]: {name: int(row[name]) for name in CONTACTS} for row in rows}
