"""A file made for one person is not there for another once it has been let go."""

import urllib.error
import urllib.request

import pytest
from playwright.sync_api import Browser, expect

from data.text import text
from tests.browser.helpers import DESK, App, act_as, complete, unfold_list, visit

pytestmark = pytest.mark.browser


def _status(address: str) -> int:
    try:
        with urllib.request.urlopen(address, timeout=10) as answer:
            return answer.status
    except urllib.error.HTTPError as refused:
        return refused.code


def test_a_download_is_gone_once_its_session_went_on(chromium: Browser, app: App) -> None:
    """Media addresses ask nobody who they are: the file itself must not stay."""
    with visit(chromium, DESK) as seen:
        page = seen.page
        page.goto(f"{app.url}/perizinan?kecamatan=35.09.27")
        act_as(page, "petugas")
        complete(page)
        unfold_list(page)
        complete(page)
        with page.expect_download() as waiting:
            page.locator(".st-key-list-download").get_by_role("button").click()
        waiting.value.path()
        (address,) = {url for url in seen.asked if "/media/" in url and ".csv" in url}
        assert _status(address) == 200, "while its session shows the screen the file is there"
        page.get_by_test_id("stTopNavLink").get_by_text(text("screen.impor")).click()
        expect(page.locator(".st-key-head h2")).to_have_text(text("title.impor"))
        complete(page)
    with visit(chromium, DESK) as other:
        # Streamlit lets a file go at the second run, of whomever, after its own session has left it.
        other.page.goto(f"{app.url}/senin")
        complete(other.page)
        answer = other.page.request.get(address)
        assert answer.status == 404
