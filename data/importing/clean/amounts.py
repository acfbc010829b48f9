"""Quantities, numbers of people and money."""

import math
import re
from typing import NamedTuple

from data.importing.book import Cell
from data.importing.clean.cell import Cleaned, as_text, tidy

CLAMP = 2_147_483_647
"""The largest number of a 32-bit column: what a value became that was larger."""
_CLAMPS = (CLAMP, CLAMP * 10**3, CLAMP * 10**6)
_FULL = 10**6
_MULTIPLIER = {"rb": 10**3, "ribu": 10**3, "jt": 10**6, "juta": 10**6, "m": 10**9, "milyar": 10**9, "miliar": 10**9}
_NUMBER = re.compile(
    r"(?:rp\.?)?\s*(-?)\s*([0-9.,]*[0-9])\s*(rb|ribu|jt|juta|m|milyar|miliar)?\s*(?:,-|orang|org|rupiah)?"
)
_RANGE = re.compile(r"[0-9]\s*[a-z]*\.?\s*(?:-|–|s\s?[/.]?\s?d\.?|sampai|hingga)\s*(?:rp\.?\s*)?[0-9]")
# What a title says its figures are counted in, the first that fits; '> 50 juta' is a limit and no unit.
_NO_FIGURE = r"(?<![0-9])(?<![0-9] )"
_ONE = r"(?:rp\.?|x|\()\s*1[.,]?"
_UNITS = (
    (10**9, re.compile(rf"{_NO_FIGURE}mil[iy]ar")),
    (10**6, re.compile(rf"{_NO_FIGURE}juta|{_NO_FIGURE}\bjt\b|(?<![0-9])[.( ]000[.,]000\b|{_ONE}000[.,]000\b")),
    (10**3, re.compile(rf"{_NO_FIGURE}ribu|{_NO_FIGURE}\brb\b|(?:rp\.?\s*|\(\s*)[.,]?\s*000\b|{_ONE}000\b")),
)


class _Read(NamedTuple):
    number: int | float
    worded: bool
    """Whether the cell itself says 'juta' and the like."""


def clean_number(cell: Cell) -> Cleaned[int | float | None]:
    """A quantity: '1.300.000', 'Rp 5 juta', '1,5'. Clamped, negative, ranged or unreadable ones are not kept."""
    return clean_money(cell)


def clean_money(cell: Cell, unit: int = 1) -> Cleaned[int | float | None]:
    """Rupiah; `unit` is what the column's title says a figure is to be multiplied with (see `money_unit`).

    A cell that says 'juta' itself is read by its own word; under a unit of the title that is complained of. One that
    says rupiah, or a million and more, is not multiplied with that unit and not kept.
    """
    if not _is_figure(cell) and tidy(cell) is None:
        return Cleaned(None)
    read = _read(cell)
    if read is None:
        ranged = _RANGE.search(as_text(cell).lower())
        return Cleaned(None, "number_range" if ranged else "number_unreadable")
    number = read.number * (1 if read.worded else unit)
    if read.number in _CLAMPS or number in _CLAMPS:
        return Cleaned(None, "value_clamped")
    if number < 0:
        return Cleaned(None, "value_negative")
    if isinstance(number, float) and not math.isfinite(number):
        return Cleaned(None, "number_unreadable")
    whole = int(number) if number == int(number) else number
    if unit == 1:
        return Cleaned(whole)
    if read.worded:
        return Cleaned(whole, "money_unit_twice")
    return Cleaned(None, "money_unit_doubtful") if _is_full(cell, read.number) else Cleaned(whole)


def money_unit(title: str) -> int:
    """What figures under this title are to be multiplied with: '(Rp.000)', 'dalam ribuan' -> 1000, else 1."""
    words = " ".join(title.lower().split())
    return next((unit for unit, said in _UNITS if said.search(words)), 1)


def clean_count(cell: Cell) -> Cleaned[int | None]:
    """A whole number of people; '2 L 1 P' is two numbers and none of them."""
    found = clean_number(cell)
    if found.value is not None and found.value != int(found.value):
        return Cleaned(None, "number_unreadable")
    return Cleaned(None if found.value is None else int(found.value), found.code)


def _is_figure(cell: Cell) -> bool:
    return isinstance(cell, int | float) and not isinstance(cell, bool)


def _is_full(cell: Cell, number: float) -> bool:
    """Whether a figure under a unit is rupiah already."""
    return number >= _FULL or (isinstance(cell, str) and re.search(r"rp|rupiah", cell.lower()) is not None)


def _read(cell: Cell) -> _Read | None:
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _Read(cell, False)
    return _read_words(as_text(cell))


def _read_words(text: str) -> _Read | None:
    found = _NUMBER.fullmatch(" ".join(text.lower().split()))
    if not found:
        return None
    minus, digits, word = found.groups()
    if word == "m" and "rp" not in text.lower():
        return None  # metres or milliards
    if re.fullmatch(r"[0-9]{1,3}(\.[0-9]{3})+(,[0-9]+)?|[0-9]+,[0-9]{1,2}", digits):  # Indonesian: 1.300.000,50
        digits = digits.replace(".", "").replace(",", ".")
    elif re.fullmatch(r"[0-9]{1,3}(,[0-9]{3}){2,}(\.[0-9]+)?|[0-9]{1,3}(,[0-9]{3})+\.[0-9]+", digits):
        digits = digits.replace(",", "")  # English, beyond doubt
    if not re.fullmatch(r"[0-9]+(\.[0-9]+)?", digits):
        return None
    number = float(digits) * _MULTIPLIER.get(word or "", 1)
    return _Read(-number if minus else number, word is not None) if math.isfinite(number) else None
