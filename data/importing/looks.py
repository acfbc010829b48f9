"""What a column holds, told by its values: for titles that are silent or say something else."""

import re
from collections.abc import Callable
from functools import partial

from data.importing.places import Gazetteer
from data.importing.table import Column
from data.importing.titles import Kind
from data.importing.words import OUTCOME_WORDS, word_code

Look = Callable[[str], bool]

_DAY = r"\d{4}-\d\d-\d\d([ t].*)?|\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}|\d{1,2}[ -][a-z]{3,}\.?[ -]\d{2,4}"
_BUSINESS = re.compile(r"^(ud|cv|pt|pd|kub|koperasi|toko|warung|mebel|meubel|kerajinan|industri|batik)\b|\b(ud|cv|pt)$")


def _digits(*patterns: str) -> Look:
    """Judges a value by its digits, whatever parts them."""
    return lambda value: re.fullmatch("|".join(patterns), re.sub(r"[\s().+-]", "", value)) is not None


def _written(pattern: str) -> Look:
    return lambda value: re.fullmatch(pattern, value) is not None


def _between(least: float, most: float) -> Look:
    def inside(value: str) -> bool:
        found = re.fullmatch(r"'?(-?\d{1,3}[.,]\d{2,})", value)
        return found is not None and least <= float(found[1].replace(",", ".")) <= most

    return inside


# Widest bounds of the country: a point is judged against its region when rows are checked.
_LON, _LAT = _between(95, 141.1), _between(-11.1, 6.1)

NIK = _digits(r"[1-9]\d{5}([04][1-9]|[1256]\d|[37][01])(0[1-9]|1[0-2])\d{6}")
"""16 digits with a birthday inside, forty added to a woman's: no account or licence looks so."""

_LOOKS: dict[Kind, dict[str, Look]] = {
    "actors": {
        "phone": _digits(r"(62|0)8\d{7,11}", r"8\d{8,10}"),
        "nib": _digits(r"(?!08|628)\d{13}"),
        "npwp": _digits(r"\d{15}"),
        "nik": NIK,
        "kbli": _written(r"(1[0-9]|2[0-9]|3[0-3])\d{3}"),
        "legal_form": _written(r"(po|cv|pt|ud|pd|kub|koperasi|perorangan|pt perorangan)\.?"),
        "permit_number": _written(r"5\d\d[/-].*(tdi|iui).*"),
        "point": _written(r"\(?-?\d{1,3}\.\d{3,}\s*[,;]\s*-?\d{1,3}\.\d{3,}\)?"),
        "lon": _LON,
        "lat": _LAT,
    },
    "visits": {
        "on": _written(_DAY),
        "nib": _digits(r"(?!08|628)\d{13}"),
        "outcome": lambda value: word_code(value, OUTCOME_WORDS) is not None,
    },
}
PLAIN_AS_THEY_ARE = frozenset(("phone", "nik", "legal_form", "point", "kecamatan", "desa"))
"""Fields told by values alone even under a title that nobody knows: 13 digits there may be an account, 5 a member."""
_PLACE_WORDS = frozenset(
    ("wilayah", "lokasi", "daerah", "tempat", "domisili", "desa", "kelurahan", "kel", "kecamatan", "kec", "dusun")
)
_OF_OTHERS = (
    "pendamping", "petugas", "fasilitator", "penyuluh", "pemasar", "pasar", "pembeli", "pelanggan", "pemasok",
    "supplier", "tujuan", "asal", "lahir", "pemilik", "pengusaha", "darurat", "ktp", "pribadi", "rumah",
)  # fmt: skip
_MANY = 0.8


def looks(kind: Kind, places: Gazetteer | None) -> dict[str, Look]:
    """Field -> judge of a value (lower case); places are told apart only where the gazetteer is given."""
    found = dict(_LOOKS[kind])
    if places is not None:
        found |= {"kecamatan": partial(_is_kecamatan, places), "desa": partial(_is_desa, places)}
    return found


def may_be(name: str, title: str) -> bool:
    """Whether a column of this unknown title (plain words) may be that field for its values alone.

    Telephones under "HP Pendamping" are nobody's of the list, places under "Tempat Lahir" not where a business is.
    """
    if not title or name == "nik":
        return True
    said = title.split()
    if name not in PLAIN_AS_THEY_ARE or any(word.startswith(_OF_OTHERS) for word in said):
        return False
    return name not in ("kecamatan", "desa") or bool(_PLACE_WORDS & set(said))


def _is_kecamatan(places: Gazetteer, value: str) -> bool:
    cell = places.cell(value)
    return places.kecamatan(cell.kecamatan or cell.plain).how in ("exact", "alias")


def _is_desa(places: Gazetteer, value: str) -> bool:
    cell = places.cell(value)
    return bool(places.desa_anywhere(cell.desa or cell.plain))


def share(column: Column, look: Look, least: int = 3) -> float:
    """The share of a column's values that look right; 0 where fewer than `least` say anything."""
    values = [value.strip().lower() for value in column.samples if value.strip(" -")]
    return sum(map(look, values)) / len(values) if len(values) >= least else 0.0


def mostly(column: Column, look: Look, least: int = 3) -> bool:
    """Whether a column's values look like that."""
    return share(column, look, least) >= _MANY


def is_wordy(column: Column) -> bool:
    """Whether a column says words where figures are asked: 'singkong' under "Bahan Baku"."""
    return mostly(column, lambda value: not any(map(str.isdigit, value)), least=1)


def names_businesses(column: Column) -> bool:
    """Whether names are those of businesses: 'UD Sumber Rejeki', 'Toko Maju'; people's names hardly begin so."""
    return share(column, lambda value: _BUSINESS.search(value) is not None) >= 0.3
