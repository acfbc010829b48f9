"""Questions about single actors: lists, search, one actor's facts and timeline, as far as the asker may see them."""

from typing import Any

import pandas as pd
import sqlalchemy as sa

from data import clock, schema
from data.access import Who, require
from data.db import read
from data.filter import Filter
from data.normal import plain
from data.population import BASIC, Frame, actors, frame_of
from data.problem import Problem
from data.scope import may_see_personal

LIST_LIMIT = 500
ANY_TIME = Filter(as_of=None)


def actor_list(who: Who, wanted: Filter, limit: int = LIST_LIMIT) -> pd.DataFrame:
    """Actors of a filter, longest waiting first, never visited before them; colleague facts only, `limit` rows.

    Columns: id, business_name, product, sector, kecamatan_code, desa_code, waiting, last_visit, known_since,
    facilitator_id, permit_<kind> for the basic three and the filter's kinds.
    """
    require(who, "actor.see")
    rows = actors(frame_of(who.kab, wanted, clock.now()), wanted)
    return _listed(who, sa.select(*_facts(rows, wanted)), rows, limit)


def search(who: Who, words: str, limit: int = 50) -> pd.DataFrame:
    """Active actors whose business name, product or commodity holds all the words; same columns as `actor_list`."""
    require(who, "actor.see")
    rows = actors(frame_of(who.kab, ANY_TIME, clock.now()), ANY_TIME)
    asked = sa.select(*_facts(rows, ANY_TIME))
    for word in plain(words).split():
        fields = (rows.c.search_name, sa.func.lower(rows.c.product), sa.func.lower(rows.c.commodity))
        asked = asked.where(sa.or_(*(column.contains(word, autoescape=True) for column in fields)))
    return _listed(who, asked, rows, limit)


def _facts(rows: sa.CTE, wanted: Filter) -> list[sa.ColumnElement[Any]]:
    product = sa.func.coalesce(rows.c.product, rows.c.commodity).label("product")
    kinds = tuple(dict.fromkeys(BASIC + wanted.kinds))
    plain_ones = ("sector", "kecamatan_code", "desa_code", "waiting", "last_visit", "known_since", "facilitator_id")
    facts = [rows.c[name] for name in plain_ones]
    return [rows.c.id, rows.c.business_name, product, *facts, *(rows.c[f"permit_{kind}"] for kind in kinds)]


def _listed(who: Who, asked: sa.Select[Any], rows: sa.CTE, limit: int) -> pd.DataFrame:
    oldest_first = (rows.c.last_visit.is_not(None), rows.c.last_visit, rows.c.known_since, rows.c.business_name)
    with read(who) as conn:
        answer = conn.execute(asked.order_by(*oldest_first, rows.c.id).limit(limit))
        return pd.DataFrame(answer.all(), columns=list(answer.keys()), dtype=object)


def actor(who: Who, actor_id: str) -> dict[str, Any]:
    """One actor's facts today: the columns of `actor`, its place, state, sector, figures, permits, needs.

    `personal` says whether the asker may open personal data (`commands.open_personal`); permit numbers, notes and the
    exact figures are given only then. Problem("no_such_actor") when there is none.
    """
    require(who, "actor.see")
    frame = Frame(who.kab, clock.today(), clock.now())
    with read(who) as conn:
        found = _one(conn, schema.actor, schema.actor.c.kab_code == who.kab, schema.actor.c.id == actor_id)
        if found is None:
            raise Problem("no_such_actor")
        rows = actors(frame, Filter())
        found["today"] = _one(conn, rows, rows.c.id == actor_id)
        for name, table in _DATED.items():
            kept = frame.latest(table, extra=[table.c.actor_id == actor_id])
            found[name] = _one(conn, kept) or {}
        found["permits"] = _permits(conn, frame, actor_id)
        found["needs"] = _needs(conn, frame, actor_id)
        found["personal"] = may_see_personal(who, conn, actor_id)
    if not found["personal"]:
        found["figures"] = {}
        for permit in found["permits"]:
            permit |= {"number": None, "raw": None}
    return found


_DATED = {
    "place": schema.actor_place,
    "state": schema.actor_state,
    "sector": schema.actor_sector,
    "figures": schema.actor_figures,
}


def _one(conn: sa.Connection, source: sa.FromClause, *where: sa.ColumnElement[bool]) -> dict[str, Any] | None:
    row = conn.execute(sa.select(source).where(*where)).mappings().first()
    return dict(row) if row else None


def _permits(conn: sa.Connection, frame: Frame, actor_id: str) -> list[dict[str, Any]]:
    events = schema.permit_event
    kept = frame.latest(events, "actor_id", "kind", extra=[events.c.actor_id == actor_id])
    return [dict(row) for row in conn.execute(sa.select(kept)).mappings()]


def _needs(conn: sa.Connection, frame: Frame, actor_id: str) -> list[dict[str, Any]]:
    events = schema.need_event
    kept = frame.latest(events, "actor_id", "kind", extra=[events.c.actor_id == actor_id])
    return [dict(row) for row in conn.execute(sa.select(kept)).mappings()]


def timeline(who: Who, actor_id: str) -> list[dict[str, Any]]:
    """What happened to an actor, newest first: on_date, on_precision, kind ("contact", "permit", …) and its facts.

    Words of contacts (result, next step) and numbers are left out for those who may not see personal data.
    """
    require(who, "actor.see")
    with read(who) as conn:
        personal = may_see_personal(who, conn, actor_id)
        events = [
            {"kind": kind, **row}
            for kind, (table, columns, private) in _TIMELINE.items()
            for row in _rows_about(conn, who, table, actor_id, columns + (private if personal else ()))
        ]
    return sorted(events, key=lambda event: (event["on_date"], event["recorded_at"]), reverse=True)


_ALWAYS = ("on_date", "on_precision", "recorded_at")
_TIMELINE: dict[str, tuple[sa.Table, tuple[str, ...], tuple[str, ...]]] = {
    "contact": (
        schema.contact,
        (*_ALWAYS, "mode", "outcome", "topics", "facilitator_id", "next_due"),
        ("result", "next_step"),
    ),
    "permit": (schema.permit_event, (*_ALWAYS, "kind", "status", "expires_on"), ("number", "raw")),
    "need": (schema.need_event, (*_ALWAYS, "kind", "change"), ()),
    "state": (schema.actor_state, (*_ALWAYS, "state", "reason"), ()),
    "place": (schema.actor_place, (*_ALWAYS, "kecamatan_code", "desa_code"), ()),
    "sector": (schema.actor_sector, (*_ALWAYS, "sector", "kbli_code", "product"), ()),
}


def _rows_about(
    conn: sa.Connection, who: Who, table: sa.Table, actor_id: str, columns: tuple[str, ...]
) -> list[dict[str, Any]]:
    chosen = [table.c[name].label("of" if name == "kind" else name) for name in columns]
    asked = sa.select(*chosen).where(table.c.kab_code == who.kab, table.c.actor_id == actor_id)
    return [dict(row) for row in conn.execute(asked).mappings()]
