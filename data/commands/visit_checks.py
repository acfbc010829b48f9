"""What must be true of a visit or a request before it is written; each check raises its Problem."""

import re
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from data import asking, clock, schema
from data.db import Writing
from data.problem import Problem

if TYPE_CHECKING:
    from data.commands.visits import NewVisit

FIRST_DAY = date(2000, 1, 1)
LOGGED_WITHIN = 12  # months
MOST = 4000  # characters of one text
DIGITS = {"nib": (13,), "npwp": (15, 16)}


def plain(new: "NewVisit") -> None:
    """All that the form alone can say: its day, its words, what goes together."""
    if not new.actor_ids:
        raise Problem("visit_nobody")
    day(new.on)
    if new.on < earliest():
        raise Problem("visit_too_long_ago", months=LOGGED_WITHIN)
    among(new.mode, schema.MODES)
    among(new.outcome, schema.OUTCOMES)
    short(new.result, new.next_step, new.session_title, new.promise.note if new.promise else None)
    _together(new)
    _dates(new)
    for permit in new.permits:
        among(permit.status, schema.PERMIT_STATUSES)
        short(permit.number)
        number(permit.kind, permit.number)
        if permit.form and permit.kind != "badan_usaha":
            raise Problem("visit_unknown")
    for need in new.needs:
        among(need.change, schema.NEED_CHANGES)


def _together(new: "NewVisit") -> None:
    """Several only in a group session; permits and promises are one actor's own."""
    several = len(new.present) > 1 and not new.group
    if several or (new.group and (new.permits or new.promise)):
        raise Problem("visit_one_actor")


def _dates(new: "NewVisit") -> None:
    if new.next_due and not (new.next_step or "").strip():
        raise Problem("visit_due_without_step")
    if new.next_due and new.next_due < new.on:
        raise Problem("visit_due_before")
    if new.promise:
        among(new.promise.change, schema.PROMISE_CHANGES)
        if new.promise.change == "postponed" and (new.promise.due is None or new.promise.due <= new.on):
            raise Problem("promise_due_before")


def known(writing: Writing, new: "NewVisit") -> None:
    """Topics, needs, permit kinds and legal forms are of the register's lists."""
    topics(writing, (*new.topics, *(need.kind for need in new.needs)))
    _listed(writing, schema.permit_kind, (permit.kind for permit in new.permits))
    _listed(writing, schema.legal_form, (permit.form for permit in new.permits if permit.form))


def topics(writing: Writing, codes: Iterable[str]) -> None:
    """Needs of the register's list."""
    _listed(writing, schema.need_kind, codes)


def _listed(writing: Writing, table: sa.Table, codes: Iterable[str]) -> None:
    asked = set(codes)
    if asked:
        known = _known(writing.conn.dialect.name, table.name)
        if set(writing.conn.scalars(known, {"kab": writing.who.kab} | asking.ids(writing.conn, asked))) != asked:
            raise Problem("visit_unknown")


@lru_cache(maxsize=2 * 3)
def _known(dialect: str, name: str) -> sa.Select[Any]:
    table = schema.metadata.tables[name]
    return sa.select(table.c.code).where(table.c.kab_code == asking.FRAME.kab, asking.among(dialect, table.c.code))


def earliest() -> date:
    """The first day of which a visit may still be logged; older lists come in through the import.

    A year typed wrong would else become the day from which the kecamatan's visits count as recorded.
    """
    return clock.months_before(clock.today(), LOGGED_WITHIN)


def day(on: date) -> None:
    """Today or earlier, in this century."""
    if on > clock.today():
        raise Problem("visit_in_future")
    if on < FIRST_DAY:
        raise Problem("visit_too_old")


def among(word: str, words: Collection[str]) -> None:
    """A word the form offers."""
    if word not in words:
        raise Problem("visit_unknown")


def short(*texts: str | None) -> None:
    """Texts of a length that is still read."""
    if any(len(text or "") > MOST for text in texts):
        raise Problem("visit_text_long", most=MOST)


def number(kind: str, written: str | None) -> str | None:
    """A permit's number as it is kept: NIB and NPWP are digits only; Problem("nib_digits"), ("npwp_digits")."""
    text = (written or "").strip() or None
    if text is None or kind not in DIGITS:
        return text
    digits = re.sub(r"[^0-9]", "", text)
    if len(digits) not in DIGITS[kind]:
        raise Problem("nib_digits" if kind == "nib" else "npwp_digits", count=len(digits))
    return digits


def facilitator(writing: Writing, new: "NewVisit") -> str:
    """Whose contact it is: a pendamping's own, else the one the form names."""
    who, named = writing.who, new.facilitator_id
    if who.role == "pendamping":
        if not who.facilitator:
            raise Problem("visit_no_facilitator")
        if named not in (None, who.facilitator):
            raise Problem("visit_other_facilitator")
        return who.facilitator
    table = schema.facilitator
    mine = sa.and_(table.c.kab_code == who.kab, table.c.id == (named or ""))
    found: str | None = writing.conn.scalar(sa.select(table.c.id).where(mine))
    if found is None:
        raise Problem("visit_facilitator_missing")
    return found


def there(writing: Writing, actor_ids: Sequence[str], on: date) -> None:
    """The actors are there, not merged away, and active on the day or today; their rows are locked till the end."""
    mine = {"kab": writing.who.kab} | asking.ids(writing.conn, actor_ids)
    rows = writing.conn.execute(_locked(writing.conn.dialect.name), mine).all()
    if {row.id for row in rows} != set(actor_ids):
        raise Problem("no_such_actor")
    states: dict[str, list[Any]] = {}
    for row in writing.conn.execute(_states(writing.conn.dialect.name), mine):
        states.setdefault(row.actor_id, []).append(row)
    active = [_active(states.get(row.id, []), on) or _active(states.get(row.id, []), clock.today()) for row in rows]
    if any(row.merged_into for row in rows) or not all(active):
        raise Problem("visit_not_active")


@lru_cache(maxsize=2)
def _locked(dialect: str) -> sa.Select[Any]:
    table = schema.actor
    asked = sa.select(table.c.id, table.c.merged_into).where(
        table.c.kab_code == asking.FRAME.kab, asking.among(dialect, table.c.id)
    )
    return asked.order_by(table.c.id).with_for_update(key_share=True)


@lru_cache(maxsize=2)
def _states(dialect: str) -> sa.Select[Any]:
    """States of actors, the newest last."""
    table = schema.actor_state
    asked = sa.select(table.c.actor_id, table.c.on_date, table.c.state)
    asked = asked.where(table.c.kab_code == asking.FRAME.kab, asking.among(dialect, table.c.actor_id))
    return asked.order_by(table.c.on_date, table.c.recorded_at, table.c.id)


def _active(states: Iterable[Any], on: date) -> bool:
    until = [row.state for row in states if row.on_date <= on]
    return bool(until) and until[-1] == "active"
