"""The static site: whole in itself, saying each published number and no other, and never half written."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from posixpath import dirname, join, normpath
from urllib.parse import unquote, urlsplit

import pytest

from data import clock, commands
from data.access import Who
from data.problem import Problem
from data.public import making, site
from data.public.document import NO_DATA, WITHHELD, Cell, Document
from data.public.site import Material, coverage, folder, made, tiles
from data.public.site.words import Words
from data.public.tables import layout
from data.settings import ROOT
from data.text import LANGUAGES, catalogue, text
from geo import regions
from tests.published import AS_OF, KAB, KALISAT, document
from tests.sites import material, whole, with_cells

EVIL = '<script>alert(1)</script>"onload="alert(2)" {{ 7*7 }}'
NAMES = {"id": "rilis/2026-11-26/tabel/{}.html", "en": "en/rilis/2026-11-26/tabel/{}.html"}
EMPTY_TAGS = ("meta", "link", "br", "path", "rect", "circle")


@dataclass
class Node:
    """An element: its attributes, what is in it, its text."""

    tag: str
    of: Mapping[str, str]
    inside: list["Node | str"] = field(default_factory=list)

    def all(self, tag: str = "") -> Iterator["Node"]:
        for one in self.inside:
            if isinstance(one, Node):
                if tag in ("", one.tag):
                    yield one
                yield from one.all(tag)

    @property
    def said(self) -> str:
        return "".join(one if isinstance(one, str) else one.said for one in self.inside)


class Reader(HTMLParser):
    """Reads a page into nodes; an element that is not closed, or closed twice, is an error."""

    def __init__(self) -> None:
        super().__init__()
        self.root = Node("", {})
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len({name for name, _ in attrs}) == len(attrs), (tag, attrs)
        node = Node(tag, {name: value or "" for name, value in attrs})
        self.open[-1].inside.append(node)
        if tag not in EMPTY_TAGS or tag == "path":
            self.open.append(node)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if self.open[-1].tag == tag:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop().tag == tag

    def handle_data(self, data: str) -> None:
        self.open[-1].inside.append(data)


def page(content: bytes) -> Node:
    reader = Reader()
    reader.feed(content.decode())
    reader.close()
    assert reader.open == [reader.root]
    return reader.root


@cache
def shown() -> dict[str, bytes]:
    return dict(made(material()))


def html(files: Mapping[str, bytes]) -> dict[str, Node]:
    return {path: page(content) for path, content in files.items() if path.endswith(".html")}


@cache
def read() -> dict[str, Node]:
    return html(shown())


def links(node: Node) -> Iterator[str]:
    for one in node.all():
        yield from (value for name, value in one.of.items() if name in ("href", "src", "xlink:href", "action", "data"))


def check_whole(files: Mapping[str, bytes]) -> None:
    """Every link of every page leads to a file of the site, every id it names is there once, none asks outside."""
    pages = html(files)
    ids = {path: [one.of["id"] for one in root.all() if "id" in one.of] for path, root in pages.items()}
    for path, root in pages.items():
        assert len(set(ids[path])) == len(ids[path]), path
        for link in links(root):
            parts = urlsplit(link)
            assert not parts.scheme and not parts.netloc and not link.startswith("/"), (path, link)
            target = normpath(join(dirname(path), unquote(parts.path))) if parts.path else path
            assert target in files, (path, link)
            assert not parts.fragment or parts.fragment in ids[target], (path, link)
        for one in root.all():
            named = one.of.get("aria-labelledby", "").split() + re.findall(r"url\(#([^)]+)\)", str(one.of))
            assert set(named) <= set(ids[path]), (path, named)
    assert all("//" not in files[name].decode() for name in ("site.css",))
    assert "@import" not in files["site.css"].decode() and "url(" not in files["site.css"].decode()


# --- whole in itself -------------------------------------------------------------------------------------------------


def test_every_link_leads_to_a_file_of_the_site() -> None:
    check_whole(shown())
    assert {"index.html", "en/index.html", "rilis/2025-11-20/index.html", "metode.html", "koreksi.html"} <= set(shown())
    assert {f"rilis/{slug}/cakupan.csv" for slug in ("2026-11-26", "2026-05-15", "2025-11-20")} <= set(shown())
    # The same files for both languages: only pages lie below en/.
    assert all(path.endswith(".html") for path in shown() if path.startswith("en/"))


def test_every_page_has_a_language_a_title_and_a_policy() -> None:
    for path, root in read().items():
        (whole_page,) = root.all("html")
        assert whole_page.of["lang"] == ("en" if path.startswith("en/") else "id")
        (policy,) = (one.of["content"] for one in root.all("meta") if "http-equiv" in one.of)
        assert policy.startswith("default-src 'none'; style-src 'self';") and "unsafe" not in policy
        assert not [one for one in root.all() if "style" in one.of or one.tag == "style"], path
        assert [len(list(root.all(tag))) for tag in ("h1", "main")] == [1, 1], path
        assert next(root.all("title")).said.strip(), path
        for table in root.all("table"):
            assert next(table.all("caption")).said
            assert all(one.of["scope"] in ("row", "col") for one in table.all("th")), path
    assert {"DATA CONTOH" in page.said for path, page in read().items() if not path.startswith("en/")} == {True}


def test_real_data_carry_no_banner() -> None:
    files = dict(made(Material((document(kind="nyata"),))))
    assert b"DATA CONTOH" not in b"".join(content for path, content in files.items() if path.endswith(".html"))


def test_the_front_page_is_light() -> None:
    for language in ("", "en/"):
        assert len(shown()[f"{language}index.html"]) < 150_000
    assert len(shown()["site.css"]) + len(shown()["embed.js"]) < 20_000


# --- each number and no other ----------------------------------------------------------------------------------------


def expected(cell: Cell, unit: str, language: str) -> str:
    """A cell as a person would write it, by other means than the site's."""
    if cell.mark:
        return text(f"public.mark.{cell.mark}", language)
    if unit == "flag":
        return text(f"public.flag.{cell.value}", language)
    if unit == "date":
        year, month, day = str(cell.value).split("-")
        names = {"id": {"01": "Januari", "03": "Maret"}, "en": {"01": "January", "03": "March"}}
        return f"{int(day)} {names[language][month]} {year}"
    if unit == "share":
        return f"{round(float(cell.value or 0) * 100)} %"
    grouped = f"{cell.value:,}"
    return grouped if language == "en" else grouped.replace(",", ".")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", [table.name for table in document().tables])
