"""Whom and where a row is about: its place, and its actor by id, then NIB, then name, owner and place."""

from collections.abc import Collection
from functools import lru_cache

from data.importing.against import Actors
from data.importing.places import Gazetteer
from data.importing.placing import Placed, place
from data.importing.reader import RowReader

NIB_DIGITS = 13
_KEPT = 20_000  # pairs of written places; a register has a few hundred
UNPLACED = Placed()


class Placer:
    """Places rows; what is written twice is worked out once."""

    def __init__(self, places: Gazetteer) -> None:
        self._places = places
        self._plain = lru_cache(_KEPT)(lambda kecamatan, desa: place(places, kecamatan, desa))

    def of(self, read: RowReader, point: tuple[float, float] | None = None) -> Placed:
        """The place of a row; its address and point are asked only where the two cells leave a doubt."""
        kecamatan, desa = read.text("kecamatan"), read.text("desa")
        found: Placed = self._plain(kecamatan, desa)
        if not found.findings or (point is None and read.text("address") is None):
            return found
        return place(self._places, kecamatan, desa, address=read.text("address"), point=point)


def note_place(read: RowReader, placed: Placed, unsaid: Collection[str] = ()) -> None:
    """Remember what was doubtful about a place."""
    for finding in placed.findings:
        if finding.code not in unsaid:
            read.note(finding.code, finding.field, finding.details, instead=_OTHER.get(finding.field, "kecamatan"))


_OTHER = {"kecamatan": "desa"}


def find_actor(read: RowReader, actors: Actors, placed: Placed, nib: str | None) -> str | None:
    """The one actor of the register that a row is about; where it is not certain, why is noted.

    Half a NIB tells nobody apart and is passed over.
    """
    identity, name = read.text("actor_id"), read.text("business_name")
    if identity:
        if actors.has(identity):
            return identity
        read.note("actor_unknown", "actor_id")
        return None
    found = actors.by_nib(nib) if nib and len(nib) == NIB_DIGITS else None
    if found:
        return found
    if not name:
        read.note(*(("actor_unknown", "nib") if nib else ("actor_missing", "business_name")), instead="actor_id")
        return None
    if placed.findings and placed.kecamatan is None:
        return None  # said already: the place is not known
    fits = actors.find(name, read.text("owner"), placed.kecamatan, placed.desa)
    if len(fits) == 1:
        return next(iter(fits))
    read.note("actor_ambiguous" if fits else "actor_unknown", "business_name", {"count": len(fits)})
    return None
