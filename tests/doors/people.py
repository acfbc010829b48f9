"""The doors of people and settings."""

from unittest.mock import patch

from data import commands, queries
from data.access import Who
from tests.doors import Ask, Deed


def end(who: Who, _: str) -> None:
    """Where only demo people are, one of them stands for somebody whom the office has entered."""
    with patch.object(commands.people, "DEMO_IDS", frozenset()):
        commands.end_person(who, "demo-petugas")


QUESTIONS: dict[str, Ask] = {
    "office_settings": queries.office_settings,
    "people": queries.people,
}

CHANGES: dict[str, Deed] = {
    "save_person": Deed(
        "person.edit",
        "admin",
        lambda who, _: commands.save_person(who, None, "a@kantor.go.id", "A", "petugas", None, (), "form-1"),
        lambda who, _: commands.save_person(who, None, "no address", "A", "petugas", None, (), "form-2"),
    ),
    "end_person": Deed(
        "person.edit",
        "admin",
        end,
        lambda who, _: commands.end_person(who, "demo-admin"),
    ),
    "start_view_as": Deed(
        "person.view_as",
        "admin",
        lambda who, _: commands.start_view_as(who, "demo-pendamping"),
        lambda who, _: commands.start_view_as(who, "no-such"),
    ),
    "save_setting": Deed(
        "setting.edit",
        "admin",
        lambda who, _: commands.save_setting(who, "visit_target", "20", "SK 1/2026"),
        lambda who, _: commands.save_setting(who, "visit_target", "0", "SK 1/2026"),
    ),
}
