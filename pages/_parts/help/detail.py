"""One request, opened: who asked (a look that is written down), where it stands, and the three answers."""

from html import escape
from typing import Any

import streamlit as st

from data import commands, formats, queries
from data.access import allows
from data.help import VIA_DESA
from data.phones import dial
from data.problem import Problem
from data.public import tickets
from data.queries import HelpRequest, Names
from pages._parts.help import answer, cards, slip
from pages._parts.page import OF_SCREEN, Here, say
from pages._parts.screens import BY_NAME
from pages._parts.visitor import language, t

_WORDS = f"{OF_SCREEN}help_words"  # (request, person) -> the words of whoever asked, looked at once


def show(here: Here, help_id: str) -> None:
    """The request, as long as it is the asker's work; else one sentence and the way back."""
    with st.container(key="help_screen"):
        st.button(
            t("help_desk.back"), key="help_close", icon=":material/arrow_back:", type="tertiary", on_click=cards.close
        )
        try:
            one, words = queries.help_request(here.who, help_id), _words(here, help_id)
        except Problem as problem:
            say(problem)
            return
        names = queries.names(here.who, here.language)
        with st.container(border=True, key="help_words"):
            st.html(cards.card(one, names, with_desk=True))
            st.html(_who(one, words))
            _reach(words["contact"])
        with st.container(key="help_answer"):
            if one.stage == "new":
                answer.choose(here, one, words, names)
            else:
                _answered(one, names)
            _erase(here, one)
    _slip(here, one)


def _words(here: Here, help_id: str) -> dict[str, Any]:
    """Name, contact and note; opened once, however often the screen is drawn."""
    key = (help_id, here.who.id)
    kept = st.session_state.get(_WORDS, {})
    if key not in kept:
        opened = commands.open_help(here.who, help_id)
        kept = {key: {"name": opened.name, "contact": opened.contact, "note": opened.note}}
        st.session_state[_WORDS] = kept
    return dict(kept[key])


def _who(one: HelpRequest, words: dict[str, Any]) -> str:
    erased = t("help_desk.erased")
    contact = t("help.contact_desa") if words["contact"] == VIA_DESA else words["contact"]
    rows = [(t("help_desk.name"), words["name"] or erased), (t("help_desk.contact"), contact or erased)]
    if words["note"]:
        rows.append((t("help_desk.note"), words["note"]))
    rows += [
        (t("help.on"), formats.day(one.on, language())),
        (t("help_desk.recorded"), formats.day(one.recorded, language())),
        (t("help_slip.ticket"), one.ticket),
    ]
    if one.said:
        rows.append((t("help_desk.said"), formats.day(one.said, language())))
    told = "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in rows)
    return f'<dl class="damping-who">{told}</dl>'


def _reach(contact: str | None) -> None:
    """Calling and writing, where the contact is a number."""
    numbers = [number for number in dial(contact) if number.tel]
    if numbers:
        with st.container(horizontal=True):
            st.link_button(t("help_desk.call"), str(numbers[0].tel), icon=":material/call:")
            if numbers[0].whatsapp:
                st.link_button(t("help_desk.write"), numbers[0].whatsapp, icon=":material/chat:")


def _answered(one: HelpRequest, names: Names) -> None:
    """What became of it, and the way to the actor."""
    if one.stage == "declined":
        st.text(t("help_desk.declined", reason=t(f"help_reason.{one.refusal}")))
        return
    day = formats.day(one.accepted, language()) if one.accepted else ""
    st.text(t("help_desk.accepted", day=day, desk=cards.desk(one, names)))
    if one.actor_id and st.button(t("help_desk.actor"), key="help_actor", icon=":material/storefront:"):
        params = {name: value for name, value in st.query_params.to_dict().items() if name in ("register", "lang")}
        st.switch_page(BY_NAME["pelaku"].file, query_params=params | {"actor": one.actor_id})


def _erase(here: Here, one: HelpRequest) -> None:
    """For admins: the words of whoever asked go, that somebody asked stays."""
    if not allows(here.who, "subject.erase"):
        return
    with st.expander(t("help_erase.title"), icon=":material/delete_forever:"):
        st.caption(t("help_erase.what"))
        with st.form("help_erase", border=False):
            reason = st.text_input(t("subject.reason"), help=t("subject.reason_help"), max_chars=300)
            sent = st.form_submit_button(t("subject.do"))
        if sent:
            try:
                commands.erase_help(here.who, one.id, reason)
            except Problem as problem:
                say(problem)
                return
            st.session_state.pop(_WORDS, None)
            cards.done(t("subject.done"))


def _slip(here: Here, one: HelpRequest) -> None:
    """The ticket to hand out."""
    choices = tickets.choices(here.who.register, here.language)
    with st.container(key="help_slip"), st.expander(t("help_desk.slip"), icon=":material/confirmation_number:"):
        slip.card(one.ticket, one.on, choices.within_days, choices.phone)
