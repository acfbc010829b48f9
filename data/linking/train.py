"""Trains the weights on an invented register, whose truth is known, and writes them: `python -m data.linking.train`.

m (how often two records of one business agree to this level) and u (two of different ones) are counted over the pairs
that blocking finds, not over random pairs: among those, different businesses are often neighbours or relatives, and a
u from random pairs would take "same desa, same owner" for far more than it says there. Counting needs the truth; on
real registers, small and unlabelled, the same numbers by expectation maximisation change with every import.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from math import prod
from typing import Any

from data.linking.compare import JOINT, LEVELS, NAME_LEVELS, OWNER_LEVELS, SHARED_LEVELS, weighed
from data.linking.invented import Entry, Inventor
from data.linking.score import compared_pairs
from data.linking.training import HABITS, WORDS
from data.linking.weighing import WEIGHTS, known

SEEDS, BUSINESSES = range(101, 113), 6_000  # as dense as a register of the office
# Pairs counted beside those seen, as if name, owner and shared facts did not depend on each other: of one business they
# hardly do, of two they do, being neighbours or relatives.
_LEAN = {True: 300.0, False: 25.0}
_HALF = 0.5  # a level never seen among the pairs of different businesses counts as seen half a time
_PARTS = (NAME_LEVELS, OWNER_LEVELS, SHARED_LEVELS)
# Laid down, not counted, for the invented register would only give back what was put in: two businesses have no NIB in
# common; another number on a name is another branch; two valid NIB are two businesses, but for slips.
_SAME_NIB_OF_TWO = _OTHER_NUMBER_OF_ONE = 1e-9
_OTHER_NIB_OF_ONE = 0.002
Counts = dict[tuple[str, bool], Counter[str]]


def trained(seeds: Iterable[int] = SEEDS, businesses: int = BUSINESSES) -> dict[str, Any]:
    """The weights as `weighing` wants them, by counting over the pairs that blocking finds."""
    counts: Counts = defaultdict(Counter)
    for seed in seeds:
        _count(Inventor(seed, WORDS, HABITS).register(businesses), counts)
    same, other = (counts[JOINT, one].total() for one in (True, False))
    return {
        "how": f"python -m data.linking.train: {same} pairs of one business, {other} of two",
        "prior": round(same / (same + other), 6),
        "levels": {name: _levels(name, counts) for name in LEVELS},
    }


def _count(entries: list[Entry], counts: Counts) -> None:
    number = {one.record.id: one.number for one in entries}
    for left, right, told in compared_pairs([one.record for one in entries]):
        for comparison, level in weighed(told).items():
            counts[comparison, number[left.id] == number[right.id]][level] += 1


def _levels(name: str, counts: Counts) -> dict[str, list[float]]:
    m, u = (_shares(name, counts[name, same], _LEAN[same]) for same in (True, False))
    u = {level: max(share, _HALF / counts[name, False].total()) for level, share in u.items()}
    if name == JOINT:
        m |= {level: _OTHER_NUMBER_OF_ONE for level in m if level.startswith("number+")}
    if name == "nib":
        m["differs"], u["same"] = _OTHER_NIB_OF_ONE, _SAME_NIB_OF_TWO
    return {level: [float(f"{share[level]:.4g}") for share in (m, u)] for level in m}


def _shares(name: str, counted: Counter[str], lean: float) -> dict[str, float]:
    """The share of each level; those of the joint comparison, many and some never seen, lean on their parts' shares."""
    levels = known(name)
    expected = {level: 1.0 for level in levels}
    if name == JOINT:
        parts = [Counter(dict.fromkeys(codes, 1)) for codes in _PARTS]
        for level, count in counted.items():
            for part, code in zip(parts, level.split("+"), strict=True):
                part[code] += count
        expected = {
            level: prod(part[code] for part, code in zip(parts, level.split("+"), strict=True)) for level in levels
        }
    whole, total = sum(expected.values()), sum(counted[level] for level in levels) + lean
    return {level: (counted[level] + lean * expected[level] / whole) / total for level in levels}


def written(weights: dict[str, Any]) -> str:
    """The weights as the file has them: a line for each level."""
    blocks = [
        f"  {json.dumps(name)}: {{\n"
        + ",\n".join(f"   {json.dumps(at)}: {both}" for at, both in levels.items())
        + "\n  }"
        for name, levels in weights["levels"].items()
    ]
    head = "".join(f" {json.dumps(name)}: {json.dumps(weights[name])},\n" for name in ("how", "prior"))
    return "{\n" + head + ' "levels": {\n' + ",\n".join(blocks) + "\n }\n}\n"


if __name__ == "__main__":
    WEIGHTS.write_text(written(trained()), encoding="utf-8")
