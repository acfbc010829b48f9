"""Doors of the team: assignments, contracts, facilitators, those left behind, and the record of a handover."""

from datetime import date
from typing import Any

from data import clock, commands, queries, schema
from data.access import Who
from data.db import About, write
from tests.doors import Ask, Deed
from tests.small import KALISAT

SARI, RINI, CONTRACT = "facilitator-sari", "facilitator-rini", "contract-sari"


def two_at_work(system: Who) -> None:
    """Two facilitators at work under contract; the first one's has an id that is known here."""
    with write(system, "register.fill", About("register", "test")) as writing:
        for one in (SARI, RINI):
            began: dict[str, Any] = {"facilitator_id": one, "recorded_at": writing.at}
            writing.insert(schema.facilitator, {"id": one, "name": one, "capacity": 10})
            contract = {"id": CONTRACT} if one == SARI else {}
            writing.insert(schema.facilitator_contract, began | contract | {"from_on": date(2019, 1, 1)})
            writing.insert(schema.facilitator_state, began | {"on_date": date(2019, 1, 1), "state": "aktif"})


def kalisat_is_hers(system: Who) -> None:
    two_at_work(system)
    with write(system, "register.fill", About("register", "test")) as writing:
        row = {"facilitator_id": SARI, "kecamatan_code": KALISAT, "from_on": date(2019, 1, 1)}
        writing.insert(schema.assignment, row)


QUESTIONS: dict[str, Ask] = {
    "effect": lambda who: queries.effect(who, SARI, [("kecamatan", KALISAT)], clock.today()),
    "facilitator_card": lambda who: queries.facilitator_card(who, "no-such"),
    "orphan_targets": lambda who: queries.orphan_targets(who, ()),
    "orphans": queries.orphans,
    "placement_case": queries.placement_case,
    "team": queries.team,
    "territories": queries.territories,
}

CHANGES: dict[str, Deed] = {
    "assign": Deed(
        "assignment.edit",
        "petugas",
        lambda who, actor: commands.assign(who, "form-a", SARI, [("actor", actor)], clock.today()),
        lambda who, _: commands.assign(who, "form-b", SARI, [("actor", "no-such")], clock.today()),
        two_at_work,
    ),
    "unassign": Deed(
        "assignment.edit",
        "petugas",
        lambda who, _: commands.unassign(who, "form-c", [("kecamatan", KALISAT)], clock.today()),
        lambda who, actor: commands.unassign(who, "form-d", [("actor", actor)], clock.today()),
        kalisat_is_hers,
    ),
    "save_facilitator": Deed(
        "facilitator.edit",
        "admin",
        lambda who, _: commands.save_facilitator(who, "form-e", None, "Tutik", None, 40, None),
        lambda who, _: commands.save_facilitator(who, "form-f", "no-such", "Tutik", None, 40, None),
    ),
    "save_contract": Deed(
        "facilitator.edit",
        "admin",
        lambda who, _: commands.save_contract(who, "form-g", SARI, date(2018, 1, 1), date(2018, 12, 31)),
        lambda who, _: commands.save_contract(who, "form-h", SARI, date(2020, 1, 1), None),
        two_at_work,
    ),
    "end_contract": Deed(
        "facilitator.edit",
        "admin",
        lambda who, _: commands.end_contract(who, "form-i", CONTRACT, clock.today()),
        lambda who, _: commands.end_contract(who, "form-j", CONTRACT, date(2018, 1, 1)),
        two_at_work,
    ),
    "set_facilitator_state": Deed(
        "facilitator.edit",
        "admin",
        lambda who, _: commands.set_facilitator_state(who, "form-k", SARI, "selesai", clock.today()),
        lambda who, _: commands.set_facilitator_state(who, "form-l", "no-such", "selesai", clock.today()),
        two_at_work,
    ),
    "open_handover": Deed(
        "assignment.edit",
        "petugas",
        lambda who, _: commands.open_handover(who, SARI, RINI),
        lambda who, _: commands.open_handover(who, SARI, SARI),
        two_at_work,
    ),
}
