"""Signing in for real: the dashboard on a register of real data, through an OpenID Connect provider, on a phone."""

import contextlib
import re
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from data.people import DEMO_PEOPLE
from data.text import text
from pages._parts.screens import FRONT, SCREENS
from tests.browser.helpers import DESK, PHONE, REPO, SLOW, at_rest, complete, serve, visit
from tests.browser.provider import SignedInApp, real_environment, sign_in, sign_out, signed_in_app, told

pytestmark = pytest.mark.browser

ADMIN, SARI, BUDI = "kepala@kantor.go.id", "sari@kantor.go.id", "budi@kantor.go.id"
LOCKED = text("identity.missing")
EXPIRED = text("identity.expired")
UNKNOWN = text("identity.unknown")


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SignedInApp]:
    """An office with an admin, a facilitator and a clerk."""
    var = tmp_path_factory.mktemp("office")
    admin = (ADMIN, "--name", "Kepala", "--role", "admin")
    clerk = (BUDI, "--name", "Budi", "--role", "petugas")
    with signed_in_app(var, admin, clerk) as running:
        _facilitator(running, "Sari Dewi")
        running.command("person", SARI, "--name", "Sari Dewi", "--role", "pendamping", "--facilitator", "sari dewi")
        yield running


def _facilitator(office: SignedInApp, name: str) -> None:
    row = ("35.09", "f-1", name, "2026-01-01")
    with closing(sqlite3.connect(office.database)) as database, database:
        database.execute("INSERT INTO facilitator (kab_code, id, name, recorded_at) VALUES (?, ?, ?, ?)", row)


def _ask(office: SignedInApp, question: str, *values: str) -> list[tuple]:
    with closing(sqlite3.connect(f"file:{office.database}?mode=ro", uri=True)) as database:
        return database.execute(question, values).fetchall()


def _title(page: Page, name: str) -> None:
    expect(page.get_by_role("heading", name=text(f"title.{name}"))).to_be_visible(timeout=SLOW)


def _data(page: Page) -> int:
    kinds = [
        "stDataFrame",
        "stPlotlyChart",
        "stIFrame",
        "stTable",
        "stFileUploader",
        "stCustomComponentV1",
        "stBidiComponent",
    ]
    # The lock itself keeps the link that was wanted, by a component that shows nothing.
    return (
        page.locator(", ".join(f"[data-testid={kind}]" for kind in kinds)).count()
        - page.locator(".st-key-wanted [data-testid=stBidiComponent]").count()
    )


def _locked(page: Page, sentence: str) -> None:
    expect(page.get_by_text(sentence)).to_be_visible(timeout=SLOW)
    at_rest(page)
    assert _data(page) == 0


def test_a_facilitator_signs_in_on_the_phone_and_out_again(chromium: Browser, office: SignedInApp) -> None:
    with visit(chromium, PHONE) as seen:
        page = seen.page
        page.goto(office.url)
        _locked(page, LOCKED)
        for role in ("pimpinan", "admin"):
            assert page.locator(f".st-key-sign_in-{role}").count() == 0, "no demo person here"
        sign_in(page, SARI)
        expect(page).to_have_url(re.compile(r"/binaan"))
        _title(page, "binaan")
        assert page.get_by_text(LOCKED).count() == 0
        sign_out(page)
        page.goto(f"{office.url}/binaan")
        _locked(page, LOCKED)


def test_an_address_that_is_not_on_the_list_opens_nothing(chromium: Browser, office: SignedInApp) -> None:
    with visit(chromium, PHONE) as seen:
        page = seen.page
        page.goto(office.url)
        for stranger in ("orang@lain.id", DEMO_PEOPLE[3]["email"]):
            sign_in(page, stranger)
            _locked(page, UNKNOWN)
            page.goto(f"{office.url}/orang")
            _locked(page, UNKNOWN)
            sign_out(page)
    assert "orang@lain.id" not in (office.var / "app.log").read_text()


def test_an_address_the_provider_does_not_vouch_for_opens_nothing(chromium: Browser, office: SignedInApp) -> None:
    office.provider.says("orang-1", email=ADMIN, email_verified=False)
    office.provider.says("orang-2", email=ADMIN, email_verified=True)
    with visit(chromium, PHONE) as seen:
        seen.page.goto(office.url)
        sign_in(seen.page, "orang-1")
        _locked(seen.page, text("identity.unverified"))
        sign_out(seen.page)
        sign_in(seen.page, "orang-2")
        _title(seen.page, "orang")


