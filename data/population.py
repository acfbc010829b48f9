"""The one relation every figure is counted from: a row per active actor, as of a date, as known at a time.

Each dated table contributes its latest row on or before the date among those recorded by then; "kept" means just that.
Contacts, permits, needs and the like of an actor that was merged into another stay with it and count for the other one;
what an actor is (its place, state, sector, figures) is its own.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from data import schema
from data.clock import months_before
from data.filter import UNASSIGNED, Filter
from data.metrics import band_edges

Clause = sa.ColumnElement[bool]
Same = Callable[[Any], Clause]  # a row's columns -> whether it is about the same thing
BASIC = ("badan_usaha", "nib", "npwp")
UNRECORDED = "tidak_tercatat"
# Made once: an alias of a wide table costs more than the question it stands in.
_ITSELF, _GONE = schema.actor.alias("itself"), schema.actor.alias("gone")


class Frame:
    """A date and a time of knowledge for one regency: the WHERE that every dated table shares."""

    def __init__(self, kab: str, day: date, known_at: datetime) -> None:
        self.kab, self.day, self.known_at = kab, day, known_at

    def known(self, table: sa.FromClause) -> Clause:
        """Rows of this regency recorded by then."""
        return sa.and_(table.c.kab_code == self.kab, table.c.recorded_at <= self.known_at)

    def happened(self, table: sa.FromClause) -> Clause:
        """Rows recorded by then whose date has come."""
        return sa.and_(self.known(table), table.c.on_date <= self.day)

    def latest(self, table: sa.Table, *per: str, extra: Sequence[Clause] = ()) -> sa.CTE:
        """The kept row of each `per` (default: each actor)."""
        by = [table.c[name] for name in per or ("actor_id",)]
        order = (table.c.on_date.desc(), table.c.recorded_at.desc(), table.c.id.desc())
        rank = sa.func.row_number().over(partition_by=by, order_by=order).label("rank")
        ranked = sa.select(table, rank).where(self.happened(table), *extra).subquery()
        return sa.select(ranked).where(ranked.c.rank == 1).cte()

    def latest_of_all(self, table: sa.Table, *per: str, extra: Sequence[Clause] = ()) -> sa.CTE:
        """The kept row of each actor and `per`, among those of the actor and of all that were merged into it."""
        merged = self.survivors()
        whose = sa.func.coalesce(merged.c.survivor, table.c.actor_id).label("actor_id")
        order = (table.c.on_date.desc(), table.c.recorded_at.desc(), table.c.id.desc())
        by = (sa.func.coalesce(merged.c.survivor, table.c.actor_id), *(table.c[name] for name in per))
        rank = sa.func.row_number().over(partition_by=by, order_by=order).label("rank")
        columns = (column for column in table.c if column.name != "actor_id")
        ranked = sa.select(whose, *columns, rank).outerjoin_from(table, merged, merged.c.id == table.c.actor_id)
        each = ranked.where(self.happened(table), *extra).subquery()
        return sa.select(each).where(each.c.rank == 1).cte()

    def kept(self, table: sa.FromClause, same: Same) -> Clause:
        """The ON of a join to the kept row of `table`, among the rows for which `same` (given their columns) holds.

        A correlated look-up in the table's own index: unlike a join to a ranked subquery it needs no statistics to be
        fast on SQLite.
        """
        inner = _again(table)
        return sa.and_(table.c.kab_code == self.kab, table.c.id == self._chosen(inner, same(inner.c)))

    def kept_of_all(
        self, table: sa.FromClause, actor_id: sa.ColumnElement[str], same: Same, several: Clause | None = None
    ) -> Clause:
        """The same among the rows of an actor and of all that were merged into it; `several` as in `of_all`."""
        inner = _again(table)

        def look(theirs: Same) -> sa.ColumnElement[Any]:
            return self._chosen(inner, theirs(inner.c), same(inner.c))

        return sa.and_(table.c.kab_code == self.kab, table.c.id == self.of_all(actor_id, look, several))

    def _chosen(self, inner: sa.FromClause, *where: Clause) -> sa.ColumnElement[Any]:
        order = (inner.c.on_date.desc(), inner.c.recorded_at.desc(), inner.c.id.desc())
        chosen = sa.select(inner.c.id).where(self.happened(inner), *where).order_by(*order).limit(1)
        return chosen.correlate_except(inner).scalar_subquery()

    def merged(self, table: sa.FromClause) -> Clause:
        """Actors of this regency that by then were merged into another."""
        # Never empty, so > '' is "is not null" in words with which SQLite enters the index.
        return sa.and_(table.c.kab_code == self.kab, table.c.merged_into > "", table.c.merged_at <= self.known_at)

    def of_all(
        self, actor_id: sa.ColumnElement[str], look: Callable[[Same], Any], several: Clause | None = None
    ) -> sa.ColumnElement[Any]:
        """What `look` finds of an actor and of all that were merged into it; it is told which rows are theirs.

        Few actors have others merged into them (`several` says which, else they are looked up): the others are looked
        up by their own id alone.
        """
        if several is None:
            several = actor_id.in_(self.heads())
        family = self.family(actor_id)
        all_of_them, alone = look(lambda it: it.actor_id.in_(family)), look(lambda it: it.actor_id == actor_id)
        return sa.case((several, all_of_them), else_=alone)

    def heads(self) -> sa.Select[Any]:
        """Ids of the actors others were merged into."""
        return sa.select(_GONE.c.merged_into.label("id")).where(self.merged(_GONE)).distinct()

    def family(self, actor_id: sa.ColumnElement[str]) -> sa.Select[Any]:
        """Ids of an actor of the statement around and of all that were merged into it, one after the other too."""
        # The moment travels as a column: as a test of its own SQLite would read all actors to build a filter from it.
        known_at = sa.literal(self.known_at, schema.Moment).label("known_at")
        first = sa.select(_ITSELF.c.id, known_at).where(_ITSELF.c.kab_code == self.kab, _ITSELF.c.id == actor_id)
        found = first.correlate_except(_ITSELF).cte("family", recursive=True, nesting=True)
        mine = sa.and_(_GONE.c.kab_code == self.kab, _GONE.c.merged_into == found.c.id)
        more = sa.select(_GONE.c.id, found.c.known_at).join(found, mine).where(_GONE.c.merged_at <= found.c.known_at)
        return sa.select(found.union(more).c.id)

    def survivors(self) -> sa.CTE:
        """Every actor that was merged into another, with the one that stands for it: id, survivor."""
        step = sa.select(_ITSELF.c.id, _ITSELF.c.merged_into.label("survivor")).where(self.merged(_ITSELF))
        into = step.cte(recursive=True)
        again = sa.select(into.c.id, _GONE.c.merged_into).join(_GONE, _GONE.c.id == into.c.survivor)
        into = into.union(again.where(self.merged(_GONE)))
        still_there = sa.select(into).where(into.c.survivor.not_in(sa.select(_ITSELF.c.id).where(self.merged(_ITSELF))))
        return still_there.cte()

    def running(self, table: sa.FromClause) -> Clause:
        """Rows with from–to in force on the date; an end counts only once it was recorded."""
        ended = sa.and_(table.c.to_on < self.day, table.c.end_recorded_at <= self.known_at)
        return sa.and_(self.known(table), table.c.from_on <= self.day, sa.func.coalesce(sa.not_(ended), sa.true()))


def _again(table: sa.FromClause) -> sa.FromClause:
    return (table.element if isinstance(table, sa.Alias) else table).alias()


def entries_of(conn: sa.Connection, frame: Frame, actor_ids: Iterable[str]) -> dict[str, str]:
    """Every entry of these actors, themselves and what was merged into them -> the actor it counts for."""
    found = {actor_id: actor_id for actor_id in actor_ids}
    merged = conn.execute(sa.select(frame.survivors())).all()
    return found | {entry: actor_id for entry, actor_id in merged if actor_id in found}


def frame_of(kab: str, wanted: Filter, known_at: datetime) -> Frame:
    """The frame a filter asks for; `known_at` is now unless the filter fixes it."""
    return Frame(kab, wanted.day, wanted.known_at or known_at)


def actors(frame: Frame, wanted: Filter, also: Sequence[str] = (), among: Sequence[str] = ()) -> sa.CTE:
    """Active actors of the frame that the filter lets through, `among` these ids; `also` carries more permit kinds.

    Columns: id, business_name, product, commodity, kbli_code, sector, kecamatan_code, desa_code, known_since,
    known_since_precision, last_visit, waiting, observed (visits are recorded in its kecamatan), served, facilitator_id
    (current), personally (its own assignment), orphaned, legal, scale columns, and one `permit_<kind>` per kind.
    """
    everyone = _everyone(frame, wanted, tuple(dict.fromkeys((*BASIC, *wanted.kinds, *also))), among)
    passing = sa.select(everyone).where(*clauses(everyone, wanted))
    return passing.cte("actors")


def _everyone(frame: Frame, wanted: Filter, kinds: Sequence[str], among: Sequence[str]) -> sa.CTE:
    base, place = schema.actor, schema.actor_place
    kept_sector, figures, where = schema.actor_sector, schema.actor_figures, schema.kecamatan
    permits = {kind: Permit(frame, kind) for kind in kinds}
    source = _present(frame)
    source = source.join(where, sa.and_(where.c.kab_code == frame.kab, where.c.code == place.c.kecamatan_code))
    source = source.outerjoin(kept_sector, frame.kept(kept_sector, lambda it: it.actor_id == base.c.id))
    source = source.outerjoin(figures, frame.kept(figures, lambda it: it.actor_id == base.c.id))
    heads = frame.heads().cte()
    source = source.outerjoin(heads, heads.c.id == base.c.id)
    several = heads.c.id.is_not(None)
    for permit in permits.values():
        source = permit.joined(source, several)
    own, winner = _responsible(frame)
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
            kept_sector.c.kbli_code,
            kept_sector.c.commodity,
            kept_sector.c.product,
            last_visit(frame, base.c.id, several).label("last_visit"),
            own.label("own_facilitator"),
            winner.label("winner"),
            bps_scale(figures).label("bps_scale"),
            permenperin_scale(figures).label("permenperin_scale"),
            *(permit.status.label(f"permit_{kind}") for kind, permit in permits.items()),
        )
        .select_from(source)
        .where(_active(frame, among))
        .cte("found")
        .prefix_with("MATERIALIZED")  # else SQLite repeats each look-up for every comparison below
    )
    current = found.c.winner.in_(current_facilitators(frame))
    compared = {"visits_since", "own_facilitator", "winner"}
    return sa.select(
        *(column for column in found.c if column.name not in compared),
        waiting_band(found.c.last_visit, frame.day).label("waiting"),
        _flag(found.c.visits_since <= frame.day).label("observed"),
        _flag(found.c.last_visit > months_before(frame.day, wanted.window)).label("served"),
        sa.case((current, found.c.winner)).label("facilitator_id"),
        _flag(sa.and_(current, found.c.own_facilitator.is_not(None))).label("personally"),
        _flag(sa.and_(found.c.winner.is_not(None), sa.not_(current))).label("orphaned"),
        _flag(sa.and_(*(found.c[f"permit_{kind}"] == "terbit" for kind in BASIC))).label("legal"),
    ).cte("everyone")


def _present(frame: Frame) -> sa.FromClause:
    """Actors with their state and place on the date."""
    base, place, state = schema.actor, schema.actor_place, schema.actor_state
    source = base.join(state, frame.kept(state, lambda it: it.actor_id == base.c.id))
    return source.join(place, frame.kept(place, lambda it: it.actor_id == base.c.id))


def _active(frame: Frame, among: Sequence[str] = ()) -> Clause:
    base = schema.actor
    asked = base.c.id.in_(among) if among else sa.true()
    here = sa.func.coalesce(sa.not_(frame.merged(base)), sa.true())
    return sa.and_(frame.known(base), schema.actor_state.c.state == "active", here, asked)


def _responsible(frame: Frame) -> tuple[sa.ColumnElement[Any], sa.ColumnElement[Any]]:
    """The facilitator of an actor's own assignment, and of the most specific: its own, its desa's, its kecamatan's."""
    place = schema.actor_place.c
    own = standing(frame, "actor_id", schema.actor.c.id)
    desa, kecamatan = (standing(frame, name, place[name]) for name in ("desa_code", "kecamatan_code"))
    return own, sa.func.coalesce(own, desa, kecamatan)


