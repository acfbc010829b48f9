"""Merging two entries of one business: the fields chosen become the kept one's, what happened stays with its entry."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from data import clock, schema
from data.access import Who
from data.commands.actors import write_fields
from data.db import About, Writing, write
from data.newactor import GROUPS, KNOWN_SINCE
from data.population import Frame, standing
from data.problem import Problem
from data.queries.doubles import fields_now
from data.scope import require_mine

SIDES = ("kept", "gone")
# The gone one's rows before the kept one's first become its own: it was active, somewhere, since the earlier of both.
HISTORY = (schema.actor_state, schema.actor_place, schema.actor_sector, schema.actor_figures)
OWN = ("id", "actor_id", "recorded_at", "batch_id")
Fields = Mapping[str, Any]


def merge_actors(
    who: Who, kept_id: str, gone_id: str, fields: Mapping[str, str], kept_version: int, gone_version: int, form_id: str
) -> str:
    """Merge one entry into another; the merge's id, which is the form's: the same form twice is one merge.

    `fields` says for each of `GROUPS` whose value stands, "kept" or "gone"; for what it does not name the kept one's,
    or the gone one's where the kept one has none. The kept one is known since the earlier of both days, and gets the
    gone one's own facilitator where it has none of its own.

    Problem("merge_same"), ("no_such_actor"), ("not_your_actor"), ("merge_already"), ("changed_meanwhile") when a
    version is no longer the entry's, ("merge_kept_inactive"): a merge closes no business.
    """
    if not (set(fields) <= set(GROUPS) and set(fields.values()) <= set(SIDES)):
        raise ValueError(f"no such choice: {fields}")
    with write(who, "actor.merge", About("actor", kept_id)) as writing:
        writing.once(form_id)
        if kept_id == gone_id:
            raise Problem("merge_same")
        rows = lock(writing, kept_id, gone_id)
        require_mine(who, writing.conn, [kept_id, gone_id])
        if rows[kept_id]["merged_into"] or rows[gone_id]["merged_into"]:
            raise Problem("merge_already")
        if (rows[kept_id]["row_version"], rows[gone_id]["row_version"]) != (kept_version, gone_version):
            raise Problem("changed_meanwhile")
        frame = Frame(who.kab, clock.today(), writing.at)
        _check_states(writing, frame, kept_id, gone_id)
        kept, gone = (fields_now(writing.conn, frame, one) for one in (kept_id, gone_id))
        changes = _chosen(kept, gone, fields) | _earlier(kept, gone)
        write_fields(writing, kept_id, kept, changes)
        _take_history(writing, kept_id, gone_id)
        told = {name: [as_json(kept[name]), as_json(value)] for name, value in changes.items()}
        taken = _take_assignment(writing, frame, kept_id, gone_id)
        told |= {"assignment": [None, taken]} if taken else {}
        _join(writing, kept_id, gone_id)
        writing.insert(schema.merge, {"id": form_id, "actor_id": kept_id, "gone_id": gone_id} | _by(writing, told))
        tell(writing, kept_id, gone_id, {"merged": gone_id, "fields": sorted(told)}, {"merged_into": kept_id})
    return form_id


def _by(writing: Writing, told: Fields) -> dict[str, Any]:
    return {"changes": told, "by_person": writing.who.id}


def lock(writing: Writing, *ids: str) -> dict[str, Mapping[str, Any]]:
    """The rows of these actors, which nobody else changes until the write ends; Problem("no_such_actor")."""
    table = schema.actor
    mine = sa.and_(table.c.kab_code == writing.who.kab, table.c.id.in_(ids))
    asked = sa.select(table).where(mine).order_by(table.c.id).with_for_update()
    rows: dict[str, Mapping[str, Any]] = {row["id"]: dict(row) for row in writing.conn.execute(asked).mappings()}
    if set(rows) != set(ids):
        raise Problem("no_such_actor")
    return rows


def tell(writing: Writing, kept_id: str, gone_id: str, of_kept: dict[str, Any], of_gone: dict[str, Any]) -> None:
    """An audit row about each. The values themselves stand in the merge alone, so that erasing either reaches them."""
    kept, gone = About("actor", kept_id), About("actor", gone_id)
    writing.abouts[:] = [kept, gone]
    writing.details |= {kept: ({}, of_kept), gone: ({}, of_gone)}


def _check_states(writing: Writing, frame: Frame, kept_id: str, gone_id: str) -> None:
    table = schema.actor_state
    kept = frame.latest(table, extra=[table.c.actor_id.in_((kept_id, gone_id))])
    active = {row.actor_id: row.state == "active" for row in writing.conn.execute(sa.select(kept))}
    if active.get(gone_id) and not active.get(kept_id):
        raise Problem("merge_kept_inactive")


def _chosen(kept: Fields, gone: Fields, fields: Mapping[str, str]) -> dict[str, Any]:
    """The gone one's values that become the kept one's, where they are not the same."""
    changes: dict[str, Any] = {}
    for group, names in GROUPS.items():
        if (fields.get(group) or proposed(group, kept, gone)) == "gone":
            changes |= {name: gone[name] for name in names if gone[name] != kept[name]}
    return changes


def proposed(group: str, kept: Fields, gone: Fields) -> str:
    """Whose value stands unless somebody chooses: the kept one's, or the gone one's where that says more."""
    names = GROUPS[group]
    if group == "place":
        more = gone["kecamatan_code"] == kept["kecamatan_code"] and kept["desa_code"] is None
        return "gone" if more else "kept"
    return "gone" if kept[names[0]] is None and gone[names[0]] is not None else "kept"


def _earlier(kept: Fields, gone: Fields) -> dict[str, Any]:
    since = gone["known_since"]
    if since is None or (kept["known_since"] and kept["known_since"] <= since):
        return {}
    return {name: gone[name] for name in KNOWN_SINCE if gone[name] != kept[name]}


def as_json(value: Any) -> Any:
    """A field's value as a merge keeps it."""
    return value.isoformat() if isinstance(value, date) else value


