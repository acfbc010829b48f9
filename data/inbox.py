"""Files that wait to be brought in, and how far the work on each is: kept beside the embedded registers.

The file is needed until its rows are written or thrown away. The count stands in a file and not in the database because
a write holds SQLite's only pen until it ends.
"""

import json
import os
import time
import uuid
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path, PurePath

from data.problem import Problem
from data.settings import settings

EVERY = 0.3  # seconds between two notes of progress
IDLE = timedelta(hours=1)  # what nobody touched for so long, and no batch needs, goes
BEGINS_WITHIN = timedelta(seconds=60)  # a process that has not begun to count by then never will


class Stopped(Exception):
    """The person asked for the work to end; what was begun is rolled back."""


class Superseded(Stopped):
    """The same work was begun anew; what this one had begun is the other's to finish."""


@dataclass(frozen=True)
class Count:
    """How many rows are done, of how many (None: not known), since when, and in which process, born when."""

    done: int
    total: int | None
    started_at: datetime
    process: int
    born: str

    @property
    def alive(self) -> bool:
        """Whether the process that counts is still there; after a restart another may have its number."""
        try:
            os.kill(self.process, 0)
        except ProcessLookupError:
            return False
        except PermissionError:
            pass
        return _born(self.process) == self.born


def _born(process: int) -> str:
    """When a process began, as the system counts it; empty where the system does not tell."""
    try:
        return Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[19]
    except OSError:
        return ""


def keep(batch_id: str, name: str, content: bytes) -> None:
    """Keep a file under its batch's id; only its ending is taken from the name. Readable by this server alone."""
    folder = _folder()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"{batch_id}.file{PurePath(name).suffix.lower()}"
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)


def path_of(batch_id: str) -> Path:
    """Where the file of a batch lies; Problem("file_gone") when it does not."""
    found = next(_folder().glob(f"{batch_id}.file*"), None)
    if found is None:
        raise Problem("file_gone")
    return found


def note_samples(batch_id: str, sheet: str, samples: Mapping[str, Sequence[str]]) -> None:
    """Keep the first values of a sheet's columns (letter -> values) beside the file, which may be slow to open."""
    beside = _samples_path(batch_id).with_suffix(f".{uuid.uuid4().hex}")
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        json.dump({"sheet": sheet, "samples": samples}, file)
    beside.replace(_samples_path(batch_id))


def samples_of(batch_id: str, sheet: str) -> dict[str, list[str]] | None:
    """What was noted of this sheet; None where nothing was."""
    with suppress(FileNotFoundError, ValueError):
        found = json.loads(_samples_path(batch_id).read_text(encoding="utf-8"))
        return dict(found["samples"]) if found["sheet"] == sheet else None
    return None


def forget(batch_id: str) -> None:
    """Let the file of a batch and its count go."""
    for path in _folder().glob(f"{batch_id}.*"):
        path.unlink(missing_ok=True)


def sweep(keep: Collection[str]) -> None:
    """Let everything go that is of no batch in `keep`: what a crash left behind.

    What was touched within the hour stays: its batch may be about to be written down, or worked on.
    """
    before = time.time() - IDLE.total_seconds()
    for path in _folder().glob("*.*"):
        with suppress(FileNotFoundError):
            if path.name.partition(".")[0] not in keep and path.stat().st_mtime < before:
                path.unlink()


class Teller:
    """Notes how far the work on a batch is; raises Stopped once somebody asked for that."""

    def __init__(self, batch_id: str) -> None:
        self._count, self._stop = _count_path(batch_id), _stop_path(batch_id)
        self._started_at, self._next = datetime.now(UTC), 0.0

    def __call__(self, done: int, total: int | None) -> None:
        if self._stop.exists():
            raise Stopped
        if time.monotonic() < self._next:
            return
        self._next = time.monotonic() + EVERY
        count = asdict(Count(done, total, self._started_at, os.getpid(), _born(os.getpid())))
        beside = self._count.with_suffix(".new")
        beside.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        beside.write_text(json.dumps(count, default=datetime.isoformat), encoding="utf-8")
        beside.replace(self._count)

    def close(self) -> None:
        """The work has ended, one way or another."""
        self._count.unlink(missing_ok=True)
        self._stop.unlink(missing_ok=True)


def begin(batch_id: str) -> None:
    """Before work on a batch: what earlier work left behind, be it a wish to stop, is not about this one."""
    _count_path(batch_id).unlink(missing_ok=True)
    _stop_path(batch_id).unlink(missing_ok=True)


def count_of(batch_id: str) -> Count | None:
    """How far the work on a batch is; None where none was begun or it has ended."""
    with suppress(FileNotFoundError, ValueError):
        found = json.loads(_count_path(batch_id).read_text(encoding="utf-8"))
        return Count(**found | {"started_at": datetime.fromisoformat(found["started_at"])})
    return None


def ask_to_stop(batch_id: str) -> None:
    """The work on a batch is to end at its next chance."""
    _folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    _stop_path(batch_id).touch()


def _folder() -> Path:
    return settings().var / "inbox"


def _count_path(batch_id: str) -> Path:
    return _folder() / f"{batch_id}.count"


def _samples_path(batch_id: str) -> Path:
    return _folder() / f"{batch_id}.samples"


def _stop_path(batch_id: str) -> Path:
    return _folder() / f"{batch_id}.stop"
