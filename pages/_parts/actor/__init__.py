"""One actor's page: who it is, what is open, how to reach it, its permits, needs and timeline."""

from typing import Any

import streamlit as st

from data import clock, formats, queries
from data.access import allows
from data.queries import Names
from pages._parts import audit, draw, exits, subject
from pages._parts.actor import contact, edit, look, permits, supply, timeline
from pages._parts.actor.request import request_button
from pages._parts.page import Here
from pages._parts.screens import BY_NAME
from pages._parts.visitor import t


def show(here: Here, actor_id: str) -> None:
    """The page of one actor; on a phone in the order of a visit."""
    look.apply()
    st.button(t("actor.back"), key="actor_back", icon=":material/arrow_back:", type="tertiary", on_click=_close)
    found = queries.actor(here.who, actor_id)
    if found["survivor"]:  # an old link leads to the entry that stands for it
        st.text(t("double.now_here", name=found["business_name"]))
        actor_id = found["survivor"]
        found = queries.actor(here.who, actor_id)
    names = queries.names(here.who, here.language)
    head, reach = st.columns([3, 2], gap="medium")
    with head:
        _title(found, names)
        _open(found, names, here.language)
        _buttons(here, found, names)
        exits.exit_button(here, found)
    with reach, draw.card("personal"):
        contact.personal(here, found)
    left, right = st.columns(2, gap="medium")
    with left:
        with draw.card("permits"):
            permits.checklist(found, names, here.language)
        with draw.card("needs"):
            _needs(found, names, here.language)
        supply.section(here, found)
        with draw.card("audit"):
            audit.history(here, actor_id)
        subject.subject_buttons(here, actor_id)
    with right:
        with draw.card("timeline"):
            timeline.timeline(here, actor_id, names)
        with draw.card("facts"):
            _facts(found, names, here.language)


def leave() -> None:
    """What was opened for one actor does not outlast its page."""
    contact.forget()
    edit.forget()


def _close() -> None:
    st.query_params.pop("actor", None)


def _title(found: dict[str, Any], names: Names) -> None:
    # st.title reads markdown; a business name is text, so it goes through st.text.
    with st.container(key="actor_name"):
        st.text(found["business_name"])
    today = found["today"]
    state = t("state.closed") if today is None else f"{t('filter.waiting')}: {t('waiting.' + today['waiting'])}"
    st.badge(state, color="violet" if today and today["waiting"] == "never" else "gray")
    place, sector = found["place"], found["sector"].get("sector", "other")
    st.text(f"{look.place_words(place, names)} · {names.sector.get(sector, '')}")


def _open(found: dict[str, Any], names: Names, language: str) -> None:
    """What somebody waits for: an open promise, an unanswered request."""
    promise, request = found["promise"], found["request"]
    lines = []
    if promise:
        lines.append((t("promise.open"), _promise_words(promise, language)))
    if request:
        topics = ", ".join(names.need_kind.get(code, code) for code in request.topics)
        told = t("request.open_words", day=formats.day(request.on, language), channel=t(f"channel.{request.channel}"))
        lines.append((t("request.open"), " · ".join(part for part in (told, topics) if part)))
    look.notices(lines)


def _promise_words(promise: Any, language: str) -> str:
    late = (clock.today() - promise.due).days
    parts = [
        promise.step or t("promise.no_words"),
        t("promise.due", day=formats.day(promise.due, language)),
        t("promise.late", days=late) if late > 0 else "",
        t("promise.postponed", count=promise.postponed) if promise.postponed else "",
    ]
    return " · ".join(part for part in parts if part)


def _buttons(here: Here, found: dict[str, Any], names: Names) -> None:
    works = found["mine"] and found["today"] is not None and not here.who.seen_by
    with st.container(horizontal=True, key="actor_do"):
        if works and allows(here.who, "visit.log"):
            _visit_button(found["id"])
        if works and allows(here.who, "request.log"):
            request_button(here, found["id"], names)
        if found["personal"] and allows(here.who, "actor.edit") and not here.who.seen_by:
            edit.edit_button(here, found, names)


def _visit_button(actor_id: str) -> None:
    if st.button(t("actor.visit"), key="actor_visit", icon=":material/edit_note:", type="primary"):
        st.switch_page(BY_NAME["kunjungan"].file, query_params=st.query_params.to_dict() | {"actor": actor_id})


def _facts(found: dict[str, Any], names: Names, language: str) -> None:
    st.markdown(f"**{t('actor.facts')}**")
    today, sector, figures = found["today"] or {}, found["sector"], found["figures"]
    since = found["known_since"]
    workers = [figures.get(name) for name in ("workers_m", "workers_f") if figures.get(name) is not None]
    facilitator = names.facilitator.get(today.get("facilitator_id") or "", t("filter.unassigned"))
    rows: list[tuple[str, str | None]] = [
        (t("list.product"), sector.get("product") or sector.get("commodity")),
        ("KBLI", f"{sector['kbli_code']} ({sector['kbli_version']})" if sector.get("kbli_code") else None),
        (t("actor.known_since"), formats.day(since, language, found["known_since_precision"]) if since else None),
        (t("list.last_visit"), _optional_day(today.get("last_visit"), language, t("waiting.never"))),
        (t("filter.facilitator"), facilitator),
        (t("actor.scale_bps"), t(f"scale.{today['bps_scale']}") if today else None),
        (t("actor.scale_permenperin"), t(f"scale.{today['permenperin_scale']}") if today else None),
    ]
    if found["personal"]:
        rows.append((t("actor.workers"), formats.number(sum(workers), language) if workers else None))
        rows.append((t("actor.investment"), _rupiah(figures.get("investment"), language)))
    draw.facts(rows)


def _rupiah(value: int | None, language: str) -> str | None:
    return None if value is None else f"Rp {formats.number(value, language)}"


def _optional_day(value: Any, language: str, otherwise: str) -> str:
    return formats.day(value, language) if value else otherwise


def _needs(found: dict[str, Any], names: Names, language: str) -> None:
    st.markdown(f"**{t('need.title')}**")
    rows = [(names.need_kind[need["kind"]], _need_words(need, language)) for need in found["needs"]]
    draw.facts(rows or [(t("need.none"), "")])


def _need_words(need: dict[str, Any], language: str) -> str:
    raised = need["raised_on"]
    since = t("need.since", day=formats.day(raised, language)) if raised else ""
    if need["change"] == "raised":
        return " · ".join(part for part in (t("need.raised"), since) if part)
    ended = f"{t('need.' + need['change'])} {formats.day(need['on_date'], language, need['on_precision'])}"
    after = t("facilitation.after") if need["after_facilitation"] else ""
    return " · ".join(part for part in (ended, after, since) if part)
