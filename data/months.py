"""A month of the office's calendar, and what one facilitator's numbers in it are: plain values and their bands."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from data import clock
from data.problem import Problem
from data.targets import Band

# The load at which a caseload is full, and above which there is more than one person can stand beside.
FULL, OVER = 0.8, 1.0
LOAD_BANDS = ("light", "full", "over")


@dataclass(frozen=True)
class Month:
    """A month and the day its numbers are computed as of: its last, or today while it runs."""

    first: date
    last: date
    day: date


def month_ends(day: date, months: int) -> list[date]:
    """The last days of the months before the day's own, the oldest first."""
    ends, last = [], day.replace(day=1) - timedelta(days=1)
    for _ in range(months):
        ends.append(last)
        last = last.replace(day=1) - timedelta(days=1)
    return ends[::-1]


def month_of(day: date) -> Month:
    """The month `day` lies in; Problem("month_ahead") for one that has not begun."""
    first, today = day.replace(day=1), clock.today()
    if first > today:
        raise Problem("month_ahead")
    last = first.replace(day=monthrange(first.year, first.month)[1])
    return Month(first, last, min(last, today))


def month_named(words: str | None) -> Month:
    """ "2026-11" -> that month, nothing -> the running one; Problem("month_unreadable"), Problem("month_ahead")."""
    if not words:
        return month_of(clock.today())
    try:
        return month_of(datetime.strptime(words, "%Y-%m").date())
    except ValueError as fault:
        raise Problem("month_unreadable") from fault


@dataclass(frozen=True)
class MonthRow:
    """One facilitator's month. None is "no answer", never zero; `state` is the kept one on the day.

    `kecamatan` are codes; `load` is caseload ÷ capacity; `target` is the number the band of sessions starts from, there
    is no band off duty; areas in km², distance (the median, straight line) in km.
    """

    facilitator_id: str
    name: str
    state: str | None
    current: bool
    contract_end: date | None
    contract_days: int | None
    contract_soon: bool
    kecamatan: tuple[str, ...]
    caseload: int
    capacity: int | None
    load: float | None
    visits: int
    sessions: int
    target: int
    band: Band | None
    phone: int
    attempts: int
    overdue: int
    never: int
    over_24: int
    no_desa: int
    no_point: int
    no_phone: int
    needs_met: int
    permits_issued: int
    area_km2: float | None
    desa: int
    density: float | None
    distance_km: float | None

    @property
    def load_band(self) -> str | None:
        """One of LOAD_BANDS; None without an answer."""
        if self.load is None:
            return None
        return "over" if self.load > OVER else "full" if self.load >= FULL else "light"

    @property
    def to_repair(self) -> int:
        """What is missing in the caseload's data, each kind counted on its own."""
        return self.no_desa + self.no_point + self.no_phone

    @property
    def low(self) -> int | None:
        """The fewest sessions of the band."""
        return self.band.low if self.band else None

    @property
    def high(self) -> int | None:
        """The most sessions of the band."""
        return self.band.high if self.band else None

    @property
    def pace(self) -> str | None:
        """One of `targets.PACE_BANDS`; None off duty, and where nothing is asked."""
        return self.band.pace(self.sessions) if self.band else None


@dataclass(frozen=True)
class TeamMonth:
    """The rows by name, and their frame. `unreached` are kecamatan where nobody at work is assigned."""

    month: Month
    rows: tuple[MonthRow, ...]
    unreached: tuple[str, ...]
    known_at: datetime
    version: int


# Number -> how it reads; the order of a workbook's columns. Each has its words (`monthly.field.`, `monthly.means.`).
NUMBERS = {
    "caseload": "count",
    "capacity": "count",
    "load": "share",
    "visits": "count",
    "sessions": "count",
    "target": "count",
    "low": "count",
    "high": "count",
    "phone": "count",
    "attempts": "count",
    "overdue": "count",
    "never": "count",
    "over_24": "count",
    "no_desa": "count",
    "no_point": "count",
    "no_phone": "count",
    "needs_met": "count",
    "permits_issued": "count",
    "area_km2": "decimal",
    "desa": "count",
    "density": "decimal",
    "distance_km": "decimal",
}
