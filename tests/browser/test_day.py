"""A facilitator's day with everything real: provider, register of kind `nyata`, phone; the map moves by one actor."""

import re
import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from data import db
from data.people import system
from data.settings import settings
from data.text import text
from tests.browser.helpers import PHONE, SLOW, at_rest, tile, visit
from tests.browser.provider import real_environment, run_provider, sign_in, signed_in_app, told
from tests.small import GAMBIRAN, KALISAT, Small

pytestmark = pytest.mark.browser

SARI, KEPALA = "sari@kantor.go.id", "kepala@kantor.go.id"


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, str]:
    """A register of real data: Sari stands beside two makers in Kalisat, a third was visited; the id of one of hers."""
    with run_provider(tmp_path / "first.log") as provider:
        env = real_environment(tmp_path, provider)
        told(env, "prepare", "--kind", "nyata")
    for name in ("DATABASE_URL", "STREAMLIT_SECRETS_FILES"):
        monkeypatch.setenv(name, env[name])
    settings.cache_clear()
    small = Small(system("utama"))
    sari = small.facilitator("Sari Dewi")
    small.assign(sari, kecamatan_code=KALISAT)
    kursi = small.actor("Kursi Bu Siti", GAMBIRAN, phone="081290817264")
    small.actor("Lemari Pak Nur", GAMBIRAN)
    small.visit(small.actor("Batik Bu Tin", GAMBIRAN), sari, date(2026, 10, 1))
    db.close()
    settings.cache_clear()
    return tmp_path, kursi


def _coverage(page: Page, url: str) -> str:
    page.goto(f"{url}/cakupan?kecamatan={KALISAT}")
    at_rest(page)
    return tile(page, text("tile.coverage")).locator(".of").inner_text()


def test_a_visit_logged_in_the_field_moves_the_map_by_one(chromium: Browser, office: tuple[Path, str]) -> None:
    var, kursi = office
    sari = (SARI, "--name", "Sari Dewi", "--role", "pendamping", "--facilitator", "Sari Dewi")
    kepala = (KEPALA, "--name", "Kepala", "--role", "pimpinan")
    with signed_in_app(var, sari, kepala) as app, visit(chromium, PHONE) as seen:
        page = seen.page
        page.goto(app.url)
        sign_in(page, SARI)
        expect(page).to_have_url(re.compile("/binaan"))
        seen.errors.clear()  # the provider's own page asks for a style sheet that it does not get
        assert _coverage(page, app.url) == text("map.of", count=1, of=3)

        page.goto(f"{app.url}/binaan")
        at_rest(page)
        expect(page.get_by_text("1. Kursi Bu Siti")).to_be_visible()
        page.goto(f"{app.url}/kunjungan?actor={kursi}")
        at_rest(page)
        page.locator("[class*='st-key-result-']").get_by_role("textbox").fill("Diajari mencatat kas.")
        page.locator(".st-key-visit_save button").click()
        expect(page.get_by_text(text("visit.saved"))).to_be_visible(timeout=SLOW)
        assert _coverage(page, app.url) == text("map.of", count=2, of=3)
        assert page.evaluate("document.scrollingElement.scrollWidth") <= 390
        assert seen.errors == []

        with visit(chromium, PHONE) as other:
            other.page.goto(app.url)
            sign_in(other.page, KEPALA)
            assert _coverage(other.page, app.url) == text("map.of", count=2, of=3)
            other.page.goto(f"{app.url}/kunjungan?actor={kursi}")
            at_rest(other.page)
            expect(other.page.get_by_text(text("lock.not_yours", role=text("role.pimpinan")))).to_be_visible()
    with closing(sqlite3.connect(var / "office.db")) as database:
        asked = "SELECT by_role, deed FROM audit WHERE about_id = ? AND deed = 'visit.log'"
        assert database.execute(asked, (kursi,)).fetchall() == [("pendamping", "visit.log")]
