"""Every change, one function each, one deed each."""

from typing import TYPE_CHECKING

from data.later import later

if TYPE_CHECKING:  # at run time each is loaded when it is first used
    from data.buyers import Listing
    from data.commands.actors import add_actor, edit_actor, open_personal, open_points
    from data.commands.audit import open_audit_detail
    from data.commands.doubles import ask_again, find_doubles, keep_both, merge_actors, open_double, undo_merge
    from data.commands.drafts import drop_draft, save_draft
    from data.commands.enquiries import NewEnquiry, erase_enquiry, open_enquiry, record_enquiry, send_enquiry
    from data.commands.enumeration import record_enumeration, withdraw_enumeration
    from data.commands.exits import decide_exit, propose_exit
    from data.commands.exports import register_workbook
    from data.commands.handover import open_handover
    from data.commands.help import (
        accept_help,
        ask_help,
        decline_help,
        erase_help,
        hand_over_help,
        nobody_came,
        open_help,
    )
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
    from data.commands.listings import list_actor, withdraw_listing
    from data.commands.number_reports import answer_number, erase_report, open_reporter, report_number
    from data.commands.offline import Brought, bring_caseload, caseload_workbook
    from data.commands.outside import add_source, save_counts, withdraw_source
    from data.commands.people import end_person, save_person, save_setting, start_view_as
    from data.commands.placement import apply_placement, undo_placement
    from data.commands.placement_drafts import keep_placement_draft, remove_placement_draft, rename_placement_draft
    from data.commands.places import drop_alias, save_alias
    from data.commands.reference import edit_reference
    from data.commands.registers import ensure_register
    from data.commands.releases import publish_release
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
    from data.help import NewHelp
    from data.newactor import NewActor

__getattr__ = later(__name__, __file__)

__all__ = [
    "Brought",
    "Listing",
    "NeedChange",
    "NewActor",
    "NewEnquiry",
    "NewHelp",
    "NewVisit",
    "PermitChange",
    "PromiseChange",
    "Stop",
    "accept_help",
    "activity_report",
    "add_actor",
    "add_facilitators",
    "add_source",
    "ask_again",
    "ask_help",
    "answer_number",
    "apply_placement",
    "assign",
    "bring_caseload",
    "bring_file",
    "caseload_workbook",
    "check_batch",
    "choose_columns",
    "decide_exit",
    "decline_help",
    "drop_alias",
    "drop_batch",
    "drop_draft",
    "edit_actor",
    "edit_reference",
    "end_contract",
    "end_person",
    "ensure_register",
    "erase_enquiry",
    "erase_help",
    "erase_report",
    "erase_subject",
    "find_doubles",
    "hand_over_help",
    "keep_both",
    "keep_placement_draft",
    "list_actor",
    "log_request",
    "log_visit",
    "merge_actors",
    "month_workbook",
    "nobody_came",
    "open_activity",
    "open_audit_detail",
    "open_changes",
    "open_double",
    "open_enquiry",
    "open_handover",
    "open_help",
    "open_personal",
    "open_points",
    "open_rejected",
    "open_reporter",
    "open_route",
    "propose_exit",
    "publish_release",
    "record_enquiry",
    "record_enumeration",
    "register_workbook",
    "remove_placement_draft",
    "rename_placement_draft",
    "report_number",
    "save_alias",
    "save_contract",
    "save_counts",
    "save_draft",
    "save_facilitator",
    "save_person",
    "save_setting",
    "send_enquiry",
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
    "undo_placement",
    "withdraw_enumeration",
    "withdraw_listing",
    "withdraw_source",
    "write_batch",
]
