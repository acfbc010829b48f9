"""How many sessions a month can fairly be asked of one facilitator: a band, not a number. Pure.

The starting number (the person's own, else the office's) times one factor for each thing that makes the work larger or
harder. What is not known changes nothing: its factor is 1, and says so. Nobody is asked for more than the caseload can
need. All numbers of the formula are proposals that nobody outside has confirmed: settings of the office.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, timedelta

# In the order in which they are told.
FACTORS = ("caseload", "desa", "area", "distance", "service", "contract")
PACE_BANDS = ("above", "reached", "on_pace", "behind", "short")
SIDES = ("short", "above")
DAY = timedelta(days=1)
Contract = tuple[date, date | None]  # first and last day; None: open


@dataclass(frozen=True)
class Rules:
    """The office's numbers; each is the setting `target_<name>`. Shares are in per cent."""

    width: int = 25  # of the middle, to both sides
    least: int = 60  # below and above which no single factor of caseload, desa, area and distance goes
    most: int = 120
    visits_each: int = 1  # sessions a month that one actor can need at most
    desa_usual: int = 10
    desa_each: int = 1  # less for each desa more
    area_usual: int = 50  # hectares of the area for each actor
    area_each: int = 1  # less for each ten hectares more
    distance_usual: int = 4  # km
    distance_each: int = 2  # less for each km more
    first_month: int = 50  # of a newcomer
    full_month: int = 4  # the month of service from which all is asked


RULES = tuple(field.name for field in fields(Rules))


@dataclass(frozen=True)
class Work:
    """What is known of one facilitator's month. None is "not known".

    `capacity` in actors, `area_km2` and `desa` of the area (None: no area), `distance_km` the median from home.
    """

    start: int
    caseload: int
    capacity: int | None
    desa: int | None
    area_km2: float | None
    distance_km: float | None
    contracts: tuple[Contract, ...] = ()


@dataclass(frozen=True)
class Factor:
    """One of FACTORS: what it multiplies with, and what it was found from, in its own unit.

    caseload: actors `of` capacity · desa: their number · area: hectares for each actor · distance: km · service: which
    month of service · contract: days under contract `of` the month's. `given` None: not known, the factor is 1.
    """

    name: str
    value: float
    given: float | None
    of: float | None = None


@dataclass(frozen=True)
class Band:
    """From `low` to `high` sessions in the month; `need` is the most the caseload can need, whatever the factors say.

    `days` of the month are under contract, `gone` of them have passed. Nothing is asked where `high` is 0.
    """

    start: int
    low: int
    high: int
    need: int
    factors: tuple[Factor, ...]
    rules: Rules
    days: int
    gone: int

    @property
    def asks(self) -> bool:
        return self.high > 0

    @property
    def finished(self) -> bool:
        """Whether all of its days have passed."""
        return self.gone >= self.days

    @property
    def middle(self) -> float:
        """The starting number times all factors."""
        return _middle(self.start, self.factors)

    @property
    def by_now(self) -> tuple[int, int]:
        """The part of the band that the days gone by ask for."""
        if not self.days:
            return 0, 0
        return self.low * self.gone // self.days, -(-self.high * self.gone // self.days)

    def side(self, sessions: int) -> str | None:
        """One of SIDES: where a finished month lies outside the band; None inside, and where nothing is asked."""
        pace = self.pace(sessions)
        return pace if pace in SIDES else None

    def pace(self, sessions: int) -> str | None:
        """One of PACE_BANDS: against the whole band, and while the month runs against the part its days ask for."""
        if not self.asks:
            return None
        if sessions > self.high:
            return "above"
        if sessions >= self.low:
            return "reached"
        if self.finished:
            return "short"
        return "on_pace" if sessions >= self.by_now[0] else "behind"


def band(work: Work, first: date, last: date, day: date, rules: Rules) -> Band:
    """The band of the month from `first` to `last`, as seen on `day` in it."""
    days = _covered(work.contracts, first, last)
    found = (
        Factor("caseload", *_of_caseload(work, rules), work.capacity),
        Factor("desa", *_beyond(work.desa, rules.desa_usual, rules.desa_each, rules)),
        Factor("area", *_beyond(_hectares(work), rules.area_usual, rules.area_each / 10, rules)),
        Factor("distance", *_beyond(work.distance_km, rules.distance_usual, rules.distance_each, rules)),
        Factor("service", *_of_service(work.contracts, first, last, rules)),
        _of_contract(work.contracts, days, (last - first).days + 1),
    )
    middle, need = _middle(work.start, found), work.caseload * rules.visits_each
    low, high = (middle * (100 + side * rules.width) / 100 for side in (-1, 1))
    most = min(math.ceil(round(high, 6)), need)
    gone = _covered(work.contracts, first, day)
    if not work.contracts:
        days, gone = (last - first).days + 1, (day - first).days + 1
    return Band(work.start, min(math.floor(round(low, 6)), most), most, need, found, rules, days, gone)


def _middle(start: int, factors: Sequence[Factor]) -> float:
    return math.prod((one.value for one in factors), start=float(start))


def _within(value: float, rules: Rules) -> float:
    return min(max(value, rules.least / 100), max(rules.most, rules.least) / 100)


def _of_caseload(work: Work, rules: Rules) -> tuple[float, float | None]:
    """Caseload ÷ capacity."""
    if not work.capacity or not work.caseload:
        return 1.0, None
    return _within(work.caseload / work.capacity, rules), work.caseload


def _beyond(given: float | None, usual: int, each: float, rules: Rules) -> tuple[float, float | None]:
    """Less by `each` per cent for every one above what is usual, more for every one below."""
    if given is None:
        return 1.0, None
    return _within(1 - (given - usual) * each / 100, rules), given


def _hectares(work: Work) -> float | None:
    return work.area_km2 * 100 / work.caseload if work.area_km2 is not None and work.caseload else None


def _of_service(contracts: Sequence[Contract], first: date, last: date, rules: Rules) -> tuple[float, float | None]:
    """In even steps from the first month of service to the one from which all is asked."""
    begun = min((start for start, _ in contracts if start <= last), default=None)
    if begun is None:
        return 1.0, None
    month = (first.year - begun.year) * 12 + first.month - begun.month + 1
    if month >= rules.full_month:
        return 1.0, month
    share = rules.first_month + (100 - rules.first_month) * (month - 1) / (rules.full_month - 1)
    return share / 100, month


def _of_contract(contracts: Sequence[Contract], days: int, of: int) -> Factor:
    return Factor("contract", days / of, days, of) if contracts else Factor("contract", 1.0, None, of)


def _covered(contracts: Sequence[Contract], first: date, last: date) -> int:
    """Days from first to last that lie in at least one contract."""
    found, after = 0, first
    for start, end in sorted(contracts, key=lambda piece: piece[0]):
        begin, until = max(start, after), min(end or last, last)
        if until >= begin:
            found += (until - begin).days + 1
            after = until + DAY
    return found
