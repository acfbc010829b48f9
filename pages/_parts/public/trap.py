"""A field that no person meets: neither seen, nor reached by keyboard, nor read out. What fills it in is a machine."""

import streamlit as st

from pages._parts.visitor import t

# Not display:none, which machines look for; hidden visibility takes it out of the keyboard's way and the reader's.
_STYLE = """<style>[class*="st-key-trap_"] {visibility: hidden; position: absolute; height: 0; width: 1px;
  overflow: hidden; pointer-events: none}</style>"""


def trap(form: str) -> str:
    """Inside a form: what was typed where no person can; "" from people."""
    with st.container(key=f"trap_{form}"):
        st.html(_STYLE)
        return st.text_input(t("transparency.trap"), key=f"trap.{form}", autocomplete="off").strip()
