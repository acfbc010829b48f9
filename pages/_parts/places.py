"""Figures on the map and in the ranking beside it: kecamatan, or the desa of the one chosen."""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from typing import Any

import streamlit as st

from data import formats
from data.metrics import METRICS, Metric
from data.queries import Figures
from data.ranking import Row, few, in_order, records, told, value_of
from data.text import text
from geo.regions import load
from pages._parts import assets, draw, maps, style
from pages._parts.scales import scale_of
from pages._parts.visitor import language, t
from pages._parts.written import as_frame

SPARSER = 4  # of the strokes of a desa's hatch one in so many, on the map of all
KEPT = 256  # maps and rankings that a process keeps


@cache
def _spots(kecamatan: str | None) -> dict[str, maps.Spots]:
    region = load()
    layer = json.loads(region.layer_path(kecamatan).read_text(encoding="utf-8"))
    return maps.spots(layer, _bounds(kecamatan))


@cache
def _bounds(kecamatan: str | None) -> maps.Bounds:
    """The mainland fills the frame; on the map of all kecamatan its west side leaves room for the island."""
    if kecamatan:
        return load().bounds_of(kecamatan)
    west, south, east, north = load().mainland_bounds
    layer = json.loads(load().layer_path().read_text(encoding="utf-8"))
    lons = [point[0] for feature in layer["features"] for point in _points(feature["geometry"]["coordinates"])]
    return min([west, *lons]), south, east, north


def _points(nested: list[Any]) -> Iterator[list[float]]:
    if isinstance(nested[0], float):
        yield nested
    else:
        for part in nested:
            yield from _points(part)


@dataclass(frozen=True)
class Plain:
    """The rows of figures as plain values, by which what was drawn of them is found again.

    Equal numbers are drawn alike, whoever looks: what is kept under them needs no version and cannot be stale.
    """

    names: tuple[str, ...]
    cells: tuple[tuple[Any, ...], ...]

    @classmethod
    def of(cls, answer: Figures) -> "Plain":
        """The places of an answer."""
        rows = records(answer.rows)
        return cls(tuple(map(str, answer.rows.columns)), tuple(tuple(row.values()) for row in rows))

    def rows(self) -> list[dict[str, Any]]:
        """The places, to be changed at will."""
        return [dict(zip(self.names, row, strict=True)) for row in self.cells]


def figure_map(
    key: str,
    numbers: Plain,
    metric: Metric,
    kecamatan: str | None,
    *,
    selected: str | None,
    height: int = 560,
    on_pick: Callable[[str], None] | None = None,
) -> None:
    """The choropleth with its legend; places outside the filter are drawn without a value."""
    shapes, classes, whole = _shapes(numbers, metric, kecamatan, style.no_data(), language())
    shapes_map(
        key,
        shapes,
        kecamatan,
        selected=selected,
        height=height,
        alt=t("map.alt", metric=t(f"metric.{metric.name}")),
        on_pick=on_pick,
    )
    draw.legend(
        t(f"metric.{metric.name}"),
        classes,
        no_data=None if whole else t("no_data"),
        note=t("map.natural_breaks") if metric.unit == "count" else "",
    )


@lru_cache(maxsize=KEPT)
def _shapes(
    numbers: Plain, metric: Metric, kecamatan: str | None, ground: str, tongue: str
) -> tuple[tuple[maps.Shape, ...], tuple[tuple[str, str], ...], bool]:
    """The shapes, the legend's (colour, words), and whether every place has a value; `ground` is that of the others."""
    rows = {row["code"]: row for row in numbers.rows() if row["code"]}
    values = [value for row in rows.values() if (value := value_of(row, metric)) is not None]
    scale = scale_of(metric, values)
    places = load().desa_of(kecamatan) if kecamatan else list(load().kecamatan.values())
    ranks = _ranks(rows, metric, tongue)

    def shape(code: str, name: str) -> maps.Shape:
        row = rows.get(code)
        value = value_of(row, metric) if row else None
        if row is None or value is None:
            words = text("no_data" if row else "map.outside_filter", tongue)
            return maps.Shape(code, name, ground, row is not None, f"{name}\n{words}", f"{name}\n{words}")
        written = formats.metric(metric.unit, value, tongue)
        of = told(row, metric, tongue)
        label = of if few(row, metric) else written
        hover = "\n".join((name, f"{text(f'metric.{metric.name}', tongue)}: {written}", of, ranks[code]))
        return maps.Shape(code, name, scale.fill(value), False, f"{name}\n{label}", hover)

    shapes = tuple(shape(place.code, place.name) for place in places)
    return shapes, tuple(scale.classes(metric.unit, tongue)), len(values) >= len(places)


def _ranks(rows: Mapping[str, Row], metric: Metric, tongue: str) -> dict[str, str]:
    answered = [(value, code) for code, row in rows.items() if (value := value_of(row, metric)) is not None]
    ordered = sorted(answered, reverse=not metric.low_first)
    order = text(f"order.{metric.name}", tongue)
    return {
        code: text("map.rank", tongue, rank=rank, of=len(ordered), order=order)
        for rank, (_, code) in enumerate(ordered, start=1)
    }


