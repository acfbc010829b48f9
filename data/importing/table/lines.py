"""What a line below the header is: data, or blank, a total, a repeated title, a note at the foot."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Literal

from data.importing.book import Cell
from data.importing.table.header import Header
from data.importing.titles import SERIAL, TITLES, words

_TOTAL = re.compile(
    r"(grand |sub ?)?(total|jumlah|jml)( (total|jumlah))?( (keseluruhan|seluruhnya|semua|akhir))?"
    r"( (ikm|umkm|ukm|industri|usaha|perusahaan|unit usaha))?( (kecamatan|kec|desa|kelurahan|per) .*)?"
)
_TOTAL_OF = re.compile(r"(?:grand |sub ?)?(?:total|jumlah|jml|rekap)\b ?(.*)")
_RECAP = re.compile(r"rekap(itulasi)?\b.*", re.IGNORECASE | re.DOTALL)
"""How a summary under a list begins: a table of its own, with figures where the list has names."""
_NUMBERLIKE = re.compile(r"[\d.,\s%()+-]+|rp[\d.,\s-]+|=.*", re.IGNORECASE)
_MONTH = "jan|feb|mar|apr|mei|jun|jul|agu|agt|sep|okt|nov|des"
_NOTE = re.compile(
    r"(keterangan|ket|catatan|sumber( data)?|notes?|source|nb|n\.b\.?)\s*:.*"
    r"|(mengetahui|menyetujui|mengesahkan|diketahui oleh|disetujui oleh|disahkan oleh)\b.*"
    r"|((plt|plh|a\.n|an)\.? )?kepala (dinas|bidang|seksi|upt)\b.*"
    rf"|[a-z .]+,\s*[\d.… ]*({_MONTH})[a-z]*\.? \d{{4}}",
    re.IGNORECASE | re.DOTALL,
)
"""How the foot of a list begins: a key to its signs, its source, or the place, date and office of a signature."""

_OTHERS = SERIAL.union(*(known.split("|") for titles in TITLES.values() for known in titles.values()))
FootKind = Literal["", "note", "recap"]

Filled = Mapping[int, Cell]
"""The cells of a line that hold something, by their index."""


@dataclass(frozen=True)
class Row:
    """One data row: the number the spreadsheet shows and all its cells from column A."""

    number: int
    cells: list[Cell] = field(repr=False)
    is_astray: bool = False
    """Whether the titles stand again above it, in other places: its cells are not what the header says."""

    def cell(self, index: int) -> Cell:
        """The cell of a column counted from 0, None beyond the end of the row."""
        return self.cells[index] if index < len(self.cells) else None


class Judge:
    """Says of a line why it is no data: 'empty', 'blank', 'total', 'header', 'moved', 'note', or None.

    'moved' are titles in other places than those of the header: what follows belongs to another table.
    """

    def __init__(self, header: Header, serial: frozenset[int], titled: int) -> None:
        self._header, self._serial = header, serial
        self._titles = [{i: words(title) for i, title in enumerate(line) if words(title)} for line in header.lines]
        # A list of few columns may have rows with one value; a signature has one or two beside each other.
        self._places: dict[str, set[int]] = {}
        for line in header.lines:
            for i, title in enumerate(line):
                for form in {title.lower(), words(title)} - {""}:
                    self._places.setdefault(form, set()).add(i)
        self._in_note = 0 if titled < 3 else 1 if titled < 5 else 2

    def why(self, row: Row, *, first: bool, in_foot: "FootKind") -> str | None:
        """`first` is the line right below the header; `in_foot`: a note has begun and no data has followed it."""
        filled = {i: cell for i, cell in enumerate(row.cells) if cell is not None}
        if not filled:
            return "empty"
        texts = _first_texts(filled)
        if self._is_total(filled, texts):
            return "total"
        if not first and self._is_moved(filled):
            return "moved"
        if (first and _numbers_columns(filled)) or self._repeats_header(filled):
            return "header"
        if self._is_note(filled, texts, in_foot):
            return "note"
        return None if filled.keys() - self._serial else "blank"

    def _is_total(self, filled: Filled, texts: Sequence[str]) -> bool:
        plain = [" ".join(re.findall(r"\w+", text.lower())) for text in texts]
        if len(plain) == 1:
            numbered = not self._serial or filled.keys() & self._serial
            return bool(_TOTAL.fullmatch(plain[0]) or (not numbered and len(filled) > 1 and _TOTAL_OF.match(plain[0])))
        if len(plain) == 2:  # 'Total Ajung' beside 'Ajung'
            return any((said := _TOTAL_OF.fullmatch(one)) and said[1] == other for one, other in (plain, plain[::-1]))
        return False

    def _is_note(self, filled: Filled, texts: Sequence[str], in_foot: "FootKind") -> bool:
        if in_foot == "recap" and (len(texts) <= 1 or len(filled) <= 2):
            return True
        if len(filled) == 1 and len(texts) == 1 and _RECAP.fullmatch(texts[0]):
            return True
        return len(filled) <= self._in_note and (bool(in_foot) or any(map(_NOTE.fullmatch, texts)))

    def _is_moved(self, filled: Filled) -> bool:
        """Two titles of the header stand elsewhere, and hardly anything beside them is no title."""
        texts = {i: cell.lower() for i, cell in filled.items() if isinstance(cell, str)}
        if sum(text in self._places and i not in self._places[text] for i, text in texts.items()) < 2:
            return False
        return sum(text in self._places or text in _OTHERS for text in texts.values()) * 4 >= len(filled) * 3

    def _repeats_header(self, filled: Filled) -> bool:
        if self._header.above and tuple(" ".join(str(cell).split()) for cell in filled.values()) in self._header.above:
            return True  # the lines above the header, on every page again
        return any(_same_titles(filled, titles) for titles in self._titles)


def _first_texts(filled: Filled) -> list[str]:
    """The first three cells that are more than a number: one alone may be a total or a note, three are a row."""
    texts = (str(cell).strip() for cell in filled.values())
    return list(islice((text for text in texts if not _NUMBERLIKE.fullmatch(text)), 3))


def _numbers_columns(filled: Filled) -> bool:
    """The line "(1) (2) (3) ..." that official tables put under their header."""
    numbers = [int(digits) for cell in filled.values() if (digits := str(cell).strip("() .")).isdecimal()]
    return (
        len(filled) >= 3
        and len(numbers) == len(filled)
        and numbers == list(range(numbers[0], numbers[0] + len(filled)))
    )


def _same_titles(filled: Filled, titles: Mapping[int, str]) -> bool:
    """Two titles and more than half of the cells stand under themselves again."""
    same, other = 0, 0
    for i, cell in filled.items():
        # Most cells differ in their first letter already; to normalise each would take most of the reading's time.
        title = titles.get(i, " ")
        if isinstance(cell, str) and (cell[0].lower() == title[0] or not cell[0].isalnum()) and words(cell) == title:
            same += 1
        else:
            other += 1
            if other * 2 >= len(filled):
                return False
    return same >= 2


class Foot:
    """Lines held back until it is known whether data follow them: empty ones, and a note with all that is under it."""

    def __init__(self) -> None:
        self._held: list[tuple[Row, str]] = []
        self.is_open: FootKind = ""

    def hold(self, row: Row, why: str | None) -> None:
        """Keep a line that may belong to the foot."""
        self._held.append((row, "header" if why == "moved" else why or ""))
        if why == "note" and self.is_open != "recap":
            recap = any(isinstance(cell, str) and _RECAP.fullmatch(cell.strip()) for cell in row.cells)
            self.is_open = "recap" if recap else "note"

    def was_none(self, skipped: dict[str, list[int]]) -> Iterator[Row]:
        """Data follow: what looked like a note was a row, and empty lines were blank rows."""
        for row, why in self._held:
            if why == "note":
                yield row
            else:
                skipped["blank" if why == "empty" else why].append(row.number)
        self._held, self.is_open = [], ""

    def ends(self, skipped: dict[str, list[int]]) -> None:
        """The sheet ends here: empty lines at its very end are no rows at all."""
        while self._held and self._held[-1][1] == "empty":
            self._held.pop()
        for row, why in self._held:
            skipped["blank" if why == "empty" else why].append(row.number)
