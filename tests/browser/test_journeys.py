"""What people do, from the first address to the number on paper, in real Chromium on the running app."""

import csv
import io
import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from data.access import ALLOWS
from data.text import LANGUAGES, catalogue, text
from pages._parts.screens import BY_NAME, SCREENS
from tests.browser.helpers import (
    DESK,
    PHONE,
    SLOW,
    App,
    Visit,
    act_as,
    at_rest,
    choose,
    click,
    column,
    command,
    complete,
    number,
    run_app,
    tile,
    unfold_list,
    visit,
)

pytestmark = pytest.mark.browser

KALISAT = "35.09.27"
SHAPES = "path.choroplethlocation"

# Written by hand, sharing nothing with the program: the latest row of an actor on or before today decides.
WITHOUT_NIB = """
WITH place AS (
  SELECT actor_id, kecamatan_code,
         row_number() OVER (PARTITION BY actor_id ORDER BY on_date DESC, recorded_at DESC, id DESC) AS nth
    FROM actor_place WHERE on_date <= :today),
state AS (
  SELECT actor_id, state,
         row_number() OVER (PARTITION BY actor_id ORDER BY on_date DESC, recorded_at DESC, id DESC) AS nth
    FROM actor_state WHERE on_date <= :today),
sector AS (
  SELECT actor_id, sector,
         row_number() OVER (PARTITION BY actor_id ORDER BY on_date DESC, recorded_at DESC, id DESC) AS nth
    FROM actor_sector WHERE on_date <= :today),
nib AS (
  SELECT actor_id, status, expires_on,
         row_number() OVER (PARTITION BY actor_id ORDER BY on_date DESC, recorded_at DESC, id DESC) AS nth
    FROM permit_event WHERE on_date <= :today AND kind = 'nib')
SELECT count(*)
  FROM actor
  JOIN place  ON place.actor_id  = actor.id AND place.nth  = 1
  JOIN state  ON state.actor_id  = actor.id AND state.nth  = 1
  JOIN sector ON sector.actor_id = actor.id AND sector.nth = 1
  LEFT JOIN nib ON nib.actor_id  = actor.id AND nib.nth    = 1
 WHERE actor.merged_into IS NULL
   AND state.state = 'active'
   AND place.kecamatan_code = '35.09.27'
   AND sector.sector = 'furniture'
   AND (nib.status IS NULL OR nib.status IN ('belum', 'diajukan', 'dicabut')
        OR (nib.status = 'terbit' AND nib.expires_on < :today))
"""


def _ask(register: Path, question: str, **values: str) -> list[tuple]:
    with closing(sqlite3.connect(f"file:{register}?mode=ro", uri=True)) as database:
        return database.execute(question, values).fetchall()


def _counted_by_hand(register: Path) -> int:
    today = datetime.now(ZoneInfo("Asia/Jakarta")).date().isoformat()
    return _ask(register, WITHOUT_NIB, today=today)[0][0]


def _counted_by_command(app: App, register: str = "contoh") -> dict:
    words = ("--kecamatan", KALISAT, "--sector", "furniture", "--lacks", "nib", "--json")
    return json.loads(command(app.var, "--register", register, "coverage", *words))["total"]


def _downloaded(page: Page, key: str) -> list[dict[str, str]]:
    button = page.locator(f".st-key-{key}-download").get_by_role("button")
    promised = number(re.findall(r"[\d.]+", button.inner_text())[-1])
    with page.expect_download() as waiting:
        button.click()
    rows = list(csv.DictReader(io.StringIO(Path(waiting.value.path()).read_text("utf-8-sig"))))
    assert len(rows) == promised
    return rows


def _ranking(page: Page) -> Locator:
    return page.locator("[class*=st-key-ranking-]").get_by_test_id("stDataFrame")


def _to_the_middle_of_the_story(page: Page, app: App) -> None:
    """From the front door to furniture in Kalisat without NIB, as a person goes."""
    page.goto(app.url)
    expect(page).to_have_url(re.compile("/cakupan"))
    expect(page.locator(SHAPES)).to_have_count(31, timeout=SLOW)
    click(page, KALISAT)
    expect(page).to_have_url(re.compile(f"kecamatan={KALISAT}"))
    choose(page, "Sektor", "Furnitur")
    expect(page).to_have_url(re.compile("sector=furniture"))
    choose(page, "Belum punya izin", "NIB")
    expect(page.locator(".st-key-chip-lacks")).to_contain_text("belum punya NIB")
    complete(page)


