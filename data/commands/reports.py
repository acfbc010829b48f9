"""Monthly files: the facilitators' numbers, and one facilitator's activity, which holds free text and is audited."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from data import formats, schema
from data.access import Who, allows
from data.db import About, Writing, kind_of, write
from data.monthly import team, within
from data.months import NUMBERS, Month, MonthRow, TeamMonth, month_of
from data.people import NOT_REAL
from data.population import Frame, caseload
from data.problem import Problem
from data.promises import open_promises
from data.scope import mine
from data.targets import FACTORS
from data.text import text
from data.workbook import Column, Read, Sheet, workbook


@dataclass(frozen=True)
class Activity:
    """One facilitator's month. Texts are in the language asked for.

    `contacts`: on_date, business_name, desa, mode, outcome, topics, result, next_step, next_due, by date.
    `promises`: business_name, desa, next_step, due, first_due, postponed, the earliest due first.
    Result and next step are None where the actor is no longer the asker's work.
    """

    month: TeamMonth
    contacts: Sequence[Mapping[str, Any]]
    promises: Sequence[Mapping[str, Any]]
    kind: str | None

    @property
    def row(self) -> MonthRow:
        return self.month.rows[0]


def open_activity(who: Who, facilitator_id: str, month: date, language: str = "id") -> Activity:
    """The activity of one facilitator in the month `month` lies in; a look at free text about actors, so it is audited.

    A pendamping gets the own only: Problem("not_your_caseload"). Problem("no_such_caseload"), Problem("month_ahead").
    """
    with write(who, "report.make", About("facilitator", facilitator_id), changes=False) as writing:
        if not allows(who, "team.see") and facilitator_id != who.facilitator:
            raise Problem("not_your_caseload")
        wanted = month_of(month)
        found = team(writing.conn, who.kab, wanted, facilitator_id)
        if not found.rows:
            raise Problem("no_such_caseload")
        frame = Frame(who.kab, wanted.day, found.known_at)
        contacts = _contacts(writing, frame, wanted, facilitator_id, language)
        return Activity(found, contacts, _promises(writing, frame, facilitator_id), kind_of(writing.conn, who))


def activity_report(who: Who, facilitator_id: str, month: date, language: str = "id") -> bytes:
    """`open_activity` as an Excel file: numbers with their definitions, contacts, open promises; audited alike."""
    found = open_activity(who, facilitator_id, month, language)
    title = text(
        "monthly.report_of", language, name=found.row.name, month=month_words(found.month.month.first, language)
    )
    numbers = [
        {
            "field": text(f"monthly.field.{name}", language),
            "value": Read(getattr(found.row, name), reads),
            "means": text(f"monthly.means.{name}", language),
        }
        for name, reads in NUMBERS.items()
    ]
    return workbook(
        [
            Sheet(
                text("monthly.sheet_summary", language),
                [title, frame_words(found.month, language)],
                _columns({"field": ("text", 38), "value": ("count", 14), "means": ("text", 90)}, language),
                numbers,
            ),
            Sheet(text("monthly.sheet_contacts", language), [title], _columns(_CONTACT, language), found.contacts),
            Sheet(text("monthly.sheet_promises", language), [title], _columns(_PROMISE, language), found.promises),
        ],
        _banner(found.kind, language),
        language,
    )


def month_workbook(who: Who, month: date, language: str = "id") -> bytes:
    """The numbers of every facilitator in one month as an Excel file, with their definitions; nothing about any actor.

    Problem("month_ahead").
    """
    wanted = month_of(month)
    with write(who, "team.see", About("month", f"{wanted.first:%Y-%m}"), changes=False) as writing:
        found = team(writing.conn, who.kab, wanted)
        kind = kind_of(writing.conn, who)
        places = _pairs(writing, schema.kecamatan, "name")
    title = text("monthly.month_of", language, month=month_words(wanted.first, language))
    meanings = [
        {"field": text(f"monthly.field.{name}", language), "means": text(f"monthly.means.{name}", language)}
        for name in NUMBERS
    ]
    numbers = {name: (reads, 13) for name, reads in NUMBERS.items()}
    return workbook(
        [
            Sheet(
                text("monthly.sheet_numbers", language),
                [title, frame_words(found, language)],
                _columns(_PERSON | numbers, language),
                [_person(row, places, language) for row in found.rows],
            ),
            Sheet(
                text("targets.sheet", language),
                [title, text("targets.proposal", language)],
                _columns(_PERSON_NAME | {"target": ("count", 13)}, language)
                | {name: Column(text(f"targets.factor.{name}", language), "ratio", 13) for name in FACTORS}
                | _columns({"low": ("count", 13), "high": ("count", 13)}, language),
                [_factors(row) for row in found.rows],
            ),
            Sheet(
                text("monthly.sheet_meanings", language),
                [title],
                _columns({"field": ("text", 38), "means": ("text", 110)}, language),
                meanings,
            ),
        ],
        _banner(kind, language),
        language,
    )


def month_words(first: date, language: str) -> str:
    """ "November 2026"."""
    return formats.day(first, language, "month")


def frame_words(found: TeamMonth, language: str) -> str:
    """As of when the numbers are, and from which version of the data."""
    return text(
        "monthly.frame",
        language,
        day=formats.day(found.month.day, language),
        version=formats.number(found.version, language),
    )


_PERSON_NAME = {"name": ("text", 26)}
_PERSON = _PERSON_NAME | {
    "kecamatan": ("text", 30),
    "state": ("text", 18),
    "contract_end": ("day", 20),
    "load_band": ("text", 12),
    "pace": ("text", 14),
}
_CONTACT = {
    "on_date": ("day", 20),
    "business_name": ("text", 30),
    "desa": ("text", 20),
    "mode": ("text", 18),
    "outcome": ("text", 15),
    "topics": ("text", 30),
    "result": ("text", 45),
    "next_step": ("text", 45),
    "next_due": ("day", 20),
}
_PROMISE = {
    "business_name": ("text", 30),
    "desa": ("text", 20),
    "next_step": ("text", 50),
    "due": ("day", 20),
    "first_due": ("day", 20),
    "postponed": ("count", 14),
}


def _columns(read: Mapping[str, tuple[str, int]], language: str) -> dict[str, Column]:
    return {
        name: Column(text(f"monthly.field.{name}", language), reads, width) for name, (reads, width) in read.items()
    }


def _banner(kind: str | None, language: str) -> str | None:
    return text(f"banner.{kind}", language) if kind in NOT_REAL else None


def _person(row: MonthRow, places: Mapping[str, str], language: str) -> dict[str, Any]:
    pace = row.pace
    return {name: getattr(row, name) for name in ("name", "contract_end", *NUMBERS)} | {
        "kecamatan": ", ".join(places[code] for code in row.kecamatan),
        "state": text(f"monthly.state.{row.state}", language) if row.state else None,
        "load_band": text(f"monthly.load.{row.load_band}", language) if row.load_band else None,
        "pace": text(f"pace.{pace}", language) if pace else None,
    }


def _factors(row: MonthRow) -> dict[str, Any]:
    """What the row's band is the product of; nothing where there is none."""
    factors = {one.name: one.value for one in row.band.factors} if row.band else dict.fromkeys(FACTORS)
    return {name: getattr(row, name) for name in ("name", "target", "low", "high")} | factors


