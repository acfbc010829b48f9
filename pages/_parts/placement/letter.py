"""The draft of a letter of assignment: what the plan gives to one facilitator, on paper, before it is in force."""

from collections.abc import Mapping
from datetime import date
from html import escape
from itertools import groupby

import streamlit as st

from data import formats
from data.placement.model import kecamatan_of
from data.placement.plan import Counted, Plan
from data.queries import Names
from data.settings import region
from pages._parts import draw, printing
from pages._parts.page import Here
from pages._parts.team import count
from pages._parts.visitor import t

SCREEN = "placing_screen"  # the key of all that stays off the paper
_CSS = """
<style>
.damping-letter {font-size: .85rem; line-height: 1.45}
.damping-letter p {font-size: .85rem; margin: .35rem 0}
.damping-letter h4 {font-size: 1.1rem; margin: .8rem 0 .4rem; padding: 0; text-align: center; letter-spacing: .05em}
.damping-letter table {border-collapse: collapse; width: 100%; margin: .7rem 0}
.damping-letter th, .damping-letter td {border-bottom: 1px solid var(--damping-line); padding: .25rem .4rem;
  text-align: left; vertical-align: top; overflow-wrap: anywhere}
.damping-letter .num {text-align: right}
.damping-letter .num, .damping-letter td:nth-child(2), .damping-letter th {white-space: nowrap}
.damping-letter .sign {margin: 1.6rem 0 0 auto; width: 15rem; text-align: center}
.damping-letter .sign i {display: block; height: 3.6rem; border-bottom: 1px solid currentColor; margin-bottom: .25rem}
@media print {
  .st-key-placing_screen, .st-key-card_placing_letter {display: none !important}
  .st-key-sheet {width: 100% !important}
  .damping-letter thead {display: table-header-group}
  .damping-letter tr, .damping-letter .sign {break-inside: avoid}
}
</style>
"""


def show(here: Here, plan: Plan, counted: Counted, names: Names) -> None:
    """For whom, and the sheet to print."""
    people = {one: name for one, name in names.facilitator.items() if one in plan.homes}
    with draw.card("placing_letter"):
        st.markdown(f"**{t('placing.letter.title')}**")
        st.caption(t("placing.letter.says"))
        chosen = st.selectbox(
            t("placing.letter.whom"),
            list(people),
            index=None,
            format_func=lambda one: people[one],
            placeholder=t("form.choose"),
            key="placing_letter_whom",
        )
        if chosen:
            printing.button()
    if chosen:
        with st.container(key="sheet", border=True):
            st.html(_CSS + sheet(here, people[chosen], given_to(plan, chosen), counted.as_of, names))


def given_to(plan: Plan, facilitator_id: str) -> dict[str, int]:
    """Code of each place that the plan gives to somebody -> its actors without an assignment of their own."""
    mine = (code for code, who in sorted(plan.compared.of.items()) if who == facilitator_id)
    return {code: plan.sizes.get(code, 0) for code in mine}


def sheet(here: Here, name: str, places: Mapping[str, int], counted_on: date, names: Names) -> str:
    """The letter as HTML; every word of the register is escaped."""
    day = formats.day(counted_on, here.language)
    actors = count(sum(places.values()))
    says = t("placing.letter.assigned", name=name, actors=actors, desa=count(len(places)))
    heads = ("table.rank", "level.kecamatan", "level.desa", "table.actors")
    classes = ("num", "", "", "num")
    head = "".join(
        f'<th scope="col" class="{one}">{escape(t(key))}</th>' for key, one in zip(heads, classes, strict=True)
    )
    body = "".join(
        _row(number, kecamatan, {code: places[code] for code in codes}, names)
        for number, (kecamatan, codes) in enumerate(groupby(places, key=kecamatan_of), start=1)
    )
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    return (
        f'<div class="damping-letter"><div>{escape(region().office)}</div><h4>{escape(t("placing.letter.head"))}</h4>'
        f"<p>{escape(t('placing.letter.number'))}</p><p>{escape(says)}</p>{table if places else ''}"
        f"<p>{escape(t('placing.letter.personal'))}</p>"
        f"<p><small>{escape(t('placing.letter.draft', day=day))}</small></p>"
        f'<div class="sign">{escape(t("placing.letter.place"))}<i></i>{escape(t("placing.letter.signs"))}</div></div>'
    )


def _row(number: int, kecamatan: str, places: Mapping[str, int], names: Names) -> str:
    told = ", ".join(
        f"{t('place.desa_unknown') if code == kecamatan else names.desa.get(code, code)} ({count(size)})"
        for code, size in sorted(places.items(), key=lambda one: (one[0] == kecamatan, one[0]))
    )
    name = escape(names.kecamatan.get(kecamatan, kecamatan))
    return (
        f'<tr><td class="num">{number}</td><td>{name}</td><td>{escape(told)}</td>'
        f'<td class="num">{count(sum(places.values()))}</td></tr>'
    )
