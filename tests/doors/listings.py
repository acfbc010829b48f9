"""The doors of consent to be listed."""

import sqlalchemy as sa

from data import clock, commands, queries, schema
from data.access import Who
from data.commands import Listing
from data.db import read
from tests.doors import Ask, Deed
from tests.small import Small

SHEET = Listing(clock.today(), "map 1", "Kursi")


def listed(machine: Who) -> None:
    """Every business that is there has agreed."""
    small = Small(machine)
    with read(machine) as conn:
        actors = list(conn.scalars(sa.select(schema.actor.c.id).where(schema.actor.c.kab_code == machine.kab)))
    for actor in actors:
        small.insert(
            schema.listing,
            actor_id=actor,
            consented_on=clock.today(),
            consent_paper="map 1",
            product="Kursi",
            by_person="somebody",
        )


QUESTIONS: dict[str, Ask] = {
    "supply": lambda who: queries.supply(who, "no-such"),
}

CHANGES: dict[str, Deed] = {
    "list_actor": Deed(
        "listing.edit",
        "petugas",
        lambda who, actor: commands.list_actor(who, "form-listing", actor, SHEET),
        lambda who, _: commands.list_actor(who, "form-listing", "no-such", SHEET),
    ),
    "withdraw_listing": Deed(
        "listing.edit",
        "petugas",
        lambda who, actor: commands.withdraw_listing(who, "form-withdraw", actor),
        lambda who, _: commands.withdraw_listing(who, "form-withdraw", "no-such"),
        ready=listed,
    ),
}
