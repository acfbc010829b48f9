"""The counting questions answered once more by the database, row by row: what the answers from memory must equal."""

from collections import Counter
from typing import Any

import pandas as pd
import sqlalchemy as sa

from data import clock, schema
from data.access import Who
from data.db import read
from data.filter import Filter
from data.metrics import COUNTS, METRICS
from data.population import Frame, actors, frame_of
from data.population.replaced import capacities
from data.queries.figures import STATUSES
from data.summary.keeping import kinds_of

Row = dict[str, Any]
PLACES = {
    "kecamatan": (schema.kecamatan, "kecamatan_code", schema.kecamatan.c.code),
    "desa": (schema.desa, "desa_code", schema.desa.c.code),
    "sector": (schema.sector, "sector", schema.sector.c.position),
}


class Rows:
    """The actors that a filter lets through, as the database answers, and the counting questions about them."""

    def __init__(self, who: Who, wanted: Filter) -> None:
        self.wanted, frame = wanted, frame_of(who.kab, wanted, clock.now())
        with read(who) as conn:
            self.kinds = kinds_of(conn, who.kab)
            asked = sa.select(actors(frame, wanted, also=self.kinds))
            self.each = [dict(row) for row in conn.execute(asked).mappings()]
            self.loads, self.needs = _loads(conn, frame), self._needs(conn, frame)
            self.places = {
                by: conn.execute(sa.select(table).where(table.c.kab_code == who.kab).order_by(order)).mappings().all()
                for by, (table, _, order) in PLACES.items()
            }

    def figures(self, by: str) -> tuple[list[Row], Row]:
        """A row per place with its code, parent, counts and metrics; and the same for all together."""
        spots = [(one["code"], _parent(one, by)) for one in self.places[by] if _asked(one, self.wanted, by)]
        if by == "desa":
            spots += [(None, code) for code in sorted({_around(one) for one in self.each if one["desa_code"] is None})]
        rows = []
        for code, parent in spots:
            mine = [one for one in self.each if _here(one, code, parent, by)]
            rows.append({"code": code, "parent": parent} | _counts(mine, self.loads))
        return rows, _counts(self.each, self.loads)

    def cross(self) -> list[Row]:
        rows = []
        for sector, kecamatan in sorted({(one["sector"], _around(one)) for one in self.each}):
            mine = [one for one in self.each if (one["sector"], _around(one)) == (sector, kecamatan)]
            counts = _counts(mine, {})
            kept = {name: counts[name] for name in ("actors", "observed", "served", "legal")}
            rows.append({"sector": sector, "kecamatan_code": kecamatan} | kept)
        return rows

    def permits(self) -> list[Row]:
        counted = Counter((kind, one[f"permit_{kind}"]) for one in self.each for kind in self.kinds)
        return [{"kind": kind, "status": one, "actors": counted[kind, one]} for kind in self.kinds for one in STATUSES]

    def _needs(self, conn: sa.Connection, frame: Frame) -> list[Row]:
        kept = frame.latest_of_all(schema.need_event, "kind")
        mine = {one["id"] for one in self.each}
        rows = conn.execute(sa.select(kept.c.kind, kept.c.change, kept.c.actor_id))
        counted = Counter((kind, change) for kind, change, actor in rows if actor in mine)
        return [{"kind": kind, "change": one, "actors": count} for (kind, one), count in sorted(counted.items())]


def _around(one: Row) -> str:
    return str(one["kecamatan_code"])


def _parent(place: Any, by: str) -> str | None:
    return place["kecamatan_code"] if by == "desa" else None


def _asked(place: Any, wanted: Filter, by: str) -> bool:
    chosen = getattr(wanted, by)
    inside = by != "desa" or not wanted.kecamatan or place["kecamatan_code"] in wanted.kecamatan
    return inside and (not chosen or place["code"] in chosen)


def _here(one: Row, code: str | None, parent: str | None, by: str) -> bool:
    if by != "desa":
        return bool(one[PLACES[by][1]] == code)
    return bool(one["desa_code"] == code and one["kecamatan_code"] == parent)


def _loads(conn: sa.Connection, frame: Frame) -> dict[str, float]:
    everyone = actors(frame, Filter(as_of=frame.day))
    caseload = Counter(conn.scalars(sa.select(everyone.c.facilitator_id)))
    return {code: caseload[code] / capacity for code, capacity in conn.execute(capacities(frame)) if capacity}


def _counts(each: list[Row], loads: dict[str, float]) -> Row:
    seen = [one for one in each if one["observed"]]
    of = [loads[one["facilitator_id"]] for one in each if one["facilitator_id"] in loads]
    counts: Row = {
        "actors": len(each),
        "observed": len(seen),
        "served": sum(one["served"] for one in seen),
        **{
            band: sum(one["waiting"] == band for one in seen)
            for band in ("under_6", "6_12", "12_24", "over_24", "never")
        },
        "assigned": sum(one["facilitator_id"] is not None for one in each),
        "assigned_personally": sum(one["personally"] for one in each),
        "orphaned": sum(one["orphaned"] for one in each),
        "legal": sum(one["legal"] for one in each),
        "load_known": len(of),
        "load_sum": sum(of),
    }
    assert set(counts) == set(COUNTS)
    return counts | {name: one.of(counts) for name, one in METRICS.items() if name != "actors"}


def same_figures(answer: Any, rows: list[Row], total: Row) -> None:
    """A `Figures` equals the rows and the total; sums of loads may differ in their last digits."""
    named = list(rows[0]) if rows else []
    shown = answer.rows[named].astype(object).where(answer.rows[named].notna(), None).to_dict("records")
    pd.testing.assert_frame_equal(pd.DataFrame(shown), pd.DataFrame(rows), check_dtype=False)
    pd.testing.assert_series_equal(
        pd.Series({name: answer.total[name] for name in total}), pd.Series(total), check_dtype=False
    )
