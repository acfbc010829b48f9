"""The doors of double entries: finding, telling apart, merging and parting them."""

from data import clock, commands, queries, schema
from data.access import Who
from data.people import demo_person
from tests.doors import Ask, Deed
from tests.small import Small

ONE, OTHER = "door-double-a", "door-double-b"


def two_alike(system: Who) -> None:
    """Two entries with ids known here, and their pair."""
    small = Small(system)
    small.actor("Mebel Jati", id=ONE)
    small.actor("Mebel Jati", id=OTHER)
    small.insert(schema.possible_double, left_id=ONE, right_id=OTHER, probability=0.9, evidence={"name": "same"})


def two_apart(system: Who) -> None:
    two_alike(system)
    commands.keep_both(demo_person(system.register, "admin"), ONE, OTHER, "door-apart")


def merged(system: Who) -> None:
    two_alike(system)
    commands.merge_actors(demo_person(system.register, "admin"), ONE, OTHER, {}, 1, 1, "door-merge")


QUESTIONS: dict[str, Ask] = {
    "double": lambda who: queries.double(who, "no-such", "nor-this"),
    "doubles": queries.doubles,
    "merges": queries.merges,
}

CHANGES: dict[str, Deed] = {
    "find_doubles": Deed("double.review", "petugas", lambda who, _: commands.find_doubles(who)),
    "open_double": Deed(
        "actor.personal",
        "petugas",
        lambda who, actor: commands.open_double(who, actor, actor),
        lambda who, actor: commands.open_double(who, actor, "no-such"),
    ),
    "keep_both": Deed(
        "double.review",
        "petugas",
        lambda who, _: commands.keep_both(who, ONE, OTHER, clock.new_id()),
        lambda who, actor: commands.keep_both(who, actor, OTHER, clock.new_id()),
        two_alike,
        abouts=2,
    ),
    "ask_again": Deed(
        "double.review",
        "petugas",
        lambda who, _: commands.ask_again(who, ONE, OTHER, clock.new_id()),
        lambda who, actor: commands.ask_again(who, actor, OTHER, clock.new_id()),
        two_apart,
        abouts=2,
    ),
    "merge_actors": Deed(
        "actor.merge",
        "petugas",
        lambda who, _: commands.merge_actors(who, ONE, OTHER, {}, 1, 1, "form-merge"),
        lambda who, _: commands.merge_actors(who, ONE, OTHER, {}, 2, 1, "form-merge-2"),
        two_alike,
        abouts=2,
    ),
    "undo_merge": Deed(
        "actor.merge",
        "petugas",
        lambda who, _: commands.undo_merge(who, "door-merge", "form-undo"),
        lambda who, _: commands.undo_merge(who, "no-such", "form-undo-2"),
        merged,
        abouts=2,
    ),
}
