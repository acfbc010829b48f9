"""A placement plan becomes the assignments of areas, all in one change set, which can be taken back as one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import sqlalchemy as sa

from data import clock, schema
from data.access import Who
from data.commands.placement_drafts import name_of
from data.commands.team import COLUMN, DAY, Target, make_ready, not_before_register, open_rows, take_turns, tell
from data.db import About, Writing, write
from data.placement.model import kecamatan_of
from data.problem import Problem
from data.queries.placed import DEED, KIND, as_row, as_words, intact, last_set, mark_of

Row = dict[str, Any]


def apply_placement(
    who: Who, form_id: str, of: Mapping[str, str | None], from_on: date, mark: str, draft_id: str | None = None
) -> int:
    """Make a plan (`comparing.Comparison.of`) the assignments of areas from a day on; returns how many places changed.

    `form_id` becomes the id of the change set; `mark` is what `queries.areas_mark` said before the plan was counted.
    Of a plan that was kept as a draft the change set remembers the name. Only what differs is written. A place planned
    to nobody is left with nobody: what its kecamatan passes on to it ends as well. Personal assignments stay.
    Problem("nothing_chosen"), Problem("placement_in_the_past"), Problem("before_register"),
    Problem("placement_outdated"), Problem("placement_place_unknown"), Problem("assignment_later"),
    Problem("placement_without_contract"), Problem("assignment_nothing_new"), Problem("placement_draft_gone").
    """
    if not of:
        raise Problem("nothing_chosen")
    if from_on < clock.today():
        raise Problem("placement_in_the_past")
    made = _Set(from_on)
    with write(who, DEED, About(KIND, form_id)) as writing:
        writing.once(form_id)
        take_turns(writing)
        not_before_register(writing, from_on)
        made.draft = name_of(writing, draft_id) if draft_id else None
        if mark_of(writing.conn, who.kab) != mark:
            raise Problem("placement_outdated")
        wanted = _wanted(of)
        _check_places(writing, wanted)
        around = {("kecamatan", kecamatan_of(code)) for _, code in wanted}
        running = open_rows(writing, sorted({*wanted, *around}), from_on)
        for target, facilitator_id in _differing(wanted, running).items():
            made.place(target, facilitator_id, running[target])
        made.write(writing, form_id, {target: running[target] for target in made.told})
    return len(made.told)


def undo_placement(who: Who, form_id: str, placement_id: str) -> int:
    """Put the assignments back as they were before a change set; returns how many places it was.

    Problem("placement_gone") where it was taken back already, Problem("placement_touched") where something has changed
    these assignments since.
    """
    told: dict[Target, tuple[dict[str, Any], dict[str, Any]]] = {}
    with write(who, DEED, About(KIND, placement_id)) as writing:
        writing.once(form_id)
        take_turns(writing)
        found = last_set(writing.conn, who.kab, placement_id)
        if found is None:
            raise Problem("placement_gone")
        undo = found["after"]["undo"]
        if not intact(writing.conn, who.kab, undo):
            raise Problem("placement_touched")
        _put_back(writing, undo)
        told = _told_back(undo)
        tell(writing, {(KIND, placement_id): ({}, {"undone": True, "places": len(told)}), **told})
    return len(told)


def _check_places(writing: Writing, wanted: Iterable[Target]) -> None:
    known = [schema.kecamatan, schema.desa]
    there = (sa.select(table.c.code).where(table.c.kab_code == writing.who.kab) for table in known)
    codes = {code for asked in there for code in writing.conn.scalars(asked)}
    unknown = sum(code not in codes for _, code in wanted)
    if unknown:
        raise Problem("placement_place_unknown", count=unknown)


def _wanted(of: Mapping[str, str | None]) -> dict[Target, str | None]:
    """Kecamatan first: where one of its desa is to have nobody, its own assignment would pass on to that desa."""
    places = {code: one for code, one in of.items() if kecamatan_of(code) == code}
    desa = {code: one for code, one in of.items() if code not in places}
    places |= {kecamatan_of(code): None for code, one in desa.items() if one is None}
    return {("kecamatan", code): one for code, one in sorted(places.items())} | {
        ("desa", code): one for code, one in sorted(desa.items())
    }


def _differing(wanted: Mapping[Target, str | None], running: Mapping[Target, list[Row]]) -> dict[Target, str | None]:
    """Of what is wanted that which is not so already, for good."""
    found: dict[Target, str | None] = {}
    for target, facilitator_id in wanted.items():
        rows, above = running[target], ("kecamatan", kecamatan_of(target[1]))
        passed_on = wanted[above] if above in wanted else _for_good(running[above])
        inherits = not rows and target != above and passed_on == facilitator_id
        same = not rows if facilitator_id is None else inherits or _for_good(rows) == facilitator_id
        if not same:
            found[target] = facilitator_id
    return found


def _for_good(rows: list[Row]) -> str | None:
    """Whose a place is, where no end is set."""
    return rows[-1]["facilitator_id"] if rows and rows[-1]["to_on"] is None else None


@dataclass
class _Set:
    """One change set: each row of an assignment before and after it, what to tell of each target, its draft's name."""

    from_on: date
    rows: list[tuple[Row | None, Row | None]] = field(default_factory=list)
    told: dict[Target, str | None] = field(default_factory=dict)
    draft: str | None = None
    later: int = 0

    def place(self, target: Target, facilitator_id: str | None, rows: Iterable[Row]) -> None:
        """One target goes to somebody or nobody; what ran ends the day before, what begins that day is replaced."""
        self.told[target] = facilitator_id
        for row in rows:
            self.later += row["from_on"] > self.from_on
            ends = {"to_on": self.from_on - DAY}
            self.rows.append((row, row | ends if row["from_on"] < self.from_on else None))
        if facilitator_id is not None:
            new = {"facilitator_id": facilitator_id, "from_on": self.from_on, "to_on": None, "end_recorded_at": None}
            self.rows.append((None, dict.fromkeys(COLUMN.values()) | new | {COLUMN[target[0]]: target[1]}))

    def write(self, writing: Writing, form_id: str, before: Mapping[Target, list[Row]]) -> None:
        """The rows and the audit: one row for the set, with all that is needed to take it back, one for each place."""
        if self.later:
            raise Problem("assignment_later", count=self.later)
        if not self.told:
            raise Problem("assignment_nothing_new")
        states = _begin_work(writing, {one for one in self.told.values() if one}, self.from_on)
        done = [(row, self._recorded(writing, row, after)) for row, after in self.rows]
        for row, after in done:
            if row is not None:
                _change(writing, row["id"], after)
        writing.insert(schema.assignment, *(after for row, after in done if row is None and after is not None))
        day = self.from_on.isoformat()
        undo = {
            "from_on": day,
            "rows": [[row and as_words(row), after and as_words(after)] for row, after in done],
            "states": states,
        }
        whole = {"from_on": day, "places": len(self.told), "undo": undo} | ({"name": self.draft} if self.draft else {})
        tell(
            writing,
            {(KIND, form_id): ({}, whole)}
            | {
                target: (
                    {"facilitator_id": before[target][-1]["facilitator_id"] if before[target] else None},
                    {"facilitator_id": one, "from_on": day},
                )
                for target, one in self.told.items()
            },
        )

    @staticmethod
    def _recorded(writing: Writing, row: Row | None, after: Row | None) -> Row | None:
        if after is None:
            return None
        if row is None:
            return after | {"id": clock.new_id(), "recorded_at": writing.at}
        return after | {"end_recorded_at": writing.at}


