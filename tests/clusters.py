"""PostgreSQL clusters of Debian's packages, as on two machines; the other tests' server comes without postgres_fdw."""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

PASSWORD = "rahasia-untuk-ujian"
# Nothing here need survive the machine; a prepared transaction (two-phase commit) is impossible, as PostgreSQL comes.
CONFIG = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_wal_size": "8GB",
    "shared_buffers": "512MB",
    "max_prepared_transactions": "0",
}


def programs() -> Path | None:
    """The folder of the newest installed server that has postgres_fdw; None when there is none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    have = [
        path.parent
        for path in found
        if Path(f"/usr/share/postgresql/{path.parts[-3]}/extension/postgres_fdw.control").exists()
    ]
    return have[-1] if have else None


@dataclass(frozen=True)
class Cluster:
    """A running server of our own: where its programs, its data and its socket are."""

    bin: Path
    folder: Path
    port: int

    def url(self, database: str = "postgres", user: str = "postgres") -> str:
        """The URL of one of its databases."""
        return f"postgresql+psycopg://{user}:{PASSWORD}@127.0.0.1:{self.port}/{database}"

    def create(self, database: str, template: str = "template1") -> str:
        """A new database, empty or a copy of another; its URL."""
        self.psql("postgres", "-c", f"CREATE DATABASE {database} TEMPLATE {template}")
        return self.url(database)

    def psql(self, database: str, *words: str, **variables: str) -> str:
        """Run psql as a person would, on a database of this cluster; what it printed. Raises when it failed."""
        to = sa.make_url(self.url(database)).set(drivername="postgresql").render_as_string(hide_password=False)
        given = [part for name, value in variables.items() for part in ("-v", f"{name}={value}")]
        command = [str(self.bin / "psql"), "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", *given, *words, to]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(done.stderr)
        return done.stdout


@contextmanager
def clusters(number: int) -> Iterator[list[Cluster]]:
    """That many servers on free ports of this machine, gone afterwards."""
    folder = programs()
    assert folder, "Debian's packages postgresql and postgresql-contrib are needed"
    base = Path(tempfile.mkdtemp(prefix="damping-clusters-"))
    if os.getuid() == 0:  # PostgreSQL does not run as root; the packages bring their own user
        shutil.chown(base, "postgres", "postgres")
    running: list[Cluster] = []
    try:
        for each in range(number):
            running.append(_started(folder, base / str(each)))
        yield running
    finally:
        for cluster in running:
            _run(cluster.bin / "pg_ctl", "stop", "-D", str(cluster.folder), "-m", "immediate", "-w")
        shutil.rmtree(base)


def _started(programs: Path, folder: Path) -> Cluster:
    words = folder.with_suffix(".password")
    words.write_text(PASSWORD, encoding="utf-8")
    words.chmod(0o644)
    _run(
        programs / "initdb", "-D", str(folder), "-U", "postgres", "-A", "scram-sha-256", f"--pwfile={words}",
        "--no-sync", "--locale=C.UTF-8", "-E", "UTF8",
    )  # fmt: skip
    port = _free_port()
    settings = CONFIG | {"port": str(port), "listen_addresses": "'127.0.0.1'", "unix_socket_directories": "''"}
    with (folder / "postgresql.conf").open("a", encoding="utf-8") as file:
        file.writelines(f"{name} = {value}\n" for name, value in settings.items())
    _run(programs / "pg_ctl", "start", "-D", str(folder), "-l", str(folder / "log"), "-w")
    return Cluster(programs, folder, port)


def _free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])


def _run(program: Path, *words: str) -> None:
    """As the user that the packages bring, when we are root."""
    user = {"user": "postgres", "group": "postgres", "extra_groups": []} if os.getuid() == 0 else {}
    subprocess.run([str(program), *words], check=True, stdout=subprocess.DEVNULL, cwd="/", **user)  # type: ignore[call-overload]
