"""What the rows of a file are checked against: the register's places, words and actors, and a person's choices."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

from data.importing.fingerprints import name_key
from data.importing.places import Gazetteer

SectorOf = Callable[[str], str | None]


class Actors(Protocol):
    """The register as a file needs it, to know whom a row is about."""

    def has(self, actor_id: str) -> bool:
        """Whether an actor has this id."""

    def by_nib(self, nib: str) -> str | None:
        """The id of the actor with this NIB, None where none or several have it."""

    def find(self, name: str, owner: str | None, kecamatan: str | None, desa: str | None) -> Collection[str]:
        """Ids of the actors of this name; what is None is not compared."""


class ActorIndex:
    """Actors by normalised name, from rows of (id, business name, owner, kecamatan code, desa code)."""

    def __init__(
        self,
        rows: Iterable[tuple[str, str, str | None, str, str | None]] = (),
        nibs: Iterable[tuple[str, str]] = (),
    ) -> None:
        """`nibs` are pairs of NIB and actor id; a NIB that two actors have tells nobody apart."""
        self._ids: set[str] = set()
        self._by_name: dict[str, list[tuple[str, str, str, str | None]]] = {}
        for actor_id, name, owner, kecamatan, desa in rows:
            self._ids.add(actor_id)
            self._by_name.setdefault(name_key(name), []).append((actor_id, name_key(owner or ""), kecamatan, desa))
        self._by_nib: dict[str, str | None] = {}
        for nib, actor_id in nibs:
            self._by_nib[nib] = actor_id if self._by_nib.get(nib, actor_id) == actor_id else None

    def has(self, actor_id: str) -> bool:
        """Whether an actor has this id."""
        return actor_id in self._ids

    def by_nib(self, nib: str) -> str | None:
        """The id of the actor with this NIB, None where none or several have it."""
        return self._by_nib.get(nib)

    def find(self, name: str, owner: str | None, kecamatan: str | None, desa: str | None) -> list[str]:
        """Ids of the actors of this name; owner and desa are compared where both sides know them."""
        wanted = name_key(owner or "")
        return [
            actor_id
            for actor_id, its_owner, its_kecamatan, its_desa in self._by_name.get(name_key(name), ())
            if kecamatan in (None, its_kecamatan)
            and (desa is None or its_desa in (None, desa))
            and (not wanted or its_owner in ("", wanted))
        ]


@dataclass(frozen=True, kw_only=True, repr=False)
class Against:
    """All that a check knows besides the file; what is left out is not checked. Its repr shows nobody."""

    places: Gazetteer
    today: date
    actors: Actors = field(default_factory=ActorIndex)
    known: Mapping[str, str] = field(default_factory=dict)
    """Fingerprints of the register -> actor id."""
    sector_of: SectorOf = lambda kbli: None
    """The sector of an industrial KBLI code of either version; None for what is no industry."""
    legal_forms: Mapping[str, str] = field(default_factory=dict)
    """Words as files write them -> code of the legal form."""
    regency_digits: str = ""
    """The four that an SPP-PIRT number of this regency holds; '' does not check them."""
    box: tuple[float, float, float, float] | None = None
    """West, south, east, north of the region in degrees; None takes no point."""
    codes2020: Collection[str] = ()
    codes2025: Collection[str] = ()
    facilitators: Mapping[str, str] = field(default_factory=dict)
    """Names -> ids."""
    options: Mapping[str, Any] = field(default_factory=dict)
    """What a preset or a person chose for the whole file, see `mapping.OPTIONS`."""


def sector_by_prefix(prefixes: Mapping[str, str]) -> SectorOf:
    """The sector of the longest prefix of a code, None if none fits."""

    def sector(code: str) -> str | None:
        return next((prefixes[code[:n]] for n in range(len(code), 0, -1) if code[:n] in prefixes), None)

    return sector
