"""Which records are compared at all: those that share a key; found by DuckDB, which spills to disk what is too much."""

import tempfile
from collections.abc import Iterator
from typing import TYPE_CHECKING

from data.linking.prepared import Keys

if TYPE_CHECKING:
    import duckdb

MEMORY = "256MB"
_SLICE = 100_000
_PAIRS = """
WITH telling AS (SELECT key FROM keys GROUP BY key HAVING count(*) BETWEEN 2 AND max(most)),
     used AS (SELECT key, row, wanted FROM keys SEMI JOIN telling USING (key))
SELECT DISTINCT l.row AS l, r.row AS r FROM used l JOIN used r ON l.key = r.key AND l.row < r.row
WHERE l.wanted OR r.wanted
"""


def candidates(keys: Keys, wanted: frozenset[int] | None) -> Iterator[tuple[int, int]]:
    """Each pair of rows (lower, higher) that share a telling key once; one of `wanted` among them, if given."""
    # What does not fit into memory is spilled where only this process's user can read, and removed at once.
    with tempfile.TemporaryDirectory() as spill, connected(spill) as con:
        con.register("keys", _table(keys, wanted))
        for batch in con.sql(_PAIRS).to_arrow_reader(_SLICE):
            yield from zip(batch["l"].to_pylist(), batch["r"].to_pylist(), strict=True)


def connected(spill: str) -> "duckdb.DuckDBPyConnection":
    """A database in memory for this process alone."""
    import duckdb  # only here: the register's other work need not wait for it to load

    con = duckdb.connect(":memory:", config={"memory_limit": MEMORY, "temp_directory": spill, "threads": 2})
    con.execute("SET enable_progress_bar = false")  # it would be written between the answers of the command line
    return con


def _table(keys: Keys, wanted: frozenset[int] | None) -> object:
    import numpy as np
    import pyarrow as pa

    rows = np.frombuffer(keys.row, np.int32) if keys.row else np.empty(0, np.int32)
    mine = np.ones(len(rows), bool) if wanted is None else np.isin(rows, list(wanted))
    columns = {"key": pa.array(keys.key, pa.int64()), "row": pa.array(rows), "most": pa.array(keys.most, pa.int16())}
    return pa.table({**columns, "wanted": pa.array(mine)})
