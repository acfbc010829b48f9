"""The filter and the list in a browser: what opens draws itself alone, and nobody's place is lost by a choice."""

import re

import pytest
from playwright.sync_api import Browser, expect

from data.text import text
from tests.browser.helpers import DESK, SLOW, App, at_rest, column, complete, unfold_list, visit

pytestmark = pytest.mark.browser

KALISAT, AJUNG = "35.09.27", "35.09.17"


def test_the_filter_stays_open_while_it_is_filled_in(chromium: Browser, app: App) -> None:
    with visit(chromium, DESK) as seen:
        page = seen.page
        page.goto(f"{app.url}/cakupan")
        complete(page)
        bar = page.locator(".st-key-screen_only")
        button = bar.get_by_test_id("stPopover").get_by_role("button")
        button.click()
        box = page.get_by_test_id("stPopoverBody").get_by_role("combobox", name=text("filter.kecamatan"), exact=True)
        for name, kept in (("Kalisat", KALISAT), ("Ajung", f"{KALISAT}%2C{AJUNG}")):
            box.fill(name)
            page.get_by_role("option", name=name, exact=True).click()
            expect(page).to_have_url(re.compile(f"kecamatan={kept}$"))
            at_rest(page)
        page.keyboard.press("Escape")
        page.keyboard.press("Escape")
        expect(page.get_by_test_id("stPopoverBody")).to_have_count(0)
        expect(button).to_have_accessible_name(re.compile(rf"{text('filter.button')} \(1\)"))
        chip = bar.locator(".st-key-chip-kecamatan")
        expect(chip).to_contain_text("Kalisat, Ajung")
        page.go_back()
        expect(chip).not_to_contain_text("Ajung", timeout=SLOW)
        expect(chip).to_contain_text("Kalisat")
        page.get_by_test_id("stTopNavLink").get_by_text(text("screen.sektor")).click()
        expect(page).to_have_url(re.compile(f"/sektor.*kecamatan={KALISAT}$"))
        assert seen.errors == []


def test_a_list_turns_its_pages_and_opens_an_actor(chromium: Browser, app: App) -> None:
    with visit(chromium, DESK) as seen:
        page = seen.page
        page.goto(f"{app.url}/cakupan?kecamatan={KALISAT}")
        complete(page)
        unfold_list(page)
        complete(page)
        table = page.locator("[class*=st-key-list-]").get_by_test_id("stDataFrame")
        first = column(table, text("list.business_name"))
        page.locator(".st-key-list_ways").get_by_role("button", name="2").click()
        expect(page.locator(".st-key-list_ways")).to_contain_text("51–100 dari")
        expect(table.locator("table[role=grid]")).not_to_contain_text(first[0])
        second = column(table, text("list.business_name"))
        rows = table.locator(".dvn-scroller").first
        rows.hover(position={"x": 60, "y": 35 + 60})  # a table drawn anew takes no click before a hand was over it
        rows.click(position={"x": 18, "y": 35 + 17})
        expect(page.locator(".st-key-actor_name")).to_have_text(second[0], timeout=SLOW)
        assert seen.errors == []
