"""A report as a workbook: the same numbers in tables to filter and sort, and a sheet of what they mean."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from data import formats
from data.headline import coverage_tiles
from data.metrics import METRICS
from data.queries import Figures
from data.ranking import records
from data.report.gaps import gaps
from data.report.link import Address
from data.report.model import Report
from data.report.subject import title
from data.report.words import meanings, moment
from data.settings import region
from data.text import text
from data.workbook import Column, Read, Sheet, of_day, workbook

TILES = {"actors": "count", "coverage": "share", "over_24": "count", "never": "count", "assigned": "count"}
COUNTED = (
    "actors",
    "observed",
    "served",
    "under_6",
    "6_12",
    "12_24",
    "over_24",
    "never",
    "assigned",
    "orphaned",
    "legal",
)
ABOUT_VISITS = ("served", "under_6", "6_12", "12_24", "over_24", "never")
IN_GAPS = ("actors", "observed", "served", "never")
TEXTS = {"code": 16, "name": 30, "place": 30, "kecamatan": 22, "gap": 40, "kind": 32, "status": 22}


def to_excel(report: Report, address: Address | None) -> bytes:
    """The file; a number without an answer is an empty cell."""
    banner = text(f"banner.{report.invented}", report.language) if report.invented else None
    made = workbook(list(_sheets(report, address)), banner, report.language)
    return of_day(made, title(report.wanted, report.names, report.language), region().office, report.day)


def _sheets(report: Report, address: Address | None) -> Iterator[Sheet]:
    yield _summary(report, address)
    yield _places(report, report.level, report.places)
    if report.tables and report.tables.desa:
        yield _places(report, "desa", report.tables.desa)
    yield _sectors(report)
    yield _trend(report)
    yield _gaps(report)
    if report.tables:
        yield _permits(report, report.tables.permits)
        yield _needs(report, report.tables.needs)
    yield _definitions(report)


def _sheet(report: Report, name: str, columns: Mapping[str, Column], rows: Sequence[Mapping[str, Any]]) -> Sheet:
    titled = text(f"report.sheet.{name}", report.language)
    heads = [f"{title(report.wanted, report.names, report.language)}: {titled}", _frame(report)]
    return Sheet(titled, heads, columns, rows, to_read=True, table=f"damping_{name}")


def _frame(report: Report) -> str:
    language = report.language
    known = f"{text('report.about.known_at', language).lower()} {moment(report.known_at, language)}"
    return " · ".join((report.sentence, known, text("report.snapshot", language, id=report.id)))


def _columns(report: Report, texts: Sequence[str], numbers: Mapping[str, str]) -> dict[str, Column]:
    words = {name: text(f"report.column.{name}", report.language) for name in (*texts, *numbers)}
    return {name: Column(words[name], width=TEXTS[name]) for name in texts} | {
        name: Column(words[name], reads, 14) for name, reads in numbers.items()
    }


def _summary(report: Report, address: Address | None) -> Sheet:
    language, total = report.language, report.places.total
    tiles = coverage_tiles(total, report.before, report.wanted.window, language)
    rows = [
        {
            "name": tile.name,
            "number": Read(total[name] if tile.number else None, reads),
            "of": tile.of,
            "change": tile.change,
            "means": tile.meaning,
        }
        for (name, reads), tile in zip(TILES.items(), tiles, strict=True)
    ]
    columns = {
        "name": Column(text("report.column.name", language), width=34),
        "number": Column(text("report.column.number", language), "count", 12),
        "of": Column(text("report.column.share_of", language), width=26),
        "change": Column(text("report.column.change", language), width=30),
        "means": Column(text("report.column.means", language), width=90),
    }
    where, about = region(), [f"{name}: {words}" for name, words in _about(report, address)]
    source = text("report.source", language, office=where.office, boundaries=where.boundary_credit)
    lines = [title(report.wanted, report.names, language), *about, source]
    return Sheet(text("report.sheet.summary", language), lines, columns, rows, to_read=True, table="damping_summary")


def _about(report: Report, address: Address | None) -> Iterator[tuple[str, str]]:
    language = report.language
    yield text("report.about.what", language), text("report.kicker", language)
    yield text("report.about.filter", language), report.sentence
    yield text("report.about.day", language), formats.day(report.day, language)
    yield text("report.about.known_at", language), moment(report.known_at, language)
    window = text("report.about.months", language, months=report.wanted.window)
    yield text("report.about.window", language), window
    yield text("report.about.snapshot", language), report.id
    if address:
        yield text("report.about.link", language), address.of(report)


def _places(report: Report, level: str, figures: Figures) -> Sheet:
    texts = ("code", "kecamatan", "name") if level == "desa" else ("code", "name")
    columns = _columns(report, texts, _numbers())
    columns["name"] = Column(text(f"level.{level}", report.language), width=TEXTS["name"])
    unknown = text("place.desa_unknown", report.language)
    rows = [
        _counted(row) | {"name": row["name"] or unknown, "kecamatan": report.names.kecamatan.get(row["parent"] or "")}
        for row in records(figures.rows)
    ]
    return _sheet(report, level, columns, rows)


def _numbers() -> dict[str, str]:
    shares = {name: metric.unit for name, metric in METRICS.items() if metric.denominator}
    return dict.fromkeys(COUNTED, "count") | shares


def _counted(row: Mapping[str, Any]) -> dict[str, Any]:
    """The row; what is about visits is empty where none are recorded: blank is not zero."""
    return dict(row) | ({} if row["observed"] else dict.fromkeys(ABOUT_VISITS))


def _sectors(report: Report) -> Sheet:
    columns = _columns(report, ("code", "name"), _numbers())
    columns["name"] = Column(text("report.column.sector", report.language), width=TEXTS["name"])
    names = report.names.sector
    rows = [_counted(row) | {"name": names.get(row["code"], row["name"])} for row in records(report.sectors.rows)]
    return _sheet(report, "sectors", columns, rows)


def _trend(report: Report) -> Sheet:
    columns = {"day": Column(text("report.about.day", report.language), "day", 20)}
    columns |= _columns(report, (), _numbers())
    return _sheet(report, "trend", columns, [_counted(row) for row in records(report.trend)])


def _gaps(report: Report) -> Sheet:
    columns = {"gap": Column(text("report.gaps", report.language), width=TEXTS["gap"])}
    columns |= _columns(report, ("code", "place"), dict.fromkeys(IN_GAPS, "count"))
    rows = [
        _counted(row) | {"gap": text(f"report.gap.{gap}", report.language), "place": row["name"]}
        for gap, found in gaps(report).items()
        for row in found
    ]
    return _sheet(report, "gaps", columns, rows)


def _permits(report: Report, counted: pd.DataFrame) -> Sheet:
    columns = _columns(report, ("kind", "status"), {"actors": "count"})
    rows = [
        {
            "kind": report.names.permit_kind.get(row["kind"], row["kind"]),
            "status": text(f"status.{row['status']}", report.language),
            "actors": row["actors"],
        }
        for row in records(counted)
    ]
    return _sheet(report, "permits", columns, rows)


def _needs(report: Report, counted: pd.DataFrame) -> Sheet:
    columns = _columns(report, ("kind", "status"), {"actors": "count"})
    rows = [
        {
            "kind": report.names.need_kind.get(row["kind"], row["kind"]),
            "status": text(f"need.{row['change']}", report.language),
            "actors": row["actors"],
        }
        for row in records(counted)
    ]
    return _sheet(report, "needs", columns, rows)


def _definitions(report: Report) -> Sheet:
    language = report.language
    tiles = coverage_tiles(report.places.total, report.before, report.wanted.window, language)
    said = [
        *((tile.name, tile.meaning) for tile in tiles),
        *meanings(report),
        *(
            (
                text(f"report.gap.{gap}", language),
                text(f"report.gap_means.{gap}", language, months=report.wanted.window),
            )
            for gap in gaps(report)
        ),
        (text("report.about.window", language), text("report.means.window", language, months=report.wanted.window)),
        (text("report.about.known_at", language), text("report.means.known_at", language)),
        (text("report.about.snapshot", language), text("report.means.snapshot", language)),
    ]
    columns = {
        "name": Column(text("report.column.name", language), width=40),
        "means": Column(text("report.column.means", language), width=110),
    }
    return _sheet(report, "definitions", columns, [{"name": name, "means": words} for name, words in said])