def test_a_table_page_says_each_number_of_its_table_and_no_other(name: str, language: str) -> None:
    table = whole().table(name)
    units = {column.name: column.unit for column in layout(name).columns}
    for path in (NAMES[language].format(name), ("en/" if language == "en" else "") + "index.html"):
        root = read()[path]
        box = next(
            one
            for one in root.all("div")
            if one.of.get("aria-labelledby") in ("judul" if "tabel" in path else name, name)
        )
        body = next(box.all("tbody"))
        found = [
            [
                next(row.all("th")).said,
                *(cell.said.removeprefix("–") for cell in row.all("td") if cell.of["class"] != "bar"),
            ]
            for row in body.all("tr")
        ]
        assert found == [
            [
                row.name[language],
                *(expected(cell, units[at], language) for at, cell in zip(table.columns, cells, strict=True)),
            ]
            for row, cells in zip(table.rows, table.cells, strict=True)
        ]


def test_a_page_of_a_table_has_no_number_beside_it() -> None:
    """What stands around the table is the office's: days, the release, the rules, and the words of the definitions."""
    for name in ("cakupan", "nilai"):
        root = read()[NAMES["id"].format(name)]
        (around,) = root.all("main")
        around.inside = [one for one in around.inside if isinstance(one, str) or one.tag not in ("div", "details")]
        assert set(re.findall(r"\d[\d.]*", around.said)) <= {"24", "2026.", "2026", "26", "12", "5", "5.", "4.0."}, name


