"""The visit form: when, how, what came of it, what was promised, which permits and needs changed.

Inside a fragment, so that a choice draws the form again and nothing else; what it needs of the register is read once,
when the screen opens.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import streamlit as st

from data import clock, commands, formats
from data.commands import NewVisit
from data.problem import Problem
from data.queries import Names
from pages._parts.page import Here, say
from pages._parts.visit import fields, keeper
from pages._parts.visit.draft import GROUP, SENT, Form, begin_anew, saved_words
from pages._parts.visit.fields import literal
from pages._parts.visit.new import new_visit
from pages._parts.visitor import t

ALONE = ("di_tempat", "di_kantor", "telepon")
OUTCOMES = ("bertemu", "tidak_bertemu", "batal")
STATUSES = ("belum", "diajukan", "terbit", "tidak_perlu", "dicabut")
PROMISES = ("kept", "postponed", "dropped")


@dataclass(frozen=True)
class Subject:
    """What the form is about, as read when the screen opened.

    `actors` are ids with their words: the one visited, or those who may be ticked as present. `permits` are kinds of
    the actor's sector with their status today, `expiring` those that run out, `open_needs` kinds not met yet,
    `promise` what is open from last time.
    """

    about: str
    actors: Mapping[str, str]
    place: str
    names: Names
    facilitator: str | None
    permits: Mapping[str, str]
    expiring: frozenset[str]
    open_needs: tuple[str, ...]
    promise: Any = None
    last_visit: date | None = None

    @property
    def group(self) -> bool:
        return self.about == GROUP

    def names_of(self, actor_ids: Iterable[str]) -> str:
        """The business names of these."""
        return ", ".join(self.actors[actor_id] for actor_id in actor_ids)


@dataclass
class Sent:
    """A visit that was saved, and the form it came from."""

    visit: NewVisit
    form: Form


def show(here: Here, form: Form, subject: Subject) -> None:
    """The whole form; "Simpan kunjungan" sends it."""
    keeper.watch(form)
    if subject.promise:
        _promise(here, form, subject)
    if subject.group:
        _group(form, subject)
    on = fields.when(form)
    met = True if subject.group else _how(form)
    if met:
        fields.many(form, "topics", t("visit.topics"), subject.names.need_kind)
    fields.long_text(form, "result", t("visit.result"), t("visit.result_hint"))
    fields.long_text(form, "next_step", t("visit.next_step"), t("visit.next_step_hint"), height=68)
    if form.words("next_step") and form.content.get("promise") != "postponed":
        fields.due(form, "next_due", t("visit.next_due"), on or clock.today())
    if met and not subject.group:
        _permits(form, subject)
        _needs(form, subject)
    if here.who.role != "pendamping" and not subject.group:
        _by_whom(form, subject)
    _end(here, form, subject)


def _how(form: Form) -> bool:
    """How they met, and whether; what only a meeting can bring is folded away without one."""
    modes = {mode: t(f"mode.{mode}") for mode in ALONE}
    outcomes = {outcome: t(f"outcome.{outcome}") for outcome in OUTCOMES}
    fields.one(form, "mode", t("visit.mode"), modes, ALONE[0])
    return fields.one(form, "outcome", t("visit.outcome"), outcomes, OUTCOMES[0]) == "bertemu"


def _group(form: Form, subject: Subject) -> None:
    fields.line(form, "title", t("visit.title"), t("visit.title_hint"))
    st.multiselect(
        t("visit.attended"),
        list(subject.actors),
        key=form.seed("attended", [one for one in form.chosen("attended") if one in subject.actors]),
        format_func=lambda actor_id: subject.actors[actor_id],
        placeholder=t("visit.attended_hint"),
        select_all=False,
        on_change=form.keep,
        args=("attended",),
        disabled=form.locked,
    )


def _promise(here: Here, form: Form, subject: Subject) -> None:
    """What was agreed last time, and what became of it."""
    open_one = subject.promise
    with st.container(border=True, key="card_promise"):
        st.caption(_promise_words(open_one, here.language))
        st.text(open_one.step or t("visit.promise_unnamed"))
        words = {change: t(f"visit.promise_{change}") for change in PROMISES}
        if fields.one(form, "promise", t("visit.promise"), words) == "postponed":
            fields.due(form, "promise_due", t("visit.promise_until"), form.day("on") or clock.today())


def _promise_words(open_one: Any, language: str) -> str:
    """ "Janji 12 November 2026, paling lambat 19 November 2026 · ditunda 2×"."""
    said = [t("visit.promise_made", day=formats.day(open_one.made_on, language))]
    if open_one.due:
        said.append(t("visit.promise_due", day=formats.day(open_one.due, language)))
    if open_one.postponed:
        said.append(t("visit.promise_times", count=open_one.postponed))
    return " · ".join(said)


def _permits(form: Form, subject: Subject) -> None:
    changed = form.chosen("permits")
    label = t("visit.permits_count", count=len(changed)) if changed else t("visit.permits")
    with st.expander(label, key=form.key("permits_box"), icon=":material/verified:"):
        kinds = {kind: subject.names.permit_kind[kind] for kind in subject.permits}
        for kind in fields.many(form, "permits", t("visit.permits_which"), kinds):
            _permit(form, subject, kind)


def _permit(form: Form, subject: Subject, kind: str) -> None:
    with st.container(border=True, key=f"permit_{kind}"):
        now = t(f"status.{subject.permits[kind]}")
        label = t("visit.permit_now", kind=literal(subject.names.permit_kind[kind]), status=now)
        statuses = {status: t(f"status.{status}") for status in STATUSES}
        status = fields.one(form, f"status_{kind}", label, statuses)
        if kind == "badan_usaha":
            fields.one(form, f"form_{kind}", t("form.legal_form"), subject.names.legal_form)
        elif status in ("terbit", "diajukan"):
            fields.line(form, f"number_{kind}", t("visit.permit_number"))
        if status == "terbit" and kind in subject.expiring:
            fields.day(form, f"expires_{kind}", t("visit.permit_expires"))


def _needs(form: Form, subject: Subject) -> None:
    count = len(form.chosen("met")) + len(form.chosen("raised"))
    label = t("visit.needs_count", count=count) if count else t("need.title")
    with st.expander(label, key=form.key("needs_box"), icon=":material/handyman:"):
        kinds = subject.names.need_kind
        if subject.open_needs:
            fields.many(form, "met", t("visit.needs_met"), {kind: kinds[kind] for kind in subject.open_needs})
        new = {kind: words for kind, words in kinds.items() if kind not in subject.open_needs}
        fields.many(form, "raised", t("visit.needs_raised"), new)


def _by_whom(form: Form, subject: Subject) -> None:
    names = subject.names.facilitator
    known = form.content.get("facilitator", subject.facilitator)
    st.selectbox(
        t("filter.facilitator"),
        list(names),
        key=form.seed("facilitator", known if known in names else None),
        index=None,
        format_func=lambda one: names[one],
        placeholder=t("form.choose"),
        on_change=form.keep,
        args=("facilitator",),
        disabled=form.locked,
    )


def _facilitator(here: Here, form: Form, subject: Subject) -> str | None:
    """Who made the visit: a pendamping themselves, for a clerk whoever is chosen."""
    if subject.group:
        return subject.facilitator
    if here.who.role == "pendamping":
        return here.who.facilitator
    return form.content.get("facilitator", subject.facilitator)


def _end(here: Here, form: Form, subject: Subject) -> None:
    if form.problem:
        say(form.problem)
    elif form.locked:
        say(Problem("only_looking"))
    st.button(
        t("visit.save"),
        key="visit_save",
        type="primary",
        width="stretch",
        on_click=_send,
        args=(here, form, subject),
        disabled=form.locked,
    )
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", key="draft"):
        st.caption(saved_words(form, here.language))
        if form.saved_at:
            st.button(t("visit.discard"), key="visit_discard", type="tertiary", on_click=begin_anew, args=(form,))


def _send(here: Here, form: Form, subject: Subject) -> None:
    """Saves the visit; whatever goes wrong becomes a sentence above the button, and all that was typed stays."""
    try:
        present = form.chosen("attended") if subject.group else tuple(subject.actors)
        visit = new_visit(form, present, _facilitator(here, form, subject))
        commands.log_visit(here.who, visit)
    except Problem as problem:
        form.problem = problem
    else:
        st.session_state[SENT] = Sent(visit, form)
