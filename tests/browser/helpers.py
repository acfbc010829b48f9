"""Starting the app and Chromium, and reading what the browser shows."""

import io
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, Playwright, expect
from playwright.sync_api import Error as PlaywrightError

from data import db
from data.__main__ import main
from data.settings import region, settings
from data.text import text
from tests.conftest import use

REPO = Path(__file__).resolve().parents[2]
SILENT = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DESK = {"viewport": {"width": 1440, "height": 900}}
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
LOCAL = ("localhost", "127.0.0.1")
SLOW = 40_000  # milliseconds; the first screen of a new process takes the longest, beside others that begin

# Streamlit looks for its own end point beside the page first; the browser writes those 404s down.
PROBE = re.compile(r"/[a-z]+/_stcore/(health|host-config)$")


def launch(playwright: Playwright) -> Browser:
    """The system's Chromium, else Playwright's own; without one a skip, on CI a failure."""
    found = (os.environ.get("CHROMIUM"), *map(shutil.which, ("chromium", "chromium-browser", "google-chrome")))
    path = next((one for one in found if one), None)
    try:
        return playwright.chromium.launch(executable_path=path, args=SILENT)
    except PlaywrightError as error:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip(f"no Chromium: {error.message.splitlines()[0]}")


@dataclass(frozen=True)
class App:
    """A running app: where it answers, and the folder of its registers."""

    url: str
    var: Path

    @property
    def env(self) -> dict[str, str]:
        """The environment in which a command line meets the same registers."""
        return environment(self.var)


def environment(var: Path) -> dict[str, str]:
    """This process's environment, with embedded registers in `var`."""
    return {name: value for name, value in os.environ.items() if name != "DATABASE_URL"} | {"DAMPING_VAR": str(var)}


def command(var: Path, *arguments: str) -> str:
    """What `python -m data` prints, run in this process: a new one takes seconds to begin."""
    said, wrong = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(said), redirect_stderr(wrong):
        use(patch, var)
        code = main(list(arguments))
        db.close()
    settings.cache_clear()
    assert code == 0, wrong.getvalue()
    return said.getvalue()


@contextmanager
def serve(script: Path, cwd: Path, log: Path, env: Mapping[str, str], given: Mapping[str, str]) -> Iterator[str]:
    """`streamlit run script` on a free port, until the block ends; yields its address."""
    port = free_port()
    options = [f"--{key}={value}" for key, value in {**given, "server.port": str(port)}.items()]
    whole = [sys.executable, "-m", "streamlit", "run", str(script), *options]
    base = f"http://localhost:{port}/{given.get('server.baseUrlPath', '')}".rstrip("/")
    with log.open("w") as out, subprocess.Popen(whole, cwd=cwd, env=dict(env), stdout=out, stderr=out) as process:
        try:
            wait_for(f"{base}/_stcore/health", process)
            yield base
        finally:
            process.terminate()


def free_port() -> int:
    """A port of this machine on which nothing listens."""
    with socket.socket() as free:
        free.bind(("localhost", 0))
        return int(free.getsockname()[1])


def wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    """Waits until an address answers; fails when its process ends before."""
    for _ in range(300):
        try:
            with urllib.request.urlopen(address, timeout=2):
                return
        except OSError:  # refused, or too busy to answer in time
            assert process.poll() is None, "the app ended before it answered"
            time.sleep(0.1)
    raise TimeoutError(address)


@contextmanager
def run_app(var: Path) -> Iterator[App]:
    """The dashboard itself on the registers in `var`."""
    with serve(REPO / "dashboard.py", REPO, var / "app.log", environment(var), {}) as url:
        yield App(url, var)


@dataclass
class Visit:
    """A page, and what it asked and complained about meanwhile."""

    page: Page
    asked: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def foreign(self) -> list[str]:
        """Requests to any other machine."""
        return [url for url in self.asked if urlsplit(url).hostname not in (None, *LOCAL)]

    def anew(self, device: Mapping[str, object], color_scheme: Literal["light", "dark"] = "light") -> Page:
        """The page of a profile that stays, empty again and of this size; what went before is forgotten.

        What a session knows goes with its page; what the browser keeps on disk stays.
        """
        self.page.goto("about:blank")
        self.page.set_viewport_size(device["viewport"])  # type: ignore[arg-type]
        self.page.emulate_media(media="screen", color_scheme=color_scheme)
        self.asked.clear()
        self.errors.clear()
        return self.page


