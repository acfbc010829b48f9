"""Nobody can compute a small number: invented registers are published, and the attacker reads what was published.

The attacker (`tests/attack`) shares no code with what protects, and reads files only. Here it is known what is true.
`make attack` runs the same over 200 registers with three releases each.
"""

import csv
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from math import inf
from pathlib import Path

import pytest

from data.public import files, making
from data.public.counting import Counted
from data.public.document import WITHHELD, Cell, Document, Rules
from data.public.making import Before, counts_of, document, model_of
from data.public.model import Fact
from data.public.tables import PERMITS_BY_SECTOR
from tests.attack import attack, read
from tests.attack.attack import Findings, Found
from tests.invented import DAY, world

REGISTERS = int(os.environ.get("DAMPING_REGISTERS", "24"))
RELEASES = 3 if REGISTERS > 100 else 2
# How many registers a protection is switched off on until the attacker has shown what it is there for.
TRIED = 40
# The names the attacker gives to a rest -> the whole and the parts, in columns of the same table and row.
RESTS = {
    "tak_teramati": ("pelaku", "teramati"),
    "pernah": ("teramati", "belum_pernah"),
    "lama": ("teramati", "terlayani", "belum_pernah"),
    "tepat": ("kunjungan", "terlambat"),
}
WHOLES = {"terlayani": "teramati", "terlayani_masuk": "pelaku_masuk", "terlayani_keluar": "pelaku_keluar"}


@dataclass(frozen=True)
class Published:
    """A release, what it was made of, and the facts behind its cells."""

    counted: Counted
    document: Document

    def facts(self) -> dict[tuple[str, str, str], Fact]:
        model = model_of(self.counted, frozenset(self.document.places), self.document.rules)
        return {cell: fact for fact in model.facts for cell in fact.cells}


def publish(
    seed: int, releases: int = RELEASES, rules: Rules = making.RULES, complementary: bool = True, remember: bool = True
) -> list[Published]:
    """The releases of one invented register, each made with all earlier ones in mind."""
    made, found, before = world(seed), list[Published](), list[Before]()
    for number in range(releases):
        counted = made.counted(DAY + timedelta(days=90 * number))
        one = document(counted, before if remember else [], date(2027, 1, 1 + number), rules, complementary)
        found.append(Published(counted, one))
        before.append(Before(one, counts_of(counted)))
        made.turn()
    return found


def write(folder: Path, published: Sequence[Published], places: bool = True) -> None:
    """What anybody can download: every release, and the directory of today."""
    for one in published:
        there = folder / "rilis" / one.document.slug
        there.mkdir(parents=True)
        said = replace(one.document, rules=replace(one.document.rules, threshold=making.RULES.threshold))
        for name, content in files.of(said).items():
            if name.endswith(".csv") or name == "datapackage.json":
                (there / name).write_bytes(content)
    last = published[-1]
    with (folder / "siap-pasok.csv").open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(["kode_kecamatan", "kelompok", *PERMITS_BY_SECTOR])
        for listed in last.counted.listed:
            if places and listed.id in last.document.places:
                papers = ("ya" if listed.permits[kind] else "belum" for kind in PERMITS_BY_SECTOR)
                rows.writerow([*listed.place, *papers])


def true_of(found: Found, facts: Mapping[tuple[str, str, str], Fact]) -> float:
    """The true number behind what the attacker aims at; without those who are listed where the directory tells them."""

    def number(table: str, row: str, column: str) -> float:
        fact = facts[table, row, column]
        return fact.true - fact.low

    mine = number(found.table, found.row, found.column)
    if found.kind != "complement" or found.other == "tak_terdaftar":
        return mine
    if found.other == "baris_lain":
        return number(found.table, "35.09", found.column) - mine
    if found.other == "kolom_lain":
        return number("cakupan", found.row, "pelaku") - mine
    whole, *parts = RESTS.get(found.other, (WHOLES.get(found.column, "pelaku"), found.column))
    table = next((name for name in (found.table, "cakupan", "izin_sektor") if (name, found.row, whole) in facts), "")
    if not table:
        return inf  # there is no such number: who is served anew has been there before
    if found.table in ("izin", "izin_sektor"):
        return number(table, found.row, whole) - mine
    return facts[table, found.row, whole].true - sum(facts[found.table, found.row, part].true for part in parts)


def given_away(findings: Findings, last: Published) -> list[tuple[Found, float]]:
    """The small numbers among what the attacker narrowed down."""
    facts = last.facts()
    told = [(one, true_of(one, facts)) for one in (*findings.recovered, *findings.complements)]
    return [(one, true) for one, true in told if true <= 4]


def insider(published: Sequence[Published]) -> "making.Any":
    """Knows in which groups nothing has changed since a release, and so which of its numbers still hold."""
    last = model_of(published[-1].counted, frozenset())
    now = dict(zip(last.names, last.true, strict=True))
    known = {}
    for one in published[:-1]:
        model = model_of(one.counted, frozenset())
        for fact in model.facts:
            same = all(now.get(model.names[unknown]) == model.true[unknown] for unknown in fact.form)
            known |= {(one.document.slug, *cell): same for cell in fact.cells}
    return lambda *cell: known.get(cell, False)


