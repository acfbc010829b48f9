"""Every question, one function each; each opens `read(who)` and checks the right first."""

from data.queries.actors import actor, actor_list, search
from data.queries.assigning import Effect, effect
from data.queries.audit import actor_history, audit_kinds, audit_people, audit_search
from data.queries.caseload import Caseload, caseload_today
from data.queries.change import Change, change
from data.queries.drafts import Draft, draft, drafts
from data.queries.exits import exit_backdate_days, exit_proposals
from data.queries.figures import Figures, cross, figures, needs, permits
from data.queries.handover import HandedOver, Handover
from data.queries.history import last_changes, timeline
from data.queries.intake import check_actors, check_visits
from data.queries.monthly import team_month
from data.queries.people import OfficeSetting, office_settings, people
from data.queries.reference import Names, choices, facilitators, names, reference_list, register_kind
from data.queries.similar import Like, similar
from data.queries.team import Member, OrphanGroup, Orphans, facilitator_card, orphans, team, territories
from data.queries.visits import late_entries, promise, request

__all__ = [
    "Caseload",
    "Change",
    "Draft",
    "Effect",
    "Figures",
    "HandedOver",
    "Handover",
    "Like",
    "Member",
    "Names",
    "OfficeSetting",
    "OrphanGroup",
    "Orphans",
    "actor",
    "actor_history",
    "actor_list",
    "audit_kinds",
    "audit_people",
    "audit_search",
    "caseload_today",
    "change",
    "check_actors",
    "check_visits",
    "choices",
    "cross",
    "draft",
    "drafts",
    "effect",
    "exit_backdate_days",
    "exit_proposals",
    "facilitator_card",
    "facilitators",
    "figures",
    "last_changes",
    "late_entries",
    "names",
    "needs",
    "office_settings",
    "orphans",
    "people",
    "permits",
    "promise",
    "reference_list",
    "register_kind",
    "request",
    "search",
    "similar",
    "team",
    "team_month",
    "territories",
    "timeline",
]