def test_the_number_is_the_same_everywhere(chromium: Browser, app: App) -> None:
    with visit(chromium, DESK) as seen:
        _to_the_middle_of_the_story(seen.page, app)
        by_hand = _counted_by_hand(app.var / "contoh.db")
        assert by_hand > 10
        assert _counted_by_command(app)["actors"] == by_hand
        expect(tile(seen.page, "Pelaku aktif").locator(".number")).to_have_text(str(by_hand))
        ranked = column(_ranking(seen.page), "Pelaku")
        assert sum(map(number, ranked)) == by_hand
        assert sum(number(row["Pelaku aktif"]) for row in _downloaded(seen.page, "ranking")) == by_hand
        unfold_list(seen.page)
        assert len(_downloaded(seen.page, "list")) == by_hand
        assert seen.foreign() == []
        assert seen.errors == []


def test_a_link_shows_a_colleague_the_same(chromium: Browser, app: App) -> None:
    with visit(chromium, DESK) as mine:
        _to_the_middle_of_the_story(mine.page, app)
        link, said = mine.page.url, _what_it_says(mine.page)
    with visit(chromium, PHONE) as theirs:
        theirs.page.goto(link)
        complete(theirs.page)
        assert _what_it_says(theirs.page) == said
    assert said[1].startswith("Kalisat · Furnitur · belum punya NIB · per ")


def _what_it_says(page: Page) -> tuple[str, str, list[str]]:
    """The number, the sentence and the chips."""
    sentence = page.get_by_test_id("stMarkdown").filter(has_text=" · per ").inner_text()
    chips = [chip.inner_text().splitlines()[-1] for chip in page.locator("[class*=st-key-chip-]").all()]
    return tile(page, "Pelaku aktif").locator(".number").inner_text(), sentence, chips


def test_back_goes_from_kalisat_to_the_whole_map(chromium: Browser, app: App) -> None:
    with visit(chromium, DESK) as seen:
        seen.page.goto(f"{app.url}/cakupan?sector=furniture")
        expect(seen.page.locator(SHAPES)).to_have_count(31, timeout=SLOW)
        whole = _what_it_says(seen.page)
        click(seen.page, KALISAT)
        expect(seen.page.locator(".st-key-chip-kecamatan")).to_be_visible()
        seen.page.go_back()
        expect(seen.page.locator(".st-key-chip-kecamatan")).to_have_count(0)
        expect(seen.page.locator(SHAPES)).to_have_count(31)
        complete(seen.page)
        assert _what_it_says(seen.page) == whole


@pytest.fixture
def beginning(tmp_path: Path) -> Iterator[App]:
    """A first start: a small sample, no register beside it."""
    command(tmp_path, "sample", "--actors", "200")
    with run_app(tmp_path) as running:
        yield running


def test_a_real_file_goes_into_the_test_register(chromium: Browser, beginning: App, shared: Path) -> None:
    file = shared / "input" / "data_ikm_2019.xlsx"
    expected = json.loads(command(beginning.var, "import", str(file), "--dry-run", "--json"))
    with visit(chromium, DESK) as seen:
        page = seen.page
        page.goto(beginning.url)
        act_as(page, "petugas")
        page.get_by_role("link", name="Impor").click()
        page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(file)
        page.get_by_role("button", name="Buka basis data uji").click()
        expect(page.locator(".damping-banner")).to_contain_text("DATA UJI", timeout=SLOW)
        expect(tile(page, "Baris data").locator(".number")).to_have_text("1.301", timeout=SLOW)
        told = [_tile_number(page, name) for name in ("Diterima", "Dengan catatan", "Belum dapat dipakai")]
        assert told == [expected[name] for name in ("accepted", "warned", "rejected")]
        assert sum(told) == 1301
        assert _ask(beginning.var / "contoh.db", "SELECT count(*) FROM import_batch") == [(0,)]
        write = page.get_by_role("button", name=re.compile(r"^Masukkan [\d.]+ pelaku baru"))
        promised = number(re.findall(r"[\d.]+", write.inner_text())[0])
        write.click()
        expect(page.get_by_text(re.compile("^Sudah masuk:"))).to_be_visible(timeout=SLOW)
        assert _ask(beginning.var / "uji.db", "SELECT count(*) FROM actor") == [(promised,)]
        _coverage_after_an_import(page, beginning)
        assert seen.foreign() == []
        assert seen.errors == []


