"""Where the request of a ticket stands, for whoever holds it; nothing on it by which anybody is known."""

from html import escape

import streamlit as st

from data import commands, formats
from data.problem import Problem
from data.public import tickets
from data.public.tickets import TicketState
from data.tickets import normal
from pages._parts.help.form import SENT
from pages._parts.page import OF_SCREEN, Here, say
from pages._parts.visitor import language, t

TICKET = "tiket"  # of the URL
_TYPED, _WRONG = f"{OF_SCREEN}help_typed", f"{OF_SCREEN}help_wrong"
LONGEST = 40  # characters that are looked at


def field() -> None:
    """Where a ticket is typed."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input(t("help_ticket.type"), key=_TYPED, placeholder="XXXX-XXXX-X", max_chars=LONGEST)
        st.button(t("help_ticket.look"), key="help_find", icon=":material/search:", on_click=_find)
    if st.session_state.pop(_WRONG, False):
        say(Problem("no_such_ticket"))


def _find() -> None:
    """Only what is a ticket goes into the URL: somebody may have typed a name."""
    found = normal(st.session_state[_TYPED])
    if found:
        open_ticket(found)
    else:
        st.session_state[_WRONG] = True


def open_ticket(ticket: str) -> None:
    """Put a ticket into the URL."""
    st.query_params[TICKET] = ticket


def show(here: Here, typed: str) -> None:
    """The state of its request; one that is none may be typed again."""
    with st.container(key="help_ticket"):
        try:
            found = tickets.state(here.who.register, typed)
        except Problem as problem:
            say(problem)
            field()
        else:
            _state(here, found)
        st.button(t("help_ticket.ask"), key="help_back", icon=":material/arrow_back:", type="tertiary", on_click=_back)


def _back() -> None:
    st.query_params.pop(TICKET, None)
    st.session_state.pop(SENT, None)


def _state(here: Here, found: TicketState) -> None:
    st.html(
        f'<div class="damping-ticket"><small>{escape(t("help_slip.ticket"))}</small><b>{escape(found.ticket)}</b></div>'
    )
    steps = [_step("done", t("help_step.received"), _received(found))]
    steps += _declined(found) if found.stage == "declined" else _onward(found)
    with st.container(border=True, key="help_words"):
        st.html(f'<ol class="damping-steps">{"".join(steps)}</ol>')
    if found.stage != "declined":
        _nobody(here, found)


def _step(kind: str, head: str, words: str) -> str:
    mark = {"done": "✓", "now": "•", "waits": ""}[kind]
    told = t(f"help_step.is_{kind}")
    return (
        f'<li class="{kind}"><i role="img" aria-label="{escape(told)}">{mark}</i>'
        f"<div><b>{escape(head)}</b><small>{escape(words)}</small></div></li>"
    )


def _received(found: TicketState) -> str:
    day = formats.day(found.received, language())
    words = t("help_step.received_on", day=day, kecamatan=found.kecamatan)
    if found.on != found.received:
        words += " " + t("help_step.asked_on", day=formats.day(found.on, language()))
    return words


def _onward(found: TicketState) -> list[str]:
    desk = t("help_step.desk_area" if found.area else "help_step.desk_office")
    if found.stage == "new":
        where = (
            t("help_step.few_ahead")
            if not found.ahead
            else t("help_step.ahead", count=formats.number(found.ahead, language()))
        )
        late = t("help_step.late") if found.late else ""
        accepted = _step("now", t("help_step.waits"), f"{desk} {where} {late}")
    else:
        day = formats.day(found.accepted, language()) if found.accepted else ""
        accepted = _step("done", t("help_step.accepted"), f"{t('help_step.accepted_on', day=day)} {desk}")
    if found.stage == "contacted":
        return [accepted, _step("done", t("help_step.contacted"), t("help_step.contacted_yes"))]
    kind = "now" if found.stage == "accepted" else "waits"
    return [accepted, _step(kind, t("help_step.contact"), t("help_step.contacted_no", days=found.within_days))]


def _declined(found: TicketState) -> list[str]:
    return [_step("done", t("help_step.declined"), t(f"help_refused.{found.refusal}"))]


def _nobody(here: Here, found: TicketState) -> None:
    """The holder's own word, once a day."""
    if found.said_today:
        st.info(t("help_ticket.said"), icon=":material/campaign:")
        return
    st.caption(t("help_ticket.nobody_how"))
    if st.button(t("help_ticket.nobody"), key="help_nobody", icon=":material/campaign:"):
        commands.nobody_came(here.who, found.ticket)
        st.rerun()
