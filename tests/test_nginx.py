"""deploy/nginx before two small servers that say what arrives: seats, headers, limits, and what is not written down."""

import http.client
import json
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path

import pytest

from tests.browser.helpers import free_port
from tests.proxied import proxy

COOKIE = "damping_process"
MEGABYTE = 1024 * 1024


class Saying(BaseHTTPRequestHandler):
    """Answers with its own port and the headers it was sent; takes a websocket's handshake."""

    protocol_version = "HTTP/1.0"

    def do_GET(self) -> None:
        if self.headers.get("Upgrade"):
            self.send_response(101)
            self.send_header("Upgrade", "websocket")
            self.send_header("Connection", "upgrade")
            self.end_headers()
            return
        said = json.dumps({"port": self.server.server_address[1], "headers": dict(self.headers)}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    def do_PUT(self) -> None:
        left = int(self.headers["Content-Length"])
        while left:
            left -= len(self.rfile.read(min(left, 1 << 16)))
        self.do_GET()

    def log_message(self, *words: object) -> None:
        pass


@dataclass(frozen=True)
class Answer:
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def port(self) -> int:
        return int(json.loads(self.body)["port"])

    @property
    def arrived(self) -> dict[str, str]:
        """The headers that the process behind was sent."""
        return {name.lower(): value for name, value in json.loads(self.body)["headers"].items()}

    @property
    def seat(self) -> int | None:
        """The process that a new cookie names."""
        given = self.headers.get("Set-Cookie", "")
        return int(given.partition(";")[0].removeprefix(f"{COOKIE}=")) if given else None


@dataclass
class Site:
    """nginx, the two servers behind it by port, and where it writes."""

    port: int
    behind: dict[int, ThreadingHTTPServer]
    folder: Path

    def ask(
        self, path: str, seat: object = None, method: str = "GET", body: bytes | None = None, **headers: str
    ) -> Answer:
        more = {name.replace("_", "-"): value for name, value in headers.items()}
        if seat is not None:
            more["Cookie"] = f"{COOKIE}={seat}"
        with self._connected() as asked:
            asked.request(method, path, body, more)
            answer = asked.getresponse()
            return Answer(answer.status, answer.headers, answer.read())

    def announce(self, path: str, length: int) -> int:
        """The answer to somebody who is about to send so many bytes."""
        with self._connected() as asked:
            asked.putrequest("PUT", path)
            asked.putheader("Content-Length", str(length))
            asked.endheaders()
            return asked.getresponse().status

    def _connected(self) -> closing[http.client.HTTPSConnection]:
        trusting = ssl.create_default_context(cafile=str(self.folder / "fullchain.pem"))
        return closing(http.client.HTTPSConnection("localhost", self.port, context=trusting, timeout=10))

    def stream(self, seat: object = None) -> Answer:
        """The handshake of a websocket."""
        return self.ask("/_stcore/stream", seat, Connection="Upgrade", Upgrade="websocket")

    def stop(self, port: int) -> None:
        self.behind[port].shutdown()
        self.behind[port].server_close()


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    behind = {}
    for _ in range(2):
        server = ThreadingHTTPServer(("127.0.0.1", 0), Saying)
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        behind[server.server_address[1]] = server
    port = free_port()
    first, second = behind
    with proxy(tmp_path, port, (first, second)):
        yield Site(port, behind, tmp_path)
    for server in behind.values():
        server.shutdown()
        server.server_close()


def test_new_browsers_are_spread_and_each_keeps_its_seat(site: Site) -> None:
    first, second = site.ask("/"), site.ask("/")
    assert {first.port, second.port} == set(site.behind)
    for came in (first, second):
        assert came.seat == came.port
        for path in ("/", "/cakupan", "/_stcore/health", "/media/a.csv", "/static/js/a.js"):
            again = site.ask(path, came.seat)
            assert (again.port, again.seat) == (came.port, None), path
        assert site.stream(came.seat).seat is None


def test_a_browser_without_cookies_stays_by_its_address(site: Site) -> None:
    for agent in map(str, range(6)):
        ports = {site.ask(path, User_Agent=agent).port for path in ("/_stcore/health", "/media/a.csv", "/media/b.csv")}
        assert len(ports) == 1
    assert {site.ask("/media/a.csv", User_Agent=str(n)).port for n in range(20)} == set(site.behind)


@pytest.mark.parametrize("wrong", ["9999", "127.0.0.1:22", "", "../8501"])
def test_a_seat_that_is_none_is_replaced(site: Site, wrong: str) -> None:
    answer = site.ask("/", wrong)
    assert answer.status == 200
    assert answer.seat == answer.port


def test_the_seat_moves_with_the_websocket_and_not_back(site: Site) -> None:
    mine, other = site.behind
    site.stop(mine)
    assert site.ask("/_stcore/health", mine).port == other
    assert site.ask("/cakupan", mine).seat is None, "a page alone is no session"
    assert site.stream(mine).seat == other
    assert site.ask("/media/a.csv", other).port == other
    assert {site.ask("/").port for _ in range(6)} == {other}
    site.stop(other)
    assert site.ask("/", other).status == 502


def test_what_a_visitor_says_of_the_own_address_does_not_arrive(site: Site) -> None:
    arrived = site.ask("/", X_Real_IP="10.1.2.3", X_Forwarded_For="10.1.2.3", X_Forwarded_Proto="http").arrived
    assert arrived["x-real-ip"] == arrived["x-forwarded-for"]
    assert ip_address(arrived["x-real-ip"]).is_loopback
    assert "10.1.2.3" not in json.dumps(arrived)
    assert arrived["x-forwarded-proto"] == "https"
    assert arrived["host"] == f"localhost:{site.port}"


def test_only_an_upload_may_be_big(site: Site) -> None:
    sixty = 60 * MEGABYTE
    assert site.ask("/_stcore/upload_file/s/f", method="PUT", body=b"x" * sixty).status == 200
    assert site.announce("/_stcore/upload_file/s/f", sixty + 5 * MEGABYTE) == 413
    assert site.announce("/cakupan", sixty) == 413


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        ("/app/static/geo/a1b2/kecamatan.geojson", "public, max-age=31536000, immutable"),
        ("/media/a.csv", "private, no-store"),
        ("/cakupan", None),
    ],
)
def test_how_long_a_browser_may_keep_it(site: Site, path: str, kept: str | None) -> None:
    assert site.ask(path).headers.get("Cache-Control") == kept


