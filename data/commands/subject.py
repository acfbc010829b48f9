"""Rights of the person behind a business (UU 27/2022): everything held about them as a file, and its erasure.

A business is its actor together with the double entries merged into it.
"""

import json
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from data import clock, inbox, schema
from data.access import Who
from data.commands.listings import end_listings
from data.db import About, Writing, write
from data.filter import Filter
from data.importing import fingerprint
from data.importing.fingerprints import name_key
from data.intake.waiting import drop_waiting
from data.normal import plain
from data.phones import dial
from data.population import frame_of
from data.problem import Problem
from data.text import text

# What erasure empties in the rows about an actor. Words of a list (codes), dates and counts stay: that a thing
# happened is no personal data, and the figures do not change.
EMPTIED: dict[str, tuple[str, ...]] = {
    "actor_personal": ("owner", "phone", "address", "lon", "lat"),
    "actor_figures": ("investment", "output_value", "materials_value"),
    "contact": ("result", "next_step"),
    "promise_event": ("note",),
    "request": ("note",),
    "exit_proposal": ("note",),
    "permit_event": ("number", "raw"),
    "help_personal": ("name", "contact", "note"),
    "listing": ("price", "capacity", "lead_time", "origin"),
    "enquiry": ("words",),
    "merge": ("changes",),
    "import_row": ("raw", "clean", "problems", "changes"),
}
ERASED_NAME = "(nama dihapus)"
ERASED = "(dihapus)"
REPLACED = ("consent_paper", "product")  # of `listing`: they cannot be empty
# What somebody else wrote of themselves: no part of the file, and theirs to have erased.
OF_OTHERS = {"enquiry": ("name", "contact", "words")}
SHORTEST_CLUE = 5  # shorter words of a person are found by chance in the drafts of others


def subject_file(who: Who, actor_id: str) -> bytes:
    """Everything held about a business and its owner: JSON in UTF-8, a heading per kind of thing, then its rows.

    Staff of the office stand in it by their ids. Problem("no_such_actor").
    """
    with write(who, "subject.export", About("actor", actor_id), changes=False) as writing:
        ids = _family(writing, actor_id)
        held = {"actor": _rows(writing, schema.actor, schema.actor.c.id.in_(ids))}
        for table in schema.about_actor():
            held[table.name] = _rows(writing, table, table.c.actor_id.in_(ids))
        held["help_personal"] = _rows(writing, schema.help_personal, _theirs(writing, schema.help_personal, ids))
        held["import_row"] += _unlinked_rows(writing, ids, of_the_owner=True)
        held["draft"] = _drafts(writing, ids)
        held["audit"] = _audits(writing, ids)
        file = {
            text("held.made"): clock.office_day(writing.at).isoformat(),
            **{text(f"held.{name}"): rows for name, rows in held.items()},
        }
        return json.dumps(file, ensure_ascii=False, indent=2, default=str).encode()


def erase_subject(who: Who, actor_id: str, reason: str, also_name: bool = False) -> None:
    """Empty every personal value held about a business; what happened, and every figure, stays.

    Emptied: `EMPTIED`, the values beside every audit row about it, drafts about it. The business name is no personal
    data and stays unless `also_name`. The reason is kept. Files that wait to be written go, of whomever they tell: what
    stands in them cannot be taken out. Problem("erase_reason_missing"), ("no_such_actor").
    """
    with write(who, "subject.erase", About("actor", actor_id)) as writing:
        if not reason.strip():
            raise Problem("erase_reason_missing")
        ids = _family(writing, actor_id)
        writing.abouts[:] = [About("actor", one) for one in ids]
        dropped = drop_waiting(writing)
        # Drafts and unlinked rows of files are recognised by the values that go next.
        _erase_drafts(writing, ids)
        _erase_unlinked_rows(writing, ids)
        _erase_unlinked_help(writing, ids)
        _erase_audit(writing, ids)
        for name, columns in EMPTIED.items():
            table = schema.metadata.tables[name]
            mine = sa.and_(table.c.kab_code == who.kab, _theirs(writing, table, ids))
            writing.conn.execute(table.update().where(mine).values(dict.fromkeys(columns, sa.null())))
        _only_codes(writing, ids)
        _end_listings(writing, ids)
        for one in ids:
            _erase_actor(writing, one, also_name)
        writing.after = {"erased": True, "reason": reason.strip(), "also_name": also_name}
    for batch_id in dropped:
        inbox.forget(batch_id)


