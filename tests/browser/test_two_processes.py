"""Two processes behind nginx on one PostgreSQL: a browser stays in its own, and goes on in the other when that ends."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser, Locator, Page, expect

from data import clock, commands, db, schema
from data.people import system
from data.settings import settings
from data.text import text
from tests.browser.helpers import DESK, PHONE, SLOW, Visit, at_rest, click, free_port, tile, unfold_list, visit
from tests.browser.provider import run_provider, sign_in
from tests.conftest import fresh_database, use
from tests.proxied import MEDIA, UPLOAD, Proxied, environment, nginx, proxied
from tests.small import GAMBIRAN, KALISAT, Small

pytestmark = pytest.mark.browser

SARI, BUDI = "sari@kantor.go.id", "budi@kantor.go.id"
WORDS = "Buku kas sudah diisi sampai Oktober."
TRUSTING = {"ignore_https_errors": True}  # the certificate is made for this test
SECRETS = """[auth]
redirect_uri = "https://localhost:{port}/oauth2callback"
cookie_secret = "a-secret-of-this-test-only"
client_id = "damping"
client_secret = "damping"
server_metadata_url = "{provider}/.well-known/openid-configuration"
"""


@dataclass(frozen=True)
class Office:
    """An installation on a register of real data, its database, and an actor of Sari's in Kalisat (there are two)."""

    site: Proxied
    database: str
    actor: str


@pytest.fixture
def office(postgres: str, tmp_path: Path) -> Iterator[Office]:
    """PostgreSQL, a sign-in provider, two processes, nginx."""
    nginx()  # before all the rest is made
    url, port, var = fresh_database(postgres), free_port(), tmp_path / "var"
    var.mkdir()
    with run_provider(tmp_path / "provider.log") as provider:
        secrets = tmp_path / "secrets.toml"
        secrets.write_text(SECRETS.format(port=port, provider=provider.url))
        actor = _register(url, var, secrets)
        env = environment(
            DATABASE_URL=url,
            DAMPING_VAR=str(var),
            STREAMLIT_SECRETS_FILES=str(secrets),
            STREAMLIT_SERVER_ALLOWED_HOSTS="localhost",
        )
        with proxied(tmp_path, port, env) as site:
            yield Office(site, url, actor)


def _register(url: str, var: Path, secrets: Path) -> str:
    with pytest.MonkeyPatch.context() as patch:
        use(patch, var, url)
        patch.setenv("STREAMLIT_SECRETS_FILES", str(secrets))
        settings.cache_clear()
        commands.ensure_register("utama", "nyata")
        small = Small(system("utama"))
        sari = small.facilitator("Sari Dewi")
        small.assign(sari, kecamatan_code=KALISAT)
        actor, seen_long_ago = small.actor("Mebel Jati", GAMBIRAN), small.actor("Mebel Sengon", GAMBIRAN)
        small.visit(seen_long_ago, sari, date(2020, 1, 2))
        for email, name, role, who in ((SARI, "Sari Dewi", "pendamping", sari), (BUDI, "Budi", "petugas", None)):
            commands.save_person(system("utama"), None, email, name, role, who, (), form_id=clock.new_id())
        db.close()
    settings.cache_clear()
    return actor


def _seat(page: Page) -> int:
    """The process that the browser's cookie names."""
    return int(next(one["value"] for one in page.context.cookies() if one["name"] == "damping_process"))


def _brings_a_file(page: Page, file: Path) -> None:
    page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(file)
    page.get_by_role("button", name="Masukkan 2 pelaku baru").click(timeout=SLOW)
    expect(page.get_by_text("Sudah masuk: 2 pelaku baru.")).to_be_visible(timeout=SLOW)


def _takes_a_list(page: Page, site: Proxied) -> str:
    page.goto(f"{site.url}/perizinan?kecamatan={KALISAT}")
    at_rest(page)
    unfold_list(page)
    at_rest(page)
    with page.expect_download() as waiting:
        page.locator(".st-key-list-download").get_by_role("button").click()
    return Path(waiting.value.path()).read_text("utf-8-sig")


