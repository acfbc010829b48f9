"""Berita acara serah terima: what passes with each actor, on paper, after one click that is written down."""

from collections.abc import Mapping
from html import escape

import streamlit as st

from data import commands, formats, queries
from data.queries import HandedOver, Handover, Names
from data.settings import region
from pages._parts import printing
from pages._parts.page import Here
from pages._parts.team import count
from pages._parts.visitor import t

_CSS = """
<style>
.damping-record {font-size: .78rem; line-height: 1.35; color: inherit}
.damping-record h4 {font-size: 1.05rem; margin: .2rem 0 .1rem; padding: 0}
.damping-record p {margin: .25rem 0; font-size: .85rem}
.damping-record table {border-collapse: collapse; width: 100%; margin: .5rem 0}
.damping-record th, .damping-record td {border-bottom: 1px solid var(--damping-line); padding: .22rem .35rem;
  text-align: left; vertical-align: top; overflow-wrap: anywhere}
.damping-record th:first-child, .damping-record td.num {text-align: right; width: 2.2rem; white-space: nowrap}
.damping-record small {opacity: .8; font-size: .92em}
.damping-signs {display: flex; justify-content: space-between; gap: 1rem; margin-top: 1.2rem}
.damping-signs div {flex: 1; text-align: center}
.damping-signs i {display: block; height: 3.4rem; border-bottom: 1px solid currentColor; margin: 0 .8rem .25rem}
@media screen and (max-width: 640px) {
  .damping-record thead {display: none}
  .damping-record tr, .damping-record td {display: block; width: auto}
  .damping-record td {border: 0; padding: .1rem 0}
  .damping-record td.num {text-align: left; width: auto; padding-top: .5rem}
  .damping-record tr {border-bottom: 1px solid var(--damping-line); padding-bottom: .4rem}
  .damping-record td[data-name]:not(:empty)::before {content: attr(data-name) ": "; opacity: .75}
  .damping-signs {flex-direction: column}
}
@media print {
  .st-key-record_choice, .st-key-record_open {display: none !important}
  .st-key-sheet {width: 100% !important}
  .st-key-sheet, .st-key-sheet * {overflow: visible !important}
  .damping-record thead {display: table-header-group}
  .damping-record tr, .damping-signs {break-inside: avoid}
}
</style>
"""


def choose(here: Here) -> tuple[str, str, str | None] | None:
    """Who hands over to whom, of which kecamatan (None: all), as the URL says; None until both are named."""
    names = queries.names(here.who, here.language)
    people, places = names.facilitator, names.kecamatan
    with st.container(key="record_choice"):
        giver, taker, place = st.columns(3)
        with giver:
            _select("from", t("record.from"), people)
        with taker:
            _select("to", t("record.to"), people)
        with place:
            _select("kecamatan", t("level.kecamatan"), places, t("record.everywhere"))
    asked = st.query_params
    if asked.get("from") not in people or asked.get("to") not in people:
        st.info(t("record.choose"), icon=":material/info:")
        return None
    kecamatan = asked.get("kecamatan")
    return asked["from"], asked["to"], kecamatan if kecamatan in places else None


def _select(param: str, label: str, words: Mapping[str, str], none: str = "") -> None:
    key, asked = f"record_{param}", st.query_params.get(param)
    st.session_state[key] = asked if asked in words else None
    st.selectbox(
        label,
        list(words),
        format_func=lambda code: words[code],
        placeholder=none or t("form.choose"),
        key=key,
        on_change=_put,
        args=(param, key),
    )


def _put(param: str, key: str) -> None:
    value = st.session_state[key]
    if value:
        st.query_params[param] = value
    else:
        st.query_params.pop(param, None)


def record(here: Here, giver: str, taker: str, kecamatan: str | None) -> None:
    """The button, and after it the sheet to print."""
    with st.container(key="record_open"):
        st.caption(t("record.audited"))
        opened = st.button(t("record.open"), key="record_make", icon=":material/description:", type="primary")
    if not opened:
        return
    found = commands.open_handover(here.who, giver, taker, kecamatan)
    printing.button()
    with st.container(key="sheet"):
        st.html(_CSS + sheet(found, queries.names(here.who, here.language), here.language, kecamatan))


def sheet(found: Handover, names: Names, language: str, kecamatan: str | None) -> str:
    """The record as HTML; every word of the register is escaped."""
    day = formats.day(found.day, language)
    said = {"giver": found.giver, "taker": found.taker, "count": count(found.count), "day": day}
    where = names.kecamatan[kecamatan] if kecamatan else t("record.everywhere")
    heads = ("record.actor", "record.promise", "record.needs", "record.note")
    head = "".join(f'<th scope="col">{escape(t(key))}</th>' for key in heads)
    body = "".join(_row(number, one, names, language) for number, one in enumerate(found.actors, start=1))
    rank = escape(t("table.rank"))
    table = f'<table><thead><tr><th scope="col">{rank}</th>{head}</tr></thead><tbody>{body}</tbody></table>'
    promised = count(found.promised)
    nothing = f"<p>{escape(t('record.none'))}</p>"
    told = count(len(found.actors))
    more = f"<p><b>{escape(t('record.more', told=told, count=count(found.count)))}</b></p>"
    return (
        f'<div class="damping-record"><p>{escape(region().office)}</p><h4>{escape(t("title.serah"))}</h4>'
        f"<p>{escape(t('record.says', **said))}</p>"
        f"<p>{escape(t('record.scope', where=where, promised=promised))}</p>"
        f"{more if found.count > len(found.actors) else ''}{table if found.actors else nothing}{_signs(found)}</div>"
    )


def _row(number: int, one: HandedOver, names: Names, language: str) -> str:
    place = f"{names.desa.get(one.desa_code or '', t('place.desa_unknown'))}, {names.kecamatan[one.kecamatan_code]}"
    cells = (
        ("record.promise", _promise(one, language)),
        ("record.needs", _needs(one, names, language)),
        ("record.note", _note(one, language)),
    )
    told = "".join(f'<td data-name="{escape(t(key))}">{words}</td>' for key, words in cells)
    actor = f"<td><b>{escape(one.business_name)}</b><br><small>{escape(place)}</small></td>"
    return f'<tr><td class="num">{number}</td>{actor}{told}</tr>'


def _promise(one: HandedOver, language: str) -> str:
    if one.due is None:
        return ""
    lines = [escape(one.promise or t("record.no_words")), _small(t("record.due", day=formats.day(one.due, language)))]
    if one.postponed:
        lines.append(_small(t("record.postponed", count=count(one.postponed))))
    return "<br>".join(lines)


def _needs(one: HandedOver, names: Names, language: str) -> str:
    lines = [escape(names.need_kind.get(kind, kind)) for kind in one.needs]
    for kind, last in one.permits:
        words = t("record.lapses", kind=names.permit_kind.get(kind, kind), day=formats.day(last, language))
        lines.append(f"<b>{escape(words)}</b>")
    return "<br>".join(lines)


def _note(one: HandedOver, language: str) -> str:
    if one.note is None or one.note_on is None:
        return ""
    return f"{escape(one.note)}<br>{_small(formats.day(one.note_on, language))}"


def _small(words: str) -> str:
    return f"<small>{escape(words)}</small>"


def _signs(found: Handover) -> str:
    people = (("record.gives", found.giver), ("record.takes", found.taker), ("record.knows", ""))
    signs = "".join(f"<div>{escape(t(key))}<i></i>{escape(name) or '&nbsp;'}</div>" for key, name in people)
    return f'<div class="damping-signs">{signs}</div>'
