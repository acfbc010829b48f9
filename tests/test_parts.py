"""The pieces of a screen that draw themselves again alone: who looks is asked each time, a fault stays in its piece."""

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from data import commands, db, queries
from data.access import Who
from data.people import demo_person
from data.settings import ROOT, region, settings
from data.text import text
from pages._parts import page, visitor
from pages._parts.page import Here, part
from tests.conftest import use

FAULT = "a fault nobody foresaw"


class _Again(BaseException):
    """The screen is drawn again as a whole."""


@pytest.fixture
def office(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    use(monkeypatch, tmp_path)
    commands.ensure_register("contoh", "contoh")
    yield tmp_path
    db.close()
    settings.cache_clear()


def test_every_piece_is_a_part() -> None:
    files = [path for path in (ROOT / "pages").rglob("*.py") if "@st.fragment" in path.read_text(encoding="utf-8")]
    assert files == [ROOT / "pages" / "_parts" / "page.py"]


def test_a_piece_that_fails_says_so_and_the_rest_of_the_screen_stays(
    office: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(_who: Who) -> None:
        raise RuntimeError(FAULT)

    monkeypatch.setattr(queries, "alerts", fails)
    app = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=60)
    app.session_state[visitor._ROLE] = "pimpinan"
    app.session_state["alerts"] = True
    app.run()
    app.switch_page("pages/cakupan.py").run()
    (told,) = app.warning
    before, after = text("problem.unexpected", fault="|").split("|")
    fault = told.value.removeprefix(before).removesuffix(after)
    assert told.value == text("problem.unexpected", fault=fault)
    assert f"fault {fault} on cakupan" in caplog.text
    assert FAULT not in told.value
    assert not app.exception
    assert any(region().boundary_credit in one.value for one in app.caption)  # the foot


def test_a_piece_is_drawn_only_for_whom_its_screen_was_opened(office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = []
    monkeypatch.setattr(st, "fragment", lambda **_: lambda draw: draw)

    @part()
    def piece(here: Here) -> None:
        drawn.append(here.who)

    def again() -> None:
        raise _Again

    who, now = demo_person("contoh", "petugas"), demo_person("contoh", "pimpinan")
    monkeypatch.setattr(page, "get_script_run_ctx", lambda: SimpleNamespace(fragment_ids_this_run=["piece"]))
    monkeypatch.setattr(page, "visitor", lambda: now)
    monkeypatch.setattr(st, "rerun", again)
    with pytest.raises(_Again):
        piece(Here("cakupan", who, "id", "contoh"))
    assert drawn == []
    piece(Here("cakupan", now, "id", "contoh"))
    assert drawn == [now]
