"""KBLI codes, and the version of the list that a code is of."""

import re
from collections.abc import Collection
from typing import Literal

from data.importing.book import Cell
from data.importing.clean.cell import Cleaned, tidy

Version = Literal["2020", "2025"]


def clean_kbli(cell: Cell) -> Cleaned[str | None]:
    """Five digits as text, of several the first with a complaint; four, which may have lost a zero, are not kept."""
    text = tidy(cell)
    if text is None:
        return Cleaned(None)
    numbers = re.findall(r"(?<![0-9.])[0-9]+(?:\.[0-9]+)*(?![0-9.]*[0-9])", re.sub(r"(?<=[0-9])\.0$", "", text))
    bare = [number.replace(".", "") for number in numbers]
    codes = list(dict.fromkeys(number for number in bare if len(number) == 5))
    if not codes:
        return Cleaned(None, "kbli_length" if any(len(number) == 4 for number in bare) else "kbli_unknown")
    return Cleaned(codes[0], "kbli_several", {"count": len(codes)}) if len(codes) > 1 else Cleaned(codes[0])


def kbli_version(code: str, codes2020: Collection[str], codes2025: Collection[str]) -> Version | None:
    """The version in which alone a code stands; None, to be noted as `kbli_version_unknown`, for both and for neither.

    Both lists must be whole for a code to prove a version: 11040 is soft drinks in 2020 and malt in 2025.
    """
    in_2020, in_2025 = code in codes2020, code in codes2025
    if in_2020 == in_2025:
        return None
    return "2020" if in_2020 else "2025"
