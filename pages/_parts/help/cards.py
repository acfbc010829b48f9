"""Requests as cards: where from, what for, how long they wait, whose they are; never who asked."""

from collections.abc import Sequence
from html import escape

import streamlit as st

from data.queries import HelpRequest, Names
from pages._parts import style
from pages._parts.caseload.words import past
from pages._parts.page import OF_SCREEN
from pages._parts.visitor import t

OPENED = "minta"  # of the URL: the request that is open
_DONE = f"{OF_SCREEN}help_done"
_DUTY, _DUTY_SOON = "#3d5a80", "#8aa1bd"
_COLOUR = {
    "late": _DUTY,
    "said": style.WAITING["over_24"],
    "new": _DUTY_SOON,
    "accepted": style.STATUS["diajukan"],
    "contacted": style.STATUS["terbit"],
    "declined": style.STATUS["tidak_tercatat"],
}


def listed(shown: Sequence[HelpRequest], names: Names) -> None:
    """A card for each with whose it is, and the way into it."""
    for one in shown:
        with st.container(border=True, key=f"help_card_{one.id}"):
            row(one, names, with_desk=True)


def row(one: HelpRequest, names: Names, with_desk: bool) -> None:
    """One request in a line, and the way into it."""
    with st.container(horizontal=True, vertical_alignment="center", key=f"help_row_{one.id}"):
        st.html(card(one, names, with_desk))
        st.button(t("help_desk.open"), key=f"help_open_{one.id}", on_click=open_one, args=(one.id,))


def card(one: HelpRequest, names: Names, with_desk: bool) -> str:
    """One request as HTML."""
    told = [words(one, names)]
    if with_desk:
        told.append(t("help_desk.of", desk=desk(one, names)))
    lines = "".join(f"<p>{escape(line)}</p>" for line in told)
    return f'<div class="damping-asked"><b>{escape(place(one, names))}</b>{lines}{chips(one)}</div>'


def place(one: HelpRequest, names: Names) -> str:
    """ "Ajung, Kalisat"."""
    desa = names.desa.get(one.desa or "", t("place.desa_unknown"))
    told = f"{desa}, {names.kecamatan.get(one.kecamatan, one.kecamatan)}"
    return told[:1].upper() + told[1:]


def words(one: HelpRequest, names: Names) -> str:
    """ "Furnitur · NPWP, modal · lewat telepon"."""
    needs = ", ".join(names.need_kind.get(code, code) for code in one.topics)
    parts = (names.sector.get(one.sector or "", ""), needs, t(f"help_channel.{one.channel}"))
    return " · ".join(part for part in parts if part)


def desk(one: HelpRequest, names: Names) -> str:
    """Whose it is."""
    return names.facilitator.get(one.facilitator_id or "", t("help_desk.office"))


def chips(one: HelpRequest) -> str:
    """How it stands, the most urgent first."""
    told = []
    if one.said:
        told.append(("said", t("help_chip.said")))
    if one.stage == "new":
        late = one.late and not one.said
        said = (
            t("help_chip.late" if late else "help_chip.new", days=past(one.days)) if one.days else t("help_chip.today")
        )
        told.append(("late" if late else "new", said))
    else:
        told.append((one.stage, t(f"help_chip.{one.stage}")))
    each = (f'<span style="--meaning:{_COLOUR[kind]}"><i></i>{escape(said)}</span>' for kind, said in told)
    return f'<div class="chips">{"".join(each)}</div>'


def open_one(help_id: str) -> None:
    """Put a request into the URL."""
    st.query_params[OPENED] = help_id


def close() -> None:
    """Back to the list."""
    st.query_params.pop(OPENED, None)


def done(words: str) -> None:
    """Draw the screen anew, and say there what was done."""
    st.session_state[_DONE] = words
    st.rerun()


def said() -> None:
    """What was just done, once."""
    words = st.session_state.pop(_DONE, None)
    if words:
        st.toast(words, icon=":material/check:")
