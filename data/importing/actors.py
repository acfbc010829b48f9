"""A table of businesses -> clean actors: what the register may take, and what is wrong with the rest."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

from data.importing.against import Against
from data.importing.book import Cell
from data.importing.clean import (
    Cleaned,
    clean_business_name,
    clean_count,
    clean_day,
    clean_kbli,
    clean_legal_form,
    clean_money,
    clean_nib,
    clean_nik,
    clean_npwp,
    clean_number,
    clean_owner,
    clean_phones,
    clean_point,
    clean_point_text,
    clean_text,
    clean_year,
    glued,
    kbli_version,
    legal_form_from_name,
    money_unit,
)
from data.importing.finding import NIB_DIGITS, Placer, find_actor, note_place
from data.importing.fingerprints import fingerprint, name_key
from data.importing.mapping import check_mapping
from data.importing.permit_cells import PermitCells
from data.importing.placing import Placed, check_point_place
from data.importing.reader import Reader, RowReader
from data.importing.repeats import Repeats
from data.importing.result import Checked, CleanActor, verdict_of
from data.importing.table import Table

N = TypeVar("N", int, int | float)
_PLAIN = ("address", "commodity", "product", "note", "capacity_unit")
_COUNTS = ("workers_m", "workers_f", "workers")
_MONEY = ("investment", "output_value", "materials_value")
_OURS = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE)
"""What an id of a register looks like; any other is the numbering of whoever made the file."""


def iter_actors(table: Table, mapping: Mapping[str, str], against: Against) -> Iterator[CleanActor]:
    """Check row after row; raises the Problem of a mapping that cannot be used before the first one.

    Of `against.options`: `industry_only` rejects a KBLI outside divisions 10 to 33, `new_actors` (true unless said
    otherwise) makes an actor of who is not in the register, `permit_type` stands where the file names no kind.
    """
    check_mapping(table, "actors", mapping, against.options)
    check, reader = _Check(table, mapping, against), Reader(table, mapping)
    return (check.row(reader.at(row), row.is_astray) for row in table.rows)


def check_actors(table: Table, mapping: Mapping[str, str], against: Against) -> Checked[CleanActor]:
    """Check every row and keep them all."""
    rows = tuple(iter_actors(table, mapping, against))
    return Checked(rows, {why: len(numbers) for why, numbers in table.skipped.items()})


class _Check:
    """What the rows of one file are checked against, and the businesses seen so far."""

    def __init__(self, table: Table, mapping: Mapping[str, str], against: Against) -> None:
        self.against, self.options = against, against.options
        self.makes_new = bool(self.options.get("new_actors", True))
        self.placer, self.repeats = Placer(against.places), Repeats()
        self.legal_forms = {glued(word): code for word, code in against.legal_forms.items()}
        titles = {field: table.column(letter).title for field, letter in mapping.items() if letter}
        self.units = {field: _unit_of(table, mapping[field]) if mapping.get(field) else 1 for field in _MONEY}
        versions = set(re.findall(r"2020|2025", titles.get("kbli", "")))
        self.version = versions.pop() if len(versions) == 1 else None
        self.permits = PermitCells(table, mapping, against)
        self.said: set[str] = set()

    def row(self, read: RowReader, is_astray: bool = False) -> CleanActor:
        """One row's verdict and values; one under titles in other places stays out whatever it holds."""
        if is_astray:
            read.note("titles_moved", "business_name")
        name = read.take("business_name", clean_business_name)
        if self.makes_new and not (name and name_key(name)):
            read.note("business_name_missing", "business_name")
        point = self._point(read)
        placed = self._place(read, point)
        values = self._values(read, name) | dict(zip(("lon", "lat"), point or (None, None), strict=True))
        mark = fingerprint(name, values["owner"], placed.kecamatan, placed.desa) if name and placed.kecamatan else None
        nib = values["nib"] if len(values["nib"] or "") == NIB_DIGITS else None
        same_as = self._same_as(read, nib, mark, placed)
        self._say_nik(read)
        repeat_of = self._repeat(read, {"nib": nib, "actor": same_as, "name": mark}, values, placed)
        return CleanActor(
            row=read.number,
            verdict=verdict_of(tuple(read.problems)),
            problems=tuple(read.problems),
            raw=read.raw(),
            repeat_of=repeat_of,
            actor_id=read.text("actor_id"),
            same_as=same_as,
            business_name=name or "",
            kecamatan=placed.kecamatan,
            desa=placed.desa,
            fingerprint=mark,
            **values,
        )

    # --- whom and where -----------------------------------------------------------------------------------------------

    def _place(self, read: RowReader, point: tuple[float, float] | None) -> Placed:
        written = read.text("regency")
        regency = re.sub(r"^(kabupaten|kab|kota)\b[.\s]*", "", written or "", flags=re.IGNORECASE)
        of_town = self.against.places.cell(written).regency or regency
        if any(map(str.isalpha, of_town)) and not self.against.places.is_regency(of_town):
            read.note("place_other_regency", "regency", {"read": written})
            return Placed()
        if not (self.makes_new or read.text("kecamatan") or read.text("desa")):
            return Placed()
        placed = self.placer.of(read, point)
        # A file without a column for desa is no fault of each of its rows.
        note_place(read, placed, unsaid=() if read.has("desa") else ("desa_missing",))
        if placed.kecamatan and point:
            apart = check_point_place(placed.kecamatan, *point)
            if apart:
                read.note(apart.code, apart.field, apart.details, instead="lon" if read.has("lon") else "point")
        return placed

    def _point(self, read: RowReader) -> tuple[float, float] | None:
        if self.against.box is None or not (read.has("point") or (read.has("lon") and read.has("lat"))):
            return None
        if read.has("lon") and read.has("lat"):
            found = clean_point(read.cell("lon"), read.cell("lat"), self.against.box)
        else:
            found = clean_point_text(read.cell("point"), self.against.box)
        if found.code:
            read.note(found.code, "lon", found.details, instead="point")
        return found.value

    def _same_as(self, read: RowReader, nib: str | None, mark: str | None, placed: Placed) -> str | None:
        """The actor of the register that a row is about, if it is there."""
        identity = read.text("actor_id")
        if not self.makes_new:
            return find_actor(read, self.against.actors, placed, nib)
        if identity and self.against.actors.has(identity):
            return identity
        if identity and _OURS.fullmatch(identity):
            read.note("actor_unknown", "actor_id")
            return None
        found = (self.against.actors.by_nib(nib) if nib else None) or self.against.known.get(mark or "")
        if found is None and "new_actors" in self.options:  # a list of permits: whom it means, before anybody is added
            named = self.against.actors.find(
                read.text("business_name") or "", read.text("owner"), placed.kecamatan, placed.desa
            )
            found = next(iter(named)) if len(named) == 1 else None
        return found

    def _repeat(
        self, read: RowReader, marks: Mapping[str, str | None], values: dict[str, Any], placed: Placed
    ) -> int | None:
        """The first row of the same business, if this one is a repeat; each kind of repeat is noted."""
        if verdict_of(tuple(read.problems)) == "rejected":
            return None
        if not self.makes_new:
            return self.repeats.of_permit(read, marks["actor"] or "", values["permits"])
        return self.repeats.of_business(read, marks, values, placed)

    def _say_nik(self, read: RowReader) -> None:
        """The numbers themselves are kept nowhere."""
        if read.has("nik") and clean_nik(read.cell("nik")).value:
            self._once(read, "nik_in_file", "nik", secret=True)

    def _once(self, read: RowReader, code: str, field: str, secret: bool = False) -> None:
        """What is so of a whole file is said at the first row that shows it."""
        if code not in self.said:
            self.said.add(code)
            read.note(code, field, secret=secret)

    # --- what it says -------------------------------------------------------------------------------------------------

    def _values(self, read: RowReader, name: str | None) -> dict[str, Any]:
        values: dict[str, Any] = {"owner": read.take("owner", clean_owner)}
        values |= {field: read.take(field, clean_text) for field in _PLAIN}
        values["phones"] = read.take("phone", clean_phones) or ()
        values["legal_form"] = self._form_of(read, name)
        values["permits"] = self.permits.of(read)
        values["nib"], nib_pending = self.permits.number(read, "nib", clean_nib)
        values["npwp"], npwp_pending = self.permits.number(read, "npwp", clean_npwp)
        values["permits"] += (*nib_pending, *npwp_pending)
        values |= self._kbli(read)
        values["known_since"] = read.take("known_since", self._since)
        values |= {field: read.take(field, _count) for field in _COUNTS}
        _note_sum(read, *(values[field] for field in _COUNTS))
        values |= {field: read.take(field, self._money(field)) for field in _MONEY}
        values["capacity"] = read.take("capacity", clean_number)
        return values

    def _money(self, field: str) -> Any:
        return lambda cell: _held(clean_money(cell, self.units[field]), 2**63 - 1)

    def _legal_form(self, cell: Cell) -> Cleaned[str | None]:
        """'Perseroan Terbatas (PT)': the whole, what stands outside the brackets, what stands in them."""
        whole = clean_legal_form(cell, self.legal_forms)
        written = str(cell)
        inside = "/".join(re.findall(r"\((.*?)\)", written))
        pieces = [re.sub(r"\(.*?\)", " ", written), *inside.split("/")]
        found = {code for piece in pieces if (code := self.legal_forms.get(glued(piece)))}
        return Cleaned(found.pop()) if whole.code and len(found) == 1 else whole

    def _form_of(self, read: RowReader, name: str | None) -> str | None:
        """The legal form that its column says; where that is silent, the one in the name."""
        if read.text("legal_form"):
            return read.take("legal_form", self._legal_form)
        found = legal_form_from_name(name, self.legal_forms)
        if found.code:
            self._once(read, found.code, "business_name")
        return found.value

    def _kbli(self, read: RowReader) -> dict[str, str | None]:
        code = read.take("kbli", clean_kbli)
        if code is None:
            return {"kbli": None, "kbli_version": None, "sector": None}
        sector = self.against.sector_of(code)
        if self.options.get("industry_only") and not "10" <= code[:2] <= "33":
            read.note("kbli_not_industry", "kbli")
        elif sector is None:
            read.note("kbli_unknown", "kbli")
        version = self.version or kbli_version(code, self.against.codes2020, self.against.codes2025)
        if version is None and self.against.codes2020 and self.against.codes2025:
            self._once(read, "kbli_version_unknown", "kbli")
        return {"kbli": code, "kbli_version": version, "sector": sector}

    def _since(self, cell: Cell) -> Cleaned[int | None]:
        found, today = clean_year(cell, self.against.today), self.against.today
        day = clean_day(cell).value if found.code else None
        return Cleaned(day.year) if day and day.year >= 1950 and day <= today else found


def _unit_of(table: Table, letter: str) -> int:
    """What the figures of a column are counted in: its title says so, or a first line of words under it."""
    column = table.column(letter)
    under = table.head[0].cell(column.index)
    return max(money_unit(column.title), money_unit(under) if isinstance(under, str) and under.startswith("(") else 1)


def _note_sum(read: RowReader, men: int | None, women: int | None, both: int | None) -> None:
    """Of men, women and all workers the register keeps the first two."""
    if men is not None and women is not None and both is not None and men + women != both:
        read.note("workers_sum_differs", "workers", {"sum": men + women})


def _count(cell: Cell) -> Cleaned[int | None]:
    return _held(clean_count(cell), 2**31 - 1)


def _held(found: Cleaned[N | None], most: int) -> Cleaned[N | None]:
    """What the register's column cannot hold is no number of people or rupiah."""
    return Cleaned(None, "number_unreadable") if found.value is not None and found.value > most else found