def caseload(frame: Frame, facilitator_id: str, among: Sequence[str] = ()) -> sa.Select[Any]:
    """Ids of the active actors of one facilitator; `among` looks at these ids only."""
    winner = _responsible(frame)[1].label("facilitator_id")
    each = sa.select(schema.actor.c.id, winner).select_from(_present(frame)).where(_active(frame, among)).cte("mine")
    current = each.c.facilitator_id.in_(current_facilitators(frame))
    return sa.select(each.c.id).where(each.c.facilitator_id == facilitator_id, current)


def caseloads(frame: Frame) -> sa.Select[Any]:
    """Facilitator id and how many active actors each current facilitator has."""
    winner = _responsible(frame)[1].label("facilitator_id")
    each = sa.select(winner).select_from(_present(frame)).where(_active(frame)).cte("responsible")
    counted = sa.select(each.c.facilitator_id, sa.func.count().label("caseload"))
    return counted.where(each.c.facilitator_id.in_(current_facilitators(frame))).group_by(each.c.facilitator_id)


def _flag(condition: Clause) -> sa.ColumnElement[int]:
    return sa.case((condition, 1), else_=0)


def last_visit(
    frame: Frame, actor_id: sa.ColumnElement[str], several: Clause | None = None
) -> sa.ColumnElement[date | None]:
    """The day of an actor's last visit: in person, and they met. Phone, messages and attempts stop no clock.

    `several` as in `Frame.of_all`.
    """
    met = schema.contact.alias()
    in_person = sa.and_(met.c.mode.in_(schema.MODES_IN_PERSON), met.c.outcome == "bertemu")

    def look(theirs: Same) -> sa.ColumnElement[Any]:
        asked = sa.select(sa.func.max(met.c.on_date)).where(frame.happened(met), theirs(met.c), in_person)
        return asked.correlate_except(met).scalar_subquery()

    return frame.of_all(actor_id, look, several)


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


