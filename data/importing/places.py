"""Written place names -> codes. Only what is certain is resolved; between two candidates a person is asked.

Names are compared in this order: exactly (after normalising), the office's own aliases, one single letter apart with no
second candidate within two. A desa is looked for only inside its kecamatan.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from rapidfuzz.distance import OSA

from data.importing.clean import glued
from data.importing.placecell import SEPARATOR, PlaceCell, number_key, place_key, take_apart, without_kind

Level = Literal["kecamatan", "desa"]
How = Literal["exact", "alias", "part", "near", "none", "many"]


class Name(NamedTuple):
    """What a written name was found to mean."""

    how: How
    codes: tuple[str, ...] = ()


@dataclass
class Gazetteer:
    """The names and codes of one regency. Build it with `from_rows`."""

    regency: str = ""
    names: dict[str, str] = field(default_factory=dict, repr=False)
    parents: dict[str, str] = field(default_factory=dict, repr=False)
    _exact: dict[tuple[str, str], list[str]] = field(default_factory=dict, repr=False)
    _alias: dict[tuple[str, str], list[str]] = field(default_factory=dict, repr=False)
    _inside: dict[str, dict[str, str]] = field(default_factory=dict, repr=False)
    _numbers: dict[str, str] = field(default_factory=dict, repr=False)
    _others: dict[str, str] = field(default_factory=dict, repr=False)
    _province: re.Pattern[str] | None = field(default=None, repr=False)

    @classmethod
    def from_rows(
        cls,
        rows: Iterable[Mapping[str, str] | Sequence[str]],
        aliases: Iterable[Mapping[str, str]] = (),
        regency: str = "",
        *,
        bps: Mapping[str, str] | None = None,
        others: Iterable[Mapping[str, str]] = (),
    ) -> "Gazetteer":
        """From rows of code, level 'kecamatan'|'desa', name, parent (mappings or in this order).

        `aliases` are rows of level, seen, code; `regency` is the regency's name; `bps` maps codes of BPS to codes;
        `others` are rows of level 'regency'|'province', code, name: regencies that are not this one, and its province.
        """
        places = cls(regency=glued(without_kind(regency)))
        for row in rows:
            places._add(*((row["code"], row["level"], row["name"], row["parent"]) if isinstance(row, Mapping) else row))
        for alias in aliases:
            if alias["code"] not in places.names:
                raise ValueError(f"spelling: no place has the code {alias['code']}")
            places._alias.setdefault((alias["level"], place_key(alias["seen"])), []).append(alias["code"])
        places._numbers |= {number_key(number): code for number, code in (bps or {}).items()}
        places._surround(list(others))
        return places

    def _add(self, code: str, level: str, name: str, parent: str) -> None:
        self.names[code] = name
        self._numbers[number_key(code)] = code
        self._exact.setdefault((level, place_key(name)), []).append(code)
        self._inside.setdefault(parent if level == "desa" else "", {})[place_key(name)] = code
        if level == "desa":
            self.parents[code] = parent

    def _surround(self, others: list[Mapping[str, str]]) -> None:
        regencies = [other for other in others if other["level"] == "regency"]
        self._others = {glued(without_kind(other["name"])): number_key(other["code"]) for other in regencies}
        provinces = [r"\s*".join(other["name"].split()) for other in others if other["level"] == "province"]
        if provinces:
            self._province = re.compile(
                rf"(?:\b(?:provinsi|propinsi|prov|prop)\b[.:\s]*)?\b(?:{'|'.join(provinces)})\b", re.IGNORECASE
            )

    def label(self, code: str) -> str:
        """'Kaliwates' or 'Mangli (Kaliwates)'."""
        parent = self.parents.get(code)
        return f"{self.names[code]} ({self.names[parent]})" if parent else self.names[code]

    def kecamatan_of(self, code: str) -> str:
        """The kecamatan of a desa, of a kecamatan itself."""
        return self.parents.get(code, code)

    def cell(self, text: str | None) -> PlaceCell:
        """A place cell taken apart; a code stands for its names, "<regency> - <province>" for that regency."""
        text, number = text or "", re.search(r"\d[\d.]{4,}\d", text or "")
        bare = self._without_province(text)
        if bare != text and self.is_other_regency(bare):
            return PlaceCell(regency=bare.strip(" ,.-/;()"))
        found = number and self._numbers.get(number_key(number[0]))
        if found:
            return self._coded(found, bare.replace(number[0], " ") if number else "")
        if number and number_key(number[0])[:4] in self._others.values() and not re.search(r"[A-Za-z]", bare):
            return PlaceCell(regency=number[0])
        return take_apart(bare)

    def _without_province(self, text: str) -> str:
        return self._province.sub(" ", text) if self._province else text

    def _coded(self, code: str, beside: str) -> PlaceCell:
        """A code's names; words beside it that say something else make it two answers."""
        written = take_apart(beside)
        kecamatan, desa = self.names[self.kecamatan_of(code)], self.names[code] if code in self.parents else ""
        said = written.kecamatan or written.desa or written.plain
        if glued(said) and place_key(said) not in (place_key(self.names[code]), place_key(kecamatan)):
            return PlaceCell(kecamatan=f"{kecamatan} / {said}", desa=desa)
        return PlaceCell(kecamatan=kecamatan, desa=desa or written.desa)

    def is_other_regency(self, text: str) -> bool:
        """Whether a text without 'Kab.' or 'Kota' is the name of a known regency that is not this one."""
        return glued(without_kind(text)) in self._others

    def kecamatan(self, text: str) -> Name:
        """The kecamatan a text names."""
        return self._find("kecamatan", text, "")

    def desa(self, text: str, kecamatan: str) -> Name:
        """The desa a text names inside a kecamatan."""
        return self._find("desa", text, kecamatan)

    def parts(self, text: str) -> list[str]:
        """The pieces of a text between commas and the like that say something."""
        return [part.strip() for part in SEPARATOR.split(text) if glued(part)]

    def exactly(self, text: str) -> tuple[str, ...]:
        """All kecamatan and desa whose own name a text is."""
        key = place_key(text)
        return tuple(code for level in ("kecamatan", "desa") for code in self._exact.get((level, key), ()))

    def desa_anywhere(self, text: str) -> tuple[str, ...]:
        """All desa of exactly this name (or alias) in the regency."""
        for key in self._keys(text):
            found = self._exact.get(("desa", key)) or self._alias.get(("desa", key))
            if found:
                return tuple(found)
        return ()

    def is_regency(self, text: str) -> bool:
        """Whether a text is the name of the regency itself, with or without its kind and its province."""
        return bool(text) and glued(without_kind(self._without_province(text))) == self.regency

    def near(self, text: str, kecamatan: str = "") -> dict[str, int]:
        """Codes of the names at most two letters away, with the distance: kecamatan, or the desa inside one."""
        key = place_key(text)
        if len(key) < 5:
            return {}
        names = self._inside.get(kecamatan, {}).items()
        found = {code: OSA.distance(key, name, score_cutoff=2) for name, code in names}
        return {code: distance for code, distance in found.items() if distance <= 2}

    def _keys(self, text: str) -> list[str]:
        """The text normalised, then the same without the regency's name at its end."""
        last = re.fullmatch(r"(.*\w)[\W_]+(\w+)\W*", text, re.DOTALL)
        return [place_key(text)] + ([place_key(last[1])] if last and glued(last[2]) == self.regency else [])

    def sure(self, level: Level, text: str, kecamatan: str = "") -> Name:
        """What a text names exactly or by an alias: a kecamatan, or a desa inside one."""
        for key in self._keys(text):
            for how, names in (("exact", self._exact), ("alias", self._alias)):
                codes = [code for code in names.get((level, key), ()) if self.parents.get(code, "") == kecamatan]
                if codes:
                    return Name(how, tuple(codes))  # type: ignore[arg-type]
        return Name("none")

    def _find(self, level: Level, text: str, kecamatan: str) -> Name:
        found = self.sure(level, text, kecamatan)
        if found.codes or not glued(text):
            return found
        in_parts = [self.sure(level, part, kecamatan).codes for part in self.parts(text)]
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
