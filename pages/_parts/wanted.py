"""Where somebody wanted to go when they had to sign in first: the browser keeps the link for ten minutes, used once.

A screen's link holds no personal data, so a cookie may hold it. It says where to go, never what may be seen: the
screen itself decides that, as for any link.
"""

from urllib.parse import parse_qsl, unquote, urlsplit

import streamlit as st
import streamlit.components.v2 as components

from data.access import Who, allows
from pages._parts.screens import BY_NAME, FRONT

COOKIE = "damping_wanted"
_USED = "wanted.used"
_KEEP = f"""
export default function () {{
  const link = encodeURIComponent(location.pathname + location.search);
  document.cookie = "{COOKIE}=" + link + "; path=/; max-age=600; samesite=lax";
}}
"""
_LET_GO = f"""
export default function () {{
  document.cookie = "{COOKIE}=; path=/; max-age=0; samesite=lax";
}}
"""


def keep() -> None:
    """On a locked screen: remember its link."""
    with st.container(key="wanted"):
        components.component("wanted_keep", js=_KEEP)(key="wanted_keep")


def let_go() -> None:
    """On a screen that opened: whatever was wanted is forgotten."""
    if COOKIE in st.context.cookies:
        with st.container(key="wanted"):
            components.component("wanted_let_go", js=_LET_GO)(key="wanted_let_go")


def taken(who: Who) -> tuple[str, dict[str, str]] | None:
    """The wanted screen's file and parameters, once a session and if it opens for `who`."""
    link = urlsplit(unquote(st.context.cookies.get(COOKIE, "")))
    screen = BY_NAME.get(link.path.rsplit("/", 1)[-1])
    if screen is None or screen is FRONT or st.session_state.get(_USED):
        return None
    st.session_state[_USED] = True
    if screen.deed and not allows(who, screen.deed):
        return None
    return screen.file, dict(parse_qsl(link.query))
