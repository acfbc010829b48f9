"""Editing an actor. When somebody else changed it meanwhile both versions stand side by side, and the person chooses.

What was typed stays until it is saved or dropped; what the other one wrote is never overwritten unseen.
"""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from data import clock, commands, formats, queries
from data.points import written
from data.problem import Problem
from data.queries import Names
from pages._parts.actor import contact
from pages._parts.actor.forms import FIELDS, Typed, as_place, as_point, fields, places
from pages._parts.audit import moment
from pages._parts.page import OF_SCREEN, Here, say
from pages._parts.visitor import t

_EDIT = f"{OF_SCREEN}edit"  # the open form: actor, version, what stood there, what was typed, what stands there now
_PERSONAL = ("owner", "phone", "address")
_COLUMNS = {"place": ("kecamatan_code", "desa_code"), "point": ("lon", "lat")}


def edit_button(here: Here, found: dict[str, Any], names: Names) -> None:
    """A button that opens the form with what stands there now; the look at personal data is written down."""
    if st.button(t("form.edit"), key="actor_edit", icon=":material/edit:"):
        st.session_state[_EDIT] = {
            "id": found["id"],
            "form": clock.new_id(),
            "version": found["row_version"],
            "base": _standing(here, found),
            "round": 0,
        }
        _edit(here, names)


def forget() -> None:
    """Drop an open form."""
    st.session_state.pop(_EDIT, None)


def _standing(here: Here, found: Mapping[str, Any]) -> Typed:
    """The form's fields as the register has them."""
    place, sector, figures = found["place"], found["sector"], found["figures"]
    forms = [permit["form"] for permit in found["permits"] if permit["kind"] == "badan_usaha"]
    personal = commands.open_personal(here.who, found["id"])
    return {
        "business_name": found["business_name"],
        "place": place.get("desa_code") or place.get("kecamatan_code"),
        "legal_form": forms[0] if forms else None,
        **{name: sector.get(name) for name in ("product", "kbli_code")},
        **{name: figures.get(name) for name in ("workers_m", "workers_f")},
        **{name: personal[name] for name in _PERSONAL},
        "point": written(personal["lon"], personal["lat"]),
    }


@st.dialog(" ", width="medium", dismissible=False)
def _edit(here: Here, names: Names) -> None:
    state = st.session_state.get(_EDIT)
    if state is None:
        return
    st.markdown(f"#### {t('form.edit')}")
    key = f"{state['form']}-{state['round']}"
    with st.form("actor_form", border=False, enter_to_submit=False):
        if "now" in state:
            typed = _chosen(state, names, here.language, key)
        else:
            typed = fields(names, state.get("mine", state["base"]), key)
        with st.container(horizontal=True):
            sent = st.form_submit_button(t("form.save"), type="primary", key="form_save")
            dropped = st.form_submit_button(t("form.cancel"), key="form_cancel")
    if dropped:
        forget()
        st.rerun()
    if sent:
        _sent(here, state, typed)


def _sent(here: Here, state: dict[str, Any], typed: Typed | None) -> None:
    if typed is None:
        st.warning(t("conflict.choose_all"), icon=":material/info:")
        return
    if "now" in state:
        state |= {"base": state.pop("now"), "round": state["round"] + 1}
    state["mine"] = typed
    try:
        changes = _changes(typed, state["base"])
        if changes:
            commands.edit_actor(here.who, state["id"], state["version"], changes, state["form"])
    except Problem as problem:
        if problem.code != "changed_meanwhile":
            say(problem)
            return
        _read_again(here, state)
        st.rerun(scope="fragment")
    contact.renew(here, state["id"], changes)
    forget()
    st.toast(t("form.saved") if changes else t("form.unchanged"), icon=":material/check:")
    st.rerun()


def _changes(typed: Typed, base: Typed) -> dict[str, Any]:
    """The fields of `edit_actor` that were changed; a recorded legal form is not taken back by leaving it empty."""
    changed = {name: value for name, value in typed.items() if value != base[name]}
    if "place" in changed:
        changed |= as_place(changed.pop("place"))
    if "point" in changed:
        changed |= as_point(changed.pop("point"))
    if "business_name" in changed:
        changed["business_name"] = changed["business_name"] or ""
    if changed.get("legal_form", "") is None:
        del changed["legal_form"]
    return changed


def _read_again(here: Here, state: dict[str, Any]) -> None:
    found = queries.actor(here.who, state["id"])
    state |= {
        "now": _standing(here, found),
        "version": found["row_version"],
        "changed": queries.last_changes(here.who, state["id"]),
        "round": state["round"] + 1,
    }


def _chosen(state: Mapping[str, Any], names: Names, language: str, key: str) -> Typed | None:
    """Both versions of each field that somebody else changed; None while one is not chosen yet.

    Where only the other one changed a field, theirs is proposed; where both did, nothing is.
    """
    base, mine, now = state["base"], state["mine"], state["now"]
    theirs = [name for name in FIELDS if now[name] not in (base[name], mine[name])]
    st.info(t("conflict.told"), icon=":material/compare_arrows:")
    own = [t(FIELDS[name]) for name in FIELDS if mine[name] != base[name] and name not in theirs]
    if own:
        st.text(t("conflict.own", fields=", ".join(own)))
    chosen = dict(mine)
    for name in theirs:
        answer = _both(name, state, names, language, key)
        chosen[name] = now[name] if answer == "theirs" else mine[name]
        if answer is None:
            chosen["open"] = name
    return None if "open" in chosen else chosen


def _both(name: str, state: Mapping[str, Any], names: Names, language: str, key: str) -> str | None:
    base, mine, now = (state[version][name] for version in ("base", "mine", "now"))
    with st.container(border=True, key=f"conflict_{name}"):
        st.markdown(f"**{t(FIELDS[name])}**")
        st.text(t("conflict.mine_words", words=_words(name, mine, names, language)))
        st.text(t("conflict.theirs_words", words=_words(name, now, names, language)))
        st.text(_by(name, state, language))
        return st.radio(
            t("conflict.which"),
            ("mine", "theirs"),
            index=None if mine != base else 1,
            format_func=lambda version: t(f"conflict.{version}"),
            horizontal=True,
            key=f"{key}-{name}",
        )


def _by(name: str, state: Mapping[str, Any], language: str) -> str:
    """By whom and when."""
    columns = _COLUMNS.get(name, (name,))
    known = [state["changed"][column] for column in columns if column in state["changed"]]
    if not known:
        return t("conflict.by_unknown")
    last = max(known, key=lambda change: change.at)
    return t("conflict.by", name=last.by, moment=moment(last.at, language))


def _words(name: str, value: Any, names: Names, language: str) -> str:
    if value is None:
        return t("conflict.empty")
    if name == "place":
        return places(names).get(value, value)
    if name == "legal_form":
        return names.legal_form.get(value, value)
    return formats.number(value, language) if isinstance(value, int) else str(value)
