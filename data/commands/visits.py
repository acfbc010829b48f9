"""Logging what happened: contacts with all that came of them, and requests for help. One form, one write."""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from data import clock, schema
from data.access import Who
from data.commands import visit_checks
from data.commands.contacts import insert_held
from data.commands.drafts import drop_sent
from data.db import About, Writing, write
from data.population import Frame
from data.problem import Problem
from data.promises import Promise, open_promises
from data.scope import require_mine


@dataclass(frozen=True)
class PermitChange:
    """A permit's state as found at the visit; `form` is a legal form, of badan_usaha only."""

    kind: str
    status: str
    number: str | None = None
    expires_on: date | None = None
    form: str | None = None


@dataclass(frozen=True)
class NeedChange:
    """A need raised, met or dropped at the visit."""

    kind: str
    change: str


@dataclass(frozen=True)
class PromiseChange:
    """What became of the open promise: kept, postponed (to `due`) or dropped."""

    change: str
    due: date | None = None
    note: str | None = None


@dataclass(frozen=True)
class NewVisit:
    """A contact, or with mode kelompok a group session with those present; `form_id` is its double-submit key.

    `topics` are need codes. `facilitator_id` is asked of those who are no facilitator themselves.
    """

    form_id: str
    actor_ids: tuple[str, ...]
    on: date
    mode: str
    outcome: str
    topics: tuple[str, ...] = ()
    result: str | None = None
    next_step: str | None = None
    next_due: date | None = None
    permits: tuple[PermitChange, ...] = ()
    needs: tuple[NeedChange, ...] = ()
    promise: PromiseChange | None = None
    facilitator_id: str | None = None
    session_title: str | None = None

    @property
    def group(self) -> bool:
        return self.mode == "kelompok"

    @property
    def visit(self) -> bool:
        """In person, and they met."""
        return self.mode in schema.MODES_IN_PERSON and self.outcome == "bertemu"

    @property
    def present(self) -> tuple[str, ...]:
        """The actors, each once."""
        return tuple(dict.fromkeys(self.actor_ids))


def log_visit(who: Who, new: NewVisit, batch_id: str | None = None) -> str:
    """Log a contact; its id, or that of the group session: both are the form's. The same form twice is one contact.

    `batch_id` when an upload brings it, with which it may be undone.

    Problem("visit_nobody"), ("visit_in_future"), ("visit_too_long_ago", months), ("visit_unknown"),
    ("visit_one_actor"), ("visit_text_long", most), ("visit_due_without_step"), ("visit_due_before"),
    ("visit_no_facilitator"), ("visit_other_facilitator"), ("visit_facilitator_missing"), ("not_your_actor"),
    ("no_such_actor"), ("visit_not_active"), ("nib_digits", count), ("npwp_digits", count), ("promise_unanswered"),
    ("promise_due_before"), ("promise_twice").
    """
    with write(who, "visit.log", About("actor", new.actor_ids[0] if new.actor_ids else "")) as writing:
        writing.once(new.form_id)
        visit_checks.plain(new)
        visit_checks.known(writing, new)
        facilitator = visit_checks.facilitator(writing, new)
        _lock(writing, new.present, new.on)
        promise = _answered(writing, new)
        contacts = _contacts(writing, new, facilitator, batch_id)
        _permits(writing, new, contacts, batch_id)
        _needs(writing, new, contacts)
        if promise and new.promise:
            _became(writing, new.on, promise, new.promise)
        drop_sent(writing, new.form_id)
        _tell(writing, new, facilitator)
    return new.form_id


def log_request(
    who: Who, form_id: str, actor_id: str, on: date, channel: str, topics: Sequence[str] = (), note: str | None = None
) -> str:
    """Log that an actor asked for help; the request's id, which is the form's: the same form twice is one request.

    Problem("visit_in_future"), ("visit_too_old"), ("visit_unknown"), ("visit_text_long", most), ("not_your_actor"),
    ("no_such_actor"), ("visit_not_active").
    """
    with write(who, "request.log", About("actor", actor_id)) as writing:
        writing.once(form_id)
        visit_checks.day(on)
        visit_checks.among(channel, schema.CHANNELS)
        visit_checks.topics(writing, topics)
        visit_checks.short(note)
        _lock(writing, (actor_id,), on)
        row = {"actor_id": actor_id, "on_date": on, "channel": channel, "topics": " ".join(dict.fromkeys(topics))}
        writing.insert(schema.request, row | {"id": form_id, "note": _words(note)})
        writing.after = {"on": on.isoformat(), "channel": channel, "topics": list(topics), "note": _words(note)}
    return form_id


