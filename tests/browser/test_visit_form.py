"""Catat kunjungan on a phone: what a visit moves on the map, and that no word and no visit is lost or doubled."""

import json
import re
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from data.text import text
from tests.browser.helpers import (
    PHONE,
    REPO,
    SLOW,
    App,
    act_as,
    at_rest,
    command,
    environment,
    free_port,
    tile,
    visit,
    wait_for,
)

pytestmark = pytest.mark.browser

KALISAT = "35.09.27"
WORDS = "Buku kas sudah diisi sampai Oktober."

# Of the demo facilitator's caseload in Kalisat, never visited by anybody: written by hand, apart from the program.
NEVER_VISITED = """
SELECT actor.id, actor.business_name FROM actor
  JOIN actor_place ON actor_place.actor_id = actor.id
 WHERE actor_place.kecamatan_code = '35.09.27'
   AND actor.merged_into IS NULL
   AND NOT EXISTS (SELECT 1 FROM contact WHERE contact.actor_id = actor.id)
   AND NOT EXISTS (SELECT 1 FROM actor_state WHERE actor_state.actor_id = actor.id AND state <> 'active')
   AND (SELECT count(*) FROM actor_place AS other WHERE other.actor_id = actor.id) = 1
   AND NOT EXISTS (SELECT 1 FROM assignment WHERE assignment.actor_id = actor.id)
   AND EXISTS (SELECT 1 FROM assignment WHERE assignment.kecamatan_code = '35.09.27' AND assignment.to_on IS NULL
                  AND assignment.facilitator_id = (SELECT facilitator_id FROM person WHERE id = 'demo-pendamping'))
 ORDER BY actor.id
"""


def _rows(app: App, question: str, *values: str) -> list[tuple]:
    with closing(sqlite3.connect(f"file:{app.var / 'contoh.db'}?mode=ro", uri=True)) as database:
        return database.execute(question, values).fetchall()


def _contacts(app: App, actor_id: str) -> list[tuple]:
    return _rows(app, "SELECT mode, outcome, result FROM contact WHERE actor_id = ?", actor_id)


def _unserved(app: App) -> str:
    return _rows(app, NEVER_VISITED)[0][0]


def _served(app: App) -> tuple[int, int]:
    """Served and active actors of Kalisat, as the command line counts them."""
    total = json.loads(command(app.var, "coverage", "--kecamatan", KALISAT, "--json"))["total"]
    return total["served"], total["actors"]


def _field(page: Page, name: str) -> Locator:
    """The widget of a field; its key ends with the form's id."""
    return page.locator(f"[class*='st-key-{name}-']")


def _open(page: Page, app: App, query: str) -> None:
    page.goto(f"{app.url}/kunjungan?{query}")
    act_as(page, "pendamping")
    at_rest(page)
    expect(page.locator(".st-key-visit_save")).to_be_visible()


def _save(page: Page) -> None:
    page.locator(".st-key-visit_save button").click()
    expect(page.get_by_text(text("visit.saved"))).to_be_visible(timeout=SLOW)


def _tile_of_the_map(page: Page, app: App) -> tuple[str, str]:
    page.goto(f"{app.url}/cakupan?kecamatan={KALISAT}")
    at_rest(page)
    coverage = tile(page, text("tile.coverage"))
    return coverage.locator(".number").inner_text(), coverage.locator(".of").inner_text()


def test_a_visit_raises_the_coverage_by_exactly_that_actor(chromium: Browser, file_app: App) -> None:
    actor_id = _unserved(file_app)
    served, actors = _served(file_app)
    with visit(chromium, PHONE) as seen:
        page = seen.page
        before = _tile_of_the_map(page, file_app)
        _open(page, file_app, f"actor={actor_id}")
        _field(page, "topics").get_by_text("NPWP", exact=True).click()
        _field(page, "next_step").get_by_role("textbox").fill("Bawa contoh buku kas")
        _field(page, "next_due_in").get_by_text(text("visit.due_week")).click()
        expect(page.get_by_text(re.compile("^Sampai "))).to_be_visible()
        _save(page)
        expect(page.get_by_text(text("visit.effect_counts"))).to_be_visible()
        expect(page.locator(".st-key-slip")).to_contain_text("Bawa contoh buku kas")
        assert _served(file_app) == (served + 1, actors)
        after = _tile_of_the_map(page, file_app)
        assert before == _said(served, actors)
        assert after == _said(served + 1, actors)
        assert "buku" not in " ".join(url for url in seen.asked if "wa.me" not in url)
        assert seen.foreign() == []
        assert seen.errors == []
    assert _contacts(file_app, actor_id) == [("di_tempat", "bertemu", None)]


