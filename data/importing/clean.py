"""One cell -> one clean value: small pure functions, each giving the value and at most one complaint about it."""

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any, Generic, NamedTuple, TypeVar

from data.importing.book import Cell
from data.normal import plain

T = TypeVar("T")

CLAMP = 2_147_483_647
"""The largest number of a 32-bit column: what a value became that was larger."""
_NOTHING = frozenset(("", "tidak ada", "belum ada", "nihil", "kosong", "n a", "na", "null", "none"))
_SPREADSHEET_BROKEN = re.compile(r"\d([.,]\d+)?e\+?\d+|#+|#(ref|n/a|value|name|num|null|div/0)!?\??", re.IGNORECASE)
_MULTIPLIER = {"rb": 10**3, "ribu": 10**3, "jt": 10**6, "juta": 10**6, "m": 10**9, "milyar": 10**9, "miliar": 10**9}
_NUMBER = re.compile(r"(?:rp\.?)?\s*(-?)\s*([\d.,]*\d)\s*(rb|ribu|jt|juta|m|milyar|miliar)?\s*(?:,-|orang|org|rupiah)?")
_MONTHS = ("jan", "feb", "mar", "apr", "mei", "jun", "jul", "agu", "sep", "okt", "nov", "des")
_MONTHS_ALSO = {"may": 5, "aug": 8, "ags": 8, "agt": 8, "oct": 10, "nop": 11, "dec": 12, "peb": 2}


class Cleaned(NamedTuple, Generic[T]):
    """A clean value, or what is kept of it, and the code of the complaint about it."""

    value: T
    code: str | None = None
    details: Mapping[str, Any] = {}


def as_text(cell: Cell) -> str:
    """A cell as a person reads it: 2.0 -> '2', a date as ISO, nothing -> ''."""
    if cell is None:
        return ""
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "minutes")
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell).strip()


def tidy(cell: Cell) -> str | None:
    """Text with single spaces; None for an empty cell, '-', 'tidak ada' and the like."""
    text = " ".join(as_text(cell).split())
    bare = plain(text)
    if bare in _NOTHING and not any(sign.isalnum() and not sign.isascii() for sign in text):
        return None
    return text


def clean_text(cell: Cell) -> Cleaned[str | None]:
    """Words as written, tidied."""
    return Cleaned(tidy(cell))


def clean_phones(cell: Cell) -> Cleaned[tuple[str, ...]]:
    """Numbers in the order written, digits only, '0' in front restored; an odd one stays as written, complained of."""
    text = as_text(cell)
    if tidy(cell) is None:
        return Cleaned(())
    numbers = [_phone(piece) for piece in _phone_pieces(text)]
    kept = tuple(number or piece for number, piece in zip(numbers, _phone_pieces(text), strict=True))
    return Cleaned(kept, None if all(numbers) else "phone_odd")


def _phone_pieces(text: str) -> list[str]:
    pieces: list[str] = []
    for piece in re.split(r"[/,;&]|\batau\b|\bdan\b", text):
        lines = piece.splitlines()
        # A line break parts two numbers only if both are long enough; else it broke one number in a narrow cell.
        whole = lines if all(len(re.sub(r"\D", "", line)) >= 6 for line in lines) else [" ".join(lines)]
        pieces += [" ".join(part.split()) for part in whole if part.strip()]
    return pieces


def _phone(piece: str) -> str | None:
    digits = re.sub(r"[\s().+-]|^[A-Za-z.: ]+", "", piece)
    if not digits.isdigit():
        return None
    if digits.startswith("62") and len(digits) >= 10:
        digits = "0" + digits[2:]
    elif digits.startswith("8") and 9 <= len(digits) <= 12:
        digits = "0" + digits  # a spreadsheet took the number for a quantity
    local = not digits.startswith("0") and 6 <= len(digits) <= 8
    return digits if local or (digits.startswith("0") and 9 <= len(digits) <= 13) else None


def clean_legal_form(cell: Cell, forms: Mapping[str, str]) -> Cleaned[str | None]:
    """The code of a legal form, by a mapping of normalised word ('ptperorangan') to code."""
    text = tidy(cell)
    if text is None:
        return Cleaned(None)
    found = forms.get(glued(text))
    return Cleaned(found, None if found else "legal_form_unknown")


def glued(text: str) -> str:
    """Letters and digits only, lower case: 'P.T. Perorangan' -> 'ptperorangan'."""
    return plain(text).replace(" ", "")


def clean_kbli(cell: Cell) -> Cleaned[str | None]:
    """Five digits as text, else None and a complaint."""
    text = tidy(cell)
    if text is None:
        return Cleaned(None)
    found = re.match(r"(\d{5})(?!\d)", re.sub(r"^kbli\W*", "", text, flags=re.IGNORECASE))
    return Cleaned(found[1]) if found else Cleaned(None, "kbli_unknown")


def clean_nib(cell: Cell) -> Cleaned[str | None]:
    """13 digits; 12 are kept with a warning, anything else is not kept."""
    return _digits(cell, "nib", right=(13,), kept=(12,))


