"""Requests for help by people who are not in the register yet: new and late ones, accepted and declined ones."""

from collections.abc import Sequence
from datetime import date, timedelta

from data import schema
from data.help import VIA_DESA
from data.samples import naming
from data.samples.actors import CLERK
from data.samples.dice import Dice
from data.samples.facts import Facts
from data.samples.model import Actor
from data.samples.rows import Rows
from data.samples.team import Team
from data.sectors import SectorOf
from data.tickets import ALPHABET, LENGTH, ticket_of

DAY = timedelta(days=1)
DEMO_ASKED = (1, 2, 8)  # days ago, in the demo pendamping's area: new ones and a late one
ELSEWHERE, ACCEPTED, REFUSED = (1, 1, 3, 6, 9, 12), 4, ("bukan_ikm", "tidak_terhubung")
CHANNELS = {"sendiri": 6.0, "desa": 3.0, "telepon": 2.0, "lsm": 1.0, "datang": 1.0}


class Helping:
    """Adds the requests; `dice` are its own, so that the other rows do not depend on it."""

    def __init__(self, dice: Dice, facts: Facts, rows: Rows, sectors: SectorOf) -> None:
        self.dice, self.facts, self.rows, self.sectors = dice, facts, rows, sectors

    def tell(self, actors: Sequence[Actor], demo: Sequence[Actor], team: Team) -> None:
        """Somebody from the places of some actors asks; those accepted are actors that are there."""
        told = {actor.id for actor in demo}
        others = [actor for actor in actors if actor.counted and actor.id not in told]
        today = self.dice.today
        for near, days in ((demo, DEMO_ASKED), (others, ELSEWHERE)):
            for number, ago in enumerate(days if near else ()):
                asked = self._ask(self.dice.pick(near), today - DAY * ago, team)
                if ago > 5 and number % 2 == 0:
                    self._happened(asked, "nobody_came", today - DAY, "publik")
        for place, refusal in zip(self.dice.rng.sample(others, min(len(REFUSED), len(others))), REFUSED, strict=False):
            asked = self._ask(place, today - DAY * 20, team, state="declined", refusal=refusal)
            self._happened(asked, "declined", today - DAY * 17)
        for actor in [one for one in others if self._fits(one, team)][:ACCEPTED]:
            on = max(one.on for one in actor.visits) - DAY * 3
            self._accept(actor, on, team)
        quiet = [
            one for one in others if self._fits(one, team) and all(met.on < today - DAY * 10 for met in one.contacts)
        ]
        for actor in quiet[-1:]:
            self._accept(actor, today - DAY * 5, team)
        for place in [one for one in others if team.in_area(one, self.dice.last) is None][:1]:
            self._ask(place, today - DAY * 2, team)

    def _fits(self, actor: Actor, team: Team) -> bool:
        """Somebody stands beside it and was there not long ago."""
        lately = [one for one in actor.visits if one.on > self.dice.ago(2)]
        return bool(lately) and actor.start < self.dice.ago(4) and team.in_area(actor, self.dice.last) is not None

    def _ask(self, place: Actor, on: date, team: Team, **more: str) -> str:
        """A request from the place of an actor, for what is made there; its id."""
        dice, product = self.dice, place.product
        at = dice.recorded(on, 0, 0)
        help_id, channel = dice.id(at), dice.weighted(CHANNELS)
        woman = naming.is_woman(dice, product)
        owner = naming.person(dice, self.facts.names, woman)
        self.rows.add(
            schema.help_request,
            id=help_id,
            ticket=ticket_of("".join(dice.pick(ALPHABET) for _ in range(LENGTH))),
            on_date=on,
            channel=channel,
            kecamatan_code=place.kecamatan,
            desa_code=place.desa,
            sector=self.sectors(product.kbli, "2020"),
            topics=" ".join(product.needs[:2]) or "perizinan",
            facilitator_id=team.in_area(place, dice.last),
            by_person="publik" if channel == "sendiri" else CLERK,
            recorded_at=at,
            **({"state": "new"} | more),
        )
        self.rows.add(
            schema.help_personal,
            help_id=help_id,
            name=naming.business(dice, self.facts.names, product, None, owner, woman) if dice.chance(0.5) else owner,
            contact=VIA_DESA if channel == "desa" and dice.chance(0.5) else naming.phone(dice),
            note=dice.pick(self.facts.said["request"]) if dice.chance(0.6) else None,
            consented_at=at,
        )
        return help_id

    def _accept(self, actor: Actor, on: date, team: Team) -> None:
        """Accepted on the day after for an actor that is there, and visited since."""
        help_id = self._ask(actor, on, team, state="accepted", actor_id=actor.id)
        row = self.rows.of(schema.help_request)[-1]
        told = {name: row[name] for name in ("on_date", "channel", "topics")}
        at = self.dice.recorded(on + DAY, 0, 0)
        self.rows.add(schema.request, id=help_id, actor_id=actor.id, recorded_at=at, **told)
        self._happened(help_id, "accepted", on + DAY)

    def _happened(self, help_id: str, change: str, on: date, by: str = CLERK) -> None:
        at = self.dice.recorded(on, 0, 0)
        row = {"help_id": help_id, "change": change, "by_person": by}
        self.rows.add(schema.help_event, id=self.dice.id(at), recorded_at=at, **row)