def test_the_map_says_what_the_table_says() -> None:
    """Every kecamatan once, with its number or the word for why it has none; no row of the table is forgotten."""
    made_of = whole()
    shapes = coverage.coverage_map(Words("id", "index.html"), made_of).shapes
    assert [one.code for one in shapes] == list(regions.load().kecamatan)
    looks = {}
    for one in shapes:
        cell = made_of.table("cakupan").cell(one.code, "cakupan")
        name = regions.load().kecamatan[one.code].name
        assert one.title.startswith(f"{name}: {expected(cell, 'share', 'id')}")
        looks.setdefault(one.look, set()).add(cell.mark or cell.value)
    assert looks == {"c2": {0.42, 0.45}, "withheld": {WITHHELD}, "blank": {NO_DATA}}
    drawn = next(
        one for one in read()["index.html"].all("svg") if one.of.get("aria-labelledby") == "map-title map-words"
    )
    assert [one.said for path in drawn.all("path") for one in path.all("title")] == [one.title for one in shapes]
    listed = coverage.coverage_map(Words("id", "index.html"), made_of).ranking
    assert {one.code for one in listed} == set(regions.load().kecamatan)
    order = [(bool(one.value.mark), one.value.mark == "blank", one.bar or 0) for one in listed]
    assert order == sorted(order)


def test_a_kecamatan_that_the_release_does_not_know_is_no_data() -> None:
    shapes = coverage.coverage_map(Words("id", "index.html"), document()).shapes
    assert {one.look for one in shapes if one.code not in {row.code for row in document().table("cakupan").rows}} == {
        "blank"
    }


def share_of(value: float) -> str:
    made_of = with_cells(document(), "cakupan", {(KALISAT, "cakupan"): Cell(value)})
    shapes = coverage.coverage_map(Words("id", "index.html"), made_of).shapes
    return next(one.look for one in shapes if one.code == KALISAT)


def test_colours_have_fixed_breaks() -> None:
    assert [share_of(value) for value in (0.0, 0.19, 0.2, 0.59, 0.6, 0.8, 1.0)] == [
        "c0",
        "c0",
        "c1",
        "c2",
        "c3",
        "c4",
        "c4",
    ]


# --- the tiles -------------------------------------------------------------------------------------------------------


def tiles_of(made_of: Document, *earlier: Document) -> dict[str, tiles.Tile]:
    return {one.name: one for one in tiles.tiles(Words("id", "index.html"), made_of, earlier)}


def test_a_tile_says_its_denominator_and_what_became_of_it_in_a_year() -> None:
    found = tiles_of(*material().releases)
    assert [(one.value.words, one.of) for one in found.values()] == [
        ("460", "di Kabupaten Jember"),
        ("37 %", "155 dari 420 pelaku"),
        ("110", "dari 420 pelaku yang kunjungannya dicatat"),
        ("80", "dari 420 pelaku yang kunjungannya dicatat"),
        ("380", "dari 460 pelaku aktif"),
    ]
    assert found["actors"].change == "▲ naik 60 sejak akhir November 2025"
    assert found["actors"].trend == "Dari 400 pada akhir November 2025 menjadi 460."
    assert found["over_24"].change == "▼ turun 40 sejak 19 November 2025"
    assert found["assigned"].change == "Sama dengan 19 November 2025."
    # A month end more than a year ago is no data: there is nothing to compare with, and no line is drawn for it.
    assert found["coverage"].change == found["never"].change == "Belum ada pembanding setahun lalu."
    assert found["coverage"].line.startswith("M12 ")


def test_a_first_release_has_nothing_to_compare_with() -> None:
    found = tiles_of(document())
    assert (found["over_24"].change, found["over_24"].line) == ("Belum ada pembanding setahun lalu.", "")


def test_a_release_by_other_definitions_is_no_comparison() -> None:
    assert tiles_of(document(), replace(material().releases[2], definitions="0"))["over_24"].line == ""


