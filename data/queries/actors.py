"""Lists of actors, search, and one actor's facts, as far as the asker may see them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from heapq import merge
from itertools import islice
from typing import Any

import pandas as pd
import sqlalchemy as sa

from data import schema
from data.access import Who, allows, require
from data.asking import FRAME, among, entries, ids, values
from data.checklist import Item, Standing, checklist
from data.db import read
from data.filter import UNASSIGNED, Filter
from data.normal import plain
from data.population import BASIC, Frame, actors
from data.population.kept import statuses_of
from data.problem import Problem
from data.promises import open_promises
from data.queries.history import needs_of, visits_of, with_facilitation
from data.queries.unchanged import unchanged
from data.requests import open_requests
from data.scope import mine
from data.summary.keeping import ALL_KNOWN
from data.summary.turning import frame_for

LIST_LIMIT = 500
ANY_TIME = Filter(as_of=None)
_MERGED = 5_000  # rows of a list up to which to merge the kecamatan is quicker than to sort all of them
_FACTS = (
    "id",
    "business_name",
    "product",
    "sector",
    "kecamatan_code",
    "desa_code",
    "waiting",
    "last_visit",
    "known_since",
    "facilitator_id",
)


def actor_list(who: Who, wanted: Filter, limit: int = LIST_LIMIT, offset: int = 0) -> pd.DataFrame:
    """Actors of a filter, longest waiting first, never visited before them; colleague facts only, `limit` rows after
    the first `offset`.

    Columns: id, business_name, product, sector, kecamatan_code, desa_code, waiting, last_visit, known_since,
    facilitator_id, permit_<kind> for the basic three and the filter's kinds.
    """
    require(who, "actor.see")
    frame = frame_for(who, wanted)
    with read(who) as conn:
        asked = ("list", frame.day, wanted, limit, offset)
        found = unchanged(conn, who.kab, asked, lambda: _list(conn, frame, wanted, limit, offset), len)
    return found.copy(deep=False)


def _list(conn: sa.Connection, frame: Frame, wanted: Filter, limit: int, offset: int) -> pd.DataFrame:
    kinds = tuple(dict.fromkeys(BASIC + wanted.kinds))
    if frame.which:  # only of the first ones the names are looked up, to sort all with them costs far more
        first = ids(conn, _first(conn, frame, wanted, offset + limit)[offset:])
        return _table(conn.execute(_named(conn.dialect.name), _day(frame) | first | {"limit": limit}), kinds)
    rows = actors(frame, wanted)
    product = sa.func.coalesce(rows.c.product, rows.c.commodity).label("product")
    facts = [product if name == "product" else rows.c[name] for name in _FACTS]
    asked = sa.select(*facts, *(rows.c[f"permit_{kind}"] for kind in kinds))
    ordered = asked.order_by(*_oldest_first(rows), rows.c.business_name, rows.c.id)
    answer = conn.execute(ordered.limit(limit).offset(offset))
    return pd.DataFrame(answer.all(), columns=list(answer.keys()), dtype=object)


def _table(answer: sa.CursorResult[Any], kinds: Sequence[str]) -> pd.DataFrame:
    """Rows of `_facts` as the frame of `actor_list`, each permit kind in a column of its own."""
    rows = []
    for row in answer:
        recorded = statuses_of(row.permits, kinds)
        rows.append((*row[:-1], *(recorded[kind] for kind in kinds)))
    return pd.DataFrame(rows, columns=[*_FACTS, *(f"permit_{kind}" for kind in kinds)], dtype=object)


def _day(frame: Frame) -> dict[str, Any]:
    return values(frame) | {"which": frame.which}


def _first(conn: sa.Connection, frame: Frame, wanted: Filter, limit: int) -> Sequence[str]:
    """The ids of a list of a kept day, its `limit` first."""
    whole = Filter(as_of=wanted.as_of, window=wanted.window)
    whose = wanted.facilitator[0] if len(wanted.facilitator) == 1 else UNASSIGNED
    if wanted == replace(whole, facilitator=(whose,)) and whose != UNASSIGNED:
        return conn.scalars(_own(), _day(frame) | {"whose": whose, "limit": limit}).all()
    if wanted == replace(whole, kecamatan=wanted.kecamatan) and conn.dialect.name == "sqlite" and limit <= _MERGED:
        return _first_of_places(conn, frame, wanted.kecamatan, limit)
    rows = actors(frame, wanted, named=False)
    return conn.scalars(sa.select(rows.c.id).order_by(*_oldest_first(rows), rows.c.id).limit(limit)).all()


@lru_cache(maxsize=1)
def _own() -> sa.Select[Any]:
    """Ids of one facilitator's actors; found in the index, else SQLite reads the whole day."""
    own, kept, which = schema.actor_day.alias("own"), schema.actor_day, sa.bindparam("which", type_=sa.Text)
    of = [own.c[name] == sa.bindparam("whose", type_=sa.Text) for name in ("responsible_id", "facilitator_id")]
    whose = sa.select(own.c.id).where(own.c.kab_code == FRAME.kab, own.c.which == which, *of)
    found = whose.cte("mine").prefix_with("MATERIALIZED")
    here = sa.and_(kept.c.kab_code == FRAME.kab, kept.c.which == which, kept.c.id == found.c.id)
    asked = sa.select(kept.c.id).select_from(found.join(kept, here))
    return asked.order_by(*_oldest_first(kept), kept.c.id).limit(sa.bindparam("limit", type_=sa.Integer))


