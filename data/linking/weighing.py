"""The trained weights, and Splink's probability (Fellegi–Sunter) of everything that a comparison can say.

Two records can compare in some ten thousand ways only. Splink weighs each way once per process; pairs, of which there
may be millions, are looked up.
"""

import json
from functools import cache
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from data.linking.blocking import connected
from data.linking.compare import LEVELS, UNKNOWN

WEIGHTS = Path(__file__).with_name("weights.json")
Way = tuple[str, ...]
"""A level of each comparison in the order of LEVELS."""


@cache
def weights() -> dict[str, Any]:
    """The trained weights: {"prior": p, "levels": {comparison: {level: [m, u]}}}; how they came about: train.py."""
    found: dict[str, Any] = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    return found


@cache
def probabilities() -> dict[Way, float]:
    """The probability of one business by every way to compare."""
    import pyarrow as pa
    from splink import DuckDBAPI, Linker

    ways = list(product(*(range(len(levels)) for levels in LEVELS.values())))
    twice = [(number, *way) for number, way in enumerate(ways) for _ in range(2)]
    columns = [pa.array(column, pa.int16()) for column in zip(*twice, strict=True)]
    ids = pa.array(range(len(twice)), pa.int32())
    with TemporaryDirectory() as spill, connected(spill) as con:
        table = pa.table([ids, *columns], names=["unique_id", "way", *LEVELS])
        linker = Linker(DuckDBAPI(con).register(table), _settings(weights()), None, validate_settings=False)
        found = linker.inference.predict().as_duckdbpyrelation().select("unique_id_l, match_probability").fetchall()
    names = [tuple(levels[place] for levels, place in zip(LEVELS.values(), way, strict=True)) for way in ways]
    return {names[one // 2]: probability for one, probability in found}


def _settings(trained: dict[str, Any]) -> dict[str, Any]:
    """Both records of a pair bear what their comparison says."""
    return {
        "link_type": "dedupe_only",
        "sql_dialect": "duckdb",
        "probability_two_random_records_match": trained["prior"],
        "retain_matching_columns": False,
        "blocking_rules_to_generate_predictions": [{"blocking_rule": "l.way = r.way", "sql_dialect": "duckdb"}],
        "comparisons": [
            {"output_column_name": name, "comparison_levels": _levels(name, trained["levels"][name])} for name in LEVELS
        ],
    }


def known(name: str) -> list[str]:
    """The levels of a comparison that weigh something."""
    return [level for level in LEVELS[name] if level != UNKNOWN]


def _levels(name: str, trained: dict[str, list[float]]) -> list[dict[str, Any]]:
    numbers = {level: number for number, level in enumerate(LEVELS[name])}
    *others, rest = known(name)
    found = [_level(level, f"{name}_l = {numbers[level]}", trained) for level in others]
    # Splink asks for a level without weight in every comparison; the joint one never lacks a value.
    nothing = f"{name}_l = {numbers[UNKNOWN]}" if UNKNOWN in numbers else f"{name}_l IS NULL"
    return [{"sql_condition": nothing, "is_null_level": True}, *found, _level(rest, "ELSE", trained)]


def _level(level: str, condition: str, trained: dict[str, list[float]]) -> dict[str, Any]:
    m, u = trained[level]
    return {"sql_condition": condition, "label_for_charts": level, "m_probability": m, "u_probability": u}
