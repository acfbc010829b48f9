"""Asking for help: what a request must say, in which state it is, and when somebody has waited too long. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from data import clock, schema
from data.phones import dial
from data.problem import Problem
from data.turns import working_days

VIA_DESA = "lewat kantor desa"  # the contact of somebody who has no telephone
MOST = {"name": 200, "contact": 100, "note": 500}  # characters
ASKED_WITHIN = 12  # months
QUEUE_BASE = 5  # a place in the queue is rounded to this, as every public count
CHANNELS, REFUSALS = schema.CHANNELS, schema.HELP_REFUSALS
STAGES = ("new", "accepted", "contacted", "declined")


@dataclass(frozen=True)
class NewHelp:
    """A request as somebody asks it; `topics` are need codes, `on` the day it was asked, `consent` the tick.

    `trap` is a field that no person sees: what fills it in is a machine.
    """

    name: str
    contact: str
    kecamatan: str
    desa: str | None = None
    sector: str | None = None
    topics: tuple[str, ...] = ()
    note: str = ""
    channel: str = "sendiri"
    on: date | None = None
    consent: bool = False
    trap: str = ""


def faults(new: NewHelp, today: date) -> list[Problem]:
    """What is to be put right before it can be sent, one Problem for each fault, in the order of the form."""
    return [*_said(new), *_when(new, today)]


def _said(new: NewHelp) -> Iterator[Problem]:
    if not new.name.strip():
        yield Problem("help_name_missing")
    if not new.contact.strip():
        yield Problem("help_contact_missing")
    elif new.contact.strip() != VIA_DESA and not any(number.tel for number in dial(new.contact)):
        yield Problem("help_contact_unreadable")
    if not new.kecamatan:
        yield Problem("help_place_missing")
    for field, most in MOST.items():
        if len(getattr(new, field)) > most:
            yield Problem("help_text_long", most=most)
    if not new.consent:
        yield Problem("help_consent_missing")


def _when(new: NewHelp, today: date) -> Iterator[Problem]:
    if new.channel not in schema.CHANNELS:
        yield Problem("help_unknown")
    if new.on and new.on > today:
        yield Problem("help_in_future")
    if new.on and new.on < clock.months_before(today, ASKED_WITHIN):
        yield Problem("help_too_old")


def stage(state: str, contacted: bool) -> str:
    """Where a request stands, one of `STAGES`: accepted, it is done with the first contact in which they met or
    spoke."""
    return "contacted" if state == "accepted" and contacted else state


def late(at: str, on: date, day: date, request_days: int) -> bool:
    """Whether a request was not accepted within so many working days from the day it was asked."""
    return at == "new" and working_days(on, day) > request_days


def about(count: int) -> int:
    """A count as it is told to anybody: 0 stands for "fewer than five", else to the nearest five."""
    if count < QUEUE_BASE:
        return 0
    return (count + QUEUE_BASE // 2) // QUEUE_BASE * QUEUE_BASE
