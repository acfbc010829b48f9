"""The public page in a browser: on a phone, without signing in, by thumb and by keyboard, and held against WCAG."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from data.text import text
from tests import published
from tests.browser.helpers import DESK, PHONE, SLOW, App, at_rest, click, complete, visit
from tests.browser.provider import SignedInApp, signed_in_app

pytestmark = pytest.mark.browser

KALISAT = "35.09.27"
AA = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}


def violations(page: Page) -> list[tuple[str, object]]:
    """What axe finds, of level AA: nothing of Streamlit's own had to be left out.

    It judges colours only where they are in sight, so all of the page must be.
    """
    size = page.viewport_size
    assert size
    tall = page.evaluate("document.querySelector('[data-testid=stMainBlockContainer]').scrollHeight")
    page.set_viewport_size({"width": size["width"], "height": tall + 200})
    at_rest(page)
    found = Axe().run(page, options=AA).response
    assert len(found["passes"]) > 15, "it has looked"
    return [(one["id"], node["target"]) for one in found["violations"] for node in one["nodes"]]


def unfold(page: Page, words: str) -> None:
    page.get_by_test_id("stExpander").filter(has_text=words).locator("summary").click()
    at_rest(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_a_phone_for_anybody(chromium: Browser, app: App, scheme: str) -> None:
    with visit(chromium, PHONE, color_scheme=scheme) as seen:
        page = seen.page
        received: list[int] = []
        page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: received.append(len(frame))))
        page.goto(f"{app.url}/transparansi")
        complete(page)
        assert sum(received) < 150_000  # bytes of the first look; 43 kB when this was written
        expect(page.locator(".damping-headline")).to_contain_text("menunggu lebih dari 2 tahun")
        expect(page.locator("path.choroplethlocation")).to_have_count(31, timeout=SLOW)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        unfold(page, text("transparency.report.open"))
        unfold(page, text("transparency.share"))
        expect(page.get_by_label(text("transparency.report.words"))).to_be_visible()
        expect(page.get_by_test_id("stCode")).to_have_count(2)
        assert violations(page) == []
        assert seen.foreign() == [] and seen.errors == []


def test_a_tap_on_a_kecamatan_tells_all_of_it(chromium: Browser, app: App) -> None:
    with visit(chromium, PHONE) as seen:
        page = seen.page
        page.goto(f"{app.url}/transparansi")
        expect(page.locator("path.choroplethlocation")).to_have_count(31, timeout=SLOW)
        complete(page)
        click(page, KALISAT)
        place = page.get_by_role("table", name="Kalisat", exact=True)
        expect(place).to_be_visible()
        assert parse_qs(urlsplit(page.url).query)["kecamatan"] == [KALISAT]
        row = page.get_by_role("table", name=re.compile("terendah di atas")).get_by_role("row", name="Kalisat")
        share = row.get_by_role("cell").first.inner_text()
        expect(place.get_by_role("row").filter(has_text="Cakupan").get_by_role("cell")).to_have_text(share)


def test_a_permalink_opens_one_table_also_within_another_page(chromium: Browser, app: App) -> None:
    with visit(chromium, DESK) as seen:
        page = seen.page
        page.goto(f"{app.url}/transparansi?buka=sektor")
        complete(page)
        unfold(page, text("transparency.share"))
        expect(page.get_by_test_id("stCode")).to_have_count(2)
        link, snippet = page.get_by_test_id("stCode").all_inner_texts()
        shown = page.locator(".st-key-card_table_sektor table").inner_text()
        page.goto(link.strip())
        complete(page)
        assert page.locator("table").all_inner_texts() == [shown]
        page.route(
            "**/elsewhere", lambda asked: asked.fulfill(body=f"<h1>Berita</h1>{snippet}", content_type="text/html")
        )
        page.goto(f"{app.url}/elsewhere")
        frame = page.frame_locator("iframe")
        expect(frame.locator("table")).to_have_text(re.compile("Kalisat"), timeout=SLOW)
        expect(frame.locator(".stAppHeader")).to_be_hidden()
        assert seen.foreign() == []


def test_the_keyboard_reaches_everything_but_the_trap(chromium: Browser, app: App) -> None:
    with visit(chromium, DESK) as seen:
        page = seen.page
        page.goto(f"{app.url}/transparansi")
        complete(page)
        report = page.get_by_test_id("stExpander").filter(has_text=text("transparency.report.open")).locator("summary")
        report.focus()
        page.keyboard.press("Enter")
        expect(page.get_by_label(text("transparency.report.words"))).to_be_visible()
        at_rest(page)
        page.locator(".damping-headline").click()  # from here on
        reached = list(_tabbed(page))
        for words in (
            "transparency.ask",
            "transparency.your_place",
            "transparency.choose_table",
            "transparency.report.send",
        ):
            assert any(text(words) in one for one in reached), words
        assert [one for one in reached if one.startswith("table")] >= ["table menunggu"]
        assert not any(text("transparency.trap") in one for one in reached)
        trap = page.locator(".st-key-trap_report input")
        expect(trap).to_have_count(1)
        assert text("transparency.trap") not in page.locator("body").aria_snapshot()


def _tabbed(page: Page) -> Iterator[str]:
    """What each press of Tab reaches, in words, until the page ends."""
    for _ in range(80):
        page.keyboard.press("Tab")
        found = page.evaluate(
            """() => {
                const one = document.activeElement;
                if (!one || one === document.body) return null;
                const by = one.getAttribute('aria-labelledby');
                if (by && one.matches('.damping-scroll')) return by.replace('-', ' ');
                return [one.getAttribute('aria-label'), one.innerText, one.labels?.[0]?.innerText].join(' ');
            }"""
        )
        if found is None:
            return
        yield found


@pytest.fixture
def office(tmp_path: Path) -> Iterator[SignedInApp]:
    """A register of real data with one release."""
    document = published.document(kind="nyata")
    with signed_in_app(tmp_path, ("kepala@kantor.go.id", "--name", "Kepala", "--role", "admin")) as running:
        with closing(sqlite3.connect(running.database)) as database, database:
            database.execute(
                "INSERT INTO release (kab_code, id, slug, as_of, known_at, data_version, definitions, content, sha256,"
                " counts, by_person, recorded_at) VALUES ('35.09', 'r', ?, ?, ?, 1, '1', ?, ?, '[]', 'system', ?)",
                (
                    document.slug,
                    "2026-11-24",
                    "2026-11-26 00:00:00",
                    document.to_text(),
                    document.sha256,
                    "2026-11-26 00:00:00",
                ),
            )
        yield running


def test_where_the_data_are_real_the_public_comes_first_and_staff_have_their_way_in(
    chromium: Browser, office: SignedInApp
) -> None:
    with visit(chromium, PHONE) as seen:
        page = seen.page
        page.goto(office.url)
        expect(page).to_have_url(re.compile("/transparansi"), timeout=SLOW)
        expect(page.locator(".damping-headline")).to_contain_text("Sekitar 110")
        page.get_by_role("link", name=text("transparency.sign_in")).click()
        expect(page.get_by_text(text("identity.missing"))).to_be_visible(timeout=SLOW)
        expect(page.locator(".st-key-sign_in").get_by_role("button")).to_be_visible()
        # A sign-in that nobody can read is no sign-in, and closes nothing that is public.
        page.context.add_cookies([{"name": "_streamlit_user", "value": "rusak", "url": office.url}])
        page.goto(f"{office.url}/transparansi")
        expect(page.locator(".damping-headline")).to_contain_text("Sekitar 110", timeout=SLOW)
        assert seen.foreign() == []