def test_an_import_is_undone_from_its_link(chromium: Browser, new_app: App, tmp_path: Path) -> None:
    """Its file brought twice, the page loaded anew in between: the link is all that is needed."""
    file = tmp_path / "berkas.csv"
    file.write_text("Nama Usaha,Pemilik,Kecamatan\nMebel Jati,Slamet,Kalisat\nUD Maju,Siti,Ajung\n", encoding="utf-8")
    with visit(chromium, PHONE) as seen:
        page = seen.page
        page.goto(f"{new_app.url}/impor?register=uji")
        act_as(page, "petugas")
        page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(file)
        expect(page.get_by_role("button", name="Masukkan 2 pelaku baru")).to_be_visible(timeout=SLOW)
        page.reload()
        act_as(page, "petugas")
        page.get_by_role("button", name="Masukkan 2 pelaku baru").click()
        expect(page.get_by_text("Sudah masuk: 2 pelaku baru.")).to_be_visible(timeout=SLOW)
        link = page.url
        page.get_by_role("button", name="Semua berkas").click()
        page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(file)
        expect(page.get_by_text(re.compile("^Berkas ini tidak mengubah apa pun"))).to_be_visible(timeout=SLOW)
        page.goto(link)
        act_as(page, "petugas")
        complete(page)
        page.get_by_role("button", name="Batalkan impor ini").click()
        expect(page.get_by_text("2 pelaku yang dimasukkan akan dihapus.")).to_be_visible()
        page.get_by_role("button", name="Ya, batalkan impor ini").click()
        expect(page.get_by_text(re.compile("^Impor ini dibatalkan pada"))).to_be_visible(timeout=SLOW)
        assert _ask(new_app.var / "uji.db", "SELECT count(*) FROM actor") == [(0,)]
        assert seen.foreign() == []
        assert seen.errors == []


def _tile_number(page: Page, name: str) -> int:
    return number(tile(page, name).locator(".number").inner_text())


def _coverage_after_an_import(page: Page, app: App) -> None:
    page.get_by_test_id("stMain").get_by_role("link", name="Peta cakupan").click()
    expect(page.locator(SHAPES)).to_have_count(31, timeout=SLOW)
    expect(tile(page, "Cakupan").locator(".number")).to_have_text("belum ada data")
    click(page, KALISAT)
    expect(page.locator(".st-key-chip-kecamatan")).to_be_visible()
    choose(page, "Sektor", "Furnitur")
    expect(page.locator(".st-key-chip-sector")).to_be_visible()
    choose(page, "Belum punya izin", "NIB")
    expect(page.locator(".st-key-chip-lacks")).to_be_visible()
    complete(page)
    by_hand = _counted_by_hand(app.var / "uji.db")
    assert by_hand > 0
    assert _counted_by_command(app, "uji")["actors"] == by_hand
    assert _counted_by_command(app, "uji")["coverage"] is None
    expect(tile(page, "Pelaku aktif").locator(".number")).to_have_text(str(by_hand))
    expect(tile(page, "Cakupan").locator(".number")).to_have_text("belum ada data")
    assert set(column(_ranking(page), "Cakupan")) <= {"", "belum ada data"}


MENU = {
    "pimpinan": ["Peta cakupan", "Sektor", "Perizinan", "Pendamping", "Hari Senin"],
    "publik": ["Transparansi", "Minta pendampingan", "Siap pasok"],
}


@pytest.mark.parametrize("path", ["sektor", "cakupan?register=uji", "rujukan", "impor"])
def test_the_first_request_of_a_new_server_may_be_any_link(chromium: Browser, new_app: App, path: str) -> None:
    with visit(chromium, DESK) as seen:
        page = seen.page
        page.goto(f"{new_app.url}/{path}")
        at_rest(page)
        _opens_as_it_should(page, path)
        role = "publik" if "uji" in path else "pimpinan"
        assert page.get_by_test_id("stTopNavLink").all_inner_texts() == MENU[role]
        assert seen.errors == []


