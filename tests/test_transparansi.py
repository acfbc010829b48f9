"""The public page shows a release and nothing else, to anybody, without asking who they are."""

import io
import json
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser

import pytest
import sqlalchemy as sa
import streamlit as st
from streamlit.testing.v1 import AppTest

from data import clock, commands, formats, schema
from data.access import Who
from data.db import About, read, write
from data.people import anonymous
from data.public.document import NOT_MEANT, WITHHELD, Cell, Document, Row
from data.public.files import of
from data.public.tables import layout
from data.settings import ROOT
from data.text import text
from pages._parts import menu, page, visitor
from pages._parts.public import figures, report
from pages._parts.style import TEAL
from tests import published
from tests.published import AJUNG, KALISAT, PUGER, SUMBERJAMBE
from tests.small import Small

OLD = "2026-08-20"


class ThisMachine:
    """AppTest has no address: every one is this machine's."""

    def __contains__(self, _address: object) -> bool:
        return True


@pytest.fixture
def publish(register: str, machine: Who, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Document]:
    """Puts a document into the ledger as it is."""
    monkeypatch.setattr(visitor, "LOOPBACK", ThisMachine())
    monkeypatch.setattr(report, "address", lambda: None)

    def into_ledger(**changes: object) -> Document:
        document = published.document(**changes)
        row = {"slug": document.slug, "as_of": document.as_of, "known_at": clock.now(), "by_person": "system"}
        made = {"data_version": document.data_version, "definitions": document.definitions}
        kept = {"content": document.to_text(), "sha256": document.sha256, "counts": []}
        with write(machine, "release.publish", About("release", document.slug)) as writing:
            writing.insert(schema.release, row | made | kept)
        return document

    return into_ledger


def opened(register: str, name: str = "transparansi", **params: str) -> AppTest:
    app = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=60)
    for key, value in {"register": register, **params}.items():
        app.query_params[key] = value
    app.switch_page(f"pages/{name}.py").run()
    assert not app.exception
    return app


def html(app: AppTest) -> str:
    return "\n".join(element.value for element in app.get("html"))


