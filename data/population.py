"""The one relation every figure is counted from: a row per active actor, as of a date, as known at a time.

Each dated table contributes its latest row on or before the date among those recorded by then; "kept" means just that.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from data import schema
from data.filter import UNASSIGNED, Filter
from data.metrics import band_edges, months_before

BASIC = ("badan_usaha", "nib", "npwp")
CASE_UNKNOWN = "tidak_tercatat"


class Frame:
    """A date and a time of knowledge for one regency: the WHERE that every dated table shares."""

    def __init__(self, kab: str, day: date, known_at: datetime) -> None:
        self.kab, self.day, self.known_at = kab, day, known_at

    def known(self, table: sa.Table) -> sa.ColumnElement[bool]:
        """Rows of this regency recorded by then."""
        return sa.and_(table.c.kab_code == self.kab, table.c.recorded_at <= self.known_at)

    def happened(self, table: sa.Table) -> sa.ColumnElement[bool]:
        """Rows recorded by then whose date has come."""
        return sa.and_(self.known(table), table.c.on_date <= self.day)

    def latest(self, table: sa.Table, *per: str, extra: Sequence[sa.ColumnElement[bool]] = ()) -> sa.CTE:
        """The kept row of each `per` (default: each actor)."""
        by = [table.c[name] for name in per or ("actor_id",)]
        order = (table.c.on_date.desc(), table.c.recorded_at.desc(), table.c.id.desc())
        rank = sa.func.row_number().over(partition_by=by, order_by=order).label("rank")
        ranked = sa.select(table, rank).where(self.happened(table), *extra).subquery()
        return sa.select(ranked).where(ranked.c.rank == 1).cte()

    def running(self, table: sa.Table) -> sa.ColumnElement[bool]:
        """Rows with from–to in force on the date; an end counts only once it was recorded."""
        ended = sa.and_(table.c.to_on < self.day, table.c.end_recorded_at <= self.known_at)
        return sa.and_(self.known(table), table.c.from_on <= self.day, sa.func.coalesce(sa.not_(ended), sa.true()))


def frame_of(kab: str, wanted: Filter, known_at: datetime) -> Frame:
    """The frame a filter asks for; `known_at` is now unless the filter fixes it."""
    return Frame(kab, wanted.day, wanted.known_at or known_at)


def actors(frame: Frame, wanted: Filter, also: Sequence[str] = ()) -> sa.CTE:
    """Active actors of the frame that the filter lets through; `also` are more permit kinds to carry.

    Columns: id, business_name, product, commodity, kbli_code, sector, kecamatan_code, desa_code, known_since,
    known_since_precision, last_visit, waiting, observed (visits are recorded in its kecamatan), served, facilitator_id
    (current), personally (its own assignment), orphaned, legal, scale columns, and one `permit_<kind>` per kind.
    """
    everyone = _everyone(frame, wanted, tuple(dict.fromkeys((*BASIC, *wanted.kinds, *also))))
    passing = sa.select(everyone).where(*clauses(everyone, wanted))
    return passing.cte("actors")


def _everyone(frame: Frame, wanted: Filter, kinds: Sequence[str]) -> sa.CTE:
    base = schema.actor
    place, state = frame.latest(schema.actor_place), frame.latest(schema.actor_state)
    kept_sector, figures = frame.latest(schema.actor_sector), frame.latest(schema.actor_figures)
    permits, visits, standing = permit_states(frame, kinds), visits_of(frame), assignments(frame)
    where = schema.kecamatan
    a, d, k = (standing.alias(name) for name in ("by_actor", "by_desa", "by_kecamatan"))
    winner = sa.func.coalesce(a.c.facilitator_id, d.c.facilitator_id, k.c.facilitator_id)
    current = current_facilitators(frame)
    observed = sa.and_(where.c.visits_since.is_not(None), where.c.visits_since <= frame.day)
    states = {kind: sa.func.coalesce(permits.c[kind], CASE_UNKNOWN) for kind in kinds}
    legal = sa.and_(*(states[kind] == "terbit" for kind in BASIC))

    source = (
        base.join(state, state.c.actor_id == base.c.id)
        .join(place, place.c.actor_id == base.c.id)
        .join(where, sa.and_(where.c.kab_code == frame.kab, where.c.code == place.c.kecamatan_code))
        .outerjoin(kept_sector, kept_sector.c.actor_id == base.c.id)
        .outerjoin(figures, figures.c.actor_id == base.c.id)
        .outerjoin(permits, permits.c.actor_id == base.c.id)
        .outerjoin(visits, visits.c.actor_id == base.c.id)
        .outerjoin(a, a.c.actor_id == base.c.id)
        .outerjoin(d, d.c.desa_code == place.c.desa_code)
        .outerjoin(k, k.c.kecamatan_code == place.c.kecamatan_code)
        .outerjoin(current, current.c.id == winner)
    )
    columns = [
        base.c.id,
        base.c.business_name,
        base.c.search_name,
        base.c.known_since,
        base.c.known_since_precision,
        place.c.kecamatan_code,
        place.c.desa_code,
        sa.func.coalesce(kept_sector.c.sector, "other").label("sector"),
        kept_sector.c.kbli_code,
        kept_sector.c.commodity,
        kept_sector.c.product,
        visits.c.last_visit,
        waiting_band(visits.c.last_visit, frame.day).label("waiting"),
        _flag(observed).label("observed"),
        _flag(visits.c.last_visit > months_before(frame.day, wanted.window)).label("served"),
        current.c.id.label("facilitator_id"),
        _flag(sa.and_(current.c.id.is_not(None), a.c.facilitator_id.is_not(None))).label("personally"),
        _flag(sa.and_(winner.is_not(None), current.c.id.is_(None))).label("orphaned"),
        _flag(legal).label("legal"),
        bps_scale(figures).label("bps_scale"),
        permenperin_scale(figures).label("permenperin_scale"),
        *(column.label(f"permit_{kind}") for kind, column in states.items()),
    ]
    merged = sa.and_(base.c.merged_into.is_not(None), base.c.merged_at <= frame.known_at)
    chosen = sa.select(*columns).select_from(source)
    return chosen.where(frame.known(base), state.c.state == "active", sa.func.coalesce(sa.not_(merged), sa.true())).cte(
        "everyone"
    )


def _flag(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    return sa.case((condition, 1), else_=0)


def visits_of(frame: Frame) -> sa.CTE:
    """The last visit of each actor: in person, and they met. Phone, messages and attempts stop no clock."""
    met = schema.contact
    in_person = sa.and_(met.c.mode.in_(schema.MODES_IN_PERSON), met.c.outcome == "bertemu")
    last = sa.func.max(met.c.on_date).label("last_visit")
    return sa.select(met.c.actor_id, last).where(frame.happened(met), in_person).group_by(met.c.actor_id).cte()


def waiting_band(last_visit: Any, day: date) -> sa.ColumnElement[str]:
    """The waiting band (`metrics.BANDS`) of a last visit."""
    edge = band_edges(day)
    return sa.case(
        (last_visit.is_(None), "never"),
        (last_visit > edge["m6"], "under_6"),
        (last_visit > edge["m12"], "6_12"),
        (last_visit > edge["m24"], "12_24"),
        else_="over_24",
    )


def permit_states(frame: Frame, kinds: Sequence[str]) -> sa.CTE:
    """One column per kind with its status on the date; kedaluwarsa is derived, a form that is no entity is `belum`."""
    kept = frame.latest(schema.permit_event, "actor_id", "kind", extra=[schema.permit_event.c.kind.in_(kinds)])
    form = schema.legal_form
    status = sa.case(
        (sa.and_(kept.c.status == "terbit", kept.c.expires_on < frame.day), "kedaluwarsa"),
        (sa.and_(kept.c.status == "terbit", kept.c.form.is_not(None), sa.not_(form.c.legal_entity)), "belum"),
        else_=kept.c.status,
    )
    pivot = [sa.func.max(sa.case((kept.c.kind == kind, status))).label(kind) for kind in kinds]
    joined = kept.outerjoin(form, sa.and_(form.c.kab_code == frame.kab, form.c.code == kept.c.form))
    return sa.select(kept.c.actor_id, *pivot).select_from(joined).group_by(kept.c.actor_id).cte()


def assignments(frame: Frame) -> sa.CTE:
    """The assignments in force, one per target."""
    table = schema.assignment
    target = (table.c.actor_id, table.c.desa_code, table.c.kecamatan_code)
    order = (table.c.from_on.desc(), table.c.recorded_at.desc(), table.c.id.desc())
    rank = sa.func.row_number().over(partition_by=target, order_by=order).label("rank")
    ranked = sa.select(table.c.facilitator_id, *target, rank).where(frame.running(table)).subquery()
    return sa.select(ranked).where(ranked.c.rank == 1).cte()


def current_facilitators(frame: Frame) -> sa.CTE:
    """Facilitators with a contract on the date who are at work."""
    contract, someone = schema.facilitator_contract, schema.facilitator
    state = frame.latest(schema.facilitator_state, "facilitator_id")
    under_contract = sa.select(contract.c.facilitator_id).where(frame.running(contract))
    return (
        sa.select(someone.c.id, someone.c.name, someone.c.capacity)
        .join(state, state.c.facilitator_id == someone.c.id)
        .where(frame.known(someone), state.c.state == "aktif", someone.c.id.in_(under_contract))
        .cte()
    )


def _workers(figures: sa.CTE) -> sa.ColumnElement[int]:
    return sa.func.coalesce(figures.c.workers_m, 0) + sa.func.coalesce(figures.c.workers_f, 0)


def bps_scale(figures: sa.CTE) -> sa.ColumnElement[str]:
    """BPS: 1–4, 5–19, 20–99, 100 and more workers; none written down is unknown."""
    workers = _workers(figures)
    return sa.case(
        (workers == 0, "unknown"),
        (workers < 5, "bps_micro"),
        (workers < 20, "bps_small"),
        (workers < 100, "bps_medium"),
        else_="bps_large",
    )


def permenperin_scale(figures: sa.CTE) -> sa.ColumnElement[str]:
    """Permenperin 64/2016: small ≤ 19 workers and < Rp 1 bn; large ≥ 20 workers and > Rp 15 bn; between them medium."""
    workers, invested = _workers(figures), figures.c.investment
    return sa.case(
        (sa.or_(workers == 0, invested.is_(None)), "unknown"),
        (sa.and_(workers <= 19, invested < 1_000_000_000), "permenperin_small"),
        (sa.and_(workers >= 20, invested > 15_000_000_000), "permenperin_large"),
        else_="permenperin_medium",
    )


def clauses(rows: sa.CTE, wanted: Filter) -> list[sa.ColumnElement[bool]]:
    """The WHERE of a filter over the columns of `actors`; within a field any value, between fields all."""
    found = [rows.c[column].in_(getattr(wanted, name)) for name, column in _COLUMN_OF.items() if getattr(wanted, name)]
    if wanted.scale:
        found.append(sa.or_(rows.c.bps_scale.in_(wanted.scale), rows.c.permenperin_scale.in_(wanted.scale)))
    if wanted.facilitator:
        nobody = rows.c.facilitator_id.is_(None) if UNASSIGNED in wanted.facilitator else sa.false()
        found.append(sa.or_(rows.c.facilitator_id.in_(wanted.facilitator), nobody))
    for name, statuses in _STATUSES_OF.items():
        found += [rows.c[f"permit_{kind}"].in_(statuses) for kind in getattr(wanted, name)]
    return found


_COLUMN_OF = {
    "kecamatan": "kecamatan_code",
    "desa": "desa_code",
    "sector": "sector",
    "waiting": "waiting",
}
# "Lacks" is neither valid on the date nor not needed.
_STATUSES_OF = {
    "has": ("terbit",),
    "lacks": (CASE_UNKNOWN, "belum", "diajukan", "kedaluwarsa", "dicabut"),
    "process": ("diajukan",),
    "expired": ("kedaluwarsa",),
}
