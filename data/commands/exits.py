"""Exits of actors: one person proposes, another confirms or refuses; only a confirmed one changes the register."""

from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from data import clock, office, schema
from data.access import Who
from data.db import About, Writing, write
from data.filter import Filter
from data.population import frame_of
from data.problem import Problem
from data.schema import EXIT_REASONS, EXIT_STATES
from data.scope import require_mine

LEFT_THE_REGENCY = "pindah_luar"
NEEDS_A_NOTE = "lainnya"


def state_of(reason: str) -> str:
    """The state a reason leads to: whoever left the regency has moved, the others are closed."""
    return "moved" if reason == LEFT_THE_REGENCY else "closed"


def propose_exit(
    who: Who, form_id: str, actor_id: str, state: str, reason: str, on: date, note: str | None = None
) -> str:
    """Propose that an actor closed or moved away on a day; the proposal's id, which is the form's: sent twice is one.

    Problem("exit_reason"), ("exit_note_missing"), ("exit_in_future"), ("exit_too_far_back", days), ("no_such_actor"),
    ("not_your_actor"), ("exit_not_active"), ("exit_before_start"), ("exit_open").
    """
    with write(who, "exit.propose", About("actor", actor_id)) as writing:
        writing.once(form_id)
        note = (note or "").strip() or None
        _check_words(state, reason, note)
        _check_day(writing, on)
        _lock(writing, actor_id)
        require_mine(who, writing.conn, [actor_id])
        _check_active(writing, actor_id, on)
        if _is_open(writing, actor_id):
            raise Problem("exit_open")
        row = {"actor_id": actor_id, "state": state, "reason": reason, "on_date": on}
        writing.insert(schema.exit_proposal, row | {"id": form_id, "note": note, "by_person": who.id})
        writing.after = {"state": state, "reason": reason, "on_date": on.isoformat()}
    return form_id


def decide_exit(who: Who, proposal_id: str, decision: str, note: str | None = None) -> None:
    """Confirm or refuse somebody else's proposal; confirmed, the actor leaves the register's active ones on its day.

    `note` is kept with the audit's values. Problem("exit_decision"), ("no_such_exit"), ("exit_second_person"),
    ("exit_decided"), ("exit_not_active"), ("exit_before_start").
    """
    with write(who, "exit.confirm", About("exit_proposal", proposal_id)) as writing:
        if decision not in schema.EXIT_DECISIONS:
            raise Problem("exit_decision")
        asked = _proposal(writing, proposal_id)
        writing.abouts[:] = [About("actor", asked["actor_id"])]
        _lock(writing, asked["actor_id"])
        require_mine(who, writing.conn, [asked["actor_id"]])
        if asked["by_person"] == who.id:
            raise Problem("exit_second_person")
        _decide(writing, proposal_id, decision)
        if decision == "confirmed":
            _check_active(writing, asked["actor_id"], asked["on_date"])
            _leave(writing, asked)
        told = {name: asked[name] for name in ("state", "reason")} | {"on_date": asked["on_date"].isoformat()}
        writing.after = told | {"decision": decision} | ({"note": note.strip()} if note and note.strip() else {})


def _check_words(state: str, reason: str, note: str | None) -> None:
    if state not in EXIT_STATES or reason not in EXIT_REASONS or state != state_of(reason):
        raise Problem("exit_reason")
    if reason == NEEDS_A_NOTE and not note:
        raise Problem("exit_note_missing")


def _check_day(writing: Writing, on: date) -> None:
    days = office.number(writing.conn, writing.who.kab, "exit_backdate_days")
    if on > clock.today():
        raise Problem("exit_in_future")
    if on < clock.today() - timedelta(days=days):
        raise Problem("exit_too_far_back", days=days)


def _lock(writing: Writing, actor_id: str) -> None:
    """One exit at a time for one actor, on PostgreSQL as on SQLite."""
    table = schema.actor
    mine = sa.and_(table.c.kab_code == writing.who.kab, table.c.id == actor_id)
    if writing.conn.scalar(sa.select(table.c.id).where(mine).with_for_update()) is None:
        raise Problem("no_such_actor")


def _check_active(writing: Writing, actor_id: str, on: date) -> None:
    base, state = schema.actor, schema.actor_state
    mine = sa.and_(base.c.kab_code == writing.who.kab, base.c.id == actor_id)
    merged = writing.conn.scalar(sa.select(base.c.merged_into).where(mine))
    frame = frame_of(writing.who.kab, Filter(), writing.at)
    kept = frame.latest(state, extra=[state.c.actor_id == actor_id])
    found = writing.conn.execute(sa.select(kept)).mappings().first()
    if merged or found is None or found["state"] != "active":
        raise Problem("exit_not_active")
    if on < found["on_date"]:
        raise Problem("exit_before_start")


def _is_open(writing: Writing, actor_id: str) -> bool:
    table = schema.exit_proposal
    mine = sa.and_(table.c.kab_code == writing.who.kab, table.c.actor_id == actor_id, table.c.decision.is_(None))
    return writing.conn.scalar(sa.select(table.c.id).where(mine)) is not None


def _proposal(writing: Writing, proposal_id: str) -> dict[str, Any]:
    table = schema.exit_proposal
    mine = sa.and_(table.c.kab_code == writing.who.kab, table.c.id == proposal_id)
    found = writing.conn.execute(sa.select(table).where(mine)).mappings().first()
    if found is None:
        raise Problem("no_such_exit")
    return dict(found)


def _decide(writing: Writing, proposal_id: str, decision: str) -> None:
    table = schema.exit_proposal
    still = sa.and_(table.c.kab_code == writing.who.kab, table.c.id == proposal_id, table.c.decision.is_(None))
    values = {"decision": decision, "decided_by": writing.who.id, "decided_at": writing.at}
    if writing.conn.execute(table.update().where(still).values(values)).rowcount != 1:
        raise Problem("exit_decided")


def _leave(writing: Writing, asked: dict[str, Any]) -> None:
    same = {name: asked[name] for name in ("actor_id", "on_date", "state", "reason", "by_person")}
    writing.insert(schema.actor_state, same | {"second_person": writing.who.id})
