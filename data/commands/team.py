"""Changes to the team: who stands beside whom, who works under which contract, and in which state."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from data import clock, schema
from data.access import Who
from data.commands.replacing import replace_number
from data.db import About, Writing, write
from data.problem import Problem

Target = tuple[str, str]  # "actor", "desa" or "kecamatan", and its id or code
COLUMN = {"actor": "actor_id", "desa": "desa_code", "kecamatan": "kecamatan_code"}
STATES = schema.FACILITATOR_STATES
ASSIGNABLE = ("aktif", "belum_ditugaskan")
DAY = timedelta(days=1)


def assign(
    who: Who,
    form_id: str,
    facilitator_id: str,
    targets: Sequence[Target],
    from_on: date,
    to_on: date | None = None,
) -> int:
    """Give targets to a facilitator from a day on; what ran before ends on the day before, all in one transaction.

    A row of the same target and first day is replaced. Returns how many targets changed: those the facilitator has
    already are left alone. Problem("nothing_chosen"), Problem("dates_reversed"), Problem("before_register"),
    Problem("facilitator_without_contract"), Problem("assignment_later"), Problem("assignment_nothing_new").
    """
    chosen = _chosen(targets)
    if to_on and to_on < from_on:
        raise Problem("dates_reversed")
    plan = _Plan(facilitator_id, from_on, to_on)
    with write(who, "assignment.edit", About(*chosen[0])) as writing:
        writing.once(form_id)
        take_turns(writing)
        not_before_register(writing, from_on)
        make_ready(writing, facilitator_id, from_on)
        plan.make(chosen, open_rows(writing, chosen, from_on))
        if not plan.changed:
            raise Problem("assignment_nothing_new")
        plan.write(writing)
    return len(plan.changed)


def _chosen(targets: Sequence[Target]) -> list[Target]:
    if not targets:
        raise Problem("nothing_chosen")
    return list(dict.fromkeys(targets))


def take_turns(writing: Writing) -> None:
    """Who assigns at the same moment waits here, so that one target never has two running rows.

    SQLite's writers wait at their beginning; for PostgreSQL the row that every change ends with is locked first.
    """
    counter = schema.data_version
    mine = counter.c.kab_code == writing.who.kab
    writing.conn.execute(sa.select(counter.c.version).where(mine).with_for_update())


def not_before_register(writing: Writing, day: date) -> None:
    made = schema.register
    begun = clock.office_day(
        writing.conn.scalars(sa.select(made.c.made_at).where(made.c.kab_code == writing.who.kab)).one()
    )
    if day < begun:
        raise Problem("before_register")


def make_ready(writing: Writing, facilitator_id: str, day: date) -> None:
    """The facilitator is under contract and at work on the day; with the first assignment the work begins."""
    contract = schema.facilitator_contract
    on_the_day = sa.and_(contract.c.from_on <= day, sa.or_(contract.c.to_on.is_(None), contract.c.to_on >= day))
    theirs = sa.and_(contract.c.kab_code == writing.who.kab, contract.c.facilitator_id == facilitator_id)
    state = _state_on(writing, facilitator_id, day)
    if writing.conn.scalar(sa.select(contract.c.id).where(theirs, on_the_day)) is None or state not in ASSIGNABLE:
        raise Problem("facilitator_without_contract")
    if state != "aktif":
        _enter(writing, facilitator_id, "aktif", day)


def open_rows(writing: Writing, targets: Sequence[Target], day: date) -> dict[Target, list[dict[str, Any]]]:
    """Of each target the rows that have not ended before the day, whatever was known of them when; oldest first."""
    table = schema.assignment
    found: dict[Target, list[dict[str, Any]]] = {target: [] for target in targets}
    for kind, column in COLUMN.items():
        codes = [code for of, code in targets if of == kind]
        open_ones = sa.or_(table.c.to_on.is_(None), table.c.to_on >= day)
        asked = sa.select(table).where(table.c.kab_code == writing.who.kab, table.c[column].in_(codes), open_ones)
        for row in writing.conn.execute(asked.order_by(table.c.from_on, table.c.recorded_at, table.c.id)).mappings():
            found[kind, row[column]].append(dict(row))
    return found


@dataclass
class _Plan:
    """What an assignment writes: rows that end, rows that are replaced, rows that are new."""

    facilitator_id: str
    from_on: date
    to_on: date | None
    ends: list[str] = field(default_factory=list)
    replaced: list[str] = field(default_factory=list)
    new: list[Target] = field(default_factory=list)
    changed: dict[Target, str | None] = field(default_factory=dict)  # target -> whose it was

    def make(self, targets: Sequence[Target], running: dict[Target, list[dict[str, Any]]]) -> None:
        """Fill the plan; Problem("assignment_later") where a row begins after the first day."""
        later = sum(any(row["from_on"] > self.from_on for row in running[target]) for target in targets)
        if later:
            raise Problem("assignment_later", count=later)
        for target in targets:
            rows = running[target]
            if rows and (rows[-1]["facilitator_id"], rows[-1]["to_on"]) == (self.facilitator_id, self.to_on):
                continue
            self.changed[target] = rows[-1]["facilitator_id"] if rows else None
            same = [row["id"] for row in rows if row["from_on"] == self.from_on]
            self.ends += [row["id"] for row in rows if row["from_on"] < self.from_on]
            self.replaced += same
            self.new += [] if same else [target]

    def write(self, writing: Writing) -> None:
        """The rows, and per target whose it was and whose it is."""
        table, kab = schema.assignment, writing.who.kab
        values = {
            "facilitator_id": self.facilitator_id,
            "to_on": self.to_on,
            "end_recorded_at": writing.at if self.to_on else None,
        }
        _end(writing, self.ends, self.from_on - DAY)
        change = table.update().where(table.c.kab_code == kab, table.c.id.in_(self.replaced))
        writing.conn.execute(change.values(values))
        new = values | {"from_on": self.from_on} | dict.fromkeys(COLUMN.values())
        writing.insert(table, *(new | {COLUMN[kind]: code} for kind, code in self.new))
        after = {"facilitator_id": self.facilitator_id, "from_on": _text(self.from_on), "to_on": _text(self.to_on)}
        tell(writing, {target: ({"facilitator_id": old}, after) for target, old in self.changed.items()})


def _end(writing: Writing, ids: Sequence[str], last_day: date) -> None:
    table = schema.assignment
    ended = table.update().where(table.c.kab_code == writing.who.kab, table.c.id.in_(ids))
    writing.conn.execute(ended.values(to_on=last_day, end_recorded_at=writing.at))


def tell(writing: Writing, told: dict[Target, tuple[dict[str, Any], dict[str, Any]]]) -> None:
    """One audit row for each target, with its own before and after."""
    writing.abouts = [About(*target) for target in told]
    writing.details = {About(*target): words for target, words in told.items()}


def unassign(who: Who, form_id: str, targets: Sequence[Target], last_day: date) -> int:
    """End what runs beyond a day on that day; returns how many targets it was. Nobody takes over.

    Problem("nothing_chosen"), Problem("before_register"), Problem("assignment_not_running").
    """
    chosen, told = _chosen(targets), {}
    with write(who, "assignment.edit", About(*chosen[0])) as writing:
        writing.once(form_id)
        take_turns(writing)
        not_before_register(writing, last_day + DAY)
        running = open_rows(writing, chosen, last_day + DAY)
        ids = []
        for target, rows in running.items():
            begun = [row for row in rows if row["from_on"] <= last_day]
            ids += [row["id"] for row in begun]
            if begun:
                before = {"facilitator_id": begun[-1]["facilitator_id"], "to_on": _text(begun[-1]["to_on"])}
                told[target] = (before, {"to_on": _text(last_day)})
        if not told:
            raise Problem("assignment_not_running")
        _end(writing, ids, last_day)
        tell(writing, told)
    return len(told)


def save_facilitator(
    who: Who,
    form_id: str,
    facilitator_id: str | None,
    name: str,
    home_desa: str | None,
    capacity: int | None,
    visit_target: int | None,
) -> str:
    """Add a facilitator (recruited today, `form_id` becomes the id) or change one; returns the id.

    Problem("facilitator_name_missing"), Problem("facilitator_numbers"), Problem("no_facilitator_found").
    """
    if not name.strip():
        raise Problem("facilitator_name_missing")
    if any(number is not None and number < 1 for number in (capacity, visit_target)):
        raise Problem("facilitator_numbers")
    values = {"name": name.strip(), "home_desa": home_desa, "capacity": capacity, "visit_target": visit_target}
    made = facilitator_id or form_id
    with write(who, "facilitator.edit", About("facilitator", made)) as writing:
        writing.once(form_id)
        if facilitator_id is None:
            writing.insert(schema.facilitator, values | {"id": made})
            _enter(writing, made, "direkrut", clock.today())
        else:
            table = schema.facilitator
            mine = sa.and_(table.c.kab_code == who.kab, table.c.id == made)
            before = writing.conn.execute(sa.select(*(table.c[one] for one in values)).where(mine)).mappings().first()
            if before is None:
                raise Problem("no_facilitator_found")
            writing.before = dict(before)
            replace_number(writing, table.c.id, made, table.c.capacity, capacity)
            others = {name: value for name, value in values.items() if name != "capacity"}
            writing.conn.execute(table.update().where(mine).values(others))
        writing.after = values
    return made


def save_contract(who: Who, form_id: str, facilitator_id: str, from_on: date, to_on: date | None) -> None:
    """Add a contract; who was recruited, or had finished, is then to be assigned from its first day on.

    Problem("dates_reversed"), Problem("contract_overlaps").
    """
    with write(who, "facilitator.edit", About("facilitator", facilitator_id)) as writing:
        writing.once(form_id)
        take_turns(writing)
        _fits(writing, facilitator_id, from_on, to_on)
        dates = {"from_on": from_on, "to_on": to_on, "end_recorded_at": writing.at if to_on else None}
        writing.insert(schema.facilitator_contract, dates | {"facilitator_id": facilitator_id})
        if _state_on(writing, facilitator_id, from_on) not in ASSIGNABLE:
            _enter(writing, facilitator_id, "belum_ditugaskan", from_on)
        writing.after = {"from_on": _text(from_on), "to_on": _text(to_on)}


def end_contract(who: Who, form_id: str, contract_id: str, to_on: date) -> None:
    """Set the last day of a contract; from the next day on the actors are yatim.

    Problem("no_such_contract"), Problem("dates_reversed"), Problem("contract_overlaps").
    """
    table = schema.facilitator_contract
    with write(who, "facilitator.edit", About("facilitator", contract_id)) as writing:
        writing.once(form_id)
        take_turns(writing)
        mine = sa.and_(table.c.kab_code == who.kab, table.c.id == contract_id)
        found = writing.conn.execute(sa.select(table).where(mine)).mappings().first()
        if found is None:
            raise Problem("no_such_contract")
        _fits(writing, found["facilitator_id"], found["from_on"], to_on, besides=contract_id)
        writing.conn.execute(table.update().where(mine).values(to_on=to_on, end_recorded_at=writing.at))
        writing.abouts = [About("facilitator", found["facilitator_id"])]
        writing.before, writing.after = {"to_on": _text(found["to_on"])}, {"to_on": _text(to_on)}


def set_facilitator_state(who: Who, form_id: str, facilitator_id: str, state: str, on_date: date) -> None:
    """A facilitator's state (`schema.FACILITATOR_STATES`) from a day on."""
    with write(who, "facilitator.edit", About("facilitator", facilitator_id)) as writing:
        writing.once(form_id)
        writing.before = {"state": _state_on(writing, facilitator_id, on_date)}
        _enter(writing, facilitator_id, state, on_date)
        writing.after = {"state": state, "on_date": _text(on_date)}


