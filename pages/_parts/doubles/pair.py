"""Two entries side by side: what they say, what differs, and the three answers: merge, two businesses, later."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from data import clock, commands, formats, queries
from data.newactor import GROUPS
from data.problem import Problem
from data.queries import Double, Names
from data.queries.doubles import PERSONAL_GROUPS, Side
from pages._parts import doubles, draw
from pages._parts.menu import link
from pages._parts.page import OF_SCREEN, Here, say
from pages._parts.visitor import t

_OPENED = f"{OF_SCREEN}double.opened"  # (register, person, pair) and the personal values, for the time of the screen
_FORM = f"{OF_SCREEN}double.form"  # (pair, form id)
Values = Mapping[str, Any]


def asked() -> tuple[str, str] | None:
    """The pair the URL names."""
    left, right = st.query_params.get("left"), st.query_params.get("right")
    return (left, right) if left and right else None


def show(here: Here, left: str, right: str) -> None:
    """One pair; with its personal data once somebody opens them, which is written down."""
    doubles.said()
    st.button(t("double.back"), key="double_back", icon=":material/arrow_back:", type="tertiary", on_click=_close)
    found = queries.double(here.who, left, right)
    names = queries.names(here.who, here.language)
    sides = (found.left, found.right)
    st.markdown(f"**{doubles.band(found.probability)}**")
    st.caption(doubles.reasons(found.evidence))
    personal = _personal(here, found)
    for number, (column, side) in enumerate(zip(st.columns(2, gap="medium"), sides, strict=True), 1):
        with column, draw.card(f"side_{number}"):
            _drawn(side, number, personal.get(side.id, {}), names, here.language)
    if any(side.merged_into for side in sides):
        st.info(t("double.merged_already"), icon=":material/merge:")
        return
    if found.decision == "distinct":
        st.info(t("double.apart"), icon=":material/call_split:")
        st.button(t("double.ask_again"), key="double_again", on_click=_ask_again, args=(here, found))
        return
    _choose(here, found, personal, names)
    if found.probability is not None:
        st.button(t("double.distinct"), key="double_distinct", icon=":material/call_split:", on_click=_apart,
                  args=(here, found))  # fmt: skip


def _close() -> None:
    for name in ("left", "right"):
        st.query_params.pop(name, None)
    for key in (_OPENED, _FORM):
        st.session_state.pop(key, None)


def _personal(here: Here, found: Double) -> Mapping[str, Values]:
    marker = (here.who.register, here.who.id, found.left.id, found.right.id)
    kept, values = st.session_state.get(_OPENED, (None, {}))
    if kept == marker:
        return values
    st.caption(t("double.audited"))
    if st.button(t("double.open"), key="double_open", icon=":material/visibility:"):
        values = commands.open_double(here.who, found.left.id, found.right.id)
        st.session_state[_OPENED] = (marker, values)
        st.rerun()
    return {}


def _drawn(side: Side, number: int, personal: Values, names: Names, language: str) -> None:
    st.markdown(f"**{t('double.entry', number=number)}**")
    st.text(side.fields["business_name"])
    if not side.active:
        st.badge(t("double.inactive"), color="gray")
    values = dict(side.fields) | dict(personal)
    groups = [group for group in GROUPS if group != "business_name" and (personal or group not in PERSONAL_GROUPS)]
    rows = [(t(f"double.field.{group}"), _words(group, values, names, language)) for group in groups]
    since = side.known_since and formats.day(side.known_since, language, side.known_since_precision)
    last = side.last_visit and formats.day(side.last_visit, language)
    rows += [
        (t("double.known_since"), since or None),
        (t("double.last_visit"), last or None),
        (t("double.assigned"), names.facilitator.get(side.assigned_to or "")),
        ("NIB", side.nib),
        *((t(f"double.count.{name}"), formats.number(count, language)) for name, count in side.counts.items()),
    ]
    draw.facts([(name, value) for name, value in rows if value is not None])
    if side.merged:
        st.caption(t("double.holds", count=side.merged))
    link("pelaku", t("points.open"), **doubles.followed(), actor=side.id)


def _words(group: str, values: Values, names: Names, language: str) -> str | None:
    first = values[GROUPS[group][0]]
    if first is None:
        return None
    if group == "place":
        return doubles.place_words((first, values["desa_code"]), names)
    if group == "point":
        return f"{values['lat']:.5f}, {values['lon']:.5f}"
    if group == "capacity":
        return f"{formats.number(first, language)} {values['capacity_unit'] or ''}".strip()
    return formats.number(first, language) if isinstance(first, int) else str(first)


def _choose(here: Here, found: Double, personal: Mapping[str, Values], names: Names) -> None:
    """Which entry stays, whose value stands where both say something else, and the button."""
    values = [dict(side.fields) | dict(personal.get(side.id, {})) for side in (found.left, found.right)]
    differ = [group for group in GROUPS if _differs(group, *values)]
    with st.form("double_form", border=True):
        st.caption(t("double.choose_how"))
        keep = _side(t("double.keep"), "keep")
        chosen = {}
        for group in differ:
            said = [_words(group, one, names, here.language) or t("not_known") for one in values]
            st.text(t("double.both", field=t(f"double.field.{group}"), one=said[0], other=said[1]))
            chosen[group] = _side(t(f"double.field.{group}"), group, hidden=True)
        if bool(found.left.assigned_to) != bool(found.right.assigned_to):
            st.caption(t("double.takes_facilitator"))
        sure = True
        if found.other_nib:
            st.warning(t("double.other_nib"), icon=":material/info:")
            sure = st.checkbox(t("double.other_nib_sure"), key="double_sure")
        sent = st.form_submit_button(t("double.merge"), type="primary", icon=":material/merge:")
    if sent and not sure:
        st.warning(t("double.confirm_first"), icon=":material/info:")
    elif sent:
        _merge(here, found, keep, chosen)


def _differs(group: str, left: Values, right: Values) -> bool:
    """Whether both say something, and not the same: what only one says stands without being asked."""
    names = [name for name in GROUPS[group] if name in left]
    if not names or left[names[0]] is None or right[names[0]] is None:
        return False
    pairs = [(left[name], right[name]) for name in names]
    if group == "place" and pairs[0][0] == pairs[0][1]:
        return all(pairs[1]) and pairs[1][0] != pairs[1][1]
    return any(one != other for one, other in pairs)


def _side(words: str, key: str, *, hidden: bool = False) -> str:
    return st.radio(
        words,
        ("left", "right"),
        format_func=lambda side: t("double.entry", number=1 if side == "left" else 2),
        horizontal=True,
        key=f"double_{key}",
        label_visibility="collapsed" if hidden else "visible",
    )


def _form_id(found: Double) -> str:
    pair = (found.left.id, found.right.id)
    if st.session_state.get(_FORM, (None, ""))[0] != pair:
        st.session_state[_FORM] = (pair, clock.new_id())
    return str(st.session_state[_FORM][1])


def _merge(here: Here, found: Double, keep: str, chosen: Mapping[str, str]) -> None:
    kept, gone = (found.left, found.right) if keep == "left" else (found.right, found.left)
    fields = {group: "kept" if side == keep else "gone" for group, side in chosen.items()}
    try:
        commands.merge_actors(
            here.who, kept.id, gone.id, fields, kept.row_version, gone.row_version, _form_id(found)
        )  # fmt: skip
    except Problem as problem:
        say(problem)
        st.session_state.pop(_FORM, None)
        return
    st.session_state[doubles.SAID] = [t("double.done_merged")]
    _close()
    st.rerun()


def _apart(here: Here, found: Double) -> None:
    _decided(lambda: commands.keep_both(here.who, found.left.id, found.right.id, clock.new_id()), "double.done_apart")


def _ask_again(here: Here, found: Double) -> None:
    _decided(lambda: commands.ask_again(here.who, found.left.id, found.right.id, clock.new_id()), "double.done_again")


def _decided(deed: Any, key: str) -> None:
    try:
        deed()
    except Problem as problem:
        say(problem)
        return
    st.session_state[doubles.SAID] = [t(key)]
    _close()
