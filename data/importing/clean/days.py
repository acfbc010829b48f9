"""Days and years: spreadsheet dates, ISO, 25/5/2016, '13 Des 2023', and the order in which a column writes them."""

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Literal, NamedTuple

from data import clock
from data.importing.book import Cell
from data.importing.clean.cell import Cleaned, as_text, tidy

Order = Literal["dmy", "mdy", "mixed", "swapped"]
"""How a column writes its days; 'mixed' holds proof of both, 'swapped' writes the day first beside dates of which a
spreadsheet has taken the day for the month: none lies after the twelfth."""

_MONTHS = (
    "jan january januari djanuari", "feb february februari pebruari peb", "mar march maret maart mrt", "apr april",
    "mei may", "jun june juni djuni", "jul july juli djuli", "agu agustus aug august augustus agust ags agt",
    "sep september sept", "okt oktober oct october", "nov november nop nopember", "des desember dec december",
)  # fmt: skip
_MONTH = {word: number for number, words in enumerate(_MONTHS, 1) for word in words.split()}
_DAY_NAME = re.compile(
    r"^(?:senin|selasa|rabu|kamis|jum.?at|sabtu|minggu|ahad|mon|tue|wed|thu|fri|sat|sun)[a-z]*\W+|^(?:tgl|tanggal)\W+"
)
_TIME = re.compile(
    r"(?:[\s,]+(?:jam\s*|pukul\s*)?|(?<=[0-9])t)[0-9]{1,2}[:.][0-9]{2}(?:[:.][0-9]{2})?(?:\.[0-9]+)?"
    r"\s*(?:am|pm|wib|wita|wit|[+-][0-9]{2}:?[0-9]{2})?$"
)
_UTC = re.compile(r"(?:19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}[t ][0-9:.]+(?:z|[+-]00:?00)")
_NUMBERS = re.compile(r"([0-9]{1,2})\s*[/.-]\s*([0-9]{1,2})\s*[/.-]\s*([0-9]{4}|[0-9]{2})")
_ISO = re.compile(r"([0-9]{4})[/.-]([0-9]{1,2})[/.-]([0-9]{1,2})")
_NAMED = re.compile(r"([0-9]{1,2})[\s./-]*([a-z]{3,})[\s.,/-]*([0-9]{4}|[0-9]{2})")
_NAMED_FIRST = re.compile(r"([a-z]{3,})\.?\s+([0-9]{1,2}),?\s+([0-9]{4})")
_NO_DAY = re.compile(r"0+(?:[/.-]0+){0,2}")
_SERIALS = range(32_874, 73_051)  # days since a spreadsheet's day 0: 1990 to 2099


class _Read(NamedTuple):
    day: date | None
    doubtful: bool = False


def clean_year(cell: Cell, today: date) -> Cleaned[int | None]:
    """A year from 1950 to this one; None for an empty cell, with a complaint for '0000' and the like."""
    if tidy(cell) is None:
        return Cleaned(None)
    year = cell.year if isinstance(cell, date) else None
    text = as_text(cell)
    if year is None and re.fullmatch(r"[0-9]{4}", text):
        year = int(text)
    if year is None or not 1950 <= year <= today.year:
        return Cleaned(None, "year_unreadable")
    return Cleaned(year)


class OrderProof:
    """The order that a column's cells prove: a part over 12 is no month. `order` is None where nothing is proved."""

    def __init__(self) -> None:
        self._proofs: set[Order] = set()
        self._dates = self._late = False
        self.is_open = False
        """Whether more cells may prove more: some are written in numbers, or are dates that may be swapped."""

    def add(self, cell: Cell) -> None:
        """Look at one more cell."""
        if isinstance(cell, date):
            self._dates, self._late = True, self._late or cell.day > 12
            self.is_open = self.is_open or not self._late
        elif isinstance(cell, str) and (found := _NUMBERS.fullmatch(cell) or _NUMBERS.fullmatch(_bare(cell))):
            self.is_open = True
            if int(found[1]) > 12 >= int(found[2]):
                self._proofs.add("dmy")
            elif int(found[2]) > 12 >= int(found[1]):
                self._proofs.add("mdy")

    @property
    def order(self) -> Order | None:
        """What the cells so far prove."""
        if len(self._proofs) == 2:
            return "mixed"
        proved = next(iter(self._proofs), None)
        if proved and self._dates and not self._late:
            return "swapped" if proved == "dmy" else "mixed"
        return proved


