"""Questions about imports: a table checked, a batch and its rows, the work going on."""

from data.queries.intake.batches import Batch, batch, batches
from data.queries.intake.check import check_actors, check_visits
from data.queries.intake.progress import Progress, job_problem, looking_for_doubles, progress
from data.queries.intake.rows import (
    batch_problems,
    kept_rows,
    problem_counts,
    undo_preview,
    would_change,
)

__all__ = [
    "Batch",
    "Progress",
    "batch",
    "batch_problems",
    "batches",
    "check_actors",
    "check_visits",
    "job_problem",
    "kept_rows",
    "looking_for_doubles",
    "problem_counts",
    "progress",
    "undo_preview",
    "would_change",
]
