"""The processes that are measured: the app as `make run` starts it, the empty script, the naive page."""

import asyncio
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[2]
APPS = Path(__file__).parent / "apps"


@dataclass
class Server:
    """A running app: where it answers, and what its process has used so far."""

    address: str
    process: psutil.Process
    started: float  # seconds of the performance counter
    log: Path = field(repr=False)

    @property
    def cpu(self) -> float:
        """Seconds of processor time so far, of its own and of the processes it has begun."""
        total = 0.0
        for one in [self.process, *self.process.children(recursive=True)]:
            try:
                times = one.cpu_times()
            except psutil.NoSuchProcess:
                continue
            total += times.user + times.system
        return total

    @property
    def rss(self) -> float:
        """Resident memory in MB."""
        return float(self.process.memory_info().rss) / 1e6


async def quiet(server: Server, longest: float = 40.0) -> None:
    """Waits until a server has done what was asked of it and rests."""
    begun, before = time.perf_counter(), server.cpu
    while time.perf_counter() - begun < longest:
        await asyncio.sleep(0.4)
        before, used = server.cpu, server.cpu - before
        if used < 0.04:
            return


def environment(**more: str) -> dict[str, str]:
    """This process's, without what would point an app elsewhere or slow its start."""
    dropped = ("DATABASE_URL", "DAMPING_VAR", "PYTHONDONTWRITEBYTECODE", "STREAMLIT_SERVER_PORT")
    return {name: value for name, value in os.environ.items() if name not in dropped} | more


@contextmanager
def app(var: Path) -> Iterator[Server]:
    """The dashboard on the registers in `var`, as `make run` starts it."""
    with run(ROOT / "dashboard.py", ROOT, environment(DAMPING_VAR=str(var))) as server:
        yield server


@contextmanager
def empty() -> Iterator[Server]:
    """The empty script on the app's own settings."""
    with run(APPS / "empty.py", ROOT, environment(PYTHONPATH=str(ROOT))) as server:
        yield server


@contextmanager
def naive(var: Path) -> Iterator[Server]:
    """The naive page on the same register, on Streamlit's stock settings: no configuration file is in sight."""
    found = environment(DAMPING_VAR=str(var), PYTHONPATH=str(ROOT))
    with run(APPS / "naive.py", APPS, found, ("--server.headless=true", "--browser.gatherUsageStats=false")) as server:
        yield server


@contextmanager
def run(script: Path, cwd: Path, env: Mapping[str, str], more: tuple[str, ...] = ()) -> Iterator[Server]:
    """`streamlit run script` on a free port of this machine, until the block ends."""
    port = _free_port()
    options = ("--server.headless=true", "--server.address=localhost", f"--server.port={port}", *more)
    log = Path(tempfile.mkstemp(prefix="damping-bench-", suffix=".log")[1])
    begun = time.perf_counter()
    command = [sys.executable, "-m", "streamlit", "run", str(script), *dict.fromkeys(options)]
    with log.open("w") as out, subprocess.Popen(command, cwd=cwd, env=dict(env), stdout=out, stderr=out) as process:
        server = Server(f"http://localhost:{port}", psutil.Process(process.pid), begun, log)
        try:
            _wait_for(server, process)
            yield server
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
    log.unlink()


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("localhost", 0))
        return int(free.getsockname()[1])


def _wait_for(server: Server, process: subprocess.Popen[bytes]) -> None:
    for _ in range(1200):
        try:
            with urllib.request.urlopen(f"{server.address}/_stcore/health", timeout=2):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            if process.poll() is not None:
                raise RuntimeError(f"ended before it answered: {server.log.read_text()[-800:]}") from None
            time.sleep(0.02)
    raise TimeoutError(server.address)
