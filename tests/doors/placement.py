"""Doors of placement: what a plan is counted from, a plan applied, and one taken back."""

from data import clock, commands, queries
from data.access import Who, allows
from data.people import demo_person
from tests.doors import Ask, Deed
from tests.doors.team import RINI, SARI, kalisat_is_hers
from tests.small import GAMBIRAN, KALISAT


def mark(who: Who) -> str:
    """What the plan was counted from; anything, for somebody who may not ask."""
    return queries.areas_mark(who) if allows(who, "team.see") else ""


def one_applied(system: Who) -> None:
    kalisat_is_hers(system)
    clerk = demo_person(system.register, "petugas")
    commands.apply_placement(clerk, "plan", {GAMBIRAN: RINI}, clock.today(), mark(clerk))


QUESTIONS: dict[str, Ask] = {
    "applied_placement": queries.applied_placement,
    "areas_mark": queries.areas_mark,
}

CHANGES: dict[str, Deed] = {
    "apply_placement": Deed(
        "assignment.edit",
        "petugas",
        lambda who, _: commands.apply_placement(
            who, "form-plan", {GAMBIRAN: RINI, KALISAT: SARI}, clock.today(), mark(who)
        ),
        lambda who, _: commands.apply_placement(who, "form-again", {GAMBIRAN: SARI}, clock.today(), mark(who)),
        kalisat_is_hers,
        abouts=2,
    ),
    "undo_placement": Deed(
        "assignment.edit",
        "petugas",
        lambda who, _: commands.undo_placement(who, "form-undo", "plan"),
        lambda who, _: commands.undo_placement(who, "form-none", "no-such"),
        one_applied,
        abouts=2,
    ),
}
