"""A date and a time of knowledge: which rows of a dated table count, and whose rows count for whom."""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from data import schema
from data.filter import Filter

Clause = sa.ColumnElement[bool]
Same = Callable[[Any], Clause]  # a row's columns -> whether it is about the same thing
# Made once: an alias of a wide table costs more than the question it stands in.
_ITSELF, _GONE = schema.actor.alias("itself"), schema.actor.alias("gone")


class Frame:
    """A date and a time of knowledge for one regency: the WHERE that every dated table shares.

    `which` names the kept day of `data.summary` that holds the answer for this date as known now, if one does.
    """

    def __init__(self, kab: str, day: date, known_at: datetime, which: str | None = None) -> None:
        self.kab, self.day, self.known_at, self.which = kab, day, known_at, which
        self._survivors: sa.CTE | None = None

    def known(self, table: sa.FromClause) -> Clause:
        """Rows of this regency recorded by then."""
        return sa.and_(table.c.kab_code == self.kab, table.c.recorded_at <= self.known_at)

    def happened(self, table: sa.FromClause) -> Clause:
        """Rows recorded by then whose date has come."""
        return sa.and_(self.known(table), table.c.on_date <= self.day)

    def running(self, table: sa.FromClause) -> Clause:
        """Rows with from–to in force on the date; an end counts only once it was recorded."""
        ended = sa.and_(table.c.to_on < self.day, table.c.end_recorded_at <= self.known_at)
        return sa.and_(self.known(table), table.c.from_on <= self.day, sa.func.coalesce(sa.not_(ended), sa.true()))

    def latest(self, table: sa.Table, *per: str, extra: Sequence[Clause] = ()) -> sa.CTE:
        """The kept row of each `per` (default: each actor)."""
        by = [table.c[name] for name in per or ("actor_id",)]
        ranked = sa.select(table, _rank(table, by)).where(self.happened(table), *extra).subquery()
        return sa.select(ranked).where(ranked.c.rank == 1).cte()

    def latest_of_all(
        self,
        table: sa.Table,
        *per: str,
        extra: Sequence[Clause] = (),
        only: Collection[str] = (),
        among: Sequence[str] = (),
    ) -> sa.CTE:
        """The kept row of each actor and `per`, among those of the actor and of all that were merged into it.

        `only` these columns beside the actor's id: a pass over many rows sorts them, the lighter the faster. `among`
        looks at these actors only.
        """
        source, whose = self.counted_for(table, among)
        extra = (*extra, table.c.actor_id.in_(self.entries(among))) if among else extra
        columns = [column for column in table.c if column.name in (only or table.c) and column.name != "actor_id"]
        ranked = sa.select(whose.label("actor_id"), *columns, _rank(table, [whose, *(table.c[name] for name in per)]))
        each = ranked.select_from(source).where(self.happened(table), *extra).subquery()
        return sa.select(each).where(each.c.rank == 1).cte()

    def kept(self, table: sa.FromClause, same: Same) -> Clause:
        """The ON of a join to the kept row of `table`, among the rows for which `same` (given their columns) holds.

        A correlated look-up in the table's own index: unlike a join to a ranked subquery it needs no statistics to be
        fast on SQLite.
        """
        inner = (table.element if isinstance(table, sa.Alias) else table).alias()
        chosen = sa.select(inner.c.id).where(self.happened(inner), same(inner.c)).order_by(*_newest_first(inner))
        found = chosen.limit(1).correlate_except(inner).scalar_subquery()
        return sa.and_(table.c.kab_code == self.kab, table.c.id == found)

    def merged(self, table: sa.FromClause) -> Clause:
        """Actors of this regency that by then were merged into another."""
        # Never empty, so > '' is "is not null" in words with which SQLite enters the index.
        return sa.and_(table.c.kab_code == self.kab, table.c.merged_into > "", table.c.merged_at <= self.known_at)

    def survivors(self) -> sa.CTE:
        """Every actor that was merged into another, with the one that stands for it: id, survivor.

        Made once for a frame, so that a statement asks for it once. The few that were merged are found first: joined to
        themselves they need no look-up among all actors, of which SQLite would make a filter by reading every one.
        """
        if self._survivors is None:
            gone = sa.select(_ITSELF.c.id, _ITSELF.c.merged_into).where(self.merged(_ITSELF))
            merged = gone.cte().prefix_with("MATERIALIZED")
            into = sa.select(merged.c.id, merged.c.merged_into.label("survivor")).cte(recursive=True)
            into = into.union(sa.select(into.c.id, merged.c.merged_into).join(merged, merged.c.id == into.c.survivor))
            still_there = sa.select(into).where(into.c.survivor.not_in(sa.select(merged.c.id)))
            self._survivors = still_there.cte().prefix_with("MATERIALIZED")
        return self._survivors

    def _survivors_among(self, actor_ids: Sequence[str]) -> sa.CTE:
        """Those that were merged into these actors, one after the other too: looked up from there, not found among all.

        Where one of these was merged into another of them, what was merged into it stands here for both.
        """
        step = sa.select(_ITSELF.c.id, _ITSELF.c.merged_into.label("survivor"))
        into = step.where(self.merged(_ITSELF), _ITSELF.c.merged_into.in_(actor_ids)).cte(recursive=True)
        more = sa.select(_GONE.c.id, into.c.survivor).join(into, _GONE.c.merged_into == into.c.id)
        return into.union(more.where(self.merged(_GONE)))

    def counted_for(self, table: sa.Table, among: Sequence[str] = ()) -> tuple[sa.FromClause, sa.ColumnElement[str]]:
        """A table of actors' rows to select from, and the id of the actor each row counts for; `among` looks at the
        rows of these actors and of what was merged into them."""
        merged = self._survivors_among(among) if among else self.survivors()
        source = table.outerjoin(merged, merged.c.id == table.c.actor_id)
        # Cast, else it is of no type to SQLite, which then makes no index for a join to it.
        return source, sa.cast(sa.func.coalesce(merged.c.survivor, table.c.actor_id), sa.Text)

    def of_all(self, actor_id: sa.ColumnElement[str], look: Callable[[Same], Any]) -> sa.ColumnElement[Any]:
        """What `look` finds of an actor and of all that were merged into it; it is told which rows are theirs.

        Few actors have others merged into them: the others are looked up by their own id alone.
        """
        family = self.family(actor_id)
        all_of_them, alone = look(lambda it: it.actor_id.in_(family)), look(lambda it: it.actor_id == actor_id)
        heads = sa.select(_GONE.c.merged_into).where(self.merged(_GONE))
        return sa.case((actor_id.in_(heads), all_of_them), else_=alone)

    def family(self, actor_id: sa.ColumnElement[str]) -> sa.Select[Any]:
        """Ids of an actor of the statement around and of all that were merged into it, one after the other too."""
        # The moment travels as a column: as a test of its own SQLite would read all actors to build a filter from it.
        known_at = sa.literal(self.known_at, schema.Moment).label("known_at")
        first = sa.select(_ITSELF.c.id, known_at).where(_ITSELF.c.kab_code == self.kab, _ITSELF.c.id == actor_id)
        found = first.correlate_except(_ITSELF).cte("family", recursive=True, nesting=True)
        mine = sa.and_(_GONE.c.kab_code == self.kab, _GONE.c.merged_into == found.c.id)
        more = sa.select(_GONE.c.id, found.c.known_at).join(found, mine).where(_GONE.c.merged_at <= found.c.known_at)
        return sa.select(found.union(more).c.id)

    def entries(self, actor_ids: Sequence[str]) -> sa.CompoundSelect[Any]:
        """Ids of these actors and of all that were merged into them."""
        merged = self._survivors_among(actor_ids)
        themselves = sa.select(_ITSELF.c.id).where(_ITSELF.c.kab_code == self.kab, _ITSELF.c.id.in_(actor_ids))
        return themselves.union_all(sa.select(merged.c.id))


