"""Who is looking, at which register, in which language: read from the URL and this session, nothing else.

In `contoh` everything is invented, so a visitor begins as Pimpinan. In `uji` the data may be anybody's: it opens on
the machine that runs it only, and only after signing in.
"""

import streamlit as st

from data.access import Who
from data.db import url_of
from data.people import NOT_REAL, anonymous, demo_person
from data.problem import Problem
from data.queries import register_kind
from data.settings import settings
from data.text import LANGUAGES, text

DEMO_ROLES = ("pimpinan", "pendamping", "petugas", "admin")
LOOPBACK = (None, "127.0.0.1", "::1", "localhost")
_ROLE = "visitor.role"


def language() -> str:
    """ "id" unless the URL says another language we have."""
    asked = st.query_params.get("lang", LANGUAGES[0])
    return asked if asked in LANGUAGES else LANGUAGES[0]


def t(key: str, **details: object) -> str:
    """The sentence of the catalogue in the visitor's language."""
    return text(key, language(), **details)


def register() -> str:
    """The register the URL names, else the first; Problem("register_unknown") for a name that is none."""
    name = st.query_params.get("register", settings().default_register)
    url_of(name)
    return name


def kind() -> str:
    """The kind of this register; Problem("register_elsewhere") when `uji` is asked for from another machine."""
    found = register_kind(anonymous(register()))
    if found == "uji" and st.context.ip_address not in LOOPBACK:
        raise Problem("register_elsewhere")
    return found


def visitor() -> Who:
    """The person this session acts as; without a choice Pimpinan in `contoh`, nobody elsewhere."""
    here = kind()
    role = st.session_state.get(_ROLE, "pimpinan" if here == "contoh" else "publik")
    if here not in NOT_REAL or role not in DEMO_ROLES:
        return anonymous(register())
    return demo_person(register(), role)


def become(role: str) -> None:
    """Act as a demo person (or "publik") from the next run on."""
    st.session_state[_ROLE] = role
