"""What the office does with a request: look at it, decline it, hand it over, erase its words."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from data import clock, schema
from data.access import Who
from data.commands import visit_checks
from data.commands.actors import check_new, insert_actor
from data.db import About, Writing, write
from data.filter import Filter
from data.newactor import NewActor
from data.points import check_point
from data.population import Frame, actors, current_facilitators
from data.problem import Problem
from data.queries.help import HelpRequest, followed, mine
from data.scope import mine as my_actors


@dataclass(frozen=True)
class OpenHelp:
    """A request with the words of the person who asked; `name`, `contact` and `note` are None after erasure."""

    request: HelpRequest
    name: str | None
    contact: str | None
    note: str | None


def open_help(who: Who, help_id: str) -> OpenHelp:
    """A request and who asked: a look that is written down, for those whose work it is.

    Problem("no_such_help"), Problem("not_your_help").
    """
    with write(who, "help.see", About("help", help_id), changes=False) as writing:
        row = mine(who, writing.conn, help_id)
        return OpenHelp(followed(writing.conn, who.kab, [row])[0], **_words(writing, help_id))


def _words(writing: Writing, help_id: str) -> dict[str, Any]:
    table = schema.help_personal
    asked = sa.select(table.c.name, table.c.contact, table.c.note)
    asked = asked.where(table.c.kab_code == writing.who.kab, table.c.help_id == help_id)
    return dict(writing.conn.execute(asked).mappings().one())


def accept_help(who: Who, form_id: str, help_id: str, actor_id: str | None = None, new: NewActor | None = None) -> str:
    """Accept a request for an actor that is there, else for the `new` one, whose id is the form's; the actor's id.

    From then on it is the actor's `request` of the same id, asked on the day it was asked. The request goes to the
    facilitator of the actor; a new one outside that facilitator's area is assigned to whose request it is.

    Problem("no_such_help"), ("not_your_help"), ("help_answered"), ("help_actor_missing"), ("help_actor_not_yours"),
    ("no_such_actor"), ("visit_not_active"), and the problems of `add_actor`.
    """
    with write(who, "help.answer", About("help", help_id)) as writing:
        writing.once(form_id)
        row = _unanswered(writing, help_id)
        made = _new_actor(writing, form_id, row, new) if new else _known_actor(writing, row, actor_id)
        after = {"state": "accepted", "actor_id": made, "facilitator_id": _responsible(writing, made)}
        _change(writing, help_id, after)
        told = {"channel": row.channel, "topics": row.topics, "note": _words(writing, help_id)["note"]}
        writing.insert(schema.request, {"id": help_id, "actor_id": made, "on_date": row.on_date} | told)
        _happened(writing, help_id, "accepted", after["facilitator_id"])
        writing.abouts.append(About("actor", made))
        writing.after = after
    return actor_id or form_id


def _new_actor(writing: Writing, actor_id: str, row: sa.Row[Any], new: NewActor) -> str:
    check_new(new)
    check_point(new.lon, new.lat)
    insert_actor(writing, actor_id, new)
    if row.facilitator_id and _responsible(writing, actor_id) != row.facilitator_id and _at_work(writing, row):
        theirs = {"facilitator_id": row.facilitator_id, "actor_id": actor_id, "from_on": clock.today()}
        writing.insert(schema.assignment, theirs)
    return actor_id


def _known_actor(writing: Writing, row: sa.Row[Any], actor_id: str | None) -> str:
    if actor_id is None:
        raise Problem("help_actor_missing")
    if not my_actors(writing.who, writing.conn, [actor_id]):
        raise Problem("help_actor_not_yours")
    visit_checks.there(writing, (actor_id,), row.on_date)
    return actor_id


def _at_work(writing: Writing, row: sa.Row[Any]) -> bool:
    asked = current_facilitators(Frame(writing.who.kab, clock.today(), writing.at))
    return row.facilitator_id in set(writing.conn.scalars(asked))


def _responsible(writing: Writing, actor_id: str) -> str | None:
    """Who stands beside the actor today."""
    rows = actors(Frame(writing.who.kab, clock.today(), writing.at), Filter(), among=[actor_id])
    found: str | None = writing.conn.scalar(sa.select(rows.c.facilitator_id))
    return found


def decline_help(who: Who, form_id: str, help_id: str, refusal: str) -> None:
    """Decline a request for a reason of `schema.HELP_REFUSALS`, which its holder reads.

    Problem("no_such_help"), ("not_your_help"), ("help_answered"), ("help_refusal_missing").
    """
    if refusal not in schema.HELP_REFUSALS:
        raise Problem("help_refusal_missing")
    with write(who, "help.answer", About("help", help_id)) as writing:
        writing.once(form_id)
        row = _unanswered(writing, help_id)
        _change(writing, help_id, {"state": "declined", "refusal": refusal})
        _happened(writing, help_id, "declined", row.facilitator_id)
        writing.after = {"refusal": refusal}


def hand_over_help(who: Who, form_id: str, help_id: str, facilitator_id: str | None) -> None:
    """Give a request that waits to another facilitator at work, or (None) to the office.

    Problem("no_such_help"), ("not_your_help"), ("help_answered"), ("help_facilitator_away").
    """
    with write(who, "help.answer", About("help", help_id)) as writing:
        writing.once(form_id)
        row = _unanswered(writing, help_id)
        frame = Frame(who.kab, clock.today(), writing.at)
        if facilitator_id and facilitator_id not in set(writing.conn.scalars(current_facilitators(frame))):
            raise Problem("help_facilitator_away")
        _change(writing, help_id, {"facilitator_id": facilitator_id})
        _happened(writing, help_id, "owner", facilitator_id)
        writing.before, writing.after = {"facilitator_id": row.facilitator_id}, {"facilitator_id": facilitator_id}


def erase_help(who: Who, help_id: str, reason: str) -> None:
    """Empty the words of the person who asked; that somebody asked, and what became of it, stays. The reason is kept.

    Problem("erase_reason_missing"), Problem("no_such_help").
    """
    if not reason.strip():
        raise Problem("erase_reason_missing")
    with write(who, "subject.erase", About("help", help_id)) as writing:
        mine(who, writing.conn, help_id)
        table = schema.help_personal
        words = sa.and_(table.c.kab_code == who.kab, table.c.help_id == help_id)
        gone = dict.fromkeys(("name", "contact", "note"), sa.null())
        writing.conn.execute(table.update().where(words).values(gone))
        asked = schema.request  # accepted, its note stands with the actor too
        copied = sa.and_(asked.c.kab_code == who.kab, asked.c.id == help_id)
        writing.conn.execute(asked.update().where(copied).values(note=sa.null()))
        writing.after = {"erased": True, "reason": reason.strip()}


def _unanswered(writing: Writing, help_id: str) -> sa.Row[Any]:
    """A request that waits and is the asker's work; until the write ends nobody else answers it."""
    table = schema.help_request
    this = sa.select(table.c.id).where(table.c.kab_code == writing.who.kab, table.c.id == help_id)
    writing.conn.execute(this.with_for_update())
    row = mine(writing.who, writing.conn, help_id)
    if row.state != "new":
        raise Problem("help_answered")
    return row


def _change(writing: Writing, help_id: str, values: dict[str, Any]) -> None:
    table = schema.help_request
    this = sa.and_(table.c.kab_code == writing.who.kab, table.c.id == help_id)
    writing.conn.execute(table.update().where(this).values(values))


def _happened(writing: Writing, help_id: str, change: str, facilitator_id: str | None) -> None:
    row = {"help_id": help_id, "change": change, "facilitator_id": facilitator_id, "by_person": writing.who.id}
    writing.insert(schema.help_event, row)