def test_who_is_removed_is_locked_out_at_the_next_click(chromium: Browser, office: SignedInApp) -> None:
    office.command("person", BUDI, "--name", "Budi", "--role", "petugas")
    with visit(chromium, PHONE) as seen, visit(chromium, PHONE) as other:
        page, admin = seen.page, other.page
        page.goto(office.url)
        sign_in(page, BUDI)
        _title(page, "impor")
        admin.goto(office.url)
        sign_in(admin, ADMIN)
        _end(admin, office, BUDI)
        page.locator(".st-key-head").get_by_test_id("stPopover").get_by_role("button").click()
        page.get_by_test_id("stPopoverBody").get_by_text(text("language.en"), exact=True).click()
        expect(page.get_by_text(text("identity.unknown", "en"))).to_be_visible(timeout=SLOW)
        assert _data(page) == 0


def _end(page: Page, office: SignedInApp, email: str) -> None:
    ((found,),) = _ask(office, "SELECT id FROM person WHERE email = ?", email)
    page.goto(f"{office.url}/orang?person={found}")
    page.locator(".st-key-person_end").get_by_role("button").click()
    page.locator(".st-key-person_end_yes").get_by_role("button").click()
    expect(page.locator(".st-key-card_person")).to_contain_text(text("people.ended"))


def test_an_identity_that_is_too_old_fails_closed(chromium: Browser, office: SignedInApp) -> None:
    """The provider itself says when they signed in: half a day ago and longer, or so that it runs out meanwhile."""
    now = int(time.time())
    office.provider.says(SARI, iat=now - 13 * 3600)
    with visit(chromium, PHONE) as seen:
        page = seen.page
        page.goto(office.url)
        sign_in(page, SARI)
        _locked(page, EXPIRED)
        page.goto(f"{office.url}/binaan")
        _locked(page, EXPIRED)

        left = 25
        office.provider.says(SARI, iat=int(time.time()) - 12 * 3600 + left)
        until = time.monotonic() + left + 1
        sign_in(page, SARI)
        _title(page, "binaan")
        page.wait_for_timeout(max(0.0, until - time.monotonic()) * 1000)
        page.locator(".st-key-head").get_by_test_id("stPopover").get_by_role("button").click()
        page.get_by_test_id("stPopoverBody").get_by_text(text("language.en"), exact=True).click()
        expect(page.get_by_text(text("identity.expired", "en"))).to_be_visible(timeout=SLOW)
        assert _data(page) == 0
    office.provider.says(SARI)


@pytest.mark.parametrize("query", ["", "?actor=x&person=x&register=utama&kecamatan=35.09.27&lang=id"])
def test_a_deep_link_asks_for_a_sign_in_and_shows_nothing(chromium: Browser, office: SignedInApp, query: str) -> None:
    with visit(chromium, PHONE) as seen:
        for screen in SCREENS:
            if screen.deed is None and screen is not FRONT:
                continue  # anybody's
            seen.page.goto(f"{office.url}/{screen.name}{query}")
            _locked(seen.page, LOCKED)


def test_the_link_that_was_wanted_opens_after_signing_in_and_only_once(chromium: Browser, office: SignedInApp) -> None:
    with visit(chromium, PHONE) as seen:
        page = seen.page
        page.goto(f"{office.url}/perizinan?kecamatan=35.09.27")
        _locked(page, LOCKED)
        sign_in(page, SARI)
        _title(page, "perizinan")
        expect(page).to_have_url(re.compile("kecamatan=35.09.27"))
        complete(page)
        page.goto(office.url)
        _title(page, "binaan")
    with visit(chromium, PHONE) as seen:
        seen.page.goto(f"{office.url}/orang")
        _locked(seen.page, LOCKED)
        sign_in(seen.page, SARI)
        _title(seen.page, "binaan")


def test_an_admin_looks_as_a_facilitator_and_comes_back(chromium: Browser, office: SignedInApp) -> None:
    with visit(chromium, PHONE) as seen:
        page = seen.page
        page.goto(office.url)
        sign_in(page, ADMIN)
        ((sari,),) = _ask(office, "SELECT id FROM person WHERE email = ?", SARI)
        page.goto(f"{office.url}/orang?person={sari}")
        page.locator(".st-key-person_look").get_by_role("button").click()
        _title(page, "binaan")
        told_so = text("look.banner", name="Sari Dewi", role=text("role.pendamping"))
        for _ in range(2):
            expect(page.get_by_text(told_so)).to_be_visible()
            page.locator(".st-key-head").get_by_test_id("stPopover").get_by_role("button").click()
            page.keyboard.press("Escape")
        page.locator(".st-key-look_end").get_by_role("button").click()
        _title(page, "orang")
        assert page.get_by_text(told_so).count() == 0
        last = "SELECT deed, by_role FROM audit WHERE about_id = ? ORDER BY at DESC LIMIT 1"
        assert _ask(office, last, sari) == [("person.view_as", "admin")]


