"""How every entry of a register stands on a day, active or not, merged or not, known yet or not."""

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np

from data.past.columns import Numbers
from data.past.dated import Moment
from data.past.part import Part, Words


@dataclass(frozen=True)
class Entry:
    """One of them; `state` is None while it is not in the register, `kecamatan` while it has no place."""

    state: str | None
    reason: str | None
    kecamatan: str | None
    desa: str | None
    merged: bool

    @property
    def active(self) -> bool:
        return self.state == "active" and self.kecamatan is not None and not self.merged


@dataclass(frozen=True)
class Entries:
    """The same of all of them, as numbers of the words."""

    words: Words
    state: Numbers
    reason: Numbers
    kecamatan: Numbers
    desa: Numbers
    merged: Numbers

    def of(self, entry: int) -> Entry:
        """One by its number."""
        words = self.words
        return Entry(
            words.state.word(self.state[entry]),
            words.reason.word(self.reason[entry]),
            words.kecamatan.word(self.kecamatan[entry]),
            words.desa.word(self.desa[entry]),
            bool(self.merged[entry]),
        )

    def at(self, numbers: Numbers, size: int) -> "Entries":
        """The same entries under other numbers, among `size`."""
        columns = {}
        for one in fields(self)[1:]:
            column = getattr(self, one.name)
            columns[one.name] = np.zeros(size, dtype=column.dtype)
            columns[one.name][numbers] = column
        return Entries(self.words, **columns)


def entries(parts: Sequence[tuple[Part, Numbers]], words: Words, at: Moment) -> Entries:
    """All entries of these parts, one after the other; what a later part holds anew is not in the register there."""
    found = [_of_part(part, hidden, at) for part, hidden in parts]
    return Entries(words, *(np.concatenate(columns) for columns in zip(*found, strict=True)))


def _of_part(part: Part, hidden: Numbers, at: Moment) -> tuple[Numbers, ...]:
    size = len(part)
    here = ~hidden if at.known is None else ~hidden & (part.recorded <= at.known)
    state, reason = (part.state.spread(at, part.state.values[name], size) * here for name in ("state", "reason"))
    kecamatan, desa = (part.place.spread(at, part.place.values[name], size) * here for name in ("kecamatan", "desa"))
    there = state > 0
    return state, reason, kecamatan * there, desa * there, part.merged & there