def _pairs(writing: Writing, table: sa.Table, name: str) -> dict[str, str]:
    asked = sa.select(table.c.code, table.c[name]).where(table.c.kab_code == writing.who.kab)
    return {code: words for code, words in writing.conn.execute(asked)}


def _contacts(writing: Writing, frame: Frame, month: Month, facilitator_id: str, language: str) -> list[dict[str, Any]]:
    table, actor, place, desa = schema.contact, schema.actor, schema.actor_place, schema.desa
    topics = _pairs(writing, schema.need_kind, f"name_{language}")
    asked = (
        sa.select(table, actor.c.business_name, desa.c.name.label("desa"))
        .select_from(
            table.join(actor, sa.and_(actor.c.kab_code == frame.kab, actor.c.id == table.c.actor_id))
            .outerjoin(place, frame.kept(place, lambda it: it.actor_id == actor.c.id))
            .outerjoin(desa, sa.and_(desa.c.kab_code == frame.kab, desa.c.code == place.c.desa_code))
        )
        .where(*within(frame, month, table), table.c.facilitator_id == facilitator_id)
        .order_by(table.c.on_date, table.c.recorded_at, table.c.id)
    )
    rows = writing.conn.execute(asked).mappings().all()
    open_to = mine(writing.who, writing.conn, sorted({row["actor_id"] for row in rows}))
    return [
        {name: row[name] for name in ("on_date", "business_name", "desa", "next_due")}
        | {
            "mode": text(f"mode.{row['mode']}", language),
            "outcome": text(f"outcome.{row['outcome']}", language),
            "topics": ", ".join(topics.get(code, code) for code in row["topics"].split()),
        }
        | {name: row[name] if row["actor_id"] in open_to else None for name in ("result", "next_step")}
        for row in rows
    ]


def _promises(writing: Writing, frame: Frame, facilitator_id: str) -> list[dict[str, Any]]:
    conn = writing.conn
    ids = sorted(mine(writing.who, conn, list(conn.scalars(caseload(frame, facilitator_id)))))
    promises = open_promises(conn, frame, ids)
    actor, place, desa = schema.actor, schema.actor_place, schema.desa
    asked = (
        sa.select(actor.c.id, actor.c.business_name, desa.c.name.label("desa"))
        .select_from(
            actor.outerjoin(place, frame.kept(place, lambda it: it.actor_id == actor.c.id)).outerjoin(
                desa, sa.and_(desa.c.kab_code == frame.kab, desa.c.code == place.c.desa_code)
            )
        )
        .where(actor.c.kab_code == frame.kab, actor.c.id.in_(list(promises)))
    )
    rows = []
    for row in conn.execute(asked):
        made = promises[row.id]
        told = {"next_step": made.step, "due": made.due, "first_due": made.first_due, "postponed": made.postponed}
        rows.append({"business_name": row.business_name, "desa": row.desa, **told})
    return sorted(rows, key=lambda row: (row["due"], row["business_name"]))