def _begin_work(writing: Writing, people: Iterable[str], day: date) -> list[str]:
    """Everybody is under contract on the day; ids of the states of those whose work begins with it."""
    ids, without = sorted(people), 0
    for one in ids:
        try:
            make_ready(writing, one, day)
        except Problem:
            without += 1
    if without:
        raise Problem("placement_without_contract", count=without)
    table = schema.facilitator_state
    mine = (table.c.kab_code == writing.who.kab, table.c.facilitator_id.in_(ids), table.c.recorded_at == writing.at)
    return list(writing.conn.scalars(sa.select(table.c.id).where(*mine).order_by(table.c.id)))


def _change(writing: Writing, row_id: str, after: Row | None) -> None:
    """An assignment becomes what it is after, or goes."""
    table = schema.assignment
    mine = sa.and_(table.c.kab_code == writing.who.kab, table.c.id == row_id)
    if after is None:
        writing.conn.execute(table.delete().where(mine))
    else:
        ended = {name: after[name] for name in ("to_on", "end_recorded_at")}
        writing.conn.execute(table.update().where(mine).values(ended))


def _put_back(writing: Writing, undo: Mapping[str, Any]) -> None:
    """What is new goes first: a row that comes back may begin on its day."""
    pairs = [(before and as_row(before), after and as_row(after)) for before, after in undo["rows"]]
    for before, after in pairs:
        if before is None and after is not None:
            _change(writing, after["id"], None)
    for before, after in pairs:
        if before is not None and after is not None:
            _change(writing, before["id"], before)
    gone = [before for before, after in pairs if before is not None and after is None]
    writing.insert(schema.assignment, *gone)
    table = schema.facilitator_state
    mine = (table.c.kab_code == writing.who.kab, table.c.id.in_(undo["states"]))
    writing.conn.execute(table.delete().where(*mine))


def _told_back(undo: Mapping[str, Any]) -> dict[Target, tuple[dict[str, Any], dict[str, Any]]]:
    """Of each place whose it was by the plan, and whose it is again."""
    planned: dict[Target, str | None] = {}
    former: dict[Target, str | None] = {}
    for before, after in undo["rows"]:
        row = before or after
        target = ("desa", row["desa_code"]) if row["desa_code"] else ("kecamatan", row["kecamatan_code"])
        planned.setdefault(target, None)
        if before:
            former[target] = before["facilitator_id"]
        else:
            planned[target] = after["facilitator_id"]
    return {
        target: ({"facilitator_id": one}, {"facilitator_id": former.get(target), "undone": True})
        for target, one in planned.items()
    }
