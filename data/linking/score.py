"""Pairs of records with the probability that they are one business."""

from collections.abc import Collection, Iterator, Sequence

from data.linking import alike, compare, names
from data.linking.blocking import candidates
from data.linking.compare import evidence, weighed
from data.linking.model import Pair, Record
from data.linking.prepared import Prepared, prepare
from data.linking.weighing import probabilities

REVIEW = 0.8
"""From this probability on a pair is shown to a person."""
SURE = 0.98
"""From this probability on the screen may propose merging first; a person still decides."""
OF_WORDS = (
    *(alike.same_word, alike.words_level, compare._within, compare.people_level, compare.product_level),
    *(names.fold, names.skeleton, names._first_name, names.trade),
)


def likely_pairs(
    records: Sequence[Record], *, among: Collection[str] | None = None, distinct: Collection[tuple[str, str]] = ()
) -> list[Pair]:
    """The pairs that are one business with at least the probability REVIEW, likeliest first.

    `among`: only pairs with at least one of these ids. `distinct`: pairs (in either order) that a person said are not
    the same; they never come back. Two records with one id are a ValueError.
    """
    try:
        return _likely(records, among, {tuple(sorted(pair)) for pair in distinct})
    finally:
        for remembered in OF_WORDS:  # what people are called is not kept longer than it is compared
            remembered.cache_clear()


def _likely(records: Sequence[Record], among: Collection[str] | None, apart: Collection[tuple[str, ...]]) -> list[Pair]:
    chance: dict[tuple[str, ...], float] = {}  # by what the evidence says; it says the same of many pairs
    found = []
    for left, right, told in compared_pairs(records, None if among is None else frozenset(among)):
        said = tuple(told.values())
        if said not in chance:
            chance[said] = _probability(told)
        if chance[said] >= REVIEW and (left.id, right.id) not in apart:
            found.append(Pair(left.id, right.id, chance[said], told, certain=told["nib"] == "same"))
    return sorted(found, key=lambda pair: (-pair.probability, pair.left, pair.right))


def _probability(told: dict[str, str]) -> float:
    return 1.0 if told["nib"] == "same" else probabilities()[tuple(weighed(told).values())]


def compared_pairs(
    records: Sequence[Record], among: frozenset[str] | None = None
) -> Iterator[tuple[Prepared, Prepared, dict[str, str]]]:
    """The pairs that share a key, the lower id first, with their evidence."""
    rows, keys = prepare(sorted(records, key=lambda record: record.id))
    if len({row.id for row in rows}) < len(rows):
        raise ValueError("two records have the same id")
    wanted = None if among is None else frozenset(place for place, row in enumerate(rows) if row.id in among)
    for left, right in candidates(keys, wanted):
        yield rows[left], rows[right], evidence(rows[left], rows[right])
