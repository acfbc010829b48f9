"""One open form: what stands in it so far, kept on the server at every change.

`content` holds plain JSON values by field and is the only truth; widgets show it. A widget's key carries the form's id,
so that what was typed about one actor can never reach the form about another.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import streamlit as st

from data import clock, commands, formats, queries
from data.access import Who
from data.problem import Problem
from data.settings import region
from pages._parts.visitor import t

GROUP = "group"  # what a form about no single actor is about
SENT = "screen.visit_sent"
_OPEN = "screen.visit_form"


@dataclass
class Form:
    """An open form about an actor (its id) or GROUP; `form_id` is its double-submit key.

    `problem` is what went wrong with it last; `forget` the id of the form before it, whose words the phone may let go.
    """

    who: Who
    about: str
    form_id: str
    content: dict[str, Any] = field(default_factory=dict)
    saved_at: datetime | None = None
    problem: Problem | None = None
    forget: str | None = None

    @property
    def locked(self) -> bool:
        """Whether the visitor only looks."""
        return self.who.seen_by is not None

    def key(self, name: str) -> str:
        """The key of the widget for a field."""
        return f"{name}-{self.form_id}"

    def seed(self, name: str, value: Any) -> str:
        """The key of a field's widget, which starts with `value` where it is not on the screen yet."""
        st.session_state.setdefault(self.key(name), value)
        return self.key(name)

    def keep(self, name: str) -> None:
        """A widget changed: its value goes into the content, and that to the server."""
        self.put({name: st.session_state[self.key(name)]})

    def put(self, values: dict[str, Any]) -> None:
        """New values by field, kept on the server at once."""
        self.content |= {name: _plain(value) for name, value in values.items()}
        try:
            commands.save_draft(self.who, self.about, self.form_id, self.content)
        except Problem as problem:
            self.problem = problem
        else:
            self.saved_at, self.problem = clock.now(), None

    def day(self, name: str) -> date | None:
        """A field that is a date."""
        written = self.content.get(name)
        return date.fromisoformat(written) if written else None

    def words(self, name: str) -> str | None:
        """A field that is text, without the space around it; None when nothing stands in it."""
        return str(self.content.get(name) or "").strip() or None

    def chosen(self, name: str) -> tuple[str, ...]:
        """A field with several values."""
        return tuple(self.content.get(name) or ())


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def opened(who: Who, about: str) -> Form:
    """The form open in this session, else the draft kept on the server, else an empty one."""
    form: Form | None = st.session_state.get(_OPEN)
    if form is None or (form.who, form.about) != (who, about):
        form = _from_server(who, about)
        st.session_state[_OPEN] = form
    return form


def _from_server(who: Who, about: str) -> Form:
    draft = queries.draft(who, about)
    if draft is None:
        return Form(who, about, clock.new_id())
    return Form(who, about, draft.form_id, dict(draft.content), draft.saved_at)


def begin_anew(form: Form) -> None:
    """Let the form go, here, on the server and on the phone; an empty one takes its place."""
    try:
        commands.drop_draft(form.who, form.about)
    except Problem as problem:
        form.problem = problem
        return
    st.session_state[_OPEN] = Form(form.who, form.about, clock.new_id(), forget=form.form_id)
    st.session_state.pop(SENT, None)


def zone() -> ZoneInfo:
    """The office's own time zone."""
    return ZoneInfo(region().timezone)


def hour(moment: datetime, language: str) -> str:
    """ "10.42" on the office's clock; with the day before it where that is not today."""
    local = moment.astimezone(zone())
    time = local.strftime("%H.%M" if language == "id" else "%H:%M")
    return time if local.date() == clock.today() else f"{formats.day(local.date(), language)}, {time}"


def saved_words(form: Form, language: str) -> str:
    """When the draft was last kept, or that nothing was typed yet."""
    return t("visit.draft_saved", time=hour(form.saved_at, language)) if form.saved_at else t("visit.draft_none")
