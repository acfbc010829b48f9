"""The one relation every figure is counted from: a row per active actor, as of a date, as known at a time.

Each dated table contributes its latest row on or before the date among those recorded by then; "kept" means just that.
Contacts, permits, needs and the like of an actor that was merged into another stay with it and count for the other one;
what an actor is (its place, state, sector, figures) is its own.
"""

from data.population.actors import BASIC, actors
from data.population.facilitators import caseload, caseloads, current_facilitators, standing
from data.population.frame import Frame, entries_of, frame_of
from data.population.permits import UNRECORDED
from data.population.visits import last_visit

__all__ = [
    "BASIC",
    "UNRECORDED",
    "Frame",
    "actors",
    "caseload",
    "caseloads",
    "current_facilitators",
    "entries_of",
    "frame_of",
    "last_visit",
    "standing",
]
