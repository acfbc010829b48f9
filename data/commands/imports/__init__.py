"""A file's way into the register: brought, checked row by row, written as one batch, undone as one batch."""

from data.commands.imports.bring import bring_file, choose_columns, drop_batch
from data.commands.imports.facilitators import add_facilitators
from data.commands.imports.jobs import start_check, start_doubles, start_undo, start_write, stop_job
from data.commands.imports.looks import open_changes, open_rejected
from data.commands.imports.stage import check_batch
from data.commands.imports.undo import undo_batch
from data.commands.imports.write import write_batch

__all__ = [
    "add_facilitators",
    "bring_file",
    "check_batch",
    "choose_columns",
    "drop_batch",
    "open_changes",
    "open_rejected",
    "start_check",
    "start_doubles",
    "start_undo",
    "start_write",
    "stop_job",
    "undo_batch",
    "write_batch",
]
