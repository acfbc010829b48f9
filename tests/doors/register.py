"""The register's own doors: figures, actors, reference lists."""

from datetime import date

from data import commands, queries
from data.commands import NewActor
from data.filter import Filter
from data.queries import PermitGroup, PermitMonth
from tests.doors import Ask, Deed
from tests.small import KALISAT

DECEMBER = PermitMonth(date(2026, 12, 1), lapsed=False)
# Every question with a right: how it is asked.
QUESTIONS: dict[str, Ask] = {
    "alerts": queries.alerts,
    "actor": lambda who: queries.actor(who, "no-such"),
    "actor_list": lambda who: queries.actor_list(who, Filter()),
    "cross": lambda who: queries.cross(who, Filter()),
    "facilitators": queries.facilitators,
    "first_response": lambda who: queries.first_response(who, Filter()),
    "figures": lambda who: queries.figures(who, Filter()),
    "trend": lambda who: queries.trend(who, Filter(), [date(2026, 1, 31)]),
    "names": queries.names,
    "needs": lambda who: queries.needs(who, Filter()),
    "permit_expiries": lambda who: queries.permit_expiries(who, Filter()),
    "permit_expiry_list": lambda who: queries.permit_expiry_list(who, Filter(), DECEMBER),
    "permit_path_list": lambda who: queries.permit_path_list(who, Filter(), PermitGroup("next", "npwp")),
    "permit_paths": lambda who: queries.permit_paths(who, Filter()),
    "permit_times": lambda who: queries.permit_times(who, Filter()),
    "permits": lambda who: queries.permits(who, Filter()),
    "reference_list": lambda who: queries.reference_list(who, "sector"),
    "search": lambda who: queries.search(who, "kursi"),
    "timeline": lambda who: queries.timeline(who, "no-such"),
}


# Every change: called with who does it and an actor that is there.
CHANGES: dict[str, Deed] = {
    "add_actor": Deed(
        "actor.add",
        "petugas",
        lambda who, _: commands.add_actor(who, NewActor("Baru", KALISAT), "form-1"),
        lambda who, _: commands.add_actor(who, NewActor("Baru", "35.09.99"), "form-2"),
    ),
    "edit_actor": Deed(
        "actor.edit",
        "petugas",
        lambda who, actor: commands.edit_actor(who, actor, 1, {"business_name": "Baru"}),
        lambda who, actor: commands.edit_actor(who, actor, 1, {"kecamatan_code": "35.09.99"}),
    ),
    "open_personal": Deed(
        "actor.personal",
        "petugas",
        commands.open_personal,
        lambda who, _: commands.open_personal(who, "no-such"),
    ),
    "open_points": Deed("actor.personal", "petugas", lambda who, _: commands.open_points(who, Filter())),
    "edit_reference": Deed(
        "reference.edit",
        "admin",
        lambda who, _: commands.edit_reference(who, "sector", "furniture", {"name_id": "Mebel"}),
        lambda who, _: commands.edit_reference(who, "sector", "no-such", {"name_id": "Mebel"}),
    ),
}
