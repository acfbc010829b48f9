"""Small invented registers, already counted, that change a little from one release to the next."""

import random
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime

from data.metrics import BANDS
from data.public.counting import SERVED, Counted, Month, Place, money
from data.public.directory import Listed
from data.public.tables import PERMITS_BY_SECTOR, groups
from data.queries.change import STEPS, Change, Step

DAY = date(2026, 11, 24)
NEEDS = ("perizinan", "modal", "kemasan")
REASONS = ("modal_habis", "tidak_ditemukan", "lainnya")
COARSE = {group.code for group in groups()}


@dataclass(frozen=True)
class One:
    """An invented actor; `then` is how it stood a year before: None (not there), "served" or "rest"."""

    id: str
    place: Place
    band: str
    helped: bool
    permits: frozenset[str]
    needs: tuple[tuple[str, str], ...]
    output: int
    then: str | None
    listed: bool
    entered: str = "recorded"

    @property
    def served(self) -> bool:
        return self.band in SERVED


@dataclass
class World:
    """An invented register: its actors, those who left within a year, and where visits are not recorded."""

    dice: random.Random
    kecamatan: tuple[str, ...]
    unseen: frozenset[str]
    actors: list[One] = field(default_factory=list)
    gone: list[tuple[One, str, str]] = field(default_factory=list)  # actor, step, reason
    months: list[Month] = field(default_factory=list)
    born: int = 0

    def add(self, then: str | None) -> None:
        dice = self.dice
        self.born += 1
        self.actors.append(
            One(
                id=f"a{self.born}",
                place=(dice.choice(self.kecamatan), dice.choice(sorted(COARSE))),
                band=dice.choice(BANDS),
                helped=dice.random() < 0.5,
                permits=frozenset(kind for kind in PERMITS_BY_SECTOR if dice.random() < dice.choice((0.1, 0.5, 0.9))),
                needs=tuple((need, dice.choice(("raised", "met"))) for need in NEEDS if dice.random() < 0.4),
                output=int(10 ** dice.uniform(7, 10)) if dice.random() < 0.5 else 0,
                then=then,
                listed=dice.random() < 0.05,
                entered=dice.choice(("recorded", "recorded", "moved")),
            )
        )

    def turn(self) -> None:
        """What happens between two releases: little, so that they can be compared."""
        for _ in range(self.dice.randrange(4)):
            self.add(None)
        for _ in range(min(self.dice.randrange(3), len(self.actors))):
            left = self.actors.pop(self.dice.randrange(len(self.actors)))
            self.gone.append((left, self.dice.choice(("closed", "moved")), self.dice.choice(REASONS)))
        for _ in range(min(self.dice.randrange(4), len(self.actors))):
            at = self.dice.randrange(len(self.actors))
            one = self.actors[at]
            self.actors[at] = replace(one, band="under_6", permits=one.permits | {self.dice.choice(PERMITS_BY_SECTOR)})

    def counted(self, day: date = DAY) -> Counted:
        """The register as it would be counted."""
        seen = [one for one in self.actors if one.place[0] not in self.unseen]
        return Counted(
            kind="uji",
            day=day,
            known_at=datetime(2026, 11, 24, tzinfo=UTC),
            version=1,
            kecamatan={code: code for code in self.kecamatan},
            since={code: None if code in self.unseen else date(2020, 1, 1) for code in self.kecamatan},
            needs_named={need: {"id": need, "en": need} for need in NEEDS},
            applies={kind: frozenset(COARSE if kind != "pirt" else {"pangan"}) for kind in PERMITS_BY_SECTOR},
            actors=Counter(one.place for one in self.actors),
            bands={band: Counter(one.place for one in seen if one.band == band) for band in BANDS},
            permits={
                kind: Counter(one.place for one in self.actors if kind in one.permits) for kind in PERMITS_BY_SECTOR
            },
            helped=Counter(one.place for one in self.actors if one.helped),
            needs={
                need: tuple(sum((need, how) in one.needs for one in self.actors) for how in ("raised", "met"))  # type: ignore[misc]
                for need in NEEDS
            },
            facilitators=len(self.actors) // 9,
            covered=frozenset(self.kecamatan[:2]),
            months=tuple(self.months),
            change=self._change(seen),
            visits=len(self.actors) * 2,
            late=len(self.actors) // 3,
            money={
                group.code: money([one.output for one in self.actors if one.output and one.place[1] == group.code])
                for group in groups()
            },
            listed=tuple(
                Listed(one.id, one.place, {kind: kind in one.permits for kind in PERMITS_BY_SECTOR})
                for one in self.actors
                if one.listed
            ),
            last_import=None,
            last_visit=None,
        )

    def _change(self, seen: list[One]) -> Change:
        left = [(one, step, reason) for one, step, reason in self.gone if one.then and one.place[0] not in self.unseen]
        there = [one for one in seen if one.then] + [one for one, _, _ in left]
        steps = {name: Counter[str]() for name in STEPS}
        for one in seen:
            if one.then is None:
                steps[one.entered].update({"actors_in": 1, "served_in": int(one.served)})
            elif one.then == "rest" and one.served:
                steps["served_anew"]["served_in"] += 1
            elif one.then == "served" and not one.served:
                steps["lapsed"]["served_out"] += 1
        for one, step, _ in left:
            steps[step].update({"actors_out": 1, "served_out": int(one.then == "served")})
        return Change(
            DAY.replace(year=DAY.year - 1),
            DAY,
            datetime(2026, 11, 24, tzinfo=UTC),
            served_then=sum(one.then == "served" for one in there),
            served_now=sum(one.served for one in seen),
            actors_then=len(there),
            actors_now=len(seen),
            steps=tuple(Step(name, **counts) for name, counts in steps.items()),
            exits=dict(Counter(reason for _, _, reason in left)),
            merged=0,
            late_days=7,
        )


def world(seed: int) -> World:
    """A register of up to 150 actors in four kecamatan; often very few."""
    dice = random.Random(seed)
    kecamatan = ("35.09.01", "35.09.02", "35.09.03", "35.09.04")
    unseen = frozenset({"35.09.04"}) if dice.random() < 0.2 else frozenset[str]()
    made = World(dice, kecamatan, unseen)
    for _ in range(dice.choice((6, 20, 60, 100, 150))):
        made.add(dice.choice((None, "served", "rest", "rest")))
    everyone = len(made.actors)
    for number in range(3):
        actors = max(0, everyone - dice.randrange(8))
        observed = actors - dice.randrange(5) if actors > 5 else actors
        made.months.append(Month(f"2026-0{7 + number}", actors, observed, dice.randrange(observed + 1)))
    return made
