"""The doors of subject access and erasure."""

from data import commands
from tests.doors import Ask, Deed

QUESTIONS: dict[str, Ask] = {}
CHANGES: dict[str, Deed] = {
    "subject_file": Deed(
        "subject.export", "admin", commands.subject_file, lambda who, _: commands.subject_file(who, "no-such")
    ),
    "erase_subject": Deed(
        "subject.erase",
        "admin",
        lambda who, actor: commands.erase_subject(who, actor, "diminta pemilik"),
        lambda who, actor: commands.erase_subject(who, actor, " "),
    ),
}
