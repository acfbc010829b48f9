"""Assigning from the table, orphans and contracts, and the record of a handover on paper, in real Chromium."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from data import clock, queries
from data.filter import Filter
from data.people import demo_person
from tests.browser.helpers import DESK, PHONE, SLOW, App, Visit, act_as, at_rest, click, column, complete, tile, visit
from tests.conftest import use

pytestmark = pytest.mark.browser

KALISAT = "35.09.27"
TABS = ("beban", "penugasan", "yatim", "kontrak", "tutup")
MUST = ("assign", "assign_go", "assign_end", "facilitator_add", "accept_yes")


def ask(app: App, question: str, *values: str) -> list[tuple]:
    with closing(sqlite3.connect(f"file:{app.var / 'contoh.db'}?mode=ro", uri=True)) as database:
        return database.execute(question, values).fetchall()


def facilitators(app: App) -> dict[str, str]:
    """Name -> id."""
    return dict(ask(app, "SELECT name, id FROM facilitator"))


def open_tab(page: Page, app: App, role: str, query: str) -> None:
    page.goto(f"{app.url}/pendamping?{query}")
    act_as(page, role)
    complete(page)


def places(page: Page) -> Locator:
    return page.locator("[class*=st-key-places-]").get_by_test_id("stDataFrame")


def tick(page: Page, row: int) -> None:
    """A click on the box in front of a row (35 px each, under the heading)."""
    box = places(page).bounding_box()
    assert box
    page.mouse.click(box["x"] + 17, box["y"] + 35 * (row + 1) + 17)
    at_rest(page)


def wide(page: Page) -> int:
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


def test_the_clerk_assigns_two_desa_from_the_table(
    chromium: Browser, file_app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first of the file: nobody has assigned anything yet."""
    with visit(chromium, DESK) as seen:
        page = seen.page
        open_tab(page, file_app, "petugas", f"tab=penugasan&kecamatan={KALISAT}")
        names, before = column(places(page), "Desa/kelurahan"), column(places(page), "Pendamping")
        actors = [int(number) for number in column(places(page), "Pelaku")]
        assert set(before) == {"Suliha Rahmawati"}
        tick(page, 0)
        tick(page, 2)
        expect(page.locator(".st-key-card_assign")).to_contain_text("2 desa dipilih", timeout=SLOW)
        assert re.search(r"pilih=35\.09\.27\.\d{4}(,|%2C)35\.09\.27\.\d{4}", page.url)
        complete(page)
        choice = page.get_by_role("option", name=re.compile("Anik Safitri"))
        while not choice.is_visible():  # a rerun that ends meanwhile closes the list again
            page.locator(".st-key-assign_to input").click()
            page.wait_for_timeout(1000)
        choice.click()
        page.locator(".st-key-assign_go button").click()
        dialog = page.get_by_role("dialog")
        expect(dialog).to_contain_text(
            f"{actors[0] + actors[2]} pelaku berpindah dari Suliha Rahmawati ke Anik Safitri."
        )
        dialog.get_by_role("button", name="Ya, tetapkan").click()
        expect(dialog).to_have_count(0, timeout=SLOW)
        expect(page.get_by_text("Pendamping ditetapkan.")).to_be_visible()
        complete(page)
        after = column(places(page), "Pendamping")
        assert [name for name, who in zip(names, after, strict=True) if who == "Anik Safitri"] == [names[0], names[2]]
        assert "pilih" not in page.url
        assert seen.errors == []
        assert seen.foreign() == []

    use(monkeypatch, file_app.var)
    who = demo_person("contoh", "petugas")
    anik = facilitators(file_app)["Anik Safitri"]
    listed = queries.actor_list(who, Filter(kecamatan=(KALISAT,), facilitator=(anik,)), 1000)
    assert len(listed) == actors[0] + actors[2]
    today = clock.today().isoformat()
    asked = "SELECT count(*) FROM assignment WHERE facilitator_id = ? AND from_on = ? AND to_on IS NULL"
    assert ask(file_app, asked, anik, today) == [(2,)]
    assert ask(file_app, "SELECT count(*) FROM audit WHERE deed = 'assignment.edit'") == [(2,)]


def test_a_desa_is_chosen_on_the_map_and_again_let_go(chromium: Browser, app: App) -> None:
    with visit(chromium, DESK) as seen:
        page = seen.page
        open_tab(page, app, "petugas", "tab=penugasan")
        click(page, KALISAT)
        expect(page).to_have_url(re.compile(f"kecamatan={KALISAT}"))
        complete(page)
        click(page, f"{KALISAT}.2010")
        expect(page.locator(".st-key-card_assign")).to_contain_text("1 desa dipilih", timeout=SLOW)
        complete(page)
        click(page, f"{KALISAT}.2010")
        expect(page.locator(".st-key-card_assign")).not_to_contain_text("1 desa dipilih", timeout=SLOW)
        assert "pilih" not in page.url


