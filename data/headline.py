"""The five numbers at the head of the coverage screens and of their report, each beside the same day a year before."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from data import formats
from data.text import text

Totals = Mapping[str, Any]  # `Figures.total`


@dataclass(frozen=True)
class Tile:
    """A number that is never alone: `of` is its denominator, `change` since a year before, `meaning` its definition."""

    name: str
    number: str | None
    of: str
    change: str
    meaning: str


def coverage_tiles(now: Totals, before: Totals, window: int, language: str) -> list[Tile]:
    """Actors, coverage, waiting over two years, never visited, assigned; `window` in months."""
    seen = formats.number(now["observed"], language)
    of_visited = text("tile.of_visited", language, of=seen)
    coverage = Tile(
        text("tile.coverage", language),
        formats.share(now["coverage"], language),
        text("map.of", language, count=formats.number(now["served"], language), of=seen)
        if now["observed"]
        else text("tile.no_visits", language),
        _points(now["coverage"], before["coverage"], language),
        text("meaning.coverage", language, months=window),
    )
    return [
        _count("actors", now, before, text("tile.of_actors", language), language),
        coverage,
        _count("over_24", now, before, of_visited, language, about_visits=True),
        _count("never", now, before, of_visited, language, about_visits=True),
        _count("assigned", now, before, _assigned_of(now, language), language),
    ]


def _assigned_of(now: Totals, language: str) -> str:
    part = formats.share(now["assigned"] / now["actors"], language) if now["actors"] else "–"
    return text("tile.of_assigned", language, share=part, orphaned=formats.number(now["orphaned"], language))


def _count(name: str, now: Totals, before: Totals, of: str, language: str, about_visits: bool = False) -> Tile:
    answered = not about_visits or now["observed"]
    comparable = answered and (not about_visits or before["observed"]) and before["actors"]
    change = _change(now[name] - before[name], language) if comparable else text("tile.no_comparison", language)
    number = formats.number(now[name], language) if answered else None
    said = of if answered else text("tile.no_visits", language)
    return Tile(text(f"tile.{name}", language), number, said, change, text(f"meaning.{name}", language))


def _change(difference: int, language: str) -> str:
    if not difference:
        return text("tile.unchanged", language)
    more = "tile.more" if difference > 0 else "tile.fewer"
    return text(more, language, count=formats.number(abs(difference), language))


def _points(now: float | None, before: float | None, language: str) -> str:
    if now is None or before is None:
        return text("tile.no_comparison", language)
    points = round(now * 100) - round(before * 100)
    if not points:
        return text("tile.unchanged", language)
    more = "tile.points_more" if points > 0 else "tile.points_fewer"
    return text(more, language, count=formats.number(abs(points), language))
