"""What rows of a returned workbook are held against, and what became of each."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import sqlalchemy as sa

from data import clock, schema
from data.access import Who
from data.db import Writing, read
from data.offline import Answer, Line, Upload, Words
from data.offline.cells import text_of
from data.offline.form import RESULT
from data.population import Frame, caseload
from data.problem import Problem
from data.queries.offline import actors_now, contacts_by_id, register_mark, words_of

# What became of a row -> how an import calls it.
STATES = {"saved": "accepted", "same": "accepted", "partly": "warned", "conflict": "warned", "refused": "rejected"}


@dataclass(frozen=True)
class RowResult:
    """One row: of the `sheet` actors or visits, its number and name there, what became of it in words.

    `state` is saved, partly, same, conflict or refused; `action` add, change, same or none; `changes` field -> [old,
    new], as an import holds them; `raw` the cells as they came; `on` the day of a visit that was written.
    """

    sheet: str
    state: str
    answer: Answer
    name: str = field(repr=False)
    action: str = "none"
    actor_id: str | None = None
    changes: Mapping[str, Sequence[Any]] = field(default_factory=dict, repr=False)
    raw: Mapping[str, str] = field(default_factory=dict, repr=False)
    on: date | None = None

    @property
    def number(self) -> int:
        return self.answer.number

    @property
    def told(self) -> str:
        return self.answer.told


@dataclass
class Work:
    """The register's side while a workbook is written: `now` are the fields of the actors of the caseload, `batch_id`
    is of the batch that all of it becomes."""

    who: Who
    upload: Upload
    language: str
    words: Words
    batch_id: str
    now: dict[str, dict[str, Any]] = field(repr=False)
    contacts: Mapping[str, Mapping[str, Any]] = field(repr=False)
    received: frozenset[str] = frozenset()
    added: dict[str, str] = field(default_factory=dict, repr=False)
    """Id -> name of the businesses that this workbook brought."""

    @property
    def whose(self) -> str:
        return self.upload.origin.facilitator_id

    def derived(self, *parts: str) -> str:
        """The id of a row that came without one: of the same workbook and words it is always the same."""
        return str(uuid.uuid5(uuid.UUID(self.upload.origin.id), "\x1f".join(parts)))

    def names(self) -> dict[str, str]:
        """Id -> business name of the caseload as far as it is in the workbook."""
        return {actor_id: one["business_name"] for actor_id, one in self.now.items()} | self.added

    def refresh(self, actor_id: str) -> None:
        """Look again at an actor that somebody changed at this very moment."""
        with read(self.who) as conn:
            self.now |= actors_now(conn, _frame(self.who), [actor_id])

    def is_mine(self, actor_id: str) -> bool:
        """Whether the actor is of the caseload today."""
        with read(self.who) as conn:
            return bool(list(conn.scalars(caseload(_frame(self.who), self.whose, [actor_id]))))


def stage(writing: Writing, work: Work, at: int, action: str, actor_id: str, **more: Any) -> None:
    """Inside an open write: what it does as a row of the batch, so that an undo knows of it should the next never come.

    `at` counts the rows of both sheets from 1, one after the other.
    """
    about = {"batch_id": work.batch_id, "row": at, "outcome": "accepted", "codes": "", "action": action}
    writing.insert(schema.import_row, about | {"actor_id": actor_id} | more)


def _frame(who: Who) -> Frame:
    return Frame(who.kab, clock.today(), clock.now())


def begin(who: Who, upload: Upload, language: str) -> Work:
    """The register's side of a workbook: Problem("offline_other_register"), ("offline_other_person")."""
    origin = upload.origin
    with read(who) as conn:
        if origin.register != register_mark(conn, who.kab):
            raise Problem("offline_other_register")
        if who.role == "pendamping" and who.facilitator != origin.facilitator_id:
            raise Problem("offline_other_person")
        frame = _frame(who)
        ids = sorted({*upload.originals, *_ids(upload.actors.lines)})
        mine = list(conn.scalars(caseload(frame, origin.facilitator_id, ids))) if ids else []
        visits = sorted(_ids(upload.visits.lines))
        table = schema.form
        asked = sa.select(table.c.id).where(table.c.kab_code == who.kab, table.c.id.in_(visits))
        return Work(
            who,
            upload,
            language,
            words_of(conn, who.kab, origin.language),
            clock.new_id(),
            actors_now(conn, frame, mine),
            contacts_by_id(conn, who.kab, visits),
            frozenset(conn.scalars(asked)),
        )


def _ids(lines: Iterable[Line]) -> set[str]:
    return {line.id for line in lines if line.id}


def copied(lines: Sequence[Line]) -> tuple[set[str], set[int]]:
    """Ids that stand in several rows that differ, and the numbers of rows that only repeat an earlier one."""
    by_id: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        if line.id:
            by_id[line.id].append(line)
    differing = {one for one, same in by_id.items() if len({_said(line) for line in same}) > 1}
    repeats = {line.number for one, same in by_id.items() if one not in differing for line in same[1:]}
    return differing, repeats


def _said(line: Line) -> tuple[tuple[str, str], ...]:
    return tuple((name, text_of(cell)) for name, cell in sorted(line.cells.items()) if name != RESULT)
