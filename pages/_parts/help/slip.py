"""The ticket as it is handed out: on the screen in big letters, on paper, and what happens next."""

from datetime import date
from html import escape

import streamlit as st

from data import formats
from data.settings import region
from pages._parts import printing
from pages._parts.visitor import language, t


def card(ticket: str, on: date, within_days: int, phone: str) -> None:
    """The slip, which is also all that the printer prints."""
    steps = (
        t("help_next.contacted", days=within_days),
        t("help_next.look"),
        t("help_next.nobody"),
    )
    listed = "".join(f"<li>{escape(step)}</li>" for step in steps)
    rows = [(t("help_slip.on"), formats.day(on, language()))]
    if phone:
        rows.append((t("help_slip.phone"), phone))
    facts = "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in rows)
    with st.container(border=True, key="slip"):
        st.html(
            f'<div class="damping-slip"><h3>{escape(region().office)}</h3>'
            f'<div class="damping-ticket"><small>{escape(t("help_slip.ticket"))}</small><b>{escape(ticket)}</b></div>'
            f"<dl>{facts}</dl></div>"
            f'<p class="damping-after">{escape(t("help_next.title"))}</p><ol class="damping-next">{listed}</ol>'
        )
    with st.container(key="slip_ways"):
        printing.button()
