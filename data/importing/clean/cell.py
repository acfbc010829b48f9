"""A cell as text, and what every cleaner gives back: a value and at most one complaint about it."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Generic, NamedTuple, TypeVar

from data.importing.book import Cell
from data.normal import plain

T = TypeVar("T")

_NOTHING = frozenset(("", "tidak ada", "belum ada", "nihil", "kosong", "n a", "na", "null", "none"))


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


def glued(text: str) -> str:
    """Letters and digits only, lower case: 'P.T. Perorangan' -> 'ptperorangan'."""
    return plain(text).replace(" ", "")
