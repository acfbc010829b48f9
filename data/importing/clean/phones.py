"""Telephone numbers of one cell; whether one can be dialled is asked of `data.phones`, the one truth about that.

`lokal-id` reads one number at a time and knows 19 area codes, so it decides nothing here; a test holds both together.
"""

import re

from data.importing.book import Cell
from data.importing.clean.cell import Cleaned, as_text, tidy
from data.phones import COUNTRY, dial

_LABEL = re.compile(r"\b(?:wa|whats\s?app|hp|telp|tlp|tel|telepon|telpon|phone|no|nomor|fax|kantor|rumah)\b\.?", re.I)
_SCIENTIFIC = re.compile(r"[0-9]([.,][0-9]+)?e\+?[0-9]+|#+", re.IGNORECASE)
_LETTER_FOR_DIGIT = re.compile(r"(?=.*[0-9]{3})[0-9OoIl\s+().-]*[OoIl][0-9OoIl\s+().-]*")
_ROUNDED = "0" * 5  # what 8,52348E+10 is once it is a number again


def clean_phones(cell: Cell) -> Cleaned[tuple[str, ...]]:
    """Numbers in the order written, digits only, '0' in front restored; an odd one stays as written, complained of.

    One that a spreadsheet destroyed is not kept. A local number of 6 to 8 digits is kept although nobody can dial it
    without its area code.
    """
    if tidy(cell) is None and "#" not in as_text(cell):
        return Cleaned(())
    kept: list[str] = []
    codes: set[str] = set()
    for piece in _pieces(as_text(cell)):
        if _SCIENTIFIC.fullmatch(_unlabelled(piece)):
            codes.add("phone_broken")
            continue
        numbers, code = _read(piece)
        kept += numbers
        codes.add(code)
    gravest = next((code for code in ("phone_broken", "phone_letters", "phone_odd") if code in codes), None)
    return Cleaned(tuple(dict.fromkeys(kept)), gravest)


def _pieces(text: str) -> list[str]:
    pieces: list[str] = []
    for piece in re.split(r"[/,;&|](?![0-9]*[eE][+0-9])|\batau\b|\bdan\b", text):
        lines = piece.splitlines()
        # A line break parts two numbers only if both are long enough; else it broke one number in a narrow cell.
        whole = lines if all(len(re.sub(r"[^0-9]", "", line)) >= 6 for line in lines) else [" ".join(lines)]
        pieces += [" ".join(part.split()) for part in whole if tidy(part) or "#" in part]
    return pieces


def _unlabelled(piece: str) -> str:
    return re.sub(r"[()'’`]", "", _LABEL.sub(" ", piece)).strip(" .:-")


def _read(piece: str) -> tuple[list[str], str]:
    """The numbers of a piece and the complaint about it, '' for none."""
    bare = _unlabelled(piece)
    if _LETTER_FOR_DIGIT.fullmatch(bare):
        return [piece], "phone_letters"
    digits = re.sub(r"[\s.-]", "", bare)
    if re.fullmatch(r"[1-9][0-9]{5,7}", digits):
        return [digits], ""
    numbers = dial(bare) if re.fullmatch(r"[0-9+]+", digits) and not re.search(r"\S\+", bare) else []
    found = [_national(number.tel) for number in numbers if number.tel]
    abroad = any(number.startswith("+") for number in found) and "+" not in bare
    if not found or len(found) < len(numbers) or abroad:
        return [piece], "phone_odd"
    return found, "phone_odd" if any(number.endswith(_ROUNDED) for number in found) else ""


def _national(tel: str) -> str:
    """'tel:+62812…' -> '0812…'; a number of another country keeps its '+'."""
    number = tel.removeprefix("tel:")
    return "0" + number.removeprefix(f"+{COUNTRY}") if number.startswith(f"+{COUNTRY}") else number
