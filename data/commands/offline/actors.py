"""Rows of the caseload: changed cells are written, conflicts told, a row without an id becomes a new business."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from data import clock, schema
from data.commands.actors import change_actor, insert_actor
from data.commands.offline.work import RowResult, Work, copied, stage
from data.commands.visit_checks import number
from data.db import About, Writing, read, write
from data.importing.clean import tidy
from data.importing.fingerprints import fingerprint
from data.intake.standing import PERMITS as OF_PERMITS
from data.newactor import NewActor
from data.normal import plain
from data.offline import Answer, Compared, Line, actor_label, actor_texts, compare
from data.offline.cells import FORMULA, text_of
from data.offline.form import EDITED, PERMITS, title
from data.problem import Problem
from data.text import sentence, text


def actor_rows(work: Work) -> list[RowResult]:
    """What became of each row of the caseload, in the sheet's order."""
    lines = work.upload.actors.lines
    differing, repeats = copied(lines)
    return [
        _told(work, line, "refused", text("offline.row.copied", work.language))
        if line.id in differing
        else _told(work, line, "same", text("offline.row.repeated", work.language))
        if line.number in repeats
        else _row(work, line)
        for line in lines
    ]


def _row(work: Work, line: Line) -> RowResult:
    if line.id is None:
        return _new(work, line)
    if line.id not in work.now:
        return _told(work, line, "refused", text("offline.row.not_yours", work.language))
    if line.id not in work.upload.originals:
        return _told(work, line, "refused", text("offline.row.unknown", work.language))
    try:
        return _known(work, line, line.id)
    except Problem as problem:
        if problem.code != "changed_meanwhile":
            return _told(work, line, "refused", sentence(problem, work.language))
    work.refresh(line.id)
    try:
        return _known(work, line, line.id)
    except Problem as problem:
        return _told(work, line, "refused", sentence(problem, work.language))


def _told(work: Work, line: Line, state: str, words: str) -> RowResult:
    known = line.id if line.id in work.now else None
    action = "same" if state == "same" else "none"
    answer = Answer(line.number, words)
    return RowResult("actors", state, answer, _name(line), action, known, raw=raw_of(line, work.language))


def _name(line: Line) -> str:
    return text_of(line.cells.get("business_name"))


def raw_of(line: Line, language: str) -> dict[str, str]:
    """Every filled cell by its heading."""
    return {title(name, language): words for name, cell in line.cells.items() if (words := text_of(cell))}


def _known(work: Work, line: Line, actor_id: str) -> RowResult:
    now = work.now[actor_id]
    texts = actor_texts(now, work.words)
    original = work.upload.originals[actor_id]
    found = compare(line.cells, original, texts, now["kecamatan_code"], work.words, work.language)
    changes: dict[str, Sequence[Any]] = {}
    if found.changes:
        changes = _save(work, line, actor_id, found)
        work.now[actor_id] = now | {"business_name": found.changes.get("business_name", now["business_name"])}
    version = now["row_version"] + 1 if found.changes else None
    answer = Answer(
        line.number, found.told(work.language), marks_of(found), actor_id, version, found.settled | found.texts
    )
    action = "change" if changes else "same" if state_of(found) == "same" else "none"
    raw = raw_of(line, work.language)
    return RowResult("actors", state_of(found), answer, _name(line), action, actor_id, changes, raw)


def state_of(found: Compared) -> str:
    """What became of a compared row in one word."""
    left = found.conflicts or found.unusable
    if found.changes:
        return "partly" if left else "saved"
    return "conflict" if found.conflicts else "refused" if found.unusable else "same"


def marks_of(found: Compared) -> dict[str, str]:
    """Field -> the mark of its cell."""
    return dict.fromkeys(found.conflicts, "conflict") | dict.fromkeys(found.unusable, "unusable")


def _save(work: Work, line: Line, actor_id: str, found: Compared) -> dict[str, Sequence[Any]]:
    """Write the changes; field -> [old, new], the new permits under one heading."""
    now = work.now[actor_id]
    with write(work.who, "actor.edit", About("actor", actor_id)) as writing:
        change_actor(writing, actor_id, now["row_version"], _edits(found.changes), work.batch_id)
        changes: dict[str, Sequence[Any]] = {name: [writing.before[name], new] for name, new in writing.after.items()}
        permits = _permits(writing, actor_id, now, found.changes, work.batch_id)
        changes |= {OF_PERMITS: [None, permits]} if permits else {}
        stage(writing, work, _at(work, line), "change", actor_id, changes=changes, raw=raw_of(line, work.language))
    return changes


def _at(work: Work, line: Line) -> int:
    """The row's place in its sheet, from 1."""
    return work.upload.actors.lines.index(line) + 1


def _edits(changes: Mapping[str, Any]) -> dict[str, Any]:
    """The changes that `change_actor` knows, by its names."""
    edits = {name: value for name, value in changes.items() if name in _PLAIN}
    if "desa" in changes:
        edits["desa_code"] = changes["desa"]
    if "point" in changes:
        edits |= dict(zip(("lon", "lat"), changes["point"] or (None, None), strict=True))
    return edits


