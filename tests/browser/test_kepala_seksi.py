"""The head of section's walk: a need that nobody serves, where, a clinic for it, whom to invite, one of the invited."""

import io
import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Locator, expect
from pypdf import PdfReader

from data.text import text
from tests.browser.helpers import DESK, App, at_rest, complete, visit

pytestmark = pytest.mark.browser
FIRST, WIDE, ROW = 105, 135, 35  # the matrix: its first column, the others, the height of a row
SEEN = 10  # rows that are drawn


def cells(grid: Locator) -> list[list[str]]:
    """A table as its screen reader's copy says it."""
    found: list[list[str]] = grid.locator("table[role=grid]").evaluate(
        "grid => [...grid.querySelectorAll('tbody tr')].map(row => [...row.children].map(cell => cell.textContent))"
    )
    return found


def test_from_an_unserved_need_to_one_of_the_invited(chromium: Browser, app: App) -> None:
    with visit(chromium, DESK) as seen:
        page = seen.page
        page.goto(f"{app.url}/perizinan")
        complete(page)
        page.locator(".st-key-services summary").click()
        needs = page.locator(".st-key-services")
        needs.get_by_role("radio", name=text("services.both")).click()
        expect(page).to_have_url(re.compile("needs=both"))
        matrix = needs.get_by_test_id("stDataFrame")
        expect(needs.get_by_text(text("services.matrix_how"))).to_be_visible()
        expect(matrix.locator("table[role=grid] tbody tr").first).to_be_attached()

        said = cells(matrix)[:SEEN]
        unserved = f" · {text('services.cell_none')}"
        row, place = next((at, row) for at, row in enumerate(said) if any(unserved in cell for cell in row[:8]))
        column = next(at for at, cell in enumerate(place) if unserved in cell)
        matrix.scroll_into_view_if_needed()
        x, y = FIRST + WIDE * (column - 1) + WIDE // 2, 36 + ROW * row + ROW // 2
        matrix.get_by_test_id("stDataFrameResizable").click(position={"x": x, "y": y})
        expect(page).to_have_url(re.compile(r"kecamatan=35\.09\.\d\d"))
        expect(page).to_have_url(re.compile("sector="))
        expect(page.locator(".st-key-list-download")).to_be_visible()
        need = parse_qs(urlsplit(page.url).query)["need"][0]

        page.locator(".st-key-clinics summary").click()
        expect(page).to_have_url(re.compile(f"session=need.{need}"))
        clinics = page.locator(".st-key-clinics")
        # One cell is too few for a session; the whole regency is not.
        page.locator(".st-key-filter_clear button").click()
        expect(page).not_to_have_url(re.compile("sector="))
        expect(clinics.get_by_text(re.compile(r"menjangkau \d+ di antaranya, rata-rata .* km"))).to_be_visible()
        with page.expect_download() as waiting:
            page.locator(".st-key-clinics_sheet button").click()
        sheet = "\n".join(one.extract_text() for one in PdfReader(io.BytesIO(waiting.value.path().read_bytes())).pages)

        invited = clinics.get_by_test_id("stDataFrame").last
        name = cells(invited)[0][0]
        assert name in sheet
        at_rest(page)
        for _ in range(4):  # a table that is being drawn anew hears no click
            if "/pelaku" in page.url:
                break
            invited.get_by_test_id("stDataFrameResizable").click(position={"x": 60, "y": 36 + ROW // 2})
            page.wait_for_timeout(2000)
        expect(page).to_have_url(re.compile("/pelaku.*actor="))
        expect(page.locator(".st-key-actor_name")).to_have_text(name)
        assert seen.errors == []