def _family(writing: Writing, actor_id: str) -> list[str]:
    """The actor and all entries known to be the same business, the asked one first."""
    base = schema.actor
    asked = sa.select(base.c.id, base.c.merged_into).where(base.c.kab_code == writing.who.kab)
    into: dict[str, str | None] = {key: target for key, target in writing.conn.execute(asked)}
    if actor_id not in into:
        raise Problem("no_such_actor")
    found = {actor_id}
    links = [(key, target) for key, target in into.items() if target]
    while grown := {end for link in links if found & set(link) for end in link} - found:
        found |= grown
    return [actor_id, *sorted(found - {actor_id})]


def _theirs(writing: Writing, table: sa.Table, ids: list[str]) -> sa.ColumnElement[bool]:
    """The rows of a table about these actors; the words of a request for help hang on the request."""
    if "actor_id" in table.c:
        return table.c.actor_id.in_(ids)
    asked = schema.help_request.c
    return table.c.help_id.in_(sa.select(asked.id).where(asked.kab_code == writing.who.kab, asked.actor_id.in_(ids)))


def _rows(writing: Writing, table: sa.Table, *where: sa.ColumnElement[bool]) -> list[dict[str, Any]]:
    left_out = ("kab_code", *OF_OTHERS.get(table.name, ()))
    asked = sa.select(*(column for column in table.c if column.name not in left_out))
    asked = asked.where(table.c.kab_code == writing.who.kab, *where).order_by(*table.primary_key)
    return [dict(row) for row in writing.conn.execute(asked).mappings()]


def _audited(writing: Writing, ids: list[str]) -> sa.ColumnElement[bool]:
    """Audit rows about these actors, or about a single thing of theirs (a contact, a request, …)."""
    audit = schema.audit.c
    things = [
        sa.select(table.c.id).where(table.c.kab_code == writing.who.kab, table.c.actor_id.in_(ids))
        for table in schema.about_actor()
        if "id" in table.c
    ]
    about = audit.about_id.in_(ids), audit.about_id.in_(sa.union_all(*things))
    return sa.and_(audit.kab_code == writing.who.kab, sa.or_(*about))


def _audits(writing: Writing, ids: list[str]) -> list[dict[str, Any]]:
    audit, detail = schema.audit, schema.audit_detail
    asked = (
        sa.select(*(column for column in audit.c if column.name != "kab_code"), detail.c.before, detail.c.after)
        .outerjoin(detail, sa.and_(detail.c.kab_code == audit.c.kab_code, detail.c.audit_id == audit.c.id))
        .where(_audited(writing, ids))
        .order_by(audit.c.at, audit.c.id)
    )
    return [dict(row) for row in writing.conn.execute(asked).mappings()]


def _erase_audit(writing: Writing, ids: list[str]) -> None:
    """All values beside the audit rows, but for the reasons of earlier erasures."""
    audit, detail = schema.audit, schema.audit_detail
    gone = sa.select(audit.c.id).where(_audited(writing, ids), audit.c.deed != "subject.erase")
    mine = sa.and_(detail.c.kab_code == writing.who.kab, detail.c.audit_id.in_(gone))
    writing.conn.execute(detail.update().where(mine).values(before=sa.null(), after=sa.null()))


def _clues(writing: Writing, ids: list[str]) -> list[str]:
    """Ids and personal words by which a draft about these actors is known."""
    personal = schema.actor_personal.c
    found = _rows(writing, schema.actor_personal, personal.actor_id.in_(ids))
    words = [row[name] for row in found for name in ("owner", "phone", "address") if row[name]]
    return [*ids, *(word for word in words if len(word) >= SHORTEST_CLUE)]


def _drafts(writing: Writing, ids: list[str]) -> list[dict[str, Any]]:
    clues, table = _clues(writing, ids), schema.draft
    return [
        row
        for row in _rows(writing, table)
        if row["about"] in ids or any(clue in json.dumps(row["content"], ensure_ascii=False) for clue in clues)
    ]


def _erase_drafts(writing: Writing, ids: list[str]) -> None:
    table = schema.draft.c
    for row in _drafts(writing, ids):
        mine = (table.kab_code == writing.who.kab, table.person_id == row["person_id"], table.about == row["about"])
        writing.conn.execute(schema.draft.delete().where(*mine))


