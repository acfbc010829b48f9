"""Counting questions: places and sectors, permits, needs; all of them count the rows of `population.actors`."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import pandas as pd
import sqlalchemy as sa

from data import schema
from data.access import Who, require
from data.db import read, version
from data.filter import Filter
from data.metrics import COUNTS, METRICS, Metric
from data.population import UNRECORDED, Frame, actors, caseloads
from data.population.kept import statuses_of, written_pairs
from data.summary.counting import PAIR_COUNTS, Counted, pairs
from data.summary.cube import Answer, Cube, Numbers, answered, is_fast
from data.summary.keeping import kinds_of
from data.summary.turning import frame_for

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
    """Counts and metrics by "kecamatan", "desa" or "sector"; places without actors stand in it with zeros.

    A fast filter of a kept day is answered from memory (`data.summary.cube`), everything else from the rows.
    """

    def count(conn: sa.Connection, frame: Frame, held: Cube | None) -> Figures:
        if held and is_fast(wanted):
            return _from_memory(conn, frame, wanted, by, held)
        return _from_rows(conn, frame, wanted, by)

    frame, found = _counted_once(who, wanted, f"figures {by}", count)
    return replace(found, rows=found.rows.copy(), total=dict(found.total), known_at=frame.known_at)


def _counted_once(
    who: Who, wanted: Filter, name: str, count: Callable[[sa.Connection, Frame, Cube | None], Answer]
) -> tuple[Frame, Answer]:
    """The frame, and what `count` answers in it; of a kept day that is counted once per version of the data, and
    `count` is handed its groups."""
    require(who, "figures.see")
    frame = frame_for(who, wanted)
    with read(who) as conn:
        if not frame.which:
            return frame, count(conn, frame, None)
        return frame, answered(conn, frame, (name, frame.day, wanted), lambda held: count(conn, frame, held))


Place = tuple[str | None, str | None, str | None]  # code, name, parent


def _from_memory(conn: sa.Connection, frame: Frame, wanted: Filter, by: str, held: Cube) -> Figures:
    counted = Counted(held, held.chosen(wanted), by, _observed(conn, frame), _loads(conn, frame, held))
    places = _places(conn, frame.kab, wanted, by) + [(None, None, code) for code in counted.unplaced()]
    return _figures(frame, places, counted.at([(code, parent) for code, _, parent in places]), held.version)


def _from_rows(conn: sa.Connection, frame: Frame, wanted: Filter, by: str) -> Figures:
    counted = _counted(conn, frame, wanted, by)
    load = counted["facilitator_id"].map(facilitator_loads(conn, frame)).astype(float)
    counted["load_sum"] = counted["assigned"] * load.fillna(0.0)
    counted["load_known"] = counted["assigned"].where(load.notna(), 0.0)
    counted = counted.astype(dict.fromkeys(("code", "parent"), object)).fillna({"code": "", "parent": ""})
    summed = counted.groupby(["code", "parent"])[list(COUNTS)].sum()
    unplaced: list[Place] = [(None, None, parent or None) for code, parent in summed.index if not code]
    places = _places(conn, frame.kab, wanted, by) + unplaced
    each = summed.reindex([(code or "", parent or "") for code, _, parent in places], fill_value=0.0)
    counts = {name: each[name].to_numpy(dtype="float64") for name in COUNTS}
    return _figures(frame, places, counts, version(conn, frame.kab))


def _figures(frame: Frame, places: Sequence[Place], counts: Mapping[str, Numbers], now_version: int) -> Figures:
    named = {name: [place[at] for place in places] for at, name in enumerate(("code", "name", "parent"))}
    whole = {name: counts[name] if name == "load_sum" else counts[name].astype("int64") for name in COUNTS}
    numbers = {name: _metric(one, counts) for name, one in METRICS.items() if name != "actors"}
    rows = pd.DataFrame(named, dtype=object).assign(**whole, **numbers)
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


def _observed(conn: sa.Connection, frame: Frame) -> list[str]:
    """The kecamatan in which visits are recorded on the date."""
    table = schema.kecamatan
    asked = sa.select(table.c.code).where(table.c.kab_code == frame.kab, table.c.visits_since <= frame.day)
    return list(conn.scalars(asked))


def _loads(conn: sa.Connection, frame: Frame, held: Cube) -> dict[str, float]:
    """`facilitator_loads` of a kept day."""
    table = schema.facilitator
    asked = sa.select(table.c.id, table.c.capacity).where(table.c.kab_code == frame.kab)
    caseload = held.totals("facilitator_id")
    return {code: caseload.get(code, 0) / capacity for code, capacity in conn.execute(asked) if capacity}


def _counted(conn: sa.Connection, frame: Frame, wanted: Filter, by: str) -> pd.DataFrame:
    rows = actors(frame, wanted, named=False)
    code, parent = {
        "kecamatan": (rows.c.kecamatan_code, sa.null()),
        "desa": (rows.c.desa_code, rows.c.kecamatan_code),
        "sector": (rows.c.sector, sa.null()),
    }[by]
    counts = [column.label(name) for name, column in _count_columns(rows).items()]
    chosen = sa.select(code.label("code"), parent.label("parent"), rows.c.facilitator_id, *counts)
    groups = [code, rows.c.facilitator_id] + ([parent] if by == "desa" else [])
    answer = conn.execute(chosen.group_by(*groups))
    frame_rows = pd.DataFrame(answer.all(), columns=list(answer.keys()))
    return frame_rows.astype({name: "float64" for name in _count_columns(rows)})


def _count_columns(rows: sa.CTE) -> dict[str, sa.ColumnElement[Any]]:
    def seen(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[Any]:
        return sa.func.sum(sa.case((sa.and_(condition, rows.c.observed == 1), 1), else_=0))

    def band(name: str) -> sa.ColumnElement[Any]:
        return seen(rows.c.waiting == name)

    return {
        "actors": sa.func.count(),
        "observed": sa.func.sum(rows.c.observed),
        "served": seen(rows.c.served == 1),
        "under_6": band("under_6"),
        "6_12": band("6_12"),
        "12_24": band("12_24"),
        "over_24": band("over_24"),
        "never": band("never"),
        "assigned": sa.func.count(rows.c.facilitator_id),
        "assigned_personally": sa.func.sum(rows.c.personally),
        "orphaned": sa.func.sum(rows.c.orphaned),
        "legal": sa.func.sum(rows.c.legal),
    }


def facilitator_loads(conn: sa.Connection, frame: Frame) -> dict[str, float]:
    """Facilitator id -> caseload ÷ capacity, over all active actors; without a capacity, no load."""
    loads, someone = caseloads(frame).subquery(), schema.facilitator
    mine = sa.and_(someone.c.kab_code == frame.kab, someone.c.id == loads.c.facilitator_id)
    asked = sa.select(loads.c.facilitator_id, loads.c.caseload, someone.c.capacity).join(someone, mine)
    return {code: load / capacity for code, load, capacity in conn.execute(asked) if capacity}


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

    def count(conn: sa.Connection, frame: Frame, held: Cube | None) -> pd.DataFrame:
        if held and is_fast(wanted):
            return pairs(held, held.chosen(wanted), _observed(conn, frame))
        rows = actors(frame, wanted, named=False)
        counts = [column.label(name) for name, column in _count_columns(rows).items() if name in PAIR_COUNTS]
        pair = (rows.c.sector, rows.c.kecamatan_code)
        answer = conn.execute(sa.select(*pair, *counts).group_by(*pair))
        return pd.DataFrame(answer.all(), columns=list(answer.keys()))

    return _counted_once(who, wanted, "cross", count)[1].copy()


def permits(who: Who, wanted: Filter) -> pd.DataFrame:
    """Permit kind × status: rows with kind, status, actors. What is recorded nowhere is counted as tidak_tercatat."""

    def count(conn: sa.Connection, frame: Frame, _held: Cube | None) -> pd.DataFrame:
        kinds = kinds_of(conn, frame.kab)
        rows = actors(frame, wanted, also=kinds, named=False)
        # Few combinations are shared by many actors: they are counted first, and taken apart afterwards.
        together = [rows.c.permits] if frame.which else [rows.c[f"permit_{kind}"] for kind in kinds]
        counted: Counter[tuple[str, str]] = Counter()
        for size, *found in conn.execute(sa.select(sa.func.count(), *together).group_by(*together)):
            each = statuses_of(found[0], kinds) if frame.which else dict(zip(kinds, found, strict=True))
            for pair in each.items():
                counted[pair] += size
        each_status = [(kind, status, counted[kind, status]) for kind in kinds for status in STATUSES]
        return pd.DataFrame(each_status, columns=["kind", "status", "actors"])

    return _counted_once(who, wanted, "permits", count)[1].copy()


def needs(who: Who, wanted: Filter) -> pd.DataFrame:
    """Need kind × its last change ("raised" is open): rows with kind, change, actors."""

    def count(conn: sa.Connection, frame: Frame, _held: Cube | None) -> pd.DataFrame:
        rows = actors(frame, wanted, named=False)
        counted: Counter[tuple[str, str]] = Counter()
        if frame.which:
            for together, size in conn.execute(sa.select(rows.c.needs, sa.func.count()).group_by(rows.c.needs)):
                for pair in written_pairs(together):
                    counted[pair] += size
        else:
            kept = frame.latest_of_all(schema.need_event, "kind", only=("kind", "change"))
            asked = sa.select(kept.c.kind, kept.c.change, sa.func.count()).group_by(kept.c.kind, kept.c.change)
            answer = conn.execute(asked.where(kept.c.actor_id.in_(sa.select(rows.c.id))))
            counted.update({(kind, change): size for kind, change, size in answer})
        each = [(kind, change, size) for (kind, change), size in sorted(counted.items())]
        return pd.DataFrame(each, columns=["kind", "change", "actors"])

    return _counted_once(who, wanted, "needs", count)[1].copy()
