"""What-if placement in real Chromium: counted, cancelled, kept, applied and taken back; the register is as it was."""

import re
import sqlite3
from contextlib import closing

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.helpers import DESK, PHONE, SLOW, App, act_as, complete, tile, visit

pytestmark = pytest.mark.browser


def assignments(app: App) -> list[tuple]:
    """Every row that says who stands beside whom, or in which state somebody is."""
    with closing(sqlite3.connect(f"file:{app.var / 'contoh.db'}?mode=ro", uri=True)) as database:
        tables = ("assignment", "facilitator_state")
        return [row for one in tables for row in database.execute(f"SELECT * FROM {one} ORDER BY id")]


def counted(page: Page) -> None:
    """Begins a count and ends it as soon as it knows how good its plan is."""
    page.locator(".st-key-placing_count button").click()
    expect(page.locator(".st-key-placing_bar")).to_contain_text(re.compile(r"paling banyak [\d,]+ % di atas"))
    page.locator(".st-key-placing_cancel button").click()
    expect(page.get_by_text("Pembagian yang ditemukan")).to_be_visible(timeout=SLOW)
    complete(page)


def wide(page: Page) -> int:
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


def test_a_plan_is_counted_kept_opened_by_its_link_applied_and_taken_back(chromium: Browser, new_app: App) -> None:
    before = assignments(new_app)
    with visit(chromium, DESK) as seen:
        page = seen.page
        page.goto(f"{new_app.url}/pendamping")
        act_as(page, "petugas")
        page.get_by_role("link", name="Bagaimana bila wilayah dibagi ulang?").click()
        page.get_by_text("Perpendek jarak", exact=True).click()
        expect(page).to_have_url(re.compile("tujuan=dekat"))
        complete(page)
        counted(page)
        expect(page.get_by_text(re.compile("terbukti tidak lebih dari|Terbukti: menurut tujuan ini"))).to_be_visible()
        changes = tile(page, "Berganti pendamping").locator(".number").inner_text()
        page.get_by_role("textbox", name="Nama rancangan").fill("<b>Dekat</b> =1+1")
        page.locator(".st-key-placing_keep button").click()
        expect(page).to_have_url(re.compile("rancangan="))
        complete(page)
        assert assignments(new_app) == before, "nothing is written before it is applied"

        page.goto(page.url)  # a colleague
        complete(page)
        expect(page.locator(".st-key-card_placing_draft")).to_contain_text("<b>Dekat</b> =1+1")
        assert tile(page, "Berganti pendamping").locator(".number").inner_text() == changes
        expect(page.locator(".st-key-placing_apply, .st-key-placing_rename")).to_have_count(0)
        act_as(page, "petugas")
        page.locator(".st-key-placing_apply button").click()
        dialog = page.get_by_role("dialog")
        expect(dialog).to_contain_text(f"{changes} pelaku berganti pendamping.")
        dialog.get_by_role("button", name="Ya, terapkan").click()
        expect(page.locator(".st-key-placing_undo")).to_be_visible()
        expect(page.locator(".st-key-card_placing_applied")).to_contain_text("Dari rancangan: <b>Dekat</b> =1+1")
        expect(page.get_by_text("tetapi tidak dapat diterapkan")).to_be_visible()
        assert assignments(new_app) != before

        page.locator(".st-key-placing_undo button").click()
        page.get_by_role("dialog").get_by_role("button", name="Ya, batalkan").click()
        expect(page.locator(".st-key-placing_undo")).to_have_count(0)
        expect(page.locator(".st-key-placing_apply button")).to_be_visible()
        assert assignments(new_app) == before
        assert seen.errors == []
        assert seen.foreign() == []

    with visit(chromium, PHONE) as seen:
        page = seen.page
        page.goto(f"{new_app.url}/penempatan?ganti=jarang")
        act_as(page, "pimpinan")
        complete(page)
        counted(page)
        page.reload()
        expect(page.get_by_text("Pembagian yang ditemukan")).to_be_visible()
        complete(page)
        expect(page.locator(".st-key-placing_apply")).to_have_count(0)
        assert wide(page) <= 0
        assert seen.errors == []
