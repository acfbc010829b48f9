"""The metadata card of Satu Data Indonesia, one per table: the data standard of Perpres 39/2019 (konsep, definisi,
klasifikasi, ukuran, satuan) and the items of BPS's form for indicators (docs/open-data.md says from which sources)."""

import re
from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

from data import formats
from data.public.document import Document, Table
from data.public.files.package import limits
from data.public.files.words import columns, heading, licence, meaning, release_title, table_about, table_title
from data.public.tables import PERMITS_BY_SECTOR, Column, layout
from data.text import text

# What each column is about; a column named nowhere here counts actors.
CONCEPTS: Mapping[str, tuple[str, ...]] = {
    "layanan": ("teramati", "terlayani", "cakupan", "belum_pernah", "sejak", "terlayani_masuk", "terlayani_keluar"),
    "legalitas": PERMITS_BY_SECTOR,
    "kebutuhan": ("terbuka", "terpenuhi"),
    "pendamping": ("pendamping_wilayah", "punya_pendamping", "pendamping"),
    "kunjungan": ("kunjungan", "terlambat", "bagian"),
    "nilai": ("melapor", "nilai_produksi"),
}
# What a count counts, where it is not businesses.
COUNTED = {
    "terbuka": "kebutuhan",
    "terpenuhi": "kebutuhan",
    "pendamping": "orang",
    "kunjungan": "kunjungan",
    "terlambat": "kunjungan",
}
KECAMATAN = "kecamatan"


def metadata(document: Document) -> dict[str, Any]:
    """The content of satu-data.json: what holds for the release, then a card per table in `dataset`."""
    return {
        "judul": release_title(document),
        "judul_en": release_title(document, "en"),
        "dasar": ["Perpres 39/2019", "Peraturan BPS 5/2020"],
        "produsen_data": document.office,
        "penanggung_jawab": document.office,
        "rilis": document.slug,
        "tanggal_rilis": document.published_on.isoformat(),
        "per_tanggal": document.as_of.isoformat(),
        "belum_diisi": text("opendata.to_fill"),
        "dataset": [_dataset(document, table) for table in document.tables],
    }


def _dataset(document: Document, table: Table) -> dict[str, Any]:
    rows = layout(table.name).rows
    day = formats.day(document.as_of)
    return {
        "nama": table.name,
        "judul": table_title(document, table.name),
        "judul_en": table_title(document, table.name, "en"),
        "deskripsi": table_about(document, table.name),
        "berkas": f"{table.name}.csv",
        "produsen_data": document.office,
        "penanggung_jawab": document.office,
        "sumber": [text(source.words) for source in document.sources],
        "periode": text("opendata.period", day=day, months=document.window),
        "jadwal": text("opendata.schedule"),
        "tanggal_rilis": document.published_on.isoformat(),
        "cakupan_wilayah": f"{document.region_name} ({document.region})",
        "klasifikasi": text(f"opendata.classification.{rows}"),
        "kode_referensi": text("opendata.codes") if rows in (KECAMATAN, "regency") else "",
        "batasan": [
            text("opendata.register"),
            text("public.withheld_why"),
            text("public.rounded_why"),
            text("opendata.blank"),
        ],
        "lisensi": f"{licence().title} ({licence().name})",
        "variabel": [_variable(document, table.name, column) for column in columns(table.name)],
    }


def _variable(document: Document, table: str, column: Column) -> dict[str, Any]:
    return {
        "nama": heading(table, column.name),
        "nama_en": heading(table, column.name, "en"),
        "alias": column.name,
        "konsep": text(f"opendata.concept.{_concept(column.name)}"),
        "definisi": meaning(table, column.name),
        "metode_rumus_penghitungan": _formula(document, table, column),
        "ukuran": text(f"opendata.measure.{column.unit}"),
        "satuan": text(f"opendata.unit.{_unit(column)}"),
        "klasifikasi_penyajian": text(f"opendata.classification.{layout(table).rows}"),
        "indikator_komposit": False,
        "level_estimasi": KECAMATAN if layout(table).rows == KECAMATAN else "kabupaten",
        "dapat_diakses_umum": True,
        "aturan_validasi": limits(document.rules, column),
    }


def _concept(column: str) -> str:
    return next((name for name, members in CONCEPTS.items() if column in members), "pelaku")


def _unit(column: Column) -> str:
    if column.unit == "count":
        return COUNTED.get(column.name, "usaha")
    return {"share": "rasio", "money": "rupiah", "flag": "tanpa", "date": "hari"}[column.unit]


def _formula(document: Document, table: str, column: Column) -> str:
    rules = document.rules
    if column.unit == "share":
        return text("opendata.formula.share", part=heading(table, column.part), whole=heading(table, column.whole))
    return text(f"opendata.formula.{column.unit}", base=rules.base, money=formats.number(rules.money_base))


# --- for reading ---------------------------------------------------------------------------------------------------


def metadata_page(document: Document) -> str:
    """The same as a page of Markdown."""
    return "\n".join(_lines(metadata(document))) + "\n"


def _lines(content: Mapping[str, Any]) -> Iterator[str]:
    yield f"# {_safe(content['judul'])}"
    yield ""
    for name in ("produsen_data", "penanggung_jawab", "rilis", "tanggal_rilis", "per_tanggal", "belum_diisi"):
        yield f"- **{_label(name)}**: {_safe(content[name])}"
    yield f"- **{_label('dasar')}**: {_safe('; '.join(content['dasar']))}"
    for dataset in content["dataset"]:
        yield from _section(dataset)


def _section(dataset: Mapping[str, Any]) -> Iterator[str]:
    title, about = (text(f"public.{kind}.{dataset['nama']}") for kind in ("table", "table_about"))
    yield from ("", f"## {_safe(title)}", "", _safe(about), "")
    for name, value in dataset.items():
        if name in ("judul", "judul_en", "deskripsi", "variabel") or not value:
            continue
        if isinstance(value, list):
            yield f"- **{_label(name)}**:"
            yield from (f"  - {_safe(one)}" for one in value)
        else:
            yield f"- **{_label(name)}**: {_safe(value)}"
    heads = ("nama", "konsep", "definisi", "metode_rumus_penghitungan", "ukuran", "satuan")
    yield from ("", "| " + " | ".join(map(_label, heads)) + " |", "|" + " --- |" * len(heads))
    for one in dataset["variabel"]:
        yield "| " + " | ".join(_safe(one[name]) for name in heads) + " |"


def _label(name: str) -> str:
    return name.replace("_", " ").capitalize()


def _safe(value: Any) -> str:
    """Words as words: neither HTML nor Markdown in a name does anything."""
    return re.sub(r"([\\`*_\[\]|#~])", r"\\\1", escape(" ".join(str(value).split()), quote=False))
