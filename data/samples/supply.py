"""Businesses that agreed to be listed, and what buyers asked about them: invented, a few of everything."""

from datetime import date, timedelta
from typing import Any

from data import schema
from data.buyers import buyers
from data.formats import number
from data.samples import naming
from data.samples.actors import CLERK
from data.samples.dice import Dice
from data.samples.facts import Facts
from data.samples.model import Actor
from data.samples.rows import Rows
from data.tickets import ALPHABET, LENGTH, normal

DAY = timedelta(days=1)
# Of the active actors; of the demo pendamping's own; who changed their mind; wood workers who lack nothing.
LISTED, DEMO_LISTED, WITHDRAWN, WHOLE = 0.011, 2, 2, 3
BASIC = {"badan_usaha", "nib", "npwp"}
NO_ENTITY = ("perorangan", "ud", "pd", "kub")
ENQUIRIES = 12
TIMBER = ("16", "310")
ORIGINS = (
    "Dari hutan rakyat sekitar, nota pembelian disimpan",
    "Dari kebun petani sekitar, nota disimpan",
    "Dari Perhutani, dokumen angkut disimpan",
)
WORDS = (
    "Meminta contoh dan harga untuk pesanan pertama.",
    "Perlu untuk dua bulan ke depan; mohon lama pengerjaan dan cara kirim.",
    "Mencari pemasok tetap, mulai dari jumlah kecil.",
    "Apakah ukuran dan kemasannya dapat disesuaikan?",
)


class Supply:
    """Adds listings and enquiries; `dice` are its own, so that the other rows do not depend on it."""

    def __init__(self, dice: Dice, facts: Facts, rows: Rows) -> None:
        self.dice, self.facts, self.rows = dice, facts, rows

    def tell(self, actors: list[Actor], demo: list[Actor]) -> None:
        """Those with the most papers agreed first, as it is in life, half of them wood workers; some of the `demo` ones
        too. The first wood workers have all that a contractor asks for."""
        long_there = [one for one in actors if one.counted and one.start < self.dice.ago(6)]
        papers = self._papers()
        best = sorted(long_there, key=lambda one: (-len(papers.get(one.id, ())), one.id))
        timber = [one for one in best if one.product.kbli.startswith(TIMBER)]
        others = [one for one in best if not one.product.kbli.startswith(TIMBER)]
        count = max(2, round(len(long_there) * LISTED / 2))
        mine = [one for one in demo if one in long_there][:DEMO_LISTED]
        chosen = list({one.id: one for one in (*timber[:count], *others[:count], *mine)}.values())
        whole = [one for one in timber[:count] if papers.get(one.id, set()) >= BASIC][:WHOLE]
        for actor in chosen:
            self._list(actor, whole=actor in whole)
            if actor in whole and "tkdn_ik" not in papers[actor.id]:
                self._tkdn(actor)
        for actor in others[count : count + WITHDRAWN]:
            self._list(actor, withdrawn=True)
        for index in range(min(ENQUIRIES, 3 * len(chosen))):
            self._enquiry(self.dice.pick(chosen), index)

    def _papers(self) -> dict[str, set[str]]:
        """Actor -> the kinds of papers it has; a form that is no legal entity is none."""
        found: dict[str, set[str]] = {}
        for row in self.rows.of(schema.permit_event):
            if row["status"] == "terbit" and row["form"] not in NO_ENTITY:
                found.setdefault(row["actor_id"], set()).add(row["kind"])
        return found

    def _list(self, actor: Actor, whole: bool = False, withdrawn: bool = False) -> None:
        """A listing, `whole` with every field filled in."""
        dice, product = self.dice, actor.product
        on = dice.between(max(actor.start, dice.ago(6)), dice.last - 20 * DAY)
        at = max(dice.recorded(on, 0, 3), actor.recorded)
        gone = max(dice.recorded(dice.last), at) if withdrawn else None

        def said(words: str, share: float) -> str | None:
            return words if dice.chance(share) or whole else None

        self.rows.add(
            schema.listing,
            id=dice.id(at),
            actor_id=actor.id,
            consented_on=on,
            consent_paper=f"Map Siap Pasok {on.year}",
            product=", ".join(product.product[:2]),
            price=said(f"Rp {number(product.price)} per {product.unit}", 0.85),
            capacity=said(f"{number(product.capacity[0])} {product.unit} setahun", 0.85),
            lead_time=said(f"{dice.pick((3, 7, 10, 14, 21, 30))} hari", 0.8),
            origin=said(dice.pick(ORIGINS), 0.7) if product.kbli.startswith(TIMBER) else None,
            contact_confirmed_on=self._confirmed(on) or (dice.last if whole else None),
            by_person=CLERK,
            recorded_at=at,
            withdrawn_at=gone,
            withdrawn_by=CLERK if gone else None,
        )

    def _tkdn(self, actor: Actor) -> None:
        on = self.dice.between(max(actor.start, self.dice.ago(12)), self.dice.last)
        at = max(self.dice.recorded(on), actor.recorded)
        row = {"actor_id": actor.id, "kind": "tkdn_ik", "status": "terbit", "on_date": on}
        self.rows.add(schema.permit_event, id=self.dice.id(at), recorded_at=at, **row)

    def _confirmed(self, on: date) -> date | None:
        """Mostly lately, sometimes never."""
        return self.dice.between(max(on, self.dice.ago(4)), self.dice.last) if self.dice.chance(0.85) else None

    def _enquiry(self, actor: Actor, index: int) -> None:
        """Every third waits, of the others some became orders, and one is closed without."""
        dice = self.dice
        on = dice.today - DAY * (index + 1 if index % 3 == 0 else dice.whole(15, 80))
        at = dice.recorded(on, 0, 0)
        asked: dict[str, Any] = {"id": dice.id(at), "actor_id": actor.id, "recorded_at": at, "by_person": "publik"}
        buyer, name = dice.pick(tuple(buyers())), naming.person(dice, self.facts.names, dice.chance(0.5))
        words = {"name": name, "contact": naming.phone(dice), "words": dice.pick(WORDS)}
        self.rows.add(schema.enquiry, **asked, ticket=self._ticket(), buyer=buyer, **words)
        if index % 3 == 0:
            return
        self._event(asked["id"], "introduced", dice.after(on, 1, 6))
        if index % 3 == 1:
            value = actor.product.price * dice.whole(20, 200) if index % 2 else None
            self._event(asked["id"], "ordered", dice.after(on, 7, 14), value)
        if index == 2:
            self._event(asked["id"], "closed", dice.after(on, 10, 14))

    def _event(self, enquiry_id: str, change: str, on: date, value: int | None = None) -> None:
        at = self.dice.recorded(on, 0, 0)
        row = {"enquiry_id": enquiry_id, "change": change, "on_date": on, "value": value, "by_person": CLERK}
        self.rows.add(schema.enquiry_event, id=self.dice.id(at), recorded_at=at, **row)

    def _ticket(self) -> str:
        """A ticket of the dice: the one check character that fits."""
        body = "".join(self.dice.pick(ALPHABET) for _ in range(LENGTH))
        return next(found for last in ALPHABET if (found := normal(body + last)))