def _fits(writing: Writing, facilitator_id: str, from_on: date, to_on: date | None, besides: str = "") -> None:
    """Whether a contract leaves the others of its facilitator alone."""
    if to_on and to_on < from_on:
        raise Problem("dates_reversed")
    table = schema.facilitator_contract
    theirs = (table.c.kab_code == writing.who.kab, table.c.facilitator_id == facilitator_id, table.c.id != besides)
    meets = sa.or_(table.c.to_on.is_(None), table.c.to_on >= from_on)
    asked = sa.select(table.c.id).where(*theirs, meets, *([table.c.from_on <= to_on] if to_on else []))
    if writing.conn.scalar(asked.limit(1)) is not None:
        raise Problem("contract_overlaps")


def _state_on(writing: Writing, facilitator_id: str, day: date) -> str | None:
    table = schema.facilitator_state
    theirs = (table.c.kab_code == writing.who.kab, table.c.facilitator_id == facilitator_id, table.c.on_date <= day)
    newest = (table.c.on_date.desc(), table.c.recorded_at.desc(), table.c.id.desc())
    found: str | None = writing.conn.scalar(sa.select(table.c.state).where(*theirs).order_by(*newest).limit(1))
    return found


def _enter(writing: Writing, facilitator_id: str, state: str, on_date: date) -> None:
    row = {"facilitator_id": facilitator_id, "state": state, "on_date": on_date}
    writing.insert(schema.facilitator_state, row)


def _text(day: date | None) -> str | None:
    return day.isoformat() if day else None
