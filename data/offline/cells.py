"""Values of the register -> the words of a cell, and the words of a cell -> values."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from data.importing.book import Cell
from data.importing.clean import (
    as_text,
    clean_count,
    clean_date,
    clean_kbli,
    clean_nib,
    clean_npwp,
    clean_phones,
    tidy,
)
from data.normal import plain
from data.offline.form import PERMITS
from data.points import read_point, written
from data.problem import Problem

FORMULA = "\x00formula"
"""Stands for a formula without a value: nobody can say what it holds."""
_DIGITS = re.compile(r"\D")


@dataclass(frozen=True)
class Words:
    """Code -> words of each list, in the workbook's language; `also` is list -> words of any language -> code."""

    lists: Mapping[str, Mapping[str, str]]
    also: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def of(self, name: str, code: str | None) -> str:
        """The words of a code; '' for none, the code itself for one that the list has lost."""
        return self.lists[name].get(code, code) if code else ""

    def code(self, name: str, words: str) -> str | None:
        """The code of these words, or of a code; None for what the list does not have."""
        if words in self.lists[name]:
            return words
        key = plain(words)
        same = [code for code, its_words in self.lists[name].items() if plain(its_words) == key]
        return same[0] if len(same) == 1 else self.also.get(name, {}).get(key)

    def desa_of(self, kecamatan: str) -> Mapping[str, str]:
        """Code -> name of the desa of one kecamatan."""
        return {code: name for code, name in self.lists["desa"].items() if code.startswith(f"{kecamatan}.")}


class Read(NamedTuple):
    """What a cell says: its value, why it cannot be used (`reason`, with `details`), or what to note of it."""

    value: Any = None
    reason: str | None = None
    details: Mapping[str, Any] = {}
    note: str | None = None


def actor_texts(values: Mapping[str, Any], words: Words) -> dict[str, str]:
    """Each field a person may change as its cell shows it; `values` are the actor's as the register has them."""
    shown = {
        name: as_text(values.get(name))
        for name in ("business_name", "owner", "phone", "address", "product", "commodity", "kbli_code")
    }
    shown |= {name: as_text(values.get(name)) for name in ("workers_m", "workers_f")}
    shown["kecamatan"] = words.of("kecamatan", values.get("kecamatan_code"))
    shown["desa"] = words.of("desa", values.get("desa_code"))
    shown["legal_form"] = words.of("legal_form", values.get("legal_form"))
    shown["point"] = written(values.get("lon"), values.get("lat")) or ""
    for kind in PERMITS:
        shown[f"{kind}_status"] = words.of("status", values.get(f"{kind}_status"))
        shown[f"{kind}_number"] = as_text(values.get(f"{kind}_number"))
    return shown


def actor_label(name: str, desa: str, actor_id: str) -> str:
    """How an actor stands in a list to choose from: twins differ by the end of their ids."""
    return " · ".join(filter(None, (name, desa, actor_id[-6:])))


def text_of(cell: Cell) -> str:
    """A cell as it is compared: a person's spaces and line breaks do not matter."""
    return " ".join(as_text(cell).split())


def read_field(name: str, cell: Cell, words: Words, kecamatan: str) -> Read:
    """What the cell of an actor's field says; a cleared cell is None."""
    if cell == FORMULA:
        return Read(reason="formula")
    if name.endswith("_status"):
        return read_choice("status", cell, words)
    if name == "desa":
        return _desa(cell, words, kecamatan)
    return _READERS.get(name, _plain)(cell, words)


def shown_value(name: str, value: Any, words: Words) -> str:
    """How a value that was read would stand in its cell."""
    if name == "point":
        return written(*value) or "" if value else ""
    listed = "status" if name.endswith("_status") else name
    if listed in words.lists:
        return words.of(listed, value)
    return as_text(value)


def read_choice(name: str, cell: Cell, words: Words) -> Read:
    """A code of a list."""
    told = text_of(cell)
    if not told:
        return Read()
    code = words.code(name, told)
    return Read(code) if code else Read(reason="choice")


def read_day(cell: Cell, today: date) -> Read:
    """A day; one still to come is a day, too."""
    if cell == FORMULA:
        return Read(reason="formula")
    if not text_of(cell):
        return Read()
    found = clean_date(cell, date.max)
    return Read(reason="day") if found.value is None else Read(found.value)


def _desa(cell: Cell, words: Words, kecamatan: str) -> Read:
    told = plain(text_of(cell))
    if not told:
        return Read()
    same = [code for code, name in words.desa_of(kecamatan).items() if plain(name) == told]
    if same:
        return Read(same[0])
    return Read(reason="desa", details={"kecamatan": words.of("kecamatan", kecamatan)})


def _plain(cell: Cell, _words: Words) -> Read:
    return Read(tidy(cell))


def _phone(cell: Cell, _words: Words) -> Read:
    found = clean_phones(cell)
    if found.code and not found.value:
        return Read(reason="broken")
    return Read(" / ".join(found.value) or None, note="phone" if found.code else None)


def _count(cell: Cell, _words: Words) -> Read:
    found = clean_count(cell)
    return Read(reason="count") if found.code else Read(found.value)


def _kbli(cell: Cell, _words: Words) -> Read:
    found = clean_kbli(cell)
    return Read(reason="kbli") if found.code else Read(found.value)


def _number(cleaner: Callable[[Cell], Any], kind: str) -> Callable[[Cell, Words], Read]:
    def read(cell: Cell, _words: Words) -> Read:
        found = cleaner(cell)
        if found.code in (None, f"{kind}_doubtful"):
            return Read(found.value, note="doubtful" if found.code else None)
        if found.code == f"{kind}_length":
            return Read(reason=f"{kind}_length", details={"count": len(_DIGITS.sub("", as_text(cell)))})
        return Read(reason="broken" if found.code == f"{kind}_broken" else "number")

    return read


def _point(cell: Cell, _words: Words) -> Read:
    try:
        return Read(read_point(text_of(cell)))
    except Problem as problem:
        return Read(reason=problem.code)


_READERS: Mapping[str, Callable[[Cell, Words], Read]] = {
    "phone": _phone,
    "workers_m": _count,
    "workers_f": _count,
    "kbli_code": _kbli,
    "nib_number": _number(clean_nib, "nib"),
    "npwp_number": _number(clean_npwp, "npwp"),
    "point": _point,
    "legal_form": lambda cell, words: read_choice("legal_form", cell, words),
}


def keys_of(lists: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """Compared words -> code, of one list in several languages."""
    return {plain(words): code for one in lists for code, words in one.items()}
