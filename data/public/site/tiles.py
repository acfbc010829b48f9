"""The headline numbers of a release: each with its denominator, its change within a year and its line."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from data.clock import months_before
from data.public.document import Cell, Document
from data.public.site import chart
from data.public.site.views import BANDS, NOTHING, CellView, cell, column_of
from data.public.site.words import Words
from data.public.tables import Column

YEAR_OFF = 45  # days by which a number to compare with may be off a year


@dataclass(frozen=True)
class Aim:
    """What a tile shows: a cell of the release, and the one it is a part of."""

    name: str
    cell: tuple[str, str, str]  # table, row ("" is the region's), column
    of: tuple[str, str, str] | None = None
    part: tuple[str, str, str] | None = None  # said with `of` where the cell itself is their share


TILES = (
    Aim("actors", ("cakupan", "", "pelaku")),
    Aim("coverage", ("cakupan", "", "cakupan"), ("cakupan", "", "teramati"), ("cakupan", "", "terlayani")),
    Aim("over_24", (BANDS, "over_24", "pelaku"), ("cakupan", "", "teramati")),
    Aim("never", (BANDS, "never", "pelaku"), ("cakupan", "", "teramati")),
    Aim("assigned", ("jangkauan", "", "punya_pendamping"), ("jangkauan", "", "pelaku")),
)


@dataclass(frozen=True)
class Tile:
    """A headline number; `line` is an SVG path, `trend` the same in words."""

    name: str
    heading: str
    value: CellView
    of: str
    change: str
    meaning: str
    line: str
    trend: str


@dataclass(frozen=True)
class Moment:
    """A number of a headline at an earlier time."""

    day: date
    said: str
    cell: Cell


def tiles(words: Words, document: Document, earlier: Sequence[Document]) -> tuple[Tile, ...]:
    """The headline numbers of a release; `earlier` are the releases before it."""
    return tuple(_tile(words, document, aim, earlier) for aim in TILES)


def _tile(words: Words, document: Document, aim: Aim, earlier: Sequence[Document]) -> Tile:
    now, column = _at(document, aim.cell), column_of(aim.cell[0], aim.cell[2])
    before = list(_before(words, document, aim, earlier))
    series = [*(moment.cell for moment in before), now]
    line = "" if now.mark else chart.line([None if one.mark else float(one.value or 0) for one in series])
    known = [moment for moment in before if not moment.cell.mark]
    trend = ""
    if line and known:
        first = known[0]
        then = words.cell(first.cell, column)
        trend = words.t("trend", then=then, since=first.said, now=words.cell(now, column))
    return Tile(
        aim.name,
        words.t(f"tile_{aim.name}"),
        cell(words, now, column),
        _of(words, document, aim),
        _change(words, document, now, before, column),
        words.t(f"tile_{aim.name}_means"),
        line,
        trend,
    )


def _at(document: Document, aim: tuple[str, str, str]) -> Cell:
    try:
        return document.table(aim[0]).cell(aim[1] or document.region, aim[2])
    except KeyError:
        return NOTHING


def _of(words: Words, document: Document, aim: Aim) -> str:
    """The denominator in words; nothing where the number itself is not told."""
    if _at(document, aim.cell).mark:
        return ""
    if aim.of is None:
        return words.t("of_region", region=document.region_name)
    whole = words.cell(_at(document, aim.of), column_of(aim.of[0], aim.of[2]))
    if aim.part:
        return words.t(
            "of_coverage", part=words.cell(_at(document, aim.part), column_of(aim.part[0], aim.part[2])), whole=whole
        )
    return words.t("of_assigned" if aim.name == "assigned" else "of_observed", whole=whole)


def _before(words: Words, document: Document, aim: Aim, earlier: Sequence[Document]) -> Iterator[Moment]:
    """The same number at the ends of the months before, else in the releases of the year before; oldest first."""
    if aim.cell[0] == "cakupan":
        months = document.table("tren")
        for row in months.rows:
            month = date.fromisoformat(f"{row.code}-01")
            said = words.t("month_end", month=words.named(row.name))
            yield Moment(months_before(month, -1), said, months.cell(row.code, aim.cell[2]))
        return
    year_ago = months_before(document.as_of, 14)
    for one in sorted(earlier, key=lambda one: one.as_of):
        if year_ago <= one.as_of < document.as_of and one.definitions == document.definitions:
            yield Moment(one.as_of, words.day(one.as_of), _at(one, aim.cell))


def _change(words: Words, document: Document, now: Cell, before: Sequence[Moment], column: Column) -> str:
    """What became of the number within a year, where both are told."""
    year_ago = months_before(document.as_of, 12)
    close = [one for one in before if abs((one.day - year_ago).days) <= YEAR_OFF]
    then = min(close, key=lambda one: abs((one.day - year_ago).days), default=None)
    if then is None or now.mark or then.cell.mark:
        return words.t("no_comparison")
    difference = float(now.value or 0) - float(then.cell.value or 0)
    if column.unit == "share":
        difference = round(difference * 100)
    if not difference:
        return words.t("same", since=then.said)
    way = "up" if difference > 0 else "down"
    unit = "_points" if column.unit == "share" else ""
    return words.t(f"{way}{unit}", by=words.number(abs(difference)), since=then.said)
