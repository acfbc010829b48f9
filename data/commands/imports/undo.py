"""A written batch is undone as a whole; what people did since with its businesses stays, and is listed."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from data import schema
from data.access import Who
from data.commands.actors import write_fields
from data.commands.imports.write import value_of
from data.commands.replacing import never_replaced
from data.commands.subject import EMPTIED
from data.db import About, Writing, write
from data.filter import Filter
from data.intake.rows import IDS, batch_row, chunks, hold, of_batch, quiet, set_row, staged
from data.intake.standing import PERMITS, Change, Standing, standing
from data.intake.touched import ANSWERS, ERASED, brought_along, held_contacts, touched
from data.newactor import together
from data.population import frame_of
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
        hold(writing.conn, who, batch_id)
        undo = _Undo(writing, batch, tell)
        undo.visits()
        if batch["kind"] == "actors":
            undo.actors()
        undo.forget_values()
        undo.forget_mapping()
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
        for ids in chunks(self._there_before(), IDS):
            self._restore(ids)
        for rows in self._some("add"):
            self._remove(rows)

    def _there_before(self) -> list[str]:
        """The businesses this batch is about and did not bring."""
        rows, base = schema.import_row, schema.actor
        brought = sa.select(base.c.id).where(self._mine(base, base.c.batch_id == self.id))
        asked = sa.select(rows.c.actor_id).where(of_batch(self.who, self.id), rows.c.action.in_(("change", "repeat")))
        asked = asked.where(rows.c.actor_id.is_not(None), rows.c.actor_id.not_in(brought))
        return list(self.conn.scalars(asked.distinct().order_by(rows.c.actor_id)))

    def forget_values(self) -> None:
        """What an undone file said of people is nobody's to keep; the codes and the counts stay."""
        values = dict.fromkeys(EMPTIED["import_row"], sa.null())
        self.conn.execute(schema.import_row.update().where(of_batch(self.who, self.id)).values(values))

    def forget_mapping(self) -> None:
        """What it taught of the titles of its columns was as wrong as the file."""
        table = schema.import_mapping
        learnt = self._mine(
            table, table.c.header == self.batch["header"], table.c.recorded_at == self.batch["written_at"]
        )
        self.conn.execute(table.delete().where(learnt))

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

    def _restore(self, ids: Sequence[str]) -> None:
        for table in FACTS:
            of_it = self._mine(table, table.c.actor_id.in_(ids), table.c.batch_id == self.id)
            self.conn.execute(table.delete().where(of_it))
        now = standing(self.conn, self.who.kab, self.writing.at, ids)
        rows = schema.import_row
        asked = sa.select(rows).where(of_batch(self.who, self.id), rows.c.actor_id.in_(ids)).order_by(rows.c.row)
        of_actor: defaultdict[str, list[sa.RowMapping]] = defaultdict(list)
        for row in self.conn.execute(asked).mappings():
            if row["changes"] or (row["raw"] is None and row["action"] == "change"):
                of_actor[row["actor_id"]].append(row)
        why = {actor_id: self._put_back(actor_id, theirs, now[actor_id]) for actor_id, theirs in of_actor.items()}
        kept = {actor_id: since for actor_id, since in why.items() if since}
        self._keep([of_actor[actor_id][-1] for actor_id in kept], kept)
        self.restored += len(why) - len(kept)
        self.done += sum(len(theirs) for theirs in of_actor.values())
        self.tell(self.done, self.batch["rows"])

    def _put_back(self, actor_id: str, rows: Sequence[sa.RowMapping], now: Standing) -> set[str]:
        """Why it is not all as before: the fields a person wrote since, or that nobody knows any more what was.

        Fields that still say what the batch wrote become what they were, those of one group together.
        """
        if any(row["changes"] is None for row in rows):
            return {ERASED}
        written = _in_all([row["changes"] for row in rows])
        back, since = _back(now.values, written)
        about = About("actor", actor_id)
        self.writing.abouts.append(about)
        self.writing.details[about] = (
            {name: _plain(written[name][1]) for name in back},
            {name: _plain(value) for name, value in back.items()},
        )
        write_fields(self.writing, actor_id, now.values, back)
        return {f"{CHANGED}:{name}" for name in since}

    def visits(self) -> None:
        """Contacts on which nothing rests, with what was written of needs and promises at the same time."""
        contacts, sessions = schema.contact, schema.session
        mine = self._mine(contacts, contacts.c.batch_id == self.id)
        ids = list(self.conn.scalars(sa.select(contacts.c.id).where(mine)))
        moved_to = self._first_contacts(contacts.c.batch_id == self.id)
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
        self._recorded_since(moved_to)

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

    def _first_contacts(self, *where: sa.ColumnElement[bool]) -> dict[str, date]:
        """Kecamatan -> the earliest of these contacts with those who are there today."""
        if not self._moved():
            return {}
        contacts = schema.contact
        place = frame_of(self.who.kab, Filter(), self.writing.at).latest(schema.actor_place)
        asked = sa.select(place.c.kecamatan_code, sa.func.min(contacts.c.on_date)).select_from(
            contacts.join(place, place.c.actor_id == contacts.c.actor_id)
        )
        found = self.conn.execute(asked.where(self._mine(contacts, *where)).group_by(place.c.kecamatan_code))
        return {code: day for code, day in found}

    def _moved(self) -> dict[str, str | None]:
        """The days before it of the kecamatan whose first day of recorded visits this batch had moved."""
        moved: dict[str, str | None] = (self.batch["options"] or {}).get("visits_since", {})
        return moved

    def _recorded_since(self, moved_to: Mapping[str, date]) -> None:
        """A kecamatan's first day of recorded visits, where this list had moved it: as before, or the earliest left."""
        table, left = schema.kecamatan, self._first_contacts()
        for code, day in self._moved().items():
            before = date.fromisoformat(day) if day else None
            days = [one for one in (before, left.get(code)) if one]
            mine = sa.and_(table.c.kab_code == self.who.kab, table.c.code == code)
            self.conn.execute(table.update().where(mine).values(visits_since=min(days, default=None)))
            never_replaced(self.writing, "visits_since", code, before, self.batch["recorded_at"])
        self._tell_later(moved_to)

    def _tell_later(self, moved_to: Mapping[str, date]) -> None:
        """A later batch that found the day this one had set is to leave, undone, the day that was before this one."""
        before, table = self._moved(), schema.import_batch
        if not before:
            return
        later = self._mine(table, table.c.state == "written", table.c.written_at >= self.batch["written_at"])
        for batch_id, options in self.conn.execute(sa.select(table.c.id, table.c.options).where(later)).all():
            theirs: dict[str, str | None] = (options or {}).get("visits_since", {})
            mine = {code for code, day in theirs.items() if day and moved_to.get(code) == date.fromisoformat(day)}
            if mine & set(before):
                new = theirs | {code: before[code] for code in mine & set(before)}
                this = self._mine(table, table.c.id == batch_id)
                self.conn.execute(table.update().where(this).values(options=options | {"visits_since": new}))


def _in_all(changes: Sequence[Mapping[str, Change]]) -> dict[str, Change]:
    """Field -> [old, new] of several rows about one actor in their order: from before the first to after the last."""
    found: dict[str, Change] = {}
    for one in changes:
        for name, (old, new) in one.items():
            if name != PERMITS:
                found[name] = [found[name][0] if name in found else value_of(name, old), value_of(name, new)]
    return found


def _back(now: Mapping[str, Any], written: Mapping[str, Change]) -> tuple[dict[str, Any], list[str]]:
    """The values of before for the groups that still say what was written, and the fields written since in others."""
    back: dict[str, Any] = {}
    since: list[str] = []
    for group in together(written):
        if all(now.get(name) == new for name, (_, new) in group.items()):
            back |= {name: old for name, (old, new) in group.items() if old != new}
        elif any(now.get(name) != old for name, (old, _) in group.items()):
            since += [name for name, (_, new) in group.items() if now.get(name) != new]
    return back, since


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
