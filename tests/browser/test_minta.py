"""Minta pendampingan: a stranger on a phone asks, the clerk accepts, the facilitator finds it where the day begins."""

import pytest
from playwright.sync_api import Browser, Page, expect

from data.text import text
from tests.browser.helpers import DESK, PHONE, SLOW, App, act_as, at_rest, visit

pytestmark = pytest.mark.browser

NAME = "<img src=x onerror=\"document.title='bad'\"> Mebel Bu Tin"
NOTE = '=HYPERLINK("http://x") **tebal**'


def _choose(page: Page, words: str, value: str) -> None:
    box = page.get_by_role("combobox", name=words)
    box.fill(value)
    page.get_by_role("option", name=value, exact=True).click()
    at_rest(page)


def _ask(page: Page, app: App) -> str:
    """Fills in the form as a person does, once without the consent; the ticket."""
    page.goto(f"{app.url}/minta")
    at_rest(page)
    page.get_by_role("textbox", name=text("help.name")).fill(NAME)
    page.get_by_role("textbox", name=text("help.number")).fill("0812 3456 7890")
    _choose(page, text("help.kecamatan"), "Kalisat")
    _choose(page, text("help.desa"), "Gambiran")
    page.get_by_text("NPWP", exact=True).click()
    page.get_by_role("textbox", name=text("help.note")).fill(NOTE)
    page.locator(".st-key-help_send button").click()
    expect(page.get_by_text(text("problem.help_consent_missing"))).to_be_visible()
    expect(page.get_by_role("textbox", name=text("help.name"))).to_have_value(NAME)
    page.get_by_text(text("help.agree"), exact=True).click()
    expect(page.get_by_text(text("problem.help_consent_missing"))).to_be_hidden()
    page.locator(".st-key-help_send button").click()
    expect(page.get_by_text(text("help.sent"))).to_be_visible(timeout=SLOW)
    return page.locator(".damping-ticket b").inner_text()


def test_from_a_strangers_phone_to_the_facilitators_day(chromium: Browser, new_app: App) -> None:
    with visit(chromium, PHONE) as stranger, visit(chromium, DESK) as staff:
        ticket = _ask(stranger.page, new_app)
        assert stranger.page.evaluate("document.documentElement.scrollWidth") == 390
        stranger.page.locator(".st-key-help_look button").click()
        expect(stranger.page.get_by_text(text("help_step.waits"))).to_be_visible()
        assert ticket in stranger.page.url and "Mebel" not in stranger.page.content()

        page = staff.page
        page.goto(f"{new_app.url}/permintaan")
        act_as(page, "petugas")
        card = page.locator("[class*='st-key-help_card_']").filter(has_text="Gambiran").filter(has_text="hari ini")
        expect(card).to_have_count(1)
        assert "Mebel Bu Tin" not in page.content(), "who asked is shown once it is opened"
        card.get_by_role("button").click()
        expect(page.get_by_text(NAME)).to_be_visible()
        expect(page.get_by_text(NOTE)).to_be_visible()
        at_rest(page)
        if not page.locator(".st-key-help_save").is_visible():  # folded where a business of a like name is there
            page.get_by_text(text("help_accept.new"), exact=True).click()
        page.locator(".st-key-help_save button").click()
        expect(page.get_by_role("button", name=text("help_desk.actor"))).to_be_visible(timeout=SLOW)

        page.goto(f"{new_app.url}/binaan")
        act_as(page, "pendamping")
        at_rest(page)
        page.locator(".st-key-caseload_search input").fill("Mebel Bu Tin")
        page.keyboard.press("Enter")
        turn = page.locator("[class*='st-key-turn_']").filter(has_text="Mebel Bu Tin")
        expect(turn).to_contain_text(text("reason.request_today"))

        stranger.page.goto(f"{new_app.url}/minta?tiket={ticket}")
        at_rest(stranger.page)
        expect(stranger.page.get_by_text(text("help_step.accepted"))).to_be_visible()
        stranger.page.locator(".st-key-help_nobody button").click()
        expect(stranger.page.get_by_text(text("help_ticket.said"))).to_be_visible()
        page.goto(f"{new_app.url}/binaan")
        act_as(page, "pendamping")
        waiting = page.locator(".st-key-help_waiting")
        waiting.locator("summary").click()
        card = waiting.locator("[class*='st-key-help_row_']").filter(has_text=text("help_chip.accepted"))
        expect(card).to_contain_text(text("help_chip.said"))
        for seen in (stranger, staff):
            assert seen.foreign() == []
            assert seen.errors == []
            assert seen.page.title() != "bad"
