"""Who is looking, at which register, in which language: read from the URL and this session, nothing else.

In `contoh` everything is invented, so a visitor begins as Pimpinan. In `uji` the data may be anybody's: it opens on
the machine that runs it only, and only after signing in. In `nyata` the visitor is whom the sign-in provider proves,
asked again at every run.
"""

from functools import lru_cache
from typing import cast
from urllib.parse import parse_qs

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from data.access import Who
from data.db import url_of
from data.identity import Refusal, recognised
from data.people import NOT_REAL, anonymous, as_seen_by, demo_person
from data.problem import Problem
from data.queries import register_kind
from data.settings import settings
from data.text import LANGUAGES, text

DEMO_ROLES = ("pimpinan", "pendamping", "petugas", "admin")
LOOPBACK = (None, "127.0.0.1", "::1", "localhost")
_ROLE = "visitor.role"
_MET = "visitor.met"
_LOOK = "visitor.look"  # (register, person id): through whose eyes an admin looks


def language() -> str:
    """ "id" unless the URL says another language we have."""
    # Every sentence asks. `st.query_params` takes two locks for each answer; the run itself knows the same URL.
    run = get_script_run_ctx(suppress_warning=True)
    return _language_of(run.query_string) if run else LANGUAGES[0]


@lru_cache(maxsize=512)
def _language_of(query: str) -> str:
    asked = parse_qs(query).get("lang", LANGUAGES[:1])[-1]
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


def meet() -> Who:
    """The visitor, for the menu; the screen that this same run opens next does not ask again."""
    st.session_state.pop(_MET, None)
    who = visitor()
    st.session_state[_MET] = who
    return who


def met() -> Who:
    """Whom the menu of this run has met; asked when it has met nobody."""
    return cast(Who | None, st.session_state.pop(_MET, None)) or visitor()


def visitor() -> Who:
    """The person this session acts as, or as whom its admin looks at the app."""
    who = _myself()
    where, person_id = st.session_state.get(_LOOK, ("", ""))
    if not person_id:
        return who
    try:
        if where == who.register:
            return as_seen_by(who, person_id)
    except Problem:
        pass  # no admin any more, or nobody to look as: the look ends
    stop_looking()
    return who


def _myself() -> Who:
    """In `nyata` the proven person; else the demo person chosen, without a choice Pimpinan in `contoh`; or nobody."""
    here = kind()
    if here not in NOT_REAL:
        found = _recognised()
        return found if isinstance(found, Who) else anonymous(register())
    role = st.session_state.get(_ROLE, "pimpinan" if here == "contoh" else "publik")
    return demo_person(register(), role) if role in DEMO_ROLES else anonymous(register())


def _recognised() -> Who | Refusal:
    return recognised(register(), st.user.to_dict())


def refusal() -> Refusal:
    """Why a register of real data knows no person behind this session."""
    return cast(Refusal, _recognised())


def address() -> str | None:
    """The address this visitor comes from: as this server's own proxy says it where one is set up (of several the last,
    which the proxy itself has added), else that of the connection; None on this machine."""
    header = settings().address_header
    if header:
        said = (st.context.headers.get(header) or "").rpartition(",")[2].strip()
        return said or None
    return st.context.ip_address


def become(role: str) -> None:
    """Act as a demo person (or "publik") from the next run on."""
    stop_looking()
    st.session_state[_ROLE] = role


def look_as(person_id: str) -> None:
    """Show the app as this person sees it, from the next run on and as long as the visitor is an admin."""
    st.session_state[_LOOK] = (register(), person_id)


def stop_looking() -> None:
    """See the app through one's own eyes again."""
    st.session_state.pop(_LOOK, None)
