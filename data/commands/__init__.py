"""Every change, one function each, one deed each."""

from data.commands.actors import NewActor, add_actor, edit_actor, open_personal, open_points
from data.commands.audit import open_audit_detail
from data.commands.drafts import drop_draft, save_draft
from data.commands.exits import decide_exit, propose_exit
from data.commands.handover import open_handover
from data.commands.imports import add_facilitators, import_actors, import_visits
from data.commands.people import end_person, save_person, save_setting, start_view_as
from data.commands.reference import edit_reference
from data.commands.registers import ensure_register
from data.commands.reports import activity_report, month_workbook, open_activity
from data.commands.route import Stop, open_route
from data.commands.subject import erase_subject, subject_file
from data.commands.team import (
    assign,
    end_contract,
    save_contract,
    save_facilitator,
    set_facilitator_state,
    unassign,
)
from data.commands.visits import NeedChange, NewVisit, PermitChange, PromiseChange, log_request, log_visit

__all__ = [
    "NeedChange",
    "NewActor",
    "NewVisit",
    "PermitChange",
    "PromiseChange",
    "Stop",
    "activity_report",
    "add_actor",
    "add_facilitators",
    "assign",
    "decide_exit",
    "drop_draft",
    "edit_actor",
    "edit_reference",
    "end_contract",
    "end_person",
    "ensure_register",
    "erase_subject",
    "import_actors",
    "import_visits",
    "log_request",
    "log_visit",
    "month_workbook",
    "open_activity",
    "open_audit_detail",
    "open_handover",
    "open_personal",
    "open_points",
    "open_route",
    "propose_exit",
    "save_contract",
    "save_draft",
    "save_facilitator",
    "save_person",
    "save_setting",
    "set_facilitator_state",
    "start_view_as",
    "subject_file",
    "unassign",
]
