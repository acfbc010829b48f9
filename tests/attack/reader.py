"""What anybody can read: the releases of a folder laid out like the static site, the directory, tickets."""

import csv
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

WITHHELD, NO_DATA, NOT_MEANT = "ditahan", "tanpa_data", "tidak_berlaku"
SHARES = {"cakupan": ("terlayani", "teramati"), "bagian": ("terlambat", "kunjungan")}  # column -> part, whole
MONEY = ("nilai_produksi",)
NO_NUMBERS = ("kode", "nama", "sejak", "pendamping_wilayah")


@dataclass(frozen=True)
class Sheet:
    """One CSV: row code -> column -> what stands there, as text. `threshold` and `base` are what it kept to."""

    name: str
    cells: Mapping[str, Mapping[str, str]]
    threshold: int
    base: int

    def text(self, row: str, column: str) -> str:
        """What stands in a cell; empty when the sheet has no such cell."""
        return self.cells.get(row, {}).get(column, "")

    def counts(self) -> Iterator[tuple[str, str, str]]:
        """Row, column and text of every cell that is meant to have a count."""
        for row, found in self.cells.items():
            for column, text in found.items():
                if column not in SHARES and column not in MONEY and column not in NO_NUMBERS:
                    yield row, column, text

    def meant(self, row: str, column: str) -> bool:
        """Whether the cell has a number, published or withheld."""
        return self.text(row, column) == WITHHELD or number(self.text(row, column)) is not None

    def interval(self, value: float) -> tuple[float, float]:
        """Where the true count of a published one lies."""
        half = self.base // 2
        return max(self.threshold, value - half, 0), value + half


@dataclass(frozen=True)
class Release:
    """One release; `as_of` is None when its description does not say it."""

    slug: str
    as_of: date | None
    sheets: Mapping[str, Sheet]
    threshold: int
    money_base: float


@dataclass(frozen=True)
class Published:
    """All that is published: releases oldest first, listed businesses by column, tickets by file name."""

    releases: tuple[Release, ...]
    listed: tuple[Mapping[str, str], ...] = ()
    tickets: Mapping[str, Any] | None = None

    def release(self, slug: str | None) -> Release:
        """The release of a slug, the latest one without; KeyError when there is none."""
        return {one.slug: one for one in self.releases}[slug] if slug else self.releases[-1]


def number(text: str) -> float | None:
    """The number that a cell's text is; None when it is none."""
    try:
        return float(text)
    except ValueError:
        return None


def _tells(text: str) -> bool:
    return text in (WITHHELD, NO_DATA, NOT_MEANT) or number(text) is not None


def read(folder: Path) -> Published:
    """Everything published in `folder`; what is missing there is empty."""
    found = [_release(one) for one in sorted(folder.glob("rilis/*")) if any(one.glob("*.csv"))]
    found.sort(key=lambda one: (one[0], one[1].slug))
    listed = folder / "siap-pasok.csv"
    return Published(
        tuple(release for _, release in found),
        tuple(_rows(listed)) if listed.exists() else (),
        {one.name: json.loads(one.read_text("utf-8")) for one in sorted(folder.glob("tiket/*.json"))},
    )


def _release(folder: Path) -> tuple[tuple[str, str], Release]:
    """A release, and what puts it in order: the day of its numbers, the day it was published."""
    package = folder / "datapackage.json"
    about = json.loads(package.read_text("utf-8")) if package.exists() else {}
    rules = {"threshold": 5, "base": 5, "money_base": 100_000_000} | about.get("protection", {})
    sheets = {one.stem: _sheet(one, int(rules["threshold"]), int(rules["base"])) for one in folder.glob("*.csv")}
    as_of = str(about.get("as_of", ""))[:10]
    release = Release(
        folder.name,
        date.fromisoformat(as_of) if as_of else None,
        sheets,
        int(rules["threshold"]),
        float(rules["money_base"]),
    )
    return (as_of, str(about.get("created", ""))), release


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _sheet(path: Path, threshold: int, base: int) -> Sheet:
    """A sheet that plainly does not keep to the rules is read without them: what they would hide is then open."""
    rows = _rows(path)
    told = {column for row in rows for column, text in row.items() if _tells(text)}  # the rest is remarks
    cells = {row["kode"]: {column: text for column, text in row.items() if column in told} for row in rows}
    claimed = Sheet(path.stem, cells, threshold, base)
    values = [value for _, _, text in claimed.counts() if (value := number(text)) is not None]
    return Sheet(
        path.stem,
        cells,
        0 if any(value < threshold for value in values) else threshold,
        1 if any(value % base for value in values) else base,
    )
