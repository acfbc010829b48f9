"""Needs against services: what is asked for and who gives it; what nobody serves, and what nobody asked for."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

import numpy as np
import pandas as pd
import sqlalchemy as sa

from data import schema
from data.access import Who
from data.db import version
from data.filter import Filter
from data.followed import Followed, followed
from data.past.columns import Codes, Numbers
from data.past.held import remembered
from data.past.part import CHANGES
from data.past.standing import Standing
from data.queries.counting import Asked, counted_once, observed

BY = {"kecamatan": ("kecamatan_code",), "sector": ("sector",), "both": ("sector", "kecamatan_code")}
COUNTS = ("open", "open_seen", "met", "after", "days", "visits")
Group = tuple[str, ...]


def needs_served(who: Who, wanted: Filter, by: str | None = None) -> pd.DataFrame:
    """Kind of need, all together or by "kecamatan" or "sector": a row for each kind, then for each that has anything.

    Columns: code ("" for all), kind, `open` actors who need it now, `open_seen` of them where visits are recorded,
    `met` how often it was met in the last 12 months, `after` how often a visit on it lay in the 12 months before,
    `days` the median from raised to met (None: none has both), `visits` on it in the last 12 months (None: they are
    recorded for none of these actors).
    """
    return _asked(who, wanted, ("code",), by)


def needs_across(who: Who, wanted: Filter) -> pd.DataFrame:
    """The same by sector × kecamatan: sector, kecamatan_code, kind and the counts, where there is anything."""
    return _asked(who, wanted, BY["both"], "both")


def permits_issued(who: Who, wanted: Filter) -> pd.DataFrame:
    """Kind of permit, how many actors were `issued` one in the last 12 months, and `after` how many of them a visit on
    its topic in the 12 months before: a sequence, not a cause. Kinds that are no longer issued are left out."""

    def count(asked: Asked) -> pd.DataFrame:
        found, here = _followed(asked), _here(asked)
        actor, kind, after = found.issued
        of = [(code, here[actor] & (kind == number)) for code, number in list(found.permits.items()) if code]
        rows = [(code, int(mine.sum()), int((mine & after).sum())) for code, mine in of]
        return pd.DataFrame([row for row in rows if row[1]], columns=["kind", "issued", "after"])

    return counted_once(who, wanted, "permits issued", count)[1].copy()


def _asked(who: Who, wanted: Filter, names: tuple[str, ...], by: str | None) -> pd.DataFrame:
    found = counted_once(who, wanted, f"needs served {by}", lambda asked: _rows(asked, names, by))[1]
    return found.copy(deep=False)


def _followed(asked: Asked) -> Followed:
    """What came about: of today it is kept, for all filters ask it; of one past day it is soon read again."""
    conn, frame, past = asked.conn, asked.frame, asked.past

    def read() -> Followed:
        return followed(conn, frame, past, as_known=asked.as_known)

    today = asked.wanted.as_of is None and not asked.as_known
    return remembered(past, ("followed", frame.day), version(conn, frame.kab), read) if today else read()


def _here(asked: Asked) -> Numbers:
    """For each entry whether the filter lets it through."""
    standing = asked.standing()
    here = np.zeros(asked.past.size, dtype=bool)
    here[standing.entries[standing.chosen(asked.wanted)]] = True
    return here


@dataclass(frozen=True)
class _Groups:
    """Which group each entry of the history is in (-1: none), and whether visits are recorded for any of a group."""

    names: Sequence[Group]
    of: Numbers
    seen: Numbers

    @classmethod
    def made(cls, asked: Asked, by: str | None) -> "_Groups":
        standing = asked.standing()
        chosen = standing.chosen(asked.wanted)
        columns = BY[by] if by else ()
        number, words = np.zeros(len(chosen), dtype=np.int64), [("",)] if not columns else [()]
        for column in columns:
            number = number * len(standing.codes[column]) + standing.columns[column][chosen]
            words = [(*one, code) for one in words for code in standing.codes[column]]
        of = np.full(asked.past.size, -1, dtype=np.int64)
        of[standing.entries[chosen]] = number
        seen = np.zeros(len(words), dtype=bool)
        seen[number[_observed(asked, standing)[chosen]]] = True
        return cls(words, of, seen)

    def table(self, entries: Numbers, kinds: Numbers, width: int) -> Numbers:
        """Group × kind -> how many of these are in it."""
        group = self.of[entries]
        inside = group >= 0
        counted: Numbers = np.bincount(group[inside] * width + kinds[inside], minlength=len(self.names) * width)
        return counted.reshape(len(self.names), width)


def _observed(asked: Asked, standing: Standing) -> Numbers:
    """For each active actor whether visits are recorded where it is."""
    places = standing.marked("kecamatan_code", observed(asked.conn, asked.frame))
    found: Numbers = places[standing.columns["kecamatan_code"]]
    return found


def _rows(asked: Asked, names: tuple[str, ...], by: str | None) -> pd.DataFrame:
    found, groups, listed = _followed(asked), _Groups.made(asked, by), _kinds(asked.conn, asked.frame.kab)
    kinds = Codes([*found.kinds, *listed])
    actor, kind, after, _ = found.met
    tables = {
        **_open(asked, groups, kinds),
        "met": groups.table(actor, kind, len(kinds)),
        "after": groups.table(actor[after], kind[after], len(kinds)),
        "visits": groups.table(*found.visited, len(kinds)),
    }
    anything = tables["open"] + tables["met"] + tables["visits"] > 0
    days, others = _days(found, groups), sorted({*kinds} - {*listed, ""})
    rows = [
        (*group, kind, *_counts(tables, days, at, kinds[kind], seen=bool(groups.seen[at])))
        for kind in [*listed, *(others if by else [])]
        for at, group in sorted(enumerate(groups.names), key=lambda one: one[1])
        if not by or anything[at, kinds[kind]]
    ]
    return pd.DataFrame(rows, columns=[*names, "kind", *COUNTS], dtype=object)


def _open(asked: Asked, groups: _Groups, kinds: Codes) -> dict[str, Numbers]:
    """How many need each kind now, and how many of them where visits are recorded."""
    standing = asked.standing()
    seen = _observed(asked, standing)
    needs = [(kinds[kind], np.flatnonzero(is_open == CHANGES["raised"])) for kind, is_open in standing.needs.items()]
    who = np.concatenate([np.zeros(0, dtype=np.int64), *(those for _, those in needs)])
    what = np.repeat(np.array([kind for kind, _ in needs], dtype=np.int64), [len(those) for _, those in needs])
    there, width = seen[who], len(kinds)
    return {
        "open": groups.table(standing.entries[who], what, width),
        "open_seen": groups.table(standing.entries[who[there]], what[there], width),
    }


def _days(found: Followed, groups: _Groups) -> dict[tuple[int, int], list[int]]:
    """Group and kind -> the days from raised to met, of those that have both."""
    actor, kind, _, waited = found.met
    known = (waited >= 0) & (groups.of[actor] >= 0)
    days = defaultdict[tuple[int, int], list[int]](list)
    rows = zip(groups.of[actor[known]].tolist(), kind[known].tolist(), waited[known].tolist(), strict=True)
    for group, one, count in rows:
        days[group, one].append(count)
    return days


def _counts(
    tables: dict[str, Numbers], days: dict[tuple[int, int], list[int]], at: int, kind: int, *, seen: bool
) -> tuple[Any, ...]:
    """The COUNTS of a group and a kind."""
    open_, open_seen, met, after, visits = (
        int(tables[name][at, kind]) for name in ("open", "open_seen", "met", "after", "visits")
    )
    waited = days.get((at, kind))
    return open_, open_seen, met, after, round(median(waited)) if waited else None, visits if seen else None


def _kinds(conn: sa.Connection, kab: str) -> list[str]:
    table = schema.need_kind
    return list(conn.scalars(sa.select(table.c.code).where(table.c.kab_code == kab).order_by(table.c.position)))
