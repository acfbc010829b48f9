"""An invented register in which the same business stands more than once, as different hands wrote it.

What it knows of names and habits comes in as `Words` and `Habits`, so that weights are trained on some and tested on
others. Nobody in it is real.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random

from data.linking.model import Record

Habit = Callable[[Random, str], str]
"""One way in which another hand writes the same text; unchanged where it does not apply."""


@dataclass(frozen=True)
class Words:
    """Of what names are made; `products`: trade as it begins a business name -> what it makes."""

    men: Sequence[str]
    women: Sequence[str]
    second: Sequence[str]
    own: Sequence[str]
    products: Mapping[str, Sequence[str]]
    hamlets: Sequence[str]


@dataclass(frozen=True)
class Habits:
    """How a text is written another time, by field, and how often (share of fields) a habit is at work."""

    owner: Sequence[Habit]
    name: Sequence[Habit]
    address: Sequence[Habit]
    share: float


@dataclass(frozen=True)
class Business:
    """The truth: one business before anybody writes it down."""

    trade: str
    own_name: str
    form: str
    owner: str
    woman: bool
    desa: str
    phone: str
    nib: str
    npwp: str
    permit: tuple[str, str, str, str]
    address: str
    product: str
    number: str = ""

    @property
    def name(self) -> str:
        return " ".join(word for word in (self.form, self.trade, self.own_name) if word)


@dataclass(frozen=True)
class Entry:
    """What one hand wrote, the number of the business it is about, and how that was by then."""

    record: Record
    number: int
    business: Business


class Inventor:
    """Invents businesses, their lookalikes and what different hands write of them; the same seed gives the same."""

    def __init__(self, seed: int, words: Words, habits: Habits) -> None:
        self.rng, self.words, self.habits = Random(seed), words, habits

    def register(self, size: int, twice: float = 0.12, lookalike: float = 0.12) -> list[Entry]:
        """Entries of `size` businesses and of lookalikes (a share of them)."""
        businesses = [self.business() for _ in range(size)]
        businesses += [self.lookalike(one) for one in businesses if self.rng.random() < lookalike]
        entries: list[Entry] = []
        for number, one in enumerate(businesses):
            hands = 1 + (self.rng.random() < twice) + (self.rng.random() < twice / 6)
            for hand in range(hands):
                now = self._changed(one) if hand else one
                entries.append(Entry(self.written(now, f"{len(entries):06}"), number, now))
        return entries

    def business(self) -> Business:
        rng, woman = self.rng, self.rng.random() < 0.45
        first = self._zipf(self.words.women if woman else self.words.men)
        owner = first if rng.random() < 0.12 else f"{first} {self._zipf(self.words.second)}"
        trade = rng.choice(list(self.words.products))
        kecamatan, desa = rng.randrange(1, 32), rng.randrange(1, 9)
        return Business(
            trade=trade if rng.random() < 0.75 else "",
            own_name=self._own_name(owner, woman),
            form=rng.choices(("", "UD", "CV", "PT", "PD", "KUB"), (50, 28, 10, 6, 3, 3))[0],
            owner=owner,
            woman=woman,
            desa=f"01.02.{kecamatan:02}.{2000 + desa}",
            phone=self._digits("08", 10),
            nib=self._digits("", 13),
            npwp=self._digits("", 15),
            permit=self._permit(),
            address=f"Dusun {rng.choice(self.words.hamlets)} RT {rng.randrange(1, 12):03} RW {rng.randrange(1, 15):03}",
            product=rng.choice(self.words.products[trade]),
        )

    def lookalike(self, one: Business) -> Business:
        """Another business that has much in common with this one."""
        kinds = (
            self.second_business,
            self.namesake,
            self.relative,
            self.branch,
            self.brand,
            self.sibling,
            self.same_person_name,
        )
        other = self.rng.choice(kinds)(one)
        # A number copied from the line above, as 26 numbers of the office's list of 2019 stand beside two owners.
        return replace(other, permit=one.permit if self.rng.random() < 0.03 else self._permit())

    def second_business(self, one: Business) -> Business:
        """The same owner at the same address makes something else under another name."""
        other = self._other_trade(one)
        return replace(one, trade=other.trade, own_name=other.own_name, product=other.product, nib=other.nib)

    def namesake(self, one: Business) -> Business:
        """The same common business name in another desa."""
        return replace(self.business(), trade=one.trade, own_name=one.own_name, form=one.form, product=one.product)

    def relative(self, one: Business) -> Business:
        """Father and son in one house, each with a business of his own."""
        other, second = self.business(), one.owner.split()[-1]
        owner = f"{other.owner.split()[0]} {second}"
        return replace(other, owner=owner, desa=one.desa, address=one.address, product=one.product, trade=one.trade)

    def branch(self, one: Business) -> Business:
        """A second, numbered business of the same owner in the same kecamatan."""
        desa = f"{one.desa[:9]}{2000 + self.rng.randrange(1, 9)}"
        number = self.rng.choice(("2", "II", "3"))
        return replace(
            one,
            number=number,
            desa=desa,
            nib=self._digits("", 13),
            address=self.business().address,
        )

    def brand(self, one: Business) -> Business:
        """The same brand in another kecamatan, another owner's."""
        return replace(self.business(), own_name=one.own_name, trade=one.trade, product=one.product)

    def sibling(self, one: Business) -> Business:
        """Sister or brother next door with the family's telephone."""
        other = self.business()
        owner = f"{other.owner.split()[0]} {one.owner.split()[-1]}"
        return replace(other, owner=owner, desa=one.desa, phone=one.phone)

    def same_person_name(self, one: Business) -> Business:
        """Another person of the same name in the same desa."""
        return replace(self._other_trade(one), owner=one.owner, desa=one.desa)

    def written(self, one: Business, record_id: str) -> Record:
        """What one hand writes down of it."""
        rng = self.rng
        desa_known = rng.random() < 0.98
        return Record(
            id=record_id,
            business_name=f"{self._by(one.name, self.habits.name)} {one.number}".strip(),
            owner=self._by(one.owner, self.habits.owner) if rng.random() < 0.96 else None,
            kecamatan=one.desa[:8],
            desa=one.desa if desa_known else None,
            phones=self._phones(one),
            nib=one.nib if rng.random() < 0.35 else None,
            npwp=one.npwp if rng.random() < 0.25 else None,
            address=self._by(one.address, self.habits.address) if rng.random() < 0.8 else None,
            product=one.product if rng.random() < 0.97 else None,
            permits=frozenset((self._permit_as_written(one),)) if rng.random() < 0.25 else frozenset(),
        )

    def _phones(self, one: Business) -> tuple[str, ...]:
        """The own number, none, or that of the desa office, which it gives for many."""
        office = "0331" + "".join(letter for letter in one.desa if letter.isdigit())[-6:]
        return self.rng.choices(((one.phone,), (), (office,)), (48, 46, 6))[0]

    def _permit(self) -> tuple[str, str, str, str]:
        """The parts of a permit number, as in '503/412-TDI/BPPT/2014'."""
        rng = self.rng
        number, year = str(rng.randrange(1, 999)), str(rng.randrange(2004, 2022))
        return rng.choice(("503", "530", "533", "535")), number, rng.choice(("TDI", "IUI", "PIRT")), year

    def _permit_as_written(self, one: Business) -> str:
        first, number, kind, year = one.permit
        return self.rng.choice((f"{first}/{number}-{kind}/{year}", f"{first}/{number}.{kind}/ {year}"))

    def _changed(self, one: Business) -> Business:
        """Later it may be renamed, moved, with another number or product."""
        rng, other = self.rng, self._other_trade(one)
        one = replace(one, own_name=other.own_name, form=other.form) if rng.random() < 0.04 else one
        one = replace(one, phone=other.phone) if rng.random() < 0.15 else one
        one = replace(one, desa=f"{one.desa[:9]}{2000 + rng.randrange(1, 9)}") if rng.random() < 0.06 else one
        one = replace(one, product=self._other_product(one)) if rng.random() < 0.15 else one
        one = replace(one, nib=f"{one.nib[:5]}{rng.randrange(10)}{one.nib[6:]}") if rng.random() < 0.02 else one
        one = replace(one, address=other.address) if rng.random() < 0.15 else one
        one = replace(one, form=rng.choice(("", "UD", "CV", "PT Perorangan"))) if rng.random() < 0.3 else one
        return replace(one, trade=one.trade and "") if rng.random() < 0.15 else one

    def _other_product(self, one: Business) -> str:
        """Something else the same trade makes, rarely something quite different."""
        trade = one.trade if self.rng.random() < 0.7 else self.rng.choice(list(self.words.products))
        return self.rng.choice(self.words.products[trade])

    def _by(self, text: str, habits: Sequence[Habit]) -> str:
        for habit in habits:
            if self.rng.random() < self.habits.share:
                text = habit(self.rng, text)
        return text

    def _own_name(self, owner: str, woman: bool) -> str:
        if self.rng.random() < 0.3:
            title = self.rng.choice(("Bu", "Ibu", "Hj.")) if woman else self.rng.choice(("Pak", "Bapak", "H."))
            return f"{title} {owner.split()[0]}" if self.rng.random() < 0.8 else owner
        words = self.rng.sample(list(self.words.own), 2)
        return " ".join(words if self.rng.random() < 0.8 else words[:1])

    def _other_trade(self, one: Business) -> Business:
        while (other := self.business()).product == one.product or not other.trade or other.trade == one.trade:
            pass
        return other

    def _zipf(self, names: Sequence[str]) -> str:
        """A name, the first of the list the most often."""
        return self.rng.choices(names, [1 / (place + 3) for place in range(len(names))])[0]

    def _digits(self, start: str, length: int) -> str:
        return start + "".join(self.rng.choice("0123456789") for _ in range(length))
