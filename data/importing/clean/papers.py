"""Numbers that an authority gives: NIB, NPWP, NIK; a spreadsheet takes them for quantities and spoils them.

`lokal-id` knows the structure of a NIK (province, birth date, serial) and with it of an NPWP of 16 digits. It knows no
check digit of the NPWP, no NIB, and nothing of what spreadsheets do: those rules are our own.
"""

import re
from typing import NamedTuple

from lokal import parse_nik, parse_npwp

from data.importing.book import Cell
from data.importing.clean.cell import Cleaned, as_text, tidy
from data.importing.clean.permit_words import clean_permit_status

_RUN = re.compile(r"[0-9](?:[\s.,'’`–-]*[0-9])*")
_SCIENTIFIC = re.compile(r"[0-9]([.,][0-9]+)?e\+?[0-9]+", re.IGNORECASE)
_ERROR = re.compile(r"#+|#(ref|n/a|value|name|num|null|div/0)!?\??", re.IGNORECASE)
_BETWEEN = re.compile(r"[/;&|\n]+|,\s|\bdan\b|\batau\b", re.IGNORECASE)
# Ten to thirteen digits as telephones have them; twelve from 8 are one whose zero is lost, never a NIB whose zero is.
_PHONE = re.compile(r"08[0-9]{8,11}|628[0-9]{7,10}|8[0-9]{11}")
_ROUNDED = "0" * 7  # what 9,12032E+12 is once it is a number again


class _Paper(NamedTuple):
    name: str
    right: tuple[int, ...]
    lost: tuple[int, ...] = ()
    """Lengths that are kept with a complaint: a zero in front may have been lost."""


_NIB = _Paper("nib", (13,), (12,))
_NPWP = _Paper("npwp", (15, 16), (14,))
_NIK = _Paper("nik", (16,))


def clean_nib(cell: Cell) -> Cleaned[str | None]:
    """13 digits; 12 are kept with a complaint, of several the first.

    A word that says it is not there yet gives `nib_pending`, with the permit's status in the details.
    """
    return _pending(cell, _NIB) or _clean(cell, _NIB)


def clean_npwp(cell: Cell) -> Cleaned[str | None]:
    """15 digits, or 16: a zero and the 15, else the owner's NIK; 14 are kept with a complaint, of several the first.

    A word that says it is not there yet gives `npwp_pending`, with the permit's status in the details.
    """
    found = _pending(cell, _NPWP) or _clean(cell, _NPWP)
    if found.value and found.code is None and not parse_npwp(found.value).valid:
        return Cleaned(found.value, "npwp_doubtful")
    return found


def clean_nik(cell: Cell) -> Cleaned[str | None]:
    """16 digits; those that no register of residents can have given are kept with a complaint."""
    found = _clean(cell, _NIK)
    if found.value and found.code is None and not parse_nik(found.value).valid:
        return Cleaned(found.value, "nik_doubtful")
    return found


def _pending(cell: Cell, paper: _Paper) -> Cleaned[str | None] | None:
    text = as_text(cell).lower()
    if tidy(cell) is None and not text.startswith("belum"):
        return None
    status = clean_permit_status(cell).value
    return Cleaned(None, f"{paper.name}_pending", {"status": status}) if status in ("belum", "diajukan") else None


def _clean(cell: Cell, paper: _Paper) -> Cleaned[str | None]:
    text = re.sub(r"(?<=[0-9])\.0$", "", as_text(cell))
    if tidy(cell) is None and "#" not in text:
        return Cleaned(None)
    if _spoiled(cell, text):
        return Cleaned(None, f"{paper.name}_broken")
    numbers = [digits for piece in _BETWEEN.split(text) for digits in _numbers(piece, paper)]
    right = list(dict.fromkeys(digits for digits in numbers if len(digits) in paper.right))
    right = [digits for digits in right if not _is_phone(digits, paper)]
    return _judged(right, paper) if right else _wrong(numbers, paper)


def _spoiled(cell: Cell, text: str) -> bool:
    # A spreadsheet keeps 15 digits of a number; the sixteenth has become a zero.
    rounded = isinstance(cell, int | float) and len(text) > 15
    return rounded or bool(_SCIENTIFIC.search(text) or _ERROR.fullmatch(text))


def _numbers(piece: str, paper: _Paper) -> list[str]:
    """The digits of each number; spaces belong inside a number unless its parts are numbers themselves."""
    found: list[str] = []
    for run in _RUN.findall(piece):
        parts = [re.sub(r"[^0-9]", "", part) for part in run.split()]
        whole = "".join(parts)
        alone = [part for part in parts if len(part) in paper.right]
        found += [whole] if len(whole) in paper.right or not alone else alone
    return found


def _judged(right: list[str], paper: _Paper) -> Cleaned[str | None]:
    first = right[0]
    if len(set(first)) == 1 or first == "1234567890123456"[: len(first)]:
        return Cleaned(None, f"{paper.name}_placeholder")
    if first.endswith(_ROUNDED):
        return Cleaned(None, f"{paper.name}_broken")
    return Cleaned(first, f"{paper.name}_several", {"count": len(right)}) if len(right) > 1 else Cleaned(first)


def _wrong(numbers: list[str], paper: _Paper) -> Cleaned[str | None]:
    if any(_is_phone(digits, paper) for digits in numbers):
        return Cleaned(None, "nib_is_phone")
    if not numbers:
        return Cleaned(None, "number_missing")
    only = numbers[0] if len(numbers) == 1 else ""
    if only and len(set(only)) == 1:
        return Cleaned(None, f"{paper.name}_placeholder")
    if len(only) in paper.lost and only.endswith(_ROUNDED):
        return Cleaned(None, f"{paper.name}_broken")
    kept = only if len(only) in paper.lost else None
    return Cleaned(kept, f"{paper.name}_length", {"length": sum(map(len, numbers))})


def _is_phone(digits: str, paper: _Paper) -> bool:
    return paper is _NIB and bool(_PHONE.fullmatch(digits))
