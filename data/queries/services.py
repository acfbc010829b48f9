"""Needs against services: what is asked for and who gives it; what nobody serves, and what nobody asked for."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from statistics import median

import pandas as pd
import sqlalchemy as sa

from data import schema
from data.access import Who
from data.clock import months_before
from data.filter import Filter
from data.past.part import CHANGES
from data.past.standing import Standing
from data.population import Frame
from data.queries.counting import Asked, counted_once, observed
from data.queries.history import FACILITATION_MONTHS

MONTHS = 12
BY = {"kecamatan": "kecamatan_code", "sector": "sector"}
Cell = tuple[str, str]  # group ("" where there are none), kind of need
Days = Mapping[tuple[str, str], list[date]]  # actor, kind -> days of visits on it


@dataclass(frozen=True)
class _Met:
    actor: str
    kind: str
    on: date
    raised: date | None  # None: it was written down only once it was met


def needs_served(who: Who, wanted: Filter, by: str | None = None) -> pd.DataFrame:
    """Kind of need, all together or by "kecamatan" or "sector": a row for each kind, then for each that has anything.

    Columns: code ("" for all), kind, `open` actors who need it now, `open_seen` of them where visits are recorded,
    `met` how often it was met in the last 12 months, `after` how often a visit on it lay in the 12 months before,
    `days` the median from raised to met (None: none has both), `visits` on it in the last 12 months (None: they are
    recorded for none of these actors).
    """
    found = counted_once(who, wanted, f"needs served {by}", lambda asked: _rows(asked, by))[1]
    return found.copy(deep=False)


def _rows(asked: Asked, by: str | None) -> pd.DataFrame:
    conn, frame, standing = asked.conn, asked.frame, asked.standing()
    chosen = standing.chosen(asked.wanted)
    seen = standing.marked("kecamatan_code", observed(conn, frame))[standing.columns["kecamatan_code"][chosen]]
    names = [one.decode() for one in standing.ids[chosen].tolist()]
    groups = dict(zip(names, _groups(standing, chosen.tolist(), by), strict=True))
    is_seen = dict(zip(names, seen.tolist(), strict=True))
    opened, opened_seen = Counter[Cell](), Counter[Cell]()
    for kind, changes in standing.needs.items():
        for at in (changes[chosen] == CHANGES["raised"]).nonzero()[0].tolist():
            opened[groups[names[at]], kind] += 1
            opened_seen[groups[names[at]], kind] += is_seen[names[at]]
    since = months_before(frame.day, MONTHS)
    days = _visits(conn, frame, months_before(since, FACILITATION_MONTHS))
    visits = Counter[Cell]()
    for (actor, kind), each in days.items():
        if actor in groups:
            visits[groups[actor], kind] += sum(day > since for day in each)
    met = defaultdict[Cell, list[_Met]](list)
    for one in _met(conn, frame):
        if one.on > since and one.actor in groups:
            met[groups[one.actor], one.kind].append(one)
    seen_groups = {groups[name] for name in names if is_seen[name]}
    cells = {*opened, *visits, *met} if by else {("", kind) for kind in _kinds(conn, frame.kab)}
    order = {kind: at for at, kind in enumerate(_kinds(conn, frame.kab))}
    rows = [
        {
            "code": code,
            "kind": kind,
            "open": opened[code, kind],
            "open_seen": opened_seen[code, kind],
            "met": len(met[code, kind]),
            "after": sum(_follows(days, one) for one in met[code, kind]),
            "days": _median(met[code, kind]),
            "visits": visits[code, kind] if code in seen_groups else None,
        }
        for code, kind in sorted(cells, key=lambda cell: (order.get(cell[1], len(order)), cell))
        if not by or opened[code, kind] or visits[code, kind] or met[code, kind]
    ]
    columns = ["code", "kind", "open", "open_seen", "met", "after", "days", "visits"]
    return pd.DataFrame(rows, columns=columns, dtype=object)


def _groups(standing: Standing, chosen: list[int], by: str | None) -> list[str]:
    if by is None:
        return [""] * len(chosen)
    words = {number: word for word, number in standing.codes[BY[by]].items()}
    return [words[number] for number in standing.columns[BY[by]][chosen].tolist()]


def _kinds(conn: sa.Connection, kab: str) -> list[str]:
    table = schema.need_kind
    return list(conn.scalars(sa.select(table.c.code).where(table.c.kab_code == kab).order_by(table.c.position)))


def _visits(conn: sa.Connection, frame: Frame, since: date) -> Days:
    """Days of visits, in person and they met, of each actor on each kind, after a day."""
    table = schema.contact
    source, whose = frame.counted_for(table)
    in_person = sa.and_(table.c.mode.in_(schema.MODES_IN_PERSON), table.c.outcome == "bertemu")
    asked = sa.select(whose, table.c.on_date, table.c.topics).select_from(source)
    asked = asked.where(frame.happened(table), in_person, table.c.topics != "", table.c.on_date >= since)
    found = defaultdict[tuple[str, str], list[date]](list)
    for actor, day, topics in conn.execute(asked):
        for kind in topics.split():
            found[actor, kind].append(day)
    return found


def _met(conn: sa.Connection, frame: Frame) -> Iterator[_Met]:
    """Each time a need was met, with the day on which it was first raised before that."""
    table = schema.need_event
    source, whose = frame.counted_for(table)
    asked = sa.select(whose, table.c.kind, table.c.change, table.c.on_date).select_from(source)
    asked = asked.where(frame.happened(table)).order_by(table.c.on_date, table.c.recorded_at, table.c.id)
    raised, last = dict[tuple[str, str], date](), dict[tuple[str, str], str]()
    for actor, kind, change, day in conn.execute(asked):
        need = (actor, kind)
        if change == "raised":
            raised.setdefault(need, day)
        else:
            since = raised.pop(need, None)
            if change == "met" and last.get(need) != "met":
                yield _Met(actor, kind, day, since)
        last[need] = change


def _follows(days: Days, met: _Met) -> bool:
    """Whether a visit on it lies in the 12 months before: a sequence, not a cause."""
    earliest = months_before(met.on, FACILITATION_MONTHS)
    return any(earliest <= day <= met.on for day in days.get((met.actor, met.kind), ()))


def _median(met: list[_Met]) -> int | None:
    waited = [(one.on - one.raised).days for one in met if one.raised]
    return round(median(waited)) if waited else None
