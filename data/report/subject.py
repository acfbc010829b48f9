"""Whom a report is about: its title, and its file's name."""

from data.filter import UNASSIGNED, Filter
from data.normal import plain
from data.queries import Names
from data.report.model import only
from data.settings import region
from data.text import text


def title(wanted: Filter, names: Names, language: str) -> str:
    """The words of a subject: its places, its sector, its facilitator, with the regency where no place is chosen."""
    parts = []
    facilitator, sector = only(wanted.facilitator), only(wanted.sector)
    if facilitator and facilitator != UNASSIGNED:
        name = names.facilitator.get(facilitator, facilitator)
        parts.append(text("report.caseload_of", language, name=name))
    if sector:
        parts.append(names.sector.get(sector, sector))
    kecamatan = only(wanted.kecamatan)
    if kecamatan:
        name = names.kecamatan.get(kecamatan, kecamatan)
        parts.append(text("report.kecamatan_named", language, name=name))
    else:
        parts.append(region().kab_name)
    return " · ".join(parts)


def slug(name: str) -> str:
    """A name as a part of a file's name: letters and digits, nothing a file system takes for more."""
    return plain(name)[:60].strip().replace(" ", "-") or "tanpa-nama"


def file_name(wanted: Filter, names: Names, language: str) -> str:
    """The file's name without an ending: what it is about and its day, in plain letters."""
    return f"{text('report.file', language)}-{slug(title(wanted, names, language))}-{wanted.day.isoformat()}"