def shapes_map(
    key: str,
    shapes: Sequence[maps.Shape],
    kecamatan: str | None,
    *,
    selected: str | None,
    height: int,
    alt: str,
    on_pick: Callable[[str], None] | None,
) -> None:
    """Shapes of all kecamatan, or of the desa of one, on their own layer."""
    theme: maps.Theme = "dark" if style.dark() else "light"
    maps.choropleth(key, _drawing(tuple(shapes), kecamatan, selected, height, theme), alt=alt, on_pick=on_pick)


def desa_map(
    key: str, shapes: Sequence[maps.Shape], *, height: int, alt: str, on_pick: Callable[[str], None] | None
) -> None:
    """The desa of all kecamatan, below the borders and names of these."""
    theme: maps.Theme = "dark" if style.dark() else "light"
    maps.choropleth(key, _patchwork(tuple(shapes), height, theme), alt=alt, on_pick=on_pick)


@lru_cache(maxsize=KEPT)
def _patchwork(shapes: tuple[maps.Shape, ...], height: int, theme: maps.Theme) -> maps.Drawing:
    region = load()
    within = {code: [shape for shape in shapes if shape.code.startswith(code)] for code in region.kecamatan}
    return maps.patchwork(
        {_layer_url(code): mine for code, mine in within.items() if mine},
        [
            maps.Shape(code, one.name, _mostly(within[code]), label=one.name)
            for code, one in region.kecamatan.items()
            if within[code]
        ],
        _layer_url(None),
        # The strokes were made for the map of one kecamatan: here so many would run together.
        {code: lines[::SPARSER] for kecamatan in within for code, lines in region.hatch(kecamatan).items()},
        _spots(None),
        _bounds(None),
        height=height,
        theme=theme,
    )


def _mostly(shapes: Sequence[maps.Shape]) -> str:
    """The colour a name stands on."""
    return Counter(shape.fill for shape in shapes).most_common(1)[0][0]


def _layer_url(kecamatan: str | None) -> str:
    region = load()
    return assets.url(region.layer_path(kecamatan).relative_to(region.folder.parent).as_posix().join(("geo/", "")))


@lru_cache(maxsize=KEPT)
def _drawing(
    shapes: tuple[maps.Shape, ...], kecamatan: str | None, selected: str | None, height: int, theme: maps.Theme
) -> maps.Drawing:
    region = load()
    return maps.drawing(
        shapes,
        _layer_url(kecamatan),
        region.hatch(kecamatan),
        _spots(kecamatan),
        _bounds(kecamatan),
        selected=selected,
        height=height,
        theme=theme,
    )


def ranking(key: str, numbers: Plain, metric: Metric, level: str, day: date, *, on_pick: Callable[[str], None]) -> None:
    """The map's numbers as a table, worst first; a row opens its place."""
    rows, codes = _ranking(numbers, metric, language())
    share = metric.unit == "share"
    columns = {
        "rank": draw.Column(t("table.rank"), "count", 40),
        "name": draw.Column(t(f"level.{level}"), width=125),
        "value": draw.Column(t(f"metric_short.{metric.name}"), "bar" if share else metric.unit, 120 if share else 90),
        "told": draw.Column(t(f"numerator.{metric.name}"), "right", 110),
        "actors": draw.Column(t("table.actors"), "count", 70),
    }
    if metric.denominator is None or metric.unit == "ratio":
        columns.pop("told")
    if metric.name == "actors":
        columns.pop("actors")
    st.markdown(f"**{t(f'order.{metric.name}')}**")
    draw.table(
        key,
        as_frame({name: [row[name] for row in rows] for name in ("code", *columns)}),
        columns,
        height=560,
        on_pick=lambda code: on_pick(code) if code in codes else None,
        download=f"{metric.name}-{level}-{day}",
        csv_columns=csv_columns(level),
        csv_rows=rows,
    )


@lru_cache(maxsize=KEPT)
def _ranking(numbers: Plain, metric: Metric, tongue: str) -> tuple[tuple[Row, ...], frozenset[str]]:
    """The places in order, and the codes of those that can be opened: the row of desa not yet known has none."""
    rows = tuple(in_order(numbers.rows(), metric, tongue))
    return rows, frozenset(row["code"] for row in rows if row["code"])


def csv_columns(level: str) -> dict[str, str]:
    """What a downloaded ranking holds: every count and every metric, in words."""
    counts = ("actors", "observed", "served", "over_24", "never", "assigned", "orphaned", "legal")
    return {
        "code": t("table.code"),
        "name": t(f"level.{level}"),
        **{name: t(f"count.{name}") for name in counts},
        **{name: t(f"metric.{name}") for name in METRICS if name != "actors"},
    }