def _opens_as_it_should(page: Page, path: str) -> None:
    if path == "sektor":
        expect(page.get_by_text("Pelaku aktif per kecamatan dan sektor")).to_be_visible()
    elif path == "rujukan":
        expect(page.get_by_text("Daftar ini hanya untuk dilihat.")).to_be_visible()
        expect(page.get_by_role("button", name="Simpan perubahan")).to_have_count(0)
    elif path == "impor":
        expect(page.get_by_text("Layar ini tidak termasuk tugas Pimpinan.")).to_be_visible()
        expect(page.get_by_test_id("stFileUploader")).to_have_count(0)
    else:
        expect(page.get_by_text("Silakan pilih siapa Anda.")).to_be_visible()
        expect(page.locator(SHAPES)).to_have_count(0)
        expect(page.locator(".damping-tile")).to_have_count(0)


@pytest.fixture(scope="module")
def desk(chromium: Browser) -> Iterator[Visit]:
    """One browser profile for many screens: it loads the app's own scripts once."""
    with visit(chromium, DESK, color_scheme="light") as seen:
        yield seen


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("register", ["contoh", "uji"])
@pytest.mark.parametrize("screen", [screen.name for screen in SCREENS])
def test_every_screen_stands(desk: Visit, app: App, screen: str, register: str, language: str) -> None:
    """Sample or nothing at all, Indonesian or English; then narrower, then by night, then wide by night."""
    page = desk.anew(DESK, color_scheme="light")
    path = "" if screen == "masuk" else screen
    page.goto(f"{app.url}/{path}?register={register}&lang={language}")
    deed = BY_NAME[screen].deed
    if deed and (register == "uji" or deed not in ALLOWS["pimpinan"]):
        act_as(page, "admin", language)
    if screen != "masuk":
        expect(page.locator(".st-key-head h2")).to_have_text(text(f"title.{screen}", language))
    complete(page)
    _stands(page, language)
    page.set_viewport_size(PHONE["viewport"])
    _stands(page, language)
    _nightfall(page)
    _stands(page, language)
    page.set_viewport_size(DESK["viewport"])
    _stands(page, language)
    assert desk.foreign() == []
    assert desk.errors == []


def _nightfall(page: Page) -> None:
    day = _background(page)
    page.emulate_media(color_scheme="dark")
    page.wait_for_function("day => getComputedStyle(document.querySelector('.stApp')).backgroundColor !== day", arg=day)
    complete(page)


def _background(page: Page) -> str:
    return page.evaluate("getComputedStyle(document.querySelector('.stApp')).backgroundColor")


def _stands(page: Page, language: str) -> None:
    expect(page.get_by_test_id("stException")).to_have_count(0)
    apology = text("problem.unexpected", language).split(".")[0]
    expect(page.get_by_text(apology)).to_have_count(0)
    page.wait_for_function(
        """() => [document.documentElement, document.querySelector('[data-testid=stMain]')]
            .every(one => one.scrollWidth <= one.clientWidth)""",
    )
    if language == "en":
        assert _indonesian(page) == set()


def _indonesian(page: Page) -> set[str]:
    """Whole lines on the screen that are Indonesian sentences of ours and no English ones."""
    lines = {line.strip() for line in page.locator(".stApp").inner_text().splitlines()}
    ours = {words for words in catalogue("id").values() if len(words) > 3}
    return (lines & ours) - set(catalogue("en").values()) - {text("language.id", "id")}


def test_hari_senin_fits_on_one_sheet(chromium: Browser, app: App) -> None:
    with visit(chromium, DESK) as seen:
        page = seen.page
        page.goto(f"{app.url}/senin")
        complete(page)
        expect(page.locator(SHAPES)).to_have_count(31, timeout=SLOW)
        page.emulate_media(media="print")
        names = {row[0] for row in _ask(app.var / "contoh.db", "SELECT name FROM kecamatan")}
        printed = page.locator(".damping-table tbody tr td:nth-child(2)")
        expect(printed).to_have_count(31)
        assert set(printed.all_inner_texts()) == names
        paper = page.pdf(format="A4", prefer_css_page_size=True)
        assert len(re.findall(rb"/Type\s*/Page\b(?!s)", paper)) == 1


