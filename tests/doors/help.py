"""The doors of asking for help."""

from dataclasses import replace

from data import clock, commands, queries, schema
from data.access import Who
from data.commands import NewHelp
from data.db import About, write
from tests.doors import Ask, Deed
from tests.small import KALISAT

HELP, TICKET = "help-1", "0000-0000-0"
ASKED = NewHelp("Bu Sri", "0812 3456 7890", KALISAT, consent=True)


def asked(system: Who) -> None:
    """A request that waits at the office."""
    row = {"id": HELP, "ticket": TICKET, "on_date": clock.today(), "channel": "desa", "kecamatan_code": KALISAT}
    with write(system, "register.fill", About("register", "test")) as writing:
        writing.insert(schema.help_request, row | {"by_person": "x"})
        writing.insert(schema.help_personal, {"help_id": HELP, "name": "Bu Sri", "consented_at": writing.at})


QUESTIONS: dict[str, Ask] = {
    "help_request": lambda who: queries.help_request(who, HELP),
    "help_requests": queries.help_requests,
}

CHANGES: dict[str, Deed] = {
    "ask_help": Deed(
        "help.ask",
        "petugas",
        lambda who, _: commands.ask_help(who, "form-1", ASKED),
        lambda who, _: commands.ask_help(who, "form-2", replace(ASKED, kecamatan="35.09.99")),
    ),
    "nobody_came": Deed(
        "help.ask",
        "petugas",
        lambda who, _: commands.nobody_came(who, TICKET),
        lambda who, _: commands.nobody_came(who, "no ticket"),
        ready=asked,
    ),
    "open_help": Deed(
        "help.see",
        "petugas",
        lambda who, _: commands.open_help(who, HELP),
        lambda who, _: commands.open_help(who, "no-such"),
        ready=asked,
    ),
    "accept_help": Deed(
        "help.answer",
        "petugas",
        lambda who, actor: commands.accept_help(who, "form-1", HELP, actor),
        lambda who, _: commands.accept_help(who, "form-2", HELP, "no-such"),
        ready=asked,
        abouts=2,
    ),
    "decline_help": Deed(
        "help.answer",
        "petugas",
        lambda who, _: commands.decline_help(who, "form-1", HELP, "luar_wilayah"),
        lambda who, _: commands.decline_help(who, "form-2", HELP, "malas"),
        ready=asked,
    ),
    "hand_over_help": Deed(
        "help.answer",
        "petugas",
        lambda who, _: commands.hand_over_help(who, "form-1", HELP, None),
        lambda who, _: commands.hand_over_help(who, "form-2", HELP, "no-such"),
        ready=asked,
    ),
    "erase_help": Deed(
        "subject.erase",
        "admin",
        lambda who, _: commands.erase_help(who, HELP, "diminta pemohon"),
        lambda who, _: commands.erase_help(who, HELP, " "),
        ready=asked,
    ),
}
