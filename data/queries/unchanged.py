"""Answers that are given again as long as nothing was written: kept per process, the data's version is their key.

Whoever asks reads the version in his own snapshot; all answers of an older one are let go at the first question after
it. Rights are checked before. What an answer depends on is part of what is asked, be it the day or what a role may see.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

import sqlalchemy as sa

from data.db import version

Answer = TypeVar("Answer")
_MOST = 60_000  # actors in all answers of one version; the oldest answers go first


@dataclass(frozen=True)
class _Kept:
    """The answers of one version, each with how many actors it speaks of."""

    version: int
    answers: dict[Any, tuple[Any, int]] = field(default_factory=dict)


_KEPT: WeakKeyDictionary[sa.Engine, dict[str, _Kept]] = WeakKeyDictionary()
_LOCK = Lock()


def unchanged(
    conn: sa.Connection, kab: str, asked: Any, answer: Callable[[], Answer], actors: Callable[[Answer], int]
) -> Answer:
    """What `answer` says today as known now; asked once for each `asked`, as long as nothing was written since.

    `actors` says of how many an answer speaks. Many askers get the same object: nobody may change it.
    """
    now = version(conn, kab)
    kept = _of(conn.engine, kab, now)
    if kept.version != now:
        return answer()  # this snapshot is older than what somebody else has read since
    found: tuple[Answer, int] | None = kept.answers.get(asked)
    if found is None:
        made = answer()
        found = (made, actors(made))
        _keep(kept, asked, found)
    return found[0]


def _of(engine: sa.Engine, kab: str, now: int) -> _Kept:
    with _LOCK:
        regencies = _KEPT.setdefault(engine, {})
        kept = regencies.get(kab)
        if kept is None or kept.version < now:
            kept = regencies[kab] = _Kept(now)
        return kept


def _keep(kept: _Kept, asked: Any, found: tuple[Any, int]) -> None:
    with _LOCK:
        left = _MOST - found[1] - sum(size for _, size in kept.answers.values())
        while left < 0 and kept.answers:
            left += kept.answers.pop(next(iter(kept.answers)))[1]
        kept.answers[asked] = found
