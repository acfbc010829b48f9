"""What an open form means: the visit that is sent."""

from datetime import date
from typing import Any

from data import clock
from data.commands import NeedChange, NewVisit, PermitChange, PromiseChange
from data.problem import Problem
from pages._parts.visit.draft import GROUP, Form
from pages._parts.visit.fields import due_of


def new_visit(form: Form, actor_ids: tuple[str, ...], facilitator: str | None) -> NewVisit:
    """The visit a form describes; what only a meeting can bring is left out without one.

    Problem("visit_day_missing"), Problem("visit_status_missing"), Problem("visit_due_missing").
    """
    group = form.about == GROUP
    on = form.day("on") if "on" in form.content else clock.today()
    if on is None:
        raise Problem("visit_day_missing")
    mode = "kelompok" if group else form.content.get("mode", "di_tempat")
    outcome = "bertemu" if group else form.content.get("outcome", "bertemu")
    met = outcome == "bertemu"
    step, promise = form.words("next_step"), _promise(form, on)
    ahead = step and not (promise and promise.due)  # a postponed promise stays the open one
    return NewVisit(
        form_id=form.form_id,
        actor_ids=actor_ids,
        on=on,
        mode=mode,
        outcome=outcome,
        topics=form.chosen("topics") if met else (),
        result=form.words("result"),
        next_step=step,
        next_due=due_of(form, "next_due", on) if ahead else None,
        permits=_permits(form) if met and not group else (),
        needs=_needs(form) if met and not group else (),
        promise=promise,
        facilitator_id=facilitator,
        session_title=form.words("title") if group else None,
    )


def _permits(form: Form) -> tuple[PermitChange, ...]:
    return tuple(_permit(form, kind) for kind in form.chosen("permits"))


def _permit(form: Form, kind: str) -> PermitChange:
    status: Any = form.content.get(f"status_{kind}")
    if status is None:
        raise Problem("visit_status_missing")
    legal = kind == "badan_usaha"
    return PermitChange(
        kind=kind,
        status=status,
        number=form.words(f"number_{kind}") if status in ("terbit", "diajukan") and not legal else None,
        expires_on=form.day(f"expires_{kind}") if status == "terbit" else None,
        form=form.content.get(f"form_{kind}") if legal else None,
    )


def _needs(form: Form) -> tuple[NeedChange, ...]:
    return tuple(NeedChange(kind, change) for change in ("met", "raised") for kind in form.chosen(change))


def _promise(form: Form, on: date) -> PromiseChange | None:
    change = form.content.get("promise")
    if change is None:
        return None
    due = due_of(form, "promise_due", on) if change == "postponed" else None
    if change == "postponed" and due is None:
        raise Problem("visit_due_missing")
    return PromiseChange(change, due, None)
