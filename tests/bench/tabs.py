"""A few real Chromium tabs: from click to drawn, and the bytes of a first load by whose they are."""

import shutil
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from playwright.async_api import Browser, Page, async_playwright

from data.metrics import METRICS
from data.text import text
from tests.bench.results import Tabs

BUNDLE = ("/static/",)  # Streamlit's own
FONTS = (".woff2", ".woff", ".ttf")
SILENT = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]
# A click, then every frame until the legend says what is drawn now, and one frame more for the browser to paint it.
CLICK = """([button, words]) => new Promise((done, failed) => {
    setTimeout(() => failed(new Error('not drawn in 30 s')), 30000);
    const begun = performance.now();
    const look = () => [...document.querySelectorAll('.damping-legend b')].some(each => each.textContent === words)
        ? requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - begun)))
        : requestAnimationFrame(look);
    button.click();
    look();
})"""
AT_REST = """() => document.querySelector('.damping-legend b')
    && document.querySelectorAll('path.choroplethlocation').length > 9
    && document.querySelector('.stApp').dataset.testScriptState === 'notRunning'"""


async def measure(address: str, tabs: int = 3, rounds: int = 4) -> Tabs:
    """Open the coverage map in `tabs` tabs and change its metric in each in turn."""
    async with async_playwright() as playwright:
        found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
        browser = await playwright.chromium.launch(executable_path=found, args=SILENT)
        own, bundle, first, pages = 0, 0, 0.0, []
        for number in range(tabs):
            page, sizes = await _open(browser)
            await page.goto(f"{address}/cakupan", wait_until="commit")
            await page.wait_for_function(AT_REST, timeout=60_000)
            if number == 0:
                first = await page.evaluate("performance.now()")
                await page.wait_for_timeout(500)
                bundle = sum(size for path, size in sizes if not _own(path))
                own = sum(size for path, size in sizes if _own(path))
            pages.append(page)
        clicks = [await _click(page, name) for _ in range(rounds) for name in ("waiting", "coverage") for page in pages]
        await browser.close()
    return Tabs(tabs, clicks, own, bundle, first)


async def _open(browser: Browser) -> tuple[Page, Sequence[tuple[str, int]]]:
    """A fresh profile with one page, and what will come in by HTTP: path, bytes as they travel."""
    context = await browser.new_context(viewport={"width": 1440, "height": 900}, locale="id-ID")
    page = await context.new_page()
    sizes: list[tuple[str, int]] = []
    paths: dict[str, str] = {}
    protocol = await context.new_cdp_session(page)
    await protocol.send("Network.enable")

    def asked(event: dict[str, Any]) -> None:
        paths[event["requestId"]] = urlsplit(event["request"]["url"]).path

    def arrived(event: dict[str, Any]) -> None:
        sizes.append((paths.get(event["requestId"], ""), int(event["encodedDataLength"])))

    protocol.on("Network.requestWillBeSent", asked)
    protocol.on("Network.loadingFinished", arrived)
    return page, sizes


def _own(path: str) -> bool:
    """Neither Streamlit's bundle (its page is the bundle's door) nor a font."""
    return not path.startswith(BUNDLE) and not path.endswith(FONTS) and "." in path.rpartition("/")[2]


async def _click(page: Page, metric: str) -> float:
    assert metric in METRICS
    button = page.get_by_role("radio", name=text(f"metric_short.{metric}", "id"), exact=True).or_(
        page.get_by_role("button", name=text(f"metric_short.{metric}", "id"), exact=True)
    )
    handle = await button.first.element_handle()
    return float(await page.evaluate(CLICK, [handle, text(f"metric.{metric}", "id")]))
