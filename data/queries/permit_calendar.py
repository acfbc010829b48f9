"""Permits that end, month by month: those ahead, and those that ended and were not renewed."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from data.access import Who, require
from data.filter import Filter
from data.past.columns import NEVER, Numbers
from data.queries.actors import LIST_LIMIT
from data.queries.counting import Asked, counted_once, looked_up
from data.queries.listed import FACTS, facts, places
from data.summary.cube import column_of
from data.summary.keeping import kinds_of

AHEAD, BEHIND = 24, 12  # months that are counted one by one, the running one beside those behind
Month = tuple[date, str]  # its first day, permit kind


@dataclass(frozen=True)
class PermitCalendar:
    """Actors by the month in which a permit ends. `ahead` are in force, the running month and the 23 after it; `lapsed`
    have expired and nothing was recorded since, in the running month and the 12 before it.

    Permit kind -> actors: `later` ends after that, `earlier` ended before it, `endless` is in force without an end.
    """

    ahead: Mapping[Month, int]
    lapsed: Mapping[Month, int]
    later: Mapping[str, int]
    earlier: Mapping[str, int]
    endless: Mapping[str, int]
    day: date


@dataclass(frozen=True)
class PermitMonth:
    """One number of the calendar: what ends in the month that begins on this day, or has ended in it (`lapsed`); of one
    kind, or of any."""

    month: date
    lapsed: bool
    kind: str | None = None


@dataclass(frozen=True)
class _Ends:
    """A row per actor and kind that is in force or has expired: the actor's number in the standing, the kind's, the
    last day and the month of it counted from that of the question's day, and whether it is over."""

    row: Numbers
    kind: Numbers
    until: Numbers
    month: Numbers
    over: Numbers


def permit_expiries(who: Who, wanted: Filter) -> PermitCalendar:
    """When the permits of all active actors that a filter lets through end or have ended."""
    return counted_once(who, wanted, "permit expiries", _calendar)[1]


def permit_expiry_list(
    who: Who, wanted: Filter, group: PermitMonth, limit: int = LIST_LIMIT, offset: int = 0
) -> pd.DataFrame:
    """Whose permits are behind one number of `permit_expiries`, by day; colleague facts.

    Columns: id, business_name, sector, kecamatan_code, desa_code, facilitator_id, kind, until, days (to that day).
    """
    require(who, "actor.see")
    return looked_up(who, wanted, lambda asked: _list(asked, group, limit, offset))


def _calendar(asked: Asked) -> PermitCalendar:
    kinds, ends = kinds_of(asked.conn, asked.frame.kab), _ends(asked)
    endless = ends.until == NEVER
    after, before = ~ends.over & ~endless & (ends.month >= AHEAD), ends.over & (ends.month < -BEHIND)

    def by_kind(which: Numbers) -> dict[str, int]:
        return {kinds[number]: count for number, count in Counter(ends.kind[which].tolist()).items()}

    def by_month(which: Numbers) -> dict[Month, int]:
        pairs = Counter(zip(ends.month[which].tolist(), ends.kind[which].tolist(), strict=True))
        return {(_first(asked.frame.day, month), kinds[number]): count for (month, number), count in pairs.items()}

    return PermitCalendar(
        by_month(~ends.over & ~endless & ~after),
        by_month(ends.over & ~before),
        by_kind(after),
        by_kind(before),
        by_kind(endless),
        asked.frame.day,
    )


def _list(asked: Asked, group: PermitMonth, limit: int, offset: int) -> pd.DataFrame:
    kinds, ends, standing, day = kinds_of(asked.conn, asked.frame.kab), _ends(asked), asked.standing(), asked.frame.day
    which = (ends.over == group.lapsed) & (ends.until != NEVER) & (ends.month == _months(day, group.month))
    if group.kind is not None:
        which &= ends.kind == (kinds.index(group.kind) if group.kind in kinds else -1)
    here = np.flatnonzero(which)
    order = np.lexsort((ends.kind[here], standing.ids[ends.row[here]], ends.until[here]))
    shown = here[order[offset : offset + limit]]
    until = ends.until[shown].astype("datetime64[D]").tolist()
    found: list[dict[str, Any]] = [
        one | {"kind": kinds[kind], "until": last, "days": (last - day).days}
        for one, kind, last in zip(facts(asked, ends.row[shown]), ends.kind[shown].tolist(), until, strict=True)
    ]
    return pd.DataFrame(found, columns=["id", "business_name", *FACTS, "kind", "until", "days"], dtype=object)


def _ends(asked: Asked) -> _Ends:
    standing, words, day = asked.standing(), asked.past.words, asked.frame.day
    chosen = standing.chosen(asked.wanted)
    papers, place = asked.past.papers(asked.frame, as_known=asked.as_known), places(asked, chosen)
    found: list[tuple[Numbers, ...]] = []
    for number, kind in enumerate(kinds_of(asked.conn, asked.frame.kab)):
        mine = (papers.kind == words.permit.get(kind, -1)) & (place[papers.entry] >= 0)
        rows, until = chosen[place[papers.entry[mine]]], papers.until[mine]
        # As every figure has it: what is no legal entity is not in force, what has expired is no more.
        status = standing.columns[column_of(kind)][rows] if len(rows) else rows
        over = status == words.status["kedaluwarsa"]
        counts = over | (status == words.status["terbit"])
        found.append((rows[counts], np.full(counts.sum(), number), until[counts], over[counts]))
    row, kinds, until, over = (np.concatenate(columns) for columns in zip(*found, strict=True))
    months = until.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    return _Ends(row, kinds, until, months - _months(date(1970, 1, 1), day), over)


def _months(since: date, to: date) -> int:
    """Months of the calendar from the one day's to the other's."""
    return (to.year - since.year) * 12 + to.month - since.month


def _first(day: date, months: int) -> date:
    """The first day of the month so many after the day's own."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, 1)
