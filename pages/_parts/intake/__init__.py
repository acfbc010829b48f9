"""The parts of an import, in the order a clerk meets them; the batch that is open stands in the URL."""

from pages._parts.intake.counts import show as summary
from pages._parts.intake.differences import show as changes
from pages._parts.intake.earlier import finished, unfinished
from pages._parts.intake.ending import confirm, undone, written
from pages._parts.intake.fields import show as columns
from pages._parts.intake.files import CASELOAD, choose_file, head, opened
from pages._parts.intake.notes import show as problems
from pages._parts.intake.work import at_work, check

__all__ = [
    "CASELOAD",
    "at_work",
    "changes",
    "check",
    "choose_file",
    "columns",
    "confirm",
    "finished",
    "head",
    "opened",
    "problems",
    "summary",
    "undone",
    "unfinished",
    "written",
]
