"""The kecamatan and desa of one row -> codes, with what was doubtful said to the clerk.

The two cells decide. Where they leave it open, the address and then the point are asked, and a remark says so; between
two answers nothing is taken.
"""

import dataclasses
from dataclasses import dataclass
from typing import Any

from data.importing.placecell import PlaceCell, in_address
from data.importing.places import Gazetteer, Name
from geo.near import near
from geo.regions import load

Point = tuple[float, float]
"""Longitude and latitude in degrees."""

BORDER_METRES = 300
"""How far a point may lie outside the stated kecamatan without a word, and how far inside a place it must lie to tell
it: two public sources of the borders differ by 296 m at the 95th percentile (SOURCE.md beside the boundaries)."""


@dataclass(frozen=True)
class PlaceFinding:
    """A complaint about a cell of the place: kecamatan, desa, address or (for the point) lon."""

    code: str
    field: str
    details: dict[str, Any] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True)
class Placed:
    """Codes of the place; no kecamatan means that the row cannot be placed, no desa 'belum diketahui'."""

    kecamatan: str | None = None
    desa: str | None = None
    findings: tuple[PlaceFinding, ...] = ()


@dataclass(frozen=True)
class _Question:
    """What the cells leave open: the kecamatan or desa it may be (`codes`), or, if `silent`, any."""

    code: str
    column: str
    read: str
    desa: str
    codes: tuple[str, ...] = ()
    silent: bool = False


def place(
    places: Gazetteer,
    kecamatan_text: str | None,
    desa_text: str | None,
    *,
    address: str | None = None,
    point: Point | None = None,
) -> Placed:
    """Resolve a row's place from its kecamatan and desa cells (None or '' where empty), its address and its point."""
    first, second, beside = places.cell(kecamatan_text), places.cell(desa_text), in_address(address)
    for regency in (first.regency, second.regency):
        if regency and not places.is_regency(regency):
            return _rejected("place_other_regency", "kecamatan", read=regency)
    found = _from_cells(places, first, second)
    if isinstance(found, _Question):
        found = _from_context(places, found, beside, point)
    elif beside.plain and found.kecamatan:
        found = _beside_address(places, found, beside)
    return _desa_from_context(places, found, beside, point)


def check_point_place(kecamatan_code: str, lon: float, lat: float) -> PlaceFinding | None:
    """What is wrong with a point (degrees) of somebody in this kecamatan: it lies more than 300 m outside."""
    metres = near().metres_outside(kecamatan_code, lon, lat)
    if metres <= BORDER_METRES:
        return None
    there, names = near().kecamatan_at(lon, lat), load().kecamatan
    details = {"kecamatan": names[kecamatan_code].name, "distance": _distance(metres)}
    if there is None:
        return PlaceFinding("point_outside_places", "lon", details)
    return PlaceFinding("point_far_from_place", "lon", details | {"there": names[there].name})


def _distance(metres: float) -> str:
    """'350 m', '1,2 km', '14 km'."""
    if metres < 1000:
        return f"{round(metres, -1):.0f} m"
    return f"{metres / 1000:.{1 if metres < 9950 else 0}f} km".replace(".", ",")


def _rejected(code: str, column: str, **details: Any) -> Placed:
    return Placed(findings=(PlaceFinding(code, column, details),))


def _labels(places: Gazetteer, codes: Any) -> str:
    return ", ".join(sorted({places.label(code) for code in codes}))


def _says_nothing(places: Gazetteer, text: str) -> bool:
    return not any(sign.isalnum() for sign in text) or places.is_regency(text)


# --- the two cells ---------------------------------------------------------------------------------------------------


