"""`with page(name) as here:` — who, lock, language, title, banner, and one sentence for whatever goes wrong.

The check in `dashboard.py` is only a menu: a visitor may reach a file in `pages/` by its link without passing there,
so every screen opens itself through this door, and a public one through `public_page(name)`, which asks nobody's name.
"""

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import wraps
from typing import Any, TypeVar, cast

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from data import clock
from data.access import Who, allows
from data.db import exists
from data.people import NOT_REAL, anonymous
from data.problem import Problem
from data.settings import ROOT, region, settings
from data.text import LANGUAGES, sentence
from pages._parts import style, wanted
from pages._parts.menu import declare_first, link
from pages._parts.public import look
from pages._parts.screens import BY_NAME, FRONT
from pages._parts.signing import sign_in, sign_out
from pages._parts.visitor import (
    DEMO_ROLES,
    become,
    kind,
    language,
    met,
    register,
    stop_looking,
    t,
    visitor,
)

Part = TypeVar("Part", bound=Callable[..., None])
ICON = str(ROOT / "pages" / "_parts" / "icon.svg")
log = logging.getLogger("damping")
# What a screen alone is about: it does not follow to the next one.
LOCAL = (
    *("actor", "group", "person", "berkas", "masalah", "left", "right", "rilis", "tabel", "masuk", "tiket", "minta"),
    *("tujuan", "ganti", "batas", "kapasitas", "rancangan", "banding", "banding_di", "kini", "sumber", "needs", "need"),
    *("session", "session_within", "session_least", "session_capacity", "session_most", "session_for"),
)
EVERYWHERE = ("lang", "register")  # all that a public screen takes over from another
OF_SCREEN = "screen."  # what a session keeps under such a key lasts as long as its screen is open
_BODY = "body"
_LAST = "page.last"
_CARRIED = "page.carried"
_LEAVES = "page.leaves"  # somebody has just chosen to be nobody: the public page is theirs


@dataclass(frozen=True)
class Here:
    """The open screen: who looks, in which language, at a register of which kind.

    `redraws` is what a change of the screen's state draws again, as `st.rerun` names it: the whole screen or its body.
    """

    name: str
    who: Who
    language: str
    kind: str
    redraws: str = "app"


@contextmanager
def page(name: str) -> Iterator[Here]:
    """Open a screen; stops before its body when the visitor may not see it."""
    _begin(name)
    if st.session_state.pop(_LEAVES, False):
        st.switch_page(BY_NAME["transparansi"].file, query_params=_everywhere(st.query_params.to_dict()))
    with _told(name):
        here = Here(name, met(), language(), kind())
        _banner(here)
        _head(here)
        _lock(here)
    with _told(name):
        yield here
        if here.kind not in NOT_REAL:
            wanted.let_go()
        _foot(here)


@contextmanager
def public_page(name: str) -> Iterator[Here]:
    """Open a screen to anybody: nothing is asked about who looks, and whoever has signed in is nobody here as well."""
    _begin(name)
    look.apply()
    with _told(name):
        here = Here(name, anonymous(register()), language(), kind())
        _banner(here)
        _public_head(here)
    with _told(name):
        yield here
        _foot(here)


def body(draw: Callable[[Here], None]) -> Callable[[Here], None]:
    """What a change of filter draws again by itself: menu, head and foot stay as they are in the browser."""

    @st.fragment(key=_BODY)
    @wraps(draw)
    def drawn(here: Here) -> None:
        with _told(here.name):
            if _alone(here):
                _carry_on()
            draw(replace(here, redraws=_BODY))

    return drawn


def part(*, every: int | None = None) -> Callable[[Part], Part]:
    """A piece of a screen that draws itself again alone, when something in it is touched or `every` so many seconds.

    Its first argument is `Here`. What goes wrong in it is said there, and the rest of the screen stays.
    """

    def made(draw: Part) -> Part:
        @st.fragment(run_every=every)
        @wraps(draw)
        def drawn(here: Here, *more: Any, **named: Any) -> None:
            with _told(here.name, ends=False):
                _alone(here)
                draw(here, *more, **named)

        return cast(Part, drawn)

    return made


def _alone(here: Here) -> bool:
    """Whether a piece is drawn without its screen: then it is asked here who looks, as `page` asks otherwise."""
    run = get_script_run_ctx()
    alone = bool(run and run.fragment_ids_this_run)
    if alone and visitor() != here.who:
        st.rerun()
    return alone


def _begin(name: str) -> None:
    """What comes before the first element, the same for every screen."""
    declare_first()
    st.set_page_config(page_title=f"{t(f'screen.{name}')} · Damping", page_icon=ICON, layout="wide")
    style.apply()
    _carry_url(name)


@contextmanager
def _told(name: str, *, ends: bool = True) -> Iterator[None]:
    """A problem becomes its sentence, a fault an id; either `ends` the screen there."""
    try:
        yield
        return
    except Problem as problem:
        say(problem)
    except Exception:
        fault = clock.new_id()[-8:]
        log.exception("fault %s on %s", fault, name)
        st.warning(t("problem.unexpected", fault=fault), icon=":material/build:")
    if ends:
        st.stop()


