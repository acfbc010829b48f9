"""The fields of an actor's form, and the form for a new one with its warning of what may be there already."""

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from data import clock, commands, queries
from data.access import allows
from data.commands import NewActor
from data.points import read_point
from data.problem import Problem
from data.queries import Like, Names
from pages._parts.actor.here import point_field
from pages._parts.actor.look import place_words
from pages._parts.page import OF_SCREEN, Here, say
from pages._parts.visitor import t

# The fields, in the order of the form, each with the key of its label; a place is the code of a desa or a kecamatan,
# a point the text "lintang, bujur".
FIELDS = {
    "business_name": "list.business_name",
    "place": "form.place",
    "product": "list.product",
    "kbli_code": "form.kbli",
    "legal_form": "form.legal_form",
    "workers_m": "form.workers_m",
    "workers_f": "form.workers_f",
    "owner": "personal.owner",
    "phone": "personal.phone",
    "address": "personal.address",
    "point": "form.point",
}
_LONGEST = {"business_name": 200, "product": 200, "kbli_code": 5, "owner": 200, "phone": 100, "address": 300}
_NEW = f"{OF_SCREEN}new"  # the open form of a new actor: its id, and what was shown as alike

Typed = dict[str, Any]


def fields(names: Names, now: Mapping[str, Any], key: str) -> Typed:
    """The fields with what stands in `now`; what is left empty is None."""
    return {name: _field(name, names, now.get(name), f"{key}-{name}") for name in FIELDS}


def _field(name: str, names: Names, now: Any, key: str) -> Any:
    label = t(FIELDS[name])
    if name in ("place", "legal_form"):
        words = places(names) if name == "place" else names.legal_form
        options = sorted(words, key=lambda code: words[code]) if name == "place" else list(words)
        index = options.index(now) if now in words else None
        return st.selectbox(label, options, index=index, format_func=words.get, placeholder=t("form.choose"), key=key)
    if name.startswith("workers_"):
        return st.number_input(label, min_value=0, max_value=100_000, value=now, step=1, key=key)
    if name == "point":
        return point_field(label, now, key)
    helped = t("form.kbli_help") if name == "kbli_code" else None
    hint = t("form.phone_hint") if name == "phone" else None
    typed = st.text_input(label, value=now or "", max_chars=_LONGEST[name], help=helped, placeholder=hint, key=key)
    return typed.strip() or None


def places(names: Names) -> dict[str, str]:
    """Code -> words of every desa, and of every kecamatan for a desa not yet known."""
    desa = {code: f"{name}, {names.kecamatan[code[:8]]}" for code, name in names.desa.items()}
    unknown = {code: t("form.desa_unknown", kecamatan=name) for code, name in names.kecamatan.items()}
    return desa | unknown


def as_place(code: str | None) -> dict[str, str | None]:
    """The two codes of a chosen place."""
    return {"kecamatan_code": (code or "")[:8], "desa_code": code if code and len(code) > 8 else None}


def as_point(text: str | None) -> dict[str, float | None]:
    """lon and lat of a typed point; the Problems of `read_point`."""
    lon, lat = read_point(text) or (None, None)
    return {"lon": lon, "lat": lat}


def add_button(here: Here, names: Names) -> None:
    """A button that opens the form, for those who may add."""
    if allows(here.who, "actor.add") and st.button(
        t("form.add"), key="actor_add", icon=":material/add:", type="primary"
    ):
        st.session_state[_NEW] = {"id": clock.new_id(), "alike": ()}
        _add(here, names)


@st.dialog(" ", width="medium", dismissible=False)
def _add(here: Here, names: Names) -> None:
    st.markdown(f"#### {t('form.add')}")
    state = st.session_state[_NEW]
    with st.form("actor_form", border=False, enter_to_submit=False):
        typed = fields(names, {}, state["id"])
        opened = _alike(state["alike"], names)
        sent, dropped = _end("form.save_new" if state["alike"] else "form.save", bool(state["alike"]))
    if opened:
        _open(opened)
    if dropped:
        st.rerun()
    if sent:
        _sent(here, state, typed)


def _end(save: str, warned: bool) -> tuple[bool, bool]:
    """Whether it was sent, whether it was dropped. Once warned the button is another one: a second click on the first
    is not yet an answer to the warning."""
    with st.container(horizontal=True):
        sent = st.form_submit_button(t(save), type="primary", key="form_save_new" if warned else "form_save")
        dropped = st.form_submit_button(t("form.cancel"), key="form_cancel")
    return sent, dropped


def _alike(found: Sequence[Like], names: Names) -> str | None:
    """What may be the same business, as any colleague sees it; the id of the one to open."""
    if not found:
        return None
    opened = None
    with st.container(border=True, key="form_alike"):
        st.markdown(f"**{t('alike.title')}**")
        st.caption(t("alike.ask"))
        for one in found:
            st.text(one.business_name)
            st.text(" · ".join(part for part in _alike_words(one, names) if part))
            if st.form_submit_button(t("alike.open"), key=f"alike_{one.id}", icon=":material/storefront:"):
                opened = one.id
    return opened


def _alike_words(one: Like, names: Names) -> list[str]:
    place = {"kecamatan_code": one.kecamatan_code, "desa_code": one.desa_code}
    return [
        ", ".join(t(f"alike.{why}") for why in one.why),
        one.product or "",
        place_words(place, names),
        names.facilitator.get(one.facilitator_id or "", t("filter.unassigned")),
        "" if one.active else t("state.closed"),
    ]


def _sent(here: Here, state: dict[str, Any], typed: Typed) -> None:
    try:
        new = _new(typed)
        found = _unseen(here, new, state)
        actor_id = None if found else commands.add_actor(here.who, new, state["id"])
    except Problem as problem:
        say(problem)
        return
    if found:
        state["alike"] = found
        st.rerun(scope="fragment")
    st.toast(t("form.saved"), icon=":material/check:")
    _open(str(actor_id))


def _new(typed: Typed) -> NewActor:
    place = as_place(typed["place"])
    rest = {name: value for name, value in typed.items() if name not in ("place", "point", "business_name")}
    return NewActor(
        typed["business_name"] or "",
        kecamatan_code=place["kecamatan_code"] or "",
        desa_code=place["desa_code"],
        **rest,
        **as_point(typed["point"]),
        known_since=clock.today(),
        known_since_source="Damping",
    )


def _unseen(here: Here, new: NewActor, state: dict[str, Any]) -> list[Like]:
    """What is alike, when there is something among it that was not shown yet; never the form's own actor."""
    if not new.business_name or not new.kecamatan_code:
        return []
    alike = queries.similar(
        here.who, new.business_name, new.kecamatan_code, new.owner, new.phone, desa_code=new.desa_code
    )
    alike = [one for one in alike if one.id != state["id"]]
    shown = {one.id for one in state["alike"]}
    return alike if any(one.id not in shown for one in alike) else []


def _open(actor_id: str) -> None:
    st.query_params["actor"] = actor_id
    st.rerun()
