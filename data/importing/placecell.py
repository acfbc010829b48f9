"""A cell or an address that names places, taken apart by its labels, and the form in which names are compared."""

import re
from dataclasses import dataclass

from data.importing.clean import glued

_LABEL = re.compile(
    r"\b(kecamatan|kec|kelurahan|kel|desa|ds|kabupaten|kab|kota|dusun|dsn|rt|rw)\b[.:\s]*", re.IGNORECASE
)
_LABELS = {
    "kecamatan": "kecamatan", "kec": "kecamatan", "kelurahan": "desa", "kel": "desa", "desa": "desa", "ds": "desa",
    "kabupaten": "regency", "kab": "regency", "kota": "regency",
}  # fmt: skip
_SHORT = re.compile(r"\bsbr\b[.\s]*", re.IGNORECASE)
_COUNTED = re.compile(r"(?<=[a-z])[\W_]+(\d{1,2})\W*$", re.IGNORECASE)
_ROMAN = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
SEPARATOR = re.compile(r"[-,/;()\n]+")


@dataclass(frozen=True)
class PlaceCell:
    """A place cell taken apart by its labels: 'Kel.Umbul Sari Kec.Umbulsari' -> desa and kecamatan."""

    kecamatan: str = ""
    desa: str = ""
    plain: str = ""
    regency: str = ""


def take_apart(text: str | None) -> PlaceCell:
    """Split a place cell by its labels (Kec., Kel., Desa, Kab., Kota, Dusun); text before any label is `plain`."""
    pieces = _LABEL.split(text or "")
    found: dict[str, str] = {"plain": pieces[0].strip()}
    for label, piece in zip(pieces[1::2], pieces[2::2], strict=True):
        kind = _LABELS.get(label.lower(), "other")
        if kind == "regency":  # the regency's name ends at the next comma; what follows is plain again
            piece, _, rest = (part.strip() for part in re.split(r"([-,/;()\n]|$)", piece, maxsplit=1))
            found["plain"] = " ".join(filter(None, (found["plain"], rest)))
        if glued(piece):  # "Kec. Kec. Kalisat" and "Desa/Kel. Mangli" have a label that names nothing
            found.setdefault(kind, piece)
    found.pop("other", None)
    return PlaceCell(**{kind: piece.strip() if glued(piece) else "" for kind, piece in found.items()})


def in_address(text: str | None) -> PlaceCell:
    """The places of an address by its labels, each up to the next comma and without a postal code; the rest `plain`."""
    found = take_apart(text)

    def name(piece: str) -> str:
        return re.sub(r"[\s.]*\d[\d.\s]*$", "", SEPARATOR.split(piece)[0]).strip()

    return PlaceCell(name(found.kecamatan), name(found.desa), text or "", name(found.regency))


def place_key(text: str) -> str:
    """Letters and digits as they are compared: 'Sbr. Baru' -> 'sumberbaru', 'Sukorejo 2' -> 'sukorejoii'."""
    counted = _COUNTED.search(text)
    if counted and 0 < int(counted[1]) < len(_ROMAN):
        text = text[: counted.start()] + _ROMAN[int(counted[1])]
    return glued(_SHORT.sub("sumber", text))


def number_key(code: str) -> str:
    """The digits of a code: '35.09.27' -> '350927'."""
    return re.sub(r"\D", "", code)


def without_kind(regency: str) -> str:
    """'Kabupaten Malang', 'Kota Malang' -> 'Malang'."""
    return re.sub(r"^\W*(kabupaten|kab|kota)\b[.:\s]*", "", regency, flags=re.IGNORECASE)
