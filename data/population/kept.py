"""The same relation on a kept day, read from what `data.summary` holds of it instead of from all dated rows."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from data import schema
from data.clock import months_before
from data.filter import Filter
from data.population.frame import Frame, flag
from data.population.permits import UNRECORDED

# What may stand beside a kind in `actor_day.permits`; a kind that is not recorded is absent there.
RECORDED = ("terbit", "diajukan", "belum", "kedaluwarsa", "dicabut", "tidak_perlu")


def kept_rows(
    frame: Frame, wanted: Filter, kinds: Sequence[str], among: Sequence[str], *, named: bool = True
) -> sa.CTE:
    """The columns of `population.actors`, and `permits` and `needs` as they are kept; without `named` those of the
    actor's own tables are left out, which a count does not look at."""
    kept, base, kept_sector, where = schema.actor_day, schema.actor, schema.actor_sector, schema.kecamatan
    source = kept.join(where, sa.and_(where.c.kab_code == frame.kab, where.c.code == kept.c.kecamatan_code))
    more: list[sa.Column[Any]] = []
    if named:
        source = source.join(base, sa.and_(base.c.kab_code == frame.kab, base.c.id == kept.c.id))
        mine = sa.and_(kept_sector.c.kab_code == frame.kab, kept_sector.c.id == kept.c.sector_row)
        source = source.outerjoin(kept_sector, mine)
        more = [base.c.business_name, base.c.search_name, base.c.known_since_precision]
        more += [kept_sector.c.kbli_code, kept_sector.c.commodity, kept_sector.c.product]
    asked = sa.select(
        *(kept.c[name] for name in _AS_KEPT),
        *more,
        *(permit_status(kept, kind).label(f"permit_{kind}") for kind in kinds),
        flag(where.c.visits_since <= frame.day).label("observed"),
        flag(kept.c.last_visit > months_before(frame.day, wanted.window)).label("served"),
    ).select_from(source)
    asked = asked.where(kept.c.kab_code == frame.kab, kept.c.which == frame.which)
    return (asked.where(kept.c.id.in_(among)) if among else asked).cte("everyone")


_AS_KEPT = (
    "id",
    "known_since",
    "kecamatan_code",
    "desa_code",
    "sector",
    "sector_row",
    "bps_scale",
    "permenperin_scale",
    "last_visit",
    "waiting",
    "responsible_id",
    "facilitator_id",
    "personally",
    "orphaned",
    "legal",
    "permits",
    "needs",
)


def permit_status(kept: Any, kind: str) -> sa.ColumnElement[str]:
    """The status of one kind, out of all that are written in one text."""

    def holds(words: str) -> sa.ColumnElement[bool]:
        found: sa.ColumnElement[bool] = kept.c.permits.contains(words, autoescape=True)
        return found

    # Most actors have no row of most kinds: they need one look, not one per status.
    unrecorded = (sa.not_(holds(f" {kind}:")), UNRECORDED)
    return sa.case(unrecorded, *((holds(f" {kind}:{status} "), status) for status in RECORDED))


def permits_text(rows: sa.FromClause, kinds: Sequence[str]) -> sa.ColumnElement[str]:
    """All recorded statuses of a row of `population.actors` in one text, in the order of `kinds`."""
    whole: sa.ColumnElement[str] = sa.literal(" ")
    for kind in kinds:
        status = rows.c[f"permit_{kind}"]
        whole = whole.concat(
            sa.case((status == UNRECORDED, ""), else_=sa.literal(f"{kind}:").concat(status).concat(" "))
        )
    return whole


def statuses_of(text: str, kinds: Sequence[str]) -> dict[str, str]:
    """The same, read back: kind -> status."""
    recorded = dict(written_pairs(text))
    return {kind: recorded.get(kind, UNRECORDED) for kind in kinds}


def written_pairs(text: str) -> list[tuple[str, str]]:
    """What stands in `actor_day.permits` or `.needs`: kind and status, or kind and change."""
    return [(kind, found) for kind, _, found in (pair.partition(":") for pair in text.split())]


def last_needs(frame: Frame, among: Sequence[str]) -> sa.Subquery:
    """Actor id and its `needs` in one text, in the order of their kinds."""
    event = schema.need_event
    kept = frame.latest_of_all(event, "kind", only=("kind", "change"), among=among)
    each = sa.select(kept.c.actor_id, kept.c.kind.concat(":").concat(kept.c.change).label("need"))
    ordered = each.order_by(kept.c.actor_id, kept.c.kind).subquery()
    words = sa.func.aggregate_strings(ordered.c.need, " ")
    text = sa.literal(" ").concat(words).concat(" ").label("needs")
    return sa.select(ordered.c.actor_id, text).group_by(ordered.c.actor_id).subquery()
