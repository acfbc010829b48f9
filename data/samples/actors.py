"""Inventing the actors: where they are, what they make, what they are called, since when they are known."""

from collections.abc import Iterator
from datetime import date

from data.samples import naming
from data.samples.dice import Dice, shares
from data.samples.facts import Facts, Product, Source
from data.samples.model import Actor, Exit
from geo.regions import load

STANDARD = 4000  # the size of register for which sentra are counted
DUPLICATES, MERGED = 0.007, 0.7
UNPLACED = 0.02  # of the background mix: desa not yet known
CLOSED, LEFT, MOVED = 0.042, 0.002, 0.01
CLERK, SECOND = "demo-petugas", "demo-admin"


class Makers:
    """Makes actors one by one and remembers which names a desa already has."""

    def __init__(self, dice: Dice, facts: Facts) -> None:
        self.dice, self.facts = dice, facts
        self._taken: set[tuple[str, str | None]] = set()
        self._sources = {source: source.weight for source in facts.source}

    def make(self, kind: str, kecamatan: str, desa: str | None) -> Actor:
        """An active actor."""
        dice, product = self.dice, self.facts.product[kind]
        source = dice.weighted(self._sources)
        drawn = self._drawn(source)
        recorded = dice.recorded(drawn)
        known = _to_precision(drawn, source.precision)
        woman, form = naming.is_woman(dice, product), dice.weighted(naming.FORMS)
        name, owner = self._named(product, form, woman, desa)
        return Actor(
            id=dice.id(recorded),
            name=name,
            owner=owner,
            woman=woman,
            kind=kind,
            product=product,
            form=form,
            kecamatan=kecamatan,
            desa=desa,
            start=known or recorded.astimezone(dice.zone).date(),
            recorded=recorded,
            known_since=known,
            precision=source.precision or "day",
            source=source.name,
            old_licence=source.old_licence,
        )

    def _drawn(self, source: Source) -> date:
        dice = self.dice
        if source.months:
            return dice.between(dice.ago(source.months[0]), min(dice.ago(source.months[1]), dice.last))
        first, final = source.first or dice.last, source.final or dice.last
        return dice.between(min(first, dice.last), min(final, dice.last))

    def _named(self, product: Product, form: str | None, woman: bool, desa: str | None) -> tuple[str, str]:
        for _ in range(9):
            owner = naming.person(self.dice, self.facts.names, woman)
            name = naming.business(self.dice, self.facts.names, product, form, owner, woman)
            if (name, desa) not in self._taken:
                break
        self._taken.add((name, desa))
        return name, owner


def _to_precision(day: date, precision: str | None) -> date | None:
    if precision is None:
        return None
    return {"day": day, "month": day.replace(day=1), "year": day.replace(month=1, day=1)}[precision]


def make_actors(dice: Dice, facts: Facts, count: int) -> list[Actor]:
    """`count` actors with their exits, moves and duplicates; no contacts yet."""
    makers, doubles = Makers(dice, facts), round(count * DUPLICATES)
    found = [makers.make(*where) for where in _wheres(dice, facts, count - doubles)]
    _exits(dice, facts, found)
    _moves(dice, facts, found)
    return found + _doubles(dice, found, doubles)


def _wheres(dice: Dice, facts: Facts, count: int) -> Iterator[tuple[str, str, str | None]]:
    """(product, kecamatan, desa) of every actor: sentra first, then the background mix."""
    desa_of = {code: [one.code for one in load().desa.values() if one.parent == code] for code in facts.kecamatan}
    sentra = [
        (one.product, one.desa[0][:8], dice.pick(one.desa))
        for one in facts.sentra
        for _ in range(max(1, round(one.count * count / STANDARD)))
    ]
    yield from sentra
    fixed = {code: one.total for code, one in facts.kecamatan.items() if one.total is not None}
    open_ones = {code: one.population * one.industry for code, one in facts.kecamatan.items() if code not in fixed}
    background = shares(max(0, count - len(sentra) - sum(fixed.values())), open_ones) | fixed
    mix = {code: product.weight for code, product in facts.product.items()}
    for kecamatan, number in background.items():
        weights = {code: 0.3 + dice.rng.random() for code in desa_of[kecamatan]}
        for _ in range(number):
            desa = None if dice.chance(UNPLACED) else dice.weighted(weights)
            yield dice.weighted(mix), kecamatan, desa


def _exits(dice: Dice, facts: Facts, actors: list[Actor]) -> None:
    """Some close, a few leave the regency; both in the last three years and written down within 25 days."""
    for actor in actors:
        if facts.kecamatan[actor.kecamatan].total is not None or actor.start > dice.ago(8):
            continue
        draw = dice.rng.random()
        if draw < CLOSED + LEFT:
            on = dice.between(max(actor.start, dice.ago(36)), dice.ago(1))
            state = "closed" if draw < CLOSED else "moved"
            recorded = max(dice.recorded(on, 1, 25), actor.recorded)
            actor.exit = Exit(on, recorded, state, dice.pick(facts.exits[state]))


def _moves(dice: Dice, facts: Facts, actors: list[Actor]) -> None:
    """A few have come from a neighbouring kecamatan."""
    regions = load()
    for actor in actors:
        if actor.exit or not actor.desa or actor.start > dice.ago(12) or not dice.chance(MOVED):
            continue
        near = [code for code in regions.kecamatan[actor.kecamatan].neighbours if _mixed(facts, code)]
        if near and _mixed(facts, actor.kecamatan):
            came_from = dice.pick(near)
            old = dice.pick([one.code for one in regions.desa.values() if one.parent == came_from])
            actor.moved_from, actor.moved_on = (came_from, old), dice.between(actor.start, dice.ago(6))


def _mixed(facts: Facts, code: str) -> bool:
    return code in facts.kecamatan and facts.kecamatan[code].total is None


def _doubles(dice: Dice, actors: list[Actor], count: int) -> list[Actor]:
    """The same business written down twice; most of them are merged already."""
    candidates = [actor for actor in actors if actor.counted and actor.desa and not actor.moved_on]
    return [_double(dice, actor) for actor in dice.rng.sample(candidates, count)]


def _double(dice: Dice, actor: Actor) -> Actor:
    on = dice.between(max(dice.ago(24), actor.start), dice.ago(3))
    recorded = max(dice.recorded(on), actor.recorded)
    merged = dice.chance(MERGED)
    return Actor(
        id=dice.id(recorded),
        name=naming.respelled(dice, actor.name),
        owner=actor.owner,
        woman=actor.woman,
        kind=actor.kind,
        product=actor.product,
        form=None,
        kecamatan=actor.kecamatan,
        desa=actor.desa,
        start=on,
        recorded=recorded,
        known_since=on,
        precision="day",
        source="permohonan",
        merged_into=actor.id if merged else None,
        merged_at=dice.recorded(dice.between(dice.ago(2), dice.last)) if merged else None,
    )
