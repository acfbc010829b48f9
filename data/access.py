"""Who may do what: role -> deeds. Scope (which rows) is checked where rows are read and written."""

from dataclasses import dataclass

from data.problem import Problem


@dataclass(frozen=True)
class Who:
    """The person for whom a question is asked or a change is made, in one register of one kabupaten."""

    register: str
    kab: str
    role: str
    id: str
    name: str
    facilitator: str | None = None


SIGNED_IN = frozenset({"figures.see", "actor.see", "reference.see"})

ALLOWS: dict[str, frozenset[str]] = {
    "publik": frozenset(),
    "pimpinan": SIGNED_IN,
    "pendamping": SIGNED_IN | {"actor.add", "actor.edit", "actor.personal"},
    "petugas": SIGNED_IN | {"actor.add", "actor.edit", "actor.personal", "import.run", "facilitator.add"},
    "admin": SIGNED_IN
    | {"actor.add", "actor.edit", "actor.personal", "import.run", "facilitator.add", "reference.edit"},
    "system": SIGNED_IN
    | {"actor.add", "actor.edit", "import.run", "facilitator.add", "reference.edit", "register.fill"},
}
DEEDS = frozenset().union(*ALLOWS.values())


def allows(who: Who, deed: str) -> bool:
    """Whether the role of `who` includes `deed`; an unknown role includes nothing."""
    if deed not in DEEDS:
        raise ValueError(f"no such deed: {deed}")
    return deed in ALLOWS.get(who.role, frozenset())


def require(who: Who, deed: str) -> None:
    """Raises Problem("not_allowed") when the role does not include the deed."""
    if not allows(who, deed):
        raise Problem("not_allowed", deed=deed, role=who.role)