def _first_of_places(conn: sa.Connection, frame: Frame, kecamatan: Sequence[str], limit: int) -> list[str]:
    """The same of these kecamatan, of all when there are none: each lies in the order of the list in SQLite's index,
    of which no more is read than is taken."""
    place = schema.kecamatan
    here = kecamatan or conn.scalars(sa.select(place.c.code).where(place.c.kab_code == frame.kab)).all()
    piles = [conn.execute(_in_place(), _day(frame) | {"place": code}) for code in dict.fromkeys(here)]
    first = [row.id for row in islice(merge(*piles, key=_age), limit)]
    for pile in piles:
        pile.close()
    return first


def _age(row: Any) -> tuple[Any, ...]:
    """As `_oldest_first` sorts, and then the id."""
    visited, known = row.last_visit, row.known_since
    return visited is not None, visited or date.min, known is not None, known or date.min, row.id


@lru_cache(maxsize=1)
def _in_place() -> sa.Select[Any]:
    kept, which = schema.actor_day, sa.bindparam("which", type_=sa.Text)
    asked = sa.select(kept.c.id, kept.c.last_visit, kept.c.known_since)
    here = (kept.c.kab_code == FRAME.kab, kept.c.which == which)
    asked = asked.where(*here, kept.c.kecamatan_code == sa.bindparam("place", type_=sa.Text))
    return asked.order_by(*_oldest_first(kept), kept.c.id)


def _oldest_first(rows: sa.FromClause) -> tuple[sa.UnaryExpression[Any], ...]:
    return rows.c.last_visit.nulls_first(), rows.c.known_since.nulls_first()


@lru_cache(maxsize=2)
def _named(dialect: str) -> sa.Select[Any]:
    """The facts of some ids."""
    return _facts().where(among(dialect, schema.actor_day.c.id))