@contextmanager
def visit(chromium: Browser, device: Mapping[str, object], **more: object) -> Iterator[Visit]:
    """A fresh browser profile with one page, listened to."""
    context = chromium.new_context(**device, **more)  # type: ignore[arg-type]
    context.set_default_timeout(SLOW)
    seen = Visit(context.new_page())

    def said(message: ConsoleMessage) -> None:
        if message.type == "error" and not PROBE.search(message.location["url"]):
            seen.errors.append(message.text)

    context.on("request", lambda request: seen.asked.append(request.url))
    seen.page.on("websocket", lambda socket: seen.asked.append(socket.url))
    seen.page.on("console", said)
    seen.page.on("pageerror", lambda error: seen.errors.append(str(error)))
    try:
        yield seen
    finally:
        context.close()


def middle_of(page: Page, code: str) -> tuple[float, float]:
    """A point of the screen inside the shape of this code: d3 keeps the code on each path."""
    found = page.evaluate(
        """code => {
            const paths = [...document.querySelectorAll('path.choroplethlocation')];
            const path = paths.find(each => each.__data__.loc === code);
            path.scrollIntoView({block: 'center'});
            const box = path.getBBox();
            for (let parts = 2; parts < 40; parts++)
                for (let i = 1; i < parts; i++) for (let j = 1; j < parts; j++) {
                    const point = new DOMPoint(box.x + box.width * i / parts, box.y + box.height * j / parts);
                    if (!path.isPointInFill(point)) continue;
                    const seen = point.matrixTransform(path.getScreenCTM());
                    return [seen.x, seen.y];
                }
        }""",
        code,
    )
    return found[0], found[1]


def click(page: Page, code: str) -> None:
    """A click on the shape of this code."""
    page.wait_for_timeout(500)  # two clicks on one shape within 0.4 s count as one
    page.mouse.click(*middle_of(page, code))


def complete(page: Page) -> None:
    """Waits until a screen is drawn to its foot and its script has ended."""
    expect(page.get_by_text(region().boundary_credit)).to_be_visible(timeout=SLOW)
    at_rest(page)


def at_rest(page: Page) -> None:
    """Waits until a screen has its title and its script has ended."""
    page.wait_for_function(
        """() => document.querySelector('[data-testid=stMainBlockContainer] h2')
            && document.querySelector('.stApp').dataset.testScriptState === 'notRunning'
            && !document.querySelector('[data-testid=stSkeleton]')"""
    )


def act_as(page: Page, role: str, language: str = "id") -> None:
    """Chooses a demo person: on the lock where it stands, else in the head of the screen."""
    at_rest(page)
    words = text(f"role.{role}", language)
    head = page.locator(".st-key-head").get_by_test_id("stPopover").get_by_role("button")
    lock = page.locator(f".st-key-sign_in-{role}").get_by_role("button")
    if lock.count():
        lock.click()
    else:
        head.click()
        page.get_by_test_id("stPopoverBody").get_by_text(words, exact=True).click()
        expect(head).to_contain_text(words)
        page.keyboard.press("Escape")
    expect(head).to_contain_text(words)


def choose(page: Page, field_words: str, *values: str) -> None:
    """Opens the filter, picks values of one field, closes it."""
    page.locator(".st-key-screen_only").get_by_test_id("stPopover").get_by_role("button").first.click()
    box = page.get_by_test_id("stPopoverBody").get_by_role("combobox", name=field_words, exact=True)
    for value in values:
        box.fill(value)  # the list draws only what fits: typing brings the rest
        page.get_by_role("option", name=value, exact=True).click()
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")


def unfold_list(page: Page) -> None:
    """Opens the list of actors under a screen's numbers."""
    page.get_by_test_id("stExpander").filter(has_text=text("list.title")).locator("summary").click()
    expect(page.locator(".st-key-list-download")).to_be_visible()
    complete(page)  # until then what is clicked may be another button a moment later


def tile(page: Page, name: str) -> Locator:
    """The tile of this name."""
    exact = page.locator(".name span").get_by_text(name, exact=True)
    return page.locator(".damping-tile").filter(has=exact)


def number(words: str) -> int:
    """ "3.822" or "3,822" -> 3822."""
    return int(re.sub(r"[.,]", "", words.strip()))


def column(table: Locator, words: str) -> list[str]:
    """A column of a st.dataframe, read from the table for screen readers inside its canvas."""
    grid = table.locator("table[role=grid]")
    return grid.evaluate(
        """(grid, words) => {
            const heads = [...grid.querySelectorAll('th')].map(one => one.textContent);
            const index = heads.indexOf(words);
            if (index < 0) throw new Error(`no column ${words} among ${heads}`);
            const rows = [...grid.querySelectorAll('tbody tr')];
            return rows.map(row => row.querySelectorAll('td')[index].textContent);
        }""",
        words,
    )