_ELSEWHERE = ("desa", "point", *(f"{kind}_{what}" for kind in PERMITS for what in ("status", "number")))
_PLAIN = tuple(name for name in EDITED if name not in _ELSEWHERE)


def _permits(
    writing: Writing, actor_id: str, now: Mapping[str, Any], changes: Mapping[str, Any], batch_id: str
) -> list[dict[str, Any]]:
    """A new event for each permit whose status or number changed; its last day stays while it is the same paper.

    The events as JSON holds them.
    """
    today, events = clock.today(), []
    for kind in PERMITS:
        if not {f"{kind}_status", f"{kind}_number"} & set(changes):
            continue
        before, had = now.get(f"{kind}_status"), now.get(f"{kind}_number")
        status, has = changes.get(f"{kind}_status", before), changes.get(f"{kind}_number", had)
        same = status == before and (had is None or has == had)
        expires = now.get(f"{kind}_expires_on") if same else None
        event = {"kind": kind, "status": status, "number": number(kind, has), "on_precision": "day", "raw": None}
        dated = {"actor_id": actor_id, "batch_id": batch_id, "on_date": today, "expires_on": expires}
        writing.insert(schema.permit_event, event | dated)
        events.append(event | {"on_date": today.isoformat(), "expires_on": expires and expires.isoformat()})
    if events:
        writing.after = writing.after | {"permits": {event["kind"]: event["status"] for event in events}}
    return events


def _new(work: Work, line: Line) -> RowResult:
    name, kecamatan = tidy(line.cells.get("business_name")), text_of(line.cells.get("kecamatan"))
    area = work.words.code("kecamatan", kecamatan) if kecamatan else None
    empty = dict.fromkeys((*EDITED, "kecamatan"), "")
    found = compare(line.cells, {"kecamatan": kecamatan}, empty, area or "", work.words, work.language)
    desa = found.changes.get("desa")
    if not name or name == FORMULA or area is None or desa is None:
        return _told(work, line, "refused", text("offline.row.new_needs", work.language))
    if (plain(name), plain(work.words.of("desa", desa))) in _originals(work):
        return _told(work, line, "refused", text("offline.row.id_lost", work.language))
    new_id = work.derived("actor", plain(name), desa)
    known = _who_is(work, new_id, fingerprint(name, found.changes.get("owner"), area, desa))
    if known == "same":
        return _added(work, line, found, new_id, area, text("offline.row.added_before", work.language), wrote=False)
    if known == "other":
        return _told(work, line, "refused", text("offline.row.registered", work.language))
    try:
        _insert(work, line, new_id, area, found)
    except Problem as problem:
        return _told(work, line, "refused", sentence(problem, work.language))
    key = "offline.row.added" if work.is_mine(new_id) else "offline.row.added_elsewhere"
    left = f" {found.told(work.language, saved=False)}" if found.unusable or found.notes else ""
    return _added(work, line, found, new_id, area, text(key, work.language) + left, wrote=True)


def _originals(work: Work) -> set[tuple[str, str]]:
    rows = work.upload.originals.values()
    return {(plain(row.get("business_name", "")), plain(row.get("desa", ""))) for row in rows}


def _who_is(work: Work, new_id: str, mark: str) -> str | None:
    """Whether the business is there: by this workbook ("same"), or entered by somebody else ("other")."""
    table = schema.actor
    asked = sa.select(table.c.id).where(
        table.c.kab_code == work.who.kab, sa.or_(table.c.id == new_id, table.c.fingerprint == mark)
    )
    with read(work.who) as conn:
        ids = set(conn.scalars(asked.where(table.c.merged_into.is_(None))))
    return "same" if new_id in ids else "other" if ids else None


def _insert(work: Work, line: Line, new_id: str, area: str, found: Compared) -> None:
    new = NewActor(kecamatan_code=area, **_edits(found.changes))
    batch: dict[str, Any] = {"batch_id": work.batch_id, "batch_row": _at(work, line)}
    with write(work.who, "actor.add", About("actor", new_id)) as writing:
        writing.once(new_id)
        insert_actor(writing, new_id, new, batch)
        writing.after = {"business_name": new.business_name}
        _permits(writing, new_id, {}, found.changes, work.batch_id)
        stage(writing, work, batch["batch_row"], "add", new_id, raw=raw_of(line, work.language))


def _added(work: Work, line: Line, found: Compared, new_id: str, area: str, words: str, *, wrote: bool) -> RowResult:
    name = found.texts["business_name"]
    work.added[new_id] = name
    originals = dict.fromkeys(EDITED, "") | found.texts | {"kecamatan": work.words.of("kecamatan", area)}
    label = actor_label(name, found.texts["desa"], new_id)
    answer = Answer(line.number, words, marks_of(found), new_id, 1, originals, label)
    state = "same" if not wrote else "partly" if found.unusable else "saved"
    action = "add" if wrote else "same"
    raw = raw_of(line, work.language)
    return RowResult("actors", state, answer, name, action, new_id, raw=raw)
