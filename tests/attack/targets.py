"""What an attack aims at: withheld cells, small counts left open, and every rest that a part and its whole tell."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import inf

from tests.attack.reader import WITHHELD, number
from tests.attack.register import PERMITS, Register
from tests.attack.sums import Sum, minus

Key = tuple[str, str, str]  # sheet, row, column

RESTS = (  # name, whole, parts: columns of one row
    ("tak_teramati", "pelaku", ("teramati",)),
    ("tanpa", "teramati", ("terlayani",)),
    ("pernah", "teramati", ("belum_pernah",)),
    ("lama", "teramati", ("terlayani", "belum_pernah")),
    ("tanpa", "pelaku", ("punya_pendamping",)),
    ("tanpa", "pelaku", ("melapor",)),
    ("tepat", "kunjungan", ("terlambat",)),
    *(("tanpa", "pelaku", (permit,)) for permit in PERMITS),
)
OF_CHANGE = (
    ("tanpa", "pelaku", ("terlayani",)),
    ("tanpa", "pelaku_masuk", ("terlayani_masuk",)),
    ("tanpa", "pelaku_keluar", ("terlayani_keluar",)),
)


@dataclass(frozen=True)
class Target:
    """A sum to narrow down; `listed` of it are known by name. `at` is the cell (the last part's, for a rest)."""

    at: Key
    kind: str
    total: Sum
    listed: float
    other: str = ""
    columns: tuple[str, ...] = ()
    least: float = -inf  # certainly, by the published numbers of the cell alone


def targets(register: Register) -> Iterator[Target]:
    """All of a release."""
    for sheet in register.now.sheets.values():
        for row, column, text in sheet.counts():
            cell = register.cell(sheet.name, row, column)
            if not cell or not sheet.meant(row, column):
                continue
            yield from _cell(register, (sheet.name, row, column), cell, text)
            yield from _others(register, (sheet.name, row, column), cell)
    yield from _rests(register)


def _cell(register: Register, at: Key, cell: Sum, text: str) -> Iterator[Target]:
    value, listed = number(text), register.system.listed(cell)
    if text == WITHHELD:
        yield Target(at, "withheld", cell, listed)
    elif value is not None and value < register.now.threshold:
        yield Target(at, "published", cell, listed)
    elif listed:
        yield Target(at, "complement", cell, listed, "tak_terdaftar")


def _others(register: Register, at: Key, cell: Sum) -> Iterator[Target]:
    """The rest of the column's total, and of the row's."""
    sheet, row, column = at
    if row != register.kab and register.now.sheets[sheet].meant(register.kab, column):
        whole = register.cell(sheet, register.kab, column)
        if whole and cell.keys() < whole.keys():
            yield _rest(register, at, "baris_lain", (column,), whole, cell)
    if sheet == "sektor" and (whole := register.cell(sheet, row, "pelaku")) and column in register.groups:
        yield _rest(register, at, "kolom_lain", ("pelaku", column), whole, cell)


def _rests(register: Register) -> Iterator[Target]:
    for sheet in register.now.sheets.values():
        for row in sheet.cells:
            for name, whole, parts in OF_CHANGE if sheet.name == "perubahan" else RESTS:
                columns = (whole, *parts)
                sums = [found for column in columns if (found := register.cell(sheet.name, row, column))]
                if all(sheet.meant(row, part) for part in parts) and len(sums) == len(columns):
                    rest = _rest(register, (sheet.name, row, parts[-1]), name, columns, *sums)
                    if rest.total:  # nobody is left where the whole kecamatan is the part
                        yield rest


def _rest(register: Register, at: Key, name: str, columns: tuple[str, ...], whole: Sum, *parts: Sum) -> Target:
    rest = minus(whole, *parts)
    system = register.system
    return Target(at, "complement", rest, system.listed(rest), name, columns, system.least(whole, *parts))