def _newest_first(table: sa.FromClause) -> tuple[sa.UnaryExpression[Any], ...]:
    return (table.c.on_date.desc(), table.c.recorded_at.desc(), table.c.id.desc())


def _rank(table: sa.FromClause, by: Sequence[sa.ColumnElement[Any]]) -> sa.Label[int]:
    return sa.func.row_number().over(partition_by=by, order_by=_newest_first(table)).label("rank")


def entries_of(conn: sa.Connection, frame: Frame, actor_ids: Iterable[str]) -> dict[str, str]:
    """Every entry of these actors, themselves and what was merged into them -> the actor it counts for."""
    found = {actor_id: actor_id for actor_id in actor_ids}
    asked = sa.select(_GONE.c.id, _GONE.c.merged_into).where(frame.merged(_GONE))
    into: dict[str, str] = {gone: kept for gone, kept in conn.execute(asked)}
    for entry, kept in into.items():
        while kept in into:
            kept = into[kept]
        if kept in found:
            found[entry] = kept
    return found


def flag(condition: Clause) -> sa.ColumnElement[int]:
    """1 where it holds, else 0."""
    return sa.case((condition, 1), else_=0)


def frame_of(kab: str, wanted: Filter, known_at: datetime, which: str | None = None) -> Frame:
    """The frame a filter asks for; `known_at` is now unless the filter fixes it."""
    return Frame(kab, wanted.day, wanted.known_at or known_at, which)
