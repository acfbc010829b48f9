"""The description of a release for machines: a Frictionless Data Package of its tables (specs.frictionlessdata.io)."""

import hashlib
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from data import formats
from data.public.document import MARKS, Document, Rules, Table
from data.public.files.rows import NOTE
from data.public.files.words import (
    columns,
    heading,
    invented,
    licence,
    meaning,
    release_title,
    table_about,
    table_title,
)
from data.public.tables import Column, layout
from data.text import text

_TYPES = {"count": "integer", "share": "number", "money": "integer", "flag": "string", "date": "date"}


def descriptor(document: Document, csvs: Mapping[str, bytes]) -> dict[str, Any]:
    """The content of datapackage.json; `csvs` are the tables' files, whose sizes and checksums it tells."""
    return {
        "profile": "tabular-data-package",
        "name": f"damping-{document.region}-{document.slug}".lower(),
        "title": release_title(document),
        "title_en": release_title(document, "en"),
        "description": text("opendata.what_words", office=document.office, region=document.region_name),
        "version": document.slug,
        "created": f"{document.published_on.isoformat()}T00:00:00Z",
        "as_of": document.as_of.isoformat(),
        "register_kind": document.kind,
        "definitions": document.definitions,
        "data_version": document.data_version,
        "window_months": document.window,
        "document_sha256": document.sha256,
        "protection": asdict(document.rules),
        "licenses": [asdict(licence())],
        "sources": [{"title": _source(words, day)} for words, day in _sources(document)],
        "contributors": [{"title": document.office, "role": "publisher"}],
        "keywords": ["IKM", "pendampingan", "industri kecil", "Satu Data Indonesia"],
        "resources": [_resource(document, table, csvs[f"{table.name}.csv"]) for table in document.tables],
    }


def _sources(document: Document) -> list[tuple[str, str | None]]:
    return [(one.words, formats.day(one.day) if one.day else None) for one in document.sources]


def _source(words: str, day: str | None) -> str:
    return f"{text(words)} · {day or text('public.mark.tanpa_data')}"


def _resource(document: Document, table: Table, content: bytes) -> dict[str, Any]:
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        "path": f"{table.name}.csv",
        "title": table_title(document, table.name),
        "title_en": table_title(document, table.name, "en"),
        "description": table_about(document, table.name),
        "description_en": table_about(document, table.name, "en"),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": ",", "lineTerminator": "\n", "header": True},
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "licenses": [asdict(licence())],
        "schema": _schema(document, table),
    }


def _schema(document: Document, table: Table) -> dict[str, Any]:
    rows = layout(table.name).rows
    fields: list[dict[str, Any]] = [
        {
            "name": "kode",
            "type": "string",
            "title": text("opendata.code"),
            "title_en": text("opendata.code", "en"),
            "description": text(f"opendata.classification.{rows}"),
            "constraints": {"required": True, "unique": True},
        },
        {
            "name": "nama",
            "type": "string",
            "title": text(f"public.rows.{rows}"),
            "title_en": text(f"public.rows.{rows}", "en"),
            "description": text("opendata.name"),
            "constraints": {"required": True},
        },
        *(_field(document.rules, table.name, column) for column in columns(table.name)),
    ]
    if invented(document):
        fields.append(
            {"name": NOTE, "type": "string", "title": text("opendata.note"), "description": invented(document)}
        )
    return {
        "fields": fields,
        "primaryKey": ["kode"],
        "missingValues": list(MARKS),
        "missing_values_meaning": {
            "ditahan": text("public.withheld_why"),
            "tanpa_data": text("opendata.blank"),
            "tidak_berlaku": text("opendata.not_meant"),
        },
    }


def _field(rules: Rules, table: str, column: Column) -> dict[str, Any]:
    return {
        "name": column.name,
        "type": _TYPES[column.unit],
        "title": heading(table, column.name),
        "title_en": heading(table, column.name, "en"),
        "description": meaning(table, column.name),
        "description_en": meaning(table, column.name, "en"),
        **({"constraints": limits(rules, column)} if limits(rules, column) else {}),
    }


def limits(rules: Rules, column: Column) -> dict[str, Any]:
    """What a published value of this column can be: no count is below the threshold."""
    if column.unit == "count":
        return {"minimum": rules.threshold}
    if column.unit == "share":
        return {"minimum": 0, "maximum": 1}
    if column.unit == "money":
        return {"minimum": 0}
    return {"enum": ["ada", "belum_ada"]} if column.unit == "flag" else {}
