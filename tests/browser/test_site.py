"""The static site in real Chromium, from any web server and from a folder: accessible, alone, usable by keyboard."""

import re
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from data.public.site import folder, made
from data.text import text
from tests.browser.helpers import DESK, PHONE, Visit, visit
from tests.sites import material

pytestmark = pytest.mark.browser

ALL = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]}}
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
TABLE = "rilis/2026-11-26/tabel/cakupan.html"
PAGES = ("index.html", TABLE, "metode.html", "rilis/index.html", "koreksi.html", "siap-pasok.html")


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Nothing: the tests look at what the browser says."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a site, below another one: a site need not lie at the root of its host."""
    place = tmp_path_factory.mktemp("host") / "angka" / "situs"
    place.parent.mkdir()
    folder.swap(place, made(material(few=True)))
    return place


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    host = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(site.parents[1])))
    Thread(target=host.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{host.server_port}/angka/situs"
    host.shutdown()
    host.server_close()


def opened(seen: Visit, address: str) -> Page:
    """A page, opened; nothing may be asked of another machine, missing or refused by the page's own policy."""
    answer = seen.page.goto(address)
    assert answer is None or answer.ok
    assert seen.foreign() == [] and seen.errors == []
    return seen.page


@pytest.mark.parametrize("device", [DESK, PHONE], ids=["desk", "phone"])
def test_no_page_has_a_barrier(chromium: Browser, address: str, device: dict[str, object]) -> None:
    """Everything is looked at in the light scheme; in the dark one only colours can differ."""
    with visit(chromium, device) as seen:
        for path in PAGES:
            page = opened(seen, f"{address}/{path}")
            page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
            assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), path
            for scheme, rules in (("light", ALL), ("dark", COLOURS)):
                page.emulate_media(color_scheme=scheme)
                found = Axe().run(page, options=rules).response
                wrong = [(one["id"], one["nodes"][0]["html"]) for one in found["violations"]]
                assert found["passes"] and not wrong, (path, scheme, wrong)


def test_by_keyboard_one_reaches_everything(chromium: Browser, address: str) -> None:
    with visit(chromium, PHONE) as seen:
        page = opened(seen, f"{address}/index.html")
        focused = page.locator(":focus")
        page.keyboard.press("Tab")
        expect(focused).to_have_text(text("site.skip"))
        expect(focused).to_be_in_viewport()
        assert focused.evaluate("node => getComputedStyle(node).outlineStyle") == "solid"
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        expect(focused).to_have_text(re.compile(text("site.what")))  # past the menu: the first thing in a tile
        page.keyboard.press("Enter")
        expect(page.get_by_text(text("site.tile_actors_means"))).to_be_visible()
        page.locator("a[href='#cakupan']").focus()
        while focused.get_attribute("aria-labelledby") != "cakupan":
            page.keyboard.press("Tab")
        page.keyboard.press("ArrowRight")
        page.wait_for_timeout(500)  # it scrolls smoothly; the page's policy forbids to wait for a function
        assert focused.evaluate("node => node.scrollLeft") > 0


def test_a_table_can_be_embedded_and_an_old_release_opened(chromium: Browser, address: str, site: Path) -> None:
    with visit(chromium, DESK) as seen:
        page = opened(seen, f"{address}/index.html")
        line = page.locator("section[aria-labelledby=cakupan] code")
        assert f'src="{address}/{TABLE}"' in (line.text_content() or "")
        (site.parents[1] / "berita.html").write_text(f"<!doctype html><link rel=icon href=data:,>{line.text_content()}")
        page.goto(address.removesuffix("angka/situs") + "berita.html")
        inside = page.frame_locator("iframe")
        expect(inside.get_by_role("row")).to_have_count(6)
        page = opened(seen, f"{address}/rilis/index.html")
        page.get_by_role("link", name="20 November 2025").first.click()
        expect(page.get_by_text(text("site.old_release"))).to_be_visible()
        page.get_by_role("link", name="English").click()
        expect(page.get_by_text(text("site.old_release", "en"))).to_be_visible()


def test_without_a_script_and_without_a_server(chromium: Browser, site: Path) -> None:
    with visit(chromium, DESK, java_script_enabled=False) as seen:
        page = opened(seen, (site / "index.html").as_uri())
        assert page.locator("body").evaluate("node => getComputedStyle(node).backgroundColor") == "rgb(246, 248, 247)"
        page.locator("section[aria-labelledby=cakupan] .share summary").click()
        expect(page.locator("section[aria-labelledby=cakupan] .embed-help")).to_be_visible()
        page.get_by_role("link", name=text("site.menu_methods"), exact=True).click()
        expect(page.get_by_role("heading", name=text("site.methods"))).to_be_visible()
        assert all(url.startswith("file://") for url in seen.asked)
