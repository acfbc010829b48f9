"""Which entries of the register may be one business: compared (`data.linking`) and kept for a person to decide."""

from collections.abc import Collection, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from data import clock, linking, schema
from data.access import Who, require
from data.db import About, Writing, read, write
from data.intake.rows import IDS, chunks
from data.linking import Pair, Record
from data.phones import dial
from data.population import Frame
from data.queries.doubles import nib_and_npwp

Key = tuple[str, str]


def find_doubles(who: Who, among: Collection[str] | None = None) -> int:
    """Compare all entries with each other, or only those of `among` with all; how many pairs wait for a decision.

    Closed and moved businesses are compared too: one that opens again is often written down anew. A pair once decided
    stays decided. Comparing comes before the write, so nobody waits for it.
    """
    require(who, "double.review")
    with read(who) as conn:
        pairs = _likely(conn, who.kab, among)
    with write(who, "double.review", About("register", who.register)) as writing:
        return _keep(writing, pairs, among)


def _likely(conn: sa.Connection, kab: str, among: Collection[str] | None) -> list[Pair]:
    table = schema.possible_double
    apart = sa.select(table.c.left_id, table.c.right_id).where(table.c.kab_code == kab, table.c.decision == "distinct")
    distinct = [(left, right) for left, right in conn.execute(apart)]
    found = linking.likely_pairs(_records(conn, kab), among=among, distinct=distinct)
    return [pair for pair in found if pair.probability >= linking.REVIEW]


def _records(conn: sa.Connection, kab: str) -> list[Record]:
    """Every entry that was not merged into another."""
    frame = Frame(kab, clock.today(), clock.now())
    base, personal, place, work = schema.actor, schema.actor_personal, schema.actor_place, schema.actor_sector
    source = base.join(personal, sa.and_(personal.c.kab_code == kab, personal.c.actor_id == base.c.id))
    source = source.outerjoin(place, frame.kept(place, lambda it: it.actor_id == base.c.id))
    source = source.outerjoin(work, frame.kept(work, lambda it: it.actor_id == base.c.id))
    nib, npwp = nib_and_npwp(frame, base.c.id)
    asked = sa.select(
        base.c.id,
        base.c.business_name,
        personal.c.owner,
        place.c.kecamatan_code.label("kecamatan"),
        place.c.desa_code.label("desa"),
        personal.c.phone,
        nib.label("nib"),
        npwp.label("npwp"),
        personal.c.address,
        sa.func.coalesce(work.c.product, work.c.commodity).label("product"),
    ).select_from(source)
    rows = conn.execute(asked.where(base.c.kab_code == kab, base.c.merged_into.is_(None)).order_by(base.c.id))
    permits = _permits(conn, frame)
    return [_record(dict(row), frozenset(permits.get(row["id"], ()))) for row in rows.mappings()]


def _permits(conn: sa.Connection, frame: Frame) -> dict[str, set[str]]:
    """The numbers of each entry's permits, but for NIB and NPWP; a merged one's are those of the entry it went into."""
    event, base = schema.permit_event, schema.actor
    gone = sa.select(base.c.id, base.c.merged_into).where(base.c.kab_code == frame.kab, base.c.merged_into.is_not(None))
    into: dict[str, str] = {one: other for one, other in conn.execute(gone)}
    written = (frame.happened(event), event.c.number.is_not(None), event.c.kind.not_in(("nib", "npwp")))
    found: dict[str, set[str]] = {}
    for actor_id, number in conn.execute(sa.select(event.c.actor_id, event.c.number).where(*written)):
        while actor_id in into:
            actor_id = into[actor_id]
        found.setdefault(actor_id, set()).add(number)
    return found


def _record(row: Mapping[str, Any], permits: frozenset[str]) -> Record:
    numbers = tuple(number.tel for number in dial(row["phone"]) if number.tel)
    return Record(**{name: row[name] for name in row if name != "phone"}, phones=numbers, permits=permits)


def _keep(writing: Writing, pairs: Collection[Pair], among: Collection[str] | None) -> int:
    """Write the pairs down; those nobody has decided and that are no longer likely go.

    Since they were compared an entry may have been taken back or merged, and another search may have found the same.
    """
    there = _there(writing, {one for pair in pairs for one in (pair.left, pair.right)})
    known = _known(writing, among)
    found = {(pair.left, pair.right): pair for pair in pairs if {pair.left, pair.right} <= there}
    table, kab = schema.possible_double, writing.who.kab
    new = [{"kab_code": kab, "recorded_at": writing.at} | _row(pair) for key, pair in found.items() if key not in known]
    if new:
        make = postgresql.insert if writing.conn.dialect.name == "postgresql" else sqlite.insert
        writing.conn.execute(make(table).on_conflict_do_nothing(), new)
    undecided = {key: row for key, row in known.items() if row["decision"] is None}
    mine = (table.c.kab_code == kab, table.c.left_id == sa.bindparam("l"), table.c.right_id == sa.bindparam("r"))
    gone = [{"l": left, "r": right} for left, right in undecided.keys() - found.keys()]
    if gone:
        writing.conn.execute(table.delete().where(*mine), gone)
    other = [
        {"l": left, "r": right, "p": found[left, right].probability, "e": found[left, right].evidence}
        for left, right in undecided.keys() & found.keys()
        if (undecided[left, right]["probability"], undecided[left, right]["evidence"])
        != (found[left, right].probability, found[left, right].evidence)
    ]
    if other:
        values = {"probability": sa.bindparam("p"), "evidence": sa.bindparam("e", type_=sa.JSON())}
        writing.conn.execute(table.update().where(*mine).values(values), other)
    return len(new) + len(undecided) - len(gone)


def _there(writing: Writing, ids: Collection[str]) -> set[str]:
    """Those of these entries that are there and not merged; until the write ends nobody takes one of them away."""
    base, found = schema.actor.c, set[str]()
    asked = sa.select(base.id).where(base.kab_code == writing.who.kab, base.merged_into.is_(None))
    asked = asked.order_by(base.id).with_for_update(read=True, key_share=True)
    for some in chunks(sorted(ids), IDS):
        found |= set(writing.conn.scalars(asked.where(base.id.in_(some))))
    return found


def _row(pair: Pair) -> dict[str, Any]:
    return {
        "left_id": pair.left,
        "right_id": pair.right,
        "probability": pair.probability,
        "evidence": pair.evidence,
        "decision": None,
        "decided_by": None,
        "decided_at": None,
    }


def _known(writing: Writing, among: Collection[str] | None) -> dict[Key, Mapping[str, Any]]:
    """The pairs written down already, of which neither was merged into another; with `among` only those about it.

    A pair with a merged entry waits: it may come back.
    """
    table, base = schema.possible_double, schema.actor
    merged = sa.select(base.c.id).where(base.c.kab_code == writing.who.kab, base.c.merged_into.is_not(None))
    there = (table.c.left_id.not_in(merged), table.c.right_id.not_in(merged))
    rows = writing.conn.execute(sa.select(table).where(table.c.kab_code == writing.who.kab, *there)).mappings()
    about = None if among is None else frozenset(among)
    found = {(row["left_id"], row["right_id"]): dict(row) for row in rows}
    return {key: row for key, row in found.items() if about is None or not about.isdisjoint(key)}
