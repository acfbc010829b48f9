"""One row of the caseload, cell by cell, between three: the workbook as made, as it came back, the register now."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from data.importing.book import Cell
from data.offline.cells import FORMULA, Words, read_field, shown_value, text_of
from data.offline.form import EDITED, PERMITS, title
from data.text import text

# A field of the register that no cell may empty.
_KEPT = ("business_name", "legal_form", *(f"{kind}_status" for kind in PERMITS))


@dataclass
class Compared:
    """What a row asks for.

    `changes` is field -> value to write, `texts` field -> how that stands in its cell; `settled` are the fields whose
    cell says what the register says; `conflicts` is field -> what the register has now, `unusable` field -> a
    sentence; `notes` are sentences about what is written all the same.
    """

    changes: dict[str, Any] = field(default_factory=dict, repr=False)
    texts: dict[str, str] = field(default_factory=dict, repr=False)
    settled: dict[str, str] = field(default_factory=dict, repr=False)
    conflicts: dict[str, str] = field(default_factory=dict, repr=False)
    unusable: dict[str, str] = field(default_factory=dict, repr=False)
    notes: list[str] = field(default_factory=list, repr=False)
    mine: dict[str, str] = field(default_factory=dict, repr=False)

    def refuse(self, name: str, why: str) -> None:
        """A cell that is not written after all."""
        self.changes.pop(name, None)
        self.texts.pop(name, None)
        self.unusable[name] = why

    def told(self, language: str, *, saved: bool = True) -> str:
        """All of it in the reader's words; `saved` says whether the changes were written."""
        said = [_list("offline.saved", self.changes, language)] if self.changes and saved else []
        said += [
            text("offline.conflict", language, field=title(name, language), theirs=now or "–", mine=self.mine[name])
            for name, now in self.conflicts.items()
        ]
        said += [
            text("offline.unusable", language, field=title(name, language), why=why)
            for name, why in self.unusable.items()
        ]
        return " ".join([*said, *self.notes]) or text("offline.same", language)


def _list(key: str, names: Iterable[str], language: str) -> str:
    return text(key, language, fields=", ".join(title(name, language) for name in names))


def compare(
    cells: Mapping[str, Cell],
    original: Mapping[str, str],
    now: Mapping[str, str],
    kecamatan: str,
    words: Words,
    language: str = "id",
) -> Compared:
    """What the cells of one row ask for; a column that is gone asks for nothing.

    `original` and `now` are field -> words of the cell (`actor_texts`). A cell counts as changed when it differs from
    the original; a changed one whose value the register has changed meanwhile, too, is a conflict, unless both agree.
    """
    found = Compared()
    for name in EDITED:
        if name in cells and text_of(cells[name]) != text_of(original.get(name, "")):
            _changed(found, name, cells[name], original, now, kecamatan, words, language)
    if "kecamatan" in cells and text_of(cells["kecamatan"]) not in (original.get("kecamatan"), now["kecamatan"]):
        found.refuse("kecamatan", text("offline.why.kecamatan", language))
    _permits(found, now, language)
    return found


def _changed(
    found: Compared,
    name: str,
    cell: Cell,
    original: Mapping[str, str],
    now: Mapping[str, str],
    kecamatan: str,
    words: Words,
    language: str,
) -> None:
    if cell != FORMULA and text_of(cell) == text_of(now[name]):
        found.settled[name] = now[name]
        return
    read = read_field(name, cell, words, kecamatan)
    reason = read.reason or ("empty" if read.value is None and name in _KEPT else None)
    if reason:
        found.refuse(name, text(f"offline.why.{reason}", language, **read.details))
        return
    shown = shown_value(name, read.value, words)
    if shown == now[name]:
        found.settled[name] = shown
    elif text_of(now[name]) != text_of(original.get(name, "")):
        found.conflicts[name] = now[name]
        found.mine[name] = shown or "–"
    else:
        found.changes[name], found.texts[name] = read.value, shown
        if read.note:
            found.notes.append(text(f"offline.note.{read.note}", language))


def _permits(found: Compared, now: Mapping[str, str], language: str) -> None:
    """A number without a status says nothing about the permit."""
    for kind in PERMITS:
        number, status = f"{kind}_number", f"{kind}_status"
        if number in found.changes and status not in found.changes and not now[status]:
            found.refuse(number, text("offline.why.status", language))
