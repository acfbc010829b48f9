"""What an assignment would change, before anybody confirms it."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from data.access import Who, require
from data.db import read
from data.filter import Filter
from data.population import Frame, actors
from data.queries.assigned import Assigned, Place, assigned

Target = tuple[str, str]


@dataclass(frozen=True)
class Effect:
    """`moves`: how many active actors come from whom (None: from nobody); `staying`: how many in those places keep a
    facilitator of their own or their desa's; `already`: how many have the facilitator now; `caseload`: theirs after."""

    moves: Mapping[str | None, int]
    staying: int
    already: int
    caseload: int


def effect(who: Who, facilitator_id: str, targets: Sequence[Target], day: date) -> Effect:
    """What giving these targets ("actor", "desa" or "kecamatan", with id or code) to a facilitator on a day does."""
    require(who, "team.see")
    chosen = {kind: frozenset(code for of, code in targets if of == kind) for kind in ("actor", "desa", "kecamatan")}

    frame, found = assigned(who, day)
    counted = _counted(found, _places(who, frame, chosen["actor"]), chosen["desa"], chosen["kecamatan"])
    moves = {former: size for (former, moved), size in counted.items() if moved and former != facilitator_id}
    return Effect(
        moves,
        staying=sum(size for (_, moved), size in counted.items() if not moved),
        already=counted[facilitator_id, True],
        caseload=found.loads.get(facilitator_id, 0) + sum(moves.values()),
    )


def _places(who: Who, frame: Frame, actor_ids: Collection[str]) -> dict[str, Place]:
    """Actor -> its place, of those of these that are active."""
    if not actor_ids:
        return {}
    rows = actors(frame, Filter(as_of=frame.day), among=sorted(actor_ids), named=False)
    with read(who) as conn:
        found = conn.execute(sa.select(rows.c.id, rows.c.kecamatan_code, rows.c.desa_code))
        return {actor_id: (kecamatan, desa) for actor_id, kecamatan, desa in found}


def _counted(
    found: Assigned, named: Mapping[str, Place], desa: Collection[str], kecamatan: Collection[str]
) -> Counter[tuple[str | None, bool]]:
    """How many actors of each former facilitator (None: nobody) pass and how many stay, of those named and of those in
    the chosen places. The most specific wins: a desa's assignment leaves the actors with their own, a kecamatan's also
    its desa's."""
    counted: Counter[tuple[str | None, bool]] = Counter()
    apart: Counter[Place] = Counter()  # those who do not go with their place
    for actor_id, place in named.items():
        own = found.own.get(actor_id)
        counted[own[0] if own else found.of_area(place), True] += 1
        apart[place] += 1
    for actor_id, (former, place) in found.own.items():
        if actor_id not in named and (place[0] in kecamatan or place[1] in desa):
            counted[former, False] += 1
            apart[place] += 1
    for place, numbers in found.places.items():
        passes = place[1] in desa or (place[0] in kecamatan and (place[1] or "") not in found.areas)
        if passes or place[0] in kecamatan:
            counted[found.of_area(place), passes] += numbers["actors"] - apart[place]
    return +counted
