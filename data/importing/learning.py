"""How a person read files of one header, so that the next one needs no click; columns are known by their titles."""

import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from data.importing.table import Column, Table
from data.importing.titles import Kind, bare_title, words


@dataclass(frozen=True)
class Remembered:
    """How a person read files of one header: field -> title of its column, None where it is to have none."""

    kind: Kind
    columns: Mapping[str, str | None]
    options: Mapping[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """As JSON holds it."""
        return {"kind": self.kind, "columns": dict(self.columns), "options": dict(self.options)}

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> "Remembered":
        """The inverse of `as_json`."""
        return cls(values["kind"], dict(values["columns"]), dict(values["options"]))


def header_fingerprint(table: Table) -> str:
    """The titles as a hash: the same whatever their order, case, spacing, rows above, place on the sheet and data."""
    titles = sorted(plain_title(column) for column in table.columns)
    return hashlib.sha256("\x1f".join(title for title in titles if title).encode()).hexdigest()


def plain_title(column: Column) -> str:
    """A title as it is compared, '' where a column has none."""
    title = bare_title(column.title, column.letter)
    return words(title) or title.casefold()


def keys(table: Table) -> dict[str, str]:
    """A title as it is remembered -> the column's letter; the second of one title is 'ket #2'."""
    seen: Counter[str] = Counter()
    found = {}
    for column in table.columns:
        title = plain_title(column)
        seen[title] += 1
        found[title if title and seen[title] == 1 else f"{title} #{seen[title]}"] = column.letter
    return found
