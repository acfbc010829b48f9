"""A buyer asks the office about a listed business; the office introduces them, and writes down what came of it.

The buyer's name, contact and words are personal data: opened one by one, each look written down, and erasable.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from data import clock, office, schema
from data.access import Who
from data.buyers import buyers
from data.clock import office_day
from data.db import About, Writing, read, write
from data.filter import Filter
from data.listings import businesses
from data.normal import visible
from data.population import frame_of
from data.problem import Problem
from data.throttle import spend
from data.tickets import new_ticket

LONGEST = {"name": 120, "contact": 120, "words": 1000}
PERSONAL = ("name", "contact", "words")
MOST = 10**13  # rupiah; beyond this a value is a slip


@dataclass(frozen=True)
class NewEnquiry:
    """What a buyer writes; `buyer` is a code of `data.buyers`, `consent` that the office may use name and contact for
    this, `trap` a field that no person sees: what fills it in is a machine."""

    buyer: str
    name: str
    contact: str
    words: str
    consent: bool
    trap: str = ""


def send_enquiry(who: Who, form_id: str, actor_id: str, new: NewEnquiry, address: str | None) -> str:
    """Ask about a listed business; the ticket, the same one when the form is sent again. From one `address` only so
    many come through in a day; what fills in the trap is told a ticket, and nothing is written.

    Problem("enquiry_buyer"), ("enquiry_name_missing"), ("enquiry_contact_missing"),
    ("enquiry_words_missing"), ("enquiry_consent_missing"), ("text_too_long", most), ("not_listed"),
    ("too_many_today").
    """
    if new.trap:
        return new_ticket()
    with write(who, "enquiry.send", About("enquiry", form_id)) as writing:
        writing.once(form_id)
        said = _checked(new)
        found = businesses(writing.conn, frame_of(who.kab, Filter(), writing.at), [actor_id])
        if actor_id not in found or not found[actor_id].listing:
            raise Problem("not_listed")
        if who.role == "publik":
            spend(writing, address, "enquiry.send", office.number(writing.conn, who.kab, "enquiries_per_day"))
        row = {"id": form_id, "ticket": new_ticket(), "actor_id": actor_id, "buyer": new.buyer, "by_person": who.id}
        writing.insert(schema.enquiry, row | said)
        writing.after = {"buyer": new.buyer}
    return _ticket(who, form_id)


def open_enquiry(who: Who, enquiry_id: str) -> dict[str, str | None]:
    """What the buyer wrote (name, contact, words; None once erased); an audited look. Problem("no_such_enquiry")."""
    with write(who, "enquiry.see", About("enquiry", enquiry_id), changes=False) as writing:
        found = _enquiry(writing, enquiry_id)
        return {name: found[name] for name in PERSONAL}


def record_enquiry(who: Who, form_id: str, enquiry_id: str, change: str, on: date, value: int | None = None) -> None:
    """Write down that buyer and maker were introduced, that something was ordered (`value` in rupiah, if known), or
    that nothing more is to be done. The same form twice is one deed.

    Problem("enquiry_change"), ("enquiry_value"), ("no_such_enquiry"), ("enquiry_in_future"), ("enquiry_before_sent"),
    ("enquiry_closed"), ("enquiry_introduced") when they were introduced before.
    """
    with write(who, "enquiry.answer", About("enquiry", enquiry_id)) as writing:
        writing.once(form_id)
        _check_change(change, value)
        found = _enquiry(writing, enquiry_id, lock=True)
        if on > clock.today():
            raise Problem("enquiry_in_future")
        if on < office_day(found["recorded_at"]):
            raise Problem("enquiry_before_sent")
        before = _changes(writing, enquiry_id)
        if "closed" in before:
            raise Problem("enquiry_closed")
        if change == "introduced" and change in before:
            raise Problem("enquiry_introduced")
        row = {"enquiry_id": enquiry_id, "change": change, "on_date": on, "value": value, "by_person": who.id}
        writing.insert(schema.enquiry_event, row)
        writing.after = {"change": change, "on_date": on.isoformat()} | ({"value": value} if value else {})


def erase_enquiry(who: Who, enquiry_id: str) -> None:
    """Empty what the buyer wrote; that they asked, and what came of it, stays. Problem("no_such_enquiry")."""
    with write(who, "subject.erase", About("enquiry", enquiry_id)) as writing:
        _enquiry(writing, enquiry_id, lock=True)
        table = schema.enquiry
        mine = sa.and_(table.c.kab_code == who.kab, table.c.id == enquiry_id)
        writing.conn.execute(table.update().where(mine).values(dict.fromkeys(PERSONAL, sa.null())))
        writing.after = {"erased": True}


def clean(text: str, most: int) -> str:
    """A text as it may be kept, without characters that nobody can see; Problem("text_too_long", most)."""
    seen = visible(text)
    if len(seen) > most:
        raise Problem("text_too_long", most=most)
    return seen


def _checked(new: NewEnquiry) -> dict[str, str]:
    if new.buyer not in buyers():
        raise Problem("enquiry_buyer")
    said = {name: clean(getattr(new, name), most) for name, most in LONGEST.items()}
    if not said["name"]:
        raise Problem("enquiry_name_missing")
    if not said["contact"]:
        raise Problem("enquiry_contact_missing")
    if not said["words"]:
        raise Problem("enquiry_words_missing")
    if not new.consent:
        raise Problem("enquiry_consent_missing")
    return said


def _ticket(who: Who, enquiry_id: str) -> str:
    table = schema.enquiry
    with read(who) as conn:
        asked = sa.select(table.c.ticket).where(table.c.kab_code == who.kab, table.c.id == enquiry_id)
        found: str | None = conn.scalar(asked)
    if found is None:
        raise Problem("no_such_enquiry")
    return found


def _check_change(change: str, value: int | None) -> None:
    if change not in schema.ENQUIRY_CHANGES:
        raise Problem("enquiry_change")
    if value is not None and (change != "ordered" or not 0 < value < MOST):
        raise Problem("enquiry_value")


def _enquiry(writing: Writing, enquiry_id: str, lock: bool = False) -> dict[str, Any]:
    table = schema.enquiry
    asked = sa.select(table).where(table.c.kab_code == writing.who.kab, table.c.id == enquiry_id)
    found = writing.conn.execute(asked.with_for_update() if lock else asked).mappings().first()
    if found is None:
        raise Problem("no_such_enquiry")
    return dict(found)


def _changes(writing: Writing, enquiry_id: str) -> set[str]:
    table = schema.enquiry_event
    asked = sa.select(table.c.change).where(table.c.kab_code == writing.who.kab, table.c.enquiry_id == enquiry_id)
    return set(writing.conn.scalars(asked))