class Permit:
    """The kept event of one permit kind, joined to each actor."""

    def __init__(self, frame: Frame, kind: str) -> None:
        self.frame, self.kind = frame, kind
        self.event = schema.permit_event.alias(f"permit_{kind}")
        self.form = schema.legal_form.alias(f"form_{kind}")

    def joined(self, source: sa.FromClause, several: Clause) -> sa.FromClause:
        """`source` (which has the actor) with this kind's event and its legal form; `several` as in `Frame.of_all`."""
        table, kind = self.event, self.kind
        kept = self.frame.kept_of_all(table, schema.actor.c.id, lambda it: it.kind == kind, several)
        source = source.outerjoin(table, kept)
        if self.kind != "badan_usaha":
            return source
        return source.outerjoin(
            self.form, sa.and_(self.form.c.kab_code == self.frame.kab, self.form.c.code == table.c.form)
        )

    @property
    def status(self) -> sa.ColumnElement[str]:
        """Its status on the date; kedaluwarsa is derived, a form that is no legal entity is `belum`."""
        event = self.event.c
        cases: list[tuple[Clause, str]] = [
            (sa.and_(event.status == "terbit", event.expires_on < self.frame.day), "kedaluwarsa")
        ]
        if self.kind == "badan_usaha":
            no_entity = sa.and_(event.form.is_not(None), sa.not_(self.form.c.legal_entity))
            cases.append((sa.and_(event.status == "terbit", no_entity), "belum"))
        return sa.case(*cases, else_=sa.func.coalesce(event.status, UNRECORDED))


