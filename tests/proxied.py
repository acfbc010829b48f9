"""The installation of docs/deployment.md on this machine: nginx and two processes, from the files in deploy/.

What is tested are the very files that an office copies: only ports, names and paths of this machine are put in.
"""

import configparser
import getpass
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.browser.helpers import REPO, free_port, wait_for

DEPLOY = REPO / "deploy"
NAME = "damping.example.go.id"
PORTS = ("8501", "8502")  # those of the files
UPLOAD, STREAM, MEDIA = "/_stcore/upload_file/", "/_stcore/stream", "/media/"

WHOLE = """
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/nginx.log;
{user}
worker_processes 2;
events {{ worker_connections 512; }}
http {{
    types {{ text/html html; application/javascript js; text/css css; }}
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/conf.d/*.conf;
}}
"""


def nginx() -> str:
    """The path of nginx; without one a skip, on CI a failure."""
    found = shutil.which("nginx", path=os.environ.get("PATH", "") + ":/usr/sbin")
    if found is None:
        assert os.environ.get("CI") != "true", (
            "nginx is missing: .ci/run installs it (Debian: apt-get install nginx-light)"
        )
        pytest.skip("no nginx on this machine (Debian: apt-get install nginx-light)")
    return found


@dataclass
class Proxied:
    """The address that browsers know, the ports behind it, and what nginx has written down."""

    port: int
    ports: tuple[int, int]
    folder: Path
    env: Mapping[str, str]
    running: dict[int, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"https://localhost:{self.port}"

    def start(self, port: int) -> None:
        """One process of the app, by the command of its unit."""
        with (self.folder / f"{port}.log").open("a") as out:
            self.running[port] = subprocess.Popen(command(port), cwd=REPO, env=dict(self.env), stdout=out, stderr=out)

    def ready(self, port: int) -> None:
        """Waits until it answers."""
        wait_for(f"http://127.0.0.1:{port}/_stcore/health", self.running[port])

    def kill(self, port: int) -> None:
        """End a process as a crash does."""
        self.running[port].send_signal(signal.SIGKILL)
        self.running[port].wait()

    def lines(self) -> list[str]:
        """The access log so far."""
        return (self.folder / "access.log").read_text().splitlines()

    def answered(self, before: list[str], *paths: str) -> dict[str, set[int]]:
        """Path -> the ports that answered what began with it, in what was written after these lines."""
        found: dict[str, set[int]] = {}
        for line in self.lines()[len(before) :]:
            match = re.match(r'\S+ \d+ \w+ "([^"]*)" .* (\S+)$', line)
            assert match, line
            path = next((one for one in paths if match[1].startswith(one)), None)
            if path and ":" in match[2]:
                found.setdefault(path, set()).add(int(match[2].rpartition(":")[2]))
        return found


def unit(path: Path) -> configparser.ConfigParser:
    """A systemd unit: section -> name -> value; of a name that stands there twice the last."""
    found = configparser.ConfigParser(strict=False, interpolation=None)
    found.optionxform = str  # type: ignore[assignment,method-assign]
    found.read(path)
    return found


def command(port: int) -> list[str]:
    """What `damping@.service` starts, with this environment's Python."""
    words = unit(DEPLOY / "systemd/damping@.service")["Service"]["ExecStart"].replace("%i", str(port)).split()
    return [sys.executable, *words[1:]]


def environment(**values: str) -> dict[str, str]:
    """The variables of the example, each with the value it has on this machine; none may be forgotten."""
    lines = (DEPLOY / "systemd/environment").read_text().splitlines()
    named = [line.partition("=")[0] for line in lines if line and not line.startswith("#")]
    kept = dict(line.split("=", 1) for line in lines if line.startswith("DAMPING_CLIENT_ADDRESS_HEADER="))
    assert set(named) == {*values, *kept}
    return {**os.environ, **kept, **values}


def certificate(folder: Path) -> None:
    """A certificate for localhost that nobody trusts."""
    files = ("-keyout", str(folder / "privkey.pem"), "-out", str(folder / "fullchain.pem"))
    name = ("-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-days", "2")
    whole = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    subprocess.run([*whole, *files, *name], check=True, capture_output=True)


def configure(folder: Path, port: int, ports: tuple[int, int]) -> Path:
    """The files of deploy/nginx with this machine's ports, name and folder; the file that nginx is to be given."""
    conf = folder / "conf.d"
    conf.mkdir()
    put = {NAME: "localhost", "/etc/ssl/damping": str(folder), "/var/log/nginx": str(folder)}
    put |= dict(zip(PORTS, map(str, ports), strict=True))
    put |= {" 443 ": f" {port} ", ":443 ": f":{port} ", " 80;": f" {free_port()};", ":80;": f":{free_port()};"}
    for name in ("processes.conf", "damping.conf"):
        content = (DEPLOY / "nginx" / name).read_text()
        for old, new in put.items():
            content = content.replace(old, new)
        (conf / name).write_text(content)
    whole = folder / "nginx.conf"
    user = f"user {getpass.getuser()};" if os.geteuid() == 0 else ""
    whole.write_text(WHOLE.format(folder=folder, user=user))
    return whole


@contextmanager
def proxy(folder: Path, port: int, ports: tuple[int, int]) -> Iterator[None]:
    """nginx on `port` before whatever answers on the two others, until the block ends."""
    program = nginx()
    certificate(folder)
    whole = [program, "-p", str(folder), "-c", str(configure(folder, port, ports))]
    with (folder / "nginx.out").open("w") as out, subprocess.Popen(whole, stdout=out, stderr=out) as process:
        try:
            _wait_for_nginx(port, process, folder)
            yield
        finally:
            process.terminate()


def _wait_for_nginx(port: int, process: subprocess.Popen[bytes], folder: Path) -> None:
    for _ in range(100):
        with socket.socket() as asked:
            if asked.connect_ex(("127.0.0.1", port)) == 0:
                return
        assert process.poll() is None, (folder / "nginx.out").read_text()
        time.sleep(0.05)
    raise TimeoutError(port)


@contextmanager
def proxied(folder: Path, port: int, env: Mapping[str, str]) -> Iterator[Proxied]:
    """nginx on `port` and two processes behind it, until the block ends."""
    site = Proxied(port, (free_port(), free_port()), folder, env)
    try:
        for one in site.ports:
            site.start(one)
        with proxy(folder, port, site.ports):
            for one in site.ports:
                site.ready(one)
            yield site
    finally:
        for process in site.running.values():
            process.kill()
            process.wait()
