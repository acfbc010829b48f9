"""The facilitator's first screen on a phone: whom to go to next and why, today's map, and the way to the form."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from data.text import text
from tests.browser.helpers import DESK, PHONE, SLOW, App, Visit, act_as, at_rest, complete, number, tile, visit

pytestmark = pytest.mark.browser

CARDS = "[class*='st-key-turn_']"
# In the order of the list: what each kind of first reason begins with.
ORDER = [
    re.compile(r"^janji .* lewat"),
    re.compile(r"^minta bantuan"),
    re.compile(r"^janji (hari ini|.* lagi)$"),
    re.compile(r"^belum pernah dikunjungi|^kunjungan belum dicatat"),
    re.compile(r"^menunggu \d+ bulan$"),
    re.compile(r" habis (hari ini|.* (lagi|lalu))$"),
    re.compile(r"^dikunjungi"),
]


@pytest.fixture
def phone(chromium: Browser, app: App) -> Iterator[Visit]:
    """The demo pendamping on a phone, at the first screen."""
    with visit(chromium, PHONE) as seen:
        seen.page.goto(f"{app.url}/binaan")
        act_as(seen.page, "pendamping")
        complete(seen.page)
        yield seen


def first_reasons(page: Page) -> list[str]:
    return page.locator(f"{CARDS} .damping-chips span:first-child").all_inner_texts()


def show(page: Page, words: str) -> None:
    """Taps a pill above the list."""
    page.locator(".st-key-caseload_show").get_by_text(re.compile(f"^{words}")).click()
    at_rest(page)


def too_wide(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > innerWidth"))


def test_the_first_screen_says_whom_to_go_to_and_why(phone: Visit) -> None:
    page = phone.page
    cards = page.locator(CARDS)
    expect(cards).to_have_count(15)
    expect(cards.first).to_be_in_viewport()
    kinds = [next(at for at, kind in enumerate(ORDER) if kind.search(words)) for words in first_reasons(page)]
    assert kinds == sorted(kinds)
    assert re.search(r"^\d+ sesi; rentang bulan (ini|itu) ", page.locator(".damping-pace strong").inner_text())
    for card in cards.all():
        words = card.inner_text()
        assert "terakhir dikunjungi" in words or "belum ada kunjungan tercatat" in words
        assert "bulan ini" in words
    assert not too_wide(page)
    assert phone.foreign() == []
    assert phone.errors == []


def test_more_cards_and_fewer_kinds_stand_in_the_url(phone: Visit) -> None:
    page = phone.page
    caseload = number(tile(page, text("caseload_tile.actors")).locator(".number").inner_text())
    assert caseload > 30
    page.locator(".st-key-caseload_more").get_by_role("button").click()
    expect(page.locator(CARDS)).to_have_count(30)
    assert "rows=30" in page.url
    show(page, "Menunggu")
    expect(page.locator(CARDS)).to_have_count(15)
    assert "show=waiting" in page.url
    words = page.locator(CARDS).all_inner_texts()
    assert all(re.search("belum pernah dikunjungi|menunggu", card) for card in words)
    # The state is in the address: the same list after a reload, in a new session.
    page.reload()
    act_as(page, "pendamping")
    complete(page)
    assert page.locator(CARDS).all_inner_texts() == words


def test_search_stays_out_of_the_url(phone: Visit) -> None:
    page = phone.page
    name = page.locator(f"{CARDS} .damping-turn b").nth(4).inner_text().split(". ", 1)[1]
    box = page.locator(".st-key-caseload_search input")
    box.fill(name)
    box.press("Enter")
    expect(page.locator(CARDS).first).to_contain_text(name)
    assert page.locator(CARDS).count() < 15
    assert not set(name.lower().split()) & set(re.split(r"[^a-z]+", page.url.lower()))
    box.fill("tidak-ada-yang-bernama-begini")
    box.press("Enter")
    page.locator(".st-key-caseload_lift").get_by_role("button").click()
    expect(page.locator(CARDS)).to_have_count(15)


def test_one_tap_opens_the_form_of_that_actor(phone: Visit) -> None:
    page = phone.page
    card = page.locator(CARDS).nth(1)
    button = card.locator("[class*='st-key-log_']")
    actor = re.search(r"st-key-log_(\S+)", button.get_attribute("class") or "")
    assert actor
    button.get_by_role("button").click()
    page.wait_for_url("**/kunjungan?*", timeout=SLOW)
    assert parse_qs(urlsplit(page.url).query)["actor"] == [actor[1]]


def test_the_days_map_asks_nobody_and_is_written_down(phone: Visit, app: App) -> None:
    page = phone.page

    def looks() -> int:
        with closing(sqlite3.connect(f"file:{app.var / 'contoh.db'}?mode=ro", uri=True)) as database:
            asked = "SELECT count(*) FROM audit WHERE deed = 'actor.personal' AND about_kind = 'actor'"
            return int(database.execute(asked).fetchone()[0])

    page.locator(".st-key-caseload_view").get_by_text(text("caseload.map"), exact=True).click()
    expect(page.locator(CARDS).first).to_be_hidden()
    before = looks()
    page.locator(".st-key-day_show").get_by_text(text("day.show")).click()
    card = page.locator(".st-key-card_day")
    stops = card.frame_locator("iframe").locator(".stop")
    expect(stops.first).to_be_visible(timeout=SLOW)
    at_rest(page)
    numbers = sorted(stops.all_inner_texts())
    listed = card.locator("[class*='st-key-day_stop_']")
    assert numbers == [str(one) for one in range(1, listed.count() + 1)]
    assert looks() == before + 6
    expect(card).to_contain_text("km garis lurus")
    link = listed.first.get_by_role("link").get_attribute("href")
    assert re.fullmatch(r"geo:-\d\.\d{6},11\d\.\d{6}\?q=-\d\.\d{6},11\d\.\d{6}", link or "")
    assert not re.search(r"11\d\.\d", page.url)
    assert not too_wide(page)
    assert phone.foreign() == []
    assert phone.errors == []


def test_a_supervisor_looks_at_any_facilitator_a_pendamping_only_at_the_own(chromium: Browser, app: App) -> None:
    with visit(chromium, DESK) as seen:
        page = seen.page
        page.goto(f"{app.url}/binaan")
        act_as(page, "petugas")
        complete(page)
        expect(page.get_by_text(text("caseload.choose_first"))).to_be_visible()
        page.locator(".st-key-caseload_whose").get_by_role("combobox").click()
        page.get_by_role("option").nth(3).click()
        expect(page.locator(CARDS)).to_have_count(15, timeout=SLOW)
        others = page.url
        assert "facilitator=" in others
        theirs = page.locator(CARDS).all_inner_texts()
        act_as(page, "pendamping")
        complete(page)
        assert "facilitator=" in page.url
        expect(page.locator(".st-key-caseload_whose")).to_have_count(0)
        assert not set(page.locator(CARDS).all_inner_texts()) & set(theirs)


def test_an_empty_register_says_what_to_do(chromium: Browser, app: App) -> None:
    with visit(chromium, PHONE) as seen:
        page = seen.page
        page.goto(f"{app.url}/binaan?register=uji")
        act_as(page, "pendamping")
        expect(page.get_by_text(text("caseload.unlinked"))).to_be_visible(timeout=SLOW)
        assert not too_wide(page)
        assert seen.errors == []


def test_a_visit_begun_and_not_saved_stands_on_top(phone: Visit, app: App) -> None:
    page = phone.page
    card = page.locator(CARDS).nth(2)
    name = card.locator(".damping-turn b").inner_text().split(". ", 1)[1]
    actor = re.search(r"st-key-open_(\S+)", card.locator("[class*='st-key-open_']").get_attribute("class") or "")
    assert actor
    with closing(sqlite3.connect(app.var / "contoh.db")) as database:
        row = ("35.09", "demo-pendamping", actor[1], "form-of-this-test", "{}", "2026-11-24 05:00:00.000000")
        database.execute("INSERT INTO draft VALUES (?, ?, ?, ?, ?, ?)", row)
        database.commit()
    try:
        page.reload()
        act_as(page, "pendamping")
        complete(page)
        kept = page.locator(".st-key-caseload_drafts").get_by_role("button")
        expect(kept).to_have_count(1)
        expect(kept).to_contain_text(f"{name} · disimpan 24 November 2026")
        kept.click()
        page.wait_for_url("**/kunjungan?*", timeout=SLOW)
        assert parse_qs(urlsplit(page.url).query)["actor"] == [actor[1]]
    finally:
        with closing(sqlite3.connect(app.var / "contoh.db")) as database:
            database.execute("DELETE FROM draft WHERE form_id = 'form-of-this-test'")
            database.commit()


def test_the_own_report_is_a_file_of_the_month_chosen(phone: Visit) -> None:
    page = phone.page
    page.get_by_text(text("caseload_report.title"), exact=True).click()
    with page.expect_download(timeout=SLOW) as waiting:
        page.locator(".st-key-activity_download").get_by_role("button").click()
    assert re.fullmatch(r"kegiatan-\d{4}-\d{2}\.xlsx", waiting.value.suggested_filename)
    assert waiting.value.path().read_bytes().startswith(b"PK")