def test_an_admin_adds_a_person_who_then_signs_in(chromium: Browser, office: SignedInApp) -> None:
    with visit(chromium, PHONE) as seen:
        page = seen.page
        page.goto(office.url)
        sign_in(page, ADMIN)
        page.locator(".st-key-person_add").get_by_role("button").click()
        dialog = page.get_by_role("dialog")
        save = dialog.locator(".st-key-person_save").get_by_role("button")
        dialog.get_by_label(text("people.name"), exact=True).fill("Rini <b>")
        dialog.get_by_label(text("people.email"), exact=True).fill("rini@kantor")
        dialog.get_by_role("combobox", name=text("people.role")).click()
        page.get_by_role("option", name=text("role.pimpinan"), exact=True).click()
        expect(dialog.get_by_text(text("grant.actor_personal"))).to_be_visible()
        save.click()
        expect(dialog.get_by_text(text("problem.person_email"))).to_be_visible()
        dialog.get_by_label(text("people.email"), exact=True).fill("Rini@Kantor.go.id")
        page.keyboard.press("Tab")
        save.dblclick()
        expect(dialog).to_be_hidden()
        sign_out(page)
        sign_in(page, "rini@kantor.go.id")
        _title(page, "cakupan")
    assert _ask(office, "SELECT name, role, also FROM person WHERE email = 'rini@kantor.go.id'") == [
        ("Rini <b>", "pimpinan", "")
    ]


def test_an_admin_writes_a_setting_with_its_source(chromium: Browser, office: SignedInApp) -> None:
    with visit(chromium, DESK) as seen:
        page = seen.page
        page.goto(office.url)
        sign_in(page, ADMIN)
        page.goto(f"{office.url}/rujukan?list=setting")
        grid = page.get_by_test_id("stDataFrame")
        expect(grid).to_be_visible(timeout=SLOW)
        at_rest(page)
        for words, value, row in ((text("setting.value"), "20", 0), (text("reference.column.source"), "SK 1/2026", 0)):
            _write(page, grid, words, row, value)
        page.locator(".st-key-setting_save").get_by_role("button").click()
        expect(page.get_by_text(text("reference.saved", rows=1))).to_be_visible()
        expect(grid).to_have_count(1)
        at_rest(page)
        _write(page, grid, text("setting.value"), 1, "0")
        page.locator(".st-key-setting_save").get_by_role("button").click()
        expect(page.get_by_text(text("problem.setting_range", low=1, high=60))).to_be_visible()
    assert _ask(office, "SELECT name, value, source FROM setting") == [("visit_target", "20", "SK 1/2026")]


def _write(page: Page, grid: Locator, words: str, row: int, value: str) -> None:
    """Into a cell of a canvas: rows are 35 pixels high, the heading one more."""
    # Where in the width of the grid the column lies.
    across = {text("setting.value"): 0.33, text("reference.column.source"): 0.5}[words]
    cell = page.locator(".gdg-input")
    for _ in range(5):  # a grid that is being drawn anew hears no click
        box = grid.bounding_box()
        assert box
        page.keyboard.press("Escape")
        page.mouse.dblclick(box["x"] + box["width"] * across, box["y"] + 35 * (row + 1.5))
        with contextlib.suppress(PlaywrightTimeout):
            cell.wait_for(timeout=3000)
            break
    cell.fill(value)
    cell.press("Enter")
    expect(cell).to_be_hidden()
    page.wait_for_timeout(1000)  # the editor hands a cell over a moment later
    at_rest(page)


# --- without a provider ----------------------------------------------------------------------------------------------


def test_without_a_provider_real_data_are_neither_made_nor_opened(
    chromium: Browser, office: SignedInApp, tmp_path: Path
) -> None:
    bare = real_environment(tmp_path, None)
    sentence = text("problem.real_needs_sign_in")
    assert sentence in told(bare, "prepare", "--kind", "nyata", code=2)
    with closing(sqlite3.connect(office.database)) as source, closing(sqlite3.connect(tmp_path / "office.db")) as copy:
        source.backup(copy)
    assert sentence in told(bare, "person", "a@kantor.go.id", "--name", "A", "--role", "admin", code=2)
    with serve(REPO / "dashboard.py", REPO, tmp_path / "app.log", bare, {}) as url, visit(chromium, PHONE) as seen:
        for screen in ("", "binaan", "orang"):
            seen.page.goto(f"{url}/{screen}")
            expect(seen.page.get_by_text(sentence)).to_be_visible(timeout=SLOW)
            assert _data(seen.page) == 0
            assert seen.page.locator(".st-key-sign_in").count() == 0
    assert "Traceback" not in (tmp_path / "app.log").read_text()
