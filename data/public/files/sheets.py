"""The release as a workbook: a sheet of what one should know first, then one sheet per table in words."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from data import formats
from data.public.document import Cell, Document, Table
from data.public.files.words import columns, heading, invented, licence, meaning, release_title
from data.public.tables import layout
from data.settings import region
from data.text import text
from data.workbook import Column, Quiet, Sheet, of_day, workbook

_READS = {"count": "count", "share": "share", "money": "count", "flag": "text", "date": "day"}
_WIDTHS = {"count": 16, "share": 16, "money": 22, "flag": 18, "date": 20}


def to_xlsx(document: Document) -> bytes:
    """Numbers as numbers, days as days, a mark as its word in grey; no formulas."""
    sheets = [_first(document), *(_sheet(document, table) for table in document.tables)]
    made = workbook(sheets, invented(document) or None)
    return of_day(made, release_title(document), document.office, document.published_on)


def _sheet(document: Document, table: Table) -> Sheet:
    units = {column.name: column.unit for column in columns(table.name)}
    heads = {
        "kode": Column(text("opendata.code"), width=19),
        "nama": Column(text(f"public.rows.{layout(table.name).rows}"), width=42),
        **{name: Column(heading(table.name, name), _READS[unit], _WIDTHS[unit]) for name, unit in units.items()},
    }
    rows = [
        {"kode": row.code, "nama": row.name["id"]}
        | {name: _shown(one, units[name]) for name, one in zip(table.columns, cells, strict=True)}
        for row, cells in zip(table.rows, table.cells, strict=True)
    ]
    day = text("opendata.as_of", day=formats.day(document.as_of), region=document.region_name)
    title = text(f"public.table.{table.name}")
    return Sheet(table.name, [title, text(f"public.table_about.{table.name}"), day], heads, rows, to_read=True)


def _shown(cell: Cell, unit: str) -> Any:
    if cell.mark:
        return Quiet(text(f"public.mark.{cell.mark}"))
    if unit == "date":
        return date.fromisoformat(str(cell.value))
    return text(f"public.flag.{cell.value}") if unit == "flag" else cell.value


def _first(document: Document) -> Sheet:
    heads = {"hal": Column(text("opendata.topic"), width=34), "isi": Column(text("opendata.words"), width=95)}
    rows = [{"hal": topic, "isi": words} for topic, words in (*_about(document), *_explained(document))]
    return Sheet(
        text("opendata.first"),
        [text("opendata.title", region=document.region_name, day=formats.day(document.as_of))],
        heads,
        rows,
        to_read=True,
    )


def _about(document: Document) -> Iterator[tuple[str, str]]:
    rules, terms = document.rules, licence()
    yield text("opendata.what"), text("opendata.what_words", office=document.office, region=document.region_name)
    yield text("opendata.publisher"), document.office
    yield text("opendata.numbers_of"), formats.day(document.as_of)
    yield text("opendata.published"), formats.day(document.published_on)
    yield text("opendata.release"), document.slug
    yield (
        text("opendata.versions"),
        text("opendata.versions_words", data=document.data_version, definitions=document.definitions),
    )
    yield text("opendata.window"), text("opendata.window_words", months=document.window)
    yield text("public.mark.ditahan").capitalize(), text("public.withheld_why")
    yield text("public.mark.tanpa_data").capitalize(), text("opendata.blank")
    yield text("public.mark.tidak_berlaku").capitalize(), text("opendata.not_meant")
    yield text("opendata.rounded"), text("public.rounded_why")
    yield (
        text("opendata.rules"),
        text(
            "opendata.rules_words",
            threshold=rules.threshold,
            base=rules.base,
            money=formats.number(rules.money_base),
            dominance=rules.dominance,
        ),
    )
    withheld, of = document.withheld
    yield text("opendata.share"), text("opendata.share_words", withheld=withheld, of=of)
    yield text("opendata.licence"), f"{terms.title} ({terms.name}), {terms.path}"
    yield text("opendata.boundaries"), region().boundary_credit
    for source in document.sources:
        day = formats.day(source.day) if source.day else text("public.mark.tanpa_data")
        yield text("opendata.source"), f"{text(source.words)} · {day}"
    yield text("opendata.checksum"), f"{document.sha256} (document.json)"


def _explained(document: Document) -> Iterator[tuple[str, str]]:
    for table in document.tables:
        yield (
            f"{text('opendata.table')}: {table.name}",
            f"{text(f'public.table.{table.name}')}. " + text(f"public.table_about.{table.name}"),
        )
    said = set()
    for table in document.tables:
        for column in table.columns:
            words = heading(table.name, column), meaning(table.name, column)
            if words not in said:
                said.add(words)
                yield words
