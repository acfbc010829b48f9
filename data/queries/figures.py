"""Counting questions: places and sectors, permits, needs; all of them count the rows of `population.actors`."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pandas as pd
import sqlalchemy as sa

from data import clock, schema
from data.access import Who, require
from data.db import read, version
from data.filter import Filter
from data.metrics import COUNTS, METRICS
from data.population import UNRECORDED, Frame, actors, caseloads, frame_of

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
    require(who, "figures.see")
    known_at = clock.now()
    frame = frame_of(who.kab, wanted, known_at)
    with read(who) as conn:
        counted = _counted(conn, frame, wanted, by)
        names = _names(conn, who.kab, wanted, by)
        loads = facilitator_loads(conn, frame)
        now_version = version(conn, who.kab)
    load = counted["facilitator_id"].map(loads).astype(float)
    counted["load_sum"] = counted["assigned"] * load.fillna(0.0)
    counted["load_known"] = counted["assigned"].where(load.notna(), 0.0)
    keys = ["code", "parent"]
    summed = counted.groupby(keys, dropna=False, as_index=False)[list(COUNTS)].sum()
    rows = _with_every_place(summed, names)
    return Figures(_with_metrics(rows), _total(rows), frame.day, frame.known_at, now_version)


def _counted(conn: sa.Connection, frame: Frame, wanted: Filter, by: str) -> pd.DataFrame:
    rows = actors(frame, wanted)
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


def _names(conn: sa.Connection, kab: str, wanted: Filter, by: str) -> pd.DataFrame:
    table = {"kecamatan": schema.kecamatan, "desa": schema.desa, "sector": schema.sector}[by]
    name = table.c.name_id if by == "sector" else table.c.name
    parent = table.c.kecamatan_code if by == "desa" else sa.null()
    asked = sa.select(table.c.code, name.label("name"), parent.label("parent")).where(table.c.kab_code == kab)
    chosen = getattr(wanted, by)
    if chosen:
        asked = asked.where(table.c.code.in_(chosen))
    if by == "desa" and wanted.kecamatan:
        asked = asked.where(table.c.kecamatan_code.in_(wanted.kecamatan))
    order = table.c.position if by == "sector" else table.c.code
    return pd.DataFrame(conn.execute(asked.order_by(order)).all(), columns=["code", "name", "parent"], dtype=object)


def _with_every_place(summed: pd.DataFrame, names: pd.DataFrame) -> pd.DataFrame:
    """Every name with its counts, zeros where nothing was counted; desa not yet known stand last, without a code."""
    placed = names.merge(summed.drop(columns="parent"), on="code", how="left")
    unplaced = summed[summed["code"].isna()].assign(name=None)
    together = pd.concat([placed, unplaced[placed.columns]]) if len(unplaced) else placed
    together["code"] = [code if isinstance(code, str) else None for code in together["code"]]
    return together.assign(**{name: together[name].fillna(0.0) for name in COUNTS}).reset_index(drop=True)


def _with_metrics(rows: pd.DataFrame) -> pd.DataFrame:
    records = [dict(zip(COUNTS, row, strict=True)) for row in rows[list(COUNTS)].itertuples(index=False)]
    numbers = {name: pd.Series([one.of(row) for row in records], dtype="Float64") for name, one in METRICS.items()}
    whole = {name: rows[name].astype("int64") for name in COUNTS if name != "load_sum"}
    return rows.assign(**whole, **{name: values for name, values in numbers.items() if name != "actors"})


def _total(rows: pd.DataFrame) -> dict[str, Any]:
    counts = {name: float(rows[name].sum()) for name in COUNTS}
    metrics = {name: one.of(counts) for name, one in METRICS.items()}
    return {name: int(value) for name, value in counts.items() if name != "load_sum"} | {
        "load_sum": counts["load_sum"],
        **{name: value for name, value in metrics.items() if name != "actors"},
    }


def cross(who: Who, wanted: Filter) -> pd.DataFrame:
    """Sector × kecamatan: rows with sector, kecamatan_code, actors, observed, served, legal; empty pairs are absent."""
    require(who, "figures.see")
    frame = frame_of(who.kab, wanted, clock.now())
    rows = actors(frame, wanted)
    kept = ("actors", "observed", "served", "legal")
    counts = [column.label(name) for name, column in _count_columns(rows).items() if name in kept]
    pair = (rows.c.sector, rows.c.kecamatan_code)
    with read(who) as conn:
        answer = conn.execute(sa.select(*pair, *counts).group_by(*pair))
        return pd.DataFrame(answer.all(), columns=list(answer.keys()))


def permits(who: Who, wanted: Filter) -> pd.DataFrame:
    """Permit kind × status: rows with kind, status, actors. What is recorded nowhere is counted as tidak_tercatat."""
    require(who, "figures.see")
    frame = frame_of(who.kab, wanted, clock.now())
    with read(who) as conn:
        kinds = tuple(
            conn.scalars(sa.select(schema.permit_kind.c.code).where(schema.permit_kind.c.kab_code == who.kab))
        )
        rows = actors(frame, wanted, also=kinds)
        counts = [
            sa.func.sum(sa.case((rows.c[f"permit_{kind}"] == status, 1), else_=0)).label(f"{kind} {status}")
            for kind in kinds
            for status in STATUSES
        ]
        answer = conn.execute(sa.select(*counts)).mappings().one()
    pairs = [(*label.split(" "), int(number or 0)) for label, number in answer.items()]
    return pd.DataFrame(pairs, columns=["kind", "status", "actors"])


def needs(who: Who, wanted: Filter) -> pd.DataFrame:
    """Need kind × its last change ("raised" is open): rows with kind, change, actors."""
    require(who, "figures.see")
    frame = frame_of(who.kab, wanted, clock.now())
    rows = actors(frame, wanted)
    kept = frame.latest_of_all(schema.need_event, "kind")
    asked = sa.select(kept.c.kind, kept.c.change, sa.func.count().label("actors"))
    asked = asked.where(kept.c.actor_id.in_(sa.select(rows.c.id))).group_by(kept.c.kind, kept.c.change)
    with read(who) as conn:
        return pd.DataFrame(conn.execute(asked).all(), columns=["kind", "change", "actors"])
