"""The office's side of buyers' enquiries: what came of all of them, which wait, and what to write down next."""

from datetime import date
from html import escape

import streamlit as st

from data import clock, commands, formats, queries
from data.access import allows
from data.buyers import buyers
from data.problem import Problem
from data.queries import Enquiry
from data.queries.enquiries import CHANGES
from pages._parts import draw
from pages._parts.menu import link
from pages._parts.page import Here, say
from pages._parts.visitor import language, t

_FORM_ID = "enquiries.form_id"
_OPEN = "screen.enquiry_open"  # (id, what the buyer wrote) of the one that is open
_SAID = "enquiries.said"


def section(here: Here) -> None:
    """For those who may see enquiries: the counts, the open ones, and the closed ones in a fold."""
    if not allows(here.who, "enquiry.see"):
        return
    said = st.session_state.pop(_SAID, None)
    if said:
        st.toast(t(said), icon=":material/check:")
    st.markdown(f"**{t('enquiries.title')}**")
    _counts(here)
    waiting = queries.enquiries(here.who)
    if not waiting:
        st.caption(f"{t('enquiries.none')} {t('enquiries.none_how')}")
    for one in waiting:
        _enquiry(here, one)
    closed = queries.enquiries(here.who, closed=True)
    if closed:
        with st.expander(t("enquiries.earlier", count=formats.number(len(closed), here.language))):
            for one in closed:
                _enquiry(here, one)


def _counts(here: Here) -> None:
    counts = queries.enquiry_counts(here.who)
    if not counts.enquiries:
        return
    of = t("enquiries.of_enquiries", count=_number(counts.enquiries))
    unvalued = t("enquiries.unvalued", count=_number(counts.unvalued)) if counts.unvalued else ""
    valued = unvalued or (t("enquiries.all_valued") if counts.orders else "")
    shown = {
        "open": (_number(counts.open), of),
        "enquiries": (_number(counts.enquiries), t("enquiries.of_all")),
        "introductions": (_number(counts.introductions), of),
        "orders": (_number(counts.orders), t("enquiries.of_all")),
        "value": (_short(counts.value), valued),
    }
    draw.tiles(
        [
            draw.Tile(t(f"enquiries.{name}"), number, of, "", t(f"enquiries.{name}_meaning"))
            for name, (number, of) in shown.items()
        ]
    )


def _enquiry(here: Here, one: Enquiry) -> None:
    with draw.card(f"enquiry_{one.id}"):
        buyer = buyers()[one.buyer].name[here.language] if one.buyer in buyers() else t("not_known")
        line = t("enquiries.line", buyer=buyer, ticket=one.ticket, day=formats.day(one.sent, here.language))
        st.html(f"<b>{escape(one.business_name)}</b> · {escape(_state(one))}<br><small>{escape(line)}</small>")
        if not one.listed and not one.closed_on:
            st.caption(t("enquiries.not_listed"))
        opened = _opened(one)
        with st.container(horizontal=True, vertical_alignment="center"):
            if not one.closed_on and allows(here.who, "enquiry.answer") and not here.who.seen_by:
                _record_button(here, one)
            _look_buttons(here, one, opened)
            link("pelaku", t("points.open"), actor=one.actor_id)


def _state(one: Enquiry) -> str:
    day = [
        t("enquiries.introduced", day=formats.day(one.introduced_on, language())) if one.introduced_on else "",
        _orders(one) if one.orders else "",
        t("enquiries.closed", day=formats.day(one.closed_on, language())) if one.closed_on else "",
    ]
    return " · ".join(part for part in day if part) or t("enquiries.waits", days=_number(one.waited))


def _orders(one: Enquiry) -> str:
    if not one.value:
        return t("enquiries.ordered_no_value", count=_number(one.orders))
    return t("enquiries.ordered", count=_number(one.orders), value=_rupiah(one.value))


