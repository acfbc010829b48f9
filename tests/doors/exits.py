"""The doors of exits and of the change of coverage."""

from datetime import date

from data import clock, commands, queries, schema
from data.access import Who
from data.filter import Filter
from tests.doors import Ask, Deed
from tests.small import Small

QUESTIONS: dict[str, Ask] = {
    "change": lambda who: queries.change(who, Filter(), date(2025, 1, 1)),
    "exit_backdate_days": queries.exit_backdate_days,
    "exit_proposals": queries.exit_proposals,
}


def _waiting(machine: Who) -> None:
    """Somebody's proposal."""
    small = Small(machine)
    asked = {"actor_id": small.actor("Tutup"), "state": "closed", "reason": "modal_habis", "on_date": clock.today()}
    small.insert(schema.exit_proposal, id="door-exit", by_person="somebody", **asked)


CHANGES: dict[str, Deed] = {
    "propose_exit": Deed(
        "exit.propose",
        "petugas",
        lambda who, actor: commands.propose_exit(who, "form-exit", actor, "closed", "modal_habis", clock.today()),
        lambda who, _: commands.propose_exit(who, "form-exit", "no-such", "closed", "modal_habis", clock.today()),
    ),
    "decide_exit": Deed(
        "exit.confirm",
        "admin",
        lambda who, _: commands.decide_exit(who, "door-exit", "confirmed"),
        lambda who, _: commands.decide_exit(who, "no-such", "confirmed"),
        ready=_waiting,
    ),
}
