"""The one question that crosses regencies: how many actors each has, by sector and waiting band, and how many served.

It reads the relation `rollup`, which deploy/sql makes: on a database of regencies, a view that counts them; on a
coordinator, a table whose partitions are those views, so that each database counts its own rows and sends the sums
(docs/scale.md).
"""

from dataclasses import dataclass
from typing import Any

import pandas as pd
import sqlalchemy as sa

from data.access import Who, require
from data.db import engine, url_of
from data.metrics import METRICS
from data.problem import Problem

COUNTED = ("actors", "observed", "served", "legal")
COVERAGE = METRICS["coverage"]
UNDEFINED_TABLE = "42P01"  # PostgreSQL's code
_HEAD = ("kab_code", "kind", "version", "day")
_GROUP = ("kab_code", "sector", "waiting")
# Not of the register's own schema: it is there only where the roll-up was set up. A row without sector is a regency.
ROWS = sa.table(
    "rollup",
    *(sa.column(name) for name in ("kab_code", "kind", "version", "day", "sector", "waiting", *COUNTED)),
)


@dataclass(frozen=True)
class Rollup:
    """The answer. The databases answer one by one, each as it is then; `day` is the one for which it last counted.

    `regencies`: kab_code, kind, version, day (None: never counted), COUNTED, coverage (None where there is no answer).
    `rows`: kab_code, sector, waiting, COUNTED. `total`: COUNTED and coverage, of all together.
    """

    regencies: pd.DataFrame
    rows: pd.DataFrame
    total: dict[str, Any]

    def as_json(self) -> dict[str, Any]:
        """The same for a machine; no answer is null."""
        regencies = self.regencies.astype(object).where(self.regencies.notna(), None)
        days = [day and day.isoformat() for day in regencies["day"]]
        return {
            "regencies": regencies.assign(day=days).to_dict("records"),
            "rows": self.rows.to_dict("records"),
            "total": self.total,
        }


def rollup(who: Who) -> Rollup:
    """Every regency that the database knows, today.

    Raises Problem("rollup_not_here") where no roll-up was set up, Problem("rollup_unreachable") when a regency's
    database does not answer, Problem("rollup_twice") when a regency lies in two, Problem("rollup_kinds") when invented
    businesses would be added to real ones.
    """
    require(who, "rollup.see")
    answer = _asked(who)
    heads, rows = answer[answer["sector"].isna()], answer[answer["sector"].notna()]
    _each_once_and_alike(heads)
    summed = rows.groupby("kab_code", as_index=False)[list(COUNTED)].sum()
    together = heads[list(_HEAD)].merge(summed, on="kab_code", how="left").sort_values("kab_code", ignore_index=True)
    together = together.assign(**{name: together[name].fillna(0).astype("int64") for name in COUNTED})
    counted = [dict(zip(COUNTED, row, strict=True)) for row in together[list(COUNTED)].itertuples(index=False)]
    total: dict[str, Any] = {name: int(together[name].sum()) for name in COUNTED}
    return Rollup(
        together.assign(coverage=pd.Series([COVERAGE.of(row) for row in counted], dtype="Float64")),
        rows[[*_GROUP, *COUNTED]].sort_values(list(_GROUP), ignore_index=True),
        total | {"coverage": COVERAGE.of(total)},
    )


def _asked(who: Who) -> pd.DataFrame:
    """The rows as they come. Not by `read`: a coordinator holds no register that could be guarded."""
    try:
        with engine(url_of(who.register), writable=False).begin() as conn:
            answer = conn.execute(sa.select(ROWS))
            rows = pd.DataFrame(answer.all(), columns=list(answer.keys()), dtype=object)
    except sa.exc.DBAPIError as error:
        raise _problem(error) from error
    return rows.astype(dict.fromkeys(COUNTED, "int64"))


def _problem(error: sa.exc.DBAPIError) -> Problem:
    if getattr(error.orig, "sqlstate", None) == UNDEFINED_TABLE or "no such table" in str(error.orig):
        return Problem("rollup_not_here")
    return Problem("rollup_unreachable", said=str(error.orig).splitlines()[0])  # names the server, no value


def _each_once_and_alike(heads: pd.DataFrame) -> None:
    twice = heads["kab_code"][heads["kab_code"].duplicated()]
    if len(twice):
        raise Problem("rollup_twice", regencies=", ".join(sorted(set(twice))))
    if heads["kind"].nunique() > 1:
        raise Problem("rollup_kinds", kinds=", ".join(sorted(set(heads["kind"]))))