def _lock(writing: Writing, actor_ids: tuple[str, ...], on: date) -> None:
    """These actors are the asker's work and still there; until the write ends nobody else writes their contacts."""
    require_mine(writing.who, writing.conn, actor_ids)
    visit_checks.there(writing, actor_ids, on)


def _answered(writing: Writing, new: NewVisit) -> Promise | None:
    """The open promise that this contact speaks of.

    A visit must say what became of it, and so must any contact that would put a new promise in its place. One made
    after the day of the contact (entered late) is not asked about.
    """
    if new.group:
        return None
    frame = Frame(writing.who.kab, clock.today(), writing.at)
    found = open_promises(writing.conn, frame, new.present).get(new.present[0])
    if found is None:
        return None
    if new.promise is None and found.made_on <= new.on and (new.visit or new.next_due):
        raise Problem("promise_unanswered")
    if new.promise and new.promise.change == "postponed" and new.next_due:
        raise Problem("promise_twice")
    return found


def _contacts(writing: Writing, new: NewVisit, facilitator: str, batch_id: str | None) -> dict[str, str]:
    """Actor -> its contact's id."""
    common = {"facilitator_id": facilitator, "on_date": new.on, "on_precision": "day", "batch_id": batch_id}
    session = None
    if new.group:
        session = new.form_id
        writing.insert(schema.session, common | {"id": session, "title": _words(new.session_title)})
    ids = {actor_id: clock.new_id() if new.group else new.form_id for actor_id in new.present}
    said = {
        "session_id": session,
        "mode": new.mode,
        "outcome": new.outcome,
        "topics": " ".join(dict.fromkeys(new.topics)),
        "result": _words(new.result),
        "next_step": _words(new.next_step),
        "next_due": new.next_due,
    }
    undated = _promised_already(writing, new)
    insert_held(
        writing,
        [
            common
            | said
            | {"id": ids[actor_id], "actor_id": actor_id}
            | ({"next_due": None} if actor_id in undated else {})
            for actor_id in new.present
        ],
    )
    return ids


def _promised_already(writing: Writing, new: NewVisit) -> Collection[str]:
    """Those of a group who have an open promise: nobody asked what became of it, so the group's date leaves it be."""
    if not new.group or new.next_due is None:
        return ()
    return open_promises(writing.conn, Frame(writing.who.kab, clock.today(), writing.at), new.present)


def _permits(writing: Writing, new: NewVisit, contacts: dict[str, str], batch_id: str | None) -> None:
    for actor_id in contacts:
        dated = {"actor_id": actor_id, "on_date": new.on, "on_precision": "day", "batch_id": batch_id}
        rows = [asdict(one) | {"number": visit_checks.number(one.kind, one.number)} for one in new.permits]
        writing.insert(schema.permit_event, *(dated | row for row in rows))


def _needs(writing: Writing, new: NewVisit, contacts: dict[str, str]) -> None:
    for actor_id, contact_id in contacts.items():
        dated = {"actor_id": actor_id, "contact_id": contact_id, "on_date": new.on, "on_precision": "day"}
        writing.insert(schema.need_event, *(dated | asdict(one) for one in new.needs))


def _became(writing: Writing, on: date, promise: Promise, change: PromiseChange) -> None:
    row = {
        "actor_id": promise.actor_id,
        "contact_id": promise.contact_id,
        "change": change.change,
        "on_date": max(on, promise.made_on),
        "on_precision": "day",
        "due": change.due if change.change == "postponed" else None,
        "note": _words(change.note),
    }
    writing.insert(schema.promise_event, row)


def _tell(writing: Writing, new: NewVisit, facilitator: str) -> None:
    """The audit's rows. A session's row holds no words about an actor: erasing an actor would not reach them."""
    plain: dict[str, Any] = {"mode": new.mode, "outcome": new.outcome, "on": new.on.isoformat()}
    plain |= {"facilitator_id": facilitator, "contact" if not new.group else "session": new.form_id}
    writing.abouts[:] = [About("actor", actor_id) for actor_id in new.present]
    if new.group:
        session = About("session", new.form_id)
        writing.abouts.append(session)
        writing.details[session] = ({}, plain | {"actors": len(new.present)})
    said = {
        "topics": list(new.topics),
        "result": _words(new.result),
        "next_step": _words(new.next_step),
        "next_due": new.next_due and new.next_due.isoformat(),
        "permits": {one.kind: one.status for one in new.permits},
        "needs": {one.kind: one.change for one in new.needs},
        "promise": new.promise and new.promise.change,
    }
    writing.after = plain | {name: value for name, value in said.items() if value}


def _words(text: str | None) -> str | None:
    return (text or "").strip() or None