def _from_cells(places: Gazetteer, first: PlaceCell, second: PlaceCell) -> Placed | _Question:
    kecamatan = first.kecamatan or first.plain or second.kecamatan
    desa = second.desa or second.plain or first.desa
    found = places.kecamatan(kecamatan)
    if not found.codes:
        return _through_desa(places, kecamatan, desa, silent=_says_nothing(places, kecamatan))
    also = places.kecamatan(second.kecamatan)
    codes = tuple(sorted({*found.codes, *also.codes}))
    if len(codes) > 1:
        return _Question("place_ambiguous", "kecamatan", kecamatan, desa, codes)
    findings = _spelling(places, found, kecamatan, "kecamatan" if first.kecamatan or first.plain else "desa")
    return _inside(places, codes[0], desa, findings)


def _spelling(places: Gazetteer, found: Name, read: str, column: str) -> tuple[PlaceFinding, ...]:
    if found.how not in ("near", "part"):
        return ()
    return (PlaceFinding("place_spelling", column, {"read": read, "understood": places.label(found.codes[0])}),)


def _inside(places: Gazetteer, kecamatan: str, read: str, findings: tuple[PlaceFinding, ...]) -> Placed:
    """The kecamatan is known: find the desa inside it."""
    desa = places.desa(read, kecamatan)
    if not desa.codes and _says_nothing(places, read):
        return Placed(kecamatan, None, (*findings, PlaceFinding("desa_missing", "desa")))
    if len(desa.codes) == 1:
        return Placed(kecamatan, desa.codes[0], (*findings, *_spelling(places, desa, read, "desa")))
    return Placed(kecamatan, None, (*findings, _lost(places, read, kecamatan, desa.codes)))


def _lost(places: Gazetteer, text: str, kecamatan: str, several: tuple[str, ...]) -> PlaceFinding:
    """Why a desa was not found inside its kecamatan: it lies elsewhere, or nobody knows it."""
    elsewhere = places.desa_anywhere(text)
    details = {"read": text, "kecamatan": places.label(kecamatan)}
    if elsewhere and not several:
        return PlaceFinding("place_contradiction", "desa", {**details, "elsewhere": _labels(places, elsewhere)})
    candidates = several or tuple(places.near(text, kecamatan))
    return PlaceFinding("desa_unknown", "desa", {**details, "candidates": _labels(places, candidates)})


def _through_desa(places: Gazetteer, kecamatan_text: str, desa_text: str, silent: bool) -> Placed | _Question:
    """The kecamatan cell names no kecamatan: it may name a desa, or say nothing and leave it to the desa cell."""
    here, there = places.desa_anywhere(desa_text), places.desa_anywhere(kecamatan_text)
    if silent and _says_nothing(places, desa_text) and not here:
        return _Question("place_missing", "kecamatan", "", "", silent=True)
    if not silent and not there:
        parents = {places.parents[code] for code in here}
        codes = tuple(parents | set(places.near(kecamatan_text)))
        return _Question("place_unknown", "kecamatan", kecamatan_text, desa_text, codes)
    if not (here or there):
        return _Question("place_unknown", "desa", desa_text, desa_text, silent=True)
    return _from_names(places, here, there, kecamatan_text or desa_text, desa_text)


def _from_names(
    places: Gazetteer, here: tuple[str, ...], there: tuple[str, ...], read: str, desa_text: str
) -> Placed | _Question:
    """`here` are the desa the desa cell may mean, `there` those the kecamatan cell may mean."""
    parents_here, parents_there = ({places.parents[code] for code in codes} for codes in (here, there))
    parents = parents_here & parents_there if here and there else parents_here | parents_there
    if len(parents) != 1:
        return _Question("place_ambiguous", "kecamatan", read, desa_text or read, here + there)
    kecamatan = parents.pop()
    finding = PlaceFinding("kecamatan_from_desa", "kecamatan", {"read": read, "understood": places.label(kecamatan)})
    if not here and not _says_nothing(places, desa_text):
        return Placed(kecamatan, None, (finding, _lost(places, desa_text, kecamatan, ())))
    inside = [code for code in here or there if places.parents[code] == kecamatan]
    swapped = there and places.kecamatan(desa_text).codes == (kecamatan,)
    if swapped and set(here) != set(there):  # "Sumberjeruk | Kalisat": two columns changed places, or two desa
        both = (*inside, *(code for code in there if places.parents[code] == kecamatan))
        return Placed(kecamatan, None, (finding, _lost(places, desa_text, kecamatan, both)))
    return Placed(kecamatan, inside[0] if len(inside) == 1 else None, (finding,))


