"""One Chromium and one running app for all browser tests."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.helpers import App, command, launch, run_app


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def registers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sample of 4.000 actors and an empty `uji`."""
    var = tmp_path_factory.mktemp("var")
    command(var, "prepare")
    command(var, "--register", "uji", "prepare", "--kind", "uji")
    return var


@pytest.fixture(scope="session")
def app(registers: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """The dashboard on a copy of those registers, shared by all tests."""
    var = tmp_path_factory.mktemp("shared_var")
    for path in registers.glob("*.db*"):
        shutil.copy(path, var)
    with run_app(var) as running:
        yield running


@pytest.fixture
def new_app(registers: Path, tmp_path: Path) -> Iterator[App]:
    """A dashboard that nobody has opened yet, on a copy of the registers."""
    for path in registers.glob("*.db*"):
        shutil.copy(path, tmp_path)
    with run_app(tmp_path) as running:
        yield running
