"""Group sessions: some visits of one facilitator in one kecamatan become one meeting with 5 to 18 people."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta

from data import schema
from data.samples.dice import Dice
from data.samples.facts import Facts
from data.samples.model import Actor, Contact
from data.samples.rows import Rows

GROUPED = 0.16  # of the visits
SMALLEST, LARGEST = 5, 18
NEAR = timedelta(days=45)  # visits within so many days may become one meeting
Visit = tuple[Actor, Contact]


def gather(dice: Dice, facts: Facts, actors: list[Actor], rows: Rows) -> None:
    """Turn about GROUPED of all visits into attendance at sessions, on the day of the latest of them."""
    by_post: dict[tuple[str, str, bool], list[Visit]] = defaultdict(list)
    year_ago = dice.ago(12)
    for actor in actors:
        for contact in actor.contacts:
            if contact.visit and actor.exit is None:
                by_post[contact.facilitator, actor.kecamatan, contact.on > year_ago].append((actor, contact))
    for _, visits in sorted(by_post.items()):
        visits.sort(key=lambda one: (one[1].on, one[1].id))
        for group in _groups(dice, visits):
            _meet(dice, facts, [contact for _, contact in group], rows)


def _groups(dice: Dice, visits: list[Visit]) -> Iterator[list[Visit]]:
    """Runs of neighbouring visits to different actors, spread over the years, together about GROUPED of them."""
    start = 0
    while start + SMALLEST <= len(visits):
        size = dice.whole(SMALLEST, LARGEST)
        group = _different(visits[start : start + size])
        if len(group) >= SMALLEST and group[-1][1].on - group[0][1].on <= NEAR:
            yield group
        start += size + round(size * dice.rng.uniform(0.6, 1.4) * (1 / GROUPED - 1))


def _different(visits: list[Visit]) -> list[Visit]:
    return list({actor.id: (actor, contact) for actor, contact in visits}.values())


def _meet(dice: Dice, facts: Facts, visits: list[Contact], rows: Rows) -> None:
    on = max(contact.on for contact in visits)
    recorded = dice.recorded(on)
    session, topic = dice.id(recorded), dice.weighted({code: one.weight for code, one in facts.topic.items()})
    rows.add(
        schema.session,
        id=session,
        facilitator_id=visits[0].facilitator,
        on_date=on,
        title=facts.topic[topic].session,
        recorded_at=recorded,
    )
    for contact in visits:
        _attend(dice, contact, session, topic, on)


def _attend(dice: Dice, contact: Contact, session: str, topic: str, on: date) -> None:
    contact.mode, contact.session, contact.on = "kelompok", session, on
    contact.topics = [topic]
    if contact.next_due:
        contact.next_due = max(contact.next_due, on + timedelta(days=7))
    contact.recorded = dice.recorded(on)
    contact.id = dice.id(contact.recorded)
