"""The menu: every screen is known to the server, a visitor's own are visible; the lock itself is in `page`."""

import gc
import logging
from copy import copy
from functools import cache

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from data.problem import Problem
from data.settings import ROOT
from pages._parts.assets import prepare
from pages._parts.screens import BY_NAME, FRONT, SCREENS, Screen
from pages._parts.visitor import language, meet, t

log = logging.getLogger("damping")


@st.cache_resource
def _once() -> None:
    """Per process: the files the browser loads, and the imports moved out of the collector's sight."""
    prepare(ROOT)
    gc.collect()
    gc.freeze()


_declared = False


def declare_first() -> None:
    """A page reached before anyone opened the front page runs without `dashboard.py`: give it its menu, run again."""
    if not _declared:
        menu()
        st.rerun()


def menu() -> StreamlitPage:
    """The chosen page, ready to run."""
    global _declared
    _once()
    _declared = True
    st.logo(str(ROOT / "pages" / "_parts" / "logo.svg"), size="large")
    # Copies, because `st.navigation` writes on what it is given.
    return st.navigation([copy(page) for page in _pages(_role(), language())], position="top")


def _role() -> str:
    try:
        who = meet()
    except Problem:
        return "publik"  # the page itself says what is wrong
    except Exception:
        # A sign-in that cannot be read must not close the public screens; every other one asks again and says so.
        log.exception("nobody could be recognised for the menu")
        return "publik"
    return who.role


@cache
def _pages(role: str, _language: str) -> tuple[StreamlitPage, ...]:
    """Every screen as this role's menu shows it. Kept, because each one looks for its file."""
    return tuple(_page(screen, role) for screen in SCREENS)


def _page(screen: Screen, role: str) -> StreamlitPage:
    shown = role in screen.menus
    return st.Page(
        screen.file,
        title=t(f"screen.{screen.name}"),  # no icon: Streamlit would ask a foreign host for it as a favicon
        url_path=screen.name,
        default=screen is FRONT,
        visibility="visible" if shown else "hidden",
    )


def link(name: str, label: str, **params: str) -> None:
    """A link to another screen that keeps the state given."""
    screen = BY_NAME[name]
    page = _pages("publik", language())[SCREENS.index(screen)]  # by its file, Streamlit would look for it on disk
    st.page_link(page, label=label, icon=screen.icon, query_params=params)