def _said(served: int, actors: int) -> tuple[str, str]:
    """What the tile must say."""
    return f"{round(100 * served / actors)} %", text("map.of", count=served, of=actors)


def test_a_phone_call_raises_nothing(chromium: Browser, file_app: App) -> None:
    actor_id = _unserved(file_app)
    before = _served(file_app)
    with visit(chromium, PHONE) as seen:
        page = seen.page
        _open(page, file_app, f"actor={actor_id}")
        _field(page, "mode").get_by_text("Telepon atau pesan").click()
        _save(page)
        expect(page.get_by_text(text("visit.effect_phone"))).to_be_visible()
    assert _contacts(file_app, actor_id) == [("telepon", "bertemu", None)]
    assert _served(file_app) == before


def _forms(app: App) -> int:
    return _rows(app, "SELECT count(*) FROM form WHERE by_person <> 'system'")[0][0]


def test_a_double_click_makes_one_visit(chromium: Browser, file_app: App) -> None:
    actor_id, forms = _unserved(file_app), _forms(file_app)
    with visit(chromium, PHONE) as seen:
        page = seen.page
        _open(page, file_app, f"actor={actor_id}")
        page.locator(".st-key-visit_save button").evaluate("button => { button.click(); button.click(); }")
        expect(page.get_by_text(text("visit.saved"))).to_be_visible(timeout=SLOW)
        page.wait_for_timeout(1500)
    assert len(_contacts(file_app, actor_id)) == 1
    assert _forms(file_app) == forms + 1


def test_nothing_moves_sideways_and_words_stay_out_of_the_address(chromium: Browser, file_app: App) -> None:
    actor_id = _rows(file_app, NEVER_VISITED)[-1][0]  # its draft is in nobody's way
    with visit(chromium, PHONE) as seen:
        page = seen.page
        for query in ("", f"actor={actor_id}", "group=1"):
            page.goto(f"{file_app.url}/kunjungan?{query}")
            act_as(page, "pendamping")
            at_rest(page)
            assert page.evaluate("document.scrollingElement.scrollWidth") <= 390, query
        _open(page, file_app, f"actor={actor_id}")
        page.get_by_text(text("visit.permits")).click()
        _field(page, "permits").get_by_text("Merek", exact=True).click()
        _field(page, "status_merek").get_by_text("Terbit", exact=True).click()
        expect(_field(page, "expires_merek")).to_be_visible()
        assert page.evaluate("document.scrollingElement.scrollWidth") <= 390
        _field(page, "result").get_by_role("textbox").fill(WORDS)
        expect(page.get_by_text(re.compile("^Draf tersimpan"))).to_be_visible()
        assert "Buku" not in page.url


def test_a_group_session_is_one_session_and_one_contact_each(chromium: Browser, file_app: App) -> None:
    present = _rows(file_app, NEVER_VISITED)[:3]
    sessions = _rows(file_app, "SELECT count(*) FROM session")[0][0]
    before = _served(file_app)
    with visit(chromium, PHONE) as seen:
        page = seen.page
        _open(page, file_app, "group=1")
        _field(page, "title").get_by_role("textbox").fill("Pelatihan pembukuan")
        box = _field(page, "attended").get_by_role("combobox")
        for _, name in present:
            box.fill(name)
            page.get_by_role("option").filter(has_text=name).first.click()
            expect(_field(page, "attended")).to_contain_text(name)
        page.keyboard.press("Escape")
        expect(page.get_by_role("listbox")).to_have_count(0)  # an open list takes the next tap to close
        _kept(file_app, "group", "attended", [actor_id for actor_id, _ in present])
        at_rest(page)
        _save(page)
    assert _rows(file_app, "SELECT count(*) FROM session")[0][0] == sessions + 1
    made = _rows(file_app, "SELECT id FROM session WHERE title = 'Pelatihan pembukuan'")
    attended = _rows(file_app, "SELECT actor_id FROM contact WHERE session_id = ?", made[0][0])
    assert sorted(one for (one,) in attended) == sorted(one for one, _ in present)
    assert _served(file_app) == (before[0] + 3, before[1])


