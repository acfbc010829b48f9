"""The facilitators: contracts in yearly pieces, their states, and who is on duty where and when."""

from dataclasses import dataclass
from datetime import date, timedelta

from data import schema
from data.samples import naming
from data.samples.dice import Dice
from data.samples.facts import Facts, Post
from data.samples.model import Actor
from data.samples.rows import Rows

FIRST_YEAR, HOLE, RECOVERY = 48, 36, 14  # months before today in which each begins
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Duty:
    """One assignment; `to_on` is its last day, None for an open one; `worked_to` the last day anyone came."""

    facilitator: str
    target: str  # column of `assignment`
    code: str
    from_on: date
    to_on: date | None
    worked_to: date


class Team:
    """Everybody who has stood beside someone, and the rows that say so."""

    def __init__(self, dice: Dice, facts: Facts, rows: Rows) -> None:
        self.dice, self.facts, self.rows = dice, facts, rows
        self.demo = ""
        self.duties: list[Duty] = []
        self._of: dict[str, list[Duty]] = {}
        self._posts: list[tuple[str, Post]] = []
        for post in facts.facilitator:
            self._hire(post)

    def spans(self, kecamatan: str) -> list[tuple[date, date]]:
        """The days on which somebody worked in a kecamatan, oldest first."""
        return [(duty.from_on, duty.worked_to) for duty in self._of.get(kecamatan, [])]

    def on_duty(self, actor: Actor, day: date) -> str:
        """Who stands beside the actor on a day of `spans`: the most specific assignment."""
        for code in (actor.id, actor.desa or "", actor.kecamatan):
            for duty in self._of.get(code, []):
                if duty.from_on <= day <= duty.worked_to:
                    return duty.facilitator
        raise LookupError(f"nobody worked in {actor.kecamatan} on {day}")

    def in_area(self, actor: Actor, day: date) -> str | None:
        """Who answers for the place of an actor on a day: for its desa, else for its kecamatan."""
        duties = [*self._of.get(actor.desa or "", []), *self._of.get(actor.kecamatan, [])]
        return next((duty.facilitator for duty in duties if duty.from_on <= day <= duty.worked_to), None)

    def assign_personally(self, actors: list[Actor]) -> None:
        """Give some actors a facilitator of their own, a few months ago."""
        begun = self.dice.ago(9)
        for facilitator, post in self._posts:
            if post.personal is None:
                continue
            product, count = post.personal
            fitting = [one for one in actors if one.kind == product and self._may_have_own(one, begun)]
            for actor in self.dice.rng.sample(fitting, min(count, len(fitting))):
                self._assign(facilitator, "actor_id", actor.id, begun + DAY * self.dice.whole(0, 60), None)

    def demo_actors(self, actors: list[Actor]) -> list[Actor]:
        """The active actors of the demo facilitator's own places."""
        places = {one.code for one in self.duties if one.facilitator == self.demo and one.to_on is None}
        others = {one.code for one in self.duties if one.target == "actor_id" and one.facilitator != self.demo}
        return [one for one in actors if one.counted and one.kecamatan in places and one.id not in others]

    def _may_have_own(self, actor: Actor, begun: date) -> bool:
        """Only where somebody is at work today."""
        spans = self.spans(actor.kecamatan)
        return actor.counted and actor.start < begun and bool(spans) and spans[-1][1] == self.dice.last

    def _hire(self, post: Post) -> None:
        dice = self.dice
        begun = dice.ago(FIRST_YEAR if post.first else post.since)
        recorded = dice.recorded(min(begun, dice.last) - 21 * DAY, 0, 3)
        facilitator, woman = dice.id(recorded), dice.chance(0.5)
        name = naming.person(dice, self.facts.names, woman, short=0.0)
        self.rows.add(
            schema.facilitator,
            id=facilitator,
            name=name,
            home_desa=post.home,
            capacity=post.capacity,
            recorded_at=recorded,
        )
        self._posts.append((facilitator, post))
        self.demo = facilitator if post.demo else self.demo
        if post.first:
            self._earlier(facilitator, post)
        self._now(facilitator, post)

    def _earlier(self, facilitator: str, post: Post) -> None:
        """The first year, for a few some of the two years after it."""
        ended = RECOVERY if post.hole else HOLE
        self._contracts(facilitator, FIRST_YEAR, self.dice.ago(ended) - DAY)
        self._state(facilitator, "aktif", self.dice.ago(FIRST_YEAR))
        self._state(facilitator, "selesai", self.dice.ago(ended))
        for code in post.first:
            since = self.facts.kecamatan[code].visits_since or 0
            end = self.dice.ago(ended) - DAY
            self._assign(facilitator, "kecamatan_code", code, self.dice.ago(min(since, FIRST_YEAR)), end)

    def _now(self, facilitator: str, post: Post) -> None:
        dice, begun = self.dice, self.dice.ago(post.since)
        ended = None if post.until is None else dice.ago(post.until)
        self._contracts(facilitator, post.since, ended)
        self._state(facilitator, "direkrut", min(begun, dice.today) - 20 * DAY)
        if post.state != "direkrut":
            self._state(facilitator, "aktif" if post.state == "selesai" else post.state, begun)
        if post.state == "selesai" and ended:
            self._state(facilitator, "selesai", ended + DAY)
        worked_to = min(ended or dice.last, dice.last)
        for column, codes in (("kecamatan_code", post.kecamatan), ("desa_code", post.desa)):
            for code in codes:
                self._assign(facilitator, column, code, begun, None, worked_to)

    def _contracts(self, facilitator: str, begun: int, ended: date | None) -> None:
        """Yearly pieces from `begun` months ago until `ended`, or until the running piece's own end."""
        months = begun
        while True:
            start, end = self.dice.ago(months), self.dice.ago(months - 12) - DAY
            end = min(end, ended) if ended else end
            recorded = self.dice.recorded(min(start, self.dice.last) - 14 * DAY, 0, 7)
            row = {"facilitator_id": facilitator, "from_on": start, "to_on": end, "end_recorded_at": recorded}
            self.rows.add(schema.facilitator_contract, id=self.dice.id(recorded), recorded_at=recorded, **row)
            months -= 12
            if end >= self.dice.today or (ended and end >= ended):
                return

    def _state(self, facilitator: str, state: str, on: date) -> None:
        recorded = self.dice.recorded(on, 0, 3)
        row = {"facilitator_id": facilitator, "on_date": on, "state": state, "recorded_at": recorded}
        self.rows.add(schema.facilitator_state, id=self.dice.id(recorded), **row)

    def _assign(
        self, facilitator: str, target: str, code: str, begun: date, ended: date | None, worked_to: date | None = None
    ) -> None:
        duty = Duty(facilitator, target, code, begun, ended, worked_to or ended or self.dice.last)
        self.duties.append(duty)
        self._of.setdefault(code, []).append(duty)
        recorded = self.dice.recorded(begun, 0, 4)
        self.rows.add(
            schema.assignment,
            id=self.dice.id(recorded),
            facilitator_id=facilitator,
            from_on=begun,
            to_on=ended,
            recorded_at=recorded,
            end_recorded_at=self.dice.recorded(ended, 0, 4) if ended else None,
            **{target: code},
        )
