"""What people do, from the first address to the number on paper, in real Chromium on the running app."""

import csv
import io
import json
import re
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, Page, expect

from data.text import text
from pages._parts.screens import SCREENS
from tests.browser.helpers import (
    DESK,
    PHONE,
    SLOW,
    App,
    Visit,
    act_as,
    choose,
    click,
    column,
    command,
    complete,
    number,
    run_app,
    tile,
    visit,
)

pytestmark = pytest.mark.browser

KALISAT = "35.09.27"
MIDDLE_OF_THE_STORY = "kecamatan=35.09.27&sector=furniture&lacks=nib"
SHAPES = "path.choroplethlocation"

# Written by hand, sharing nothing with the program: the latest row of an actor on or before today decides.
WITHOUT_NIB = """
WITH place AS (
  SELECT actor_id, kecamatan_code,
         row_number() OVER (PARTITION BY actor_id ORDER BY on_date DESC, recorded_at DESC, id DESC) AS nth
    FROM actor_place WHERE on_date <= :today),
state AS (
  SELECT actor_id, state,
         row_number() OVER (PARTITION BY actor_id ORDER BY on_date DESC, recorded_at DESC, id DESC) AS nth
    FROM actor_state WHERE on_date <= :today),
sector AS (
  SELECT actor_id, sector,
         row_number() OVER (PARTITION BY actor_id ORDER BY on_date DESC, recorded_at DESC, id DESC) AS nth
    FROM actor_sector WHERE on_date <= :today),
nib AS (
  SELECT actor_id, status, expires_on,
         row_number() OVER (PARTITION BY actor_id ORDER BY on_date DESC, recorded_at DESC, id DESC) AS nth
    FROM permit_event WHERE on_date <= :today AND kind = 'nib')
SELECT count(*)
  FROM actor
  JOIN place  ON place.actor_id  = actor.id AND place.nth  = 1
  JOIN state  ON state.actor_id  = actor.id AND state.nth  = 1
  JOIN sector ON sector.actor_id = actor.id AND sector.nth = 1
  LEFT JOIN nib ON nib.actor_id  = actor.id AND nib.nth    = 1
 WHERE actor.merged_into IS NULL
   AND state.state = 'active'
   AND place.kecamatan_code = '35.09.27'
   AND sector.sector = 'furniture'
   AND (nib.status IS NULL OR nib.status IN ('belum', 'diajukan', 'dicabut')
        OR (nib.status = 'terbit' AND nib.expires_on < :today))
"""


def _ask(register: Path, question: str, **values: str) -> list[tuple]:
    with closing(sqlite3.connect(f"file:{register}?mode=ro", uri=True)) as database:
        return database.execute(question, values).fetchall()


def _counted_by_hand(register: Path) -> int:
    today = datetime.now(ZoneInfo("Asia/Jakarta")).date().isoformat()
    return _ask(register, WITHOUT_NIB, today=today)[0][0]


def _counted_by_command(app: App, register: str = "contoh") -> dict:
    words = ("--kecamatan", KALISAT, "--sector", "furniture", "--lacks", "nib", "--json")
    return json.loads(command(app.var, "--register", register, "coverage", *words))["total"]


def _downloaded(page: Page, key: str) -> list[dict[str, str]]:
    button = page.locator(f".st-key-{key}-download").get_by_role("button")
    promised = number(re.findall(r"[\d.]+", button.inner_text())[-1])
    with page.expect_download() as waiting:
        button.click()
    rows = list(csv.DictReader(io.StringIO(Path(waiting.value.path()).read_text("utf-8-sig"))))
    assert len(rows) == promised
    return rows


def _to_the_middle_of_the_story(page: Page, app: App) -> None:
    """From the front door to furniture in Kalisat without NIB, as a person goes."""
    page.goto(app.url)
    expect(page).to_have_url(re.compile("/cakupan"))
    expect(page.locator(SHAPES)).to_have_count(31, timeout=SLOW)
    click(page, KALISAT)
    expect(page).to_have_url(re.compile(f"kecamatan={KALISAT}"))
    choose(page, "Sektor", "Furnitur")
    expect(page).to_have_url(re.compile("sector=furniture"))
    choose(page, "Belum punya izin", "NIB")
    expect(page.locator(".st-key-chip-lacks")).to_contain_text("belum punya NIB")
    complete(page)


def test_the_number_is_the_same_everywhere(chromium: Browser, app: App) -> None:
    with visit(chromium, DESK) as seen:
        _to_the_middle_of_the_story(seen.page, app)
        by_hand = _counted_by_hand(app.var / "contoh.db")
        assert by_hand > 10
        assert _counted_by_command(app)["actors"] == by_hand
        expect(tile(seen.page, "Pelaku aktif").locator(".number")).to_have_text(str(by_hand))
        ranked = column(seen.page.locator(".st-key-card_2"), "Pelaku")
        assert sum(map(number, ranked)) == by_hand
        assert sum(number(row["Pelaku aktif"]) for row in _downloaded(seen.page, "ranking")) == by_hand
        assert len(_downloaded(seen.page, "list")) == by_hand
        assert seen.foreign() == []
        assert seen.errors == []


def test_a_link_shows_a_colleague_the_same(chromium: Browser, app: App) -> None:
    with visit(chromium, DESK) as mine:
        _to_the_middle_of_the_story(mine.page, app)
        link, said = mine.page.url, _what_it_says(mine.page)
    with visit(chromium, PHONE) as theirs:
        theirs.page.goto(link)
        complete(theirs.page)
        assert _what_it_says(theirs.page) == said
    assert said[1].startswith("Kalisat · Furnitur · belum punya NIB · per ")


def _what_it_says(page: Page) -> tuple[str, str, list[str]]:
    """The number, the sentence and the chips."""
    sentence = page.get_by_test_id("stMarkdown").filter(has_text=" · per ").inner_text()
    chips = [chip.inner_text().splitlines()[-1] for chip in page.locator("[class*=st-key-chip-]").all()]
    return tile(page, "Pelaku aktif").locator(".number").inner_text(), sentence, chips


def test_back_goes_from_kalisat_to_the_whole_map(chromium: Browser, app: App) -> None:
    with visit(chromium, DESK) as seen:
        seen.page.goto(f"{app.url}/cakupan?sector=furniture")
        expect(seen.page.locator(SHAPES)).to_have_count(31, timeout=SLOW)
        whole = _what_it_says(seen.page)
        click(seen.page, KALISAT)
        expect(seen.page.locator(".st-key-chip-kecamatan")).to_be_visible()
        seen.page.go_back()
        expect(seen.page.locator(".st-key-chip-kecamatan")).to_have_count(0)
        expect(seen.page.locator(SHAPES)).to_have_count(31)
        complete(seen.page)
        assert _what_it_says(seen.page) == whole