def test_all_offers_to_orphans_are_taken(chromium: Browser, file_app: App) -> None:
    with visit(chromium, DESK) as seen:
        page = seen.page
        open_tab(page, file_app, "petugas", "tab=yatim")
        before = int(tile(page, "Pelaku yatim").locator(".number").inner_text())
        button = page.locator("[class*=st-key-accept-] button").first
        taken = int(re.findall(r"\d+", button.inner_text())[-1])
        assert 0 < taken < before
        button.click()
        page.get_by_role("dialog").get_by_role("button", name="Ya, tetapkan").click()
        expect(tile(page, "Pelaku yatim").locator(".number")).to_have_text(str(before - taken), timeout=SLOW)
        assert seen.errors == []


def test_an_admin_adds_a_facilitator_with_a_contract(chromium: Browser, file_app: App) -> None:
    with visit(chromium, DESK) as seen:
        page = seen.page
        open_tab(page, file_app, "admin", "tab=kontrak")
        page.locator(".st-key-facilitator_add button").click()
        page.get_by_role("dialog").get_by_label("Nama", exact=True).fill("Zainal <b>Baru</b>")
        page.get_by_role("dialog").get_by_role("button", name="Simpan").click()
        expect(page.get_by_text("Tersimpan.")).to_be_visible()
        new = facilitators(file_app)["Zainal <b>Baru</b>"]
        open_tab(page, file_app, "admin", f"tab=kontrak&siapa={new}")
        expect(page.locator(".st-key-card_facilitator")).to_contain_text("Zainal <b>Baru</b>")
        page.locator(".st-key-facilitator_add_contract button").click()
        page.get_by_role("dialog").get_by_role("button", name="Simpan").click()
        expect(page.locator(".st-key-card_facilitator")).to_contain_text("belum ditugaskan", timeout=SLOW)
        assert seen.errors == []


@pytest.fixture(scope="module")
def phone(chromium: Browser) -> Iterator[Visit]:
    """One browser profile for all tabs: it loads the app's own scripts once."""
    with visit(chromium, PHONE) as seen:
        yield seen


@pytest.mark.parametrize("tab", TABS)
def test_pimpinan_sees_every_tab_and_changes_nothing(phone: Visit, app: App, tab: str) -> None:
    page = phone.anew(PHONE)
    open_tab(page, app, "pimpinan", f"tab={tab}")
    expect(page.get_by_test_id("stAlertContentWarning")).to_have_count(0)
    assert not [key for key in MUST if page.locator(f".st-key-{key}").count()]
    assert page.locator("[class*=st-key-accept-]").count() == 0
    if tab == "beban":  # by name, never by sessions
        names = page.locator(".team .who").all_inner_texts()
        assert names == sorted(names, key=str.casefold)
        assert page.locator(".team .damping-band").count() > 10
    assert wide(page) <= 0
    assert phone.errors == []


@pytest.mark.parametrize("tab", TABS)
def test_an_empty_register_says_so_on_every_tab(phone: Visit, app: App, tab: str) -> None:
    page = phone.anew(PHONE)
    open_tab(page, app, "petugas", f"register=uji&tab={tab}")
    expect(page.get_by_test_id("stAlertContentWarning")).to_have_count(0)
    assert wide(page) <= 0
    assert phone.errors == []


def test_the_record_prints_on_several_pages_with_every_promise(chromium: Browser, app: App) -> None:
    people = facilitators(app)
    giver, taker = people["Lailatul Susanti"], people["Umi Agustin"]
    link = f"{app.url}/serah?from={giver}&to={taker}"
    looked = "SELECT count(*) FROM audit WHERE deed = 'assignment.edit' AND about_id = ?"
    with visit(chromium, DESK) as seen:
        page = seen.page
        page.goto(link)
        act_as(page, "petugas")
        complete(page)
        assert page.locator(".damping-record").count() == 0, "only after a click"
        before = ask(app, looked, giver)[0][0]
        page.locator(".st-key-record_make button").click()
        record = page.locator(".damping-record")
        expect(record).to_be_visible(timeout=SLOW)
        complete(page)
        assert ask(app, looked, giver)[0][0] == before + 1
        rows, promises = record.locator("tbody tr"), record.locator("td[data-name='Janji terbuka']:not(:empty)")
        assert rows.count() == 91
        assert promises.count() > 0
        expect(record).to_contain_text(f"Janji yang masih terbuka: {promises.count()}.")
        assert seen.errors == []
        page.emulate_media(media="print")
        expect(promises.first).to_be_visible()
        expect(record).to_contain_text("Lailatul Susanti menyerahkan pendampingan 91 pelaku IKM kepada Umi Agustin")
        for hidden in (".st-key-record_make", ".st-key-record_choice", ".st-key-head", ".st-key-print_button"):
            expect(page.locator(hidden)).to_be_hidden()
        high = page.evaluate("document.querySelector('.damping-signs').getBoundingClientRect().bottom")
        assert high > 3000, "nothing is cut off or scrolled away"
        paper = page.pdf(prefer_css_page_size=True)
        assert len(re.findall(rb"/Type\s*/Page\b", paper)) >= 4
    with visit(chromium, PHONE) as seen:
        seen.page.goto(link)
        act_as(seen.page, "petugas")
        seen.page.locator(".st-key-record_make button").click()
        expect(seen.page.locator(".damping-record")).to_be_visible(timeout=SLOW)
        assert wide(seen.page) <= 0
