"""Counting questions: places and sectors, permits, needs; all of them count what `population.actors` says in SQL."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from typing import Any

import pandas as pd
import sqlalchemy as sa

from data import clock, schema
from data.access import Who, require
from data.db import read, version
from data.filter import Filter
from data.metrics import COUNTS, METRICS, Metric
from data.past.held import history, remembered
from data.population import UNRECORDED, Frame
from data.population.replaced import capacities
from data.queries.counting import Asked, counted_once, observed
from data.summary.counting import Counted, pairs
from data.summary.cube import Cube, Numbers
from data.summary.keeping import kinds_of

LEVELS = ("kecamatan", "desa", "sector")
STATUSES = ("terbit", "diajukan", "belum", UNRECORDED, "kedaluwarsa", "dicabut", "tidak_perlu")


@dataclass(frozen=True)
class Figures:
    """The answer of a counting question.

    `rows` has code, name, parent, then `metrics.COUNTS` and one column per metric (None where there is no answer);
    `total` the same names for all rows together; `version` is the data's version, `as_of` and `known_at` its frame.
    """

    rows: pd.DataFrame
    total: dict[str, Any]
    as_of: date
    known_at: datetime
    version: int

    def as_json(self) -> dict[str, Any]:
        """The same for a machine: rows, total, as_of, known_at, version; no answer is null."""
        rows = self.rows.astype(object).where(self.rows.notna(), None)
        return {
            "rows": rows.to_dict("records"),
            "total": self.total,
            "as_of": self.as_of.isoformat(),
            "known_at": self.known_at.isoformat(),
            "version": self.version,
        }


def figures(who: Who, wanted: Filter, by: str = "kecamatan") -> Figures:
    """Counts and metrics by "kecamatan", "desa" or "sector"; places without actors stand in it with zeros."""

    frame, found = counted_once(who, wanted, f"figures {by}", lambda asked: counted(asked, by), of_groups=True)
    return replace(found, rows=found.rows.copy(deep=False), total=dict(found.total), known_at=frame.known_at)


def trend(who: Who, wanted: Filter, days: Sequence[date]) -> pd.DataFrame:
    """The totals of `figures` on each of these days: day, `metrics.COUNTS` and one column per metric.

    Counted anew from the dated rows, all of it as known when the filter says. Where visits were not recorded yet on a
    day, nobody is observed on it.
    """
    require(who, "figures.see")
    known_at = wanted.known_at or clock.now()
    rows = []
    with read(who) as conn:
        held, snapshot = history(conn, who.kab, wanted.known_at), version(conn, who.kab)
        for day in days:
            then = wanted.with_(as_of=day)
            asked = Asked(conn, Frame(who.kab, day, known_at), then, held)
            rows.append({"day": day} | remembered(held, ("trend", then), snapshot, partial(_total_of, asked)))
    columns = ["day", *COUNTS, *(name for name in METRICS if name != "actors")]
    return pd.DataFrame(rows, columns=columns, dtype=object)


Place = tuple[str | None, str | None, str | None]  # code, name, parent


def _total_of(asked: Asked) -> dict[str, Any]:
    return counted(asked, "kecamatan").total


def counted(asked: Asked, by: str) -> Figures:
    """The answer of `figures` to an open question."""
    conn, frame, wanted, held = asked.conn, asked.frame, asked.wanted, asked.held()
    each = Counted(held, held.chosen(wanted), by, observed(conn, frame), _loads(conn, frame, held))
    places = _places(conn, frame.kab, wanted, by) + [(None, None, code) for code in each.unplaced()]
    return _figures(frame, places, each.at([(code, parent) for code, _, parent in places]), held.version)


def _figures(frame: Frame, places: Sequence[Place], counts: Mapping[str, Numbers], now_version: int) -> Figures:
    named = {name: [place[at] for place in places] for at, name in enumerate(("code", "name", "parent"))}
    whole = {name: counts[name] if name == "load_sum" else counts[name].astype("int64") for name in COUNTS}
    numbers = {name: _metric(one, counts) for name, one in METRICS.items() if name != "actors"}
    # All columns at once: to add them one by one takes as long as to count them.
    rows = pd.DataFrame({name: pd.Series(values, dtype=object) for name, values in named.items()} | whole | numbers)
    return Figures(rows, _total(counts), frame.day, frame.known_at, now_version)


def _metric(one: Metric, counts: Mapping[str, Numbers]) -> Any:
    """The metric at each place, <NA> where there is no answer."""
    rows = (
        dict(zip(COUNTS, row, strict=True)) for row in zip(*(counts[name].tolist() for name in COUNTS), strict=True)
    )
    return pd.array([one.of(row) for row in rows], dtype="Float64")


def _total(counts: Mapping[str, Numbers]) -> dict[str, Any]:
    summed = {name: float(counts[name].sum()) for name in COUNTS}
    metrics = {name: one.of(summed) for name, one in METRICS.items() if name != "actors"}
    return {name: int(value) for name, value in summed.items() if name != "load_sum"} | {
        "load_sum": summed["load_sum"],
        **metrics,
    }


def _loads(conn: sa.Connection, frame: Frame, held: Cube) -> dict[str, float]:
    """Facilitator id -> caseload ÷ capacity, over all active actors; without a capacity, no load."""
    caseload = held.totals("facilitator_id")
    return {code: caseload.get(code, 0) / capacity for code, capacity in conn.execute(capacities(frame)) if capacity}


def _places(conn: sa.Connection, kab: str, wanted: Filter, by: str) -> list[Place]:
    """The places a filter looks at, whether anybody is there or not."""
    table = {"kecamatan": schema.kecamatan, "desa": schema.desa, "sector": schema.sector}[by]
    name = table.c.name_id if by == "sector" else table.c.name
    parent = table.c.kecamatan_code if by == "desa" else sa.null()
    asked = sa.select(table.c.code, name, parent).where(table.c.kab_code == kab)
    chosen = getattr(wanted, by)
    if chosen:
        asked = asked.where(table.c.code.in_(chosen))
    if by == "desa" and wanted.kecamatan:
        asked = asked.where(table.c.kecamatan_code.in_(wanted.kecamatan))
    order = table.c.position if by == "sector" else table.c.code
    return [tuple(row) for row in conn.execute(asked.order_by(order))]


def cross(who: Who, wanted: Filter) -> pd.DataFrame:
    """Sector × kecamatan: rows with sector, kecamatan_code, actors, observed, served, legal; empty pairs are absent."""

    def count(asked: Asked) -> pd.DataFrame:
        held = asked.held()
        return pairs(held, held.chosen(wanted), observed(asked.conn, asked.frame))

    return counted_once(who, wanted, "cross", count, of_groups=True)[1].copy()


def permits(who: Who, wanted: Filter) -> pd.DataFrame:
    """Permit kind × status: rows with kind, status, actors. What is recorded nowhere is counted as tidak_tercatat."""

    def count(asked: Asked) -> pd.DataFrame:
        standing = asked.standing()
        chosen = standing.chosen(wanted)
        rows = [
            (kind, status, counted.get(status, 0))
            for kind in kinds_of(asked.conn, asked.frame.kab)
            for counted in [standing.statuses(kind, chosen)]
            for status in STATUSES
        ]
        return pd.DataFrame(rows, columns=["kind", "status", "actors"])

    return counted_once(who, wanted, "permits", count)[1].copy()


def needs(who: Who, wanted: Filter) -> pd.DataFrame:
    """Need kind × its last change ("raised" is open): rows with kind, change, actors."""

    def count(asked: Asked) -> pd.DataFrame:
        standing = asked.standing()
        return pd.DataFrame(standing.last_changes(standing.chosen(wanted)), columns=["kind", "change", "actors"])

    return counted_once(who, wanted, "needs", count)[1].copy()
