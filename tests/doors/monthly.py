"""The doors of the facilitators' month and of its files."""

from datetime import date

import sqlalchemy as sa

from data import commands, queries, schema
from data.access import Who
from data.clock import today
from data.db import read
from tests.doors import Ask, Deed
from tests.small import Small

AHEAD = date(9999, 1, 1)  # no month that has begun


def somebody(who: Who) -> str:
    """The facilitator that `ready` made; for those who may not ask, any name will do."""
    if who.role == "publik":
        return "no-such"
    with read(who) as conn:
        return conn.scalars(sa.select(schema.facilitator.c.id)).one()


def ready(who: Who) -> None:
    Small(who).facilitator("Rini")


QUESTIONS: dict[str, Ask] = {"team_month": lambda who: queries.team_month(who, today())}

CHANGES: dict[str, Deed] = {
    "open_activity": Deed(
        "report.make",
        "petugas",
        lambda who, _: commands.open_activity(who, somebody(who), today()),
        lambda who, _: commands.open_activity(who, "no-such", today()),
        ready,
    ),
    "activity_report": Deed(
        "report.make",
        "petugas",
        lambda who, _: commands.activity_report(who, somebody(who), today()),
        lambda who, _: commands.activity_report(who, "no-such", today()),
        ready,
    ),
    "month_workbook": Deed(
        "team.see",
        "petugas",
        lambda who, _: commands.month_workbook(who, today()),
        lambda who, _: commands.month_workbook(who, AHEAD),
    ),
}
