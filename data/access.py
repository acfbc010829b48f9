"""Who may do what: role -> deeds. Scope (which rows) is checked where rows are read and written."""

from dataclasses import dataclass

from data.problem import Problem


@dataclass(frozen=True)
class Who:
    """The person for whom a question is asked or a change is made, in one register of one kabupaten.

    `also` are deeds this person has beyond the role's. `seen_by` is the id of the admin who looks at the app as this
    person; such a look changes nothing.
    """

    register: str
    kab: str
    role: str
    id: str
    name: str
    facilitator: str | None = None
    also: frozenset[str] = frozenset()
    seen_by: str | None = None


# What anybody may send in, signed in or not.
ANYBODY = frozenset({"help.ask", "number.report", "enquiry.send"})
SIGNED_IN = ANYBODY | {"figures.see", "actor.see", "reference.see"}
FIELD = frozenset(
    {
        "actor.add",
        "actor.edit",
        "actor.personal",
        "visit.log",
        "request.log",
        "exit.propose",
        "help.see",
        "help.answer",
        "listing.edit",
        "enumeration.record",
    }
)
CLERK = FIELD | {
    "caseload.see",
    "caseload.bring",
    "team.see",
    "exit.confirm",
    "assignment.edit",
    "placement.keep",
    "report.make",
    "import.run",
    "import.undo",
    "actor.export",
    "double.review",
    "actor.merge",
    "facilitator.add",
    "alias.edit",
    "number.answer",
    "enquiry.see",
    "enquiry.answer",
    "outside.edit",
}

ALLOWS: dict[str, frozenset[str]] = {
    "publik": ANYBODY,
    "pimpinan": SIGNED_IN | {"team.see", "placement.keep", "exit.confirm", "release.publish"},
    "pendamping": SIGNED_IN | FIELD | {"caseload.see", "caseload.bring", "report.make"},
    "petugas": SIGNED_IN | CLERK,
    "admin": SIGNED_IN
    | CLERK
    | {
        "facilitator.edit",
        "reference.edit",
        "person.edit",
        "person.view_as",
        "release.publish",
        "setting.edit",
        "audit.see",
        "subject.export",
        "subject.erase",
    },
    "system": SIGNED_IN
    | {
        "team.see",
        "actor.add",
        "actor.edit",
        "import.run",
        "import.undo",
        "double.review",
        "job.work",
        "facilitator.add",
        "reference.edit",
        "register.fill",
        "register.backup",
        "register.restore",
        "rollup.see",
        "person.edit",
        "release.publish",
    },
}
DEEDS = frozenset().union(*ALLOWS.values())
# What an admin may give to a person beyond the role.
GRANTABLE = ("actor.personal",)


def allows(who: Who, deed: str) -> bool:
    """Whether the role of `who`, or what was given to them besides, includes `deed`; an unknown role nothing."""
    if deed not in DEEDS:
        raise ValueError(f"no such deed: {deed}")
    granted = who.also & frozenset(GRANTABLE) if who.role in ALLOWS and who.role != "publik" else frozenset()
    return deed in ALLOWS.get(who.role, frozenset()) | granted


def require(who: Who, deed: str) -> None:
    """Raises Problem("not_allowed") when `who` may not do the deed."""
    if not allows(who, deed):
        raise Problem("not_allowed", deed=deed, role=who.role)
