"""Lists of actors, search, and one actor's facts, as far as the asker may see them."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pandas as pd
import sqlalchemy as sa

from data import schema
from data.access import Who, require
from data.checklist import Item, Standing, checklist
from data.db import read
from data.filter import Filter
from data.normal import plain
from data.population import BASIC, Frame, actors
from data.problem import Problem
from data.promises import open_promises
from data.queries.history import needs_of, with_facilitation
from data.requests import open_requests
from data.scope import may_see_personal, mine
from data.summary.turning import frame_for

LIST_LIMIT = 500
ANY_TIME = Filter(as_of=None)


def actor_list(who: Who, wanted: Filter, limit: int = LIST_LIMIT) -> pd.DataFrame:
    """Actors of a filter, longest waiting first, never visited before them; colleague facts only, `limit` rows.

    Columns: id, business_name, product, sector, kecamatan_code, desa_code, waiting, last_visit, known_since,
    facilitator_id, permit_<kind> for the basic three and the filter's kinds.
    """
    require(who, "actor.see")
    frame = frame_for(who, wanted)
    with read(who) as conn:
        rows = actors(frame, wanted, among=_first(conn, frame, wanted, limit))
        return _listed(conn, sa.select(*_facts(rows, wanted)), rows, limit)


def _first(conn: sa.Connection, frame: Frame, wanted: Filter, limit: int) -> Sequence[str]:
    """The ids of a list of a kept day: only theirs are the names looked up, to sort all with them costs far more."""
    if not frame.which:
        return ()
    rows = actors(frame, wanted, named=False)
    ids = conn.scalars(sa.select(rows.c.id).order_by(*_oldest_first(rows), rows.c.id).limit(limit)).all()
    return ids or ("",)


def search(who: Who, words: str, limit: int = 50) -> pd.DataFrame:
    """Active actors whose business name, product or commodity holds all the words; same columns as `actor_list`."""
    require(who, "actor.see")
    rows = actors(frame_for(who, ANY_TIME), ANY_TIME)
    asked = sa.select(*_facts(rows, ANY_TIME))
    for word in plain(words).split():
        fields = (rows.c.search_name, sa.func.lower(rows.c.product), sa.func.lower(rows.c.commodity))
        asked = asked.where(sa.or_(*(column.contains(word, autoescape=True) for column in fields)))
    with read(who) as conn:
        return _listed(conn, asked, rows, limit)


def _facts(rows: sa.CTE, wanted: Filter) -> list[sa.ColumnElement[Any]]:
    product = sa.func.coalesce(rows.c.product, rows.c.commodity).label("product")
    kinds = tuple(dict.fromkeys(BASIC + wanted.kinds))
    plain_ones = ("sector", "kecamatan_code", "desa_code", "waiting", "last_visit", "known_since", "facilitator_id")
    facts = [rows.c[name] for name in plain_ones]
    return [rows.c.id, rows.c.business_name, product, *facts, *(rows.c[f"permit_{kind}"] for kind in kinds)]


def _listed(conn: sa.Connection, asked: sa.Select[Any], rows: sa.CTE, limit: int) -> pd.DataFrame:
    ordered = asked.order_by(*_oldest_first(rows), rows.c.business_name, rows.c.id)
    answer = conn.execute(ordered.limit(limit))
    return pd.DataFrame(answer.all(), columns=list(answer.keys()), dtype=object)


def _oldest_first(rows: sa.CTE) -> tuple[sa.UnaryExpression[Any], ...]:
    return rows.c.last_visit.nulls_first(), rows.c.known_since.nulls_first()


def actor(who: Who, actor_id: str) -> dict[str, Any]:
    """One actor's facts today: the columns of `actor`, its place, state, sector, figures, permits, needs.

    `mine` says whether it is the asker's work, `personal` whether personal data may be opened
    (`commands.open_personal`); permit numbers, notes, the exact figures and the words of a promise are given only then.
    `survivor` is the actor that this entry was merged into, at last. `checklist` holds `checklist.Item`s; `promise` and
    `request` what is open, else None. A permit or need has `after_facilitation`: a visit on its topic lies in the 12
    months before it. Problem("no_such_actor") if none.
    """
    require(who, "actor.see")
    frame = frame_for(who)
    with read(who) as conn:
        found = _one(conn, schema.actor, schema.actor.c.kab_code == who.kab, schema.actor.c.id == actor_id)
        if found is None:
            raise Problem("no_such_actor")
        found["today"] = _one(conn, actors(frame, Filter(), among=[actor_id]))
        found["survivor"] = _survivor(conn, frame, actor_id)
        for name, table in _DATED.items():
            kept = frame.latest(table, extra=[table.c.actor_id == actor_id])
            found[name] = _one(conn, kept) or {}
        found["permits"] = with_facilitation(conn, frame, actor_id, _permits(conn, frame, actor_id))
        found["checklist"] = _checklist(conn, frame, found)
        found["needs"] = needs_of(conn, frame, actor_id)
        found["mine"] = bool(mine(who, conn, [actor_id]))
        found["personal"] = may_see_personal(who, conn, actor_id)
        found["promise"] = open_promises(conn, frame, [actor_id]).get(actor_id)
        found["request"] = open_requests(conn, frame, [actor_id]).get(actor_id)
    return found if found["personal"] else _without_personal(found)


def _survivor(conn: sa.Connection, frame: Frame, actor_id: str) -> str | None:
    merged = frame.survivors()
    found: str | None = conn.scalar(sa.select(merged.c.survivor).where(merged.c.id == actor_id))
    return found


def _without_personal(found: dict[str, Any]) -> dict[str, Any]:
    if found["promise"]:
        found["promise"] = replace(found["promise"], step=None)
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
    """The kept event of each kind, those of merged entries among them; a form that is no legal entity is `belum`, as
    in every figure."""
    events, forms = schema.permit_event, schema.legal_form
    kept = frame.latest(events, "kind", extra=[events.c.actor_id.in_(frame.family(sa.literal(actor_id)))])
    entity = sa.select(forms.c.code).where(forms.c.kab_code == frame.kab, forms.c.legal_entity)
    entities = set(conn.scalars(entity))
    rows = [dict(row) for row in conn.execute(sa.select(kept)).mappings()]
    for row in rows:
        if row["status"] == "terbit" and row["form"] and row["form"] not in entities:
            row["status"] = "belum"
    return rows


def _checklist(conn: sa.Connection, frame: Frame, found: dict[str, Any]) -> list[Item]:
    kinds = schema.permit_kind
    asked = sa.select(kinds.c.code, kinds.c.sectors).where(kinds.c.kab_code == frame.kab).order_by(kinds.c.position)
    sectors = {code: words.split() for code, words in conn.execute(asked)}
    standings = {
        row["kind"]: Standing(row["status"], row["on_date"], row["on_precision"], row["expires_on"])
        for row in found["permits"]
    }
    return checklist(found["sector"].get("sector"), sectors, standings, frame.day)