@pytest.mark.parametrize(
    ("path", "frames"),
    [
        ("/transparansi?tabel=cakupan&embed=true", "*"),
        ("/transparansi", "'self'"),
        ("/orang?embed=true", "'self'"),
        ("/", "'self'"),
    ],
)
def test_only_the_public_tables_may_stand_in_foreign_frames(site: Site, path: str, frames: str) -> None:
    answer = site.ask(path)
    policy = answer.headers["Content-Security-Policy"]
    assert policy.endswith(f"frame-ancestors {frames}")
    assert "default-src 'self'" in policy
    assert answer.headers["Strict-Transport-Security"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize("path", ["/_stcore/metrics", "/_stcore/agent/mcp", "/_stcore/agent/interact"])
def test_what_is_not_for_the_public(site: Site, path: str) -> None:
    assert site.ask(path).status == 404


def test_another_name_gets_no_answer(site: Site) -> None:
    with socket.create_connection(("127.0.0.1", site.port)) as raw, pytest.raises(ssl.SSLError):
        ssl._create_unverified_context().wrap_socket(raw, server_hostname="damping.invalid")


def test_the_log_knows_neither_address_nor_query(site: Site) -> None:
    site.ask("/minta?tiket=RAHASIA-1", Referer="https://localhost/minta?tiket=RAHASIA-2")
    site.ask("/media/RAHASIA-3.csv?RAHASIA-4")
    site.ask("/_stcore/upload_file/RAHASIA-5/f", method="PUT", body=b"x")
    for port in site.behind:
        site.stop(port)
    assert site.ask("/minta?tiket=RAHASIA-6").status == 502
    written = "".join(path.read_text() for path in site.folder.glob("*.log"))
    assert '200 GET "/minta"' in written
    assert '200 GET "/media/..."' in written
    assert "RAHASIA" not in written
    assert "localhost" not in written
