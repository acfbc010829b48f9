"""What a filter lets through."""

import sqlalchemy as sa

from data.filter import UNASSIGNED, Filter
from data.population.frame import Clause
from data.population.permits import UNRECORDED


def clauses(rows: sa.CTE, wanted: Filter) -> list[Clause]:
    """The WHERE of a filter over the columns of `actors`; within a field any value, between fields all."""
    found: list[Clause] = [
        rows.c[column].in_(getattr(wanted, name)) for name, column in _COLUMN_OF.items() if getattr(wanted, name)
    ]
    if wanted.desa and not wanted.kecamatan:
        # Says nothing new, but lets SQLite enter the index of a kept day by place.
        found.append(rows.c.kecamatan_code.in_(sorted({code[:8] for code in wanted.desa})))
    if wanted.scale:
        found.append(sa.or_(rows.c.bps_scale.in_(wanted.scale), rows.c.permenperin_scale.in_(wanted.scale)))
    if wanted.facilitator:
        nobody = rows.c.facilitator_id.is_(None) if UNASSIGNED in wanted.facilitator else sa.false()
        found.append(sa.or_(rows.c.facilitator_id.in_(wanted.facilitator), nobody))
    for name, statuses in STATUSES_OF.items():
        found += [rows.c[f"permit_{kind}"].in_(statuses) for kind in getattr(wanted, name)]
    return found


_COLUMN_OF = {
    "kecamatan": "kecamatan_code",
    "desa": "desa_code",
    "sector": "sector",
    "waiting": "waiting",
}
# "Lacks" is neither valid on the date nor not needed.
STATUSES_OF = {
    "has": ("terbit",),
    "lacks": (UNRECORDED, "belum", "diajukan", "kedaluwarsa", "dicabut"),
    "process": ("diajukan",),
    "expired": ("kedaluwarsa",),
}
