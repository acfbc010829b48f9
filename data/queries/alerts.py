"""What needs somebody's attention today: a feed for the front page, each kind by a rule of its own.

Each can be switched off, and its numbers set, in the office's settings.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from data import casework, office
from data.access import Who, require
from data.clock import months_before
from data.comparison import compared
from data.db import read, version
from data.filter import Filter
from data.metrics import METRICS
from data.past.held import history, remembered
from data.population import Frame
from data.queries.enumerated import desa_to_list
from data.queries.figures import figures
from data.queries.targets import MONTHS, outside_band
from data.queries.team import team
from data.summary.turning import frame_for
from data.targets import SIDES

NUMBERS = ("contract_soon_days", "alert_permit_days", "alert_fall_points", "alert_fall_months")
TODAY = Filter()


@dataclass(frozen=True)
class Alert:
    """One kind and how many it is about; `names` are the first of them, (code, name), `by_kind` counts permits.

    `rule` holds the numbers of the rule by which it was found.
    """

    kind: str
    count: int
    names: tuple[tuple[str, str], ...] = ()
    by_kind: Mapping[str, int] = field(default_factory=dict)
    rule: Mapping[str, int] = field(default_factory=dict)


def alerts(who: Who) -> list[Alert]:
    """What there is of each kind that is switched on; where there is nothing, nothing is said."""
    require(who, "team.see")
    frame = frame_for(who)
    with read(who) as conn:
        held, snapshot = history(conn, who.kab), version(conn, who.kab)
        if (kept := held.answers.get(("alerts", frame.day))) and held.version == snapshot:
            return list(kept)
        rule = office.numbers(conn, who.kab, (*NUMBERS, *(f"alert_{kind}" for kind in office.ALERTS)))
        on = [kind for kind in office.ALERTS if rule[f"alert_{kind}"]]
        inside = {
            "permits": _permits(held.expiring(frame, rule["alert_permit_days"]), rule),
            "promises": Alert("promises", sum(casework.overdue(conn, casework.Owners(frame)).values())),
        }
    outside: Mapping[str, Callable[[], Alert]] = {
        "orphaned": lambda: Alert("orphaned", figures(who, TODAY).total["orphaned"]),
        "contracts": lambda: _contracts(who, frame, rule),
        "fallen": lambda: _fallen(who, frame, rule),
        "blank_desa": lambda: _blank_desa(who),
        "targets": lambda: _targets(who),
    }
    found = [inside[kind] if kind in inside else outside[kind]() for kind in on]
    counted = [one for one in found if one.count]
    return list(remembered(held, ("alerts", frame.day), snapshot, lambda: counted))


def _permits(by_kind: Mapping[str, int], rule: Mapping[str, int]) -> Alert:
    return Alert("permits", sum(by_kind.values()), by_kind=by_kind, rule={"days": rule["alert_permit_days"]})


def _contracts(who: Who, frame: Frame, rule: Mapping[str, int]) -> Alert:
    last = frame.day + timedelta(days=rule["contract_soon_days"])
    ending = [one for one in team(who) if one.current and one.last_day and one.last_day <= last]
    ending.sort(key=lambda one: (one.last_day, one.name))
    names = tuple((one.id, one.name) for one in ending[:3])
    return Alert("contracts", len(ending), names, rule={"days": rule["contract_soon_days"]})


def _fallen(who: Who, frame: Frame, rule: Mapping[str, int]) -> Alert:
    since = months_before(frame.day, rule["alert_fall_months"])
    places = compared(figures(who, TODAY.with_(as_of=since)), figures(who, TODAY), METRICS["coverage"])
    least = rule["alert_fall_points"]
    fallen = [one for one in places if not one.few and round(one.worse * 100) <= -least]
    names = tuple((one.code, one.name) for one in fallen[:3])
    return Alert(
        "fallen",
        len(fallen),
        names,
        rule={"points": rule["alert_fall_points"], "months": rule["alert_fall_months"]},
    )


def _blank_desa(who: Who) -> Alert:
    """Where nobody has ever been to look, in the order in which they are worth going to."""
    blank = desa_to_list(who, TODAY)
    names = tuple(zip(blank["code"].tolist()[:3], blank["name"].tolist()[:3], strict=True))
    return Alert("blank_desa", len(blank), names)


def _targets(who: Who) -> Alert:
    found = outside_band(who).shown
    sides = {side: sum(one.side == side for one in found) for side in SIDES}
    names = tuple((one.facilitator_id, one.name) for one in found[:3])
    return Alert("targets", len(found), names, rule={"months": MONTHS, **sides})
