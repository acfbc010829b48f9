"""Permits and papers: who has which, often within the year after a visit about it; all numbers begin with zeros."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from dateutil.relativedelta import relativedelta

from data import schema
from data.samples.dice import Dice
from data.samples.model import Actor, Contact
from data.samples.rows import Rows

DAY = timedelta(days=1)
ENTITIES = {"cv": 3.0, "pt_perorangan": 5.0, "pt": 0.5}  # what is founded after facilitation
FOUNDED = 0.14  # of the visited that were no legal entity
FOOD, DRINK, WOOD = "10", "11", ("16", "310")


@dataclass(frozen=True)
class Chance:
    """Of the visited and the others: the share that has it; then of the rest the shares applying and without."""

    visited: float
    others: float
    applying: float = 0.0
    without: float = 0.0
    topic: str = "perizinan"
    years: int | None = None


NIB = Chance(0.62, 0.30, applying=0.08, without=0.24)
NPWP_WITH_NIB, NPWP_WITHOUT = Chance(0.86, 0.74, 0.2, 0.2, "npwp"), Chance(0.22, 0.16, 0.04, 0.18, "npwp")
PIRT = Chance(0.42, 0.22, 0.10, 0.15, years=5)
HALAL = Chance(0.24, 0.08, 0.12, 0.08)
BPOM = Chance(0.02, 0.01, years=5)
BRAND = Chance(0.08, 0.03, 0.03, topic="produk_desain", years=10)
SIINAS = Chance(0.12, 0.08)
SVLK = Chance(0.07, 0.03, 0.05, years=6)
RARE = Chance(0.012, 0.006, years=5)


class Permits:
    """Adds the permit events of actors; `got` says which papers were got after which visit."""

    def __init__(self, dice: Dice, rows: Rows, kab: str) -> None:
        self.dice, self.rows, self.kab = dice, rows, kab.replace(".", "")
        self.got: dict[str, list[tuple[str, date, Contact]]] = {}

    def give(self, actor: Actor) -> None:
        """All the papers of one actor."""
        if actor.form:
            self._event(actor, "badan_usaha", "terbit", actor.start, actor.recorded, form=actor.form)
        self._found(actor)
        has_nib = self._draw(actor, "nib", NIB)
        self._draw(actor, "npwp", NPWP_WITH_NIB if has_nib else NPWP_WITHOUT)
        self._by_product(actor)
        if has_nib:
            self._draw(actor, "siinas", SIINAS)
        self._draw(actor, "merek", BRAND)
        if actor.old_licence:
            self._old_licence(actor)

    def lapse(self, actors: list[Actor]) -> None:
        """Two makers of food that keeps, with no word about a PIRT so far, have one that ends soon."""
        told = {row["actor_id"] for row in self.rows.of(schema.permit_event) if row["kind"] == "pirt"}
        for days in (12, 41):
            expires = self.dice.today + DAY * days
            on = expires - relativedelta(years=5)
            food = (one for one in actors if one.product.kbli.startswith(FOOD) and not one.product.fresh)
            actor = next((one for one in food if one.id not in told and one.start <= on), None)
            if actor:
                told.add(actor.id)
                self._event(actor, "pirt", "terbit", on, number=self._number("pirt", expires), expires_on=expires)

    def _by_product(self, actor: Actor) -> None:
        kbli, chance = actor.product.kbli, self.dice.chance
        if kbli.startswith((FOOD, DRINK)):
            self._draw(actor, "halal", HALAL)
            self._draw(actor, "bpom_md", BPOM)
        if kbli.startswith(FOOD):
            if not actor.product.fresh:
                self._draw(actor, "pirt", PIRT)
            elif chance(0.35):
                self._plain(actor, "pirt", "tidak_perlu")
        if kbli.startswith(WOOD):
            if chance(0.08):
                self._plain(actor, "svlk", "tidak_perlu")
            else:
                self._draw(actor, "svlk", SVLK)
            self._draw(actor, "tkdn_ik", RARE)
        if kbli.startswith("23"):
            self._draw(actor, "sni", RARE)

    def _draw(self, actor: Actor, kind: str, chance: Chance) -> bool:
        """Whether the actor has it today; the events that made it so."""
        draw, share = self.dice.rng.random(), chance.visited if actor.visits else chance.others
        if draw < share:
            return self._issue(actor, kind, chance)
        draw = (draw - share) / (1 - share)
        if draw < chance.applying:
            self._event(actor, kind, "diajukan", self._since(actor, 10))
        elif draw < chance.applying + chance.without:
            self._plain(actor, kind, "belum")
        return False

    def _issue(self, actor: Actor, kind: str, chance: Chance) -> bool:
        after_visit = self.dice.chance(0.3 if chance.years else 0.65)
        visit = self.dice.pick(actor.visits) if actor.visits and after_visit else None
        if visit is None:
            on = self._since(actor, 5 * 12 if chance.years else 9 * 12, chance.years)
        else:
            on = visit.on + DAY * self.dice.whole(6, 170)
            if chance.topic not in visit.topics:
                visit.topics.append(chance.topic)
            if on > self.dice.last or (actor.exit and on > actor.exit.on):
                self._event(actor, kind, "diajukan", self.dice.after(visit.on, 1, 5))
                return False
            self.got.setdefault(actor.id, []).append((chance.topic, on, visit))
            if self.dice.chance(0.4):
                self._event(actor, kind, "diajukan", visit.on + DAY * self.dice.whole(1, 5))
        expires = on + relativedelta(years=chance.years) if chance.years else None
        self._event(actor, kind, "terbit", on, number=self._number(kind, expires), expires_on=expires)
        return True

    def _found(self, actor: Actor) -> None:
        """Some of the visited founded a legal entity afterwards."""
        if actor.form in ENTITIES or not actor.visits or not self.dice.chance(FOUNDED):
            return
        visit = self.dice.pick(actor.visits)
        on = visit.on + DAY * self.dice.whole(20, 200)
        if on <= self.dice.last and not actor.exit:
            visit.topics.append("badan_usaha") if "badan_usaha" not in visit.topics else None
            self.got.setdefault(actor.id, []).append(("badan_usaha", on, visit))
            self._event(actor, "badan_usaha", "terbit", on, form=self.dice.weighted(ENTITIES))

    def _old_licence(self, actor: Actor) -> None:
        """A licence of the old kind, as the old files write it; a few were withdrawn."""
        kind = "tdi" if self.dice.chance(0.75) else "iui"
        raw = f"000/{self.dice.whole(1, 999):03}.{kind.upper()}-Diperindag/{actor.start.year}"
        self._event(actor, kind, "terbit", actor.start, actor.recorded, precision="year", raw=raw)
        if self.dice.chance(0.2):
            self._event(actor, kind, "dicabut", self._since(actor, 60), raw=raw)

    def _plain(self, actor: Actor, kind: str, status: str) -> None:
        """A state somebody wrote down: at the last visit, else when the actor was recorded."""
        visits = actor.visits
        on, recorded = (visits[-1].on, visits[-1].recorded) if visits else (actor.start, actor.recorded)
        self._event(actor, kind, status, on, recorded)

    def _since(self, actor: Actor, months: int, years: int | None = None) -> date:
        """A day while the actor was there; with a validity it may also lie so far back that it has run out."""
        earliest = self.dice.ago(months + 24) if years else self.dice.ago(months)
        final = actor.exit.on if actor.exit else self.dice.last
        return self.dice.between(min(max(actor.start, earliest), final), final)

    def _event(
        self,
        actor: Actor,
        kind: str,
        status: str,
        on: date,
        recorded: datetime | None = None,
        precision: str = "day",
        **values: object,
    ) -> None:
        at = max(recorded or self.dice.recorded(on, 0, 9), actor.recorded)
        event = {"actor_id": actor.id, "kind": kind, "status": status, "on_date": on, "on_precision": precision}
        self.rows.add(schema.permit_event, id=self.dice.id(at), recorded_at=at, **event, **values)

    def _number(self, kind: str, expires: date | None) -> str | None:
        def digits(count: int) -> str:
            return f"{self.dice.rng.randrange(10**count):0{count}}"

        year = f"{expires:%y}" if expires else "00"
        return {
            "nib": f"0000{digits(9)}",
            "npwp": f"0000{digits(12)}",
            "pirt": f"000{self.kab}{digits(6)}-{year}",
            "halal": f"ID0000{digits(13)}",
            "bpom_md": f"MD0000{digits(8)}",
            "merek": f"IDM0000{digits(5)}",
            "svlk": f"CONTOH-SVLK-{digits(5)}",
            "tkdn_ik": f"CONTOH-TKDN-{digits(5)}",
            "sni": f"CONTOH-SNI-{digits(5)}",
        }.get(kind)
