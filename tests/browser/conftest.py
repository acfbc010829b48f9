"""One Chromium and one running app for all browser tests."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.browser.helpers import SLOW, App, command, launch, run_app
from tests.conftest import made_once

expect.set_options(timeout=SLOW)  # several browsers share the machine: what is true may take its time


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def registers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sample of 4.000 actors and an empty `uji`, to be copied."""

    def prepare(var: Path) -> None:
        command(var, "prepare")
        command(var, "--register", "uji", "prepare", "--kind", "uji")

    return made_once(tmp_path_factory, "registers", prepare)


@contextmanager
def running(registers: Path, var: Path) -> Iterator[App]:
    """The dashboard on a copy of the registers in `var`."""
    for path in registers.glob("*.db*"):
        shutil.copy(path, var)
    with run_app(var) as app:
        yield app


@pytest.fixture(scope="session")
def app(registers: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """The dashboard on a copy of those registers, shared by all tests."""
    with running(registers, tmp_path_factory.mktemp("shared_var")) as app:
        yield app


@pytest.fixture(scope="module")
def file_app(registers: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """A dashboard for the tests of one file that change its register in each other's sight."""
    with running(registers, tmp_path_factory.mktemp("file_var")) as app:
        yield app


@pytest.fixture
def new_app(registers: Path, tmp_path: Path) -> Iterator[App]:
    """A dashboard that nobody has opened yet, on a copy of the registers."""
    with running(registers, tmp_path) as app:
        yield app
