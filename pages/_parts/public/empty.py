"""Before the first release: what will stand here, and when it is due."""

from html import escape

import streamlit as st

from data.public import due_dates
from pages._parts import draw
from pages._parts.page import Here
from pages._parts.public.words import day
from pages._parts.visitor import t

COMES = ("map", "tables", "files", "reports")


def told(here: Here) -> None:
    """A page that is not yet filled, and the one thing that can be done here already."""
    st.html(f'<p class="damping-headline">{escape(t("transparency.empty.headline"))}</p>')
    first = next((due.day for due in due_dates(here.who.register) if due.state in ("due", "coming")), None)
    if first:
        st.html(f'<p class="damping-release">{escape(t("transparency.empty.due", day=day(first)))}</p>')
    with draw.card("coming"):
        items = "".join(f"<li>{escape(t(f'transparency.empty.{one}'))}</li>" for one in COMES)
        st.html(f"<p><b>{escape(t('transparency.empty.comes'))}</b></p><ul>{items}</ul>")
    st.html(f'<p class="damping-note">{escape(t("transparency.empty.why"))}</p>')