def date_order(cells: Iterable[Cell]) -> Order | None:
    """The order that these cells of a column prove, see `OrderProof`."""
    proof = OrderProof()
    for cell in cells:
        proof.add(cell)
    return proof.order


def clean_date(cell: Cell, today: date, order: Order = "dmy") -> Cleaned[date | None]:
    """The day of something that happened: not missing, not in the future, not before 1990.

    In a column of mixed order a day that can be read both ways is read day first and complained of, in a 'swapped' one
    a spreadsheet's own date.
    """
    if _no_day(cell):
        return Cleaned(None, "date_missing")
    found = _read(cell, order)
    if found.day is None or found.day.year < 1990:
        return Cleaned(None, "date_unreadable")
    if found.day > today:
        return Cleaned(None, "date_in_future")
    return Cleaned(found.day, "date_order_mixed" if found.doubtful else None)


def clean_day(cell: Cell, order: Order = "dmy") -> Cleaned[date | None]:
    """A day that may be missing or lie ahead, such as the end of a permit: from 1950 to 2100."""
    if _no_day(cell):
        return Cleaned(None)
    found = _read(cell, order)
    if found.day is None or not 1950 <= found.day.year <= 2100:
        return Cleaned(None, "day_unreadable")
    return Cleaned(found.day, "date_order_mixed" if found.doubtful else None)


def _no_day(cell: Cell) -> bool:
    return tidy(cell) is None or bool(_NO_DAY.fullmatch(_bare(cell)))


def _bare(cell: Cell) -> str:
    """Lower case, without the name of the day and the time."""
    text = " ".join(as_text(cell).lower().lstrip("'’`").split())
    return _TIME.sub("", _DAY_NAME.sub("", text))


def _read(cell: Cell, order: Order) -> _Read:
    if isinstance(cell, date):
        both_ways = order in ("mixed", "swapped") and cell.day <= 12 and cell.day != cell.month
        return _Read(cell.date() if isinstance(cell, datetime) else cell, both_ways)
    text = as_text(cell)
    if isinstance(cell, float) or re.fullmatch(r"[0-9]{5}", text):
        text = text.split(".")[0]
        return _Read(date(1899, 12, 30) + timedelta(int(text)) if re.fullmatch(r"[0-9]{5}", text)
                     and int(text) in _SERIALS else None)  # fmt: skip
    return _read_utc(text.lower()) or _read_words(_bare(cell), order)


def _read_utc(text: str) -> _Read | None:
    """A moment in universal time is a day of the office's own calendar."""
    if not _UTC.fullmatch(text):
        return None
    try:
        return _Read(clock.office_day(datetime.fromisoformat(text.upper())))
    except ValueError:
        return _Read(None)


def _read_words(text: str, order: Order) -> _Read:
    if found := _ISO.fullmatch(text):
        return _Read(_day(found[1], found[2], found[3]))
    if found := _NUMBERS.fullmatch(text):
        return _by_order(found[1], found[2], found[3], order)
    if found := _NAMED.fullmatch(text):
        return _Read(_day(found[3], _MONTH.get(found[2], 0), found[1]))
    if found := _NAMED_FIRST.fullmatch(text):
        return _Read(_day(found[3], _MONTH.get(found[1], 0), found[2]))
    return _Read(None)


def _by_order(first: str, second: str, year: str, order: Order) -> _Read:
    if order == "mdy" or (order == "mixed" and int(second) > 12):
        return _Read(_day(year, first, second))
    return _Read(_day(year, second, first), order == "mixed" and int(first) <= 12 and first != second)


def _day(year: str, month: str | int, day: str) -> date | None:
    """A year of two digits is 1970 to 2069."""
    century = 0 if len(year) == 4 else 1900 if int(year) >= 70 else 2000
    try:
        return date(int(year) + century, int(month), int(day))
    except ValueError:
        return None
