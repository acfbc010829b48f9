"""The permit path in bulk: which step is next for how many, what holds them up, by when they could be complete.

It is the checklist of the actor's page, asked once for every way in which permits stand: actors of one sector whose
permits stand alike, applications included, have the same one.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from data.access import Who, require
from data.checklist import GOALS, Ahead, Item, Standing, all_of, always, band, checklist, following, goals, steps
from data.db import version
from data.filter import Filter
from data.past.columns import Numbers, day_number
from data.population import UNRECORDED
from data.queries.actors import LIST_LIMIT, permit_rules
from data.queries.counting import Asked, counted_once, looked_up
from data.queries.listed import FACTS, facts, places
from data.summary.cube import column_of

_KEPT = "permit ways"


@dataclass(frozen=True)
class PermitPaths:
    """`next` counts actors by their next step, as `checklist.following`; `blocked` by what waits for what:
    (kind, the kind it waits for), of what every maker of the sector needs; an actor may be in several of these.

    `ready` is goal -> band of the earliest day -> actors; `unknown` is goal -> kind whose usual time nobody has said ->
    actors for whom no day can be given because of it.
    """

    actors: int
    next: Mapping[str, int]
    blocked: Mapping[tuple[str, str], int]
    ready: Mapping[str, Mapping[str, int]]
    unknown: Mapping[str, Mapping[str, int]]
    day: date


@dataclass(frozen=True)
class PermitGroup:
    """The actors behind one number of a path: `about` is "next", "blocked" or one of `GOALS`, `of` the kind or the
    band, `by` what it waits for."""

    about: str
    of: str
    by: str = ""


@dataclass(frozen=True)
class _Way:
    """The path of actors who stand alike."""

    next: str
    blocked: tuple[tuple[str, str], ...]
    bands: Mapping[str, str]
    ahead: Mapping[str, Ahead]

    def within(self, group: PermitGroup) -> bool:
        if group.about == "next":
            return self.next == group.of
        if group.about == "blocked":
            return (group.of, group.by) in self.blocked
        return self.bands.get(group.about) == group.of


def permit_paths(who: Who, wanted: Filter) -> PermitPaths:
    """The path of all active actors that a filter lets through."""
    return counted_once(who, wanted, "permit paths", _path)[1]


def permit_path_list(
    who: Who, wanted: Filter, group: PermitGroup, limit: int = LIST_LIMIT, offset: int = 0
) -> pd.DataFrame:
    """The actors of one number of `permit_paths`, longest waiting first, never visited before them; colleague facts.

    Columns: id, business_name, sector, kecamatan_code, desa_code, facilitator_id, next, waits_for (a tuple of kinds),
    and the earliest day of each of `GOALS` (None: there already, overdue or unknown) with <goal>_band, <goal>_unknown.
    """
    require(who, "actor.see")
    return looked_up(who, wanted, lambda asked: _list(asked, group, limit, offset))


def _path(asked: Asked) -> PermitPaths:
    _, numbers, ways = _ways(asked)
    counted = np.bincount(numbers, minlength=len(ways)).tolist()
    step, blocked = Counter[str](), Counter[tuple[str, str]]()
    ready, unknown = ({goal: Counter[str]() for goal in GOALS} for _ in range(2))
    for way, actors in zip(ways, counted, strict=True):
        step[way.next] += actors
        blocked.update(dict.fromkeys(way.blocked, actors))
        for goal in GOALS:
            ready[goal][way.bands[goal]] += actors
            unknown[goal].update(dict.fromkeys(way.ahead[goal].unknown, actors))
    return PermitPaths(len(numbers), step, blocked, ready, unknown, asked.frame.day)


def _list(asked: Asked, group: PermitGroup, limit: int, offset: int) -> pd.DataFrame:
    standing, (chosen, numbers, ways) = asked.standing(), _ways(asked)
    within = np.array([way.within(group) for way in ways], dtype=bool)
    mine = within[numbers] if len(ways) else np.zeros(0, dtype=bool)
    rows, numbers = chosen[mine], numbers[mine]
    order = np.lexsort((standing.ids[rows], standing.known_since[rows], standing.last_visit[rows]))
    shown = order[offset : offset + limit]
    found = [
        one | _facts(ways[number], asked.frame.day)
        for one, number in zip(facts(asked, rows[shown]), numbers[shown].tolist(), strict=True)
    ]
    goals = [f"{goal}{part}" for goal in GOALS for part in ("", "_band", "_unknown")]
    return pd.DataFrame(found, columns=["id", "business_name", *FACTS, "next", "waits_for", *goals], dtype=object)


def _facts(way: _Way, day: date) -> dict[str, Any]:
    found: dict[str, Any] = {"next": way.next, "waits_for": tuple(dict.fromkeys(by for _, by in way.blocked))}
    for goal in GOALS:
        ahead, where = way.ahead[goal], way.bands[goal]
        dated = where not in ("already", "overdue") and ahead.days is not None
        found[goal] = day + timedelta(days=ahead.days or 0) if dated else None
        found |= {f"{goal}_band": where, f"{goal}_unknown": ahead.unknown}
    return found


Ways = tuple[Numbers, Numbers, list[_Way]]


def _ways(asked: Asked) -> Ways:
    """The actors of the filter as numbers of the standing, the way of each, and the ways; those of the filter that was
    asked about last are kept, for the pages of its lists."""
    past, key = asked.past, (asked.frame.day, asked.wanted)
    if version(asked.conn, asked.frame.kab) != past.version:
        return _find_ways(asked)
    kept: tuple[Any, Ways] | None = past.answers.get(_KEPT)
    if kept is None or kept[0] != key:
        past.answers[_KEPT] = kept = key, _find_ways(asked)
    return kept[1]


def _find_ways(asked: Asked) -> Ways:
    standing = asked.standing()
    chosen = standing.chosen(asked.wanted)
    sectors, usual = permit_rules(asked.conn, asked.frame.kab)
    kinds = [kind for kind in steps() if kind in sectors]
    statuses = {kind: column_of(kind) for kind in kinds if column_of(kind) in standing.columns}
    left = _left(asked, chosen, {kind: usual[kind] for kind in statuses})
    columns = [standing.columns["sector"], *(standing.columns[name] for name in statuses.values())]
    first, numbers = _alike([*(column[chosen] for column in columns), *left.values()], len(chosen))
    words = [{number: word for word, number in standing.codes[name].items()} for name in ("sector", *statuses.values())]
    ways = []
    for at in first.tolist():
        sector, *each = (known[int(column[chosen[at]])] for known, column in zip(words, columns, strict=True))
        since = {
            kind: asked.frame.day - timedelta(days=(usual[kind] or 0) - int(days[at])) for kind, days in left.items()
        }
        stand = {
            kind: Standing(status, since.get(kind))
            for kind, status in zip(statuses, each, strict=True)
            if status != UNRECORDED
        }
        ways.append(_way(checklist(sector, sectors, stand, asked.frame.day, usual)))
    return chosen, numbers, ways


def _left(asked: Asked, chosen: Numbers, usual: Mapping[str, int | None]) -> dict[str, Numbers]:
    """Kind -> the days that are left of each actor's application, if one runs and its usual time is known, else 0."""
    past, words = asked.past, asked.past.words
    papers = past.papers(asked.frame, as_known=asked.as_known)
    place = places(asked, chosen)
    running = (papers.status == words.status["diajukan"]) & (place[papers.entry] >= 0)
    entry, kind, on = papers.entry[running], papers.kind[running], papers.on[running]
    found = {}
    for name, days in usual.items():
        mine = kind == words.permit[name]
        if days is None or not mine.any():
            continue
        found[name] = np.zeros(len(chosen), dtype=np.int64)
        found[name][place[entry[mine]]] = np.maximum(0, on[mine] + days - day_number(asked.frame.day))
    return found


def _alike(columns: Sequence[Numbers], size: int) -> tuple[Numbers, Numbers]:
    """Of each different row of some columns of numbers the first place, and for each row which of these it is."""
    key, most = np.zeros(size, dtype=np.int64), 1
    for column in columns:
        top = int(column.max(initial=0)) + 1
        if most * top >= 2**62:
            different, key = np.unique(key, return_inverse=True)
            most = len(different)
        key, most = key * top + column, most * top
    _, first, numbers = np.unique(key, return_index=True, return_inverse=True)
    return first, numbers


def _way(items: Sequence[Item]) -> _Way:
    blocked = tuple((item.kind, by) for item in always(items) for by in item.blocked_by)
    each = goals(items)
    ahead = {goal: all_of(some) for goal, some in each.items()}
    bands = {goal: band(some) for goal, some in each.items()}
    return _Way(following(items), blocked, bands, ahead)
