"""The kecamatan and desa of one row: two written cells -> codes, with what was doubtful said to the clerk."""

import dataclasses
from dataclasses import dataclass
from typing import Any

from data.importing.places import Gazetteer, Name, take_apart


@dataclass(frozen=True)
class PlaceFinding:
    """A complaint about the kecamatan or the desa cell."""

    code: str
    field: str
    details: dict[str, Any] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True)
class Placed:
    """Codes of the place; no kecamatan means that the row cannot be placed, no desa 'belum diketahui'."""

    kecamatan: str | None = None
    desa: str | None = None
    findings: tuple[PlaceFinding, ...] = ()


def place(places: Gazetteer, kecamatan_text: str | None, desa_text: str | None) -> Placed:
    """Resolve a row's place from its kecamatan and desa cells (None or '' where empty)."""
    first, second = take_apart(kecamatan_text), take_apart(desa_text)
    for regency in (first.regency, second.regency):
        if regency and not places.is_regency(regency):
            return _rejected("place_other_regency", "kecamatan", read=regency)
    kecamatan = first.kecamatan or first.plain or second.kecamatan
    desa = second.desa or second.plain or first.desa
    found = places.kecamatan(kecamatan)
    if found.how == "many":
        return _rejected("place_ambiguous", "kecamatan", read=kecamatan, candidates=_labels(places, found.codes))
    if not found.codes:
        return _through_desa(places, kecamatan, desa, silent=_says_nothing(places, kecamatan))
    return _inside(places, found, kecamatan, desa, names_kecamatan=bool(first.kecamatan or first.plain))


def _rejected(code: str, column: str, **details: Any) -> Placed:
    return Placed(findings=(PlaceFinding(code, column, details),))


def _labels(places: Gazetteer, codes: Any) -> str:
    return ", ".join(sorted({places.label(code) for code in codes})) or "-"


def _says_nothing(places: Gazetteer, text: str) -> bool:
    return not any(sign.isalnum() for sign in text) or places.is_regency(text)


def _inside(places: Gazetteer, found: Name, read: str, desa_text: str, names_kecamatan: bool) -> Placed:
    """The kecamatan is known: find the desa inside it."""
    kecamatan = found.codes[0]
    findings = []
    if found.how in ("near", "part"):
        column = "kecamatan" if names_kecamatan else "desa"
        understood = {"read": read, "understood": places.label(kecamatan)}
        findings.append(PlaceFinding("place_spelling", column, understood))
    if _says_nothing(places, desa_text) and not places.desa(desa_text, kecamatan).codes:
        return Placed(kecamatan, None, (*findings, PlaceFinding("desa_missing", "desa")))
    desa = places.desa(desa_text, kecamatan)
    if len(desa.codes) == 1:
        if desa.how in ("near", "part"):
            understood = {"read": desa_text, "understood": places.label(desa.codes[0])}
            findings.append(PlaceFinding("place_spelling", "desa", understood))
        return Placed(kecamatan, desa.codes[0], tuple(findings))
    return Placed(kecamatan, None, (*findings, _lost(places, desa_text, kecamatan, desa.codes)))


def _lost(places: Gazetteer, text: str, kecamatan: str, several: tuple[str, ...]) -> PlaceFinding:
    """Why a desa was not found inside its kecamatan: it lies elsewhere, or nobody knows it."""
    elsewhere = places.desa_anywhere(text)
    details = {"read": text, "kecamatan": places.label(kecamatan)}
    if elsewhere and not several:
        return PlaceFinding("place_contradiction", "desa", {**details, "elsewhere": _labels(places, elsewhere)})
    candidates = several or tuple(places.near(text, kecamatan))
    return PlaceFinding("desa_unknown", "desa", {**details, "candidates": _labels(places, candidates)})


def _through_desa(places: Gazetteer, kecamatan_text: str, desa_text: str, silent: bool) -> Placed:
    """The kecamatan cell names no kecamatan: it may name a desa, or say nothing and leave it to the desa cell."""
    here, there = places.desa_anywhere(desa_text), places.desa_anywhere(kecamatan_text)
    if silent and _says_nothing(places, desa_text) and not here:
        return _rejected("place_missing", "kecamatan")
    if not silent and not there:
        parents = {places.parents[code] for code in here}
        candidates = _labels(places, parents | set(places.near(kecamatan_text)))
        return _rejected("place_unknown", "kecamatan", read=kecamatan_text, candidates=candidates)
    if not (here or there):
        return _rejected("place_unknown", "desa", read=desa_text, candidates="-")
    return _from_names(places, here, there, kecamatan_text or desa_text, desa_text)


def _from_names(places: Gazetteer, here: tuple[str, ...], there: tuple[str, ...], read: str, desa_text: str) -> Placed:
    """`here` are the desa the desa cell may mean, `there` those the kecamatan cell may mean."""
    parents_here, parents_there = ({places.parents[code] for code in codes} for codes in (here, there))
    parents = parents_here & parents_there if here and there else parents_here | parents_there
    if len(parents) != 1:
        return _rejected("place_ambiguous", "kecamatan", read=read, candidates=_labels(places, here + there))
    kecamatan = parents.pop()
    finding = PlaceFinding("kecamatan_from_desa", "kecamatan", {"read": read, "understood": places.label(kecamatan)})
    if not here and not _says_nothing(places, desa_text):
        return Placed(kecamatan, None, (finding, _lost(places, desa_text, kecamatan, ())))
    inside = [code for code in here or there if places.parents[code] == kecamatan]
    return Placed(kecamatan, inside[0] if len(inside) == 1 else None, (finding,))
