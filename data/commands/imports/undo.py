"""A written batch is undone as a whole; what people did since with its businesses stays, and is listed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from data import schema
from data.access import Who
from data.commands.actors import write_fields
from data.commands.imports.write import value_of
from data.commands.subject import EMPTIED
from data.db import About, Writing, write
from data.intake.rows import IDS, batch_row, chunks, of_batch, quiet, set_row, staged
from data.intake.standing import PERMITS, Standing, standing
from data.intake.touched import ANSWERS, brought_along, held_contacts, touched
from data.problem import Problem

# Facts that a batch brings with its businesses; they go with it.
FACTS = (
    schema.actor_place,
    schema.actor_state,
    schema.actor_sector,
    schema.actor_figures,
    schema.permit_event,
)
CHANGED = "changed"  # before the name of a field that somebody wrote since


@dataclass(frozen=True)
class Undone:
    """How many businesses or contacts were taken away, how many were put back as they were, how many were kept."""

    removed: int
    restored: int
    kept: int


def undo_batch(who: Who, batch_id: str, tell: Any = quiet) -> Undone:
    """Take a written batch back: what it added goes, what it changed becomes what it was.

    A business that somebody has visited, edited, assigned or merged since stays, as does a field somebody wrote since;
    why stands in `import_row.kept_because`. Rows of an undone import were never true: they are deleted, not dated.
    Problem("batch_not_written"), Stopped from `tell`.
    """
    with write(who, "import.undo", About("import_batch", batch_id)) as writing:
        batch = batch_row(writing.conn, who, batch_id)
        table = schema.import_batch
        mine = sa.and_(table.c.kab_code == who.kab, table.c.id == batch_id, table.c.state == "written")
        values = {"state": "undone", "undone_at": writing.at, "undone_by": who.id}
        if writing.conn.execute(table.update().where(mine).values(values)).rowcount != 1:
            raise Problem("batch_not_written")
        undo = _Undo(writing, batch, tell)
        undo.visits()
        if batch["kind"] == "actors":
            undo.actors()
        undo.forget_values()
        done = Undone(undo.removed, undo.restored, undo.kept)
        writing.after = {"removed": done.removed, "restored": done.restored, "kept": done.kept}
        return done


class _Undo:
    def __init__(self, writing: Writing, batch: sa.RowMapping, tell: Any) -> None:
        self.writing, self.batch, self.tell = writing, batch, tell
        self.conn, self.who, self.id = writing.conn, writing.who, batch["id"]
        self.removed = self.restored = self.kept = self.done = 0
        self.held = held_contacts(self.conn, self.who, self.id)

    def actors(self) -> None:
        """Businesses it changed, then those it brought; contacts of theirs that go are gone by now."""
        for rows in self._some("change"):
            self._restore(rows)
        for rows in self._some("repeat"):
            self._forget_permits_of_repeats(rows)
        for rows in self._some("add"):
            self._remove(rows)

    def forget_values(self) -> None:
        """What an undone file said of people is nobody's to keep; the codes and the counts stay."""
        values = dict.fromkeys(EMPTIED["import_row"], sa.null())
        self.conn.execute(schema.import_row.update().where(of_batch(self.who, self.id)).values(values))

    def _some(self, action: str) -> Iterator[list[sa.RowMapping]]:
        for rows in staged(self.conn, self.who, self.id, action):
            for some in chunks(rows, IDS):
                yield some
                self.done += len(some)
                self.tell(self.done, self.batch["rows"])

    def _mine(self, table: sa.Table, *where: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
        return sa.and_(table.c.kab_code == self.who.kab, *where)

    def _remove(self, rows: Sequence[sa.RowMapping]) -> None:
        base = schema.actor
        mine = self._mine(base, base.c.batch_id == self.id, base.c.batch_row.in_([row["row"] for row in rows]))
        brought = {
            number: actor_id
            for number, actor_id in self.conn.execute(sa.select(base.c.batch_row, base.c.id).where(mine))
        }
        ids, rows = list(brought.values()), [row for row in rows if row["row"] in brought]  # others tell of a visit
        held = touched(self.conn, self.who, self.id, ids, self.held)
        self._keep([row for row in rows if row["actor_id"] in held], held)
        going = [one for one in ids if one not in held]
        for table in FACTS:
            self.conn.execute(table.delete().where(self._mine(table, table.c.actor_id.in_(going))))
        pairs = schema.possible_double
        for side in (pairs.c.left_id, pairs.c.right_id):
            self.conn.execute(pairs.delete().where(self._mine(pairs, side.in_(going))))
        rows_of = schema.import_row
        about = self._mine(rows_of, rows_of.c.actor_id.in_(going))
        self.conn.execute(rows_of.update().where(about).values(actor_id=None))
        personal = schema.actor_personal
        self.conn.execute(personal.delete().where(self._mine(personal, personal.c.actor_id.in_(going))))
        self.conn.execute(base.delete().where(self._mine(base, base.c.id.in_(going))))
        self._forget_forms(going)
        self.removed += len(going)

    def _forget_forms(self, ids: Sequence[str]) -> None:
        """The same workbook may bring again what was taken away."""
        forms = schema.form
        self.conn.execute(forms.delete().where(self._mine(forms, forms.c.id.in_(ids))))

    def _keep(self, rows: Sequence[sa.RowMapping], why: dict[str, set[str]]) -> None:
        results = [{"row": row["row"], "kept_because": " ".join(sorted(why[row["actor_id"]]))} for row in rows]
        set_row(self.conn, self.who, self.id, results, "kept_because")
        self.kept += len(rows)

    def _restore(self, rows: Sequence[sa.RowMapping]) -> None:
        rows = [row for row in rows if row["changes"]]
        ids = [row["actor_id"] for row in rows]
        for table in FACTS:
            of_batch = self._mine(table, table.c.actor_id.in_(ids), table.c.batch_id == self.id)
            self.conn.execute(table.delete().where(of_batch))
        now = standing(self.conn, self.who.kab, self.writing.at, ids)
        kept: dict[str, set[str]] = {}
        for row in rows:
            written_since = self._put_back(row, now[row["actor_id"]])
            if written_since:
                kept[row["actor_id"]] = {f"{CHANGED}:{name}" for name in written_since}
        self._keep([row for row in rows if row["actor_id"] in kept], kept)
        self.restored += len(rows) - len(kept)

    def _put_back(self, row: sa.RowMapping, now: Standing) -> list[str]:
        """The fields a person wrote since; those that still say what the batch wrote become what they were."""
        fields = {name: change for name, change in row["changes"].items() if name != PERMITS}
        old = {name: value_of(name, before) for name, (before, _) in fields.items()}
        new = {name: value_of(name, after) for name, (_, after) in fields.items()}
        back = {name: old[name] for name in fields if now.values.get(name) == new[name] != old[name]}
        about = About("actor", row["actor_id"])
        self.writing.abouts.append(about)
        self.writing.details[about] = (
            {name: _plain(new[name]) for name in back},
            {name: _plain(old[name]) for name in back},
        )
        write_fields(self.writing, row["actor_id"], now.values, back)
        return [name for name in fields if now.values.get(name) not in (new[name], old[name])]

    def _forget_permits_of_repeats(self, rows: Sequence[sa.RowMapping]) -> None:
        """Permits that a repeat gave to a business that was there before; those of new ones go with them."""
        ids = {row["actor_id"] for row in rows if row["actor_id"]}
        events = schema.permit_event
        mine = self._mine(events, events.c.actor_id.in_(ids), events.c.batch_id == self.id)
        self.conn.execute(events.delete().where(mine))

    def visits(self) -> None:
        """Contacts on which nothing rests, with what was written of needs and promises at the same time."""
        contacts, sessions = schema.contact, schema.session
        mine = self._mine(contacts, contacts.c.batch_id == self.id)
        ids = list(self.conn.scalars(sa.select(contacts.c.id).where(mine)))
        self._keep_visits()
        for some in chunks(ids, IDS):
            going = [one for one in some if one not in self.held]
            for table in ANSWERS:
                self.conn.execute(table.delete().where(self._mine(table, brought_along(table, going))))
            self.conn.execute(contacts.delete().where(self._mine(contacts, contacts.c.id.in_(going))))
            self._forget_forms(going)
            self.removed += len(going)
            self.done += len(some)
            self.tell(self.done, self.batch["rows"])
        used = sa.select(contacts.c.session_id).where(
            contacts.c.kab_code == self.who.kab, contacts.c.session_id.is_not(None)
        )
        empty = self._mine(sessions, sessions.c.batch_id == self.id, sessions.c.id.not_in(used))
        self.conn.execute(sessions.delete().where(empty))
        self._recorded_since()

    def _keep_visits(self) -> None:
        if not self.held:
            return
        of_row = {
            (row["actor_id"], (row["clean"] or {}).get("on")): row["row"]
            for some in staged(self.conn, self.who, self.id, "add")
            for row in some
        }
        contacts, results = schema.contact, []
        asked = sa.select(contacts.c.id, contacts.c.actor_id, contacts.c.on_date)
        for some in chunks(self.held, IDS):
            for one in self.conn.execute(asked.where(self._mine(contacts, contacts.c.id.in_(some)))):
                erased = of_row.get((one.actor_id, None))
                at = of_row.get((one.actor_id, one.on_date.isoformat()), erased)
                results.append({"row": at, "kept_because": " ".join(sorted(self.held[one.id]))})
        set_row(self.conn, self.who, self.id, results, "kept_because")
        self.kept += len(results)

    def _recorded_since(self) -> None:
        """A kecamatan's first day of recorded visits, where this list had moved it: as before, or the earliest left."""
        before: dict[str, str | None] = (self.batch["options"] or {}).get("visits_since", {})
        contacts, place, table = schema.contact, schema.actor_place, schema.kecamatan
        for code, day in before.items():
            here = sa.select(place.c.actor_id).where(place.c.kab_code == self.who.kab, place.c.kecamatan_code == code)
            left = sa.select(sa.func.min(contacts.c.on_date)).where(
                contacts.c.kab_code == self.who.kab, contacts.c.actor_id.in_(here)
            )
            days = [one for one in (date.fromisoformat(day) if day else None, self.conn.scalar(left)) if one]
            mine = sa.and_(table.c.kab_code == self.who.kab, table.c.code == code)
            self.conn.execute(table.update().where(mine).values(visits_since=min(days, default=None)))


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
