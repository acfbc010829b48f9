"""Every question, one function each; each opens `read(who)` and checks the right first."""

from data.queries.actors import actor, actor_list, search, timeline
from data.queries.figures import Figures, cross, figures, needs, permits
from data.queries.intake import check_actors, check_visits
from data.queries.reference import Names, choices, facilitators, names, reference_list, register_kind

__all__ = [
    "Figures",
    "Names",
    "actor",
    "actor_list",
    "check_actors",
    "check_visits",
    "choices",
    "cross",
    "facilitators",
    "figures",
    "names",
    "needs",
    "permits",
    "reference_list",
    "register_kind",
    "search",
    "timeline",
]
