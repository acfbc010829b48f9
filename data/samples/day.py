"""What is open between actors and the office today: promises postponed, requests, exits that wait for a second person.

The demo pendamping's own actors have at least one of each, so that the ordered list shows all its reasons.
"""

from datetime import date, timedelta
from itertools import pairwise

from data import schema
from data.samples.actors import CLERK
from data.samples.dice import Dice
from data.samples.facts import Facts
from data.samples.model import Actor, Contact
from data.samples.rows import Rows

DAY = timedelta(days=1)
DEMO_FACILITATOR = "demo-pendamping"
KEPT, DROPPED, POSTPONED = 0.6, 0.1, 0.2  # of the promises before a later visit; of the overdue
OLD, FORGOTTEN = 8, 0.95  # months after which so many promises were dropped, because nobody came back
ASKED, ASKED_BEFORE = 0.006, 0.03  # of the active actors, in the last days; of the visits, some days before
EXITS = 6
CHANNELS = {"telepon": 5.0, "desa": 4.0, "datang": 3.0, "sendiri": 2.0, "lsm": 1.0}


class Day:
    """Adds the rows of what is open; `dice` are its own, so that the other rows do not depend on it."""

    def __init__(self, dice: Dice, facts: Facts, rows: Rows) -> None:
        self.dice, self.facts, self.rows = dice, facts, rows

    def tell(self, actors: list[Actor], demo: list[Actor]) -> None:
        """For all active actors by chance, then for the `demo` ones what must be seen there."""
        counted = [actor for actor in actors if actor.counted]
        self._demo(demo)
        told = {actor.id for actor in demo}
        for actor in counted:
            self._earlier(actor)
            self._forget(actor)
            if actor.id not in told:
                self._latest(actor)
                if self.dice.chance(ASKED):
                    self._ask(actor, self.dice.today - DAY * self.dice.whole(1, 12))
        quiet = [
            one for one in counted if one.id not in told and self._quiet(one, 60) and one.start < self.dice.ago(12)
        ]
        for actor in self.dice.rng.sample(quiet, min(EXITS, len(quiet))):
            self._leave(actor, self.dice.pick(self.facts.exits["closed"]), CLERK)

    def _quiet(self, actor: Actor, days: int) -> bool:
        """Whether nobody was in touch for so long."""
        return all(one.on < self.dice.today - DAY * days for one in actor.contacts)

    def _earlier(self, actor: Actor) -> None:
        """What became of promises that a later visit came back to; requests that a visit answered."""
        for made, later in pairwise(actor.visits):
            draw = self.dice.rng.random()
            if made.next_due and draw < KEPT + DROPPED:
                self._became(actor, made, "kept" if draw < KEPT else "dropped", later.on)
        for visit in actor.visits:
            on = visit.on - DAY * self.dice.whole(2, 25)
            if self.dice.chance(ASKED_BEFORE) and on >= actor.start:
                self._request(actor, on)

    def _forget(self, actor: Actor) -> None:
        made = actor.visits[-1] if actor.visits else None
        if made and made.next_due and made.on < self.dice.ago(OLD) and self.dice.chance(FORGOTTEN):
            self._became(actor, made, "dropped", self.dice.after(max(made.on, made.next_due), 30, 150))

    def _latest(self, actor: Actor) -> None:
        made = self._overdue(actor)
        if made and self.dice.chance(POSTPONED):
            self._postpone(actor, made, 1 + self.dice.chance(0.2), self.dice.today + DAY * self.dice.whole(-9, 14))

    def _overdue(self, actor: Actor) -> Contact | None:
        """The last visit, if what was promised there is overdue and not old."""
        made = actor.visits[-1] if actor.visits else None
        fits = made and made.next_due and made.next_due < self.dice.today and made.on >= self.dice.ago(OLD)
        return made if fits else None

    def _postpone(self, actor: Actor, made: Contact, times: int, due: date) -> None:
        """So many times, the last until `due`."""
        days = sorted(self.dice.between(made.on, max(made.on, self.dice.today - 15 * DAY)) for _ in range(times))
        for on in days[:-1]:
            self._became(actor, made, "postponed", on, on + DAY * self.dice.whole(3, 14))
        self._became(actor, made, "postponed", days[-1], max(due, days[-1] + DAY))

    def _became(self, actor: Actor, made: Contact, change: str, on: date, due: date | None = None) -> None:
        at = max(self.dice.recorded(on), made.recorded, actor.recorded)
        note = self.dice.pick(self.facts.said["postponed"]) if due else None
        row = {"actor_id": actor.id, "contact_id": made.id, "change": change, "on_date": on, "due": due, "note": note}
        self.rows.add(schema.promise_event, id=self.dice.id(at), recorded_at=at, **row)

    def _ask(self, actor: Actor, on: date) -> None:
        """A request that nobody has answered yet."""
        if on >= actor.start and self._quiet(actor, (self.dice.today - on).days):
            self._request(actor, on)

    def _request(self, actor: Actor, on: date) -> None:
        at = max(self.dice.recorded(on, 0, 1), actor.recorded)
        weights = {code: topic.weight for code, topic in self.facts.topic.items()}
        topic = self.dice.pick(actor.product.needs) if actor.product.needs else self.dice.weighted(weights)
        row = {"actor_id": actor.id, "on_date": on, "channel": self.dice.weighted(CHANNELS), "topics": topic}
        note = self.dice.pick(self.facts.said["request"])
        self.rows.add(schema.request, id=self.dice.id(at), recorded_at=at, note=note, **row)

    def _leave(self, actor: Actor, reason: str, by: str) -> None:
        on = self.dice.today - DAY * self.dice.whole(8, 25)
        at = max(self.dice.recorded(on, 1, 6), actor.recorded)
        row = {"actor_id": actor.id, "state": "closed", "reason": reason, "on_date": on, "by_person": by}
        note = self.dice.pick(self.facts.said["exit"])
        self.rows.add(schema.exit_proposal, id=self.dice.id(at), recorded_at=at, note=note, **row)

    def _demo(self, mine: list[Actor]) -> None:
        """One promise postponed twice and overdue, another once; requests of 4 days and of yesterday; one exit."""
        today = self.dice.today
        late = [(actor, made) for actor in mine if (made := self._overdue(actor)) and made.on < today - 30 * DAY]
        for (actor, made), times, due in zip(late, (2, 1), (today - 3 * DAY, today + 5 * DAY), strict=False):
            self._postpone(actor, made, times, due)
        quiet = [actor for actor in mine if self._quiet(actor, 90) and actor.start < self.dice.ago(12)]
        for actor, days in zip(quiet, (4, 4, 1), strict=False):
            self._ask(actor, today - days * DAY)
        for actor in quiet[3:4]:
            self._leave(actor, "tidak_ditemukan", DEMO_FACILITATOR)