def _facts() -> sa.Select[Any]:
    """`_FACTS` and `permits` of a kept day, in the order of lists."""
    kept, base, sector = schema.actor_day, schema.actor, schema.actor_sector
    source = kept.join(base, sa.and_(base.c.kab_code == FRAME.kab, base.c.id == kept.c.id))
    source = source.outerjoin(sector, sa.and_(sector.c.kab_code == FRAME.kab, sector.c.id == kept.c.sector_row))
    named = {
        "business_name": base.c.business_name,
        "product": sa.func.coalesce(sector.c.product, sector.c.commodity).label("product"),
    }
    facts: list[Any] = [named.get(name, kept.c.get(name)) for name in _FACTS]
    asked = sa.select(*facts, kept.c.permits).select_from(source)
    asked = asked.where(kept.c.kab_code == FRAME.kab, kept.c.which == sa.bindparam("which", type_=sa.Text))
    ordered = asked.order_by(*_oldest_first(kept), base.c.business_name, kept.c.id)
    return ordered.limit(sa.bindparam("limit", type_=sa.Integer))


def search(who: Who, words: str, limit: int = 50) -> pd.DataFrame:
    """Active actors whose business name, product or commodity holds all the words; same columns as `actor_list`."""
    require(who, "actor.see")
    wanted = sorted(set(plain(words).split()), key=len, reverse=True)  # the longest one finds the fewest
    frame = frame_for(who, ANY_TIME)
    said = {f"word_{nth}": f"%{word}%" for nth, word in enumerate(wanted)}
    with read(who) as conn:
        asked = _holding(conn.dialect.name, len(wanted))
        return _table(conn.execute(asked, _day(frame) | said | {"limit": limit}), BASIC)


@lru_cache(maxsize=16)
def _holding(dialect: str, words: int) -> sa.Select[Any]:
    """The facts of those who hold as many words, sought by the first of them."""
    kept, base, sector = schema.actor_day, schema.actor, schema.actor_sector
    asked = _facts().where(*(_holds(dialect, base, sector, nth) for nth in range(words)))
    if not words:
        return asked
    # Two passes over two tables; to look each actor's product up to compare it costs several times as much.
    named = sa.select(base.c.id).where(base.c.kab_code == FRAME.kab, _name_holds(base, 0))
    made = sa.select(sector.c.actor_id).where(sector.c.kab_code == FRAME.kab, _product_holds(dialect, sector, 0))
    found = named.union(made).cte("found").prefix_with("MATERIALIZED")
    return asked.where(kept.c.id.in_(sa.select(found.c.id)))


def _holds(dialect: str, base: sa.FromClause, sector: sa.FromClause, nth: int) -> sa.ColumnElement[bool]:
    return sa.or_(_name_holds(base, nth), _product_holds(dialect, sector, nth))


def _name_holds(base: sa.FromClause, nth: int) -> sa.ColumnElement[bool]:
    return base.c.search_name.like(_word(nth))


def _product_holds(dialect: str, sector: sa.FromClause, nth: int) -> sa.ColumnElement[bool]:
    """To SQLite's LIKE small and capital letters are the same anyway."""
    texts = (sector.c.product, sector.c.commodity)
    return sa.or_(*((text if dialect == "sqlite" else sa.func.lower(text)).like(_word(nth)) for text in texts))


def _word(nth: int) -> sa.BindParameter[str]:
    return sa.bindparam(f"word_{nth}", type_=sa.Text)


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
        one = values(frame) | {"id": actor_id}
        found = _one(conn, _itself(), one)
        if found is None:
            raise Problem("no_such_actor")
        found["today"] = _one(conn, _today(frame.kab, frame.day, str(frame.which)), one)
        found["survivor"] = _survivor(conn, frame, found)
        for name in _DATED:
            found[name] = _one(conn, _dated(name), one) or {}
        family = entries(conn, frame, actor_id)
        visits = visits_of(conn, frame, family)
        found["permits"] = with_facilitation(_permits(conn, frame, family), visits)
        found["checklist"] = _checklist(conn, frame, found)
        found["needs"] = needs_of(conn, frame, family, visits)
        found["mine"] = bool(mine(who, conn, [actor_id]))
        found["personal"] = found["mine"] and allows(who, "actor.personal")
        # Of an entry merged away what is open counts for the one that is left.
        open_to = dict.fromkeys([actor_id] if found["survivor"] else family, actor_id)
        found["promise"] = open_promises(conn, frame, [actor_id], open_to).get(actor_id)
        found["request"] = open_requests(conn, frame, [actor_id], open_to).get(actor_id)
    return found if found["personal"] else _without_personal(found)


