"""The tab Kontrak: who works until when; those who leave soon first."""

from datetime import date
from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from data import clock, formats, queries
from data.access import allows
from data.queries import Member, Names
from pages._parts import draw
from pages._parts.page import Here
from pages._parts.team import contract_forms, count, load_words
from pages._parts.visitor import language, t

_OPENED = "siapa"


def show(here: Here) -> None:
    """The list of facilitators, and the one the URL opens."""
    members, names = queries.team(here.who), queries.names(here.who, here.language)
    may = allows(here.who, "facilitator.edit")
    if may:
        contract_forms.add_facilitator(here, names)
    if not members:
        st.info(t("contract.empty"), icon=":material/flag:")
        return
    with draw.card("contracts"):
        st.markdown(f"**{t('contract.title')}**")
        _listed(sorted(members, key=_soonest), names)
        st.caption(t("contract.how"))
    opened = st.query_params.get(_OPENED)
    if opened in {one.id for one in members}:
        _opened(here, str(opened), names, may)


def _soonest(member: Member) -> tuple[bool, date, str]:
    return not member.under_contract, member.last_day or date.max, member.name


def _listed(members: list[Member], names: Names) -> None:
    frame = pd.DataFrame(
        [
            {
                "id": one.id,
                "name": one.name,
                "state": state_words(one),
                "last_day": last_day_words(one),
                "load": load_words(one),
                "home": names.desa.get(one.home_desa or "", t("not_known")),
            }
            for one in members
        ]
    )
    columns = {
        "name": draw.Column(t("filter.facilitator"), width="medium"),
        "last_day": draw.Column(t("contract.last_day")),
        "state": draw.Column(t("contract.state")),
        "load": draw.Column(t("contract.load")),
        "home": draw.Column(t("contract.home")),
    }
    draw.table(
        "contracts",
        frame,
        columns,
        height=min(460, 38 + 35 * len(frame)),
        id_column="id",
        on_pick=_open,
        download=t("contract.file"),
    )


def _open(facilitator_id: str) -> None:
    st.query_params[_OPENED] = facilitator_id


def state_words(member: Member) -> str:
    """The state, or that nothing is written down."""
    return t(f"facilitator_state.{member.state}") if member.state else t("not_known")


def last_day_words(member: Member) -> str:
    """Until when somebody works, since when no longer, or from when."""
    tongue = language()
    if member.under_contract:
        return formats.day(member.last_day, tongue) if member.last_day else t("contract.open_end")
    if member.contract is None:
        return t("contract.none")
    end = member.contract["to_on"]
    if end and end < clock.today():
        return t("contract.ended", day=formats.day(end, tongue))
    return t("contract.begins", day=formats.day(member.contract["from_on"], tongue))


def _opened(here: Here, facilitator_id: str, names: Names, may: bool) -> None:
    card, tongue = queries.facilitator_card(here.who, facilitator_id), here.language
    member: Member = card["member"]
    with draw.card("facilitator"):
        st.html(f"<b>{escape(member.name)}</b>")
        target = count(member.visit_target) if member.visit_target else t("contract.office_target")
        spans = [_span(one["from_on"], one["to_on"], tongue) for one in card["contracts"]]
        draw.facts(
            [
                (t("contract.load"), load_words(member)),
                (t("contract.personally"), count(card["personally"])),
                (t("contract.target"), target),
                (t("contract.home"), names.desa.get(member.home_desa or "")),
                (t("contract.areas"), ", ".join(_areas(card["areas"], names)) or t("contract.no_areas")),
                (t("contract.contracts"), "; ".join(spans) or t("contract.none")),
                (t("contract.states"), _states(card["states"], tongue)),
            ]
        )
        if may:
            contract_forms.buttons(here, card, names)
        st.button(t("contract.close"), key="facilitator_close", type="tertiary", on_click=_close)


def _close() -> None:
    st.query_params.pop(_OPENED, None)


def _span(from_on: date, to_on: date | None, tongue: str) -> str:
    end = formats.day(to_on, tongue) if to_on else t("contract.open_end")
    return f"{formats.day(from_on, tongue)} – {end}"


def _areas(areas: list[dict[str, str]], names: Names) -> list[str]:
    return [
        t("contract.whole", kecamatan=names.kecamatan[row["kecamatan_code"]])
        if row["kecamatan_code"]
        else f"{names.desa[row['desa_code']]} ({names.kecamatan[row['desa_code'][:8]]})"
        for row in areas
    ]


def _states(states: list[dict[str, Any]], tongue: str) -> str:
    words = [f"{t('facilitator_state.' + one['state'])} ({formats.day(one['on_date'], tongue)})" for one in states]
    return "; ".join(words) or t("not_known")
