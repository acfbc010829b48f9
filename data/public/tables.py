"""The fixed tables that are published, and no others: their rows and columns, in the public's own words.

Rows are codes: of a kecamatan, a sector group, a need, a waiting band, a month `2026-11`, a step of the change, a
reason of an exit; the code of the regency is the row of all together. Headings stand in the catalogue
(`public.table.<name>`, `public.column.<name>`, `public.meaning.<name>`).
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from data.settings import region

DEFINITIONS = "1"  # raised when a word of a published table changes its meaning
WINDOW = 12  # months: the public headline's own, not the asker's
LATE_DAYS = 7  # a visit recorded later than so many days after it is late; as public as the window
MONTHS = 12  # month ends before the release's day in `tren`


@dataclass(frozen=True)
class Column:
    """A column; `unit` is count, share, money, flag ("ada" or "belum_ada") or date.

    A share is made from two published counts of its row, `part` ÷ `whole`, and is withheld with either.
    """

    name: str
    unit: str = "count"
    part: str = ""
    whole: str = ""


@dataclass(frozen=True)
class Layout:
    """One table: what its rows are codes of, its columns, and whether a row of all together stands last."""

    name: str
    rows: str
    columns: tuple[Column, ...]
    total: bool = False


@dataclass(frozen=True)
class Group:
    """A group of sectors, coarse enough to stay whole in most kecamatan."""

    code: str
    name: Mapping[str, str]  # language -> words
    sectors: frozenset[str]


def _counts(*names: str) -> tuple[Column, ...]:
    return tuple(Column(name) for name in names)


@cache
def groups() -> tuple[Group, ...]:
    """The sector groups of the region's file, in its order."""
    with (region().folder / "sector_groups.csv").open(encoding="utf-8", newline="") as file:
        return tuple(
            Group(row["code"], {"id": row["name_id"], "en": row["name_en"]}, frozenset(row["sectors"].split()))
            for row in csv.DictReader(file)
        )


COVERAGE = Column("cakupan", "share", "terlayani", "teramati")
PERMITS = ("badan_usaha", "nib", "npwp")
PERMITS_BY_SECTOR = (*PERMITS, "pirt", "halal", "merek")
STEPS = ("awal", "served_anew", "lapsed", "recorded", "closed", "moved", "merged", "other", "akhir")


def layouts() -> tuple[Layout, ...]:
    """Every published table, in the order of the page."""
    return (
        Layout(
            "cakupan",
            "kecamatan",
            (*_counts("pelaku", "teramati", "terlayani"), COVERAGE, Column("belum_pernah"), Column("sejak", "date")),
            total=True,
        ),
        Layout("menunggu", "band", _counts("pelaku")),
        Layout("sektor", "kecamatan", _counts(*(group.code for group in groups())), total=True),
        Layout("izin", "kecamatan", _counts(*PERMITS), total=True),
        Layout("izin_sektor", "group", _counts("pelaku", *PERMITS_BY_SECTOR), total=True),
        Layout("kebutuhan", "need", _counts("terbuka", "terpenuhi")),
        Layout("pendamping", "kecamatan", (Column("pendamping_wilayah", "flag"),)),
        Layout("jangkauan", "regency", _counts("pelaku", "punya_pendamping", "pendamping")),
        Layout("tren", "month", (*_counts("pelaku", "teramati", "terlayani"), COVERAGE)),
        Layout(
            "perubahan",
            "step",
            _counts("pelaku", "terlayani", "pelaku_masuk", "pelaku_keluar", "terlayani_masuk", "terlayani_keluar"),
        ),
        Layout("keluar", "reason", _counts("pelaku")),
        Layout(
            "terlambat",
            "regency",
            (*_counts("kunjungan", "terlambat"), Column("bagian", "share", "terlambat", "kunjungan")),
        ),
        Layout("nilai", "group", (Column("melapor"), Column("nilai_produksi", "money")), total=True),
    )


def layout(name: str) -> Layout:
    """The table of this name; KeyError when it is none."""
    return {one.name: one for one in layouts()}[name]
