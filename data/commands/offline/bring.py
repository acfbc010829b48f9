"""The upload: every row is written on its own, so that one that cannot be used costs no other its work."""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date

import sqlalchemy as sa

from data import schema
from data.access import Who, require
from data.commands.imports.visits import moved_since, recorded_since
from data.commands.offline.actors import actor_rows
from data.commands.offline.visits import visit_rows
from data.commands.offline.work import STATES, RowResult, Work, begin
from data.db import About, Writing, jot, write
from data.importing import RowProblem
from data.intake.rows import of_batch
from data.offline import Upload, answered, read_upload
from data.problem import Problem

PRESET = "offline"


@dataclass(frozen=True)
class Brought:
    """The results, and the same workbook with them written into it; `batch_id` is None when nothing was written."""

    rows: Sequence[RowResult]
    content: bytes = field(repr=False)
    batch_id: str | None = None

    def counts(self) -> Mapping[str, int]:
        """State -> how many rows."""
        counted = Counter(row.state for row in self.rows)
        return {state: counted[state] for state in STATES}


def bring_caseload(who: Who, file_name: str, content: bytes, language: str = "id") -> Brought:
    """Write what a person changed in the workbook of a caseload; the same workbook twice is written once.

    Each row is a write of its own with the row version it was compared with; the whole is one batch of the list of
    imports when anything was written, which `undo_batch` takes back. Conflicts and what cannot be used are told in the
    row.

    Problem("offline_other_person"), ("offline_other_register"), and those of `read_upload`.
    """
    require(who, "caseload.bring")
    if who.seen_by:
        raise Problem("only_looking")
    upload = read_upload(content)
    work = begin(who, upload, language)
    since = _open(work, file_name, hashlib.sha256(content).hexdigest())
    actors = actor_rows(work)
    visits = visit_rows(work)
    rows = (*actors, *visits)
    wrote = any(row.action in ("add", "change") for row in rows)
    if not wrote:
        with jot(who, "caseload.bring") as writing:
            writing.conn.execute(schema.import_row.delete().where(of_batch(who, work.batch_id)))
            writing.conn.execute(schema.import_batch.delete().where(_this(writing, work.batch_id)))
    about = About("import_batch", work.batch_id) if wrote else About("facilitator", upload.origin.facilitator_id)
    with write(who, "caseload.bring", about, changes=wrote) as writing:
        if wrote:
            _tell(writing, work.batch_id, file_name, rows, since)
    return Brought(rows, _answered(content, upload, actors, visits), work.batch_id if wrote else None)


def _answered(content: bytes, upload: Upload, actors: Sequence[RowResult], visits: Sequence[RowResult]) -> bytes:
    return answered(content, upload, [row.answer for row in actors], [row.answer for row in visits])


def _open(work: Work, file_name: str, sha256: str) -> Mapping[str, date | None]:
    """The batch, before the facts that name it; since when visits are recorded in each kecamatan before it.

    The days stand in the batch at once: an upload that is killed cannot say which of them it moved.
    """
    about = {"id": work.batch_id, "kind": "actors", "preset": PRESET, "state": "written"}
    nothing = dict.fromkeys(("rows", "accepted", "warned", "rejected"), 0)
    with jot(work.who, "caseload.bring") as writing:
        file = {"file_name": file_name, "file_sha256": sha256, "by_person": work.who.id, "written_at": writing.at}
        since = recorded_since(writing.conn, work.who)
        days = {code: day.isoformat() if day else None for code, day in since.items()}
        writing.insert(schema.import_batch, about | nothing | file | {"options": {"visits_since": days}})
        return since


def _this(writing: Writing, batch_id: str) -> sa.ColumnElement[bool]:
    table = schema.import_batch.c
    return sa.and_(table.kab_code == writing.who.kab, table.id == batch_id)


def _tell(
    writing: Writing, batch_id: str, file_name: str, rows: Sequence[RowResult], since: Mapping[str, date | None]
) -> None:
    """What became of the batch and of each of its rows."""
    verdicts = Counter(STATES[row.state] for row in rows)
    counts = {"rows": len(rows)} | {name: verdicts[name] for name in ("accepted", "warned", "rejected")}
    actions = Counter(row.action for row in rows)
    counts |= {"added": actions["add"], "changed": actions["change"]}
    values = counts | {"options": moved_since(writing, since)}
    writing.conn.execute(schema.import_batch.update().where(_this(writing, batch_id)).values(values))
    writing.conn.execute(schema.import_row.delete().where(of_batch(writing.who, batch_id)))
    writing.insert(
        schema.import_row,
        *(
            {
                "batch_id": batch_id,
                "row": at,  # of both sheets, one after the other
                "outcome": STATES[row.state],
                "actor_id": row.actor_id,
                "codes": " ".join(problem.code for problem in _problems(at, row)),
                "raw": dict(row.raw),
                "clean": {"on": row.on.isoformat()} if row.on else None,
                "changes": dict(row.changes) or None,
                "action": row.action,
                "problems": [asdict(problem) for problem in _problems(at, row)] or None,
            }
            for at, row in enumerate(rows, 1)
        ),
    )
    writing.after = {"file_name": file_name, **counts}


# What an import says of a row that was not used, or not all of it; the row's own words say why.
_CODES = {"rejected": "offline_row_refused", "warned": "offline_row_partly"}


def _problems(at: int, row: RowResult) -> list[RowProblem]:
    code = _CODES.get(STATES[row.state])
    return [RowProblem(at, "", "", code, details={"told": row.told})] if code else []
