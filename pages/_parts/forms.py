"""Forms for one actor: adding (its form id is its double-submit key) and editing with a conflict check."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from data import clock, commands
from data.access import allows
from data.commands import NewActor
from data.problem import Problem
from data.queries import Names
from pages._parts.page import Here, say
from pages._parts.visitor import t

_FORM_ID = "forms.actor_id"


def add_button(here: Here, names: Names) -> None:
    """A button that opens the form, for those who may add."""
    if allows(here.who, "actor.add") and st.button(
        t("form.add"), key="actor_add", icon=":material/add:", type="primary"
    ):
        st.session_state[_FORM_ID] = clock.new_id()
        _add(here, names)


@st.dialog(" ", width="medium")
def _add(here: Here, names: Names) -> None:
    st.markdown(f"#### {t('form.add')}")
    with st.form("actor_form", border=False):
        given = _fields(names, {})
        form = st.selectbox(t("form.legal_form"), [None, *names.legal_form], format_func=_named(names.legal_form))
        owner = st.text_input(t("personal.owner"))
        phone = st.text_input(t("personal.phone"))
        address = st.text_input(t("personal.address"))
        sent = st.form_submit_button(t("form.save"), type="primary")
    if sent:
        personal = {"owner": owner or None, "phone": phone or None, "address": address or None}
        new = NewActor(**given, **personal, legal_form=form, known_since=clock.today(), known_since_source="Damping")
        _saved(lambda: commands.add_actor(here.who, new, st.session_state[_FORM_ID]))


def _fields(names: Names, now: Mapping[str, Any]) -> dict[str, Any]:
    name = st.text_input(t("list.business_name"), value=now.get("business_name", ""), max_chars=200)
    places = {code: f"{desa}, {names.kecamatan[code[:8]]}" for code, desa in names.desa.items()} | {
        code: t("form.desa_unknown", kecamatan=kecamatan) for code, kecamatan in names.kecamatan.items()
    }
    options = [None, *sorted(places, key=lambda code: places[code])]
    current = now.get("desa_code") or now.get("kecamatan_code")
    place = st.selectbox(
        t("form.place"), options, index=options.index(current) if current in places else 0, format_func=_named(places)
    )
    product = st.text_input(t("list.product"), value=now.get("product") or "", max_chars=200)
    kbli = st.text_input(t("form.kbli"), value=now.get("kbli_code") or "", max_chars=5, help=t("form.kbli_help"))
    return {
        "business_name": name,
        "kecamatan_code": place[:8] if place else "",
        "desa_code": place if place and len(place) > 8 else None,
        "product": product.strip() or None,
        "kbli_code": kbli.strip() or None,
    }


def _named(words: Mapping[str, str]) -> Any:
    return lambda code: t("form.choose") if code is None else words[code]


def _saved(change: Any) -> None:
    try:
        actor_id = change()
    except Problem as problem:
        say(problem)
        return
    if actor_id:
        st.query_params["actor"] = actor_id
    st.toast(t("form.saved"), icon=":material/check:")
    st.rerun()


def edit_button(here: Here, found: dict[str, Any], names: Names) -> None:
    """A button that opens the form with what stands there now."""
    if st.button(t("form.edit"), key="actor_edit", icon=":material/edit:"):
        _edit(here, found, names)


@st.dialog(" ", width="medium")
def _edit(here: Here, found: dict[str, Any], names: Names) -> None:
    st.markdown(f"#### {t('form.edit')}")
    now = {
        "business_name": found["business_name"],
        **{name: found["place"].get(name) for name in ("kecamatan_code", "desa_code")},
        **{name: found["sector"].get(name) for name in ("product", "kbli_code")},
    }
    with st.form("actor_form", border=False):
        given = _fields(names, now)
        sent = st.form_submit_button(t("form.save"), type="primary")
    if sent:
        changes = {name: value for name, value in given.items() if value != now[name]}
        if {"kecamatan_code", "desa_code"} & set(changes):
            changes |= {name: given[name] for name in ("kecamatan_code", "desa_code")}
        _saved(lambda: commands.edit_actor(here.who, found["id"], found["row_version"], changes))