# --- the server dies in the middle of the form -----------------------------------------------------------------------


@contextmanager
def _on(var: Path, port: int) -> Iterator[tuple[App, subprocess.Popen[bytes]]]:
    """The dashboard on one port; the process may be killed before the block ends."""
    whole = [sys.executable, "-m", "streamlit", "run", str(REPO / "dashboard.py"), f"--server.port={port}"]
    with (
        (var / "app.log").open("a") as log,
        subprocess.Popen(whole, cwd=REPO, env=environment(var), stdout=log, stderr=log) as process,
    ):
        try:
            wait_for(f"http://localhost:{port}/_stcore/health", process)
            yield App(f"http://localhost:{port}", var), process
        finally:
            process.kill()


@pytest.fixture
def registers_here(registers: Path, tmp_path: Path) -> Path:
    """A copy of the registers."""
    for path in registers.glob("*.db*"):
        shutil.copy(path, tmp_path)
    return tmp_path


def test_a_killed_server_loses_no_word_and_doubles_no_visit(chromium: Browser, registers_here: Path) -> None:
    port = free_port()
    with visit(chromium, PHONE) as seen:
        page = seen.page
        with _on(registers_here, port) as (app, process):
            actor_id = _unserved(app)
            _open(page, app, f"actor={actor_id}")
            _field(page, "result").get_by_role("textbox").press_sequentially(WORDS)
            expect(page.get_by_text(re.compile("^Draf tersimpan"))).to_be_visible()  # the field was not left
            _kept(app, actor_id, "result", WORDS)
            process.kill()
    with _on(registers_here, port) as (app, _), visit(chromium, PHONE) as seen:  # another phone: the server has it
        page = seen.page
        _open(page, app, f"actor={actor_id}")
        expect(page.get_by_text(re.compile("^Draf tersimpan"))).to_be_visible()
        expect(_field(page, "result").get_by_role("textbox")).to_have_value(WORDS)
        _save(page)
    assert _contacts(app, actor_id) == [("di_tempat", "bertemu", WORDS)]
    assert _rows(app, "SELECT count(*) FROM draft") == [(0,)]


def _kept(app: App, about: str, name: str, value: object) -> None:
    """Waits until the server's draft holds this value of a field."""
    for _ in range(100):
        found = _rows(app, "SELECT content FROM draft WHERE about = ?", about)
        if found and json.loads(found[0][0]).get(name) == value:
            return
        time.sleep(0.1)
    raise AssertionError(found)


def test_words_typed_while_the_server_is_down_are_offered_by_the_phone(chromium: Browser, registers_here: Path) -> None:
    port = free_port()
    more = " Minta contoh kuitansi."
    with visit(chromium, PHONE) as seen:
        page = seen.page
        with _on(registers_here, port) as (app, process):
            actor_id = _unserved(app)
            _open(page, app, f"actor={actor_id}")
            field = _field(page, "result").get_by_role("textbox")
            field.press_sequentially(WORDS)
            _kept(app, actor_id, "result", WORDS)
            process.kill()
        expect(page.get_by_text(text("keeper.offline"))).to_be_visible()
        page.wait_for_timeout(6000)  # Streamlit's own alarm has come and gone
        expect(page.get_by_role("dialog")).to_have_count(0)
        page.keyboard.type(more)
        expect(field).to_have_value(WORDS + more)
        with _on(registers_here, port) as (app, _):
            page.goto("about:blank")
            _open(page, app, f"actor={actor_id}")
            expect(field).to_have_value(WORDS)
            expect(page.get_by_text(text("keeper.found"))).to_be_visible()
            page.get_by_role("button", name=text("keeper.use")).click()
            expect(field).to_have_value(WORDS + more)
            _kept(app, actor_id, "result", WORDS + more)
            _save(page)
            assert _phone_holds(page) == []
    assert _contacts(app, actor_id) == [("di_tempat", "bertemu", WORDS + more)]


def _phone_holds(page: Page) -> list[str]:
    return page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('damping:'))")
