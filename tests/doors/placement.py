"""Doors of placement: what a plan is counted from, a plan applied and taken back, and kept under a name."""

from datetime import UTC, date, datetime

from data import clock, commands, queries
from data.access import Who, allows
from data.people import demo_person
from data.placement.plan import Counted
from tests.doors import Ask, Deed
from tests.doors.team import RINI, SARI, kalisat_is_hers
from tests.placing import a_plan
from tests.small import GAMBIRAN, KALISAT

COUNTED = Counted(date(2026, 11, 24), datetime(2026, 11, 24, tzinfo=UTC), 1, "")


def mark(who: Who) -> str:
    """What the plan was counted from; anything, for somebody who may not ask."""
    return queries.areas_mark(who) if allows(who, "team.see") else ""


def one_applied(system: Who) -> None:
    kalisat_is_hers(system)
    clerk = demo_person(system.register, "petugas")
    commands.apply_placement(clerk, "plan", {GAMBIRAN: RINI}, clock.today(), mark(clerk))


def one_kept(system: Who) -> None:
    """By the petugas, who alone may change it, an admin apart."""
    # As the door was opened to them: another door may have closed it meanwhile.
    clerk = Who(system.register, system.kab, "petugas", "demo-petugas", "Petugas data")
    commands.keep_placement_draft(clerk, "draft-1", "Rancangan", a_plan(), queries.placement_basis(clerk))


QUESTIONS: dict[str, Ask] = {
    "applied_placement": queries.applied_placement,
    "areas_mark": queries.areas_mark,
    "placement_basis": queries.placement_basis,
    "placement_draft": lambda who: queries.placement_draft(who, "draft-1"),
    "placement_drafts": queries.placement_drafts,
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
    "keep_placement_draft": Deed(
        "placement.keep",
        "petugas",
        lambda who, _: commands.keep_placement_draft(who, "form-keep", "Rancangan lain", a_plan(), COUNTED),
        lambda who, _: commands.keep_placement_draft(who, "form-none", " ", a_plan(), COUNTED),
    ),
    "rename_placement_draft": Deed(
        "placement.keep",
        "petugas",
        lambda who, _: commands.rename_placement_draft(who, "form-rename", "draft-1", "Nama baru"),
        lambda who, _: commands.rename_placement_draft(who, "form-none", "no-such", "Nama"),
        one_kept,
    ),
    "remove_placement_draft": Deed(
        "placement.keep",
        "petugas",
        lambda who, _: commands.remove_placement_draft(who, "form-remove", "draft-1"),
        lambda who, _: commands.remove_placement_draft(who, "form-none", "no-such"),
        one_kept,
    ),
}