@pytest.mark.parametrize("seed", range(REGISTERS))
def test_nobody_computes_a_small_number(seed: int, tmp_path: Path) -> None:
    published = publish(seed)
    write(tmp_path, published)
    everything = read(tmp_path)
    alone = attack(everything)
    assert alone.feasible
    assert alone.recovered == (), "no withheld number may be told from another"
    assert given_away(alone, published[-1]) == []
    compared = attack(everything, earlier=True, still_true=insider(published))
    assert compared.feasible
    assert more_than_before(tmp_path, compared, published) == []


def more_than_before(folder: Path, compared: Findings, published: Sequence[Published]) -> list[Found]:
    """Small numbers that the latest release tells an insider, beyond what the earlier ones alone tell."""
    told = given_away(compared, published[-1])
    if not told:
        return []
    last = published[-1]
    blank = tuple(
        replace(
            table,
            cells=tuple(tuple(Cell(None, one.mark or WITHHELD) for one in line) for line in table.cells),
        )
        for table in last.document.tables
    )
    write(folder / "blank", [*published[:-1], replace(last, document=replace(last.document, tables=blank))])
    before = attack(read(folder / "blank"), earlier=True, still_true=insider(published))
    known = {(one.table, one.row, one.column, one.other): one for one in before.cells}

    def narrower(one: Found) -> bool:
        was = known[one.table, one.row, one.column, one.other]
        return max(0.0, was.lo) < one.lo - 1e-6 or min(4.0, was.hi) > one.hi + 1e-6

    return [one for one, _ in told if narrower(one)]


@pytest.mark.parametrize("seed", range(6))
def test_nor_with_whole_numbers(seed: int, tmp_path: Path) -> None:
    published = publish(seed, 1)
    write(tmp_path, published)
    assert given_away(attack(read(tmp_path), exact=True), published[-1]) == []


def first_given_away(folder: Path, more: bool = False, **without: object) -> bool:
    """Whether the attacker computes a small number of some register published with a protection switched off."""
    for seed in range(TRIED):
        published = publish(seed, **({"releases": 2} | without))  # type: ignore[arg-type]
        there = folder / str(seed)
        write(there, published)
        known = insider(published) if more else None
        if given_away(attack(read(there), earlier=more, still_true=known), published[-1]):
            return True
    return False


def test_without_the_threshold_it_does(tmp_path: Path) -> None:
    assert first_given_away(tmp_path, rules=Rules(threshold=0), releases=1)


def test_without_rounding_and_others_withheld_it_does(tmp_path: Path) -> None:
    assert first_given_away(tmp_path, rules=Rules(base=1), complementary=False, releases=1)


def test_without_withholding_others_it_does(tmp_path: Path) -> None:
    assert first_given_away(tmp_path, complementary=False, releases=1)


def test_without_the_earlier_releases_in_mind_it_does(tmp_path: Path) -> None:
    assert first_given_away(tmp_path, more=True, remember=False)


def test_without_the_directory_in_mind_it_does(tmp_path: Path) -> None:
    for seed in range(TRIED):
        made = world(seed)
        made.actors = [replace(one, listed=number % 3 == 0) for number, one in enumerate(made.actors)]
        counted = made.counted()
        blind = document(replace(counted, listed=()), [], date(2027, 1, 1))
        shown = replace(blind, places=tuple(one.id for one in counted.listed))
        write(tmp_path / str(seed), [Published(counted, shown)])
        if given_away(attack(read(tmp_path / str(seed))), Published(counted, shown)):
            return
    pytest.fail("the directory gives nothing away")


def money_told(published: Published, found: Findings) -> list[Found]:
    """Sums from which the second largest business could tell the largest one's value within a fifth."""
    base, told = published.document.rules.money_base, []
    sums = {one.row: one for one in found.cells if one.kind == "money"}
    for code, money in published.counted.money.items():
        cell = published.document.table("nilai").cell(code, "nilai_produksi")
        most = sums[code].hi if code in sums else (cell.value + base / 2)  # type: ignore[operator]
        if money.count and most < money.largest * 1.2 + money.second - 1:
            told.append(sums.get(code) or Found("nilai", code, "nilai_produksi", "money", 0, most))
    return told


@pytest.mark.parametrize("seed", range(12))
def test_no_sum_tells_the_largest_business(seed: int, tmp_path: Path) -> None:
    published = publish(seed, 1)
    write(tmp_path, published)
    assert money_told(published[0], attack(read(tmp_path))) == []


def test_without_dominance_one_does(tmp_path: Path) -> None:
    for seed in range(TRIED):
        published = publish(seed, 1, rules=Rules(dominance=0, threshold=0))
        write(tmp_path / str(seed), published)
        if money_told(published[0], attack(read(tmp_path / str(seed)))):
            return
    pytest.fail("no sum tells anything")
