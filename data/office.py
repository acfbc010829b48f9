"""The office's own numbers: what nobody outside could confirm is a setting, with its source beside it."""

from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa

from data import schema


@dataclass(frozen=True)
class Setting:
    """A setting's default; numbers lie in `between`, a text has none."""

    default: str
    between: tuple[int, int] | None = None


# Kinds of alerts; each can be switched off.
ALERTS = ("orphaned", "contracts", "permits", "promises", "fallen", "blank_desa", "targets")

SETTINGS = {
    "visit_target": Setting("12", (1, 200)),  # sessions a month of one facilitator who has no number of their own
    "promise_soon_days": Setting("7", (1, 60)),
    "permit_soon_days": Setting("60", (1, 365)),
    "request_days": Setting("3", (1, 30)),  # after so many days a request without an answer is late
    "help_per_day": Setting("5", (1, 100)),  # requests for help that one address may send in a day
    "late_entry_days": Setting("7", (1, 60)),  # a visit recorded later than this is counted as late
    "exit_backdate_days": Setting("30", (0, 30)),
    "contract_soon_days": Setting("60", (1, 365)),
    "sign_in_hours": Setting("12", (1, 168)),
    "enquiries_per_day": Setting("10", (1, 100)),  # of buyers, that one address may send in a day
    "office_phone": Setting(""),
    "alert_permit_days": Setting("90", (1, 365)),
    "alert_fall_months": Setting("3", (1, 36)),
    "alert_fall_points": Setting("5", (1, 100)),
    **{f"alert_{kind}": Setting("1", (0, 1)) for kind in ALERTS},
    "reports_per_day": Setting("5", (1, 100)),  # of wrong numbers, that one address may send in a day
    "release_every_months": Setting("3", (1, 12)),  # how often a release of the public page is due
    "release_day": Setting("15", (1, 28)),  # of the month
    "release_days_apart": Setting("28", (1, 366)),  # two releases close together could be compared
    # The band of sessions (`data.targets.Rules`), in per cent where nothing else is said.
    "target_width": Setting("25", (0, 100)),
    "target_least": Setting("60", (10, 100)),
    "target_most": Setting("120", (100, 300)),
    "target_visits_each": Setting("1", (1, 20)),  # sessions a month that one actor can need
    "target_desa_usual": Setting("10", (0, 300)),  # desa
    "target_desa_each": Setting("1", (0, 20)),
    "target_area_usual": Setting("50", (0, 10_000)),  # hectares for each actor
    "target_area_each": Setting("1", (0, 20)),  # for ten hectares
    "target_distance_usual": Setting("4", (0, 200)),  # km
    "target_distance_each": Setting("2", (0, 20)),
    "target_first_month": Setting("50", (0, 100)),
    "target_full_month": Setting("4", (1, 36)),  # the month of service from which all is asked
    "target_hint_days": Setting("7", (1, 27)),  # of a month: so long only the facilitator sees the hint
}


def number(conn: sa.Connection, kab: str, name: str) -> int:
    """A setting that is a number."""
    return int(words(conn, kab, name))


def numbers(conn: sa.Connection, kab: str, names: Iterable[str]) -> dict[str, int]:
    """Several of them, in one question."""
    table = schema.setting
    asked = sa.select(table.c.name, table.c.value).where(table.c.kab_code == kab, table.c.name.in_(wanted := [*names]))
    said: dict[str, str] = {name: value for name, value in conn.execute(asked)}
    return {name: int(said.get(name, SETTINGS[name].default)) for name in wanted}


def words(conn: sa.Connection, kab: str, name: str) -> str:
    """A setting as text: what the office wrote, else the default."""
    table = schema.setting
    asked = sa.select(table.c.value).where(table.c.kab_code == kab, table.c.name == name)
    found: str | None = conn.scalar(asked)
    return SETTINGS[name].default if found is None else found
