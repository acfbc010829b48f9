"""Telephone numbers as people write them in one cell -> what a telephone can dial."""

import re
from dataclasses import dataclass

COUNTRY = "62"
# Between two numbers of a cell; a dash, a dot or a bracket belongs inside a number.
_BETWEEN = re.compile(r"[/,;|&\n]+|\b(?:atau|dan|or|and)\b", re.IGNORECASE)
# A second number that only a space parts from the first: it starts anew after enough digits.
_NEXT = re.compile(r"(?<=[0-9])\s+(?=(?:\+|0|62)[0-9])")
_NUMBER = re.compile(r"\+?\(?[0-9][0-9\s().\-]*")
_ENOUGH = 9


@dataclass(frozen=True)
class Number:
    """One number: as it was written, and its links (`tel:+62…`, `https://wa.me/62…`); None where there is none."""

    shown: str
    tel: str | None = None
    whatsapp: str | None = None


def dial(raw: str | None) -> list[Number]:
    """The numbers of a cell in their order; what cannot be dialled is kept as text without links."""
    pieces = [piece.strip() for part in _BETWEEN.split(raw or "") for piece in _parted(part)]
    return [_number(piece) for piece in pieces if piece]


def _parted(part: str) -> list[str]:
    """'0812 3456 7890 0331 487021' -> both; '0812 3456 7890' stays one."""
    found: list[str] = []
    for piece in _NEXT.split(part):
        if found and len(_digits(found[-1])) < _ENOUGH:
            found[-1] += f" {piece}"
        else:
            found.append(piece)
    return found


def _number(piece: str) -> Number:
    match = _NUMBER.search(re.sub(r"\.0\s*$", "", piece))  # a spreadsheet may have taken it for a figure
    digits = _international(match.group()) if match else None
    if digits is None:
        return Number(piece)
    mobile = digits.startswith(COUNTRY + "8")
    return Number(piece, f"tel:+{digits}", f"https://wa.me/{digits}" if mobile else None)


def _digits(words: str) -> str:
    return re.sub(r"[^0-9]", "", words)


def _international(written: str) -> str | None:
    """The digits with their country code; None for what is no number of a telephone."""
    digits = _digits(written)
    if written.strip().startswith("+") or digits.startswith("00"):
        digits = digits.removeprefix("00")
        if not digits.startswith(COUNTRY):
            return digits if 8 <= len(digits) <= 15 and digits[0] != "0" else None  # no country begins with 0
    national = _national(digits)
    return COUNTRY + national if national and _plausible(national) else None


def _national(digits: str) -> str | None:
    """The number inside the country without its leading nought."""
    if digits.startswith(COUNTRY):
        return digits.removeprefix(COUNTRY).removeprefix("0")
    if digits.startswith("0"):
        return digits[1:]
    return digits if digits.startswith("8") else None


def _plausible(national: str) -> bool:
    """Mobile: 8 and 8 to 11 more digits; fixed: an area code and its number, 8 to 11 digits together."""
    if national.startswith("8"):
        return 9 <= len(national) <= 12
    return national[:1] in tuple("234567") and 8 <= len(national) <= 11
