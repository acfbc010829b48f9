"""Doors of the places: spellings an import understands, and points that contradict their kecamatan."""

from data import commands, queries, schema
from data.access import Who
from data.db import About, write
from tests.doors import Ask, Deed
from tests.small import KALISAT

ALIAS = "alias-kalisat"


def one_alias(system: Who) -> None:
    """A spelling whose id is known here."""
    row = {"id": ALIAS, "level": "kecamatan", "seen": "Kalisatt", "key": "kalisatt", "code": KALISAT, "source": ""}
    with write(system, "register.fill", About("register", "test")) as writing:
        writing.insert(schema.place_alias, row)


QUESTIONS: dict[str, Ask] = {
    "alias_places": queries.alias_places,
    "aliases": queries.aliases,
    "points_far_from_place": queries.points_far_from_place,
}

CHANGES: dict[str, Deed] = {
    "save_alias": Deed(
        "alias.edit",
        "petugas",
        lambda who, _: commands.save_alias(who, "kecamatan", "Kalisaat", KALISAT, "form-1"),
        lambda who, _: commands.save_alias(who, "kecamatan", "Ajung", KALISAT, "form-2"),
    ),
    "drop_alias": Deed(
        "alias.edit",
        "petugas",
        lambda who, _: commands.drop_alias(who, ALIAS),
        lambda who, _: commands.drop_alias(who, "no-such"),
        one_alias,
    ),
}
