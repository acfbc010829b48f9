"""Which column is which field: by preset, title and values, and as a person corrected it the last time."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from data.importing.above import said_above
from data.importing.book import Cell
from data.importing.learning import Remembered, keys, plain_title
from data.importing.looks import is_wordy, looks, may_be, mostly, names_businesses, share
from data.importing.places import Gazetteer
from data.importing.presets import PRESETS, SIGNED, Preset, preset_of
from data.importing.table import Column, Table
from data.importing.titles import SERIAL, TITLES, Kind, bare_title, field_of, group_of, is_of_business
from data.problem import Problem
from data.text import text

Reason = Literal["title", "values", "remembered", "preset"]

FIELDS: dict[Kind, tuple[str, ...]] = {kind: tuple(titles) for kind, titles in TITLES.items()}
REQUIRED: dict[Kind, tuple[tuple[str, tuple[str, ...]], ...]] = {
    "actors": (
        ("column_missing_business_name", ("business_name",)),
        ("column_missing_place", ("kecamatan", "desa")),
    ),
    "visits": (
        ("column_missing_actor", ("actor_id", "nib", "business_name")),
        ("column_missing_on", ("on",)),
        ("column_missing_facilitator", ("facilitator",)),
    ),
}
"""For each kind: the code of the Problem, and the fields of which one must be there."""
OPTIONS: dict[Kind, tuple[str, ...]] = {
    "actors": ("industry_only", "new_actors", "permit_type"),
    "visits": ("on", "facilitator", "mode", "outcome", "session_title"),
}
"""What may be said for a whole file: see `iter_actors` and `iter_visits`; a day is ISO text."""
_OF_ONE_FILE = ("on", "facilitator", "session_title")
"""Options that the next file of the kind says anew: a remembered day would be a wrong one."""


@dataclass(frozen=True)
class Proposal:
    """What the file seems to be: the column letter of each field found, why, and what is chosen for the whole file."""

    kind: Kind
    mapping: dict[str, str]
    reasons: dict[str, Reason] = field(default_factory=dict)
    preset: str | None = None
    options: dict[str, Any] = field(default_factory=dict)


def because(reason: Reason, language: str = "id") -> str:
    """Why a column was proposed, as a person reads it."""
    return text(f"import.because.{reason}", language)


def propose(
    table: Table,
    remembered: Remembered | None = None,
    places: Gazetteer | None = None,
    kind: Kind | None = None,
    above: Iterable[Sequence[Cell]] = (),
) -> Proposal:
    """Guess kind and mapping; a person may change both before `iter_actors` or `iter_visits`.

    With `remembered`, what a person chose for this header stands, by title; a title that is gone is guessed anew. A
    `kind` that a person chose overrules both. `above` are the lines over the header: a list of those present says there
    when it was and who held it.
    """
    if remembered is not None and kind not in (None, remembered.kind):
        remembered = None
    preset = preset_of(table)
    wanted = kind or (remembered.kind if remembered else None) or (preset.kind if preset else None) or _kind(table)
    if preset is not None and preset.kind != wanted:
        preset = next((one for one in PRESETS if one.kind == wanted and one.fits(table)), None)
    guess = _Guess(table, wanted, preset, places)
    if remembered is not None:
        guess.remember(remembered)
    options = dict(remembered.options if remembered else preset.options if preset else {})
    if preset is not None and preset.name == "attendance":
        options |= said_above(above)
    return Proposal(wanted, guess.mapping, guess.reasons, preset.name if preset else None, options)


def _kind(table: Table) -> Kind:
    found = {field_of(bare_title(column.title, column.letter), "visits") for column in table.columns}
    return "visits" if "on" in found and found & {"facilitator", "mode", "outcome", "topics"} else "actors"


class _Guess:
    """Fields as they find their columns: the preset first, then titles, then values."""

    def __init__(self, table: Table, kind: Kind, preset: Preset | None, places: Gazetteer | None) -> None:
        self.table, self.kind, self.looks = table, kind, looks(kind, places)
        self.mapping: dict[str, str] = {}
        self.reasons: dict[str, Reason] = {}
        for name, letter in (preset.mapping(table) if preset else {}).items():
            self._take(name, letter, "preset")
        if preset is None or not preset.only:
            self._by_values_against_titles()
            self._by_titles()
            self._names()
            self._by_values()
        if preset is not None and preset.name == "attendance":
            self._signed()
        if kind == "visits" and "outcome" not in self.mapping and "result" in self.mapping:
            self._result_is_outcome()
        self._whole_points()

    def _take(self, name: str, letter: str, reason: Reason) -> None:
        if name not in self.mapping and letter not in self.mapping.values():
            self.mapping[name], self.reasons[name] = letter, reason

    def _free(self) -> list[Column]:
        taken = set(self.mapping.values())
        return [column for column in self.table.columns if column.letter not in taken]

    def _by_values_against_titles(self) -> None:
        """A column "NIB" that holds telephone numbers is one of telephone numbers."""
        for column in self._free():
            look = self.looks.get(self._titled(column) or "")
            if look is None or share(column, look) > 0.2:
                continue
            fits = [name for name in _UNMISTAKABLE if name in self.looks and mostly(column, self.looks[name])]
            if len(fits) == 1:
                self._take(fits[0], column.letter, "values")

    def _by_titles(self) -> None:
        claims: dict[str, list[Column]] = {}
        for column in self._free():
            name = self._titled(column)
            if name and not (name == "materials_value" and is_wordy(column)):
                claims.setdefault(name, []).append(column)
        for name, columns in claims.items():
            chosen = _claimed(columns)
            if chosen:
                self._take(name, chosen.letter, "title")

    def _titled(self, column: Column) -> str | None:
        return field_of(bare_title(column.title, column.letter), self.kind)

    def _names(self) -> None:
        """A bare "Nama" is that of the business, or of its owner beside it; else a person is asked."""
        for column in self._free():
            if plain_title(column) not in ("nama", "name", "nama lengkap"):
                continue
            if "business_name" not in self.mapping and names_businesses(column):
                self._take("business_name", column.letter, "values")
            elif "business_name" in self.mapping:
                self._take("owner", column.letter, "title")

    def _by_values(self) -> None:
        for column in self._free():
            title = plain_title(column)
            if title in SERIAL or self._titled(column):
                continue  # what is known by its title and not taken has its field already
            asked = [name for name in self.looks if may_be(name, title)]
            fits = (name for name in asked if name not in self.mapping and mostly(column, self.looks[name]))
            found = next(fits, None)
            if found:
                self._take(found, column.letter, "values")

    def _signed(self) -> None:
        """A column for signatures says who was there if somebody ticked in it; on paper it is empty or numbered."""
        for column in self._free():
            numbered = all(value.strip(" .)").isdigit() for value in column.samples)
            if plain_title(column) in SIGNED and not numbered and mostly(column, self.looks["outcome"]):
                self._take("outcome", column.letter, "values")

    def _result_is_outcome(self) -> None:
        """A column "Hasil" that only says whether they met is the outcome."""
        column = self.table.column(self.mapping["result"])
        if mostly(column, self.looks["outcome"], least=1):
            del self.mapping["result"], self.reasons["result"]
            self._take("outcome", column.letter, "values")

    def _whole_points(self) -> None:
        """Half a point is none: its column stays among the unused ones, where a person sees it."""
        half = {"lon", "lat"} & self.mapping.keys()
        if len(half) == 1:
            name = half.pop()
            del self.mapping[name], self.reasons[name]

    def remember(self, remembered: Remembered) -> None:
        """Put what a person chose over the guess."""
        letters = keys(self.table)
        chosen = {name: letters[title] for name, title in remembered.columns.items() if title in letters}
        gone = {name for name, title in remembered.columns.items() if title is None}
        for name in [name for name, letter in self.mapping.items() if name in gone or letter in chosen.values()]:
            del self.mapping[name], self.reasons[name]
        for name, letter in chosen.items():
            if name in FIELDS[self.kind]:
                self.mapping[name], self.reasons[name] = letter, "remembered"


def _claimed(columns: list[Column]) -> Column | None:
    """Of columns that mean the same, the one of the business; None where two groups of columns each have one."""
    of_business = [column for column in columns if is_of_business(column.title)]
    plain = [column for column in columns if not group_of(column.title)]
    best = of_business or plain or columns
    return best[0] if of_business or plain or len({group_of(column.title) for column in best}) == 1 else None


_UNMISTAKABLE = ("phone", "nib", "npwp", "nik", "point")


def remember(
    table: Table, kind: Kind, mapping: Mapping[str, str], options: Mapping[str, Any], places: Gazetteer | None = None
) -> Remembered:
    """What is to be remembered of a mapping that a person has confirmed."""
    titles = {letter: title for title, letter in keys(table).items()}
    columns: dict[str, str | None] = {name: titles[letter] for name, letter in mapping.items() if letter}
    unwanted = propose(table, places=places, kind=kind).mapping.keys() - columns.keys()
    kept = {name: value for name, value in options.items() if name not in _OF_ONE_FILE}
    return Remembered(kind, columns | dict.fromkeys(sorted(unwanted)), kept)


def unused(table: Table, mapping: Mapping[str, str]) -> tuple[Column, ...]:
    """The columns that no field takes, the running number left out."""
    taken = set(mapping.values())
    return tuple(column for column in table.columns if column.letter not in taken and plain_title(column) not in SERIAL)


def check_mapping(
    table: Table, kind: Kind, mapping: Mapping[str, str], options: Mapping[str, Any] | None = None
) -> None:
    """Raise the Problem of a mapping that cannot be used: unknown letter or field, or a required field not mapped."""
    for name, column_letter in mapping.items():
        if name not in FIELDS[kind]:
            raise ValueError(f"no field {name} in {kind}")
        if column_letter:
            table.column(column_letter)
    for code, fields in required(kind, options or {}):
        if not any(mapping.get(name) for name in fields):
            raise Problem(code)


def required(kind: Kind, options: Mapping[str, Any]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """As `REQUIRED`, for a file of which `options` is chosen: what is said for the whole file needs no column."""
    if kind == "actors" and not options.get("new_actors", True):
        return (REQUIRED["visits"][0],)  # nobody new: it is enough to know whom a row is about
    return tuple(one for one in REQUIRED[kind] if not any(options.get(name) for name in one[1]))
