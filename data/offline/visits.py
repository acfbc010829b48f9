"""One row of the visits of a returned workbook -> what a visit needs, or why it cannot be used."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from data.importing.book import Cell
from data.importing.clean import tidy
from data.normal import plain
from data.offline.cells import FORMULA, Read, Words, read_choice, read_day, text_of
from data.offline.form import TOPICS, title
from data.text import text


@dataclass
class VisitRow:
    """`actor_id`, on, mode, outcome, topics and the like by name; `unusable` is field -> a sentence."""

    values: dict[str, Any] = field(default_factory=dict, repr=False)
    unusable: dict[str, str] = field(default_factory=dict, repr=False)

    def told(self, language: str) -> str:
        """Why the row is not used."""
        return " ".join(
            text("offline.unusable", language, field=title(name, language), why=why)
            for name, why in self.unusable.items()
        )


def read_visit(
    cells: Mapping[str, Cell],
    labels: Mapping[str, str],
    names: Mapping[str, str],
    words: Words,
    today: date,
    language: str = "id",
) -> VisitRow:
    """What a row says; `labels` is words of the list of actors -> id, `names` id -> business name."""
    found = VisitRow()
    reads: dict[str, Read] = {
        "actor": _actor(cells.get("actor"), labels, names),
        "on": read_day(cells.get("on"), today),
        "next_due": read_day(cells.get("next_due"), today),
        "promise_due": read_day(cells.get("promise_due"), today),
    }
    reads |= {name: read_choice(name, cells.get(name), words) for name in ("mode", "outcome", "promise")}
    reads |= {name: read_choice("topic", cells.get(name), words) for name in TOPICS}
    reads |= {name: _words(cells.get(name)) for name in ("said", "next_step")}
    for name, read in reads.items():
        reason = read.reason or _wrong(name, read.value, today)
        if reason:
            found.unusable[name] = text(f"offline.why.{reason}", language)
        found.values[name] = read.value
    found.values["topics"] = tuple(
        dict.fromkeys(code for name in TOPICS if (code := found.values.pop(name)) is not None)
    )
    return found


def _wrong(name: str, value: Any, today: date) -> str | None:
    if value is None:
        return "missing" if name in ("actor", "on", "mode", "outcome") else None
    if name == "mode" and value == "kelompok":
        return "group"
    return "future" if name == "on" and value > today else None


def _words(cell: Cell) -> Read:
    return Read(reason="formula") if cell == FORMULA else Read(tidy(cell))


def _actor(cell: Cell, labels: Mapping[str, str], names: Mapping[str, str]) -> Read:
    """By the list's words, by the id, or by a name that only one actor has."""
    told = text_of(cell)
    if not told:
        return Read()
    if told in labels or told in names:
        return Read(labels.get(told, told))
    same = [actor_id for actor_id, name in names.items() if plain(name) == plain(told)]
    if len(same) == 1:
        return Read(same[0])
    return Read(reason="actor_twice" if same else "actor")
