"""Whether a business about to be written down is there already: by its name nearby, or by its telephone number.

The asker may not be allowed to see the owner or the number of what is found: those only help to find it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from rapidfuzz import fuzz

from data import clock, schema
from data.access import Who, require
from data.db import read
from data.filter import Filter
from data.linking.names import name_core
from data.normal import plain
from data.phones import dial
from data.population import Frame, actors
from geo.regions import load

MOST = 5
# How alike two names must be (0–100), by how near they are; the same owner beside a name half alike is enough.
SAME_DESA, SAME_KECAMATAN, NEIGHBOUR, SAME_OWNER = 75, 82, 90, 60


@dataclass(frozen=True)
class Like:
    """A business that may be the same, as any colleague may see it; `why` holds "name" and/or "phone".

    `active` is false for one that was closed or moved away.
    """

    id: str
    business_name: str
    product: str | None
    kecamatan_code: str
    desa_code: str | None
    facilitator_id: str | None
    active: bool
    why: tuple[str, ...]


def similar(
    who: Who,
    business_name: str,
    kecamatan_code: str,
    owner: str | None = None,
    phone: str | None = None,
    *,
    desa_code: str | None = None,
) -> list[Like]:
    """Businesses of this kecamatan and its neighbours with a name alike, and any with the same number; likeliest first.

    At most five. What the register knows of their owners and numbers is compared here and never given back.
    """
    require(who, "actor.add")
    frame = Frame(who.kab, clock.today(), clock.now())
    asked = _Asked(name_core(business_name), kecamatan_code, desa_code, plain(owner or ""), frozenset(_dialled(phone)))
    with read(who) as conn:
        scored = [(asked.likeness(row), row.id) for row in conn.execute(_candidates(frame))]
        best = sorted(((score, why, one) for (score, why), one in scored if why), key=lambda it: (-it[0], it[2]))
        return _told(conn, frame, [(one, why) for _, why, one in best[:MOST]])


@dataclass(frozen=True)
class _Asked:
    name: str
    kecamatan: str
    desa: str | None
    owner: str
    numbers: frozenset[str]

    def likeness(self, row: sa.Row[Any]) -> tuple[float, tuple[str, ...]]:
        """How alike (a same number counts most) and why; no reason: not alike."""
        alike, why = 0.0, []
        if self._near(row.kecamatan_code):
            found = fuzz.token_sort_ratio(self.name, name_core(row.business_name))
            if found >= self._enough(row):
                alike, why = found, ["name"]
        if self.numbers and not self.numbers.isdisjoint(_dialled(row.phone)):
            alike, why = alike + 100, [*why, "phone"]
        return alike, tuple(why)

    def _near(self, kecamatan: str) -> bool:
        place = load().kecamatan.get(self.kecamatan)
        return kecamatan == self.kecamatan or (place is not None and kecamatan in place.neighbours)

    def _enough(self, row: sa.Row[Any]) -> float:
        if self.owner and plain(row.owner or "") == self.owner:
            return SAME_OWNER
        if row.kecamatan_code != self.kecamatan:
            return NEIGHBOUR
        return SAME_DESA if self.desa and row.desa_code == self.desa else SAME_KECAMATAN


def _dialled(raw: str | None) -> Iterable[str]:
    return (number.tel for number in dial(raw) if number.tel)


def _candidates(frame: Frame) -> sa.Select[Any]:
    """Every business of the register that was not merged into another, those that are closed too."""
    base, place, personal = schema.actor, schema.actor_place, schema.actor_personal
    source = base.join(place, frame.kept(place, lambda it: it.actor_id == base.c.id)).join(
        personal, sa.and_(personal.c.kab_code == frame.kab, personal.c.actor_id == base.c.id)
    )
    columns = (base.c.id, base.c.business_name, place.c.kecamatan_code, place.c.desa_code)
    asked = sa.select(*columns, personal.c.owner, personal.c.phone).select_from(source)
    return asked.where(frame.known(base), base.c.merged_into.is_(None))


def _told(conn: sa.Connection, frame: Frame, found: Sequence[tuple[str, tuple[str, ...]]]) -> list[Like]:
    """What a colleague may see of these, in their order."""
    ids = [one for one, _ in found]
    rows = actors(frame, Filter(), among=ids) if ids else None
    active = {row.id: row for row in conn.execute(sa.select(rows))} if rows is not None else {}
    base, place, work = schema.actor, schema.actor_place, schema.actor_sector
    source = base.join(place, frame.kept(place, lambda it: it.actor_id == base.c.id)).outerjoin(
        work, frame.kept(work, lambda it: it.actor_id == base.c.id)
    )
    product = sa.func.coalesce(work.c.product, work.c.commodity).label("product")
    asked = sa.select(base.c.id, base.c.business_name, product, place.c.kecamatan_code, place.c.desa_code)
    asked = asked.select_from(source).where(base.c.kab_code == frame.kab, base.c.id.in_(ids))
    facts = {row.id: row for row in conn.execute(asked)}
    return [
        Like(*facts[one], active[one].facilitator_id if one in active else None, one in active, why)
        for one, why in found
    ]
