"""The doors of releases. A hand-made document stands for the counting, which has tests of its own."""

from unittest.mock import patch

from data import clock, commands, queries
from data.access import Who, require
from data.problem import Problem
from data.public import making
from data.public.document import Document
from tests.doors import Ask, Deed
from tests.published import document


def made(who: Who) -> making.Made:
    """What `making.make` would return, for whom it would."""
    require(who, "release.publish")
    return making.Made(document(), clock.now(), {})


def publish(who: Who, form_id: str) -> str:
    """Publish the hand-made document."""
    with patch.object(making, "make", made):
        return commands.publish_release(who, form_id)


def look(who: Who) -> Document:
    """The hand-made document as the next release."""
    with patch.object(making, "make", made):
        return queries.next_release(who)


def unsafe(who: Who, _: str) -> None:
    """What cannot be guarded is not published."""
    with patch.object(making, "make", side_effect=Problem("release_unsafe", count=1)):
        commands.publish_release(who, "form-2")


QUESTIONS: dict[str, Ask] = {
    "next_release": look,
    "release_ledger": queries.release_ledger,
}

CHANGES: dict[str, Deed] = {
    "publish_release": Deed("release.publish", "pimpinan", lambda who, _: publish(who, "form-1"), unsafe),
}
