"""What an assignment would change, before anybody confirms it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from data.access import Who, require
from data.db import read
from data.filter import Filter
from data.population import actors, caseloads, standing
from data.queries.team import responsible
from data.summary.turning import frame_for

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
    frame = frame_for(who, Filter(as_of=day))
    rows = actors(frame, Filter(as_of=day))
    own, desa = standing(frame, "actor_id", rows.c.id), standing(frame, "desa_code", rows.c.desa_code)
    chosen = {kind: [code for of, code in targets if of == kind] for kind in ("actor", "desa", "kecamatan")}
    named = rows.c.id.in_(chosen["actor"])
    in_desa, in_kecamatan = rows.c.desa_code.in_(chosen["desa"]), rows.c.kecamatan_code.in_(chosen["kecamatan"])
    # The most specific wins: a desa's assignment leaves the actors with their own, a kecamatan's also its desa's.
    reached = sa.or_(
        named,
        sa.and_(in_desa, own.is_(None)),
        sa.and_(in_kecamatan, own.is_(None), desa.is_(None)),
    )
    asked = sa.select(responsible(frame, rows)[1], sa.case((reached, 1), else_=0))
    with read(who) as conn:
        found = Counter(tuple(row) for row in conn.execute(asked.where(sa.or_(named, in_desa, in_kecamatan))))
        loads: dict[str, int] = {code: count for code, count in conn.execute(caseloads(frame))}
    moves = {former: count for (former, moved), count in found.items() if moved and former != facilitator_id}
    return Effect(
        moves,
        staying=sum(count for (_, moved), count in found.items() if not moved),
        already=found[facilitator_id, 1],
        caseload=loads.get(facilitator_id, 0) + sum(moves.values()),
    )
