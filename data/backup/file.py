"""The file of a backup: a zip with one member of lines per table, and one that says what the whole is."""

import hashlib
import io
import json
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO, Any

from data.backup.rows import BATCH, Sum, Tally
from data.problem import Problem

FORMAT = 1
ABOUT = "damping-backup.json"
# What Python raises at a file of which a byte is not as it was written; a flipped flag may ask for a password.
DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    KeyError,
    OSError,
    OverflowError,
    RuntimeError,
    TypeError,
    ValueError,
)


@dataclass(frozen=True)
class Kept:
    """A table in the file: its columns in the order of its lines, and what its rows add up to."""

    columns: tuple[str, ...]
    sum: Sum


@dataclass(frozen=True)
class About:
    """What a backup is of: a register's kind and regency, the migration its tables have, its data's version, when it
    was taken (ISO, UTC), and its tables by name, a parent before its children."""

    kind: str
    kab_code: str
    schema: str
    data_version: int
    taken_at: str
    tables: Mapping[str, Kept]
    format: int = FORMAT

    @property
    def rows(self) -> int:
        return sum(kept.sum.rows for kept in self.tables.values())

    @property
    def sha256(self) -> str:
        """Of everything: the tables' checksums are part of what it is made of."""
        return hashlib.sha256(json.dumps(self._plain(), sort_keys=True).encode()).hexdigest()

    def as_json(self) -> str:
        return json.dumps(self._plain() | {"sha256": self.sha256}, indent=1)

    def _plain(self) -> dict[str, Any]:
        tables = {
            name: {"columns": kept.columns, "rows": kept.sum.rows, "sha256": kept.sum.sha256}
            for name, kept in self.tables.items()
        }
        return vars(self) | {"tables": tables}


def _about(content: bytes) -> About:
    """Problem("backup_newer") for a format of a later release; ValueError when it does not add up."""
    found = json.loads(content)
    if found["format"] > FORMAT:
        raise Problem("backup_newer")
    told = found.pop("sha256")
    tables = {
        name: Kept(tuple(kept["columns"]), Sum(kept["rows"], kept["sha256"]))
        for name, kept in found.pop("tables").items()
    }
    about = About(**found, tables=tables)
    if about.sha256 != told:
        raise ValueError("the description is not as it was written")
    return about


class Writer:
    """Writes a backup: its tables one after another, at last what it is."""

    def __init__(self, file: IO[bytes]) -> None:
        self._zip = zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED)
        self._tables: dict[str, Kept] = {}

    def table(self, name: str, columns: tuple[str, ...], batches: Iterator[list[str]]) -> None:
        tally = Tally()
        with self._zip.open(_member(name), "w", force_zip64=True) as member:
            for lines in batches:
                tally.add(lines)
                member.write("".join(f"{line}\n" for line in lines).encode())
        self._tables[name] = Kept(columns, tally.sum())

    def close(self, **facts: Any) -> About:
        """Write down what it is: `facts` are those of `About` but the tables."""
        about = About(**facts, tables=self._tables)
        self._zip.writestr(ABOUT, about.as_json())
        self._zip.close()
        return about


class Backup:
    """A backup that is being read."""

    def __init__(self, file: zipfile.ZipFile, about: About) -> None:
        self._zip = file
        self.about = about

    def batches(self, name: str) -> Iterator[list[str]]:
        """A table's lines, some at a time; Problem("backup_damaged") where the file is not as it was written, at the
        latest after the last line."""
        tally = Tally()
        with _whole(), self._zip.open(_member(name)) as member:
            lines = (line.removesuffix("\n") for line in io.TextIOWrapper(member, "utf-8", newline="\n"))
            while batch := list(islice(lines, BATCH)):
                tally.add(batch)
                yield batch
            if tally.sum() != self.about.tables[name].sum:
                raise ValueError("the lines do not add up")

    def check(self) -> None:
        """Read it from end to end; Problem("backup_damaged")."""
        for name in self.about.tables:
            for _ in self.batches(name):
                pass


@contextmanager
def opened(path: Path) -> Iterator[Backup]:
    """A backup's file to read. Problem("file_unreadable"), Problem("not_a_backup"), Problem("backup_damaged"),
    Problem("backup_newer")."""
    try:
        file = path.open("rb")
    except OSError as error:
        raise Problem("file_unreadable") from error
    with file:
        with _whole():
            if file.read(4) != b"PK\x03\x04":
                raise Problem("not_a_backup")
            members = zipfile.ZipFile(file)
            if ABOUT not in members.namelist():
                raise Problem("not_a_backup")
            about = _about(members.read(ABOUT))
        yield Backup(members, about)


def _member(table: str) -> str:
    return f"{table}.jsonl"


@contextmanager
def _whole() -> Iterator[None]:
    """What goes wrong in here while reading is the file's."""
    try:
        yield
    except DAMAGED as error:
        raise Problem("backup_damaged") from error