def _opened(one: Enquiry) -> dict[str, str | None] | None:
    """What the buyer wrote, when it was opened by a click that is written down."""
    open_id, told = st.session_state.get(_OPEN, ("", {}))
    if open_id != one.id:
        return None
    if any(told.values()):
        draw.facts([(t(f"enquiries.{name}"), told[name]) for name in ("name", "contact", "words")])
        st.caption(t("enquiries.seen"))
    else:
        st.caption(t("enquiries.erased"))
    return dict(told)


def _look_buttons(here: Here, one: Enquiry, opened: dict[str, str | None] | None) -> None:
    if here.who.seen_by:
        return
    if opened is None:
        st.button(
            t("enquiries.look"),
            key=f"enquiry_open_{one.id}",
            icon=":material/visibility:",
            on_click=_look,
            args=(here, one.id),
        )
        return
    st.button(t("enquiries.hide"), key=f"enquiry_hide_{one.id}", on_click=lambda: st.session_state.pop(_OPEN, None))
    if any(opened.values()) and allows(here.who, "subject.erase"):
        st.button(t("enquiries.erase"), key=f"enquiry_erase_{one.id}", on_click=_erase, args=(here, one.id))


def _look(here: Here, enquiry_id: str) -> None:
    try:
        st.session_state[_OPEN] = (enquiry_id, commands.open_enquiry(here.who, enquiry_id))
    except Problem as problem:
        st.session_state[_SAID] = f"problem.{problem.code}"


def _erase(here: Here, enquiry_id: str) -> None:
    try:
        commands.erase_enquiry(here.who, enquiry_id)
    except Problem as problem:
        st.session_state[_SAID] = f"problem.{problem.code}"
        return
    st.session_state.pop(_OPEN, None)
    st.session_state[_SAID] = "enquiries.erase_done"


def _record_button(here: Here, one: Enquiry) -> None:
    if st.button(t("enquiries.record"), key=f"enquiry_record_{one.id}", icon=":material/edit_note:"):
        st.session_state[_FORM_ID] = clock.new_id()
        _record(here, one)


@st.dialog(" ", width="medium", dismissible=False)
def _record(here: Here, one: Enquiry) -> None:
    st.markdown(f"#### {t('enquiries.record')}")
    changes = [change for change in CHANGES if change != "introduced" or one.introduced_on is None]
    today = clock.today()
    with st.form("enquiry_form", border=False, enter_to_submit=False):
        change = st.radio(
            t("enquiries.what"), changes, format_func=lambda code: t(f"enquiries.change.{code}"), key="enquiry.change"
        )
        on = st.date_input(
            t("enquiries.on"), value=today, min_value=one.sent, max_value=today, format="DD/MM/YYYY", key="enquiry.on"
        )
        value = st.number_input(
            t("enquiries.order_value"), min_value=0, value=None, step=100_000, format="%d", key="enquiry.value"
        )
        with st.container(horizontal=True):
            sent = st.form_submit_button(t("enquiries.save"), type="primary", key="enquiry_save")
            dropped = st.form_submit_button(t("form.cancel"), key="enquiry_cancel")
    if dropped:
        st.rerun()
    if sent:
        _save(here, one.id, change or "", on, int(value) if value and change == "ordered" else None)


def _save(here: Here, enquiry_id: str, change: str, on: date, value: int | None) -> None:
    try:
        commands.record_enquiry(here.who, st.session_state[_FORM_ID], enquiry_id, change, on, value)
    except Problem as problem:
        say(problem)
        return
    st.session_state[_SAID] = "enquiries.saved"
    st.rerun()


def _number(count: int) -> str:
    return formats.number(count, language())


def _rupiah(value: int) -> str:
    return f"Rp {_number(value)}"


def _short(value: int) -> str:
    """A sum as it is said: millions from a million on, billions from a billion on."""
    for unit, size in (("billion", 1_000_000_000), ("million", 1_000_000)):
        if value >= size:
            return t(f"enquiries.{unit}", number=formats.number(value / size, language(), 1))
    return _rupiah(value)
