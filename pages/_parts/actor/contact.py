"""How to reach an actor: owner, numbers to tap, address, point; every opening is written down.

A facilitator on the way to an own actor need not ask first: the page opens them once per arrival.
"""

from typing import Any

import streamlit as st

from data import commands
from data.phones import Number, dial
from data.problem import Problem
from pages._parts import draw
from pages._parts.page import OF_SCREEN, Here, say
from pages._parts.visitor import t

_OPENED = f"{OF_SCREEN}personal"  # (register, person, actor) and the values, for the time of the page


def personal(here: Here, found: dict[str, Any]) -> None:
    """The card of contact data, opened or closed."""
    st.markdown(f"**{t('personal.title')}**")
    if not found["personal"]:
        st.caption(t("personal.not_yours"))
        return
    values = _opened(here, found["id"])
    if values is None:
        st.caption(t("personal.audited"))
        if st.button(t("personal.open"), key="personal_open", icon=":material/visibility:"):
            values = _look(here, found["id"])
    if values is not None:
        _drawn(values)
        st.caption(t("personal.seen"))


def forget() -> None:
    """Close what is open."""
    st.session_state.pop(_OPENED, None)


def renew(here: Here, actor_id: str, changed: dict[str, Any]) -> None:
    """What its reader has just written stands on the open card, too."""
    marker, values = st.session_state.get(_OPENED, (None, {}))
    if marker == _marker(here, actor_id):
        known = {name: changed[name] for name in changed if name in values}
        st.session_state[_OPENED] = (marker, values | known)


def _marker(here: Here, actor_id: str) -> tuple[str, ...]:
    return (here.who.register, here.who.id, here.who.role, actor_id)


def _opened(here: Here, actor_id: str) -> dict[str, Any] | None:
    """The values of this arrival; an own actor of a facilitator opens by itself."""
    marker, values = st.session_state.get(_OPENED, (None, None))
    if marker == _marker(here, actor_id):
        return values
    forget()
    by_itself = here.who.role == "pendamping" and not here.who.seen_by
    return _look(here, actor_id) if by_itself else None


def _look(here: Here, actor_id: str) -> dict[str, Any] | None:
    try:
        values = commands.open_personal(here.who, actor_id)
    except Problem as problem:
        say(problem)
        return None
    st.session_state[_OPENED] = (_marker(here, actor_id), values)
    return values


def _drawn(values: dict[str, Any]) -> None:
    numbers = dial(values["phone"])
    with st.container(horizontal=True, key="actor_reach"):
        for number in numbers:
            _links(number, several=len(numbers) > 1)
        if values["lon"] is not None:
            point = f"{values['lat']:.6f},{values['lon']:.6f}"
            st.link_button(t("personal.route"), f"geo:{point}?q={point}", icon=":material/location_on:")
    shown = " / ".join(number.shown for number in numbers) or None
    point = None if values["lon"] is None else f"{values['lat']:.5f}, {values['lon']:.5f}"
    rows = [("owner", values["owner"]), ("phone", shown), ("address", values["address"]), ("point", point)]
    draw.facts([(t(f"personal.{name}"), value) for name, value in rows])


def _links(number: Number, *, several: bool) -> None:
    """One tap each; the label holds digits only, because a label reads markdown."""
    if number.tel:
        ending = f" …{number.tel[-4:]}" if several else ""
        st.link_button(t("personal.call") + ending, number.tel, icon=":material/call:", type="primary")
        if number.whatsapp:
            st.link_button(f"WhatsApp{ending}", number.whatsapp, icon=":material/chat:")
