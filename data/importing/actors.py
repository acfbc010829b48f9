"""A table of businesses -> clean actors: what the register may take, and what is wrong with the rest."""

from collections.abc import Callable, Collection, Mapping
from datetime import date
from typing import Any

from data.importing.book import Cell
from data.importing.clean import (
    Cleaned,
    clean_count,
    clean_kbli,
    clean_legal_form,
    clean_nib,
    clean_npwp,
    clean_number,
    clean_phones,
    clean_text,
    clean_year,
    glued,
)
from data.importing.fingerprints import fingerprint, name_key
from data.importing.mapping import check_mapping
from data.importing.permits import clean_permits
from data.importing.places import Gazetteer
from data.importing.placing import Placed, place
from data.importing.reader import Reader, RowReader
from data.importing.result import Checked, CleanActor, verdict_of
from data.importing.table import Row, Table

SectorOf = Callable[[str], str | None]
_PLAIN = ("owner", "address", "commodity", "product", "note", "capacity_unit")
_COUNTS = ("workers_m", "workers_f", "workers")
_AMOUNTS = ("investment", "capacity", "output_value", "materials_value")
_COMPARED = (*_PLAIN[1:], *_COUNTS, *_AMOUNTS, "phones", "legal_form", "permits", "nib", "npwp", "kbli")
"""Fields in which a repeat may say something that its first row did not."""


def check_actors(
    table: Table,
    mapping: Mapping[str, str],
    places: Gazetteer,
    kbli: SectorOf | Mapping[str, str],
    legal_forms: Mapping[str, str],
    known: Collection[str] = frozenset(),
    *,
    regency_digits: str = "",
    today: date | None = None,
) -> Checked[CleanActor]:
    """Check every row.

    `kbli` gives a code's sector or None (or maps code prefixes to sectors); `legal_forms` maps words to codes; `known`
    are fingerprints of the register; `regency_digits` are those an SPP-PIRT number holds ('' does not check them).
    Raises the Problem of a mapping that cannot be used.
    """
    check_mapping(table, "actors", mapping)
    check = _Check(places, kbli, legal_forms, known, regency_digits, today or date.today())
    reader = Reader(table, mapping)
    rows = tuple(check.row(row, reader.at(row)) for row in table.rows)
    return Checked(rows, {why: len(numbers) for why, numbers in table.skipped.items()})


def sector_by_prefix(prefixes: Mapping[str, str]) -> SectorOf:
    """The sector of the longest prefix of a code, None if none fits."""

    def sector(code: str) -> str | None:
        return next((prefixes[code[:n]] for n in range(len(code), 0, -1) if code[:n] in prefixes), None)

    return sector


class _Check:
    """What the rows of one file are checked against, and the businesses seen so far."""

    def __init__(
        self,
        places: Gazetteer,
        kbli: SectorOf | Mapping[str, str],
        legal_forms: Mapping[str, str],
        known: Collection[str],
        regency_digits: str,
        today: date,
    ) -> None:
        self.places, self.known, self.regency_digits, self.today = places, known, regency_digits, today
        self.sector_of = sector_by_prefix(kbli) if isinstance(kbli, Mapping) else kbli
        self.legal_forms = {glued(word): code for word, code in legal_forms.items()}
        self.first: dict[str, tuple[int, dict[str, Any]]] = {}
        self.placed: dict[tuple[str | None, str | None], Placed] = {}

    def row(self, row: Row, read: RowReader) -> CleanActor:
        """One row's verdict and values."""
        name = read.text("business_name")
        if not name or not name_key(name):
            read.note("business_name_missing", "business_name")
        placed = self._place(read)
        values = self._values(read)
        mark = fingerprint(name, values["owner"], placed.kecamatan, placed.desa) if name and placed.kecamatan else None
        repeat_of = self._repeat(row.number, mark, values, read) if mark else None
        return CleanActor(
            row=row.number,
            verdict=verdict_of(tuple(read.problems)),
            problems=tuple(read.problems),
            raw=read.raw(),
            repeat_of=repeat_of,
            business_name=name or "",
            kecamatan=placed.kecamatan,
            desa=placed.desa,
            fingerprint=mark,
            in_register=mark in self.known if mark else False,
            **values,
        )

    def _place(self, read: RowReader) -> Placed:
        written = read.text("kecamatan"), read.text("desa")
        if written not in self.placed:
            self.placed[written] = place(self.places, *written)
        placed = self.placed[written]
        for finding in placed.findings:
            # A file without a column for desa is no fault of each of its rows.
            if finding.code != "desa_missing" or read.has("desa"):
                other = "desa" if finding.field == "kecamatan" else "kecamatan"
                read.note(finding.code, finding.field, finding.details, instead=other)
        return placed

    def _values(self, read: RowReader) -> dict[str, Any]:
        values: dict[str, Any] = {field: read.take(field, clean_text) for field in _PLAIN}
        values["phones"] = read.take("phone", clean_phones) or ()
        values["legal_form"] = read.take("legal_form", lambda cell: clean_legal_form(cell, self.legal_forms))
        values["permits"], findings = clean_permits(
            read.cell("permit_type"), read.cell("permit_number"), self.regency_digits
        )
        for finding in findings:
            read.note(finding.code, finding.field, finding.details, instead="permit_type")
        values["nib"] = read.take("nib", clean_nib)
        values["npwp"] = read.take("npwp", clean_npwp)
        values["kbli"] = read.take("kbli", self._known_kbli)
        values["sector"] = self.sector_of(values["kbli"]) if values["kbli"] else None
        values["known_since"] = read.take("known_since", lambda cell: clean_year(cell, self.today))
        values |= {field: read.take(field, clean_count) for field in _COUNTS}
        values |= {field: read.take(field, clean_number) for field in _AMOUNTS}
        return values

    def _known_kbli(self, cell: Cell) -> Cleaned[str | None]:
        found = clean_kbli(cell)
        if found.value and self.sector_of(found.value) is None:
            return Cleaned(found.value, "kbli_unknown")
        return found

    def _repeat(self, number: int, mark: str, values: dict[str, Any], read: RowReader) -> int | None:
        """The first row of the same business, if this one is a repeat; both kinds of repeat are noted."""
        if mark in self.first:
            first, before = self.first[mark]
            differs = [field for field in _COMPARED if _says_more(values[field], before[field])]
            read.note("repeat_in_file", "business_name", {"first": first, "differs": ", ".join(differs)})
            return first
        self.first[mark] = (number, values)
        if mark in self.known:
            read.note("already_in_register", "business_name")
        return None


def _says_more(later: Any, first: Any) -> bool:
    if isinstance(later, str) and isinstance(first, str):
        return name_key(later) != name_key(first)
    return later not in (None, (), first)
