"""Which pages the site has, and what each of them is made of."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from data.public import files, ledger
from data.public.answers import Answer, Answers, answers
from data.public.calendar import Due, due_dates
from data.public.directory import Entry, csv, entries
from data.public.document import Cell, Document, Rules, Source
from data.public.site import chart, coverage, listing, tiles, views
from data.public.site.words import Words
from data.public.tables import WINDOW, layouts
from data.settings import Licence, region
from data.text import LANGUAGES

HERE = Path(__file__).parent
ASSETS = ("site.css", "embed.js", "icon.svg")
NOTHING_ASKED = Answers((), Cell(0))
# The tables as they stand on the page, beginning with where people wait; two of HALVES stand side by side.
ORDER = (
    *("cakupan", "menunggu", "jangkauan", "tren", "perubahan", "keluar", "terlambat", "kebutuhan", "nilai"),
    *("sektor", "izin", "pendamping", "izin_sektor"),
)
HALVES = ("menunggu", "jangkauan", "keluar", "terlambat", "kebutuhan", "nilai", "izin", "pendamping")
MENU = {
    "index.html": "menu_now",
    "rilis/index.html": "menu_releases",
    "metode.html": "menu_methods",
    "koreksi.html": "menu_corrections",
    "siap-pasok.html": "menu_listing",
}


@dataclass(frozen=True)
class Material:
    """Everything public, read once; `releases` newest first."""

    releases: tuple[Document, ...] = ()
    due: tuple[Due, ...] = ()
    answers: Answers = NOTHING_ASKED
    entries: tuple[Entry, ...] = ()
    csv: bytes = b""

    @cached_property
    def latest(self) -> Document | None:
        return self.releases[0] if self.releases else None


@dataclass(frozen=True)
class Link:
    """A file to take away."""

    href: str
    name: str
    kind: str
    size: str


def pages(register: str) -> Iterator[tuple[str, bytes]]:
    """Path -> bytes of every file of the site of a register."""
    documents = tuple(ledger.release(register, one.slug) for one in ledger.releases(register))
    return made(Material(documents, due_dates(register), answers(register), entries(register), csv(register)))


def made(material: Material) -> Iterator[tuple[str, bytes]]:
    """Path -> bytes of every file of the site."""
    for name in ASSETS:
        yield name, (HERE / name).read_bytes()
    yield "siap-pasok.csv", material.csv
    for language in LANGUAGES:
        yield from _front(material, language)
    for index, document in enumerate(material.releases):
        taken = files.of(document)
        yield from ((f"rilis/{document.slug}/{path}", content) for path, content in taken.items())
        for language in LANGUAGES:
            yield from _release(material, document, material.releases[index + 1 :], taken, language)


def _front(material: Material, language: str) -> Iterator[tuple[str, bytes]]:
    for page, template in (
        ("rilis/index.html", "ledger.html"),
        ("metode.html", "methods.html"),
        ("koreksi.html", "corrections.html"),
        ("siap-pasok.html", "listing.html"),
    ):
        words = Words(language, page)
        yield words.path, _html(template, material, words, **_of_front(material, words))
    if material.latest is None:
        words = Words(language, "index.html")
        yield words.path, _html("empty.html", material, words, coming=_coming(material))


def _release(
    material: Material, document: Document, earlier: tuple[Document, ...], taken: Mapping[str, bytes], language: str
) -> Iterator[tuple[str, bytes]]:
    names = sorted((table.name for table in document.tables), key=ORDER.index)
    places = ["index.html"] if document is material.latest else []
    for page in [*places, f"rilis/{document.slug}/index.html"]:
        words = Words(language, page)
        yield (
            words.path,
            _html(
                "release.html",
                material,
                words,
                document,
                tables=[views.table(words, document, name) for name in names],
                tiles=tiles.tiles(words, document, earlier),
                map=coverage.coverage_map(words, document),
                links=_links(words, document, taken),
                table_names=names,
                halves=HALVES,
                line=chart.LINE,
                withheld=document.withheld,
                coming=_coming(material),
                newest=document is material.latest,
            ),
        )
    for name in names:
        words = Words(language, f"rilis/{document.slug}/tabel/{name}.html")
        yield words.path, _html("table.html", material, words, document, table=views.table(words, document, name))


def _of_front(material: Material, words: Words) -> dict[str, Any]:
    meanings = {column.name: words.meaning(column.name) for layout in layouts() for column in layout.columns}
    return {
        "makers": listing.makers(words, material.entries),
        "asked": listing.asked(words),
        "said": listing.said(words),
        "due": material.due,
        "slugs": {one.slug: one.published_on for one in material.releases},
        "rules": material.latest.rules if material.latest else Rules(),
        "window": material.latest.window if material.latest else WINDOW,
        "waiting": _waiting(words, material.answers.waiting),
        "coming": _coming(material),
        "answers": [_answer(material, words, one) for one in material.answers.answered],
        "definitions": [(words.column(name), meaning) for name, meaning in meanings.items()],
        "sources": [
            _source(words, material.latest, one) for one in (material.latest.sources if material.latest else ())
        ],
    }


def _answer(material: Material, words: Words, one: Answer) -> dict[str, Any]:
    """An answer with the names of what it is about; what a release does not have is left out."""
    document = next((found for found in material.releases if found.slug == one.release), None)
    table = next((found for found in document.tables if found.name == one.table), None) if document else None
    row = next((words.named(found.name) for found in table.rows if found.code == one.row), None) if table else None
    column = words.column(one.column) if table and one.column in table.columns else None
    return {
        "day": words.day(one.day),
        "release": one.release if document else None,
        "table": words.table(one.table) if table else None,
        "name": one.table,
        "where": " · ".join(part for part in (row, column) if part),
        "answer": one.answer,
        "corrected": one.corrected,
    }


def _waiting(words: Words, count: Cell) -> str:
    """How many reports wait for an answer; nothing when none does."""
    if count.mark:
        return words.t("reports_few")
    return words.t("reports_waiting", count=words.number(float(count.value))) if count.value else ""


def _source(words: Words, latest: Document | None, one: Source) -> dict[str, str]:
    age = (latest.as_of - one.day).days if latest and one.day else None
    return {
        "denominator": words.column(one.denominator),
        "words": words.says(one.words),
        "day": words.day(one.day) if one.day else words.mark("tanpa_data"),
        "age": "" if age is None else words.t("age_none") if age <= 0 else words.t("age", days=words.number(age)),
    }


def _coming(material: Material) -> Due | None:
    return next((one for one in material.due if one.state in ("due", "coming")), None)


KINDS = {
    "csv": "CSV",
    "xlsx": "Excel",
    "geojson": "GeoJSON",
    "json": "JSON",
    "md": "Markdown",
    "txt": "TXT",
}


def _links(words: Words, document: Document, taken: Mapping[str, bytes]) -> dict[str, Link]:
    """The files of a release by path."""
    return {
        path: Link(
            words.file(f"rilis/{document.slug}/{path}"),
            path,
            KINDS.get(path.rpartition(".")[2], path.rpartition(".")[2].upper()),
            words.t("size", size=words.number(max(1, round(len(content) / 1000)))),
        )
        for path, content in taken.items()
    }


@cache
def _environment() -> Environment:
    found = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    found.globals["bar"] = views.BAR
    return found


def _html(template: str, material: Material, words: Words, document: Document | None = None, **more: Any) -> bytes:
    shown = document or material.latest
    licence: Licence = region().data_licence
    made_of = {
        "words": words,
        "t": words.t,
        "menu": [(page, key) for page, key in MENU.items()],
        "language_names": {language: words.says(f"language.{language}") for language in LANGUAGES},
        "latest": material.latest,
        "document": shown,
        "releases": material.releases,
        "office": shown.office if shown else region().office,
        "region_name": shown.region_name if shown else region().kab_name,
        "boundary_credit": region().boundary_credit,
        "licence": licence,
        "withheld_why": words.says("public.withheld_why"),
        "rounded_why": words.says("public.rounded_why"),
    }
    return _environment().get_template(template).render(made_of | more).encode()