def _take_history(writing: Writing, kept_id: str, gone_id: str) -> None:
    for table in HISTORY:
        first = sa.select(sa.func.min(table.c.on_date)).where(_of(writing, table, kept_id))
        begun = writing.conn.scalar(first)
        asked = sa.select(table).where(_of(writing, table, gone_id)).order_by(table.c.on_date, table.c.recorded_at)
        rows = [dict(row) for row in writing.conn.execute(asked).mappings()]
        earlier = [row for row in rows if begun is None or row["on_date"] < begun]
        copies = [{name: value for name, value in row.items() if name not in OWN} for row in earlier]
        writing.insert(table, *(copy | {"actor_id": kept_id} for copy in copies))


def _of(writing: Writing, table: sa.Table, actor_id: str) -> sa.ColumnElement[bool]:
    return sa.and_(table.c.kab_code == writing.who.kab, table.c.actor_id == actor_id)


def _take_assignment(writing: Writing, frame: Frame, kept_id: str, gone_id: str) -> str | None:
    """The gone one's own facilitator becomes the kept one's, if that has none, since the assignment began or the kept
    one's own last ended; who it is."""
    base, table = schema.actor, schema.assignment
    own = standing(frame, "actor_id", base.c.id)
    asked = sa.select(base.c.id, own).where(base.c.kab_code == frame.kab, base.c.id.in_((kept_id, gone_id)))
    facilitator = {actor_id: someone for actor_id, someone in writing.conn.execute(asked)}
    if facilitator[kept_id] or not facilitator[gone_id]:
        return None
    running = sa.select(table).where(frame.running(table), table.c.actor_id == gone_id)
    newest = running.order_by(table.c.from_on.desc(), table.c.recorded_at.desc(), table.c.id.desc()).limit(1)
    row = writing.conn.execute(newest).mappings().one()
    ended = writing.conn.scalar(sa.select(sa.func.max(table.c.to_on)).where(_of(writing, table, kept_id)))
    since = row["from_on"] if ended is None else max(row["from_on"], ended + timedelta(days=1))
    same = {name: row[name] for name in ("facilitator_id", "to_on", "end_recorded_at")}
    writing.insert(table, same | {"actor_id": kept_id, "from_on": since})
    return str(row["facilitator_id"])


def _join(writing: Writing, kept_id: str, gone_id: str) -> None:
    table, pair = schema.actor, schema.possible_double
    mine = sa.and_(table.c.kab_code == writing.who.kab, table.c.id == gone_id)
    values = {"merged_into": kept_id, "merged_at": writing.at, "row_version": table.c.row_version + 1}
    writing.conn.execute(table.update().where(mine).values(values))
    decided = {"decision": "merged", "decided_by": writing.who.id, "decided_at": writing.at}
    writing.conn.execute(pair.update().where(about_pair(writing, kept_id, gone_id)).values(decided))


def about_pair(writing: Writing, one: str, other: str) -> sa.ColumnElement[bool]:
    """The row of two entries that may be one."""
    pair, (left, right) = schema.possible_double.c, sorted((one, other))
    return sa.and_(pair.kab_code == writing.who.kab, pair.left_id == left, pair.right_id == right)
