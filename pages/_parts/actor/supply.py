"""Siap pasok of one actor: what is there and missing, for which buyer, and whether it agreed to be listed."""

from dataclasses import asdict
from datetime import date
from html import escape
from typing import Any

import streamlit as st

from data import clock, commands, formats, queries
from data.buyers import MET, NOT_NEEDED, Listing, ready
from data.problem import Problem
from data.queries import Supply
from pages._parts import draw
from pages._parts.directory import look
from pages._parts.directory.chips import buyers_list, chips
from pages._parts.page import Here, say
from pages._parts.visitor import t

_FORM_ID = "supply.form_id"
_SAID = "supply.said"
_TEXTS = {"product": 300, "price": 120, "capacity": 120, "lead_time": 120, "origin": 300}


def section(here: Here, found: dict[str, Any]) -> None:
    """The card of `queries.actor`'s answer; nothing for a business that is not active."""
    supply = queries.supply(here.who, found["id"])
    if supply is None:
        return
    said = st.session_state.pop(_SAID, None)
    if said:
        st.toast(t(said), icon=":material/check:")
    look.apply()
    with draw.card("supply"):
        st.markdown(f"**{t('supply.title')}**")
        st.html(_told(supply, here.language))
        _consent(here, supply)
        if supply.may_edit and not here.who.seen_by:
            _buttons(here, found, supply)


def _told(supply: Supply, language: str) -> str:
    mine = [item for item in supply.items if not item.optional]
    missing = sum(item.state not in (MET, NOT_NEEDED) for item in mine)
    state = t("supply.ready") if ready(supply.items) else t("supply.missing", count=missing, of=len(mine))
    optional = [item for item in supply.items if item.optional]
    more = f"<h4>{escape(t('supply.optional'))}</h4>{chips(optional, language)}" if optional else ""
    return (
        f'<div class="damping-supply"><p>{escape(state)}</p><h4>{escape(t("supply.checklist"))}</h4>'
        f"{chips(mine, language)}{more}"
        f"<details><summary>{escape(t('supply.per_buyer'))}</summary>{buyers_list(supply.offers, language)}</details>"
        "</div>"
    )


def _consent(here: Here, supply: Supply) -> None:
    listing = supply.listing
    if listing is None:
        withdrawn = supply.withdrawn_on and t("consent.withdrawn", day=formats.day(supply.withdrawn_on, here.language))
        st.text(" ".join(part for part in (t("consent.none"), withdrawn) if part))
        return
    st.text(t("consent.listed", day=formats.day(listing.consented_on, here.language)))
    if listing.consent_paper:
        st.text(t("consent.paper", paper=listing.consent_paper))
    confirmed = listing.contact_confirmed_on
    rows = [(t(f"consent.{name}"), getattr(listing, name)) for name in _TEXTS]
    rows.append((t("consent.contact_confirmed_on"), formats.day(confirmed, here.language) if confirmed else None))
    draw.facts(rows)


def _buttons(here: Here, found: dict[str, Any], supply: Supply) -> None:
    with st.container(horizontal=True, key="supply_do"):
        label = t("consent.edit") if supply.listing else t("consent.record")
        if st.button(label, key="supply_edit", icon=":material/signature:"):
            st.session_state[_FORM_ID] = clock.new_id()
            _edit(here, found, supply)
        if supply.listing and st.button(t("consent.withdraw"), key="supply_withdraw", icon=":material/visibility_off:"):
            st.session_state[_FORM_ID] = clock.new_id()
            _withdraw(here, found["id"])


@st.dialog(" ", width="medium", dismissible=False)
def _edit(here: Here, found: dict[str, Any], supply: Supply) -> None:
    st.markdown(f"#### {t('consent.edit') if supply.listing else t('consent.record')}")
    st.caption(t("consent.how"))
    now, today = supply.listing, clock.today()
    with st.form("supply_form", border=False, enter_to_submit=False):
        consented = _day("consented_on", now.consented_on if now else today, today)
        paper = st.text_input(
            t("consent.consent_paper"),
            value=now.consent_paper if now else "",
            max_chars=200,
            placeholder=t("consent.consent_paper_hint"),
            key="supply.consent_paper",
        )
        known = {"product": found["sector"].get("product")} if now is None else asdict(now)
        texts = {name: _text(name, most, known.get(name)) for name, most in _TEXTS.items()}
        confirmed = _day("contact_confirmed_on", now.contact_confirmed_on if now else None, today)
        with st.container(horizontal=True):
            sent = st.form_submit_button(t("consent.save"), type="primary", key="supply_save")
            dropped = st.form_submit_button(t("form.cancel"), key="supply_cancel")
    if dropped:
        st.rerun()
    if sent:
        listing = Listing(consented or today, paper, **texts, contact_confirmed_on=confirmed)
        _do(lambda form_id: commands.list_actor(here.who, form_id, found["id"], listing), "consent.saved")


def _day(name: str, now: date | None, today: date) -> date | None:
    helped = t("consent.contact_help") if name == "contact_confirmed_on" else None
    found: date | None = st.date_input(
        t(f"consent.{name}"), value=now, max_value=today, format="DD/MM/YYYY", help=helped, key=f"supply.{name}"
    )
    return found


def _text(name: str, most: int, now: str | None) -> str:
    hint = t(f"consent.{name}_hint")
    field = st.text_area if name == "product" else st.text_input
    return field(t(f"consent.{name}"), value=now or "", max_chars=most, placeholder=hint, key=f"supply.{name}")


@st.dialog(" ", width="small", dismissible=False)
def _withdraw(here: Here, actor_id: str) -> None:
    st.markdown(f"#### {t('consent.withdraw')}")
    st.text(t("consent.withdraw_ask"))
    with st.container(horizontal=True):
        sure = st.button(t("consent.withdraw_sure"), type="primary", key="supply_withdraw_sure")
        if st.button(t("form.cancel"), key="supply_withdraw_cancel"):
            st.rerun()
    if sure:
        _do(lambda form_id: commands.withdraw_listing(here.who, form_id, actor_id), "consent.withdraw_done")


def _do(change: Any, said: str) -> None:
    try:
        change(st.session_state[_FORM_ID])
    except Problem as problem:
        say(problem)
        return
    st.session_state[_SAID] = said
    st.rerun()