def test_what_is_withheld_is_never_a_number() -> None:
    hidden = Cell(None, WITHHELD)
    made_of = with_cells(document(), "cakupan", {(KAB, name): hidden for name in ("terlayani", "cakupan")})
    made_of = with_cells(made_of, "menunggu", {("over_24", "pelaku"): hidden})
    for name in ("coverage", "over_24"):
        one = tiles_of(made_of)[name]
        assert (one.value.words, one.of, one.change) == ("ditahan", "", "Belum ada pembanding setahun lalu.")
        assert (one.line, one.trend) == ("", "")
    front = page(dict(made(Material((made_of,))))["index.html"])
    shown_tiles = [one for one in front.all("div") if one.of.get("class", "").startswith("tile ")]
    assert "bukan berarti nol" in shown_tiles[1].said


# --- what people typed is text ---------------------------------------------------------------------------------------


def structure(root: Node) -> list[tuple[str, tuple[str, ...]]]:
    return [(one.tag, tuple(one.of)) for one in root.all()]


def typed(said: str) -> dict[str, Node]:
    """The site where everything that anybody may write says this."""
    one = document(region_name=said, office=said, definitions=said)
    rows = {
        table.name: tuple(replace(row, name={"id": said, "en": said}) for row in table.rows) for table in one.tables
    }
    tables = tuple(replace(table, rows=rows[table.name]) for table in one.tables)
    return html(dict(made(replace(material(said), releases=(replace(one, tables=tables),)))))


def test_what_people_typed_is_text_and_nothing_else() -> None:
    """Markup in every text makes the same elements and attributes as plain letters, and is said as it was written."""
    plain, found = typed("x" * len(EVIL)), typed(EVIL)
    assert found.keys() == plain.keys()
    for path, root in found.items():
        assert structure(root) == structure(plain[path]), path
        assert EVIL in root.said, path


# --- calendar, answers, listing --------------------------------------------------------------------------------------


def test_a_skipped_release_shows_as_skipped_and_an_answer_as_answered() -> None:
    ledger = read()["rilis/index.html"].said
    assert ledger.count("terlewat, tidak ada rilis") == 2 and "15 Februari 2027" in ledger
    assert all(one.sha256 in ledger for one in material().releases)
    answered = read()["koreksi.html"].said
    assert "Kalisat · NIB" in answered and "Diperbaiki di rilis berikutnya" in answered and "Angka tetap" in answered
    assert "Beberapa laporan masih menunggu jawaban." in answered  # how many is few
    listed = read()["siap-pasok.html"].said
    assert "Kursi & meja" in listed and "kurang: Harga" in listed


def test_an_answer_about_what_no_release_has_is_still_shown() -> None:
    lost = replace(material().answers.answered[0], release="1999-01-01")
    few = replace(material(), releases=(document(),), answers=replace(material().answers, answered=(lost,)))
    found = dict(made(few))
    check_whole(found)
    assert b"Kursi &amp; meja" in found["koreksi.html"]


# --- the folder ------------------------------------------------------------------------------------------------------


def everything(place: Path) -> dict[str, bytes]:
    return {path.relative_to(place).as_posix(): path.read_bytes() for path in place.rglob("*") if path.is_file()}


FILES = {"index.html": b"one", "rilis/a.csv": b"1"}


def refused(place: Path) -> None:
    before = everything(place) if place.is_dir() else None
    with pytest.raises(Problem) as caught:
        folder.check(place)
    assert caught.value.code == "site_folder_not_ours"
    with pytest.raises(Problem):
        folder.swap(place, FILES.items())
    assert before is None or everything(place) == before


def test_a_site_takes_the_place_of_the_earlier_one_whole(tmp_path: Path) -> None:
    place = tmp_path / "situs"
    folder.swap(place, FILES.items())
    assert everything(place).keys() == {*FILES, folder.LIST}

    def changing() -> Iterator[tuple[str, bytes]]:
        yield "index.html", b"two"
        assert everything(place)["index.html"] == b"one"
        yield "b.csv", b"2"

    folder.swap(place, changing())
    assert everything(place).keys() == {"index.html", "b.csv", folder.LIST}
    assert everything(place)["index.html"] == b"two"
    assert [one.name for one in tmp_path.iterdir()] == ["situs"]


