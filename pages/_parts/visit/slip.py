"""The slip a facilitator leaves with the maker: what was agreed, until when, whom to call. On paper or as a message.

It holds nothing the maker does not know, and stays on the device until somebody sends it.
"""

from dataclasses import dataclass
from datetime import date
from html import escape
from urllib.parse import quote

import streamlit as st

from data import formats
from data.settings import region
from data.text import text
from pages._parts import printing
from pages._parts.visitor import t


@dataclass(frozen=True)
class Slip:
    """What stands on the slip; `phone` is the office's and may be empty."""

    business: str
    on: date
    step: str | None
    due: date | None
    facilitator: str
    phone: str


def show(slip: Slip, language: str) -> None:
    """The card, and three ways to give it away: print, WhatsApp, copy."""
    with st.container(border=True, key="slip"):
        st.html(_card(slip, language))
    words = message(slip, language)
    with st.container(key="slip_ways"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.link_button(t("slip.send"), f"https://wa.me/?text={quote(words)}", icon=":material/send:")
            printing.button()
        with st.expander(t("slip.copy"), icon=":material/content_copy:"):
            st.code(words, language=None, wrap_lines=True)
        st.caption(t("slip.note"))


def _card(slip: Slip, language: str) -> str:
    rows = [(t("slip.for"), slip.business), (t("slip.on"), formats.day(slip.on, language))]
    if slip.step:
        rows.append((t("slip.step"), slip.step))
    if slip.due:
        rows.append((t("slip.due"), formats.day(slip.due, language)))
    rows.append((t("slip.facilitator"), slip.facilitator))
    if slip.phone:
        rows.append((t("slip.phone"), slip.phone))
    lines = "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in rows)
    return f'<div class="damping-slip"><h3>{escape(region().office)}</h3><dl>{lines}</dl></div>'


def message(slip: Slip, language: str) -> str:
    """The same as words to send."""
    on = formats.day(slip.on, language)
    parts = [text("slip.message", language, business=slip.business, day=on)]
    if slip.step and slip.due:
        due = formats.day(slip.due, language)
        parts.append(text("slip.message_due", language, step=slip.step, day=due))
    elif slip.step:
        parts.append(text("slip.message_step", language, step=slip.step))
    parts.append(f"{slip.facilitator}, {region().office}")
    if slip.phone:
        parts.append(text("slip.message_phone", language, phone=slip.phone))
    return "\n".join(parts)
