"""The doors of the facilitators' month and of its files."""

from datetime import date

from data import commands, queries, schema
from data.access import Who
from data.clock import today
from data.db import About, write
from tests.doors import Ask, Deed

ANI = "facilitator-ani"
AHEAD = date(9999, 1, 1)  # no month that has begun


def ready(system: Who) -> None:
    with write(system, "register.fill", About("register", "test")) as writing:
        writing.insert(schema.facilitator, {"id": ANI, "name": "Ani"})


QUESTIONS: dict[str, Ask] = {
    "team_month": lambda who: queries.team_month(who, today()),
    "outside_band": queries.outside_band,
    "band_hint": lambda who: queries.band_hint(who, who.facilitator or ANI),
}

CHANGES: dict[str, Deed] = {
    "open_activity": Deed(
        "report.make",
        "petugas",
        lambda who, _: commands.open_activity(who, ANI, today()),
        lambda who, _: commands.open_activity(who, "no-such", today()),
        ready,
    ),
    "activity_report": Deed(
        "report.make",
        "petugas",
        lambda who, _: commands.activity_report(who, ANI, today()),
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
