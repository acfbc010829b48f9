"""What one row says about permits: its kind and number columns, and the SPP-PIRT numbers hidden there."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, NamedTuple

from data.importing.book import Cell
from data.importing.clean import (
    Cleaned,
    clean_nib,
    clean_npwp,
    clean_permit_form,
    clean_permit_status,
    permit_kind,
    tidy,
)

INDUSTRIAL = "tdi"
"""What 'Belum' in a register of industrial permits is about."""
_PIRT = re.compile(
    r"(?<![0-9])(?:([0-9][0-9 ]{11,16}[0-9])\s*[-–]\s*([0-9]{2})|([0-9]{13})([0-9]{2}))(?![0-9])"
    r"(?:\s*/\s*([0-9]{4})(?![0-9]))?"
)
_PIRT_OLD = re.compile(r"[0-9]{12}")
# What may stand around SPP-PIRT numbers without making them doubtful.
_PIRT_AROUND = re.compile(r"spp|sp|p\W?irt|irt|nomor|no|dinkes|depkes|dep\.?\s?kes|ri|dan|[\s.,:;/&-]", re.IGNORECASE)
_NAMED = re.compile(r"(?<![a-z])(tdi|iui|siup|iumk)(?![a-z])", re.IGNORECASE)


@dataclass(frozen=True)
class CleanPermit:
    """One permit event: `on` is its day to the given precision (None: not known), `raw` the words of the file."""

    kind: str
    status: str
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
    if not word and not number:
        return (), ()
    raw = " · ".join(filter(None, (word, number)))
    kind, none_yet = permit_kind(word), clean_permit_status(word).value == "belum"
    pirts = _pirts(number or "") if none_yet or not word or kind == "pirt" else []
    if pirts:
        read = [_pirt(pirt, raw, regency_digits) for pirt in pirts]
        industrial = (CleanPermit(INDUSTRIAL, "belum", raw=raw),) if none_yet else ()
        permits = dict.fromkeys(permit for permit, _ in read)
        return (*industrial, *permits), tuple(finding for _, findings in read for finding in findings)
    if none_yet:
        unread = (PermitFinding("permit_number_unreadable", "permit_number"),) if number else ()
        return (CleanPermit(INDUSTRIAL, "belum", raw=raw),), unread
    return _of_kind(kind, word, number, raw)


def _of_kind(kind: str | None, word: str | None, number: str | None, raw: str) -> Permits:
    named = _NAMED.search(number or "")
    in_number = named[1].lower() if named else "pirt" if _pirts(number or "") else None
    kind = kind or (in_number if not word else None)
    if kind is None:
        column: Literal["permit_type", "permit_number"] = "permit_type" if word else "permit_number"
        return (), (PermitFinding("permit_type_unknown", column),)
    if number is None:
        return (CleanPermit(kind, "terbit", raw=raw),), (PermitFinding("permit_number_missing", "permit_number"),)
    state = clean_permit_status(number)
    if state.value:
        return _stated(kind, state, raw)
    if in_number and in_number != kind:
        conflict = PermitFinding("permit_kind_conflict", "permit_number", {"kind": kind.upper()})
        permit, findings = _issued(kind, number, raw)
        return (permit,), (conflict, *findings)
    permit, findings = _issued(kind, number, raw)
    return (permit,), findings


def _stated(kind: str, state: Cleaned[str | None], raw: str) -> Permits:
    """A number column that says how far it is; what has run out is not recorded, because it would count as valid."""
    if state.code or state.value is None:
        return (), (PermitFinding(state.code or "permit_status_unknown", "permit_number"),)
    missing = (PermitFinding("permit_number_missing", "permit_number"),) if state.value == "terbit" else ()
    return (CleanPermit(kind, state.value, raw=raw),), missing


def _issued(kind: str, number: str, raw: str) -> tuple[CleanPermit, tuple[PermitFinding, ...]]:
    """An issued permit with its number as that kind writes it, and the year where the kind's numbers end in one."""
    kept = clean_permit_number(kind, number)
    findings = [PermitFinding(kept.code, "permit_number", kept.details)] if kept.code else []
    year = permit_year(number)
    if year is None and kind in ("tdi", "iui", "siup", "iumk"):
        findings.append(PermitFinding("permit_year_unreadable", "permit_number"))
    on = date(year, 1, 1) if year and kind not in ("nib", "npwp") else None
    return CleanPermit(kind, "terbit", kept.value, on, raw=raw), tuple(findings)


def clean_permit_number(kind: str, cell: Cell) -> Cleaned[str | None]:
    """One number as the register keeps it for this kind; NIB and NPWP of a wrong length are not kept.

    An SPP-PIRT number is kept with its dash; of several, `clean_permits` makes a permit each.
    """
    number = tidy(cell)
    if number is None:
        return Cleaned(None)
    if kind in ("nib", "npwp"):
        found = clean_nib(cell) if kind == "nib" else clean_npwp(cell)
        return Cleaned(None, found.code, found.details) if (found.code or "").endswith("_length") else found
    if kind == "pirt":
        return _pirt_number(number)
    return Cleaned(*clean_permit_form(kind, number))


def _pirt_number(number: str) -> Cleaned[str | None]:
    found = _pirts(number)
    if found:
        several = {"count": len(found)} if len(found) > 1 else {}
        return Cleaned(_written(found[0]), "permit_several" if several else None, several)
    bare = _PIRT_AROUND.sub("", number)
    if _PIRT_OLD.fullmatch(bare):
        return Cleaned(bare, "pirt_old_form")
    return Cleaned(number, "permit_number_unreadable")


def permit_year(number: str) -> int | None:
    """The year a permit number ends in, 1980 to 2035; '.../201' was cut short and has none."""
    found = re.search(r"(?<!\d)(\d{4})$", number)
    return int(found[1]) if found and 1980 <= int(found[1]) <= 2035 else None


def _pirts(number: str) -> list[re.Match[str]]:
    """The SPP-PIRT numbers of a cell that holds nothing else; numbers among other words are none."""
    found = [pirt for pirt in _PIRT.finditer(number) if len(_thirteen(pirt)) == 13]
    rest = number
    for pirt in found:
        rest = rest.replace(pirt[0], " ", 1)
    return [] if _PIRT_AROUND.sub("", rest) else found


def _thirteen(pirt: re.Match[str]) -> str:
    return (pirt[1] or pirt[3]).replace(" ", "")


def _written(pirt: re.Match[str]) -> str:
    return f"{_thirteen(pirt)}-{pirt[2] or pirt[4]}"


def _pirt(found: re.Match[str], raw: str, regency_digits: str) -> tuple[CleanPermit, tuple[PermitFinding, ...]]:
    digits, two, issued = _thirteen(found), found[2] or found[4], found[5]
    findings = []
    if regency_digits and digits[3:7] != regency_digits:
        details = {"found": digits[3:7], "expected": regency_digits}
        findings.append(PermitFinding("pirt_regency_mismatch", "permit_number", details))
    year, expires = int(issued) if issued else None, 2000 + int(two)
    if year is not None and expires != year + 5:
        details = {"issued": str(year), "expires": str(expires)}
        findings.append(PermitFinding("pirt_expiry_mismatch", "permit_number", details))
    on = date(year, 1, 1) if year is not None and 1980 <= year <= 2035 else None
    permit = CleanPermit("pirt", "terbit", _written(found), on, "year", date(expires, 12, 31), raw)
    return permit, tuple(findings)
