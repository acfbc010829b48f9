"""One frozen Filter is the URL, the WHERE clause and the sentence on the screen, so they cannot disagree."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, date, datetime
from typing import Any

from data import clock
from data.metrics import BANDS, DEFAULT_WINDOW, SCALES
from data.problem import Problem

PERMIT_FIELDS = ("has", "lacks", "process", "expired")
UNASSIGNED = "tanpa"  # a value of `facilitator`: actors nobody stands beside


@dataclass(frozen=True)
class Filter:
    """What a screen looks at: which actors (tuples, empty means all), as of when, as known when, and the window.

    `window` is in months. `as_of` None means today, `known_at` None means now.
    """

    kecamatan: tuple[str, ...] = ()
    desa: tuple[str, ...] = ()
    sector: tuple[str, ...] = ()
    scale: tuple[str, ...] = ()
    has: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()
    process: tuple[str, ...] = ()
    expired: tuple[str, ...] = ()
    facilitator: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()
    as_of: date | None = None
    known_at: datetime | None = None
    window: int = DEFAULT_WINDOW

    @property
    def day(self) -> date:
        """The date every figure is computed as of."""
        return self.as_of or clock.today()

    @property
    def kinds(self) -> tuple[str, ...]:
        """The permit kinds this filter asks about, each once."""
        return tuple(dict.fromkeys(self.has + self.lacks + self.process + self.expired))

    @property
    def chosen(self) -> int:
        """How many fields differ from "all, today"."""
        return sum(getattr(self, one.name) != one.default for one in fields(self))

    def with_(self, **changes: Any) -> "Filter":
        """A copy with some fields changed; a desa outside the chosen kecamatan is dropped."""
        changed = replace(self, **changes)
        if changed.kecamatan:
            kept = tuple(code for code in changed.desa if code[:8] in changed.kecamatan)
            changed = replace(changed, desa=kept)
        return changed

    def to_params(self) -> dict[str, str]:
        """The URL's query parameters; only what differs from the default."""
        return {
            one.name: _to_text(getattr(self, one.name))
            for one in fields(self)
            if getattr(self, one.name) != one.default
        }


LISTS = tuple(one.name for one in fields(Filter) if one.default == ())
FIELDS = tuple(one.name for one in fields(Filter))


def _to_text(value: Any) -> str:
    if isinstance(value, tuple):
        return ",".join(value)
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return str(value)


@dataclass(frozen=True)
class Choices:
    """The words a register knows for each list field; what is not among them is dropped from a URL."""

    known: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def only(self, name: str, values: Iterable[str]) -> tuple[str, ...]:
        allowed = FIXED.get(name) or self.known.get(name, frozenset())
        return tuple(dict.fromkeys(value for value in values if value in allowed))


FIXED = {"waiting": BANDS, "scale": SCALES}


def from_params(params: Mapping[str, str], choices: Choices) -> Filter:
    """The Filter a URL means. Unknown words and unreadable dates are dropped, never raised: a link must open."""
    found: dict[str, Any] = {name: choices.only(name, params.get(name, "").split(",")) for name in LISTS}
    for name, reader in _READERS.items():
        value = _readable(reader, params.get(name, ""))
        if value is not None:
            found[name] = value
    return Filter().with_(**found)


def parse(name: str, value: str) -> Any:
    """One single-valued field from text, for the command line; Problem("filter_unreadable") when it cannot be read."""
    read = _readable(_READERS[name], value)
    if read is None:
        raise Problem("filter_unreadable", field=name)
    return read


def _readable(reader: Callable[[str], Any], value: str) -> Any:
    try:
        return reader(value)
    except ValueError:
        return None


def _read_date(value: str) -> date:
    day = date.fromisoformat(value)
    if not 1990 <= day.year <= 2100:
        raise ValueError(value)
    return day


def _read_moment(value: str) -> datetime:
    moment = datetime.fromisoformat(value)
    _read_date(moment.date().isoformat())
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _read_window(value: str) -> int:
    months = int(value)
    if not 1 <= months <= 60:
        raise ValueError(value)
    return months


_READERS: dict[str, Callable[[str], Any]] = {
    "as_of": _read_date,
    "known_at": _read_moment,
    "window": _read_window,
}
