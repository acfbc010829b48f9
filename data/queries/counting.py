"""How a counting question is answered: from what is kept of today where that holds the answer, else from the past."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import sqlalchemy as sa

from data import schema
from data.access import Who, require
from data.db import read, version
from data.filter import Filter
from data.metrics import DEFAULT_WINDOW
from data.past.held import History, history, remembered
from data.past.standing import Standing
from data.population import Frame
from data.summary.cube import Cube, answered, is_fast
from data.summary.turning import frame_for

Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Asked:
    """A question while it is answered: its connection and frame, and the groups or actors to count."""

    conn: sa.Connection
    frame: Frame
    wanted: Filter
    cube: Cube | None = None

    def held(self) -> Cube:
        """The groups of a kept day, where they hold all that the filter asks; else the actors themselves."""
        return self.cube if self.cube is not None else self.standing()

    def standing(self) -> Standing:
        """All active actors of the frame, served by the filter's window."""
        found = past(self.conn, self.frame, self.wanted).on(self.frame, as_known=self.wanted.known_at is not None)
        return found if self.wanted.window == DEFAULT_WINDOW else found.of_window(self.wanted.window)


def past(conn: sa.Connection, frame: Frame, wanted: Filter) -> History:
    """The register's history, with the merges that were known then."""
    return history(conn, frame.kab, wanted.known_at)


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
        held = past(conn, frame, wanted)
        return frame, remembered(held, asked, version(conn, frame.kab), lambda: count(Asked(conn, frame, wanted)))


def observed(conn: sa.Connection, frame: Frame) -> list[str]:
    """The kecamatan in which visits are recorded on the date."""
    table = schema.kecamatan
    asked = sa.select(table.c.code).where(table.c.kab_code == frame.kab, table.c.visits_since <= frame.day)
    return list(conn.scalars(asked))
