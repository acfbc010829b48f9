"""Finds the one or two rows of a sheet whose titles are best known."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from data.importing.book import Cell, Merge, Sheet
from data.importing.titles import LEVEL, TITLES, field_of

HEADER_WITHIN = 15
"""A header lies within these first rows."""


@dataclass(frozen=True)
class Header:
    """`first` row counted from 0, its one or two lines of titles, the lines above it, and how well it is known."""

    first: int
    lines: list[list[str]]
    above: frozenset[tuple[str, ...]]
    score: tuple[int, int]


def find_header(sheet: Sheet) -> Header | None:
    """The header with the most known titles, if any has two."""
    rows = list(islice(sheet.rows, HEADER_WITHIN))
    merged = None if sheet.merged is None else [merge for merge in sheet.merged if merge[0][0] < HEADER_WITHIN]
    best: Header | None = None
    for first in range(len(rows)):
        for count in (1, 2):
            lines = _header_lines(rows[first : first + count], merged, first)
            score = (_score(titles_of(lines)), -count)  # no second line unless it names more columns
            if len(lines) == count and score[0] >= 2 and (best is None or score > best.score):
                best = Header(first, lines, _above(rows, first), score)
    return best


def guess_header(sheet: Sheet) -> Header | None:
    """Where no title is known: the first row with words in at least two cells, none of them a figure, and a row as wide
    under it. A person then says which column is which."""
    rows = list(islice(sheet.rows, HEADER_WITHIN + 1))
    for first, (cells, under) in enumerate(zip(rows, rows[1:], strict=False)):
        titles = _texts(cells)
        if len(set(titles)) == len(titles) >= 2 and all(map(_is_words, titles)) and len(_texts(under)) >= 2:
            return Header(first, _header_lines([cells], None, first), _above(rows, first), (0, -1))
    return None


def _is_words(title: str) -> bool:
    return any(sign.isalpha() for sign in title) and not any(sign.isdigit() for sign in title)


def _above(rows: Sequence[list[Cell]], first: int) -> frozenset[tuple[str, ...]]:
    return frozenset(_texts(row) for row in rows[:first]) - {()}


def _texts(cells: list[Cell]) -> tuple[str, ...]:
    return tuple(_title(cell) for cell in cells if cell is not None)


def titles_of(lines: list[list[str]]) -> list[str]:
    """One title per column: two lines joined by `LEVEL`."""
    return [LEVEL.join(dict.fromkeys(part for part in parts if part)) for parts in zip(*lines, strict=True)]


def _score(titles: list[str]) -> int:
    return max(len({field_of(title, kind) for title in titles if title} - {None}) for kind in TITLES)


def _header_lines(rows: list[list[Cell]], merged: Sequence[Merge] | None, first: int) -> list[list[str]]:
    """Header rows as text, each merged cell's title standing in every cell it covers."""
    width = max((len(row) for row in rows), default=0)
    lines = [[_title(row[i]) if i < len(row) else "" for i in range(width)] for row in rows]
    for (top, left), (bottom, right) in merged or ():
        if first <= top < first + len(lines) and left < width:
            for r in range(top, min(bottom, first + len(lines) - 1) + 1):
                lines[r - first][left : right + 1] = [lines[top - first][left]] * (min(right, width - 1) - left + 1)
    if len(lines) == 2 and not any(top == first and right > left for (top, left), (_, right) in merged or ()):
        _carry_right(*lines)
    return lines


def _carry_right(upper: list[str], lower: list[str]) -> None:
    """Where no merge says so: a title goes on to the right over cells that are empty above and titled below."""
    for i in range(1, len(upper)):
        if not upper[i] and lower[i] and lower[i - 1]:
            upper[i] = upper[i - 1]


def _title(cell: Cell) -> str:
    return " ".join(str(cell).split()) if cell is not None else ""
