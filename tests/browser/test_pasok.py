"""On a phone: a buyer finds a maker and asks through the office; a clerk introduces them."""

import pytest
from playwright.sync_api import Browser, Page, expect

from data import commands, db, settings
from data.commands import Listing
from data.people import demo_person, system
from data.tickets import normal
from tests.browser.helpers import PHONE, App, act_as, at_rest, complete, visit
from tests.conftest import use
from tests.small import TODAY, Small

NAME = "CV Bangku Wignyo"


@pytest.fixture
def listed(app: App, monkeypatch: pytest.MonkeyPatch) -> str:
    """A maker that agreed to be listed."""
    use(monkeypatch, app.var)
    actor = Small(system("contoh")).actor(NAME, kbli_code="31001", owner="Bu Wignyo", phone="0812-3456-7890")
    sheet = Listing(TODAY, "map 1", "Bangku <b>taman</b>", price="Rp 900.000")
    commands.list_actor(demo_person("contoh", "petugas"), f"form-{actor}", actor, sheet)
    db.close()
    settings.settings.cache_clear()
    return actor


def fits(page: Page) -> None:
    """Nothing is wider than the phone."""
    assert page.evaluate(
        "() => {const m = document.querySelector('[data-testid=stMain]'); return m.scrollWidth <= m.clientWidth}"
    )


def test_a_buyer_finds_a_maker_and_the_office_introduces_them(chromium: Browser, app: App, listed: str) -> None:
    with visit(chromium, PHONE) as seen:
        page = seen.page
        page.goto(f"{app.url}/pasok?kelompok=kayu")
        complete(page)
        fits(page)
        page.get_by_label("Cari usaha atau produk").fill("bangku wignyo")
        page.keyboard.press("Enter")
        cards = page.locator(".st-key-directory_cards h3")
        expect(cards).to_have_text([NAME])
        expect(page.get_by_text("Bangku <b>taman</b>")).to_be_visible()
        assert "bangku" not in page.url
        page.get_by_role("button", name="Hubungi lewat kantor").click()
        form = page.get_by_role("dialog")
        form.get_by_role("button", name="Kirim pertanyaan").click()
        expect(form.get_by_text("Silakan pilih Anda membeli sebagai apa.")).to_be_visible()
        form.get_by_role("combobox").click()
        page.get_by_role("option", name="Kontraktor proyek pemerintah").click()
        form.get_by_label("Nama Anda atau lembaga").fill("CV Pembeli")
        form.get_by_label("Telepon, WhatsApp, atau surel").fill("0899-1234-5678")
        form.get_by_label("Yang Anda butuhkan").fill("40 bangku")
        form.get_by_text("Saya setuju kantor menyimpan").click()
        form.get_by_role("button", name="Kirim pertanyaan").click()
        ticket = form.locator(".damping-ticket")
        expect(ticket).to_be_visible()
        number = ticket.inner_text()
        assert normal(number) == number
        form.get_by_role("button", name="Selesai").click()
        expect(page.get_by_role("dialog")).to_have_count(0)
        assert seen.errors == [] and seen.foreign() == []

        page.goto(f"{app.url}/permintaan?tab=minat")
        act_as(page, "petugas")
        at_rest(page)
        fits(page)
        mine = page.locator('[class*="st-key-card_enquiry_"]').filter(has_text=number)
        expect(mine.get_by_text("menunggu 0 hari").first).to_be_visible()
        expect(mine.get_by_text("0899-1234-5678")).to_have_count(0)
        mine.get_by_role("button", name="Buka", exact=True).click()
        expect(mine.get_by_text("0899-1234-5678")).to_be_visible()
        mine.get_by_role("button", name="Catat perkembangan").click()
        page.get_by_role("dialog").get_by_role("button", name="Simpan").click()
        expect(mine.get_by_text("diperkenalkan").first).to_be_visible()
        assert seen.errors == []
