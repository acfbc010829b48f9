"""Needs: raised when an actor is recorded or visited, some met by later visits about them, a few dropped."""

from datetime import date, datetime

from data import schema
from data.samples.dice import Dice
from data.samples.facts import Facts
from data.samples.model import Actor, Contact
from data.samples.rows import Rows

AT_SURVEY = 0.55  # of the actors say a need when they are recorded
MET, DROPPED = 0.4, 0.04
Got = list[tuple[str, date, Contact]]


class Needs:
    """Adds the need events of actors."""

    def __init__(self, dice: Dice, facts: Facts, rows: Rows) -> None:
        self.dice, self.rows = dice, rows
        self.weights = {code: one.weight for code, one in facts.topic.items()}

    def tell(self, actor: Actor, got: Got) -> None:
        """The needs of one actor; `got` are the papers it got after a visit, each of which met a need."""
        raised = self._raised(actor, got)
        answered = {topic: (on, visit) for topic, on, visit in got}
        for kind, (on, recorded, contact) in raised.items():
            self._event(actor, kind, "raised", on, recorded, contact)
            if kind in answered:
                met_on, visit = answered[kind]
                self._event(actor, kind, "met", met_on, self.dice.recorded(met_on), visit)
            else:
                self._later(actor, kind, on)

    def _raised(self, actor: Actor, got: Got) -> dict[str, tuple[date, datetime, Contact | None]]:
        """Each need once, on the first day it was said."""
        found: dict[str, tuple[date, datetime, Contact | None]] = {}
        if self.dice.chance(AT_SURVEY):
            for _ in range(self.dice.whole(1, 3)):
                found.setdefault(self._kind(actor), (actor.start, actor.recorded, None))
        for visit in actor.visits:
            for topic in visit.topics:
                wanted = any(topic == what and visit is after for what, _, after in got)
                if wanted or self.dice.chance(0.45):
                    found.setdefault(topic, (visit.on, visit.recorded, visit))
        return found

    def _kind(self, actor: Actor) -> str:
        if actor.product.needs and self.dice.chance(0.7):
            return self.dice.pick(actor.product.needs)
        return self.dice.weighted(self.weights)

    def _later(self, actor: Actor, kind: str, raised: date) -> None:
        """Met by a later visit about it, or given up."""
        about = [visit for visit in actor.visits if visit.on > raised and kind in visit.topics]
        if about and self.dice.chance(MET):
            self._event(actor, kind, "met", about[-1].on, about[-1].recorded, about[-1])
        elif raised < self.dice.ago(6) and self.dice.chance(DROPPED) and actor.counted:
            on = self.dice.between(self.dice.ago(6), self.dice.last)
            self._event(actor, kind, "dropped", on, self.dice.recorded(on), None)

    def _event(
        self, actor: Actor, kind: str, change: str, on: date, recorded: datetime, contact: Contact | None
    ) -> None:
        at = max(recorded, actor.recorded)
        event = {"actor_id": actor.id, "kind": kind, "change": change, "on_date": on}
        at_visit = contact.id if contact else None
        self.rows.add(schema.need_event, id=self.dice.id(at), recorded_at=at, contact_id=at_visit, **event)
