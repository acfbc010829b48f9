"""Every change, one function each, one deed each."""

from data.commands.actors import NewActor, add_actor, edit_actor, open_personal, open_points
from data.commands.imports import add_facilitators, import_actors, import_visits
from data.commands.reference import edit_reference
from data.commands.registers import ensure_register

__all__ = [
    "NewActor",
    "add_actor",
    "add_facilitators",
    "edit_actor",
    "edit_reference",
    "ensure_register",
    "import_actors",
    "import_visits",
    "open_personal",
    "open_points",
]