def say(problem: Problem) -> None:
    """A problem in the reader's words."""
    st.warning(sentence(problem, language()), icon=":material/info:")


def _carry_url(name: str) -> None:
    """The menu opens a screen without parameters: give it those of the screen before."""
    switched = st.session_state.get(_LAST) != name
    if switched and not st.query_params.to_dict():
        carried = st.session_state.get(_CARRIED, {})
        st.query_params.from_dict(_everywhere(carried) if "publik" in BY_NAME[name].menus else carried)
    if switched:
        for key in [key for key in st.session_state if str(key).startswith(OF_SCREEN)]:
            del st.session_state[key]
    st.session_state[_LAST] = name
    _carry_on()


def _carry_on() -> None:
    """The next screen takes over what this one's URL says, but what is its own."""
    st.session_state[_CARRIED] = {key: value for key, value in st.query_params.to_dict().items() if key not in LOCAL}


def _everywhere(params: Mapping[str, str]) -> dict[str, str]:
    return {key: value for key, value in params.items() if key in EVERYWHERE}


def _banner(here: Here) -> None:
    if here.kind in NOT_REAL:
        style.banner(t(f"banner.{here.kind}"))
    if here.who.seen_by:
        _looking(here.who)


def _looking(who: Who) -> None:
    """Whose eyes these are, and the way back."""
    with st.container(key="looking"):
        style.banner(t("look.banner", name=who.name, role=t(f"role.{who.role}")))
        if st.button(t("look.end"), key="look_end", icon=":material/undo:"):
            stop_looking()
            st.switch_page(BY_NAME["orang"].file)


def _head(here: Here) -> None:
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", key="head"):
        st.markdown(f"## {t(f'title.{here.name}')}")
        # A fresh identity for another person or language, so that it closes when it has done its work.
        with st.popover(
            t(f"role.{here.who.role}"), icon=":material/person:", key=f"who_{here.who.role}_{here.language}"
        ):
            _settings(here)


def _public_head(here: Here) -> None:
    """Title, the other language, and a small way in for those who work here."""
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", key="head"):
        st.markdown(f"## {t(f'title.{here.name}')}")
        if st.context.is_embedded:
            return
        with st.container(horizontal=True, width="content", vertical_alignment="center", key="public_head"):
            for code in LANGUAGES:
                if code != here.language:
                    st.button(
                        t(f"language.{code}"),
                        key=f"language_{code}",
                        icon=":material/translate:",
                        type="tertiary",
                        on_click=_set_param,
                        args=("lang", code, LANGUAGES[0]),
                    )
            params = _everywhere(st.query_params.to_dict()) | {"masuk": "1"}
            st.page_link(FRONT.file, label=t("transparency.sign_in"), icon=FRONT.icon, query_params=params)


def _settings(here: Here) -> None:
    st.caption(region().office)
    if here.kind in NOT_REAL and not here.who.seen_by:
        _choose_person(here)
    if here.kind not in NOT_REAL and st.user.get("is_logged_in"):
        st.text(here.who.name)
        sign_out("head_sign_out")
    if len(settings().registers) > 1:
        _choose_register()
    st.radio(
        t("head.language"),
        LANGUAGES,
        index=LANGUAGES.index(here.language),
        format_func=lambda code: t(f"language.{code}"),
        horizontal=True,
        key="head.language",
        on_change=lambda: _set_param("lang", st.session_state["head.language"], LANGUAGES[0]),
    )


def _choose_person(here: Here) -> None:
    roles = (*DEMO_ROLES, "publik")
    st.radio(
        t("head.person"),
        roles,
        index=roles.index(here.who.role),
        format_func=lambda role: t(f"role.{role}"),
        key="head.role",
        on_change=lambda: _act_as(st.session_state["head.role"]),
    )


def _act_as(role: str) -> None:
    become(role)
    st.session_state[_LEAVES] = role == "publik"


def _choose_register() -> None:
    names = tuple(name for name in settings().registers if exists(name))
    st.radio(
        t("head.register"),
        names,
        index=names.index(register()),
        format_func=lambda name: t(f"register.{name}"),
        key="head.register",
        on_change=lambda: _set_param("register", st.session_state["head.register"], settings().default_register),
    )


def _set_param(name: str, value: str, default: str) -> None:
    if value == default:
        st.query_params.pop(name, None)
    else:
        st.query_params[name] = value


def _lock(here: Here) -> None:
    deed = BY_NAME[here.name].deed
    if deed is None or allows(here.who, deed):
        return
    if here.who.role == "publik":
        sign_in(here.kind)
    else:
        st.info(t("lock.not_yours", role=t(f"role.{here.who.role}")), icon=":material/lock:")
    st.stop()


def _foot(here: Here) -> None:
    """Whose screens these are; and for staff the way to what the public sees."""
    if here.who.role != "publik":
        params = _everywhere(st.query_params.to_dict())
        with st.container(horizontal=True, key="foot_links"):
            link("transparansi", t("foot.public"), **params)
            if allows(here.who, "release.publish"):
                link("rilis", t("screen.rilis"), **params)
    st.caption(t("foot.credit", office=region().office, boundaries=region().boundary_credit))
