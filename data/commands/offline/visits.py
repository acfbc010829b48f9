"""Rows of the visits: each is one visit, known by its id; written once, however often the workbook comes back."""

import uuid
from collections.abc import Mapping
from datetime import date
from typing import Any

from data import clock
from data.commands.offline.actors import raw_of
from data.commands.offline.work import RowResult, Work, copied, stage
from data.commands.visits import NewVisit, PromiseChange, log_visit
from data.db import jot
from data.offline import Answer, Line, VisitRow, read_visit
from data.offline.cells import text_of
from data.problem import Problem
from data.text import sentence, text


def visit_rows(work: Work) -> list[RowResult]:
    """What became of each row, in the sheet's order; they are written in the order of their days."""
    lines, today, names = work.upload.visits.lines, clock.today(), work.names()
    labels = dict(work.upload.labels)
    rows = {line.number: read_visit(line.cells, labels, names, work.words, today, work.language) for line in lines}
    differing, repeats = copied(lines)
    found: dict[int, RowResult] = {}
    for line in sorted(lines, key=lambda one: (_day(rows[one.number]), one.number)):
        row = rows[line.number]
        if line.id in differing:
            found[line.number] = _told(work, line, row, "refused", "copied")
        elif line.number in repeats:
            found[line.number] = _told(work, line, row, "same", "repeated")
        else:
            found[line.number] = _row(work, line, row)
    return [found[line.number] for line in lines]


def _day(row: VisitRow) -> date:
    day: date | None = row.values["on"]
    return day or date.max


def _told(work: Work, line: Line, row: VisitRow, state: str, key: str) -> RowResult:
    return _result(work, line, row, state, text(f"offline.row.{key}", work.language))


def _result(
    work: Work,
    line: Line,
    row: VisitRow,
    state: str,
    words: str,
    visit_id: str | None = None,
) -> RowResult:
    actor_id = row.values.get("actor")
    action = "add" if state == "saved" else "same" if state == "same" else "none"
    known = actor_id if actor_id in work.now or actor_id in work.added else None
    name = work.names().get(actor_id or "") or text_of(line.cells.get("actor"))
    marks = dict.fromkeys(row.unusable, "unusable")
    answer = Answer(line.number, words, marks, visit_id)
    on = row.values.get("on") if action == "add" else None
    return RowResult("visits", state, answer, name, action, known, raw=raw_of(line, work.language), on=on)


def _row(work: Work, line: Line, row: VisitRow) -> RowResult:
    if row.unusable:
        return _result(work, line, row, "refused", row.told(work.language))
    visit_id = line.id or work.derived("visit", *(text_of(cell) for _, cell in sorted(line.cells.items())))
    if not _is_id(visit_id):
        return _told(work, line, row, "refused", "id_broken")
    there = work.contacts.get(visit_id)
    if there is not None or visit_id in work.received:
        return _before(work, line, row, there)
    try:
        _stage(work, line, row)
        log_visit(work.who, _new(work, visit_id, row.values), work.batch_id)
    except Problem as problem:
        return _result(work, line, row, "refused", sentence(problem, work.language))
    return _result(work, line, row, "saved", text("offline.row.visit_saved", work.language), visit_id)


def _stage(work: Work, line: Line, row: VisitRow) -> None:
    """Before the visit, whose write is another: an undo that keeps it lists it by this row."""
    at = len(work.upload.actors.lines) + work.upload.visits.lines.index(line) + 1
    with jot(work.who, "caseload.bring") as writing:
        said = {"clean": {"on": row.values["on"].isoformat()}, "raw": raw_of(line, work.language)}
        stage(writing, work, at, "add", row.values["actor"], **said)


def _is_id(told: str) -> bool:
    try:
        return str(uuid.UUID(told)) == told
    except ValueError:
        return False


def _before(work: Work, line: Line, row: VisitRow, there: Mapping[str, Any] | None) -> RowResult:
    """A row whose id was received before: the same words, or others, which are not written over what is there."""
    if there is None or there["facilitator_id"] != work.whose:
        return _told(work, line, row, "refused", "id_used")
    values = row.values
    said = (
        values["actor"],
        values["on"],
        values["mode"],
        values["outcome"],
        " ".join(values["topics"]),
        values["said"],
        values["next_step"],
        values["next_due"],
    )
    names = ("actor_id", "on_date", "mode", "outcome", "topics", "result", "next_step", "next_due")
    if said == tuple(there[name] for name in names):
        return _told(work, line, row, "same", "visit_before")
    return _told(work, line, row, "refused", "visit_differs")


def _new(work: Work, visit_id: str, values: Mapping[str, Any]) -> NewVisit:
    promise = PromiseChange(values["promise"], values["promise_due"]) if values["promise"] else None
    return NewVisit(
        visit_id,
        (values["actor"],),
        values["on"],
        values["mode"],
        values["outcome"],
        values["topics"],
        values["said"],
        values["next_step"],
        values["next_due"],
        promise=promise,
        facilitator_id=work.whose,
    )
