"""Written place names -> codes. Only what is certain is resolved; between two candidates a person is asked.

Names are compared in this order: exactly (after normalising), the office's own aliases, one single letter apart with no
second candidate within two. A desa is looked for only inside its kecamatan.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple, TypeVar

from rapidfuzz.distance import OSA

from data.importing.clean import glued

Level = Literal["kecamatan", "desa"]
How = Literal["exact", "alias", "part", "near", "none", "many"]
T = TypeVar("T")

_LABEL = re.compile(
    r"\b(kecamatan|kec|kelurahan|kel|desa|ds|kabupaten|kab|kota|dusun|dsn|rt|rw)\b[.:\s]*", re.IGNORECASE
)
_LABELS = {
    "kecamatan": "kecamatan", "kec": "kecamatan", "kelurahan": "desa", "kel": "desa", "desa": "desa", "ds": "desa",
    "kabupaten": "regency", "kab": "regency", "kota": "regency",
}  # fmt: skip
_SHORT = re.compile(r"\bsbr\b[.\s]*", re.IGNORECASE)
_SEPARATOR = re.compile(r"[-,/;()\n]+")


class Name(NamedTuple):
    """What a written name was found to mean."""

    how: How
    codes: tuple[str, ...] = ()


@dataclass(frozen=True)
class PlaceCell:
    """A place cell taken apart by its labels: 'Kel.Umbul Sari Kec.Umbulsari' -> desa and kecamatan."""

    kecamatan: str = ""
    desa: str = ""
    plain: str = ""
    regency: str = ""


@dataclass
class Gazetteer:
    """The names and codes of one regency. Build it with `from_rows`."""

    regency: str = ""
    names: dict[str, str] = field(default_factory=dict, repr=False)
    parents: dict[str, str] = field(default_factory=dict, repr=False)
    _exact: dict[tuple[str, str], list[str]] = field(default_factory=dict, repr=False)
    _alias: dict[tuple[str, str], list[str]] = field(default_factory=dict, repr=False)
    _inside: dict[str, dict[str, str]] = field(default_factory=dict, repr=False)

    @classmethod
    def from_rows(
        cls,
        rows: Iterable[Mapping[str, str] | Sequence[str]],
        aliases: Iterable[Mapping[str, str]] = (),
        regency: str = "",
    ) -> "Gazetteer":
        """From rows of code, level 'kecamatan'|'desa', name, parent (mappings or in this order).

        `aliases` are rows of level, seen, code; `regency` is the regency's bare name, without 'Kabupaten'.
        """
        places = cls(regency=glued(re.sub(r"^(kabupaten|kab\.?|kota)\s+", "", regency, flags=re.IGNORECASE)))
        for row in rows:
            code, level, name, parent = (
                (row["code"], row["level"], row["name"], row["parent"]) if isinstance(row, Mapping) else row
            )
            places.names[code] = name
            places._exact.setdefault((level, glued(name)), []).append(code)
            places._inside.setdefault(parent if level == "desa" else "", {})[glued(name)] = code
            if level == "desa":
                places.parents[code] = parent
        for alias in aliases:
            if alias["code"] not in places.names:
                raise ValueError(f"spelling: no place has the code {alias['code']}")
            places._alias.setdefault((alias["level"], glued(alias["seen"])), []).append(alias["code"])
        return places

    def label(self, code: str) -> str:
        """'Kaliwates' or 'Mangli (Kaliwates)'."""
        parent = self.parents.get(code)
        return f"{self.names[code]} ({self.names[parent]})" if parent else self.names[code]

    def kecamatan(self, text: str) -> Name:
        """The kecamatan a text names."""
        return self._find("kecamatan", text, "")

    def desa(self, text: str, kecamatan: str) -> Name:
        """The desa a text names inside a kecamatan."""
        return self._find("desa", text, kecamatan)

    def desa_anywhere(self, text: str) -> tuple[str, ...]:
        """All desa of exactly this name (or alias) in the regency."""
        for key in self._keys(text):
            found = self._exact.get(("desa", key)) or self._alias.get(("desa", key))
            if found:
                return tuple(found)
        return ()

    def is_regency(self, text: str) -> bool:
        """Whether a text is the name of the regency itself."""
        return bool(text) and glued(text) == self.regency

    def near(self, text: str, kecamatan: str = "") -> dict[str, int]:
        """Codes of the names at most two letters away, with the distance: kecamatan, or the desa inside one."""
        key = glued(_SHORT.sub("sumber", text))
        if len(key) < 5:
            return {}
        names = self._inside.get(kecamatan, {}).items()
        found = {code: OSA.distance(key, name, score_cutoff=2) for name, code in names}
        return {code: distance for code, distance in found.items() if distance <= 2}

    def _keys(self, text: str) -> list[str]:
        """The text normalised, then the same without the regency's name at its end."""
        text = _SHORT.sub("sumber", text)
        last = re.fullmatch(r"(.*\w)[\W_]+(\w+)\W*", text, re.DOTALL)
        return [glued(text)] + ([glued(last[1])] if last and glued(last[2]) == self.regency else [])

    def _sure(self, level: Level, text: str, kecamatan: str) -> Name:
        for key in self._keys(text):
            for how, names in (("exact", self._exact), ("alias", self._alias)):
                codes = [code for code in names.get((level, key), ()) if self.parents.get(code, "") == kecamatan]
                if codes:
                    return Name(how, tuple(codes))  # type: ignore[arg-type]
        return Name("none")

    def _find(self, level: Level, text: str, kecamatan: str) -> Name:
        found = self._sure(level, text, kecamatan)
        if found.codes or not glued(text):
            return found
        in_parts = [self._sure(level, part, kecamatan).codes for part in _SEPARATOR.split(text) if glued(part)]
        parts = {code for codes in in_parts for code in codes}
        if parts:  # "Sumber Baru (Sumberbaru)" says one thing twice; a part that says nothing is worth a remark
            how: How = "many" if len(parts) > 1 else "exact" if all(in_parts) else "part"
            return Name(how, tuple(sorted(parts)))
        if self.desa_anywhere(text):
            return Name("none")  # the exact name of a desa elsewhere is no misspelling of one here
        near = self.near(text, kecamatan)
        if len(near) == 1 and 1 in near.values() and len(glued(text)) >= 6:
            return Name("near", tuple(near))
        return Name("none")


def take_apart(text: str | None) -> PlaceCell:
    """Split a place cell by its labels (Kec., Kel., Desa, Kab., Kota, Dusun); text before any label is `plain`."""
    pieces = _LABEL.split(text or "")
    found: dict[str, str] = {"plain": pieces[0].strip()}
    for label, piece in zip(pieces[1::2], pieces[2::2], strict=True):
        kind = _LABELS.get(label.lower(), "other")
        if kind == "regency":  # the regency's name ends at the next comma; what follows is plain again
            piece, _, rest = (part.strip() for part in re.split(r"([-,/;()\n]|$)", piece, maxsplit=1))
            found["plain"] = " ".join(filter(None, (found["plain"], rest)))
        found.setdefault(kind, piece)
    found.pop("other", None)
    return PlaceCell(**{kind: piece.strip() if glued(piece) else "" for kind, piece in found.items()})