def standing(frame: Frame, target: str, value: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    """The facilitator of the assignment in force for one target (its newest, if there are more)."""
    table = schema.assignment.alias()
    order = (table.c.from_on.desc(), table.c.recorded_at.desc(), table.c.id.desc())
    asked = sa.select(table.c.facilitator_id).where(frame.running(table), table.c[target] == value)
    return asked.order_by(*order).limit(1).correlate_except(table).scalar_subquery()


def current_facilitators(frame: Frame) -> sa.Select[Any]:
    """Ids of facilitators with a contract on the date who are at work."""
    contract, someone, state = schema.facilitator_contract, schema.facilitator, schema.facilitator_state
    under_contract = sa.select(contract.c.facilitator_id).where(frame.running(contract))
    at_work = frame.kept(state, lambda it: it.facilitator_id == someone.c.id)
    return (
        sa.select(someone.c.id)
        .select_from(someone.join(state, at_work))
        .where(frame.known(someone), state.c.state == "aktif", someone.c.id.in_(under_contract))
    )


def _workers(figures: sa.FromClause) -> sa.ColumnElement[int]:
    return sa.func.coalesce(figures.c.workers_m, 0) + sa.func.coalesce(figures.c.workers_f, 0)


def bps_scale(figures: sa.FromClause) -> sa.ColumnElement[str]:
    """BPS: 1–4, 5–19, 20–99, 100 and more workers; none written down is unknown."""
    workers = _workers(figures)
    return sa.case(
        (workers == 0, "unknown"),
        (workers < 5, "bps_micro"),
        (workers < 20, "bps_small"),
        (workers < 100, "bps_medium"),
        else_="bps_large",
    )


def permenperin_scale(figures: sa.FromClause) -> sa.ColumnElement[str]:
    """Permenperin 64/2016: small ≤ 19 workers and < Rp 1 bn; large ≥ 20 workers and > Rp 15 bn; between them medium."""
    workers, invested = _workers(figures), figures.c.investment
    return sa.case(
        (sa.or_(workers == 0, invested.is_(None)), "unknown"),
        (sa.and_(workers <= 19, invested < 1_000_000_000), "permenperin_small"),
        (sa.and_(workers >= 20, invested > 15_000_000_000), "permenperin_large"),
        else_="permenperin_medium",
    )


def clauses(rows: sa.CTE, wanted: Filter) -> list[Clause]:
    """The WHERE of a filter over the columns of `actors`; within a field any value, between fields all."""
    found: list[Clause] = [
        rows.c[column].in_(getattr(wanted, name)) for name, column in _COLUMN_OF.items() if getattr(wanted, name)
    ]
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
    "lacks": (UNRECORDED, "belum", "diajukan", "kedaluwarsa", "dicabut"),
    "process": ("diajukan",),
    "expired": ("kedaluwarsa",),
}
