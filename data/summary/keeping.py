"""Keeps `actor_day` and `summary` exact: what a write touched is counted anew inside it, what time touched when the day
turns.

Triggers note in `stale` what a write touched. `refresh` runs at its end, when the version's row is locked: there two
writers on PostgreSQL stand in line, and the second one sees what the first one left.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from data import clock, schema
from data.filter import Filter
from data.metrics import band_edges
from data.population import Frame, actors
from data.population.kept import last_needs, permit_status, permits_text
from data.summary.days import days_of, kept_days

ALWAYS = date.min
ALL_KNOWN = datetime.max.replace(tzinfo=UTC)
KEY = tuple(column.name for column in schema.summary.primary_key if column.name not in ("kab_code", "which"))
_DATED = (
    schema.actor_place,
    schema.actor_state,
    schema.actor_sector,
    schema.actor_figures,
    schema.contact,
    schema.permit_event,
    schema.need_event,
)
# A target of `stale` that is no actor -> the column of `actor_day` by which it has actors.
_AREAS = {"facilitator": "responsible_id", "desa": "desa_code", "kecamatan": "kecamatan_code"}
AT_ONCE = 1_000  # actors per count
_IDS = "these ids"  # where the ids of a part will stand
_SPREAD = -1  # as `stale.transaction`: noted here, not by a trigger
_ANY = 0
_DIALECTS = {url.split("+")[0]: sa.make_url(f"{url}://").get_dialect()() for url in ("sqlite", "postgresql+psycopg")}

# What the calendar alone touches is left out: no row of it has changed.
_REMEMBER_TOUCHED = sa.text(
    "INSERT INTO touched (kab_code, id, version) SELECT DISTINCT kab_code, code, CAST(:version AS BIGINT) "
    f"""FROM stale WHERE kab_code = :kab AND target = 'actor' AND "transaction" <> {_SPREAD} """
    "ON CONFLICT (kab_code, id) DO UPDATE SET version = excluded.version"
)


def refresh(conn: sa.Connection, kab: str, version: int) -> None:
    """Count anew what this write touched; `version` is the one it makes."""
    noted = schema.stale
    touched = set(conn.scalars(sa.select(noted.c.target).where(noted.c.kab_code == kab).distinct()))
    if not touched:
        return
    if "actor" in touched:
        conn.execute(_REMEMBER_TOUCHED, {"kab": kab, "version": version})
    days = days_of(conn, kab)
    if "everyone" in touched or not days:
        _count_all(conn, kab, days or kept_days(clock.today()), version)
    else:
        _count_touched(conn, kab, days, touched, version)
    conn.execute(noted.delete().where(noted.c.kab_code == kab))


def rebuild(conn: sa.Connection, kab: str, today: date, version: int) -> None:
    """Count everything anew, for `today`."""
    _count_all(conn, kab, kept_days(today), version)
    noted = schema.stale
    conn.execute(noted.delete().where(noted.c.kab_code == kab))


def turn(conn: sa.Connection, kab: str, today: date, version: int) -> None:
    """Move the kept days to `today`: of the days between only what they changed is counted anew."""
    before, after = days_of(conn, kab), kept_days(today)
    if not before or any(before[which] > after[which] for which in after):
        rebuild(conn, kab, today, version)
        return
    kept = schema.summary_day
    for which, day in after.items():
        if before[which] != day:
            conn.execute(kept.update().where(kept.c.kab_code == kab, kept.c.which == which).values(day=day))
            _note_passed(conn, kab, which, before[which], day)
    refresh(conn, kab, version)


def _count_all(conn: sa.Connection, kab: str, days: Mapping[str, date], version: int) -> None:
    kept = schema.summary_day
    for table in (schema.actor_day, schema.summary, kept):
        conn.execute(table.delete().where(table.c.kab_code == kab))
    rows = [{"kab_code": kab, "which": which, "day": day, "version": version} for which, day in days.items()]
    conn.execute(kept.insert(), rows)
    kinds = kinds_of(conn, kab)
    for which, day in days.items():
        steps = _steps(conn.dialect.name, kab, which, day, kinds, partly=False)
        conn.execute(steps.fill)
        conn.execute(steps.add, {"sign": 1, "version": version})


def _count_touched(conn: sa.Connection, kab: str, days: Mapping[str, date], touched: set[str], version: int) -> None:
    for target, column in _AREAS.items():
        if target in touched:
            _note_actors_of(conn, kab, target, column)
    _note_survivors(conn, kab)
    kinds = kinds_of(conn, kab)
    for which, day in days.items():
        steps = _steps(conn.dialect.name, kab, which, day, kinds, partly=True)
        noted = conn.scalars(_noted(kab, day)).all()
        for at in range(0, len(noted), AT_ONCE):
            ids = {"ids": noted[at : at + AT_ONCE]}
            conn.execute(steps.add, ids | {"sign": -1, "version": version})
            conn.execute(steps.clear, ids)
            conn.execute(steps.fill, ids)
            conn.execute(steps.add, ids | {"sign": 1, "version": version})


def kinds_of(conn: sa.Connection, kab: str) -> tuple[str, ...]:
    """The permit kinds, in the order in which `actor_day.permits` has them."""
    kinds = schema.permit_kind
    return tuple(conn.scalars(sa.select(kinds.c.code).where(kinds.c.kab_code == kab).order_by(kinds.c.position)))


def _noted(kab: str, day: date) -> sa.Select[Any]:
    """Ids of the actors that were noted and to which it matters on a day."""
    noted = schema.stale
    mine = sa.and_(noted.c.kab_code == kab, noted.c.target == "actor", noted.c.since <= day)
    return sa.select(noted.c.code).where(mine).distinct().order_by(noted.c.code)


@lru_cache(maxsize=16)
def rows_of(kab: str, which: str, day: date, kinds: tuple[str, ...], among: Sequence[str] = ()) -> sa.Select[Any]:
    """The rows of `actor_day` as the dated rows say, of all active actors or of these."""
    frame = Frame(kab, day, ALL_KNOWN)
    rows, needs = actors(frame, Filter(as_of=day), also=kinds, among=among), last_needs(frame, among)
    computed: dict[str, Any] = {
        "kab_code": sa.literal(kab).label("kab_code"),
        "which": sa.literal(which).label("which"),
        "permits": permits_text(rows, kinds).label("permits"),
        "needs": sa.func.coalesce(needs.c.needs, " ").label("needs"),
    }
    columns: list[Any] = [computed.get(column.name, rows.c.get(column.name)) for column in schema.actor_day.c]
    return sa.select(*columns).select_from(rows.outerjoin(needs, needs.c.actor_id == rows.c.id))


@lru_cache(maxsize=16)
def groups_of(kab: str, which: str, among: Sequence[str] = ()) -> sa.Select[Any]:
    """The groups of `summary` as `actor_day` says: its key and how many actors."""
    kept = schema.actor_day
    computed: dict[str, Any] = {
        "desa_code": sa.func.coalesce(kept.c.desa_code, "").label("desa_code"),
        "facilitator_id": sa.func.coalesce(kept.c.facilitator_id, "").label("facilitator_id"),
        "nib": permit_status(kept, "nib").label("nib"),
    }
    columns: list[Any] = [computed.get(name, kept.c.get(name)) for name in KEY]
    each = sa.select(*columns)
    each = each.where(kept.c.kab_code == kab, kept.c.which == which)
    rows = (each.where(kept.c.id.in_(among)) if among else each).subquery()
    key = [rows.c[name] for name in KEY]
    head = (sa.literal(kab).label("kab_code"), sa.literal(which).label("which"))
    return sa.select(*head, *key, sa.func.count().label("actors")).group_by(*key)


@dataclass(frozen=True)
class _Steps:
    """The three statements of a count: `add` takes `sign` and `version`; all of a part also `ids`, those of the part.

    Ids in the statement and not a question for them: PostgreSQL knows then how few they are, and reads nothing through.
    """

    add: sa.TextClause
    clear: sa.TextClause
    fill: sa.TextClause


@lru_cache(maxsize=16)
def _steps(dialect: str, kab: str, which: str, day: date, kinds: tuple[str, ...], *, partly: bool) -> _Steps:
    """For all actors, or for those noted. Written out once a day: to build so large a question costs more than to
    answer it for one actor. Their values are codes and dates of ours, no words of people."""
    kept, among = schema.actor_day, (_IDS,) if partly else ()
    rows = rows_of(kab, which, day, kinds, among)
    clear = kept.delete().where(kept.c.kab_code == kab, kept.c.which == which, kept.c.id.in_(among))
    steps = (_add(dialect, groups_of(kab, which, among)), clear, kept.insert().from_select(kept.c.keys(), rows))
    return _Steps(*(_written(dialect, step) for step in steps))


def _written(dialect: str, step: Any) -> sa.TextClause:
    """A statement as text, with all of its values in it but those it takes."""
    sql = str(step.compile(dialect=_DIALECTS[dialect], compile_kwargs={"literal_binds": True}))
    text = sql.replace(f"('{_IDS}')", ":ids")
    return sa.text(text).bindparams(*([sa.bindparam("ids", expanding=True)] if text != sql else []))


def _add(dialect: str, groups: sa.Select[Any]) -> Any:
    """Add groups to `summary`, or take them away."""
    total, found = schema.summary, groups.subquery()
    sign, version = (sa.literal_column(f":{name}", sa.BigInteger) for name in ("sign", "version"))
    names = ["kab_code", "which", *KEY]
    # WHERE true, else SQLite takes the conflict's ON for a join's.
    rows = sa.select(*(found.c[name] for name in names), found.c.actors * sign, version).where(sa.true())
    filled = _insert(dialect, total).from_select([*names, "actors", "version"], rows)
    changed = {"actors": total.c.actors + filled.excluded.actors, "version": filled.excluded.version}
    return filled.on_conflict_do_update(index_elements=names, set_=changed)


def _insert(dialect: str, table: sa.Table) -> Any:
    """An INSERT that may say what to do on a conflict."""
    return (postgresql if dialect == "postgresql" else sqlite).insert(table)


def _note(conn: sa.Connection, kab: str, found: sa.Select[Any], transaction: int = _SPREAD) -> int:
    """Note what `found` answers: target, code, since. How many are new."""
    noting = _noting(conn.dialect.name, kab, found, sa.literal(transaction))
    return conn.execute(noting, execution_options=_COUNTED).rowcount


_COUNTED = {"preserve_rowcount": True}


def _noting(dialect: str, kab: str, found: sa.Select[Any], transaction: Any) -> Any:
    each, names = found.subquery(), ["kab_code", "transaction", "target", "code", "since"]
    grouped = sa.select(sa.literal(kab), transaction, each.c.target, each.c.code, sa.func.min(each.c.since))
    grouped = grouped.where(each.c.code.is_not(None)).group_by(each.c.target, each.c.code)
    return _insert(dialect, schema.stale).from_select(names, grouped).on_conflict_do_nothing()


def _note_actors_of(conn: sa.Connection, kab: str, target: str, column: str) -> None:
    noted, kept = schema.stale, schema.actor_day
    mine = sa.and_(kept.c.kab_code == kab, kept.c[column] == noted.c.code)
    actor = sa.literal("actor").label("target")
    found = sa.select(actor, kept.c.id.label("code"), noted.c.since).select_from(noted.join(kept, mine))
    _note(conn, kab, found.where(noted.c.kab_code == kab, noted.c.target == target))


def _note_survivors(conn: sa.Connection, kab: str) -> None:
    """What was merged into another counts for that one, one after the other."""
    this, more = _SPREAD, 1
    while more > 0:
        this -= 1
        values = {"this": this, "before": _ANY if this == _SPREAD - 1 else this + 1}
        more = conn.execute(_survivors(conn.dialect.name, kab), values, execution_options=_COUNTED).rowcount


@lru_cache(maxsize=8)
def _survivors(dialect: str, kab: str) -> sa.TextClause:
    """Notes those into which what was noted `before` was merged, as `this`."""
    noted, gone = schema.stale, schema.actor
    merged = sa.and_(gone.c.kab_code == kab, gone.c.id == noted.c.code, gone.c.merged_into.is_not(None))
    columns = (noted.c.target, gone.c.merged_into.label("code"), noted.c.since)
    before, this = (sa.literal_column(f":{name}", sa.BigInteger) for name in ("before", "this"))
    asked = sa.and_(
        noted.c.kab_code == kab, noted.c.target == "actor", sa.or_(before == _ANY, noted.c.transaction == before)
    )
    found = sa.select(*columns).select_from(noted.join(gone, merged)).where(asked)
    return _written(dialect, _noting(dialect, kab, found, this))


def _note_passed(conn: sa.Connection, kab: str, which: str, before: date, after: date) -> None:
    """What counts otherwise on `after` than on `before` though nobody wrote anything."""
    for found in (*_of_rows(kab, before, after), *_of_time(kab, which, before, after)):
        _note(conn, kab, found)


def _of_rows(kab: str, before: date, after: date) -> Sequence[sa.Select[Any]]:
    """Rows whose day has come, permits that have expired, contracts and assignments that begin or have ended."""

    def of(table: sa.Table, target: Any, code: Any, *passed: sa.ColumnElement[bool]) -> sa.Select[Any]:
        since = sa.literal(ALWAYS).label("since")
        return sa.select(target.label("target"), code.label("code"), since).where(
            table.c.kab_code == kab, sa.or_(*passed)
        )

    def come(day: Any) -> sa.ColumnElement[bool]:
        return sa.and_(day > before, day <= after)

    def gone(day: Any) -> sa.ColumnElement[bool]:
        return sa.and_(day >= before, day < after)

    actor, facilitator = sa.literal("actor"), sa.literal("facilitator")
    permit, stand, contract, state = (
        schema.permit_event,
        schema.assignment,
        schema.facilitator_contract,
        schema.facilitator_state,
    )
    area = sa.case(
        (stand.c.actor_id.is_not(None), "actor"), (stand.c.desa_code.is_not(None), "desa"), else_="kecamatan"
    )
    where = sa.func.coalesce(stand.c.actor_id, stand.c.desa_code, stand.c.kecamatan_code)
    return (
        *(of(table, actor, table.c.actor_id, come(table.c.on_date)) for table in _DATED),
        of(permit, actor, permit.c.actor_id, gone(permit.c.expires_on)),
        of(stand, area, where, come(stand.c.from_on), gone(stand.c.to_on)),
        of(contract, facilitator, contract.c.facilitator_id, come(contract.c.from_on), gone(contract.c.to_on)),
        of(state, facilitator, state.c.facilitator_id, come(state.c.on_date)),
    )


def _of_time(kab: str, which: str, before: date, after: date) -> Sequence[sa.Select[Any]]:
    """Actors whose last visit has grown too old for its waiting band."""
    kept, old, new = schema.actor_day, band_edges(before), band_edges(after)
    passed = [sa.and_(kept.c.last_visit > old[edge], kept.c.last_visit <= new[edge]) for edge in old]
    asked = sa.select(sa.literal("actor").label("target"), kept.c.id.label("code"), sa.literal(ALWAYS).label("since"))
    return (asked.where(kept.c.kab_code == kab, kept.c.which == which, sa.or_(*passed)),)
