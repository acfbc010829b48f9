"""Turns the kept days with the calendar, and says which frame answers a question."""

from datetime import date
from weakref import WeakKeyDictionary

import sqlalchemy as sa

from data import clock
from data.access import Who
from data.db import engine, jot, raise_version, url_of
from data.filter import Filter
from data.people import system
from data.population import Frame, frame_of
from data.summary.days import days_of, kept_days, which_of
from data.summary.keeping import turn

_TURNED: WeakKeyDictionary[sa.Engine, date] = WeakKeyDictionary()
TODAY = Filter()


def frame_for(who: Who, wanted: Filter = TODAY) -> Frame:
    """The frame of a question, to be taken before `read` begins: of a kept day where one holds the answer, which is up
    to date then."""
    which = which_of(wanted)
    if which:
        keep_up(who)
    return frame_of(who.kab, wanted, clock.now(), which)


def keep_up(who: Who) -> None:
    """The kept days are today's when this returns; the first who asks on a new day waits for it."""
    opened, today = engine(url_of(who.register), writable=False), clock.today()
    if _TURNED.get(opened) == today:
        return
    with jot(system(who.register), "register.fill") as writing:
        if days_of(writing.conn, who.kab) != kept_days(today):
            # The version's row is the line in which writers stand: look again once it is ours.
            new_version = raise_version(writing.conn, who.kab)
            if days_of(writing.conn, who.kab) != kept_days(today):
                turn(writing.conn, who.kab, today, new_version)
    _TURNED[opened] = today
