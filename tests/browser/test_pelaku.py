"""An actor's page on a phone: reaching it, two people editing it, adding one that may be there already."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser, Page, expect

from data import db, settings
from data.people import demo_person, system
from tests.browser.helpers import PHONE, SLOW, App, act_as, at_rest, complete, visit
from tests.conftest import use
from tests.small import Small

PHONES = "0812-3456-7890 / 0331-487021"


@pytest.fixture
def own(app: App, monkeypatch: pytest.MonkeyPatch) -> str:
    """A new actor of the demo facilitator, with two numbers and a point."""
    return made(app, monkeypatch, "UD Mebel Kayu Wignyo", PHONES)


def made(app: App, monkeypatch: pytest.MonkeyPatch, name: str, phone: str) -> str:
    use(monkeypatch, app.var)
    small, who = Small(system("contoh")), demo_person("contoh", "pendamping")
    facts = {"owner": "Bu Wignyo", "phone": phone, "address": "Dusun <b>Krajan</b>", "lon": 113.81, "lat": -8.12}
    actor = small.actor(name, product="Kursi", kbli_code="31001", **facts)
    small.assign(str(who.facilitator), actor_id=actor)
    db.close()
    settings.settings.cache_clear()
    return actor


def open_actor(page: Page, app: App, role: str, actor: str) -> None:
    page.goto(f"{app.url}/pelaku?actor={actor}")
    act_as(page, role)
    complete(page)
    assert parse_qs(urlsplit(page.url).query)["actor"] == [actor]


def ask(app: App, statement: str, **given: str) -> list[tuple]:
    engine = sa.create_engine(f"sqlite:///{app.var / 'contoh.db'}")
    with engine.connect() as conn:
        found = [tuple(row) for row in conn.execute(sa.text(statement), given)]
    engine.dispose()
    return found


def openings(app: App, actor: str) -> list[tuple]:
    asked = "SELECT by_person FROM audit WHERE deed = 'actor.personal' AND about_id = :id ORDER BY at"
    return ask(app, asked, id=actor)


def fits(page: Page) -> None:
    """Nothing is wider than the phone."""
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert page.evaluate(
        "() => {const m = document.querySelector('[data-testid=stMain]'); return m.scrollWidth <= m.clientWidth}"
    )


def test_one_tap_calls_writes_or_finds_the_way(chromium: Browser, app: App, own: str) -> None:
    with visit(chromium, PHONE) as seen:
        page = seen.page
        open_actor(page, app, "pendamping", own)
        expect(page.get_by_text("Bu Wignyo")).to_be_visible()
        links = page.locator(".st-key-actor_reach a")
        assert [link.get_attribute("href") for link in links.all()] == [
            "tel:+6281234567890",
            "https://wa.me/6281234567890",
            "tel:+62331487021",
            "geo:-8.120000,113.810000?q=-8.120000,113.810000",
        ]
        expect(page.get_by_text("Dusun <b>Krajan</b>")).to_be_visible()
        expect(page.locator(".st-key-actor_visit")).to_be_visible()
        fits(page)
        assert seen.errors == []


def test_an_own_actor_opens_once_per_arrival_and_closes_on_leaving(chromium: Browser, app: App, own: str) -> None:
    with visit(chromium, PHONE) as seen:
        page = seen.page
        open_actor(page, app, "pendamping", own)
        expect(page.get_by_text("Bu Wignyo")).to_be_visible()
        once = openings(app, own)
        assert {who for (who,) in once} == {"demo-pendamping"}
        page.locator(".st-key-actor_request button").click()  # more runs of the same arrival
        page.get_by_role("dialog").get_by_role("button", name="Batal").click()
        complete(page)
        expect(page.get_by_text("Bu Wignyo")).to_be_visible()
        assert openings(app, own) == once
        page.locator(".st-key-actor_back button").click()
        expect(page.locator(".st-key-actor_name")).to_have_count(0)
        complete(page)
        page.go_back()
        expect(page.get_by_text("Bu Wignyo")).to_be_visible(timeout=SLOW)
        assert len(openings(app, own)) == len(once) + 1


def test_the_visit_button_carries_the_actor_and_what_was_open_is_closed(chromium: Browser, app: App, own: str) -> None:
    with visit(chromium, PHONE) as seen:
        page = seen.page
        open_actor(page, app, "pendamping", own)
        expect(page.get_by_text("Bu Wignyo")).to_be_visible()
        before = len(openings(app, own))
        page.locator(".st-key-actor_visit button").click()
        page.wait_for_url(re.compile("/kunjungan"))
        at_rest(page)
        assert parse_qs(urlsplit(page.url).query)["actor"] == [own]
        page.go_back()
        page.wait_for_url(re.compile("/pelaku"))
        expect(page.get_by_text("Bu Wignyo")).to_be_visible(timeout=SLOW)
        assert len(openings(app, own)) == before + 1


def test_a_request_is_logged_once_and_waits_on_the_page(chromium: Browser, app: App, own: str) -> None:
    with visit(chromium, PHONE) as seen:
        page = seen.page
        open_actor(page, app, "pendamping", own)
        page.locator(".st-key-actor_request button").click()
        form = page.get_by_role("dialog")
        form.get_by_role("textbox", name="Catatan").fill("Minta dibantu <i>kemasan</i>")
        fits(page)
        form.get_by_role("button", name="Simpan permintaan").dblclick()
        expect(page.locator(".damping-notice")).to_contain_text("Minta bantuan, belum dijawab")
        complete(page)
        expect(page.locator(".st-key-card_timeline").get_by_text("Minta dibantu <i>kemasan</i>")).to_be_visible()
    assert ask(app, "SELECT channel FROM request WHERE actor_id = :id", id=own) == [("sendiri",)]


def test_two_browsers_edit_one_actor_and_nothing_is_lost(chromium: Browser, app: App, own: str) -> None:
    with visit(chromium, PHONE) as first, visit(chromium, PHONE) as second:
        for one, role in ((first, "petugas"), (second, "pendamping")):
            open_actor(one.page, app, role, own)
            one.page.locator(".st-key-actor_edit button").click()
            expect(one.page.get_by_role("dialog").get_by_label("Nama usaha")).to_have_value("UD Mebel Kayu Wignyo")

        form = first.page.get_by_role("dialog")
        form.get_by_label("Produk").fill("Meja makan")
        form.get_by_label("Alamat").fill("Jl. Melati 1")
        form.get_by_role("button", name="Simpan").click()
        expect(form).to_have_count(0)
        complete(first.page)

        form = second.page.get_by_role("dialog")
        form.get_by_label("Alamat").fill("Jl. Mawar 9")
        form.get_by_label("Telepon").fill("0856 1112 2233")
        form.get_by_role("button", name="Simpan").click()
        expect(form.get_by_text("Isian Anda tidak hilang")).to_be_visible()
        product, address = form.locator(".st-key-conflict_product"), form.locator(".st-key-conflict_address")
        expect(product).to_contain_text("Punya Anda: Kursi")
        expect(product).to_contain_text("Yang tersimpan sekarang: Meja makan")
        expect(product).to_contain_text("diubah oleh Petugas data, ")
        expect(address).to_contain_text("Punya Anda: Jl. Mawar 9")
        expect(address).to_contain_text("Yang tersimpan sekarang: Jl. Melati 1")
        expect(form.get_by_text("ikut disimpan: Telepon")).to_be_visible()
        fits(second.page)

        # Both changed the address: it is not saved before somebody chose.
        form.get_by_role("button", name="Simpan").click()
        expect(form.get_by_text("Silakan pilih satu versi")).to_be_visible()
        address.get_by_test_id("stRadio").get_by_text("Punya Anda", exact=True).click()
        form.get_by_role("button", name="Simpan").click()
        expect(form).to_have_count(0)
        complete(second.page)

    stored = ask(app, "SELECT phone, address FROM actor_personal WHERE actor_id = :id", id=own)
    assert stored == [("0856 1112 2233", "Jl. Mawar 9")]
    products = "SELECT product FROM actor_sector WHERE actor_id = :id ORDER BY recorded_at"
    assert [row[0] for row in ask(app, products, id=own)] == ["Kursi", "Meja makan"]


def test_the_phone_says_where_the_workshop_is(chromium: Browser, app: App, own: str) -> None:
    at = {"latitude": -8.1312344, "longitude": 113.8234561, "accuracy": 12.3}
    with visit(chromium, PHONE, geolocation=at, permissions=[]) as seen:
        page = seen.page
        open_actor(page, app, "pendamping", own)
        page.locator(".st-key-actor_edit button").click()
        form = page.get_by_role("dialog")
        point, here = form.get_by_role("textbox", name="Titik (lintang, bujur)"), form.locator(".st-key-here")
        expect(point).to_have_value("-8.120000, 113.810000")
        form.get_by_label("Produk").fill("Meja belajar")
        here.get_by_role("button", name="Ambil dari ponsel ini").click()
        expect(here).to_contain_text("belum mengizinkan letaknya dibaca")
        expect(point).to_have_value("-8.120000, 113.810000")

        page.context.grant_permissions(["geolocation"])
        here.get_by_role("button", name="Ambil dari ponsel ini").click()
        expect(here).to_contain_text("± 12 m")
        expect(point).to_have_value("-8.131234, 113.823456")
        expect(form.get_by_label("Produk")).to_have_value("Meja belajar")
        fits(page)
        form.get_by_role("button", name="Simpan").click()
        expect(form).to_have_count(0)
        complete(page)
        link = page.locator(".st-key-actor_reach a[href^='geo:']")
        expect(link).to_have_attribute("href", "geo:-8.131234,113.823456?q=-8.131234,113.823456")
        expect(page.get_by_text("Meja belajar").first).to_be_visible()
        assert seen.foreign() == []
        assert seen.errors == []
    assert ask(app, "SELECT lon, lat FROM actor_personal WHERE actor_id = :id", id=own) == [(113.823456, -8.131234)]


def test_adding_warns_of_what_may_be_there_and_keeps_what_was_typed(chromium: Browser, app: App, own: str) -> None:
    with visit(chromium, PHONE) as seen:
        page = seen.page
        page.goto(f"{app.url}/pelaku")
        act_as(page, "pendamping")
        complete(page)
        page.locator(".st-key-actor_add button").click()
        form = page.get_by_role("dialog")
        form.get_by_label("Nama usaha").fill("Kayu Wignyoo")
        form.get_by_role("combobox", name="Desa dan kecamatan").fill("(desa belum diketahui), Kalisat")
        page.get_by_role("option", name="(desa belum diketahui), Kalisat", exact=True).click()
        form.get_by_label("Pemilik").fill("Wignyo muda")
        form.get_by_role("button", name="Simpan").click()
        warning = form.locator(".st-key-form_alike")
        expect(warning).to_contain_text("Mungkin sudah terdata")
        expect(warning).to_contain_text("UD Mebel Kayu Wignyo")
        expect(warning).to_contain_text("nama mirip")
        for personal in ("Bu Wignyo", "0812", "0331", "Krajan"):
            assert personal not in warning.inner_text()
        expect(form.get_by_label("Nama usaha")).to_have_value("Kayu Wignyoo")
        expect(form.get_by_label("Pemilik")).to_have_value("Wignyo muda")
        fits(page)
        form.get_by_role("button", name="Bukan, simpan sebagai pelaku baru").click()
        page.wait_for_url(re.compile("actor="))
        expect(page.locator(".st-key-actor_name")).to_have_text("Kayu Wignyoo")
        complete(page)
        made = ask(app, "SELECT id FROM actor WHERE business_name = 'Kayu Wignyoo'")
        assert [row[0] for row in made] == parse_qs(urlsplit(page.url).query)["actor"]
        assert ask(app, "SELECT owner FROM actor_personal WHERE actor_id = :id", id=made[0][0]) == [("Wignyo muda",)]


def test_the_one_that_is_there_can_be_opened_instead(
    chromium: Browser, app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = made(app, monkeypatch, "Anyaman Wulandari", "0331-999123")
    count = "SELECT count(*) FROM actor"
    before = ask(app, count)
    with visit(chromium, PHONE) as seen:
        page = seen.page
        page.goto(f"{app.url}/pelaku")
        act_as(page, "pendamping")
        complete(page)
        page.locator(".st-key-actor_add button").click()
        form = page.get_by_role("dialog")
        form.get_by_label("Nama usaha").fill("Nama Lain Sekali")
        form.get_by_role("combobox", name="Desa dan kecamatan").fill("(desa belum diketahui), Kencong")
        page.get_by_role("option", name="(desa belum diketahui), Kencong", exact=True).click()
        form.get_by_label("Telepon").fill("+62 331 999123")
        form.get_by_role("button", name="Simpan").click()
        expect(form.locator(".st-key-form_alike")).to_contain_text("nomor telepon sama")
        form.locator(f".st-key-alike_{there} button").click()
        page.wait_for_url(re.compile(f"actor={there}"))
        expect(page.locator(".st-key-actor_name")).to_have_text("Anyaman Wulandari")
    assert ask(app, count) == before
