"""An outside count from the clerk's file to the leader's map: with its year, and every row that was not read named."""

import pytest
from playwright.sync_api import Browser, expect

from data import clock
from data.text import text
from tests.browser.helpers import DESK, SLOW, App, act_as, complete, visit

pytestmark = pytest.mark.browser
FILE = b"Kecamatan;Jumlah usaha\nKalisat;1.000\nAjung;10\nNegeri Jauh;7\n"


def test_an_admin_enters_a_count_and_the_map_shows_the_share_with_its_year(chromium: Browser, new_app: App) -> None:
    year = clock.today().year - 2
    with visit(chromium, DESK) as seen:
        page = seen.page
        page.goto(f"{new_app.url}/rujukan?list=outside_source")
        act_as(page, "admin")
        page.get_by_text(text("outside.new"), exact=True).click()
        for field, words in (("title", "Sensus uji coba"), ("counts", "usaha kecil"), ("reference", "buku biru")):
            page.get_by_label(text(f"outside.{field}"), exact=True).fill(words)
        page.get_by_label(text("outside.year"), exact=True).last.fill(str(year))
        page.locator(".st-key-outside_add button").click()
        expect(page.get_by_text("usaha kecil")).to_be_visible(timeout=SLOW)
        page.get_by_text(text("outside.file_title"), exact=True).click()
        upload = {"name": "hitungan.csv", "mimeType": "text/csv", "buffer": FILE}
        page.locator("input[type=file]").set_input_files([upload])
        expect(page.get_by_text(text("outside.file_found", count="2", unread="1"))).to_be_visible(timeout=SLOW)
        page.locator(".st-key-outside_file_save button").click()
        expect(page.get_by_text(text("outside.saved", count="2"))).to_be_visible(timeout=SLOW)
        page.goto(f"{new_app.url}/cakupan?metric=listed")
        complete(page)
        told = page.get_by_text(text("listed.denominator", source=f"Sensus uji coba ({year})"))
        expect(told).to_contain_text("2 tahun yang lalu")
        expect(page.get_by_text("lebih banyak daripada sumber luar di Ajung")).to_be_visible()
        expect(page.locator(".st-key-card_map .damping-legend")).to_contain_text(text("listed.over"))
        assert seen.errors == []
