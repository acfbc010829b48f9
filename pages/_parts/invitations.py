"""Whom the proposed sessions invite, all together or for one facilitator: a table, a file, and a sheet to print."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from data import clock, formats
from data.filter import UNASSIGNED
from data.normal import plain
from data.people import NOT_REAL
from data.queries import Names
from data.text import text
from pages._parts import draw
from pages._parts.page import Here
from pages._parts.screens import BY_NAME
from pages._parts.visitor import language, t

if TYPE_CHECKING:  # what solves it is loaded when the box is opened
    from data.queries import Session

INVITED = "session_for"  # in the URL: whose invitations are looked at
_OPEN = "clinics.open"


def named(sessions: Sequence["Session"], names: Names) -> list[str]:
    """ "1 · Sumberjeruk"."""
    return [f"{nth} · {names.desa.get(session.desa, session.desa)}" for nth, session in enumerate(sessions, 1)]


def invitations(here: Here, sessions: Sequence["Session"], names: Names, about: str) -> None:
    """Everybody who is invited, or those of one facilitator; a row opens the actor."""
    st.markdown(f"**{t('clinics.invitations')}**")
    whose = _whose(sessions, names)
    rows = [
        {
            "id": one.id,
            "business_name": one.business_name,
            "desa": names.desa.get(one.desa, one.desa),
            "kecamatan": names.kecamatan.get(one.desa[:8], ""),
            "session": name,
            "km": formats.number(one.km, here.language, 1),
            "facilitator": _name(one.facilitator_id or UNASSIGNED, names, language()),
        }
        for session, name in zip(sessions, named(sessions, names), strict=True)
        for one in session.invited
        if whose in (None, one.facilitator_id or UNASSIGNED)
    ]
    columns = {
        "business_name": draw.Column(t("list.business_name"), width="medium"),
        "desa": draw.Column(t("level.desa")),
        "kecamatan": draw.Column(t("level.kecamatan")),
        "session": draw.Column(t("clinics.session")),
        "km": draw.Column(t("clinics.km_away"), "right"),
        "facilitator": draw.Column(t("filter.facilitator")),
    }
    file = "-".join([t("clinics.file"), *([_slug(_name(whose, names, language()))] if whose else [])])
    draw.table(
        "clinics_invited",
        pd.DataFrame(rows),
        columns,
        height=min(420, 38 + 35 * len(rows)),
        id_column="id",
        on_pick=_remember,
        download=file,
    )
    st.download_button(
        t("clinics.sheet", count=formats.number(len(rows), here.language)),
        data=partial(_sheet, here, sessions, names, about, whose),
        file_name=f"{file}.pdf",
        mime="application/pdf",
        key="clinics_sheet",
        icon=":material/print:",
        type="tertiary",
        on_click="ignore",
    )
    # A page cannot be switched inside a callback: it is remembered there and opened here.
    actor_id = st.session_state.pop(_OPEN, None)
    if actor_id:
        st.switch_page(BY_NAME["pelaku"].file, query_params=st.query_params.to_dict() | {"actor": actor_id})


def _name(whose: str, names: Names, tongue: str) -> str:
    return names.facilitator.get(whose) or text("filter.unassigned", tongue)


def _slug(name: str) -> str:
    return plain(name)[:40].strip().replace(" ", "-") or "tanpa-nama"


def _whose(sessions: Sequence["Session"], names: Names) -> str | None:
    """Whose invitations are looked at, None for all; the choice stands in the URL."""
    found = {one.facilitator_id or UNASSIGNED for session in sessions for one in session.invited}
    people = sorted(found, key=lambda one: (one == UNASSIGNED, _name(one, names, language())))
    asked = st.query_params.get(INVITED)
    whose = asked if asked in people else None
    if asked and whose is None:
        st.query_params.pop(INVITED)
    if len(people) < 2:
        return whose
    st.session_state["clinics_whose"] = whose or ""

    def chosen() -> None:
        if st.session_state["clinics_whose"]:
            st.query_params[INVITED] = st.session_state["clinics_whose"]
        else:
            st.query_params.pop(INVITED, None)

    st.selectbox(
        t("clinics.whose"),
        ["", *people],
        format_func=lambda one: _name(one, names, language()) if one else t("clinics.everybody"),
        key="clinics_whose",
        width=320,
        on_change=chosen,
    )
    return whose


def _sheet(here: Here, sessions: Sequence["Session"], names: Names, about: str, whose: str | None) -> bytes:
    """The sheet to print; of one facilitator, or of all with the facilitator in each line. Made outside of any run."""
    tongue = here.language
    from data.clinics.sheet import Called, Line, to_pdf  # what writes files is loaded when one is asked for

    called = [
        Called(
            f"{name} ({names.kecamatan.get(session.desa[:8], '')})",
            [
                Line(
                    one.business_name,
                    names.desa.get(one.desa, one.desa),
                    one.km,
                    "" if whose else _name(one.facilitator_id or UNASSIGNED, names, tongue),
                )
                for one in session.invited
                if whose in (None, one.facilitator_id or UNASSIGNED)
            ],
        )
        for session, name in zip(sessions, named(sessions, names), strict=True)
    ]
    banner = text(f"banner.{here.kind}", tongue) if here.kind in NOT_REAL else None
    by = _name(whose, names, tongue) if whose else text("clinics.everybody", tongue)
    return to_pdf(about, by, called, tongue, clock.now(), banner)


def _remember(actor_id: str) -> None:
    st.session_state[_OPEN] = actor_id
