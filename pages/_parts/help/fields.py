"""The fields of a request for help: for whoever asks, and for staff who were asked by telephone, on paper or at the
desk."""

from html import escape

import streamlit as st

from data import clock
from data.help import ASKED_WITHIN, CHANNELS, MOST, VIA_DESA, NewHelp
from data.public.tickets import HelpChoices
from pages._parts.visit.fields import literal
from pages._parts.visitor import t

_WAYS = ("phone", "desa")


def ask(choices: HelpChoices, form_id: str, staff: bool) -> NewHelp:
    """What stands in the form; its widgets are known by the form's id, so that the next one begins empty."""
    key = f"{form_id}."
    day = _asked(key) if staff else {}
    name = st.text_input(
        t("help.name_for" if staff else "help.name"), key=f"{key}name", max_chars=MOST["name"], autocomplete="name"
    )
    contact = _contact(key, staff)
    place = _place(choices, key)
    sector = st.selectbox(
        t("help.sector"),
        list(choices.sector),
        index=None,
        format_func=lambda code: choices.sector[code],
        placeholder=t("help.choose"),
        key=f"{key}sector",
    )
    topics = st.pills(
        t("help.topics"),
        list(choices.need),
        selection_mode="multi",
        format_func=lambda code: literal(choices.need[code]),
        key=f"{key}topics",
    )
    note = st.text_area(t("help.note"), key=f"{key}note", max_chars=MOST["note"], height=96, help=t("help.note_help"))
    with st.container(key="help_site"):  # no person sees it
        trap = st.text_input(t("help.trap"), key=f"{key}site", autocomplete="off", max_chars=200)
    _consent(staff)
    consent = st.checkbox(t("help.agree_for" if staff else "help.agree"), key=f"{key}consent")
    return NewHelp(
        name, contact, **place, sector=sector, topics=tuple(topics), note=note, consent=consent, trap=trap, **day
    )


def _asked(key: str) -> dict[str, object]:
    """By which channel and on which day staff were asked."""
    today = clock.today()
    channel = st.pills(
        t("help.channel"),
        [code for code in CHANNELS if code != "sendiri"],
        default="telepon",
        required=True,
        format_func=lambda code: _begun(t(f"help_channel.{code}")),
        key=f"{key}channel",
    )
    on = st.date_input(
        t("help.on"),
        value=today,
        min_value=clock.months_before(today, ASKED_WITHIN),
        max_value=today,
        format="DD/MM/YYYY",
        key=f"{key}on",
    )
    return {"channel": channel, "on": on}


def _begun(words: str) -> str:
    return words[:1].upper() + words[1:]


def _contact(key: str, staff: bool) -> str:
    """A telephone number, or the desa office as the way to somebody who has none."""
    way = st.pills(
        t("help.contact_for" if staff else "help.contact"),
        _WAYS,
        default="phone",
        required=True,
        format_func=lambda one: t(f"help.contact_{one}"),
        key=f"{key}way",
    )
    if way == "desa":
        st.caption(t("help.contact_desa_for" if staff else "help.contact_desa_how"))
        return VIA_DESA
    return st.text_input(
        t("help.number"),
        key=f"{key}contact",
        max_chars=MOST["contact"],
        placeholder=t("form.phone_hint"),
        label_visibility="collapsed",
        autocomplete="tel",
    )


def _place(choices: HelpChoices, key: str) -> dict[str, str | None]:
    kecamatan = st.selectbox(
        t("help.kecamatan"),
        list(choices.kecamatan),
        index=None,
        format_func=lambda code: choices.kecamatan[code],
        placeholder=t("help.choose"),
        key=f"{key}kecamatan",
    )
    villages = choices.desa.get(kecamatan or "", {})
    if not villages:
        return {"kecamatan": kecamatan or "", "desa": None}
    desa = st.selectbox(
        t("help.desa"),
        list(villages),
        index=None,
        format_func=lambda code: villages[code],
        placeholder=t("help.choose_desa"),
        key=f"{key}desa.{kecamatan}",
    )
    return {"kecamatan": kecamatan or "", "desa": desa}


def _consent(staff: bool) -> None:
    """What is kept, who sees it, for what, and how to have it erased."""
    parts = ("what", "who", "why", "erase")
    lines = "".join(
        f"<dt>{escape(t(f'help_consent.{part}'))}</dt><dd>{escape(t(f'help_consent.{part}_words'))}</dd>"
        for part in parts
    )
    head = t("help_consent.title_for" if staff else "help_consent.title")
    st.html(f'<div class="damping-consent"><b>{escape(head)}</b><dl>{lines}</dl></div>')
