"""A real OpenID Connect provider on this machine, and the dashboard on a register of real data that trusts it."""

import json
import os
import re
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from playwright.sync_api import Page, expect

from data.text import text
from tests.browser.helpers import REPO, SLOW, at_rest, environment, free_port, serve, wait_for

# The provider's pages ask for a style sheet from elsewhere; they do without.
FOREIGN = re.compile("^https://(?!localhost)")


@dataclass(frozen=True)
class Provider:
    """Where the provider answers. It lets anybody in under any name, and says of them what it was told to say."""

    url: str

    def says(self, account: str, **claims: object) -> None:
        """What its tokens state of an account; without this, that its name is its e-mail address."""
        body = json.dumps({"email": account} | claims).encode()
        asked = urllib.request.Request(f"{self.url}/users/{quote(account)}", body, method="PUT")
        asked.add_header("Content-Type", "application/json")
        with urllib.request.urlopen(asked, timeout=5):
            pass


@dataclass(frozen=True)
class SignedInApp:
    """A running dashboard on the register "utama" of kind `nyata` in `var/office.db`, and its provider."""

    url: str
    var: Path
    provider: Provider
    env: dict[str, str]

    @property
    def database(self) -> Path:
        return self.var / "office.db"

    def command(self, *arguments: str) -> str:
        """What `python -m data` prints about this register."""
        return told(self.env, *arguments)


def told(env: dict[str, str], *arguments: str, code: int = 0) -> str:
    """What `python -m data` prints in this environment; it must end with `code`."""
    whole = [sys.executable, "-m", "data", *arguments]
    done = subprocess.run(whole, cwd=REPO, env=env, capture_output=True, text=True, timeout=60)
    assert done.returncode == code, done.stderr
    return done.stdout + done.stderr


@contextmanager
def run_provider(log: Path) -> Iterator[Provider]:
    """The provider in a process of its own, until the block ends."""
    port = free_port()
    whole = [sys.executable, "-m", "oidc_provider_mock", "--port", str(port)]
    with log.open("w") as out, subprocess.Popen(whole, stdout=out, stderr=out) as process:
        try:
            wait_for(f"http://localhost:{port}/.well-known/openid-configuration", process)
            yield Provider(f"http://localhost:{port}")
        finally:
            process.terminate()


def real_environment(var: Path, provider: Provider | None) -> dict[str, str]:
    """An environment whose one register is `var/office.db`; its secrets name the provider, if there is one."""
    secrets = var / "secrets.toml"
    if provider:
        secrets.write_text(
            "[auth]\n"
            'redirect_uri = "http://localhost:{port}/oauth2callback"\n'
            'cookie_secret = "a-secret-of-this-test-only"\n'
            'client_id = "damping"\n'
            'client_secret = "damping"\n'
            f'server_metadata_url = "{provider.url}/.well-known/openid-configuration"\n'
        )
    more = {"DATABASE_URL": f"sqlite:///{var / 'office.db'}", "STREAMLIT_SECRETS_FILES": str(secrets)}
    return environment(var) | more | {"PYTHONWARNINGS": os.environ.get("PYTHONWARNINGS", "")}


@contextmanager
def signed_in_app(var: Path, *people: tuple[str, ...]) -> Iterator[SignedInApp]:
    """Provider, register and dashboard, until the block ends.

    `people` are those who may sign in, as `python -m data person` takes them: (e-mail, "--name", …, "--role", …).
    """
    with run_provider(var / "provider.log") as provider:
        env = real_environment(var, provider)
        if not (var / "office.db").exists():
            told(env, "prepare", "--kind", "nyata")
        for person in people:
            told(env, "person", *person)
        with serve(REPO / "dashboard.py", REPO, var / "app.log", env, {}) as url:
            yield SignedInApp(url, var, provider, env)


def sign_in(page: Page, account: str) -> None:
    """From a locked screen through the provider and back; ends when the app's screen is drawn."""
    at_rest(page)
    page.context.route(FOREIGN, lambda asked: asked.abort())
    page.locator(".st-key-sign_in").get_by_role("button").click()
    page.get_by_placeholder("sub").fill(account)
    page.get_by_role("button", name="Authorize", exact=True).click()
    page.locator(".st-key-head").wait_for(timeout=SLOW)
    at_rest(page)


def sign_out(page: Page) -> None:
    """From the head of any screen, or the refusal, through the provider's own farewell back to the front door."""
    refused = page.locator(".st-key-sign_out").get_by_role("button")
    if not refused.count():
        page.locator(".st-key-head").get_by_test_id("stPopover").get_by_role("button").click()
        refused = page.locator(".st-key-head_sign_out").get_by_role("button")
    refused.click()
    page.get_by_role("button", name="End session", exact=True).click()
    expect(page.get_by_text(text("identity.missing"))).to_be_visible(timeout=SLOW)
