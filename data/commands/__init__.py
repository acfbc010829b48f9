"""Every change, one function each, one deed each."""

from data.commands.actors import add_actor, edit_actor, open_personal, open_points
from data.commands.audit import open_audit_detail
from data.commands.doubles import ask_again, find_doubles, keep_both, merge_actors, open_double, undo_merge
from data.commands.drafts import drop_draft, save_draft
from data.commands.exits import decide_exit, propose_exit
from data.commands.exports import register_workbook
from data.commands.handover import open_handover
from data.commands.imports import (
    add_facilitators,
    bring_file,
    check_batch,
    choose_columns,
    drop_batch,
    open_changes,
    open_rejected,
    start_check,
    start_doubles,
    start_undo,
    start_write,
    stop_job,
    undo_batch,
    write_batch,
)
from data.commands.offline import Brought, bring_caseload, caseload_workbook
from data.commands.people import end_person, save_person, save_setting, start_view_as
from data.commands.places import drop_alias, save_alias
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
from data.newactor import NewActor

__all__ = [
    "Brought",
    "NeedChange",
    "NewActor",
    "NewVisit",
    "PermitChange",
    "PromiseChange",
    "Stop",
    "activity_report",
    "add_actor",
    "add_facilitators",
    "ask_again",
    "assign",
    "bring_caseload",
    "bring_file",
    "caseload_workbook",
    "check_batch",
    "choose_columns",
    "decide_exit",
    "drop_alias",
    "drop_batch",
    "drop_draft",
    "edit_actor",
    "edit_reference",
    "end_contract",
    "end_person",
    "ensure_register",
    "erase_subject",
    "find_doubles",
    "keep_both",
    "log_request",
    "log_visit",
    "merge_actors",
    "month_workbook",
    "open_activity",
    "open_audit_detail",
    "open_changes",
    "open_double",
    "open_handover",
    "open_personal",
    "open_points",
    "open_rejected",
    "open_route",
    "propose_exit",
    "register_workbook",
    "save_alias",
    "save_contract",
    "save_draft",
    "save_facilitator",
    "save_person",
    "save_setting",
    "set_facilitator_state",
    "start_check",
    "start_doubles",
    "start_undo",
    "start_view_as",
    "start_write",
    "stop_job",
    "subject_file",
    "unassign",
    "undo_batch",
    "undo_merge",
    "write_batch",
]