def _unlinked_rows(writing: Writing, ids: list[str], of_the_owner: bool) -> list[dict[str, Any]]:
    """Rows of imported files that became no actor (repeats, rejected ones) and say this business's name.

    With `of_the_owner` only those that also say the owner's name, so that a namesake's row is not handed out.
    """
    table = schema.import_row.c
    names = {name_key(row["business_name"]) for row in _rows(writing, schema.actor, schema.actor.c.id.in_(ids))}
    personal = _rows(writing, schema.actor_personal, schema.actor_personal.c.actor_id.in_(ids))
    owners = {name_key(row["owner"]) for row in personal if row["owner"]}
    return [
        row
        for row in _rows(writing, schema.import_row, table.actor_id.is_(None))
        if (cells := _cells(row["raw"])) & names and (not of_the_owner or cells & owners)
    ]


def _cells(raw: Any) -> set[str]:
    values = raw.values() if isinstance(raw, Mapping) else raw if isinstance(raw, list) else ()
    return {key for value in values if value and (key := name_key(str(value)))}


def _erase_unlinked_rows(writing: Writing, ids: list[str]) -> None:
    table = schema.import_row
    for row in _unlinked_rows(writing, ids, of_the_owner=False):
        mine = (table.c.kab_code == writing.who.kab, table.c.batch_id == row["batch_id"], table.c.row == row["row"])
        writing.conn.execute(table.update().where(*mine).values(dict.fromkeys(EMPTIED["import_row"], sa.null())))


def _erase_unlinked_help(writing: Writing, ids: list[str]) -> None:
    """Requests that became no actor's (declined, or waiting still) from the owner's name or telephone."""
    personal = _rows(writing, schema.actor_personal, schema.actor_personal.c.actor_id.in_(ids))
    owners = {name_key(row["owner"]) for row in personal if row["owner"]}
    phones = {number.tel for row in personal for number in dial(row["phone"] or "")} - {None}
    table, asked = schema.help_personal, schema.help_request.c
    unlinked = sa.select(asked.id).where(asked.kab_code == writing.who.kab, asked.actor_id.is_(None))
    for row in _rows(writing, table, table.c.help_id.in_(unlinked)):
        called = {number.tel for number in dial(row["contact"] or "")}
        if name_key(row["name"] or "") in owners or called & phones:
            mine = (table.c.kab_code == writing.who.kab, table.c.help_id == row["help_id"])
            writing.conn.execute(table.update().where(*mine).values(dict.fromkeys(EMPTIED[table.name], sa.null())))


def _only_codes(writing: Writing, ids: list[str]) -> None:
    """A reason of an exit that was written in somebody's own words becomes "lainnya"."""
    table = schema.actor_state
    free = sa.and_(table.c.reason.is_not(None), table.c.reason.not_in(schema.EXIT_REASONS))
    mine = sa.and_(table.c.kab_code == writing.who.kab, table.c.actor_id.in_(ids), free)
    writing.conn.execute(table.update().where(mine).values(reason="lainnya"))


def _end_listings(writing: Writing, ids: list[str]) -> None:
    """Nothing is listed any more, and where words cannot be empty others stand."""
    end_listings(writing, ids)
    table = schema.listing
    mine = sa.and_(table.c.kab_code == writing.who.kab, table.c.actor_id.in_(ids))
    writing.conn.execute(table.update().where(mine).values(dict.fromkeys(REPLACED, ERASED)))


def _erase_actor(writing: Writing, actor_id: str, also_name: bool) -> None:
    table = schema.actor
    mine = sa.and_(table.c.kab_code == writing.who.kab, table.c.id == actor_id)
    name = ERASED_NAME if also_name else writing.conn.execute(sa.select(table.c.business_name).where(mine)).scalar_one()
    kept = frame_of(writing.who.kab, Filter(), writing.at).latest(
        schema.actor_place, extra=[schema.actor_place.c.actor_id == actor_id]
    )
    place = writing.conn.execute(sa.select(kept.c.kecamatan_code, kept.c.desa_code)).first() or ("", None)
    values = {
        "business_name": name,
        "search_name": plain(name),
        "fingerprint": fingerprint(name, None, place[0], place[1]),
        "erased_at": writing.at,
        "row_version": table.c.row_version + 1,
    }
    writing.conn.execute(table.update().where(mine).values(values))
