"""How a counting question is answered: from what is kept of today where that holds the answer, else from the past."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import sqlalchemy as sa

from data.access import Who, require
from data.db import read, version
from data.filter import Filter
from data.metrics import DEFAULT_WINDOW
from data.past.held import History, history, remembered
from data.past.standing import Standing
from data.population import Frame
from data.population.replaced import recorded_since
from data.summary.cube import Cube, answered, is_fast
from data.summary.turning import frame_for

Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Asked:
    """A question while it is answered: its connection and frame, and what it counts: the groups of a kept day, or the
    register's history, the same one all the while."""

    conn: sa.Connection
    frame: Frame
    wanted: Filter
    counted: Cube | History

    def held(self) -> Cube:
        """The groups of a kept day, where they hold all that the filter asks; else the actors themselves."""
        return self.counted if isinstance(self.counted, Cube) else self.standing()

    @property
    def past(self) -> History:
        """The history of a question that is about single actors."""
        if isinstance(self.counted, Cube):
            raise TypeError("the groups of a day know no single actor")
        return self.counted

    @property
    def as_known(self) -> bool:
        """Whether the filter looks at what was known at an earlier moment."""
        return self.wanted.known_at is not None

    def standing(self) -> Standing:
        """All active actors of the frame, served by the filter's window."""
        found = self.past.on(self.frame, as_known=self.as_known)
        return found if self.wanted.window == DEFAULT_WINDOW else found.of_window(self.wanted.window)


def counted_once(
    who: Who, wanted: Filter, name: str, count: Callable[[Asked], Answer], *, of_groups: bool = False
) -> tuple[Frame, Answer]:
    """The frame, and what `count` answers in it, once per version of the data; `of_groups`: a cube's may suffice it."""
    require(who, "figures.see")
    frame = frame_for(who, wanted)
    asked = (name, frame.day, wanted)
    with read(who) as conn:
        if of_groups and frame.which and is_fast(wanted):
            return frame, answered(conn, frame, asked, lambda cube: count(Asked(conn, frame, wanted, cube)))
        held = history(conn, frame.kab, wanted.known_at)
        snapshot = version(conn, frame.kab)
        return frame, remembered(held, asked, snapshot, lambda: count(Asked(conn, frame, wanted, held)))


def looked_up(who: Who, wanted: Filter, find: Callable[[Asked], Answer]) -> Answer:
    """What `find` answers about single actors, found anew each time: pages of lists are many, and hold names."""
    require(who, "figures.see")
    frame = frame_for(who, wanted)
    with read(who) as conn:
        return find(Asked(conn, frame, wanted, history(conn, frame.kab, wanted.known_at)))


def observed(conn: sa.Connection, frame: Frame) -> list[str]:
    """The kecamatan in which visits are recorded on the date."""
    known = recorded_since(frame).subquery()
    return list(conn.scalars(sa.select(known.c.code).where(known.c.visits_since <= frame.day)))
