"""Withheld sums of money: what the total and the published sums of the other groups leave them, now and before."""

import re
from collections.abc import Callable, Iterator
from math import inf

from tests.attack.reader import MONEY, WITHHELD, Release, number
from tests.attack.register import REGENCY

StillTrue = Callable[[str, str, str, str], bool]
SHEET = "nilai"
Bound = tuple[float, float]


def bounds(
    now: Release, others: tuple[Release, ...], still_true: StillTrue | None
) -> Iterator[tuple[str, str, float, float]]:
    """Row, column and the least and greatest rupiah of every withheld sum."""
    sheet = now.sheets.get(SHEET)
    if sheet is None:
        return
    for column in MONEY:
        known = {row: _bound(sheet.text(row, column), now.money_base) for row in sheet.cells}
        for release in others:
            _narrow(known, release, column, still_true)
        total = next((row for row in known if re.fullmatch(REGENCY, row)), None)
        groups = [row for row in known if row != total]
        if total is not None:
            known = _closed(known, total, groups)
        for row in known:
            if sheet.text(row, column) == WITHHELD:
                yield row, column, *known[row]


def _narrow(known: dict[str, Bound], release: Release, column: str, still_true: StillTrue | None) -> None:
    sheet = release.sheets.get(SHEET)
    for row, (lo, hi) in known.items():
        if sheet is None or (still_true and not still_true(release.slug, SHEET, row, column)):
            continue
        then = _bound(sheet.text(row, column), release.money_base)
        if max(lo, then[0]) <= min(hi, then[1]):
            known[row] = max(lo, then[0]), min(hi, then[1])


def _closed(known: dict[str, Bound], total: str, groups: list[str]) -> dict[str, Bound]:
    """The total is the sum of the groups: each bound as narrow as the others make it."""
    least, most = (sum(known[row][side] for row in groups) for side in (0, 1))
    low, high = max(known[total][0], least), min(known[total][1], most)
    found = {total: (low, high)}
    for row in groups:
        lo, hi = known[row]
        rest_least, rest_most = (sum(known[one][side] for one in groups if one != row) for side in (0, 1))
        found[row] = max(lo, low - rest_most), min(hi, high - rest_least)
    return found


def _bound(text: str, base: float) -> Bound:
    value = number(text)
    return (0.0, inf) if value is None else (max(value - base / 2, 0), value + base / 2)
