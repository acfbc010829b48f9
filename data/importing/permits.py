"""What one row says about permits: its kind and number columns, and the SPP-PIRT numbers hidden there."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, NamedTuple

from data.importing.book import Cell
from data.importing.clean import glued, tidy

INDUSTRIAL = "tdi"
"""What 'Belum' in a register of industrial permits is about."""
_KINDS = {
    "tdi": "tdi", "tandadaftarindustri": "tdi", "iui": "iui", "izinusahaindustri": "iui", "siup": "siup",
    "iumk": "iumk", "pirt": "pirt", "spppirt": "pirt", "sppirt": "pirt", "nib": "nib", "halal": "halal",
    "sertifikathalal": "halal", "merek": "merek", "merk": "merek", "sni": "sni", "svlk": "svlk",
    "bpom": "bpom_md", "bpommd": "bpom_md", "md": "bpom_md",
}  # fmt: skip
_PIRT = re.compile(r"(\d[\d ]{11,16}\d)\s*-\s*(\d{2})(?:\s*/\s*(\d{4}))?")
_NAMED = re.compile(r"(?<![a-z])(tdi|iui|siup|iumk)(?![a-z])", re.IGNORECASE)


@dataclass(frozen=True)
class CleanPermit:
    """One permit event: `on` is its day to the given precision (None: not known), `raw` the words of the file."""

    kind: str
    status: Literal["belum", "terbit"]
    number: str | None = None
    on: date | None = None
    precision: Literal["day", "month", "year"] = "year"
    expires: date | None = None
    raw: str = ""


class PermitFinding(NamedTuple):
    """A complaint about the kind or the number column."""

    code: str
    field: Literal["permit_type", "permit_number"]
    details: Mapping[str, Any] = {}


Permits = tuple[tuple[CleanPermit, ...], tuple[PermitFinding, ...]]


def clean_permits(kind_cell: Cell, number_cell: Cell, regency_digits: str = "") -> Permits:
    """All permits that the two columns speak of, and what is odd about them.

    `regency_digits` are the four that an SPP-PIRT number of this regency holds ('' does not check them).
    """
    word, number = tidy(kind_cell), tidy(number_cell)
    raw = " · ".join(filter(None, (word, number)))
    key = glued(word or "")
    if not word and not number:
        return (), ()
    pirt = _PIRT.fullmatch(number or "")
    if pirt and len(pirt[1].replace(" ", "")) == 13 and (key in ("", "belum") or _KINDS.get(key) == "pirt"):
        permit, findings = _pirt(pirt, raw, regency_digits)
        none_yet = (CleanPermit(INDUSTRIAL, "belum", raw=raw),) if key == "belum" else ()
        return (*none_yet, permit), findings
    if key in ("belum", "belumada", "belumpunya", "belummemiliki"):
        unread = (PermitFinding("permit_number_unreadable", "permit_number"),) if number else ()
        return (CleanPermit(INDUSTRIAL, "belum", raw=raw),), unread
    return _issued(key, number, raw)


def _issued(key: str, number: str | None, raw: str) -> Permits:
    named = _NAMED.search(number or "")
    in_number = named[1].lower() if named else "pirt" if _PIRT.fullmatch(number or "") else None
    kind = _KINDS.get(key) or (in_number if not key else None)
    if kind is None:
        column: Literal["permit_type", "permit_number"] = "permit_type" if key else "permit_number"
        return (), (PermitFinding("permit_type_unknown", column),)
    if number is None:
        return (CleanPermit(kind, "terbit", raw=raw),), (PermitFinding("permit_number_missing", "permit_number"),)
    findings = []
    if in_number and in_number != kind:
        findings.append(PermitFinding("permit_kind_conflict", "permit_number", {"kind": kind.upper()}))
    year = permit_year(number)
    if year is None and kind in ("tdi", "iui", "siup", "iumk"):
        findings.append(PermitFinding("permit_year_unreadable", "permit_number"))
    on = date(year, 1, 1) if year else None
    return (CleanPermit(kind, "terbit", number, on, raw=raw),), tuple(findings)


def permit_year(number: str) -> int | None:
    """The year a permit number ends in, 1980 to 2035; '.../201' was cut short and has none."""
    found = re.search(r"(?<!\d)(\d{4})$", number)
    return int(found[1]) if found and 1980 <= int(found[1]) <= 2035 else None


def _pirt(found: re.Match[str], raw: str, regency_digits: str) -> tuple[CleanPermit, tuple[PermitFinding, ...]]:
    digits, two, issued = found[1].replace(" ", ""), found[2], found[3]
    findings = []
    if regency_digits and digits[3:7] != regency_digits:
        details = {"found": digits[3:7], "expected": regency_digits}
        findings.append(PermitFinding("pirt_regency_mismatch", "permit_number", details))
    year, expires = int(issued) if issued else None, 2000 + int(two)
    if year is not None and expires != year + 5:
        details = {"issued": str(year), "expires": str(expires)}
        findings.append(PermitFinding("pirt_expiry_mismatch", "permit_number", details))
    on = date(year, 1, 1) if year is not None and 1980 <= year <= 2035 else None
    permit = CleanPermit("pirt", "terbit", f"{digits}-{two}", on, "year", date(expires, 12, 31), raw)
    return permit, tuple(findings)
