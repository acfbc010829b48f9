"""A sheet of what others have counted -> one number for each place, and the rows that say nothing certain."""

from collections.abc import Iterator, Mapping

from data.importing.clean import as_text, clean_count
from data.importing.files import read_book
from data.importing.places import Gazetteer
from data.importing.placing import place
from data.importing.table import Column, Row, Table, find_table
from data.importing.titles import bare_title, words
from data.normal import plain
from data.outside import MOST, CountsRead, PlaceCount, Unread
from data.problem import Problem

# What a title has to hold; the first that fits, in this order.
_TITLES = {
    "sector": ("sektor", "sector"),
    "code": ("kode", "code"),
    "name": ("nama", "name"),
    "number": ("jumlah", "banyak", "banyaknya", "total", "number", "count"),
    "businesses": ("usaha", "ikm", "unit", "perusahaan", "businesses"),
    "desa": ("desa", "kelurahan", "village"),
    "kecamatan": ("kecamatan", "kec", "district", "wilayah"),
}


def read_counts(name: str, content: bytes, places: Gazetteer, sectors: Mapping[str, str]) -> CountsRead:
    """A sheet with a code or names of a place in each row, a number, and maybe a sector (`sectors`: words -> code).

    Problem("counts_columns") where there is no column of places or of numbers, Problem("counts_numbers", columns=…)
    where several could be the number, and what `read_book` and `find_table` raise of a file.
    """
    table = find_table(read_book(name, content))
    reader = _Reader(table, places, sectors)
    counts: dict[int, PlaceCount] = {}
    first: dict[tuple[str, str | None], int] = {}
    unread = []
    for row in table.rows:
        try:
            found = reader.count(row)
            known = first.setdefault((found.code, found.sector), row.number)
            if known == row.number:
                counts[row.number] = found
            elif counts[known].businesses != found.businesses:
                raise Problem("counts_twice", row=known)
        except Problem as why:
            unread.append(Unread(row.number, reader.written(row), why))
    return CountsRead(counts, tuple(unread))


class _Reader:
    def __init__(self, table: Table, places: Gazetteer, sectors: Mapping[str, str]) -> None:
        self.places, self.sectors = places, {plain(word): code for word, code in sectors.items()}
        self.columns: dict[str, list[Column]] = {name: [] for name in _TITLES}
        for column in table.columns:
            if name := _meant(column):
                self.columns[name].append(column)
        numbers = self.columns["businesses"] or self.columns["number"]
        if not numbers or not any(self.columns[name] for name in ("code", "kecamatan", "desa")):
            raise Problem("counts_columns")
        if len(numbers) > 1:
            raise Problem("counts_numbers", columns=", ".join(bare_title(one.title, one.letter) for one in numbers))
        self.number = numbers[0]

    def count(self, row: Row) -> PlaceCount:
        """The number of a row; a Problem where its place, number or sector is not certain."""
        cell = row.cell(self.number.index)
        businesses = clean_count(cell).value
        if businesses is None or businesses > MOST:
            raise Problem("counts_number", read=as_text(cell).strip() or "-")
        kecamatan, desa = self._place(row)
        return PlaceCount(kecamatan, desa, businesses, self._sector(row))

    def written(self, row: Row) -> str:
        """All that the row says, as a person reads it."""
        return " · ".join(filter(None, (as_text(cell).strip() for cell in row.cells)))

    def _place(self, row: Row) -> tuple[str, str | None]:
        codes = [code for column in self.columns["code"] if (code := as_text(row.cell(column.index)).strip())]
        kecamatan, desa = (" ".join(self._texts(row, name)) for name in ("kecamatan", "desa"))
        found = place(self.places, "", max(codes, key=len)) if codes else place(self.places, kecamatan, desa)
        # The number of a desa that nobody knows must not become that of its kecamatan, nor the other way round.
        of_desa = bool(desa) if not codes else found.desa is not None
        if found.kecamatan is None or (found.desa is not None) is not of_desa:
            raise Problem("counts_place", read=" ".join((*codes, kecamatan, desa)).strip() or "-")
        return found.kecamatan, found.desa

    def _sector(self, row: Row) -> str | None:
        written = self._text(row, "sector")
        if not written:
            return None
        if plain(written) not in self.sectors:
            raise Problem("counts_sector", read=written)
        return self.sectors[plain(written)]

    def _text(self, row: Row, name: str) -> str:
        return next(self._texts(row, name), "")

    def _texts(self, row: Row, name: str) -> Iterator[str]:
        for column in self.columns[name]:
            if written := as_text(row.cell(column.index)).strip():
                yield written


def _meant(column: Column) -> str | None:
    """What a column holds; "Jumlah penduduk" and "Jumlah desa" are numbers of something else, and nothing here."""
    title = words(bare_title(column.title, column.letter)).split()
    meant = [name for name, known in _TITLES.items() if any(word in known for word in title)]
    if meant[:1] == ["name"]:
        return "desa" if "desa" in meant else "kecamatan"
    if meant[:1] == ["number"]:
        plain_number = all(word in _TITLES["number"] or word.isdecimal() for word in title)
        return "businesses" if "businesses" in meant else "number" if plain_number else None
    return meant[0] if meant else None
