"""The doors of buyers' enquiries."""

from data import clock, commands, queries, schema
from data.access import Who
from data.commands import NewEnquiry
from tests.doors import Ask, Deed
from tests.doors.listings import listed
from tests.small import Small

ASKED = NewEnquiry("ritel", "Bu Pembeli", "0899", "40 kursi", consent=True)


def waiting(machine: Who) -> None:
    """A buyer's enquiry about somebody."""
    small = Small(machine)
    asked = {"buyer": "ritel", "name": "Bu Pembeli", "contact": "0899", "words": "40 kursi", "by_person": "publik"}
    small.insert(
        schema.enquiry, id="door-enquiry", ticket="AAAA-AAAA-A", actor_id=small.actor("Mebel Ditanya"), **asked
    )


QUESTIONS: dict[str, Ask] = {
    "enquiries": queries.enquiries,
    "enquiry_counts": queries.enquiry_counts,
}

CHANGES: dict[str, Deed] = {
    "send_enquiry": Deed(
        "enquiry.send",
        "petugas",
        lambda who, actor: commands.send_enquiry(who, "form-enquiry", actor, ASKED, "10.0.0.1"),
        lambda who, _: commands.send_enquiry(who, "form-enquiry", "no-such", ASKED, "10.0.0.1"),
        ready=listed,
    ),
    "open_enquiry": Deed(
        "enquiry.see",
        "petugas",
        lambda who, _: commands.open_enquiry(who, "door-enquiry"),
        lambda who, _: commands.open_enquiry(who, "no-such"),
        ready=waiting,
    ),
    "record_enquiry": Deed(
        "enquiry.answer",
        "petugas",
        lambda who, _: commands.record_enquiry(who, "form-record", "door-enquiry", "introduced", clock.today()),
        lambda who, _: commands.record_enquiry(who, "form-record", "no-such", "introduced", clock.today()),
        ready=waiting,
    ),
    "erase_enquiry": Deed(
        "subject.erase",
        "admin",
        lambda who, _: commands.erase_enquiry(who, "door-enquiry"),
        lambda who, _: commands.erase_enquiry(who, "no-such"),
        ready=waiting,
    ),
}
