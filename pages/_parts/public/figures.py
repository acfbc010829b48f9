"""The sentence everybody quotes and the tiles under it, each number rounded as it was published."""

from dataclasses import dataclass
from html import escape

import streamlit as st

from data import formats
from data.public.document import NO_DATA, Cell, Document
from pages._parts.public.words import value, written
from pages._parts.visitor import language, t

LOWEST = 25  # per cent of the height: the least month of a trend is low, not gone


@dataclass(frozen=True)
class Step:
    """One month in a trend; None where there was no number."""

    month: str
    value: float | None


def headline(document: Document) -> None:
    """How many have waited for more than two years, and how many were never visited."""
    late, never = (value(document, "menunggu", band, "pelaku") for band in ("over_24", "never"))
    if late is None or never is None or NO_DATA in (late.mark, never.mark):
        words = t("transparency.headline_no_data")
    else:
        words = t("transparency.headline", late=_phrase("late", late), never=_phrase("never", never))
    st.html(f'<p class="damping-headline">{escape(words)}</p>')


def _phrase(name: str, cell: Cell) -> str:
    if cell.value is None:
        return t(f"transparency.{name}_withheld")
    return t(f"transparency.{name}_about", count=written(cell, "count"))


def tiles(document: Document) -> None:
    """Actors, coverage, waiting over two years, never visited, with a facilitator; trends where they are published."""
    shown = (
        _tile(document, "pelaku", ("jangkauan", document.region, "pelaku"), "", trend="pelaku"),
        _tile(document, "cakupan", ("cakupan", document.region, "cakupan"), _served(document), trend="cakupan"),
        _tile(document, "over_24", ("menunggu", "over_24", "pelaku"), _of(document, "teramati")),
        _tile(document, "never", ("menunggu", "never", "pelaku"), _of(document, "teramati")),
        _tile(
            document, "punya_pendamping", ("jangkauan", document.region, "punya_pendamping"), _of(document, "pelaku")
        ),
    )
    st.html(f'<div class="damping-tiles">{"".join(shown)}</div>')


def _served(document: Document) -> str:
    served, seen = (value(document, "cakupan", document.region, name) for name in ("terlayani", "teramati"))
    if served is None or seen is None:
        return ""
    return t("transparency.of_two", count=written(served, "count"), of=written(seen, "count"))


def _of(document: Document, column: str) -> str:
    whole = value(document, "cakupan", document.region, column)
    return t(f"transparency.of.{column}", of=written(whole, "count")) if whole else ""


def _tile(document: Document, name: str, at: tuple[str, str, str], of: str, trend: str = "") -> str:
    cell = value(document, *at) or Cell(None, NO_DATA)
    unit = "share" if name == "cakupan" else "count"
    steps = _steps(document, trend) if trend else []
    steps += [Step(formats.day(document.as_of, language()), _number(cell))] if steps else []
    kind = "number none" if cell.mark else "number"
    told, meant = escape(t("tile.meaning")), escape(t(f"transparency.meaning.{name}"))
    return (
        f'<div class="damping-tile"><div class="name"><span>{escape(t(f"transparency.tile.{name}"))}</span>'
        f'<details><summary aria-label="{told}: {escape(t(f"transparency.tile.{name}"))}">i</summary><p>{meant}</p>'
        f'</details></div><div class="{kind}">{escape(written(cell, unit))}</div>'
        f'<div class="of">{escape(of)}</div>{_trend(steps, unit)}</div>'
    )


def _steps(document: Document, column: str) -> list[Step]:
    """The months of the trend, oldest first."""
    try:
        table = document.table("tren")
    except KeyError:
        return []
    return [Step(row.name[language()], _number(table.cell(row.code, column))) for row in table.rows]


def _number(cell: Cell) -> float | None:
    return float(cell.value) if isinstance(cell.value, int | float) else None


def _trend(steps: list[Step], unit: str) -> str:
    """A bar for each month, and in words the first and the last; one month alone is no trend."""
    known = [(step.month, step.value) for step in steps if step.value is not None]
    if len(known) < 2:
        return ""
    (first, before), (_, now) = known[0], known[-1]
    words = f"{_change(now - before, unit)} {t('transparency.since', month=first)}"
    low = min(number for _, number in known)
    span = max(number for _, number in known) - low
    bars = "".join(f'<i style="height:{_height(step.value, low, span):.0f}%"></i>' for step in steps)
    return f'<div class="change">{escape(words)}</div><div class="damping-spark" aria-hidden="true">{bars}</div>'


def _height(number: float | None, low: float, span: float) -> float:
    """Of a month's bar, in per cent; a month without a number has none."""
    if number is None:
        return 0
    return LOWEST + (100 - LOWEST) * ((number - low) / span if span else 0.5)


def _change(difference: float, unit: str) -> str:
    steps = round(difference * 100) if unit == "share" else round(difference)
    if not steps:
        return t("transparency.same")
    count = formats.number(abs(steps), language())
    if unit == "share":
        return t("transparency.points_more" if steps > 0 else "transparency.points_fewer", count=count)
    return t("transparency.more" if steps > 0 else "transparency.fewer", count=count)
