"""Figures on the map and in the ranking beside it: kecamatan, or the desa of the one chosen."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

import pandas as pd
import streamlit as st

from data import formats
from data.metrics import METRICS, Metric
from data.queries import Figures
from geo.regions import load
from pages._parts import assets, draw, maps, style
from pages._parts.scales import Scale, scale_of
from pages._parts.visitor import language, t

Row = Mapping[str, Any]  # a place: code, name, its counts and metrics as plain values, None where there is no answer


def records(rows: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of figures as plain dictionaries; whatever is missing is None."""
    names = list(rows.columns)
    return [dict(zip(names, row, strict=True)) for row in rows.to_numpy(dtype=object, na_value=None).tolist()]


def value_of(row: Row, metric: Metric) -> float | None:
    """A metric's cell as a number, or None where it has no answer."""
    value = row[metric.name]
    return None if value is None else float(value)


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


def figure_map(
    key: str,
    answer: Figures,
    metric: Metric,
    kecamatan: str | None,
    *,
    selected: str | None,
    height: int = 560,
    on_pick: Callable[[str], None] | None = None,
) -> None:
    """The choropleth with its legend; places outside the filter are drawn without a value."""
    rows = {row["code"]: row for row in records(answer.rows) if row["code"]}
    values = [value for row in rows.values() if (value := value_of(row, metric)) is not None]
    scale = scale_of(metric, values)
    region = load()
    places = region.desa_of(kecamatan) if kecamatan else list(region.kecamatan.values())
    ranks = _ranks(rows, metric)
    shapes_map(
        key,
        [_shape(place.code, place.name, rows.get(place.code), metric, scale, ranks) for place in places],
        kecamatan,
        selected=selected,
        height=height,
        alt=t("map.alt", metric=t(f"metric.{metric.name}")),
        on_pick=on_pick,
    )
    draw.legend(
        t(f"metric.{metric.name}"),
        scale.classes(metric.unit, language()),
        no_data=t("no_data") if len(values) < len(places) else None,
        note=t("map.natural_breaks") if metric.unit == "count" else "",
    )


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
    region = load()
    maps.choropleth(
        key,
        shapes,
        assets.url(region.layer_path(kecamatan).relative_to(region.folder.parent).as_posix().join(("geo/", ""))),
        region.hatch(kecamatan),
        _spots(kecamatan),
        _bounds(kecamatan),
        selected=selected,
        height=height,
        theme="dark" if style.dark() else "light",
        alt=alt,
        on_pick=on_pick,
    )


def _ranks(rows: Mapping[str, Row], metric: Metric) -> dict[str, str]:
    answered = [(value, code) for code, row in rows.items() if (value := value_of(row, metric)) is not None]
    ordered = sorted(answered, reverse=not metric.low_first)
    return {
        code: t("map.rank", rank=rank, of=len(ordered), order=t(f"order.{metric.name}"))
        for rank, (_, code) in enumerate(ordered, start=1)
    }


def _shape(
    code: str,
    name: str,
    row: Row | None,
    metric: Metric,
    scale: Scale,
    ranks: Mapping[str, str],
) -> maps.Shape:
    value = value_of(row, metric) if row else None
    if row is None or value is None:
        words = t("no_data") if row else t("map.outside_filter")
        return maps.Shape(code, name, style.no_data(), row is not None, f"{name}\n{words}", f"{name}\n{words}")
    written = formats.metric(metric.unit, value, language())
    of = told(row, metric)
    label = of if _few(row, metric) else written
    hover = "\n".join((name, f"{t(f'metric.{metric.name}')}: {written}", of, ranks[code]))
    return maps.Shape(code, name, scale.fill(value), False, f"{name}\n{label}", hover)


def _few(row: Row, metric: Metric) -> bool:
    """A share of fewer than ten says little as a percentage: it is said as "3 dari 7"."""
    return metric.unit == "share" and metric.denominator is not None and row[metric.denominator] < 10


def told(row: Row, metric: Metric) -> str:
    """Numerator and denominator in words."""
    if metric.denominator is None or metric.unit == "ratio":
        return t("map.actors", count=formats.number(row["actors"], language()))
    above, below = metric.numerator(row), row[metric.denominator]
    return t("map.of", count=formats.number(above, language()), of=formats.number(below, language()))


def ranking(
    key: str, answer: Figures, metric: Metric, level: str, *, on_pick: Callable[[str], None], height: int = 560
) -> None:
    """The map's numbers as a table, worst first; a row opens its place."""
    rows = ranked(answer.rows, metric)
    codes = {row["code"] for row in rows if row["code"]}  # the row of desa not yet known has none
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
        pd.DataFrame({name: [row[name] for row in rows] for name in ("code", *columns)}),
        columns,
        height=height,
        on_pick=lambda code: on_pick(code) if code in codes else None,
        download=f"{metric.name}-{level}-{answer.as_of}",
        csv_columns=csv_columns(level),
        csv_rows=rows,
    )


def ranked(rows: pd.DataFrame, metric: Metric) -> list[dict[str, Any]]:
    """The places with rank, value (shares in per cent), counts in words (told); worst first, without an answer last."""
    places = records(rows)
    for row in places:
        value = value_of(row, metric)
        row["name"] = row["name"] or t("place.desa_unknown")
        row["told"] = t("no_data") if value is None else told(row, metric)
        row["value"] = value
    answered = [row for row in places if row["value"] is not None]
    answered.sort(key=lambda row: row["value"], reverse=not metric.low_first)
    ordered = answered + [row for row in places if row["value"] is None]
    for rank, row in enumerate(ordered, start=1):
        row["rank"] = rank
        if metric.unit == "share" and row["value"] is not None:
            row["value"] = float(round(row["value"] * 100))
    return ordered


def csv_columns(level: str) -> dict[str, str]:
    """What a downloaded ranking holds: every count and every metric, in words."""
    counts = ("actors", "observed", "served", "over_24", "never", "assigned", "orphaned", "legal")
    return {
        "code": t("table.code"),
        "name": t(f"level.{level}"),
        **{name: t(f"count.{name}") for name in counts},
        **{name: t(f"metric.{name}") for name in METRICS if name != "actors"},
    }
