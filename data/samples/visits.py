"""Four years of contacts: an ordinary first year, two years of almost nothing, then a recovery that reaches some.

Every active actor of a kecamatan gets a fate, by quota, so that the kecamatan's coverage is what `sample.toml` says.
"""

from collections.abc import Callable
from datetime import date, timedelta

from data.samples.dice import LATE, Dice
from data.samples.facts import Facts, Kecamatan
from data.samples.model import Actor, Contact
from data.samples.team import FIRST_YEAR, HOLE, RECOVERY, Team

# Of those not served: the share last visited in the first year, and between 12 and 24 months ago.
LONG_AGO, LAST_YEAR = 0.25, 0.17
EARLIER_TOO = 0.26  # of those served later, also visited in the first year
PHONED, ATTEMPTED = 0.10, 0.15  # further contacts, per visit
DAY = timedelta(days=1)
Span = tuple[date, date]


class Visiting:
    """Draws the contacts of all actors."""

    def __init__(self, dice: Dice, facts: Facts, team: Team) -> None:
        self.dice, self.facts, self.team = dice, facts, team
        self.first_year = (dice.ago(FIRST_YEAR), dice.ago(HOLE) - DAY)
        self.hole = (dice.ago(23), dice.ago(RECOVERY) - DAY)
        self.early = (dice.ago(RECOVERY), dice.ago(12))
        self.late = (dice.ago(12) + DAY, dice.last)

    def visit_all(self, actors: list[Actor]) -> None:
        """Give every actor its contacts, kecamatan by kecamatan."""
        for code, place in self.facts.kecamatan.items():
            here = [actor for actor in actors if actor.kecamatan == code and actor.merged_into is None]
            if place.visits_since is None or not here:
                continue
            active = [actor for actor in here if actor.counted]
            self.dice.rng.shuffle(active)
            self._by_quota(active, place)
            for actor in here:
                if actor.exit and self.dice.chance(0.6):
                    self._served_once(actor, self.dice.pick((self.first_year, self.early, self.late)))
                self._others(actor)

    def _by_quota(self, active: list[Actor], place: Kecamatan) -> None:
        served = round(place.coverage * len(active))
        others = len(active) - served
        left = self._take(active, round(others * LONG_AGO), self._long_ago)
        left = self._take(left, round(others * LAST_YEAR), self._last_year)
        self._take(left, served, self._served)

    def _take(self, actors: list[Actor], wanted: int, visit: Callable[[Actor], bool]) -> list[Actor]:
        """Visit up to `wanted` of those that can be; the others are given back."""
        left = []
        for actor in actors:
            if wanted and visit(actor):
                wanted -= 1
            else:
                left.append(actor)
        return left

    def _long_ago(self, actor: Actor) -> bool:
        return self._series(actor, self.first_year, self.dice.whole(0, 2), 1.0)

    def _last_year(self, actor: Actor) -> bool:
        if self.dice.chance(0.3) and self._series(actor, self.hole, 0, 1.0):
            return True
        done = self._series(actor, self.early, 0, 1.0)
        return done and self._earlier(actor)

    def _served(self, actor: Actor) -> bool:
        done = self._series(actor, self.late, self.dice.whole(0, 2), 1.9)
        return done and self._earlier(actor)

    def _served_once(self, actor: Actor, period: Span) -> None:
        self._series(actor, period, 0, 1.0)

    def _earlier(self, actor: Actor) -> bool:
        if self.dice.chance(EARLIER_TOO):
            self._series(actor, self.first_year, self.dice.whole(0, 1), 1.0)
        return True

    def _series(self, actor: Actor, period: Span, before: int, lean: float) -> bool:
        """A last visit in the period and up to `before` more ahead of it; False when nobody could have come."""
        span = self._possible(actor, period)
        if span is None:
            return False
        on = self.dice.between(*span, lean=lean)
        actor.contacts.append(self._contact(actor, on))
        for _ in range(before):
            on -= DAY * self.dice.whole(35, 120)
            if self._possible(actor, (on, on)) is None:
                break
            actor.contacts.append(self._contact(actor, on))
        return True

    def _possible(self, actor: Actor, period: Span) -> Span | None:
        """The part of a period in which the actor was there, somebody worked and visits were recorded."""
        since = self.facts.kecamatan[actor.kecamatan].visits_since or 0
        first = max(period[0], self.dice.ago(since), actor.start, actor.moved_on or actor.start)
        final = min(period[1], actor.exit.on if actor.exit else period[1])
        found = [(max(first, a), min(final, b)) for a, b in self.team.spans(actor.kecamatan)]
        return next(((a, b) for a, b in reversed(found) if a <= b), None)

    def _contact(self, actor: Actor, on: date, mode: str = "", outcome: str = "bertemu") -> Contact:
        recorded = self.dice.recorded(on, late=LATE)
        where = mode or ("di_kantor" if self.dice.chance(0.13) else "di_tempat")
        return Contact(self.dice.id(recorded), on, recorded, self.team.on_duty(actor, on), where, outcome)

    def _others(self, actor: Actor) -> None:
        """Telephone calls and attempts; a few also to those never visited."""
        dates = [one.on for one in actor.contacts]
        if not dates and self.dice.chance(0.2):
            span = self._possible(actor, self.late)
            dates = [self.dice.between(*span)] if span else []
        for on in dates:
            near = self._possible(actor, (on - 30 * DAY, min(on + 30 * DAY, self.dice.last)))
            if near and self.dice.chance(PHONED):
                outcome = "bertemu" if self.dice.chance(0.65) else "tidak_bertemu"
                actor.contacts.append(self._contact(actor, self.dice.between(*near), "telepon", outcome))
            if near and self.dice.chance(ATTEMPTED):
                outcome = "tidak_bertemu" if self.dice.chance(0.75) else "batal"
                actor.contacts.append(self._contact(actor, self.dice.between(*near), "", outcome))


def say(dice: Dice, facts: Facts, actor: Actor) -> None:
    """Topics, results and promises of the actor's contacts; the latest promise may be overdue or still to come."""
    weights = {code: one.weight * (3 if code in actor.product.needs else 1) for code, one in facts.topic.items()}
    for contact in actor.contacts:
        if contact.outcome == "bertemu":
            contact.topics = list(dict.fromkeys(dice.weighted(weights) for _ in range(1 + dice.chance(0.35))))
            contact.result = dice.pick(facts.topic[contact.topics[0]].result)
    visits = actor.visits
    for contact in visits:
        latest = contact is visits[-1]
        recent = latest and contact.on > dice.ago(5) and actor.counted
        if dice.chance(0.75 if recent else 0.25):
            contact.next_step = dice.pick(facts.topic[contact.topics[0]].next)
            contact.next_due = _due(dice, contact.on, recent)


def _due(dice: Dice, on: date, recent: bool) -> date:
    soon = dice.today + DAY * dice.whole(0, 21)
    usual = on + DAY * dice.whole(7, 40)
    return soon if recent and dice.chance(0.5) else usual