def test_a_failure_leaves_the_earlier_site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = tmp_path / "situs"
    folder.swap(place, FILES.items())
    before = everything(place)

    def failing() -> Iterator[tuple[str, bytes]]:
        yield "index.html", b"two"
        raise Problem("release_damaged", slug="x")

    with pytest.raises(Problem):
        folder.swap(place, failing())
    assert everything(place) == before

    rename = Path.rename

    def no_room(path: Path, to: Path) -> Path:
        if path.name == "new":
            raise OSError("no room")
        return rename(path, to)

    monkeypatch.setattr(Path, "rename", no_room)
    with pytest.raises(OSError, match="no room"):
        folder.swap(place, FILES.items())
    assert everything(place) == before and [one.name for one in tmp_path.iterdir()] == ["situs"]


def _made_today() -> making.Made:
    return making.Made(document(slug=AS_OF.isoformat(), published_on=AS_OF), clock.now(), {})


def test_only_an_earlier_site_of_ours_is_replaced(tmp_path: Path) -> None:
    place = tmp_path / "situs"
    place.mkdir()
    folder.check(place)  # empty
    (place / "skripsi.docx").write_bytes(b"x")
    refused(place)
    (place / folder.LIST).write_text("skripsi.docx\n")
    refused(place)
    (place / "skripsi.docx").unlink()
    (place / folder.LIST).unlink()
    folder.swap(place, FILES.items())
    (place / "rilis" / "catatan.txt").write_text("not ours")
    refused(place)
    (place / "rilis" / "catatan.txt").unlink()
    (place / "luar").symlink_to(tmp_path)
    refused(place)
    (place / "luar").unlink()
    folder.check(place)
    (tmp_path / "tautan").symlink_to(place)
    refused(tmp_path / "tautan")
    (tmp_path / "berkas").write_text("a file")
    refused(tmp_path / "berkas")


def test_the_site_of_a_register(register: str, leader: Who, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before the first release the site says that there is none; afterwards it has it."""
    site.write(register, tmp_path / "situs")
    before = everything(tmp_path / "situs")
    check_whole({path: content for path, content in before.items() if path != folder.LIST})
    assert "Belum ada angka yang dirilis" in before["index.html"].decode()
    monkeypatch.setattr(clock, "today", lambda: AS_OF)
    monkeypatch.setattr(making, "make", lambda _who: _made_today())
    commands.publish_release(leader, "form-1")
    site.write(register, tmp_path / "situs")
    after = everything(tmp_path / "situs")
    assert f"rilis/{AS_OF}/datapackage.json" in after and "siap-pasok.csv" in after
    assert "155 dari 420 pelaku" in after["index.html"].decode()


# --- the words -------------------------------------------------------------------------------------------------------


def test_the_site_says_all_its_sentences_and_no_others() -> None:
    here = ROOT / "data/public/site"
    asked = {
        key
        for path in (*here.glob("templates/*.html"), *here.glob("*.py"))
        for key in re.findall(r"""\bt\(\s*f?["']([a-z0-9_]+)["'{]""", path.read_text(encoding="utf-8"))
    }
    asked |= {"embed_here", *re.findall(r'"(menu_[a-z]+)"', (here / "pages.py").read_text(encoding="utf-8"))}
    asked |= {"of_assigned", "of_observed", *(f"tile_{one.name}{end}" for one in tiles.TILES for end in ("", "_means"))}
    asked |= {f"{way}{unit}" for way in ("up", "down") for unit in ("", "_points")}
    asked |= {f"state_{state}" for state in ("published", "skipped", "due", "coming")} | {"corrected", "kept"}
    said = {key.removeprefix("site.") for key in catalogue("id") if key.startswith("site.")}
    assert said - asked == set()
    assert asked - said <= {"tile_", "state_"}
