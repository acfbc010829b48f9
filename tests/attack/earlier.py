"""Other releases: what they said that still holds, told of the register as it is in the one under attack."""

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from math import inf

from tests.attack.reader import Release, number
from tests.attack.register import Register

StillTrue = Callable[[str, str, str, str], bool]
Key = tuple[str, str, str]

OTHER_PERIODS = ("perubahan", "keluar", "terlambat")  # the same words, said of other months


@dataclass
class _Said:
    """Where a cell lies by all that was said of it; what does not agree with the newer is passed over."""

    lo: float = -inf
    hi: float = inf
    insider: bool = False

    def add(self, lo: float, hi: float) -> None:
        """Narrows it."""
        both = max(self.lo, lo), min(self.hi, hi)
        if both[0] <= both[1] or self.insider:
            self.lo, self.hi = both


def relate(register: Register, others: tuple[Release, ...], still_true: StillTrue | None) -> None:
    """Adds what `others` published: what `still_true` says of it, or without an insider what does not contradict."""
    said: dict[Key, _Said] = {}
    for sheet in register.now.sheets.values():
        for row, column, text in sheet.counts():
            if (value := number(text)) is not None:
                said[sheet.name, row, column] = _Said(*sheet.interval(value))
    told: dict[Key, None] = {}
    for release in reversed(others):
        for key, lo, hi in _statements(register, release, still_true):
            said.setdefault(key, _Said()).insider = still_true is not None
            said[key].add(lo, hi)
            told[key] = None
    for key in told:
        if cell := register.cell(*key):
            family = "earlier"
            register.system.relate(cell, said[key].lo, said[key].hi, family, " ".join(key), soft=still_true is None)


def _statements(register: Register, release: Release, still_true: StillTrue | None) -> list[tuple[Key, float, float]]:
    found: list[tuple[Key, float, float]] = []
    for sheet in release.sheets.values():
        for row, column, text in sheet.counts():
            value = number(text)
            if value is None:
                continue
            key = (sheet.name, row, column)
            if still_true(release.slug, *key) if still_true else sheet.name not in OTHER_PERIODS:
                found.append((key, *sheet.interval(value)))
            if still_true is None and sheet.name == "cakupan" and row == register.kab:
                found += [(same, *sheet.interval(value)) for same in _same_day(register, release.as_of, column)]
    return found


def _same_day(register: Register, day: date | None, column: str) -> list[Key]:
    """Where the release under attack speaks of an earlier one's day: the end of a month, or the year before."""
    now = register.now.as_of
    if "calendar" in register.system.left_out or day is None or now is None:
        return []
    found: list[Key] = []
    month = f"{day.year}-{day.month:02}"
    if day.day == monthrange(day.year, day.month)[1] and month in register.rows.get("tren", {}):
        found.append(("tren", month, column))
    if (day.year + 1, day.month, day.day) == (now.year, now.month, now.day) and "perubahan" in register.rows:
        found += [("perubahan", "awal", {"teramati": "pelaku"}.get(column, column))] if column != "pelaku" else []
    return [key for key in found if key[2] in register.rows[key[0]].get(key[1], set())]
