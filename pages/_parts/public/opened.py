"""Which release is open, and what of it: the URL says both, and nothing else of the register is read."""

from collections.abc import Mapping
from urllib.parse import urlencode, urlsplit

import streamlit as st

from data.problem import Problem
from data.public import Document, Entry, release, releases
from data.public.tables import layouts
from pages._parts.page import Here, say
from pages._parts.visitor import t

KEPT = ("register", "lang")


def document(here: Here) -> Document | None:
    """The release the URL names, else the latest; None while nothing was published.

    A name of none, or of one that is no longer what it was, is said with the way to the latest, and ends the screen.
    """
    if not releases(here.who.register):
        return None
    asked = st.query_params.get("rilis")
    try:
        return release(here.who.register, asked)
    except Problem as problem:
        say(problem)
        if asked:
            to_newest()
        st.stop()


def to_newest() -> None:
    """The way from another release to the latest."""
    st.button(t("transparency.to_newest"), key="to_newest", on_click=lambda: put("rilis", None))


def newest(here: Here) -> Entry:
    """The latest line of the ledger, once there is one."""
    return releases(here.who.register)[0]


def table_named(parameter: str, shown: Document) -> str | None:
    """The table a parameter of the URL names, if the release has it."""
    asked = st.query_params.get(parameter)
    return asked if asked in names(shown) else None


def names(shown: Document) -> list[str]:
    """The tables of a release, in the order of the page."""
    held = {table.name for table in shown.tables}
    return [layout.name for layout in layouts() if layout.name in held]


def put(name: str, value: str | None) -> None:
    """Write a parameter of the URL, or take it away."""
    if value is None:
        st.query_params.pop(name, None)
    else:
        st.query_params[name] = value


def address(**params: str) -> str:
    """The full address of this screen with these parameters."""
    parts = urlsplit(str(st.context.url or ""))
    kept = {name: st.query_params[name] for name in KEPT if name in st.query_params}
    path = parts.path.rstrip("/")
    return f"{parts.scheme}://{parts.netloc}{path}?{urlencode(kept | params)}"


def link_params(params: Mapping[str, str]) -> dict[str, str]:
    """Parameters for a link to another part of the public screens."""
    return {name: st.query_params[name] for name in KEPT if name in st.query_params} | dict(params)
