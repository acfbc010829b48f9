"""The bupati's walk: what needs attention, where coverage fell, what if areas were divided anew, and the report."""

import io
import re

import pytest
from playwright.sync_api import Browser, expect
from pypdf import PdfReader

from data import clock, formats
from data.clock import months_before
from data.months import month_ends
from data.text import text
from geo.regions import load
from tests.browser.helpers import DESK, SLOW, App, complete, visit

pytestmark = pytest.mark.browser


def test_from_a_fall_in_coverage_to_the_report(chromium: Browser, app: App) -> None:
    with visit(chromium, DESK) as seen:
        page = seen.page
        page.goto(f"{app.url}/cakupan")
        complete(page)
        page.locator(".st-key-alerts summary").click()
        fallen = page.locator(".st-key-alert_fallen")
        expect(fallen).to_contain_text("Cakupan turun", timeout=SLOW)
        fallen.get_by_role("button").click()
        expect(page).to_have_url(re.compile("kecamatan=35.09."))
        complete(page)
        page.locator(".st-key-over_time summary").click()
        then = months_before(clock.today(), 12)
        expect(page.get_by_text(text("over_time.at", day=formats.day(then)))).to_be_visible(timeout=SLOW)
        page.get_by_role("slider").first.press("ArrowLeft")
        nearest = min(ends := month_ends(clock.today(), 36), key=lambda end: abs((end - then).days))
        since = ends[ends.index(nearest) - 1]
        expect(page).to_have_url(re.compile(f"since={since.isoformat()}"), timeout=SLOW)
        expect(page.get_by_text(text("over_time.at", day=formats.day(since)))).to_be_visible(timeout=SLOW)
        page.get_by_role("link", name=text("screen.pendamping"), exact=True).first.click()
        page.get_by_role("link", name=text("placing.way")).click()
        complete(page)
        page.locator(".st-key-placing_count button").click()
        expect(page.locator(".st-key-placing_bar")).to_contain_text(re.compile(r"paling banyak [\d,]+ % di atas"))
        page.locator(".st-key-placing_cancel button").click()
        expect(page.get_by_text(text("placing.title"))).to_be_visible(timeout=SLOW)
        complete(page)
        before, after = (page.locator(f".st-key-placing-{one}") for one in ("today", "plan"))
        for one in (before, after):
            expect(one.locator("path.choroplethlocation")).to_have_count(len(load().kecamatan))
        assert before.inner_text() != after.inner_text(), "other shares of those who wait are reached"
        page.get_by_role("link", name=text("screen.senin")).last.click()
        complete(page)
        with page.expect_download() as waiting:
            page.get_by_role("button", name=text("report.pdf")).click()
        words = PdfReader(io.BytesIO(waiting.value.path().read_bytes())).pages[0].extract_text()
        assert formats.day(clock.today()) in words
        assert seen.errors == []
