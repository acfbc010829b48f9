"""Which column is which field: proposed from titles (and values where titles are silent), corrected by a person."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from data.importing.table import Column, Table
from data.importing.titles import TITLES, Kind, field_of
from data.importing.words import OUTCOME_WORDS, word_code
from data.problem import Problem

FIELDS: dict[Kind, tuple[str, ...]] = {kind: tuple(titles) for kind, titles in TITLES.items()}
REQUIRED: dict[Kind, tuple[tuple[str, tuple[str, ...]], ...]] = {
    "actors": (
        ("column_missing_business_name", ("business_name",)),
        ("column_missing_place", ("kecamatan", "desa")),
    ),
    "visits": (
        ("column_missing_actor", ("actor_id", "business_name")),
        ("column_missing_on", ("on",)),
        ("column_missing_facilitator", ("facilitator",)),
    ),
}
"""For each kind: the code of the Problem, and the fields of which one must be there."""

_LOOKS: dict[Kind, dict[str, str]] = {
    "actors": {
        "phone": r"\+?0?(62)?8[\d\s-]{7,13}",
        "nib": r"\d{13}",
        "kbli": r"(1[0-9]|2[0-9]|3[0-3])\d{3}",
        "legal_form": r"(po|cv|pt|ud|pd|kub|koperasi)\.?",
        "permit_number": r"5\d\d[/-].*(tdi|iui).*",
    },
    "visits": {"on": r"\d{4}-\d\d-\d\d|\d{1,2}[/-]\d{1,2}[/-]\d{2,4}|\d{1,2} [a-z]{3,} \d{4}"},
}


@dataclass(frozen=True)
class Proposal:
    """What the file seems to be, and the column letter of each field found."""

    kind: Kind
    mapping: dict[str, str]


def propose(table: Table) -> Proposal:
    """Guess kind and mapping; a person may change both before `check_actors` or `check_visits`."""
    visits = _by_titles(table, "visits")
    is_visits = "on" in visits and bool({"facilitator", "mode", "outcome", "topics"} & set(visits))
    kind: Kind = "visits" if is_visits else "actors"
    mapping = visits if is_visits else _by_titles(table, "actors")
    _by_values(table, kind, mapping)
    if is_visits and "outcome" not in mapping and "result" in mapping:
        _result_is_outcome(table, mapping)
    return Proposal(kind, mapping)


def _by_titles(table: Table, kind: Kind) -> dict[str, str]:
    mapping: dict[str, str] = {}
    for column in table.columns:
        field = field_of(_without_letter(column), kind)
        if field:
            mapping.setdefault(field, column.letter)
    return mapping


def _without_letter(column: Column) -> str:
    """The title as written: a title used twice carries its column letter."""
    return column.title.removesuffix(f"({column.letter})").strip()


def _by_values(table: Table, kind: Kind, mapping: dict[str, str]) -> None:
    taken = set(mapping.values())
    for column in table.columns:
        if not _without_letter(column) and column.letter not in taken:
            fits = (field for field, look in _LOOKS[kind].items() if field not in mapping and _looks_like(column, look))
            field = next(fits, None)
            if field:
                mapping[field] = column.letter


def _looks_like(column: Column, look: str) -> bool:
    return _mostly(column, lambda value: re.fullmatch(look, value.lower()) is not None)


def _mostly(column: Column, looks_right: Callable[[str], bool]) -> bool:
    values = [value for value in column.samples if value.strip(" -")]
    return len(values) >= 3 and sum(map(looks_right, values)) >= 0.8 * len(values)


def _result_is_outcome(table: Table, mapping: dict[str, str]) -> None:
    """A column "Hasil" that only says whether they met is the outcome."""
    column = table.column(mapping["result"])
    if _mostly(column, lambda value: word_code(value, OUTCOME_WORDS) is not None):
        mapping["outcome"] = mapping.pop("result")


def check_mapping(table: Table, kind: Kind, mapping: Mapping[str, str]) -> None:
    """Raise the Problem of a mapping that cannot be used: unknown letter or field, or a required field not mapped."""
    for field, column_letter in mapping.items():
        if field not in FIELDS[kind]:
            raise ValueError(f"no field {field} in {kind}")
        table.column(column_letter)
    for code, fields in REQUIRED[kind]:
        if not any(mapping.get(field) for field in fields):
            raise Problem(code)