def clean_npwp(cell: Cell) -> Cleaned[str | None]:
    """15 or 16 digits; 14 are kept with a warning, anything else is not kept."""
    return _digits(cell, "npwp", right=(15, 16), kept=(14,))


def _digits(cell: Cell, what: str, right: tuple[int, ...], kept: tuple[int, ...]) -> Cleaned[str | None]:
    text = as_text(cell)
    if tidy(cell) is None and "#" not in text:
        return Cleaned(None)
    digits = re.sub(r"[\s.'’`-]", "", text)
    # A spreadsheet keeps 15 digits of a number; the sixteenth has become a zero.
    lost = isinstance(cell, int | float) and len(digits) > 15
    if lost or _SPREADSHEET_BROKEN.fullmatch(text):
        return Cleaned(None, f"{what}_broken")
    if not digits.isdigit() or len(digits) not in right:
        return Cleaned(digits if digits.isdigit() and len(digits) in kept else None, f"{what}_length",
                       {"length": sum(map(str.isdigit, digits))})  # fmt: skip
    return Cleaned(digits)


def clean_number(cell: Cell) -> Cleaned[int | float | None]:
    """A quantity: '1.300.000', 'Rp 5 juta', '1,5'. Clamped, negative or unreadable ones are not kept."""
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        number: int | float | None = cell
    elif tidy(cell) is None:
        return Cleaned(None)
    else:
        number = _read_number(as_text(cell))
    if number is None:
        return Cleaned(None, "number_unreadable")
    if number == CLAMP:
        return Cleaned(None, "value_clamped")
    if number < 0:
        return Cleaned(None, "value_negative")
    return Cleaned(int(number) if number == int(number) else number)


def _read_number(text: str) -> int | float | None:
    found = _NUMBER.fullmatch(" ".join(text.lower().split()))
    if not found:
        return None
    minus, digits, unit = found.groups()
    if unit == "m" and "rp" not in text.lower():
        return None  # metres or milliards
    if re.fullmatch(r"\d{1,3}(\.\d{3})+(,\d+)?|\d+,\d{1,2}", digits):  # Indonesian: 1.300.000,50
        digits = digits.replace(".", "").replace(",", ".")
    elif re.fullmatch(r"\d{1,3}(,\d{3}){2,}(\.\d+)?|\d{1,3}(,\d{3})+\.\d+", digits):  # English, beyond doubt
        digits = digits.replace(",", "")
    if not re.fullmatch(r"\d+(\.\d+)?", digits):
        return None
    number = float(digits) * _MULTIPLIER.get(unit or "", 1)
    return -number if minus else number


def clean_count(cell: Cell) -> Cleaned[int | None]:
    """A whole number of people."""
    found = clean_number(cell)
    if found.value is not None and found.value != int(found.value):
        return Cleaned(None, "number_unreadable")
    return Cleaned(None if found.value is None else int(found.value), found.code)


def clean_year(cell: Cell, today: date) -> Cleaned[int | None]:
    """A year from 1950 to this one; empty, '0000' and the like are None with a complaint."""
    year = cell.year if isinstance(cell, date) else None
    text = as_text(cell)
    if year is None and re.fullmatch(r"\d{4}", text):
        year = int(text)
    if year is None or not 1950 <= year <= today.year:
        return Cleaned(None, "year_unreadable")
    return Cleaned(year)


def clean_date(cell: Cell, today: date) -> Cleaned[date | None]:
    """A day, not in the future: a spreadsheet date, ISO, 25/5/2016, '13 Des 2023'."""
    if cell is None or tidy(cell) is None:
        return Cleaned(None, "date_missing")
    found = _read_date(cell)
    if found is None or found.year < 1990:
        return Cleaned(None, "date_unreadable")
    return Cleaned(None, "date_in_future") if found > today else Cleaned(found)


def _read_date(cell: Cell) -> date | None:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if isinstance(cell, int):  # a date that lost its format: days since the spreadsheet's day 0
        return date(1899, 12, 30) + timedelta(cell) if 32_874 <= cell <= 73_050 else None
    text = re.sub(r"^(senin|selasa|rabu|kamis|jum.?at|sabtu|minggu)\W+", "", as_text(cell).lower())
    iso = re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})([ t][\d:.]+)?", text)
    if iso:
        return _day(int(iso[1]), int(iso[2]), int(iso[3]))
    numbers = re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})", text)
    if numbers:
        return _day(_century(numbers[3]), int(numbers[2]), int(numbers[1]))
    named = re.fullmatch(r"(\d{1,2})[\s-]+([a-z]{3,})\.?[\s-]+(\d{4}|\d{2})", text)
    return _day(_century(named[3]), _month(named[2]), int(named[1])) if named else None


def _century(year: str) -> int:
    return int(year) + (2000 if len(year) == 2 else 0)


def _month(name: str) -> int:
    short = name[:3]
    return _MONTHS.index(short) + 1 if short in _MONTHS else _MONTHS_ALSO.get(short, 0)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