# --- the address and the point ---------------------------------------------------------------------------------------


def _from_context(places: Gazetteer, asked: _Question, beside: PlaceCell, point: Point | None) -> Placed:
    """The kecamatan that the address or the point tells, if it is one that the cells allow."""
    if places.is_other_regency(beside.regency) and (asked.silent or asked.codes):
        return _rejected("place_other_regency", "address", read=beside.regency)
    allowed = {places.kecamatan_of(code) for code in asked.codes} or (set(places.names) if asked.silent else set())
    for code, field, told in (
        ("kecamatan_from_address", "address", _told_by_address(places, beside)),
        ("kecamatan_from_point", "lon", near().kecamatan_within(*point, BORDER_METRES) if point else frozenset()),
    ):
        chosen = told & allowed
        if len(chosen) == 1:
            kecamatan = min(chosen)
            understood = {"read": asked.read, "understood": places.label(kecamatan)}
            return _inside(places, kecamatan, asked.desa, (PlaceFinding(code, field, understood),))
    if asked.code == "place_missing":
        return _rejected(asked.code, asked.column)
    return _rejected(asked.code, asked.column, read=asked.read, candidates=_labels(places, asked.codes))


def _told_by_address(places: Gazetteer, beside: PlaceCell) -> frozenset[str]:
    """The kecamatan an address names: by its label, by a part that is its name and nobody else's, through its desa."""
    labelled = places.sure("kecamatan", beside.kecamatan).codes
    return frozenset(
        labelled or _unlabelled(places, beside.plain) or map(places.kecamatan_of, places.desa_anywhere(beside.desa))
    )


def _unlabelled(places: Gazetteer, address: str) -> set[str]:
    found = set()
    for part in places.parts(address):
        codes = places.sure("kecamatan", part).codes
        if codes and {places.kecamatan_of(code) for code in places.desa_anywhere(part)} <= {*codes}:
            found |= {*codes}
    return found


def _beside_address(places: Gazetteer, placed: Placed, beside: PlaceCell) -> Placed:
    """The cells say a kecamatan; an address that says another one, or another regency, is told."""
    kecamatan = str(placed.kecamatan)
    if places.is_other_regency(beside.regency):
        if places.exactly(beside.regency) and kecamatan in places.exactly(beside.regency):
            return _rejected("place_other_regency", "address", read=beside.regency)
        elsewhere = beside.regency
    else:
        other = set(places.sure("kecamatan", beside.kecamatan).codes) - {kecamatan}
        elsewhere = _labels(places, other) if other else ""
    if not elsewhere:
        return placed
    told = {"kecamatan": places.label(kecamatan), "elsewhere": elsewhere}
    return dataclasses.replace(
        placed, findings=(*placed.findings, PlaceFinding("address_contradiction", "address", told))
    )


def _desa_from_context(places: Gazetteer, placed: Placed, beside: PlaceCell, point: Point | None) -> Placed:
    """Where no desa is written: the one the address names, else the one in which the point lies beyond doubt."""
    missing = PlaceFinding("desa_missing", "desa")
    if placed.kecamatan is None or missing not in placed.findings:
        return placed
    at_point = near().desa_within(*point, BORDER_METRES) if point else frozenset()
    for code, field, told in (
        ("desa_from_address", "address", set(places.sure("desa", beside.desa, placed.kecamatan).codes)),
        ("desa_from_point", "lon", {one for one in at_point if places.parents.get(one) == placed.kecamatan}),
    ):
        if len(told) == 1 and len(at_point if field == "lon" else told) == 1:
            desa = min(told)
            rest = tuple(finding for finding in placed.findings if finding != missing)
            finding = PlaceFinding(code, field, {"understood": places.label(desa)})
            return Placed(placed.kecamatan, desa, (*rest, finding))
    return placed
