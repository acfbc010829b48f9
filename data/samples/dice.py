"""Chance with a seed: the same seed and day give the same draws, ids and times of recording."""

import random
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from data.clock import months_before

T = TypeVar("T")
LATE = 0.03  # of contacts, recorded 8 to 40 days after


class Dice:
    """Every draw of one filling; nothing it gives lies after yesterday unless a function says so."""

    def __init__(self, seed: int, today: date, zone: str) -> None:
        self.rng, self.today, self.zone = random.Random(seed), today, ZoneInfo(zone)
        self.seed = seed
        self.last = today - timedelta(days=1)
        self.ago = cache(lambda months: months_before(today, months))

    def chance(self, share: float) -> bool:
        """True in this share of draws."""
        return self.rng.random() < share

    def pick(self, values: Sequence[T]) -> T:
        """One of the values, each as likely."""
        return self.rng.choice(values)

    def weighted(self, weights: Mapping[T, float]) -> T:
        """One of the keys, as likely as its weight."""
        return self.rng.choices(list(weights), list(weights.values()))[0]

    def whole(self, low: int, high: int) -> int:
        """A whole number, both ends included."""
        return self.rng.randint(low, high)

    def between(self, first: date, final: date, lean: float = 1.0) -> date:
        """A day in [first, final]; a `lean` above 1 draws it towards the final one."""
        days = (final - first).days
        return final - timedelta(days=int((days + 1) * self.rng.random() ** lean * 0.999999))

    def after(self, on: date, low: int, high: int) -> date:
        """A day `low` to `high` days after `on`, at most yesterday."""
        return min(on + timedelta(days=self.whole(low, high)), self.last)

    def recorded(self, on: date, low: int = 0, high: int = 6, late: float = 0.0) -> datetime:
        """A moment of office hours `low` to `high` days after `on`, for a `late` share 8 to 40; at most yesterday."""
        if late and self.chance(late):
            low, high = 8, 40
        clock_time = time(self.whole(7, 16), self.whole(0, 59), self.whole(0, 59))
        return datetime.combine(self.after(on, low, high), clock_time, self.zone).astimezone(UTC)

    def id(self, at: datetime) -> str:
        """A UUIDv7 as text whose time is `at`."""
        milliseconds = int(at.timestamp() * 1000) & (1 << 48) - 1
        bits = self.rng.getrandbits(74)
        return str(UUID(int=milliseconds << 80 | 7 << 76 | (bits >> 62) << 64 | 2 << 62 | bits & (1 << 62) - 1))


def shares(total: int, weights: Mapping[str, float]) -> dict[str, int]:
    """`total` divided by weight into whole numbers that add up, by largest remainder."""
    whole = sum(weights.values())
    exact = {key: total * weight / whole for key, weight in weights.items()}
    found = {key: int(value) for key, value in exact.items()}
    by_remainder = sorted(exact, key=lambda key: (found[key] - exact[key], key))
    for key in by_remainder[: total - sum(found.values())]:
        found[key] += 1
    return found
