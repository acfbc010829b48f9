"""The ordered list of a caseload as cards: who, where, why now, and the two things to do."""

from collections.abc import Mapping, Sequence
from html import escape

import streamlit as st

from data import formats, queries
from data.normal import plain
from data.queries import Names
from data.queries.caseload import Caseload
from data.turns import SHOWS, Case, Turn
from pages._parts.caseload import n
from pages._parts.caseload.words import chips, span
from pages._parts.page import Here, part
from pages._parts.screens import BY_NAME
from pages._parts.visitor import language, t

STEP = 15  # cards at a time
OWN = ("show", "rows", "view", "month", "facilitator")  # parameters of this screen only


@part()
def turns(here: Here, load: Caseload, names: Names) -> None:
    """Search, what to show, and the cards; a fragment, so that typing here does not draw the map again."""
    words = st.text_input(
        t("caseload.search"),
        key="caseload_search",
        placeholder=t("search.placeholder"),
        icon=":material/search:",
        label_visibility="collapsed",
        max_chars=80,
    )
    show = _choose_show(load)
    found = _found(load, show, words, names)
    if not found:
        _nothing()
        return
    rows = _rows()
    promises = [turn.case.promise for _, turn in found[:rows] if turn.case.promise]
    promised = queries.promise_words(here.who, promises)
    for place, turn in found[:rows]:
        _card(place, turn, load, names, promised)
    left = min(STEP, len(found) - rows)
    if left > 0:
        st.button(
            t("caseload.more", count=n(left)),
            key="caseload_more",
            icon=":material/expand_more:",
            width="stretch",
            on_click=_show_rows,
            args=(rows + STEP,),
        )
    st.caption(t("caseload.shown", count=n(len(found)), of=n(len(load.turns))))


def _found(load: Caseload, show: str, words: str, names: Names) -> Sequence[tuple[int, Turn]]:
    """The turns that the pills and the search let through, each with its place in the whole list."""
    turns, wanted = load.numbered, plain(words).split()
    if show in SHOWS:
        turns = [(place, turn) for place, turn in turns if turn.about(show)]
    return [(place, turn) for place, turn in turns if _holds(turn.case, wanted, names)] if wanted else turns


def _holds(case: Case, wanted: Sequence[str], names: Names) -> bool:
    text = plain(f"{case.business_name} {case.product or ''} {names.desa.get(case.desa_code or '', '')}")
    return all(word in text for word in wanted)


def _choose_show(load: Caseload) -> str:
    """The pills above the list; the choice stands in the URL."""
    asked = st.query_params.get("show", "all")
    chosen = asked if asked in SHOWS else "all"
    counts = {"all": len(load.turns), **load.shown}
    st.session_state["caseload_show"] = chosen
    st.pills(
        t("caseload.show"),
        list(counts),
        format_func=lambda show: t(f"caseload_show.{show}", count=n(counts[show])),
        key="caseload_show",
        label_visibility="collapsed",
        on_change=_show_chosen,
    )
    return chosen


def _show_chosen() -> None:
    _lift(st.session_state["caseload_show"] or "all")


def _lift(show: str = "all") -> None:
    st.query_params.pop("rows", None)
    if show == "all":
        st.query_params.pop("show", None)
    else:
        st.query_params["show"] = show


def _rows() -> int:
    asked = st.query_params.get("rows", "")
    return max(STEP, int(asked)) if asked.isdecimal() and len(asked) < 5 else STEP


def _show_rows(rows: int) -> None:
    st.query_params["rows"] = str(rows)


def _nothing() -> None:
    st.info(t("caseload.nothing"), icon=":material/search_off:")
    st.button(t("caseload.lift"), key="caseload_lift", on_click=_lift_all)


def _lift_all() -> None:
    st.session_state["caseload_search"] = ""
    _lift()


def _card(place: int, turn: Turn, load: Caseload, names: Names, promised: Mapping[str, str]) -> None:
    case = turn.case
    with st.container(border=True, key=f"turn_{place}"):
        lines = [f"<p>{escape(line)}</p>" for line in (_promise(case, promised), _clocks(case, load)) if line]
        st.html(
            f'<div class="damping-turn"><b>{place}. {escape(case.business_name)}</b>'
            f"<p>{escape(where(case, names))}</p>{chips(turn.reasons, case, names)}{''.join(lines)}</div>"
        )
        with st.container(horizontal=True):
            if st.button(t("caseload.open"), key=f"open_{case.actor_id}", width="stretch"):
                go("pelaku", case.actor_id)
            if st.button(t("caseload.log"), key=f"log_{case.actor_id}", type="primary", width="stretch"):
                go("kunjungan", case.actor_id)


def where(case: Case, names: Names) -> str:
    """ "Ajung, Kalisat · kursi tamu"."""
    desa = names.desa.get(case.desa_code or "", t("place.desa_unknown"))
    what = case.product or names.sector.get(case.sector, "")
    return f"{desa}, {names.kecamatan[case.kecamatan_code]} · {what}"


def _promise(case: Case, promised: Mapping[str, str]) -> str:
    step = promised.get(case.promise.contact_id) if case.promise else None
    if case.promise is None or not step:
        return ""
    return t("caseload.promise", step=step, day=formats.day(case.promise.due, language()))


def _clocks(case: Case, load: Caseload) -> str:
    """The two clocks of one actor: days since the last visit, visits of this calendar month."""
    month = t("caseload.this_month", count=n(case.visits))
    if case.last_visit is None:
        return f"{t('caseload.no_visit')} · {month}"
    days = span("day", (load.day - case.last_visit).days)
    return f"{t('caseload.last_visit', day=formats.day(case.last_visit, language()), days=days)} · {month}"


def go(screen: str, about: str, name: str = "actor") -> None:
    """Open another screen for one actor (or what else `name` says)."""
    kept = {param: value for param, value in st.query_params.to_dict().items() if param not in OWN}
    st.switch_page(BY_NAME[screen].file, query_params=kept | {name: about})