class Tables(HTMLParser):
    """The words of every table by the id of its caption: rows of cells, the heading first."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.found: dict[str, list[list[str]]] = {}
        self._rows: list[list[str]] = []
        self._inside = False
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "caption":
            self._rows = self.found.setdefault(str(dict(attrs)["id"]), [])
        elif tag == "tr":
            self._rows.append([])
        elif tag in ("td", "th"):
            self._rows[-1].append("")
            self._inside = True

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th"):
            self._inside = False

    def handle_data(self, data: str) -> None:
        if self._inside:
            self._rows[-1][-1] += data


def expected(cell: Cell, unit: str) -> str:
    if cell.mark:
        dash = "–" if cell.mark == NOT_MEANT else ""
        return dash + text(f"public.mark.{cell.mark}")
    if unit == "share":
        return f"{round(float(cell.value or 0) * 100)} %"
    if unit == "flag":
        return text(f"public.flag.{cell.value}")
    if unit == "date":
        return formats.day(date.fromisoformat(str(cell.value)))
    return f"{cell.value:,}".replace(",", ".")


def test_every_number_is_the_releases_and_what_is_withheld_is_no_number(
    register: str, publish: Callable[..., Document]
) -> None:
    document = publish()
    found = Tables(html(opened(register, buka="semua"))).found
    for table in document.tables:
        units = [column.unit for column in layout(table.name).columns]
        for row, cells, shown in zip(table.rows, table.cells, found[f"table-{table.name}"][1:], strict=True):
            told = [expected(cell, unit) for cell, unit in zip(cells, units, strict=True)]
            assert shown == [row.name["id"], *told], table.name
    withheld = [cell for row in found["table-cakupan"] for cell in row if cell == text("public.mark.ditahan")]
    assert len(withheld) == 3


def test_the_headline_and_the_tiles_say_the_releases_numbers(register: str, publish: Callable[..., Document]) -> None:
    publish()
    shown = html(opened(register))
    assert "Sekitar 110 pelaku IKM menunggu lebih dari 2 tahun; sekitar 80 belum pernah tercatat dikunjungi." in shown
    assert re.findall(r'class="number[^"]*">([^<]*)<', shown) == ["460", "37 %", "110", "80", "380"]
    assert "▲ 60 sejak November 2025" in shown  # 400 and the 460 of the release itself
    first, *_ = re.findall(r'class="damping-spark"[^>]*>(.*?)</div>', shown)
    assert first.count("<i ") == 13


def test_a_withheld_headline_says_so(register: str, publish: Callable[..., Document]) -> None:
    held = published.table("menunggu", published.document().table("menunggu").rows, *[(Cell(None, WITHHELD),)] * 5)
    publish(tables=tuple(held if one.name == "menunggu" else one for one in published.TABLES))
    shown = html(opened(register))
    assert text("transparency.late_withheld") in shown and text("transparency.never_withheld") in shown
    assert re.findall(r'class="number none">([^<]*)<', shown) == [text("public.mark.ditahan")] * 2


def test_the_map_tells_a_value_what_is_withheld_and_what_is_not_known_apart(
    register: str, publish: Callable[..., Document]
) -> None:
    publish()
    app = opened(register)
    areas, *rest = json.loads(app.get("plotly_chart")[0].proto.spec)["data"]
    said = dict(zip(areas["locations"], areas["hovertext"], strict=True))
    assert said[PUGER] == "<b>Puger</b><br>Cakupan: 45 %<br>Terlayani: 95 dari 210"
    assert said[KALISAT] == "<b>Kalisat</b><br>Cakupan: ditahan<br>Terlayani: ditahan dari 85"
    assert said[SUMBERJAMBE] == "<b>Sumberjambe</b><br>Cakupan: belum ada data"
    fills = dict(zip(areas["locations"], (areas["colorscale"][2 * z][1] for z in areas["z"]), strict=True))
    assert fills[AJUNG] == TEAL[2]
    assert len({fills[AJUNG], fills[KALISAT], fills[SUMBERJAMBE]}) == 3 and fills[KALISAT] not in TEAL
    assert {trace["mode"] for trace in rest} == {"lines", "markers", "text"}  # hatch, dots, labels


def test_a_kecamatan_that_is_chosen_shows_all_that_was_published_of_it(
    register: str, publish: Callable[..., Document]
) -> None:
    publish()
    facts = dict(Tables(html(opened(register, kecamatan=KALISAT))).found["public-place"][1:])
    assert facts["Pelaku"] == "85" and facts["Terlayani"] == facts["Badan usaha"] == "ditahan"
    assert facts["Pendamping wilayah"] == "ada"
    assert "public-place" not in Tables(html(opened(register, kecamatan="35.09.99"))).found


def test_an_old_release_opens_as_it_was(register: str, publish: Callable[..., Document]) -> None:
    changed = published.table("jangkauan", [Row(published.KAB, {"id": "x", "en": "x"})], (333, 111, 5))
    tables = tuple(changed if one.name == "jangkauan" else one for one in published.TABLES)
    publish(slug=OLD, published_on=date(2026, 8, 20), tables=tables)
    publish()
    older, newest = opened(register, rilis=OLD), opened(register)
    assert ">333<" in html(older) and "20 Agustus 2026" in html(older)
    assert [info.value for info in older.info] == [text("transparency.older", newest="26 November 2026")]
    assert ">333<" not in html(newest) and not newest.info
    older.button(key="to_newest").click().run()
    assert ">333<" not in html(older)


def test_a_release_that_is_none_is_a_sentence_and_a_way_on(register: str, publish: Callable[..., Document]) -> None:
    publish()
    app = opened(register, rilis="2020-01-01")
    assert [warning.value for warning in app.warning] == [text("problem.release_unknown")]
    app.button(key="to_newest").click().run()
    assert "Sekitar 110" in html(app)


def test_before_the_first_release_it_says_what_will_stand_here_and_when(
    register: str, publish: Callable[..., Document]
) -> None:
    shown = html(opened(register))
    assert text("transparency.empty.headline") in shown
    assert re.search(r"Rilis pertama dijadwalkan \d+ \w+ 20\d\d\.", shown)


def test_only_the_table_of_a_permalink(register: str, publish: Callable[..., Document]) -> None:
    publish()
    app = opened(register, tabel="kebutuhan")
    assert list(Tables(html(app)).found) == ["table-kebutuhan"]
    assert not app.get("plotly_chart")
    assert len(Tables(html(opened(register, tabel="actor"))).found) > 3  # no such table: the whole page


HOSTILE = (
    "<img src=x onerror=alert(1)>",
    "=HYPERLINK(1)",
    "</td><script>alert(1)</script>",
    "[x](javascript:alert(1))",
)


def test_a_name_is_text_whatever_it_says(register: str, publish: Callable[..., Document]) -> None:
    rows = [Row(code, {"id": name, "en": name}) for code, name in zip("abcd", HOSTILE, strict=True)]
    needs = replace(published.document().table("kebutuhan"), rows=tuple(rows))
    publish(office=HOSTILE[0], tables=tuple(needs if one.name == "kebutuhan" else one for one in published.TABLES))
    app = opened(register, buka="kebutuhan")
    shown = html(app)
    assert "<img" not in shown and "<script" not in shown
    assert [row[0] for row in Tables(shown).found["table-kebutuhan"][1:]] == list(HOSTILE)
    markdown = [element.value for kind in ("markdown", "caption") for element in app.get(kind)]
    assert not [value for value in markdown for name in HOSTILE if name in value]


def test_nobody_is_asked_who_they_are(
    register: str, publish: Callable[..., Document], monkeypatch: pytest.MonkeyPatch
) -> None:
    publish()

    def broken() -> Who:
        raise RuntimeError("a sign-in that cannot be read")

    monkeypatch.setattr(menu, "meet", broken)
    monkeypatch.setattr(page, "met", broken)
    monkeypatch.setattr(page, "visitor", broken)
    monkeypatch.setattr(visitor, "recognised", broken)
    assert "Sekitar 110" in html(opened(register))


def test_uji_stays_on_its_own_machine(
    register: str, publish: Callable[..., Document], monkeypatch: pytest.MonkeyPatch
) -> None:
    publish()
    monkeypatch.setattr(visitor, "LOOPBACK", ())
    app = opened(register)
    assert [warning.value for warning in app.warning] == [text("problem.register_elsewhere")]
    assert "Sekitar" not in html(app)


def test_nothing_changes_between_releases(register: str, publish: Callable[..., Document], machine: Who) -> None:
    publish()
    before = html(opened(register, buka="semua", kecamatan=KALISAT))
    small = Small(machine)
    for number in range(7):
        small.actor(f"Mebel {number}", KALISAT)
    assert html(opened(register, buka="semua", kecamatan=KALISAT)) == before


# --- a number that is wrong ------------------------------------------------------------------------------------------


def reports(register: str) -> list[sa.Row]:
    with read(anonymous(register)) as conn:
        return list(conn.execute(sa.select(schema.number_report)))


@pytest.fixture
def form(register: str, publish: Callable[..., Document]) -> AppTest:
    """The page with its form unfolded."""
    publish()
    app = opened(register)
    app.session_state["report"] = True
    return app.run()


def test_a_wrong_number_is_reported(register: str, form: AppTest) -> None:
    form.selectbox(key="report.table").select("cakupan").run()
    form.selectbox(key="report.row.cakupan").select(PUGER)
    form.selectbox(key="report.column.cakupan").select("terlayani")
    form.text_area(key="report.words").input("Di Puger baru dua yang didatangi.")
    _send(form)
    (kept,) = reports(register)
    meant = (kept.release_slug, kept.table_name, kept.row_code, kept.column_name, kept.words, kept.contact)
    assert meant == ("2026-11-26", "cakupan", PUGER, "terlayani", "Di Puger baru dua yang didatangi.", None)
    assert [words.value for words in form.text] == [text("transparency.report.ticket", ticket=kept.ticket)]


def _send(form: AppTest) -> None:
    next(one for one in form.button if one.label == text("transparency.report.send")).click()
    form.run()
    assert not form.exception


def test_what_a_machine_fills_in_is_thanked_and_thrown_away(register: str, form: AppTest) -> None:
    form.text_area(key="report.words").input("Beli sekarang juga, murah sekali.")
    form.text_input(key="trap.report").input("https://beli.example")
    _send(form)
    assert [done.value for done in form.success] == [text("transparency.report.sent")]
    assert reports(register) == []


def test_a_report_without_words_is_not_lost_but_asked_again(register: str, form: AppTest) -> None:
    form.text_area(key="report.words").input("salah")
    _send(form)
    assert form.warning and form.text_area(key="report.words").value == "salah"
    assert reports(register) == []
    form.text_area(key="report.words").input("salah: di Puger baru dua yang didatangi")
    _send(form)
    assert len(reports(register)) == 1


def test_answers_are_public_and_text(register: str, publish: Callable[..., Document], clerk: Who) -> None:
    publish()
    said = (clock.new_id(), "2026-11-26", "cakupan", PUGER, "pelaku", "WORDS of a reader", "CONTACT of one", None)
    commands.report_number(clerk, *said)
    commands.answer_number(clerk, clock.new_id(), said[0], "Benar <b>keliru</b>, akan diperbaiki.", True)
    shown = html(opened(register))
    assert "Cakupan menurut kecamatan · Puger · Pelaku · rilis 26 November 2026" in shown
    assert "Benar &lt;b&gt;keliru&lt;/b&gt;, akan diperbaiki." in shown
    assert text("transparency.report.corrected") in shown
    assert "WORDS" not in shown and "CONTACT" not in shown


def test_every_file_is_the_releases_and_made_on_a_click(
    register: str, publish: Callable[..., Document], monkeypatch: pytest.MonkeyPatch
) -> None:
    document = publish()
    offered: dict[str, Callable[[], bytes]] = {}
    monkeypatch.setattr(
        st, "download_button", lambda _words, data, file_name, **_more: offered.update({file_name: data})
    )
    opened(register, buka="cakupan")
    made = {name: make() for name, make in offered.items()}
    files = of(document)
    slug = document.slug
    assert made.pop(f"{slug}-cakupan.csv") == files["cakupan.csv"]
    assert made.pop(f"{slug}-cakupan.geojson") == files["cakupan.geojson"]
    assert made.pop(f"damping-{slug}.xlsx") == files[f"damping-{slug}.xlsx"]
    with zipfile.ZipFile(io.BytesIO(made.pop(f"damping-{slug}.zip"))) as whole:
        assert {name: whole.read(name) for name in whole.namelist()} == files
    assert made == {}


def test_who_chooses_to_be_nobody_lands_on_the_public_page(register: str, publish: Callable[..., Document]) -> None:
    publish()
    app = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=60)
    app.session_state[visitor._ROLE] = "pimpinan"
    app.query_params["register"] = register
    app.switch_page("pages/sektor.py").run()
    app.radio(key="head.role").set_value("publik").run()
    assert not app.exception
    assert f"## {text('title.transparansi')}" in [words.value for words in app.markdown]
    assert "Sekitar 110" in html(app)


def test_a_trend_of_one_month_is_no_trend() -> None:
    assert figures._trend([figures.Step("November", None), figures.Step("Desember", 5.0)], "count") == ""
