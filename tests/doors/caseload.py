"""The facilitator's first screen: the caseload in its order, and the points of the day's stops."""

from data import commands, queries
from tests.doors import Ask, Deed

QUESTIONS: dict[str, Ask] = {"caseload_today": queries.caseload_today}

CHANGES: dict[str, Deed] = {
    "open_route": Deed(
        "actor.personal",
        "petugas",
        lambda who, actor: commands.open_route(who, [actor]),
        lambda who, actor: commands.open_route(who, [actor, "no-such"]),
    ),
}