def test_a_searched_name_stays_out_of_the_address(chromium: Browser, app: App) -> None:
    business = _ask(app.var / "contoh.db", "SELECT business_name FROM actor WHERE merged_into IS NULL LIMIT 1")[0][0]
    with visit(chromium, DESK) as seen:
        page = seen.page
        page.goto(f"{app.url}/pelaku")
        complete(page)
        page.get_by_label("Cari pelaku").fill(business)
        page.keyboard.press("Enter")
        expect(page.get_by_text("Hasil pencarian")).to_be_visible()
        complete(page)
        found = column(page.get_by_test_id("stDataFrame"), "Nama usaha")
        assert business in found
        assert page.url == f"{app.url}/pelaku"
        _open_first_row(page)
        expect(page.locator(".st-key-actor_name")).to_have_text(found[0])
        assert not any(word.lower() in page.url.lower() for word in business.split() if len(word) > 3)
        assert list(parse_qs(urlsplit(page.url).query)) == ["actor"]
        complete(page)
        expect(page.get_by_role("button", name="Tampilkan data pribadi")).to_have_count(0)
        expect(page.get_by_role("button", name="Ubah pelaku")).to_have_count(0)


def _open_first_row(page: Page) -> None:
    # A painted table: the box that picks its first row, hit on the layer above the canvas.
    page.get_by_test_id("stDataFrame").locator(".dvn-scroller").first.click(position={"x": 18, "y": 35 + 17})


def test_who_opens_personal_data_is_written_down(chromium: Browser, app: App) -> None:
    with visit(chromium, DESK) as seen:
        page = seen.page
        page.goto(f"{app.url}/rujukan?kecamatan={KALISAT}")
        act_as(page, "petugas")
        complete(page)
        page.get_by_role("link", name="Pelaku", exact=True).click()
        complete(page)
        page.wait_for_url(re.compile("/pelaku"))
        complete(page)
        _open_first_row(page)
        page.wait_for_url(re.compile("actor="))
        complete(page)
        actor = parse_qs(urlsplit(page.url).query)["actor"][0]
        owner = _ask(app.var / "contoh.db", "SELECT owner FROM actor_personal WHERE actor_id = :id", id=actor)[0][0]
        assert _openings(app, actor) == []
        # Exactly: a business may be called after its owner.
        expect(page.get_by_text(owner, exact=True)).to_have_count(0)
        page.get_by_role("button", name="Tampilkan data pribadi").click()
        expect(page.get_by_text(owner, exact=True)).to_be_visible()
        assert _openings(app, actor) == [("demo-petugas", "petugas")]


def _openings(app: App, actor: str) -> list[tuple]:
    asked = "SELECT by_person, by_role FROM audit WHERE deed = 'actor.personal' AND about_id = :id"
    return _ask(app.var / "contoh.db", asked, id=actor)


def test_saving_twice_adds_one_actor(chromium: Browser, app: App) -> None:
    business = "Mebel Klik Ganda"
    with visit(chromium, DESK) as seen:
        page = seen.page
        page.goto(f"{app.url}/pelaku")
        act_as(page, "petugas")
        page.get_by_role("button", name="Tambah pelaku").click()
        form = page.get_by_role("dialog")
        form.get_by_label("Nama usaha").fill(business)
        form.get_by_role("combobox", name="Desa dan kecamatan").fill("(desa belum diketahui), Kalisat")
        page.get_by_role("option", name="(desa belum diketahui), Kalisat", exact=True).click()
        form.get_by_role("button", name="Simpan").dblclick()
        page.wait_for_url(re.compile("actor="))
        expect(page.locator(".st-key-actor_name")).to_have_text(business)
        complete(page)
        made = _ask(app.var / "contoh.db", "SELECT id FROM actor WHERE business_name = :name", name=business)
        assert [row[0] for row in made] == parse_qs(urlsplit(page.url).query)["actor"]
