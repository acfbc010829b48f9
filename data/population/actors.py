"""The relation itself: a row per active actor that a filter lets through."""

from collections.abc import Sequence

import sqlalchemy as sa

from data import schema
from data.clock import months_before
from data.filter import Filter
from data.population.facilitators import active, current_facilitators, present, responsible
from data.population.filtering import clauses
from data.population.frame import Frame, flag
from data.population.kept import kept_rows
from data.population.permits import UNRECORDED, statuses
from data.population.replaced import recorded_since
from data.population.scale import bps_scale, permenperin_scale
from data.population.visits import last_visits, waiting_band

BASIC = ("badan_usaha", "nib", "npwp")


def actors(
    frame: Frame, wanted: Filter, also: Sequence[str] = (), among: Sequence[str] = (), *, named: bool = True
) -> sa.CTE:
    """Active actors of the frame that the filter lets through, `among` these ids; `also` carries more permit kinds.

    Columns: id, business_name, product, commodity, kbli_code, sector, kecamatan_code, desa_code, known_since,
    known_since_precision, last_visit, waiting, observed (visits are recorded in its kecamatan), served, responsible_id
    (assigned, at work or not), facilitator_id (at work), personally (its own assignment), orphaned, legal, scale
    columns, and one `permit_<kind>` per kind. A frame of a kept day reads what `data.summary` holds of it; whoever
    only counts then asks for rows that are not `named`.
    """
    kinds = tuple(dict.fromkeys((*BASIC, *wanted.kinds, *also)))
    if frame.which:
        everyone = kept_rows(frame, wanted, kinds, among, named=named)
    else:
        everyone = _everyone(frame, wanted, kinds, among)
    passing = sa.select(everyone).where(*clauses(everyone, wanted))
    return passing.cte("actors")


def _everyone(frame: Frame, wanted: Filter, kinds: Sequence[str], among: Sequence[str]) -> sa.CTE:
    base, place = schema.actor, schema.actor_place
    kept_sector, figures = schema.actor_sector, schema.actor_figures
    where = recorded_since(frame).cte().prefix_with("MATERIALIZED")
    permits, visits = statuses(frame, kinds, among), last_visits(frame, among)
    source = present(frame)
    source = source.join(where, where.c.code == place.c.kecamatan_code)
    source = source.outerjoin(kept_sector, frame.kept(kept_sector, lambda it: it.actor_id == base.c.id))
    source = source.outerjoin(figures, frame.kept(figures, lambda it: it.actor_id == base.c.id))
    for counted in (permits, visits):
        source = source.outerjoin(counted, counted.c.actor_id == base.c.id)
    own, area = responsible(frame)
    # Two steps, so that what each actor's look-ups found is named once and then compared.
    found = (
        sa.select(
            base.c.id,
            base.c.business_name,
            base.c.search_name,
            base.c.known_since,
            base.c.known_since_precision,
            place.c.kecamatan_code,
            place.c.desa_code,
            where.c.visits_since,
            sa.func.coalesce(kept_sector.c.sector, "other").label("sector"),
            kept_sector.c.id.label("sector_row"),
            kept_sector.c.kbli_code,
            kept_sector.c.commodity,
            kept_sector.c.product,
            visits.c.last_visit,
            own.label("own_facilitator"),
            area.label("area_facilitator"),
            bps_scale(figures).label("bps_scale"),
            permenperin_scale(figures).label("permenperin_scale"),
            *(sa.func.coalesce(permits.c[name], UNRECORDED).label(name) for name in permits.c.keys()[1:]),
        )
        .select_from(source)
        .where(active(frame, among))
        .cte("found")
        .prefix_with("MATERIALIZED")  # else SQLite repeats each look-up for every comparison below
    )
    winner = sa.func.coalesce(found.c.own_facilitator, found.c.area_facilitator)
    current = winner.in_(current_facilitators(frame))
    compared = {"visits_since", "own_facilitator", "area_facilitator"}
    return sa.select(
        *(column for column in found.c if column.name not in compared),
        waiting_band(found.c.last_visit, frame.day).label("waiting"),
        flag(found.c.visits_since <= frame.day).label("observed"),
        flag(found.c.last_visit > months_before(frame.day, wanted.window)).label("served"),
        winner.label("responsible_id"),
        sa.case((current, winner)).label("facilitator_id"),
        flag(sa.and_(current, found.c.own_facilitator.is_not(None))).label("personally"),
        flag(sa.and_(winner.is_not(None), sa.not_(current))).label("orphaned"),
        flag(sa.and_(*(found.c[f"permit_{kind}"] == "terbit" for kind in BASIC))).label("legal"),
    ).cte("everyone")