def _survivor(conn: sa.Connection, frame: Frame, found: dict[str, Any]) -> str | None:
    """The entry that stands for this one at last, if it was merged into another by then."""
    last: dict[str, Any] | None = found
    while last and last["merged_into"] and last["merged_at"] <= frame.known_at:
        last = _one(conn, _itself(), {"kab": frame.kab, "id": last["merged_into"]})
    return last["id"] if last and last is not found else None


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


def _one(conn: sa.Connection, asked: sa.Select[Any], one: dict[str, Any]) -> dict[str, Any] | None:
    row = conn.execute(asked, one).mappings().first()
    return dict(row) if row else None


_ID = sa.bindparam("id", type_=sa.Text)


@lru_cache(maxsize=1)
def _itself() -> sa.Select[Any]:
    base = schema.actor
    return sa.select(base).where(base.c.kab_code == FRAME.kab, base.c.id == _ID)


@lru_cache(maxsize=8)
def _today(kab: str, day: date, which: str) -> sa.Select[Any]:
    """What the kept day says of an actor."""
    rows = actors(Frame(kab, day, ALL_KNOWN, which), Filter(as_of=day))
    return sa.select(rows).where(rows.c.id == _ID)


@lru_cache(maxsize=len(_DATED))
def _dated(name: str) -> sa.Select[Any]:
    table = _DATED[name]
    return sa.select(FRAME.latest(table, extra=[table.c.actor_id == _ID]))


def _permits(conn: sa.Connection, frame: Frame, entries: Sequence[str]) -> list[dict[str, Any]]:
    """The kept event of each kind, those of merged entries among them; a form that is no legal entity is `belum` while
    it is valid, as in every figure."""
    forms = schema.legal_form
    entity = sa.select(forms.c.code).where(forms.c.kab_code == frame.kab, forms.c.legal_entity)
    entities = set(conn.scalars(entity))
    asked = conn.execute(_kept_permits(conn.dialect.name), values(frame) | ids(conn, entries))
    rows = [dict(row) for row in asked.mappings()]
    for row in rows:
        lapsed = row["expires_on"] is not None and row["expires_on"] < frame.day
        if row["status"] == "terbit" and not lapsed and row["form"] and row["form"] not in entities:
            row["status"] = "belum"
    return rows


@lru_cache(maxsize=2)
def _kept_permits(dialect: str) -> sa.Select[Any]:
    events = schema.permit_event
    return sa.select(FRAME.latest(events, "kind", extra=[among(dialect, events.c.actor_id)]))


def _checklist(conn: sa.Connection, frame: Frame, found: dict[str, Any]) -> list[Item]:
    sectors, usual = permit_rules(conn, frame.kab)
    standings = {
        row["kind"]: Standing(row["status"], row["on_date"], row["on_precision"], row["expires_on"])
        for row in found["permits"]
    }
    return checklist(found["sector"].get("sector", "other"), sectors, standings, frame.day, usual)


def permit_rules(conn: sa.Connection, kab: str) -> tuple[dict[str, list[str]], dict[str, int | None]]:
    """Permit kind -> the sectors that need it, in the list's order; and -> the days it usually takes, if known."""
    kinds = schema.permit_kind
    asked = sa.select(kinds.c.code, kinds.c.sectors, kinds.c.usual_days).where(kinds.c.kab_code == kab)
    rows = conn.execute(asked.order_by(kinds.c.position, kinds.c.code)).all()
    return {row.code: row.sectors.split() for row in rows}, {row.code: row.usual_days for row in rows}
