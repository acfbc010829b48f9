"""The monthly set: the regency, each kecamatan, each sector and each facilitator, all of one snapshot, in one ZIP."""

import io
import zipfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from data import clock, queries
from data.access import Who, allows
from data.filter import Filter
from data.months import Month, month_named, month_of
from data.problem import Problem
from data.queries import Names
from data.report.excel import to_excel
from data.report.link import Address
from data.report.model import Report, reports
from data.report.pdf import to_pdf
from data.report.subject import slug
from data.settings import region
from data.text import text

Progress = Callable[[int, int], None]  # is told how many steps of how many are done


@dataclass(frozen=True)
class Member:
    """One report of the set: the folder it lies in ("" for the regency's own), its file's name, and its filter."""

    folder: str
    name: str
    wanted: Filter


def make_set(
    who: Who, wanted: Filter, language: str, address: Address | None, tell: Progress = lambda done, total: None
) -> bytes:
    """The ZIP as of the filter's date, time of knowledge and window; nothing else of the filter counts.

    Facilitators are in it for those who see the team, and each is an audited look. `tell` may stop it by raising.
    """
    base = Filter(as_of=wanted.as_of, known_at=wanted.known_at, window=wanted.window)
    members = _members(who, base, language)
    steps = 2 * len(members)
    asked = [one.wanted for one in members]
    found = reports(who, asked, language=language, tables=1, tell=lambda done: tell(done, steps))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for done, (member, made) in enumerate(zip(members, found, strict=True), start=1):
            _add(packed, made, f"{member.folder}{member.name}.pdf", to_pdf(made, address))
            tell(len(members) + done, steps)
        _add(packed, found[0], f"{members[0].name}.xlsx", to_excel(found[0], address))
    return out.getvalue()


def _add(packed: zipfile.ZipFile, made: Report, name: str, content: bytes) -> None:
    """Its time is the snapshot's by the office's clock, so that the same set is the same file."""
    local = made.known_at.astimezone(ZoneInfo(region().timezone))
    entry = zipfile.ZipInfo(name, local.timetuple()[:6])
    entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
    packed.writestr(entry, content)


def _members(who: Who, base: Filter, language: str) -> list[Member]:
    """Every kecamatan; sectors and facilitators that have actors."""
    names = queries.names(who, language)
    sectors = queries.figures(who, base, "sector").rows
    there = set(sectors.loc[sectors["actors"] > 0, "code"])
    members = [Member("", slug(region().kab_name), base)]
    for code, name in names.kecamatan.items():
        members.append(_member("kecamatan", f"{code} {name}", base.with_(kecamatan=(code,)), language))
    for code, name in names.sector.items():
        if code in there:
            members.append(_member("sector", name, base.with_(sector=(code,)), language))
    if allows(who, "team.see"):
        members += _facilitators(who, base, names, language)
    return _apart(members)


def _facilitators(who: Who, base: Filter, names: Names, language: str) -> list[Member]:
    """Whose actors all are in one kecamatan gets the map of its desa."""
    members = []
    for code, name in names.facilitator.items():
        theirs = base.with_(facilitator=(code,))
        rows = queries.figures(who, theirs).rows
        places = tuple(rows.loc[rows["actors"] > 0, "code"])
        if places:
            narrow = theirs.with_(kecamatan=places) if len(places) == 1 else theirs
            members.append(_member("facilitator", name, narrow, language))
    return members


def _member(kind: str, name: str, wanted: Filter, language: str) -> Member:
    return Member(text(f"report.folder.{kind}", language) + "/", slug(name), wanted)


def _apart(members: list[Member]) -> list[Member]:
    """Two of one name are told apart by a number."""
    seen: Counter[tuple[str, str]] = Counter()
    apart = []
    for one in members:
        seen[(one.folder, one.name)] += 1
        nth = seen[(one.folder, one.name)]
        apart.append(one if nth == 1 else Member(one.folder, f"{one.name}-{nth}", one.wanted))
    return apart


def month_to_report(named: str | None) -> Month:
    """The month named like 2026-11; without a name yesterday's, so that on the first of a month it is the last one."""
    return month_named(named) if named else month_of(clock.today() - timedelta(days=1))


def write_set(who: Who, month: Month, folder: Path, address: Address | None, language: str = "id") -> list[Path]:
    """Write the set of a month into a folder: its ZIP, and beside it the regency's page and workbook.

    Each file is there whole or not at all. Problem("folder_not_writable").
    """
    wanted = Filter(as_of=None if month.day == clock.today() else month.day)
    packed = make_set(who, wanted, language, address)
    own = slug(region().kab_name)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        written = [_write(folder / f"{text('report.file', language)}-{month.first:%Y-%m}.zip", packed)]
        with zipfile.ZipFile(io.BytesIO(packed)) as held:
            for ending in ("pdf", "xlsx"):
                name = f"{text('report.file', language)}-{own}-{month.first:%Y-%m}.{ending}"
                written.append(_write(folder / name, held.read(f"{own}.{ending}")))
    except OSError as fault:
        raise Problem("folder_not_writable") from fault
    return written


def _write(path: Path, content: bytes) -> Path:
    begun = path.with_name(f".{path.name}.begun")
    begun.write_bytes(content)
    return begun.replace(path)
