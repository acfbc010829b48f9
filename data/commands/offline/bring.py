"""The upload: every row is written on its own, so that one that cannot be used costs no other its work."""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from data import clock, schema
from data.access import Who, require
from data.commands.offline.actors import actor_rows
from data.commands.offline.visits import visit_rows
from data.commands.offline.work import STATES, RowResult, begin
from data.db import About, Writing, write
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
    imports when anything was written. Conflicts and what cannot be used are told in the row.

    Problem("offline_other_person"), ("offline_other_register"), and those of `read_upload`.
    """
    require(who, "caseload.bring")
    if who.seen_by:
        raise Problem("only_looking")
    upload = read_upload(content)
    work = begin(who, upload, language)
    actors = actor_rows(work)
    visits = visit_rows(work)
    rows = (*actors, *visits)
    batch_id = clock.new_id() if any(row.action in ("add", "change") for row in rows) else None
    about = About("import_batch", batch_id) if batch_id else About("facilitator", upload.origin.facilitator_id)
    with write(who, "caseload.bring", about, changes=batch_id is not None) as writing:
        if batch_id:
            _insert(writing, batch_id, file_name, hashlib.sha256(content).hexdigest(), rows)
    return Brought(rows, _answered(content, upload, actors, visits), batch_id)


def _answered(content: bytes, upload: Upload, actors: Sequence[RowResult], visits: Sequence[RowResult]) -> bytes:
    return answered(content, upload, [row.answer for row in actors], [row.answer for row in visits])


def _insert(writing: Writing, batch_id: str, file_name: str, sha256: str, rows: Sequence[RowResult]) -> None:
    verdicts = Counter(STATES[row.state] for row in rows)
    counts = {"rows": len(rows)} | {name: verdicts[name] for name in ("accepted", "warned", "rejected")}
    actions = Counter(row.action for row in rows)
    counts |= {"added": actions["add"], "changed": actions["change"]}
    about = {"id": batch_id, "kind": "actors", "preset": PRESET, "state": "written", "written_at": writing.at}
    about |= {"file_name": file_name, "file_sha256": sha256, "by_person": writing.who.id}
    writing.insert(schema.import_batch, about | counts)
    writing.insert(
        schema.import_row,
        *(
            {
                "batch_id": batch_id,
                "row": at,  # of both sheets, one after the other
                "outcome": STATES[row.state],
                "actor_id": row.actor_id,
                "codes": " ".join(row.codes),
                "raw": dict(row.raw),
                "changes": dict(row.changes) or None,
                "action": row.action,
                "problems": [{"code": code, "sentence": row.told} for code in row.codes] or None,
            }
            for at, row in enumerate(rows, 1)
        ),
    )
    writing.after = {"file_name": file_name, **counts}