def _signs_in(seen: Visit, site: Proxied, account: str) -> int:
    """Through the provider to the first screen; the process that took this browser in."""
    seen.page.goto(site.url)
    sign_in(seen.page, account)
    seen.asked.clear()  # the provider's own pages complain and ask for a style sheet from elsewhere
    seen.errors.clear()
    return _seat(seen.page)


def _opens_the_form(page: Page, site: Proxied, actor: str) -> None:
    page.goto(f"{site.url}/kunjungan?actor={actor}")
    expect(page.locator(".st-key-visit_save")).to_be_visible(timeout=SLOW)
    at_rest(page)


def _result(page: Page) -> Locator:
    return page.locator("[class*='st-key-result-']").get_by_role("textbox")


def _logs_a_visit(page: Page, site: Proxied, actor: str) -> None:
    _opens_the_form(page, site, actor)
    page.locator(".st-key-visit_save button").click()
    expect(page.get_by_text(text("visit.saved"))).to_be_visible(timeout=SLOW)


def _moves_to(page: Page, port: int) -> None:
    """Waits until the browser has a session in this process."""
    for _ in range(200):
        if _seat(page) == port:
            return
        page.wait_for_timeout(200)
    raise AssertionError(f"still in {_seat(page)}")


def test_two_browsers_two_processes_one_register(chromium: Browser, office: Office, tmp_path: Path) -> None:
    site, file = office.site, tmp_path / "berkas.csv"
    file.write_text("Nama Usaha,Pemilik,Kecamatan\nBatik Daun,Rahma,Ajung\nTahu Putih,Siti,Ajung\n", encoding="utf-8")
    with visit(chromium, DESK, **TRUSTING) as clerk, visit(chromium, PHONE, **TRUSTING) as sari:
        mine, hers = _signs_in(clerk, site, BUDI), _signs_in(sari, site, SARI)
        assert {mine, hers} == set(site.ports), "the second browser comes to the other process"

        began = site.lines()
        _brings_a_file(clerk.page, file)
        assert "Mebel Jati" in _takes_a_list(clerk.page, site)
        assert site.answered(began, UPLOAD, MEDIA, "/") == {UPLOAD: {mine}, MEDIA: {mine}, "/": {mine}}

        clerk.page.goto(f"{site.url}/cakupan")
        expect(clerk.page.locator("path.choroplethlocation")).to_have_count(31, timeout=SLOW)
        at_rest(clerk.page)
        served = tile(clerk.page, text("tile.coverage")).locator(".of")
        expect(served).to_have_text(text("map.of", count=0, of=2))
        began = site.lines()
        _logs_a_visit(sari.page, site, office.actor)
        assert site.answered(began, "/") == {"/": {hers}}
        click(clerk.page, KALISAT)
        expect(clerk.page).to_have_url(re.compile(f"kecamatan={KALISAT}"))
        expect(served).to_have_text(text("map.of", count=1, of=2))
        assert [*clerk.foreign(), *clerk.errors, *sari.foreign(), *sari.errors] == []

        _opens_the_form(sari.page, site, office.actor)
        _result(sari.page).fill(WORDS)
        expect(sari.page.get_by_text(re.compile("^Draf tersimpan"))).to_be_visible(timeout=SLOW)
        address = sari.page.url
        site.kill(hers)
        _moves_to(sari.page, mine)
        site.start(hers)
        at_rest(sari.page)
        assert sari.page.url == address
        expect(sari.page.locator(".st-key-head h2")).to_have_text(text("title.kunjungan"))
        expect(_result(sari.page)).to_have_value(WORDS)

        site.ready(hers)  # it is back, and must not get what belongs to a session in the other
        began = site.lines()
        assert "Mebel Jati" in _takes_a_list(sari.page, site)
        assert site.answered(began, MEDIA, "/") == {MEDIA: {mine}, "/": {mine}}
    assert WORDS in _kept_words(office)


def _kept_words(office: Office) -> str:
    """What the register itself holds of a visit that is not yet sent."""
    engine = sa.create_engine(office.database)
    with engine.connect() as conn:
        kept = conn.scalars(sa.select(schema.draft.c.content)).one()
    engine.dispose()
    return str(kept)
