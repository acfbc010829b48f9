"""Every question, one function each; each opens `read(who)` and checks the right first."""

from typing import TYPE_CHECKING

from data.later import later
from data.queries.actors import actor, actor_list, search
from data.queries.alerts import Alert, alerts
from data.queries.assigning import Effect, effect
from data.queries.audit import actor_history, audit_kinds, audit_people, audit_search
from data.queries.caseload import Caseload, caseload_today
from data.queries.change import Change, change
from data.queries.doubles import Double, DoublePair, Merged, double, doubles, merges
from data.queries.drafts import Draft, draft, drafts
from data.queries.enquiries import Enquiry, EnquiryCounts, enquiries, enquiry_counts
from data.queries.enumerated import Enumerated, LastListing, desa_to_list, known_places
from data.queries.exits import exit_backdate_days, exit_proposals
from data.queries.figures import Figures, cross, figures, needs, permits, trend
from data.queries.handover import HandedOver, Handover
from data.queries.help import HelpRequest, help_request, help_requests
from data.queries.history import last_changes, timeline
from data.queries.listing_desa import desa_i_list, enumerations
from data.queries.listings import Supply, supply
from data.queries.monthly import team_month
from data.queries.number_reports import NumberReport, number_reports
from data.queries.outside import Source, outside_numbers, outside_sources
from data.queries.people import OfficeSetting, office_settings, people
from data.queries.placed import Applied, applied_placement, areas_mark
from data.queries.placement import placement_case
from data.queries.reference import Names, choices, facilitators, names, reference_list, register_kind
from data.queries.releases import Ledger, Published, next_release, release_ledger
from data.queries.rollup import Rollup, rollup
from data.queries.similar import Like, similar
from data.queries.targets import Hint, Hints, band_hint, outside_band
from data.queries.team import (
    Member,
    OrphanGroup,
    Orphans,
    facilitator_card,
    orphan_targets,
    orphans,
    team,
    territories,
)
from data.queries.visits import late_entries, promise, promise_words, request

if TYPE_CHECKING:  # what reads files is loaded when it is first used
    from data.queries.clinics import Clinics, Invited, Session, group_sessions
    from data.queries.counts_file import counts_in
    from data.queries.drafted import PlacementDraft, placement_basis, placement_draft, placement_drafts
    from data.queries.intake import (
        Batch,
        Progress,
        batch,
        batch_problems,
        batches,
        check_actors,
        check_visits,
        job_problem,
        kept_rows,
        looking_for_doubles,
        problem_counts,
        progress,
        undo_preview,
        would_change,
    )
    from data.queries.offline import visit_form
    from data.queries.permit_calendar import PermitCalendar, PermitMonth, permit_expiries, permit_expiry_list
    from data.queries.permit_funnel import PermitTime, permit_times
    from data.queries.permit_path import PermitGroup, PermitPaths, permit_path_list, permit_paths
    from data.queries.places import alias_places, aliases, points_far_from_place
    from data.queries.response import Response, Wait, first_response
    from data.queries.services import needs_across, needs_served, permits_issued
    from data.queries.specialisation import Sentra, Special, sentra

__getattr__ = later(__name__, __file__)

__all__ = [
    "Alert",
    "Applied",
    "Batch",
    "Caseload",
    "Change",
    "Clinics",
    "Double",
    "DoublePair",
    "Draft",
    "Effect",
    "Enquiry",
    "EnquiryCounts",
    "Enumerated",
    "Figures",
    "HandedOver",
    "Handover",
    "HelpRequest",
    "Hint",
    "Hints",
    "Invited",
    "LastListing",
    "Ledger",
    "Like",
    "Member",
    "Merged",
    "Names",
    "NumberReport",
    "OfficeSetting",
    "OrphanGroup",
    "Orphans",
    "PlacementDraft",
    "PermitCalendar",
    "PermitGroup",
    "PermitMonth",
    "PermitPaths",
    "PermitTime",
    "Progress",
    "Published",
    "Response",
    "Rollup",
    "Sentra",
    "Session",
    "Source",
    "Special",
    "Supply",
    "Wait",
    "actor",
    "actor_history",
    "actor_list",
    "alerts",
    "alias_places",
    "aliases",
    "applied_placement",
    "areas_mark",
    "audit_kinds",
    "audit_people",
    "audit_search",
    "band_hint",
    "batch",
    "batch_problems",
    "batches",
    "caseload_today",
    "change",
    "check_actors",
    "check_visits",
    "choices",
    "counts_in",
    "cross",
    "desa_i_list",
    "desa_to_list",
    "double",
    "doubles",
    "draft",
    "drafts",
    "effect",
    "enquiries",
    "enquiry_counts",
    "enumerations",
    "exit_backdate_days",
    "exit_proposals",
    "facilitator_card",
    "facilitators",
    "figures",
    "first_response",
    "group_sessions",
    "help_request",
    "help_requests",
    "job_problem",
    "kept_rows",
    "known_places",
    "last_changes",
    "late_entries",
    "looking_for_doubles",
    "merges",
    "names",
    "needs",
    "needs_across",
    "needs_served",
    "next_release",
    "number_reports",
    "office_settings",
    "orphan_targets",
    "orphans",
    "outside_band",
    "outside_numbers",
    "outside_sources",
    "people",
    "permit_expiries",
    "permit_expiry_list",
    "permit_path_list",
    "permit_paths",
    "permit_times",
    "permits",
    "permits_issued",
    "placement_basis",
    "placement_case",
    "placement_draft",
    "placement_drafts",
    "points_far_from_place",
    "problem_counts",
    "progress",
    "promise",
    "promise_words",
    "reference_list",
    "register_kind",
    "release_ledger",
    "request",
    "rollup",
    "search",
    "sentra",
    "similar",
    "supply",
    "team",
    "team_month",
    "territories",
    "timeline",
    "trend",
    "undo_preview",
    "visit_form",
    "would_change",
]
